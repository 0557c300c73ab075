"""Makes the model file from the examples: the same examples on the same machine give the same bytes."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from analysis import cues, fitting, model, spelling, urgency, weights
from analysis.embedder import PACKAGED, Embedder, chosen
from analysis.examples import Example, Reviewed, digest, load
from analysis.fitting import Array, Part
from analysis.reading import AUDIENCES, DIRECTIONS
from analysis.taxonomy import theme_codes
from analysis.text import clean

THEME_STRENGTH = 8.0
DIRECTION_STRENGTH = 3.0
FLAG_STRENGTH = 10.0
"""Inverse regularisation (scikit-learn's C), chosen on examples that the classifiers had not seen."""
ALIKE = 0.95
"""Cosine of centred vectors from which two examples never part between learning and asking."""
LEAST_FOR_A_MEAN = 60
"""Examples that a language needs before its own mean is taken out of its vectors."""
LEAST_HELD = 300
"""Examples that tuning must not have seen for calibration to rest on them alone; with fewer, there are folds."""
URGENT_RECALL = 0.9
"""Share of urgent examples that are found where nothing has learnt from them."""
ELSEWHERE = 0.4
DOUBT = 0.05
"""Probabilities of being about something else than the service from which a passage is said to be, and from which its themes are
only suggested, unless one theme is all but certain. On examples that nothing had learnt from, the second brings the wrong tags of
such passages in English from 43 of 100 to 11 and costs 0.01 of macro-F1."""
OWN_SHARE = 0.75
"""What a theme has of its own best threshold; the rest is the best of all themes together: on few examples a threshold jumps."""
FLOOR_SHARE = 0.4
"""A person is asked from this share of a theme's threshold on."""
THEME_ARRAYS = ("theme_weights", "theme_bias", "slopes", "offsets", "thresholds", "floors")
ONE_HOT = 0.3
"""What a one-hot feature counts beside a vector, whose columns are small."""


@dataclass(frozen=True, slots=True)
class Report:
    """A model, and what is known of it from the M examples it was asked about without having learnt from them.

    `probabilities` (M, T) are without a question; `directions` has a row for each label of those examples, which
    `direction_rows` counts in `examples`; `urgent` and `past` are scores (M,).
    """

    model: model.Model
    truth: Array
    probabilities: Array
    directions: Array
    direction_truth: Array
    direction_rows: Array
    urgent: Array
    past: Array
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class _Rows:
    """What is learnt from: one row an example, then one a reviewed passage, of which only some themes are known."""

    centred: Array
    audiences: Array
    truth: Array
    known: Array
    labels: tuple[tuple[int, int, int], ...]  # row, theme, direction


def embed(examples: Sequence[Example | Reviewed], embedder: Embedder) -> Array:
    """Return the vectors of the examples, cleaned as every text is cleaned before it is read."""
    return embedder.embed([clean(example.text).text.replace("\n", " ") for example in examples])


def nothing_seen(text: str) -> bool:  # noqa: ARG001 - an encoder that was not tuned has seen no text
    """Say that the encoder has not learnt from a text."""
    return False


def train(
    examples: Sequence[Example],
    vectors: Array,
    embedder: str,
    *,
    has_learnt: Callable[[str], bool] = nothing_seen,
    reviewed: Sequence[Reviewed] = (),
    reviewed_vectors: Array | None = None,
) -> Report:
    """Fit everything, each part also on some of the examples only; calibration and thresholds come from the others.

    Where the encoder `has_learnt` from most examples, the others are those that it has not learnt from. Of reviewed
    passages neither words nor vectors are kept.
    """
    codes = theme_codes()
    languages, means = _means(examples, vectors)
    every: list[Example | Reviewed] = [*examples, *reviewed]
    centred = np.vstack([vectors] if reviewed_vectors is None else [vectors, reviewed_vectors])
    centred = centred - means[[1 + languages.index(e.language) if e.language in languages else 0 for e in every]]
    rows = _rows(centred, examples, reviewed)
    parts = _parts(centred[: len(examples)], examples, has_learnt, len(reviewed))
    themes = _themes(rows, parts)
    directions = _directions(rows, parts)
    flags = _flags(centred, examples, parts)
    unit = centred[: len(examples)] / np.linalg.norm(centred[: len(examples)], axis=1, keepdims=True)
    made = model.Model(
        facts=model.Facts(digest(examples), embedder, codes, tuple(languages), flags["urgent_from"], *flags["from"]),
        means=means.astype(np.float32),
        **{name: themes[name].astype(np.float32) for name in THEME_ARRAYS},
        direction_weights=directions["line"].weights.astype(np.float32),
        direction_bias=directions["line"].bias.astype(np.float32),
        urgent_weights=flags["urgent"].weights.astype(np.float32),
        urgent_bias=np.atleast_1d(flags["urgent"].bias).astype(np.float32),
        past_weights=flags["past"].weights.astype(np.float32),
        past_bias=np.atleast_1d(flags["past"].bias).astype(np.float32),
        vectors=np.rint(unit * 127).astype(np.int8),
        carries=rows.truth[: len(examples)],
        cues=cues.learn(examples),
    )
    asked = fitting.asked(parts)
    return Report(
        made,
        rows.truth[asked],
        themes["probabilities"],
        directions["scores"],
        directions["truth"],
        np.searchsorted(asked, directions["rows"]),
        flags["urgent_scores"],
        flags["past_scores"],
        tuple(examples[row] for row in asked),
    )


def _means(examples: Sequence[Example], vectors: Array) -> tuple[list[str], Array]:
    """Return the languages with enough examples, and the means: of all languages' means first, then of each."""
    of = {tag: np.array([e.language == tag for e in examples]) for tag in sorted({e.language for e in examples})}
    languages = [tag for tag, rows in of.items() if rows.sum() >= LEAST_FOR_A_MEAN]
    own = np.array([vectors[of[tag]].mean(axis=0) for tag in languages]).reshape(-1, vectors.shape[1])
    overall = own.mean(axis=0) if languages else vectors.mean(axis=0)
    return languages, np.vstack([overall, own])


def _rows(centred: Array, examples: Sequence[Example], reviewed: Sequence[Reviewed]) -> _Rows:
    codes = theme_codes()
    said = [*(e.themes for e in examples), *(r.yes for r in reviewed)]
    truth = np.array([[code in {theme for theme, _ in themes} for code in codes] for themes in said])
    known = np.ones_like(truth)
    for row, one in enumerate(reviewed, start=len(examples)):
        known[row] = [code in {*one.no, *(theme for theme, _ in one.yes)} for code in codes]
    every: list[Example | Reviewed] = [*examples, *reviewed]
    audiences = np.array([[one.audience == name for name in AUDIENCES] for one in every]).astype(np.float64)
    labels = tuple((row, codes.index(t), DIRECTIONS.index(way)) for row, themes in enumerate(said) for t, way in themes)
    return _Rows(centred, audiences, truth, known, labels)


def _parts(centred: Array, examples: Sequence[Example], has_learnt: Callable[[str], bool], reviewed: int) -> list[Part]:
    """Return what is learnt from and what is asked, row numbers; reviewed passages (the last rows) are only learnt from."""
    more = np.arange(len(examples), len(examples) + reviewed)
    seen = np.array([has_learnt(e.text) for e in examples])
    if LEAST_HELD <= (~seen).sum() < len(examples):
        return [(np.concatenate([np.flatnonzero(seen), more]), np.flatnonzero(~seen))]
    return [(np.concatenate([learn, more]), ask) for learn, ask in fitting.folds(fitting.groups(centred, ALIKE))]


def _themes(rows: _Rows, parts: Sequence[Part]) -> dict[str, Array]:
    features = np.hstack([rows.centred, rows.audiences * ONE_HOT])
    width, asked = rows.centred.shape[1], fitting.asked(parts)
    names = ("theme_weights", "theme_bias", "slopes", "offsets", "own", "probabilities")
    found: dict[str, list[Any]] = {name: [] for name in names}
    for column in range(rows.truth.shape[1]):
        labels, known = rows.truth[:, column], rows.known[:, column]
        held = fitting.unseen(features, labels, [(learn[known[learn]], ask) for learn, ask in parts], THEME_STRENGTH)
        slope, offset = fitting.platt(held, labels[asked])
        probabilities = model.sigmoid(held * slope + offset)
        line = fitting.fit(features[known], labels[known], THEME_STRENGTH)
        own = line.weights.copy()
        own[width:] *= ONE_HOT
        found["theme_weights"].append(own)
        found["theme_bias"].append(float(line.bias))
        found["slopes"].append(slope)
        found["offsets"].append(offset)
        found["own"].append(fitting.best_threshold(probabilities, labels[asked]))
        found["probabilities"].append(probabilities)
    arrays = {name: np.array(values) for name, values in found.items()}
    arrays["probabilities"] = arrays["probabilities"].T
    shared = fitting.best_threshold(arrays["probabilities"].ravel(), rows.truth[asked].ravel())
    arrays["thresholds"] = OWN_SHARE * arrays["own"] + (1 - OWN_SHARE) * shared
    arrays["floors"] = arrays["thresholds"] * FLOOR_SHARE
    return arrays


def _directions(rows: _Rows, parts: Sequence[Part]) -> dict[str, Any]:
    """One row for each label: what is said, and the theme that it is said of."""
    at, theme, truth = (np.array(column) for column in zip(*rows.labels, strict=True))
    features = np.hstack([rows.centred[at], np.eye(rows.truth.shape[1])[theme] * ONE_HOT])
    split = [(np.flatnonzero(np.isin(at, learn)), np.flatnonzero(np.isin(at, ask))) for learn, ask in parts]
    line = fitting.fit(features, truth, DIRECTION_STRENGTH)
    scores = fitting.unseen(features, truth, split, DIRECTION_STRENGTH)
    line.weights[:, rows.centred.shape[1] :] *= ONE_HOT
    asked = fitting.asked(split)
    return {"line": line, "scores": scores, "truth": truth[asked], "rows": at[asked]}


def _flags(centred: Array, examples: Sequence[Example], parts: Sequence[Part]) -> dict[str, Any]:
    """Fit what only the examples know: whether a passage is urgent, and whether it is about something else."""
    rows, number = centred[: len(examples)], len(examples)
    parts = [(learn[learn < number], ask) for learn, ask in parts]
    urgent = np.array(["urgent" in e.flags for e in examples])
    past = np.array([not e.themes for e in examples])
    asked = fitting.asked(parts)
    cue = np.array([[urgency.has_cue(clean(e.text).text, e.language)] for e in examples]) * urgency.CUED
    cued = np.hstack([rows, cue])
    urgent_scores = fitting.unseen(cued, urgent, parts, FLAG_STRENGTH)
    past_scores = fitting.unseen(rows, past, parts, FLAG_STRENGTH)
    return {
        "urgent": fitting.fit(cued, urgent, FLAG_STRENGTH),
        "urgent_scores": urgent_scores,
        "urgent_from": fitting.recall_threshold(urgent_scores, urgent[asked], URGENT_RECALL),
        "past": fitting.fit(rows, past, FLAG_STRENGTH),
        "past_scores": past_scores,
        "from": [_score_of(share, past_scores, past[asked]) for share in (ELSEWHERE, DOUBT)],
    }


def _score_of(probability: float, scores: Array, labels: Array) -> float:
    """Return the score that stands for a probability, by scores of unseen rows and their labels."""
    slope, offset = fitting.platt(scores, labels)
    return (math.log(probability / (1 - probability)) - offset) / slope


def seen_by(tuned: Path = weights.FILE) -> Callable[[str], bool]:
    """Return what tells whether the tuned encoder has learnt from a text."""
    found = weights.load(tuned)
    return nothing_seen if found is None else found.has_learnt


def write(report: Report, path: Path = model.FILE) -> None:
    """Save the model of a report."""
    model.save(report.model, path)


def main(setting: str = PACKAGED, out: Path = model.FILE) -> int:
    """Train on analysis/examples with the embedder of a setting and save; return 1 where there is none on this machine."""
    embedder = chosen(setting)
    if embedder is None:
        print("There is no embedder to train a model for: the packaged one does not run on this machine, or none was chosen.")
        return 1
    rows = load()
    if out == model.FILE:
        spelling.save(fitting.fit_spelling([clean(row.text).text for row in rows], [row.language for row in rows]))
    has_learnt = seen_by() if setting == PACKAGED else nothing_seen
    report = train(rows, embed(rows, embedder), embedder.name, has_learnt=has_learnt)
    write(report, out)
    print(f"{len(rows)} examples, {len(report.model.facts.languages)} languages, model {model.digest(out)[:12]}")
    return 0
