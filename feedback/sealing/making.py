"""Keys and secrets: made once, each in the folder of the process that may hold it."""

import base64
import secrets
from pathlib import Path

from feedback.sealing.opener import PrivateKey

PUBLIC, WORKER, WORKBENCH, ESCROW = "public", "worker", "workbench", "escrow"
SECRETS = "secrets.toml"


def make_keys(directory: Path) -> None:
    """Make all keys below a folder: `public/` for the public site, and a folder each for the worker, the workbench and escrow.

    Raises:
        FileExistsError: there are keys already; they are never overwritten, because what was sealed to them would be lost.
    """
    if directory.exists() and any(directory.iterdir()):
        raise FileExistsError(f"{directory} is not empty: keys are never overwritten")
    for name in (PUBLIC, WORKER, WORKBENCH, ESCROW):
        (directory / name).mkdir(parents=True, mode=0o700)
    pairs = {name: PrivateKey.generate() for name in (WORKER, WORKBENCH, ESCROW)}
    for name, pair in pairs.items():
        pair.write(directory / name / f"{name}.key")
    for name in (WORKER, ESCROW):
        pairs[name].public.write(directory / PUBLIC / f"{name}.pub")
    pairs[WORKBENCH].public.write(directory / WORKER / "workbench.pub")
    _make_secrets(directory / WORKBENCH / SECRETS)


def _make_secrets(path: Path) -> None:
    path.touch(mode=0o600, exist_ok=False)
    totp = base64.b64encode(secrets.token_bytes(32)).decode("ascii")
    lines = {"secret_key": secrets.token_urlsafe(48), "password_salt": secrets.token_urlsafe(32), "totp_secret": totp}
    path.write_text("".join(f'{name} = "{value}"\n' for name, value in lines.items()), encoding="ascii")
