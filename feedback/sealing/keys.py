"""Public keys: what a process needs to seal, and nothing that opens."""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PublicKey

from feedback.sealing.envelope import KEY_ID_SIZE

PUBLIC_LABEL = "feedback-public-key-1"
_MLKEM_SIZE = 1184


class BrokenKey(ValueError):
    """A key file is missing, or is not what its name says."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """One recipient's key: an ML-KEM-768 and an X25519 public key, named by the first 8 bytes of their SHA-256."""

    raw: bytes
    key_id: bytes
    hpke: MLKEM768X25519PublicKey

    @classmethod
    def from_raw(cls, raw: bytes) -> Self:
        """The key of 1,184 + 32 raw bytes.

        Raises:
            BrokenKey: the bytes are no such key.
        """
        try:
            hpke = MLKEM768X25519PublicKey(
                MLKEM768PublicKey.from_public_bytes(raw[:_MLKEM_SIZE]),
                X25519PublicKey.from_public_bytes(raw[_MLKEM_SIZE:]),
            )
        except ValueError as error:
            raise BrokenKey("not a public key") from error
        return cls(raw, hashlib.sha256(raw).digest()[:KEY_ID_SIZE], hpke)

    @classmethod
    def read(cls, path: Path) -> Self:
        """The key in a file that `write` made.

        Raises:
            BrokenKey: there is no such file, or it holds something else.
        """
        return cls.from_raw(read_labelled(path, PUBLIC_LABEL))

    def write(self, path: Path) -> None:
        """Put the key in a new file that everybody may read."""
        write_labelled(path, PUBLIC_LABEL, self.raw, mode=0o644)


def read_labelled(path: Path, label: str) -> bytes:
    """The bytes of a one-line key file, `label base64`.

    Raises:
        BrokenKey: there is no such file, or it has another label.
    """
    try:
        found, encoded = path.read_text(encoding="ascii").split()
        raw = base64.b64decode(encoded, validate=True)
    except (OSError, ValueError, binascii.Error) as error:
        raise BrokenKey(f"{path}: no readable key file") from error
    if found != label:
        raise BrokenKey(f"{path}: holds {found}, not {label}")
    return raw


def write_labelled(path: Path, label: str, raw: bytes, mode: int) -> None:
    """Write a one-line key file.

    Raises:
        FileExistsError: a key is never overwritten.
    """
    path.touch(mode=mode, exist_ok=False)
    path.chmod(mode)
    path.write_text(f"{label} {base64.b64encode(raw).decode('ascii')}\n", encoding="ascii")
