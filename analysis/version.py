"""Names the version of everything that decides what a reading says: code, word lists, taxonomy and model."""

import hashlib
from pathlib import Path

_PLACE = Path(__file__).parent
_NO_PART = {"train.py", "fitting.py", "measure.py", "__main__.py"}
"""Sources that make or measure a model, or speak on the command line, but change no reading by themselves."""


def _version() -> str:
    total = hashlib.sha256()
    for path in sorted(_PLACE.rglob("*")):
        part = path.relative_to(_PLACE)
        counts = path.suffix in {".py", ".toml", ".npz"} and part.parts[0] not in {"examples", "gold"}
        if counts and part.name not in _NO_PART:
            total.update(part.as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return "1+" + total.hexdigest()[:12]


VERSION = _version()
