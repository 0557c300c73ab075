"""The draw: a twentieth of the passages in which the machine found nothing goes to a person, or nobody would know what it misses.

Who writes cannot tell which: the draw hangs on the worker's key. The same passage is drawn every time it is read.
"""

import hmac

from feedback.evidence.misses import ONE_IN


class Draw:
    """Draws passages of one installation.

    Args:
        key: 32 bytes that nobody but the worker knows.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def takes(self, response_id: bytes, question: str, passage: int) -> bool:
        """Whether a passage is drawn."""
        place = b"\0".join((response_id, question.encode(), str(passage).encode()))
        return int.from_bytes(hmac.digest(self._key, place, "sha256")[:8]) % ONE_IN == 0
