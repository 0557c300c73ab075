"""Sealing: from here on nobody but the recipients can read it, the process that sealed it included."""

import os
from collections.abc import Sequence

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from feedback.sealing.envelope import DATA_KEY_SIZE, HPKE, NONCE_SIZE, Header, Kind
from feedback.sealing.keys import PublicKey
from feedback.sealing.padding import LARGEST, pad

# A response is somebody's words. A quote adds a place and reasons to each of their passages; a pack is a whole document.
_LARGEST = {Kind.RESPONSE: LARGEST, Kind.QUOTE: 4 * 1024 * 1024, Kind.PACK: 32 * 1024 * 1024}


def seal(content: bytes, *, kind: Kind, object_id: bytes, recipients: Sequence[PublicKey]) -> bytes:
    """The padded content in an envelope that each recipient's private key opens.

    Raises:
        ValueError: there is no recipient, or the id has the wrong length.
        feedback.sealing.padding.TooLarge: more than 64 KiB (a quote: 4 MiB, a pack: 32 MiB).
    """
    if not recipients:
        raise ValueError("nobody to seal it to")
    header = Header(kind, object_id, tuple(key.key_id for key in recipients))
    packed = header.pack()
    data_key, nonce = os.urandom(DATA_KEY_SIZE), os.urandom(NONCE_SIZE)
    wrapped = [HPKE.encrypt(data_key, key.hpke, info=header.info(key.key_id)) for key in recipients]
    body = AESGCM(data_key).encrypt(nonce, pad(content, largest=_LARGEST[kind]), packed)
    return b"".join((packed, *wrapped, nonce, body))
