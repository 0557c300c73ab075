"""Drafts: unfinished answers, closed under a key that only the respondent's browser holds.

Everything about a draft comes from its 32-byte key by HKDF with a label each: where it lies, what closes it, what guards its
forms, and the id of the response that it becomes. So the database can link none of these, and a form that is sent twice makes
the same response.
"""

import base64
import binascii
import os
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from feedback.sealing.envelope import NONCE_SIZE, OBJECT_ID_SIZE
from feedback.sealing.padding import BrokenPadding, pad, unpad

KEY_SIZE = 32
# One size for nearly all drafts: a draft does not show by its length whether it was sent or how much was written.
SMALLEST = 8 * 1024
LARGEST = 256 * 1024


class CannotOpenDraft(ValueError):
    """The draft is damaged, or belongs to another key."""


@dataclass(frozen=True, slots=True, repr=False)
class DraftKey:
    """The key in the browser's cookie. Its text form says nothing of it."""

    _key: bytes

    @classmethod
    def generate(cls) -> Self:
        """A new key, from the system's random numbers."""
        return cls(os.urandom(KEY_SIZE))

    @classmethod
    def from_cookie(cls, value: str | None) -> Self | None:
        """The key that a cookie carries; None where it carries none."""
        try:
            key = base64.urlsafe_b64decode((value or "").encode("ascii") + b"=")
        except (ValueError, binascii.Error):
            return None
        return cls(key) if len(key) == KEY_SIZE else None

    def to_cookie(self) -> str:
        """The key as a cookie's value."""
        return base64.urlsafe_b64encode(self._key).decode("ascii").rstrip("=")

    def _derive(self, label: bytes, length: int) -> bytes:
        return HKDFExpand(SHA256(), length, b"feedback draft " + label).derive(self._key)

    @property
    def locator(self) -> bytes:
        """Where the draft lies (16 bytes)."""
        return self._derive(b"locator", 16)

    @property
    def response_id(self) -> bytes:
        """The id of the response that this draft becomes (16 bytes)."""
        return self._derive(b"response", OBJECT_ID_SIZE)

    @property
    def form_token(self) -> bytes:
        """What a form of this draft must carry, so that no other site can send one (16 bytes)."""
        return self._derive(b"form", 16)

    def close(self, content: bytes) -> bytes:
        """The padded content under this key.

        Raises:
            feedback.sealing.padding.TooLarge: more than 256 KiB.
        """
        nonce = os.urandom(NONCE_SIZE)
        return nonce + AESGCM(self._derive(b"body", 32)).encrypt(nonce, pad(content, SMALLEST, LARGEST), self.locator)

    def open(self, closed: bytes) -> bytes:
        """The content that `close` was given.

        Raises:
            CannotOpenDraft: another key closed it, or it is damaged.
        """
        try:
            return unpad(AESGCM(self._derive(b"body", 32)).decrypt(closed[:NONCE_SIZE], closed[NONCE_SIZE:], self.locator))
        except (InvalidTag, BrokenPadding, ValueError) as error:
            raise CannotOpenDraft("not this key's draft") from error
