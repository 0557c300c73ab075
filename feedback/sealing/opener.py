"""Opening: private keys and what they open. The public site cannot import this module (a contract holds it)."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from feedback.sealing.envelope import HPKE, NONCE_SIZE, WRAPPED_SIZE, BrokenEnvelope, Header, Kind
from feedback.sealing.keys import BrokenKey, PublicKey, read_labelled, write_labelled
from feedback.sealing.padding import BrokenPadding, unpad

PRIVATE_LABEL = "feedback-private-key-1"
_SEED_SIZE = 64


class CannotOpen(ValueError):
    """The envelope is damaged, was moved, or is for somebody else."""


class KeyIsExposed(PermissionError):
    """A private key's file may be read by others than its owner."""


@dataclass(frozen=True, slots=True, repr=False)
class PrivateKey:
    """A recipient's key pair. Its text form says nothing of the key."""

    public: PublicKey
    _raw: bytes
    _hpke: MLKEM768X25519PrivateKey

    @classmethod
    def from_raw(cls, raw: bytes) -> Self:
        """The key of a 64-byte ML-KEM seed and 32 bytes of X25519.

        Raises:
            BrokenKey: the bytes are no such key.
        """
        try:
            mlkem, x25519 = (
                MLKEM768PrivateKey.from_seed_bytes(raw[:_SEED_SIZE]),
                X25519PrivateKey.from_private_bytes(raw[_SEED_SIZE:]),
            )
        except ValueError as error:
            raise BrokenKey("not a private key") from error
        public = PublicKey.from_raw(mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw())
        return cls(public, raw, MLKEM768X25519PrivateKey(mlkem, x25519))

    @classmethod
    def generate(cls) -> Self:
        """A new key pair."""
        return cls.from_raw(MLKEM768PrivateKey.generate().private_bytes_raw() + X25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def read(cls, path: Path) -> Self:
        """The key in a file that only its owner can read.

        Raises:
            KeyIsExposed: others may read it.
            BrokenKey: there is no such file, or it holds something else.
        """
        refuse_exposed(path)
        return cls.from_raw(read_labelled(path, PRIVATE_LABEL))

    def write(self, path: Path) -> None:
        """Put the key in a new file that only its owner can read."""
        write_labelled(path, PRIVATE_LABEL, self._raw, mode=0o600)

    def derive(self, purpose: str) -> bytes:
        """32 bytes that only the holder of this key can make, another 32 for each purpose. They tell nothing of the key."""
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"feedback {purpose}".encode()).derive(self._raw)

    def open(self, blob: bytes, *, kind: Kind, object_id: bytes) -> bytes:
        """The content that was sealed as this kind for this object.

        Raises:
            CannotOpen: it was not, or not to this key.
        """
        try:
            header = Header.unpack(blob)
            if header.kind is not kind or header.object_id != object_id:
                raise CannotOpen("sealed as something else")
            packed, key_id = header.pack(), self.public.key_id
            keys_at = len(packed)
            mine = keys_at + header.key_ids.index(key_id) * WRAPPED_SIZE
            body_at = keys_at + len(header.key_ids) * WRAPPED_SIZE
            data_key = HPKE.decrypt(blob[mine : mine + WRAPPED_SIZE], self._hpke, info=header.info(key_id))
            nonce, body = blob[body_at : body_at + NONCE_SIZE], blob[body_at + NONCE_SIZE :]
            return unpad(AESGCM(data_key).decrypt(nonce, body, packed))
        except (BrokenEnvelope, BrokenPadding, InvalidTag, ValueError) as error:
            raise CannotOpen("this key does not open it") from error


def refuse_exposed(path: Path) -> None:
    """Raise `KeyIsExposed` when a secret's file may be read by anybody but its owner."""
    if os.name == "posix" and path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyIsExposed(f"{path} can be read by others: chmod 600 {path}")
