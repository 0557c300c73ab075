"""Names the version of everything that decides what a reading says: code, word lists, taxonomy and model."""

import hashlib
from functools import cache
from pathlib import Path

from analysis import model

_PLACE = Path(__file__).parent
_NO_PART = {"train.py", "fitting.py", "measure.py", "figures.py", "card.py", "compare.py", "candidate.py", "__main__.py"}
"""Sources that make or measure a model, or speak on the command line, but change no reading by themselves."""
_NO_FOLDER = {"examples", "gold", "tuning"}


@cache
def _parts() -> bytes:
    """Return what changes when anything but the model file does: another model may stand in its place."""
    total = hashlib.sha256()
    for path in sorted(_PLACE.rglob("*")):
        part = path.relative_to(_PLACE)
        counts = path.suffix in {".py", ".toml", ".npz"} and part.parts[0] not in _NO_FOLDER and path != model.FILE
        if counts and part.name not in _NO_PART:
            total.update(part.as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.digest()


def version_with(model_digest: str, *, embedded: bool = True) -> str:
    """Return the version of this package with the model file of this digest (SHA-256, hex), with an embedder or without."""
    without = b"" if embedded else b"by words alone"
    return "1+" + hashlib.sha256(_parts() + bytes.fromhex(model_digest) + without).hexdigest()[:12]


VERSION = version_with(model.digest())
"""The version with the packaged model."""
