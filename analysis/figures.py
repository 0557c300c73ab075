"""What a set of readings is worth, in figures with bootstrap intervals; pure arithmetic on arrays."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from analysis.reading import DIRECTIONS

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

BINS = 10
"""Equal steps of confidence over which the calibration error is summed."""
LEAST_CONFIDENCE = 0.1
"""Confidence from which a pair of text and theme counts for it: the thousands of sure absences would flatter."""
RESAMPLES = 500
SEED = 20261124
NO_WAY = -1
SUREST = 3
"""Themes that an inspector sees first."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What N texts say and what was read in them, over T themes; every array has a row a text."""

    truth: Bools  # (N, T)
    tagged: Bools  # (N, T)
    confidence: Floats  # (N, T): of tags and suggestions, 0 elsewhere
    main: Ints  # (N,): column of the main theme; -1 where a text has none
    meant: Ints  # (N, T): direction by its number in DIRECTIONS; -1 where the text does not speak of the theme
    said: Ints  # (N, T): the same, as read
    urgent: Bools  # (N,)
    alarmed: Bools  # (N,)
    language: Bools  # (N,): rightly told

    def take(self, rows: Ints | Bools) -> "Outcome":
        """Return the outcome of some of the texts, one of them more than once if asked for."""
        return replace(self, **{field.name: getattr(self, field.name)[rows] for field in fields(self)})


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure, with the bounds of its 95 % bootstrap interval; NaN where nothing could be counted."""

    value: float
    low: float
    high: float


def macro_f1(o: Outcome) -> float:
    """Return the mean F1 of the themes that are there at all."""
    there = o.truth.any(axis=0)
    return float(_f1(o.truth, o.tagged)[there].mean()) if there.any() else float("nan")


def micro_f1(o: Outcome) -> float:
    """Return the F1 over all pairs of text and theme."""
    return float(_f1(o.truth.reshape(-1, 1), o.tagged.reshape(-1, 1))[0])


def precision(o: Outcome) -> float:
    """Return the share of tags that are right."""
    return share(o.truth[o.tagged])


def recall(o: Outcome) -> float:
    """Return the share of themes that are tagged."""
    return share(o.tagged[o.truth])


def top3(o: Outcome) -> float:
    """Return how often the main theme is among the three surest, suggestions included."""
    asked = o.main >= 0
    confidence = o.confidence[asked]
    of_main = np.take_along_axis(confidence, o.main[asked, None], axis=1)
    surer = (confidence > of_main).sum(axis=1)
    return share((surer < SUREST) & (of_main[:, 0] > 0))


def direction(o: Outcome) -> float:
    """Return the macro-F1 of strength and concern over the themes that were rightly found."""
    both = (o.meant != NO_WAY) & (o.said != NO_WAY)
    meant, said = o.meant[both], o.said[both]
    ways = [DIRECTIONS.index("strength"), DIRECTIONS.index("concern")]
    return float(_f1(meant[:, None] == ways, said[:, None] == ways).mean()) if len(meant) else float("nan")


def urgent_recall(o: Outcome) -> float:
    """Return the share of urgent texts that are said to be."""
    return share(o.alarmed[o.urgent])


def urgent_precision(o: Outcome) -> float:
    """Return the share of texts said to be urgent that are."""
    return share(o.urgent[o.alarmed])


def elsewhere_tagged(o: Outcome) -> float:
    """Return the share of texts that speak of no theme and were given one."""
    return share(o.tagged[~o.truth.any(axis=1)].any(axis=1))


def language(o: Outcome) -> float:
    """Return the share of texts whose language was rightly told."""
    return share(o.language)


def calibration_error(o: Outcome) -> float:
    """Return the expected calibration error over all pairs of text and theme that somebody could see."""
    asked = o.confidence >= LEAST_CONFIDENCE
    confidence, truth = o.confidence[asked], o.truth[asked]
    if not len(confidence):
        return float("nan")
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    filled = [bins == step for step in range(BINS) if (bins == step).any()]
    return float(sum(abs(confidence[here].mean() - truth[here].mean()) * here.mean() for here in filled))


FIGURES: Mapping[str, Callable[[Outcome], float]] = {
    "macro": macro_f1,
    "micro": micro_f1,
    "precision": precision,
    "recall": recall,
    "top3": top3,
    "direction": direction,
    "urgent recall": urgent_recall,
    "urgent precision": urgent_precision,
    "elsewhere tagged": elsewhere_tagged,
    "language": language,
    "calibration": calibration_error,
}
"""Every figure by its name; of the last but one in three, "elsewhere tagged" and "calibration", less is better."""
LESS_IS_BETTER = frozenset({"elsewhere tagged", "calibration", "taken"})


def with_intervals(o: Outcome, resamples: int = RESAMPLES) -> dict[str, Interval]:
    """Return every figure; the interval comes from drawing the texts again and again, with replacement."""
    chance = np.random.default_rng(SEED)
    drawn = [o.take(chance.integers(0, len(o.main), len(o.main))) for _ in range(resamples)]
    return {name: _interval(figure(o), [figure(one) for one in drawn]) for name, figure in FIGURES.items()}


def _interval(value: float, drawn: list[float]) -> Interval:
    known = np.array([one for one in drawn if one == one])
    if not len(known):
        return Interval(value, float("nan"), float("nan"))
    low, high = np.percentile(known, [2.5, 97.5])
    return Interval(value, float(low), float(high))


@dataclass(frozen=True, slots=True)
class Hidden:
    """What redaction did to N texts: identifiers in each and how many were hidden, other words and how many were taken."""

    identifiers: Ints
    found: Ints
    others: Ints
    taken: Ints

    def with_intervals(self, resamples: int = RESAMPLES) -> dict[str, Interval]:
        """Return the share of identifiers found and that of other words taken."""
        chance = np.random.default_rng(SEED)
        rows = [np.arange(len(self.found)), *(chance.integers(0, len(self.found), len(self.found)) for _ in range(resamples))]
        found = [_ratio(self.found[r].sum(), self.identifiers[r].sum()) for r in rows]
        taken = [_ratio(self.taken[r].sum(), self.others[r].sum()) for r in rows]
        return {"found": _interval(found[0], found[1:]), "taken": _interval(taken[0], taken[1:])}


def _ratio(part: int, whole: int) -> float:
    return float(part / whole) if whole else float("nan")


def share(chosen: npt.ArrayLike) -> float:
    """Return the share of truths, NaN of nothing."""
    return float(np.asarray(chosen, np.float64).mean()) if np.size(chosen) else float("nan")


def _f1(truth: Bools, tagged: Bools) -> Floats:
    """Return the F1 of each column; 0 where there is neither."""
    hits = (truth & tagged).sum(axis=0)
    whole = truth.sum(axis=0) + tagged.sum(axis=0)
    found: Floats = 2 * hits / np.maximum(whole, 1)
    return found
