"""The vault: the site's secrets, from one file that only its owner can read."""

import tomllib
from pathlib import Path

import msgspec

from feedback.sealing.opener import refuse_exposed


class BrokenVault(ValueError):
    """The file of secrets is missing, or does not hold what it must."""


class Secrets(msgspec.Struct, frozen=True):
    """What signs the sessions, salts the passwords and closes the second-factor secrets. Its text form says nothing."""

    secret_key: str
    password_salt: str
    totp_secret: str

    def __repr__(self) -> str:
        return "Secrets(…)"


def read_secrets(path: Path) -> Secrets:
    """The secrets in a TOML file.

    Raises:
        feedback.sealing.opener.KeyIsExposed: others may read it.
        BrokenVault: it is missing or incomplete.
    """
    refuse_exposed(path)
    try:
        secrets = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Secrets)
    except (OSError, ValueError) as error:
        raise BrokenVault(f"{path}: must hold secret_key, password_salt and totp_secret") from error
    if not all((secrets.secret_key, secrets.password_salt, secrets.totp_secret)):
        raise BrokenVault(f"{path}: secret_key, password_salt and totp_secret must not be empty")
    return secrets
