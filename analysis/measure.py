"""Measures the model: on the gold texts as whole texts, which nothing was fitted on, and out of fold on the examples."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import f1_score, precision_recall_fscore_support

from analysis import embedder, examples, train
from analysis.examples import Example
from analysis.fitting import Array
from analysis.reader import Reader
from analysis.reading import DIRECTIONS, Reading
from analysis.taxonomy import theme_codes

BINS = 10
"""Equal steps of confidence over which the calibration error is summed."""
LEAST_CONFIDENCE = 0.1
"""Confidence from which a pair of text and theme counts for it: the thousands of sure absences would flatter."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One row of the report; a share is 0..1, and NaN where nothing could be counted."""

    texts: int
    macro: float
    micro: float
    top3: float
    direction: float
    urgent_recall: float
    urgent_precision: float
    elsewhere_tagged: float
    language: float
    calibration: float
    passages_a_second: float


def main(*, gold_only: bool = False) -> int:
    """Print a table for the gold texts, and one out of fold for the examples unless they are left out."""
    gold = examples.load(examples.GOLD)
    if gold:
        print("Gold texts, whole texts; no page language, audience as given, no question")
        _print_table((language, measure(rows, Reader.load())) for language, rows in _by_language(gold))
    else:
        print("There are no gold texts (analysis/gold/*.tsv).")
    if gold_only:
        return 0
    packaged = embedder.packaged()
    if packaged is None:
        print("The packaged embedder cannot be loaded on this machine.")
        return 1
    rows = examples.load()
    report = train.train(rows, train.embed(rows, packaged), packaged.name)
    print("\nExamples, passages, out of fold; no question")
    _print_table((language, out_of_fold(report, language)) for language in ["all", *sorted({e.language for e in rows})])
    return 0


def _by_language(rows: Sequence[Example]) -> Iterable[tuple[str, list[Example]]]:
    return [(tag, [row for row in rows if row.language == tag]) for tag in sorted({row.language for row in rows})]


def _print_table(rows: Iterable[tuple[str, Figures]]) -> None:
    heads = ("macro", "micro", "top3", "direct", "urg R", "urg P", "else", "lang", "ECE", "/s")
    print(f"{'':4}{'texts':>6}" + "".join(f"{head:>7}" for head in heads))
    for name, row in rows:
        shares = (row.macro, row.micro, row.top3, row.direction, row.urgent_recall, row.urgent_precision)
        more = (row.elsewhere_tagged, row.language, row.calibration)
        print(f"{name:4}{row.texts:6}" + "".join(f"{share:7.3f}" for share in (*shares, *more)) + f"{row.passages_a_second:7.1f}")


def measure(rows: Sequence[Example], reader: Reader) -> Figures:
    """Return the figures of whole texts, as the reader reads them."""
    begun = time.perf_counter()
    readings = [reader.read(row.text, None, row.audience) for row in rows]
    seconds = time.perf_counter() - begun
    codes = theme_codes()
    truth = _carried(rows)
    tagged = np.array([[code in {t.theme for t in r.themes} for code in codes] for r in readings])
    confidence = np.array([[_confidence(r, code) for code in codes] for r in readings])
    urgent = np.array(["urgent" in row.flags for row in rows])
    alarmed = np.array([r.urgent for r in readings])
    said, meant = _directions(rows, readings)
    return Figures(
        texts=len(rows),
        macro=_macro(truth, tagged),
        micro=float(f1_score(truth, tagged, average="micro", zero_division=0)),
        top3=_top3(rows, confidence),
        direction=_direction_f1(meant, said),
        urgent_recall=_share(alarmed[urgent]),
        urgent_precision=_share(urgent[alarmed]),
        elsewhere_tagged=_share(np.atleast_1d(tagged[~truth.any(axis=1)].any(axis=1))),
        language=_share(np.array([r.language.tag == row.language for r, row in zip(readings, rows, strict=True)])),
        calibration=calibration_error(confidence, truth),
        passages_a_second=sum(len(r.passages) for r in readings) / seconds,
    )


def out_of_fold(report: train.Report, language: str) -> Figures:
    """Return the figures of the passages of one language ("all": of every one) by classifiers that have not seen them."""
    here = np.array([language in {"all", e.language} for e in report.examples])
    rows = [e for e in report.examples if language in {"all", e.language}]
    truth, probabilities = report.truth[here], report.probabilities[here]
    urgent = np.array(["urgent" in row.flags for row in rows])
    alarmed = report.urgent[here] >= report.model.facts.urgent_from
    elsewhere = (report.past[here] >= report.model.facts.past_from) & ~(probabilities >= 0.5).any(axis=1)
    tagged = (probabilities >= report.model.thresholds) & ~elsewhere[:, None]
    pairs = here[report.direction_rows]
    return Figures(
        texts=len(rows),
        macro=_macro(truth, tagged),
        micro=float(f1_score(truth, tagged, average="micro", zero_division=0)),
        top3=_top3(rows, probabilities),
        direction=_direction_f1(report.direction_truth[pairs], report.directions[pairs].argmax(axis=1)),
        urgent_recall=_share(alarmed[urgent]),
        urgent_precision=_share(urgent[alarmed]),
        elsewhere_tagged=_share(np.atleast_1d(tagged[~truth.any(axis=1)].any(axis=1))),
        language=float("nan"),
        calibration=calibration_error(probabilities, truth),
        passages_a_second=float("nan"),
    )


def _carried(rows: Sequence[Example]) -> Array:
    return np.array([[code in {theme for theme, _ in row.themes} for code in theme_codes()] for row in rows])


def _confidence(reading: Reading, code: str) -> float:
    return max((tag.confidence for tag in (*reading.themes, *reading.suggestions) if tag.theme == code), default=0.0)


def _macro(truth: Array, tagged: Array) -> float:
    """Return the mean F1 of the themes that are there at all."""
    scores = precision_recall_fscore_support(truth, tagged, zero_division=0)[2]
    return float(np.mean(scores[truth.any(axis=0)])) if truth.any() else float("nan")


def _top3(rows: Sequence[Example], confidence: Array) -> float:
    """Return how often the main theme, the first label, is among the three surest."""
    codes = theme_codes()
    surest = [[codes[column] for column in np.argsort(-row, kind="stable")[:3] if row[column] > 0] for row in confidence]
    return _share(np.array([row.themes[0][0] in three for row, three in zip(rows, surest, strict=True) if row.themes]))


def _directions(rows: Sequence[Example], readings: Sequence[Reading]) -> tuple[Array, Array]:
    """Return what was said and what was meant, for each theme that was rightly found."""
    pairs = [
        (DIRECTIONS.index(tag.direction), DIRECTIONS.index(way))
        for row, reading in zip(rows, readings, strict=True)
        for theme, way in row.themes
        for tag in (*reading.themes, *reading.suggestions)
        if tag.theme == theme
    ]
    return np.array([said for said, _ in pairs]), np.array([meant for _, meant in pairs])


def _direction_f1(meant: Array, said: Array) -> float:
    """Return the mean F1 of strength and concern."""
    if not len(meant):
        return float("nan")
    both = [DIRECTIONS.index("strength"), DIRECTIONS.index("concern")]
    return float(f1_score(meant, said, labels=both, average="macro", zero_division=0))


def _share(chosen: Array) -> float:
    return float(np.mean(chosen)) if len(chosen) else float("nan")


def calibration_error(confidence: Array, truth: Array) -> float:
    """Return the expected calibration error over all pairs of text and theme that somebody could see."""
    asked = confidence >= LEAST_CONFIDENCE
    confidence, truth = confidence[asked], truth[asked]
    if not len(confidence):
        return float("nan")
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    filled = [bins == step for step in range(BINS) if (bins == step).any()]
    return float(sum(abs(confidence[here].mean() - truth[here].mean()) * here.mean() for here in filled))
