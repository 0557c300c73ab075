"""The envelope: the bytes around a sealed text, and what the seal vouches for.

    header = magic "SEAL" · format 1 · suite 1 · kind · object id (16) · number of recipients · their key ids (8 each)
    blob   = header · one wrapped data key a recipient (1,168 each) · nonce (12) · AES-256-GCM ciphertext

HPKE (RFC 9180) wraps the data key for each recipient, with the header and the recipient's key id as `info`; the body has the
header as additional data. So nothing opens that was moved to another object, kind or recipient.
"""

import enum
import struct
from dataclasses import dataclass
from typing import Self

from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

MAGIC = b"SEAL"
FORMAT = 1
SUITE = 1
KEY_ID_SIZE = 8
OBJECT_ID_SIZE = 16
DATA_KEY_SIZE = 32
NONCE_SIZE = 12
TAG_SIZE = 16

# Hybrid: safe as long as either ML-KEM-768 or X25519 is.
HPKE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
WRAPPED_SIZE = KEM.MLKEM768_X25519.enc_length() + DATA_KEY_SIZE + TAG_SIZE

_FIXED = struct.Struct(f">4sBBB{OBJECT_ID_SIZE}sB")


class Kind(enum.IntEnum):
    """What is inside; part of what the seal vouches for."""

    RESPONSE = 1
    QUOTE = 2
    PACK = 3


class BrokenEnvelope(ValueError):
    """The bytes are not an envelope of this format."""


@dataclass(frozen=True, slots=True)
class Header:
    """What stands in clear on an envelope."""

    kind: Kind
    object_id: bytes
    key_ids: tuple[bytes, ...]

    def pack(self) -> bytes:
        """The header's bytes.

        Raises:
            ValueError: an id has the wrong length.
        """
        if len(self.object_id) != OBJECT_ID_SIZE or any(len(key) != KEY_ID_SIZE for key in self.key_ids):
            raise ValueError("an id of the wrong length")
        fixed = _FIXED.pack(MAGIC, FORMAT, SUITE, self.kind, self.object_id, len(self.key_ids))
        return fixed + b"".join(self.key_ids)

    def info(self, key_id: bytes) -> bytes:
        """The HPKE `info` of the data key wrapped for one recipient."""
        return self.pack() + key_id

    @classmethod
    def unpack(cls, blob: bytes) -> Self:
        """The header at the front of a blob.

        Raises:
            BrokenEnvelope: it is not one.
        """
        try:
            magic, form, suite, kind, object_id, count = _FIXED.unpack_from(blob)
            ids = blob[_FIXED.size : _FIXED.size + count * KEY_ID_SIZE]
            if (magic, form, suite) != (MAGIC, FORMAT, SUITE) or len(ids) != count * KEY_ID_SIZE:
                raise BrokenEnvelope("not an envelope of this format")
            keys = tuple(ids[at : at + KEY_ID_SIZE] for at in range(0, len(ids), KEY_ID_SIZE))
            return cls(Kind(kind), object_id, keys)
        except (struct.error, ValueError) as error:
            raise BrokenEnvelope("not an envelope of this format") from error
