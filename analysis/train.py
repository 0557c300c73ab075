"""Makes the model file from the examples: the same examples on the same machine give the same bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis import cues, fitting, model
from analysis.embedder import Embedder, packaged
from analysis.examples import Example, digest, load
from analysis.reading import AUDIENCES, DIRECTIONS
from analysis.taxonomy import theme_codes
from analysis.text import clean

Array = npt.NDArray[Any]

THEME_STRENGTH = 20.0
DIRECTION_STRENGTH = 10.0
FLAG_STRENGTH = 30.0
"""Inverse regularisation (scikit-learn's C), chosen out of fold on the examples."""
ALIKE = 0.95
"""Cosine of centred vectors from which two examples never part between learning and asking."""
LEAST_FOR_A_MEAN = 60
"""Examples that a language needs before its own mean is taken out of its vectors."""
URGENT_RECALL = 0.88
"""Share of urgent examples that the vector alone finds out of fold; cue words find more."""
FLOOR_SHARE = 0.4
"""A person is asked from this share of a theme's threshold on."""
THEME_ARRAYS = ("theme_weights", "theme_bias", "slopes", "offsets", "thresholds", "floors")
ONE_HOT = 0.3
"""What a one-hot feature counts beside a vector, whose columns are small."""


@dataclass(frozen=True, slots=True)
class Report:
    """A model, and what is known of it out of fold: probabilities without a question (N, T), other scores, and the truth."""

    model: model.Model
    truth: Array
    probabilities: Array
    directions: Array
    direction_truth: Array
    direction_rows: Array
    urgent: Array
    past: Array
    examples: tuple[Example, ...]


def embed(examples: Sequence[Example], embedder: Embedder) -> Array:
    """Return the vectors of the examples, cleaned as every text is cleaned before it is read."""
    return embedder.embed([clean(example.text).text.replace("\n", " ") for example in examples])


def train(examples: Sequence[Example], vectors: Array, embedder: str) -> Report:
    """Fit everything, each part also out of fold, where calibration and thresholds come from."""
    codes = theme_codes()
    languages, means = _means(examples, vectors)
    centred = vectors - means[[1 + languages.index(e.language) if e.language in languages else 0 for e in examples]]
    truth = np.array([[code in {theme for theme, _ in e.themes} for code in codes] for e in examples])
    parts = fitting.folds(fitting.groups(centred, ALIKE))
    themes = _themes(centred, examples, truth, parts)
    directions = _directions(centred, examples, parts)
    flags = _flags(centred, examples, parts)
    unit = centred / np.linalg.norm(centred, axis=1, keepdims=True)
    made = model.Model(
        facts=model.Facts(digest(examples), embedder, codes, tuple(languages), flags["urgent_from"], flags["past_from"]),
        means=means.astype(np.float32),
        **{name: themes[name].astype(np.float32) for name in THEME_ARRAYS},
        direction_weights=directions["line"].weights.astype(np.float32),
        direction_bias=directions["line"].bias.astype(np.float32),
        urgent_weights=flags["urgent"].weights.astype(np.float32),
        urgent_bias=np.atleast_1d(flags["urgent"].bias).astype(np.float32),
        past_weights=flags["past"].weights.astype(np.float32),
        past_bias=np.atleast_1d(flags["past"].bias).astype(np.float32),
        vectors=np.rint(unit * 127).astype(np.int8),
        carries=truth,
        cues=cues.learn(examples),
    )
    return Report(
        made,
        truth,
        themes["probabilities"],
        directions["scores"],
        directions["truth"],
        directions["rows"],
        flags["urgent_scores"],
        flags["past_scores"],
        tuple(examples),
    )


def _means(examples: Sequence[Example], vectors: Array) -> tuple[list[str], Array]:
    """Return the languages with enough examples, and the means: of all languages' means first, then of each."""
    of = {tag: np.array([e.language == tag for e in examples]) for tag in sorted({e.language for e in examples})}
    languages = [tag for tag, rows in of.items() if rows.sum() >= LEAST_FOR_A_MEAN]
    own = np.array([vectors[of[tag]].mean(axis=0) for tag in languages]).reshape(-1, vectors.shape[1])
    overall = own.mean(axis=0) if languages else vectors.mean(axis=0)
    return languages, np.vstack([overall, own])


def _themes(centred: Array, examples: Sequence[Example], truth: Array, parts: list[tuple[Array, Array]]) -> dict[str, Array]:
    audience = np.array([[e.audience == name for name in AUDIENCES] for e in examples], float)
    rows = np.hstack([centred, audience * ONE_HOT])
    names = ("theme_weights", "theme_bias", "slopes", "offsets", "own", "probabilities")
    found: dict[str, list[Any]] = {name: [] for name in names}
    for column in range(truth.shape[1]):
        labels = truth[:, column]
        held = fitting.out_of_fold(rows, labels, parts, THEME_STRENGTH)
        slope, offset = fitting.platt(held, labels)
        probabilities = model.sigmoid(held * slope + offset)
        line = fitting.fit(rows, labels, THEME_STRENGTH)
        weights = line.weights.copy()
        weights[centred.shape[1] :] *= ONE_HOT
        found["theme_weights"].append(weights)
        found["theme_bias"].append(float(line.bias))
        found["slopes"].append(slope)
        found["offsets"].append(offset)
        found["own"].append(fitting.best_threshold(probabilities, labels))
        found["probabilities"].append(probabilities)
    arrays = {name: np.array(values) for name, values in found.items()}
    arrays["probabilities"] = arrays["probabilities"].T
    shared = fitting.best_threshold(arrays["probabilities"].ravel(), truth.ravel())
    arrays["thresholds"] = (arrays["own"] + shared) / 2
    arrays["floors"] = arrays["thresholds"] * FLOOR_SHARE
    return arrays


def _directions(centred: Array, examples: Sequence[Example], parts: list[tuple[Array, Array]]) -> dict[str, Any]:
    """One row for each label: what is said, and the theme that it is said of."""
    codes = theme_codes()
    pairs = [(row, codes.index(theme), DIRECTIONS.index(way)) for row, e in enumerate(examples) for theme, way in e.themes]
    at, theme, truth = (np.array(column) for column in zip(*pairs, strict=True))
    rows = np.hstack([centred[at], np.eye(len(codes))[theme] * ONE_HOT])
    split = [(np.flatnonzero(np.isin(at, learn)), np.flatnonzero(np.isin(at, ask))) for learn, ask in parts]
    line = fitting.fit(rows, truth, DIRECTION_STRENGTH)
    scores = fitting.out_of_fold(rows, truth, split, DIRECTION_STRENGTH)
    line.weights[:, centred.shape[1] :] *= ONE_HOT
    return {"line": line, "scores": scores, "truth": truth, "rows": at}


def _flags(centred: Array, examples: Sequence[Example], parts: list[tuple[Array, Array]]) -> dict[str, Any]:
    urgent = np.array(["urgent" in e.flags for e in examples])
    past = np.array([not e.themes for e in examples])
    urgent_scores = fitting.out_of_fold(centred, urgent, parts, FLAG_STRENGTH)
    past_scores = fitting.out_of_fold(centred, past, parts, FLAG_STRENGTH)
    return {
        "urgent": fitting.fit(centred, urgent, FLAG_STRENGTH),
        "urgent_scores": urgent_scores,
        "urgent_from": fitting.recall_threshold(urgent_scores, urgent, URGENT_RECALL),
        "past": fitting.fit(centred, past, FLAG_STRENGTH),
        "past_scores": past_scores,
        "past_from": fitting.best_threshold(past_scores, past),
    }


def write(report: Report, path: Path = model.FILE) -> None:
    """Save the model of a report."""
    model.save(report.model, path)


def main() -> int:
    """Train on analysis/examples with the packaged embedder and save; return 1 when there is no embedder on this machine."""
    embedder = packaged()
    if embedder is None:
        print("The packaged embedder cannot be loaded on this machine.")
        return 1
    rows = load()
    report = train(rows, embed(rows, embedder), embedder.name)
    write(report)
    print(f"{len(rows)} examples, {len(report.model.facts.languages)} languages, model {model.digest()[:12]}")
    return 0
