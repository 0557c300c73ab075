"""The model file: everything learnt from the examples, as plain arrays, used with numpy alone."""

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.reading import AUDIENCES

PROBED = 1.5
"""Log-odds that a theme gains where the question probes it (4.5 times likelier). Assumed: the examples answer no question."""

FILE = Path(__file__).parent / "model" / "model.npz"

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a model was made from and for: examples (digest), embedder, themes (in column order), languages with examples.

    `urgent_from`, `past_from` and `doubt_from` are log-odds from which a passage is urgent, about something else, or may well be.
    """

    examples: str
    embedder: str
    themes: tuple[str, ...]
    languages: tuple[str, ...]
    urgent_from: float
    past_from: float
    doubt_from: float


@dataclass(frozen=True, slots=True)
class Model:
    """Weights and thresholds. T themes, D columns of a vector, L languages, N examples.

    Scores are log-odds; `slopes` and `offsets` calibrate a theme's score into a probability (Platt).
    """

    facts: Facts
    means: Floats  # (1 + L, D): of all examples, then of each language's
    theme_weights: Floats  # (T, D + 3): vector, audience one-hot
    theme_bias: Floats  # (T,)
    slopes: Floats  # (T,)
    offsets: Floats  # (T,)
    thresholds: Floats  # (T,): probability from which a theme is tagged
    floors: Floats  # (T,): probability from which a person is asked
    direction_weights: Floats  # (4, D + T): vector, theme one-hot
    direction_bias: Floats  # (4,)
    urgent_weights: Floats  # (D + 1,): vector, cue word
    urgent_bias: Floats  # (1,)
    past_weights: Floats  # (D,)
    past_bias: Floats  # (1,)
    vectors: npt.NDArray[np.int8]  # (N, D): centred vectors of the examples, unit length times 127
    carries: npt.NDArray[np.bool_]  # (N, T): which theme each example carries
    cues: dict[str, dict[str, float]]  # theme: word: log-odds of the word under the theme

    def centre(self, vectors: Floats, language: str) -> Floats:
        """Return vectors without what all texts of their language share, so that languages lie on top of each other."""
        known = self.facts.languages
        mean = self.means[1 + known.index(language)] if language in known else self.means[0]
        centred: Floats = (vectors - mean).astype(np.float32)
        return centred

    def theme_probabilities(self, centred: Floats, audience: str | None, probes: Sequence[str]) -> Floats:
        """Return the calibrated probability of each theme, shape (passages, T)."""
        width = centred.shape[1]
        scores = centred @ self.theme_weights[:, :width].T + self.theme_bias
        if audience in AUDIENCES:
            scores += self.theme_weights[:, width + AUDIENCES.index(audience)]
        odds = scores * self.slopes + self.offsets
        odds[:, [column for column, theme in enumerate(self.facts.themes) if theme in probes]] += PROBED
        return sigmoid(odds)

    def nearest(self, centred: Floats, theme: int, readable: npt.NDArray[np.bool_]) -> tuple[int, ...]:
        """Return the numbers of the two examples of a theme that lie nearest to one centred vector, nearest first.

        Only examples that are `readable` (N,) are looked at, unless there are fewer than two of them.
        """
        carrying = self.carries[:, theme]
        rows = np.flatnonzero(carrying & readable)
        rows = rows if len(rows) > 1 else np.flatnonzero(carrying)
        likeness = self.vectors[rows].astype(np.float32) @ centred
        return tuple(int(row) for row in rows[np.argsort(-likeness, kind="stable")[:2]])


def sigmoid(scores: npt.NDArray[Any]) -> Floats:
    """Return the probabilities of log-odds."""
    probabilities: Floats = (1 / (1 + np.exp(-np.clip(scores, -30, 30)))).astype(np.float32)
    return probabilities


def save(model: Model, path: Path = FILE) -> None:
    """Write the model; the same model gives the same bytes."""
    names = [field.name for field in fields(Model) if field.name not in {"facts", "cues"}]
    arrays: dict[str, Any] = {name: getattr(model, name) for name in names}
    words = {"facts": {f.name: getattr(model.facts, f.name) for f in fields(Facts)}, "cues": model.cues}
    arrays["words"] = np.frombuffer(json.dumps(words, ensure_ascii=False, sort_keys=True).encode(), np.uint8)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(buffer.getvalue())


def load(path: Path = FILE) -> Model | None:
    """Return the model, or None where no model file was made yet."""
    if not path.exists():
        return None
    with np.load(path, allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    words = json.loads(arrays.pop("words").tobytes())
    facts: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in words["facts"].items()}
    return Model(facts=Facts(**facts), cues=words["cues"], **arrays)


@cache
def digest(path: Path = FILE) -> str:
    """Return the SHA-256 of the model file, hex; that of nothing where there is none."""
    return hashlib.sha256(path.read_bytes() if path.exists() else b"").hexdigest()
