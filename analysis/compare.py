"""Compares two models on the gold texts, and says by a stated rule whether the second may take the first one's place.

Both read every text whole, as `analysis.measure` has it read: audience as given, neither page language nor question. A
difference comes with a 95 % interval: texts are drawn again and again, with replacement, the same for both (paired bootstrap).
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis import chosen, examples
from analysis.embedder import PACKAGED, Embedder, Vectors
from analysis.embedder import chosen as chosen_embedder
from analysis.examples import Example
from analysis.reader import Reader
from analysis.taxonomy import theme_codes
from analysis.version import version_with

Array = npt.NDArray[Any]

RESAMPLES = 4000
SEED = 20261124
BOUNDS = (2.5, 97.5)
"""Percentiles between which 95 % of the resampled differences lie."""
ALL = "all"
"""In place of a language: every text together."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One part of the rule: where a candidate must not be worse.

    It is worse where it loses more than `most_lost`, whatever chance may do, and with `beyond_chance` also where it loses for
    sure: at 95 % for all languages (or themes) together, because among 33 themes one always looks worse by chance. A language
    or theme with fewer than `least_texts` texts (for urgent recall: urgent ones; for a theme: those that speak of it) says too
    little and is not looked at.
    """

    of: str
    figure: str
    least_texts: int
    most_lost: float
    beyond_chance: bool

    def __str__(self) -> str:
        """Return the clause in words."""
        kind = "urgent text" if self.figure == URGENT else "text"
        least = f"{self.least_texts} {kind}{'s' * (self.least_texts > 1)} or more"
        worst = f"by more than {self.most_lost:.2f}" if self.most_lost else "at all"
        chance = f"beyond chance (at 95 % for all {self.of}s together) or " if self.beyond_chance else ""
        return f"in no {self.of} with {least} lower in {self.figure} {chance}{worst}"


MACRO, MICRO, TOP3, URGENT, F1 = "macro-F1", "micro-F1", "top-3", "urgent recall", "F1"

RULE = (
    Clause("language", MACRO, 10, 0.05, beyond_chance=True),
    Clause("theme", F1, 10, 0.10, beyond_chance=True),
    Clause("language", URGENT, 1, 0.0, beyond_chance=False),
)
"""All of these must hold. "Language" is each one, and all together."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of one language or theme: now, with the candidate, and the difference with its interval.

    NaN where nothing could be counted. `now_bounds` and `then_bounds` are the intervals of the two figures themselves; `at_best`
    is the most that the candidate may gain at 95 % for all languages (or themes) together: below 0, it loses for sure.
    """

    of: str
    name: str
    figure: str
    texts: int
    now: float
    then: float
    difference: tuple[float, float]
    at_best: float
    now_bounds: tuple[float, float]
    then_bounds: tuple[float, float]

    @property
    def change(self) -> float:
        """Return what the candidate gains (more than 0) or loses."""
        return self.then - self.now

    def breaks(self, clause: Clause) -> bool:
        """Tell whether this figure is worse than a clause allows."""
        if (self.of, self.figure) != (clause.of, clause.figure) or self.texts < clause.least_texts or math.isnan(self.change):
            return False
        return self.change < -clause.most_lost or (clause.beyond_chance and self.at_best < 0)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All figures of two models, languages first, then themes."""

    rows: tuple[Row, ...]

    @property
    def broken(self) -> tuple[tuple[Clause, Row], ...]:
        """Return what speaks against the candidate: nothing, if it may be adopted."""
        return tuple((clause, row) for clause in RULE for row in self.rows if row.breaks(clause))

    @property
    def holds(self) -> bool:
        """Tell whether the rule holds."""
        return not self.broken


@dataclass(frozen=True, slots=True)
class _Read:
    """What one model made of N texts, T themes."""

    tagged: Array  # (N, T)
    first: Array  # (N,): the main theme is among the three surest
    alarmed: Array  # (N,)


@dataclass(frozen=True, slots=True)
class _Truth:
    """What N texts say."""

    carried: Array  # (N, T)
    themed: Array  # (N,)
    urgent: Array  # (N,)


class _Remembering:
    """An embedder that embeds a passage once: two models read the same texts."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}
        self.name, self.dimension = embedder.name, embedder.dimension

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._embedder.embed(new), strict=True))
        return np.array([self._known[text] for text in texts], np.float32).reshape(-1, self.dimension)

    def tokens(self, text: str) -> int:
        """Return what embedding the text costs."""
        return self._embedder.tokens(text)


class NothingToCompareWith(RuntimeError):
    """This machine has no embedder, or this installation no gold texts: nothing can be measured."""


def files(
    current: Path | None,
    candidate: Path,
    *,
    setting: str = PACKAGED,
    gold: Sequence[Example] | None = None,
    rows: Sequence[Example] | None = None,
) -> Comparison:
    """Compare two model files of one embedder (`analysis.embedder.chosen`) on the gold texts; None is the packaged model.

    `gold` are other texts, and `rows` the examples that the candidate was made from, where they are not the packaged ones.

    Raises:
        NothingToCompareWith: this installation cannot measure.
        analysis.chosen.ModelDoesNotFit, analysis.embedder.UnusableEmbedder: a file or the embedder cannot be used here.
    """
    embedder, gold = chosen_embedder(setting), examples.load(examples.GOLD) if gold is None else gold
    if embedder is None or not gold:
        raise NothingToCompareWith("there is no embedder, or it does not run on this machine, or there are no gold texts")
    once = _Remembering(embedder)
    rows = examples.load() if rows is None else rows
    trained, digest = chosen.load(candidate, once, rows)
    return compare(Reader.load(embedder=once, model_file=current), Reader(once, trained, rows, version_with(digest)), gold)


def compare(current: Reader, candidate: Reader, gold: Sequence[Example]) -> Comparison:
    """Compare two readers on these texts."""
    codes = theme_codes()
    truth = _Truth(
        np.array([[code in {theme for theme, _ in row.themes} for code in codes] for row in gold]).reshape(-1, len(codes)),
        np.array([bool(row.themes) for row in gold]),
        np.array(["urgent" in row.flags for row in gold]),
    )
    both = (_read(current, gold), _read(candidate, gold))
    languages = [ALL, *sorted({row.language for row in gold})]
    return Comparison((*_languages(gold, languages, truth, both), *_themes(truth, both)))


def _read(reader: Reader, gold: Sequence[Example]) -> _Read:
    codes = theme_codes()
    readings = [reader.read(row.text, None, row.audience) for row in gold]
    tagged = np.array([[code in {tag.theme for tag in r.themes} for code in codes] for r in readings])
    first = []
    for row, reading in zip(gold, readings, strict=True):
        surest = sorted((*reading.themes, *reading.suggestions), key=lambda tag: -tag.confidence)[:3]
        first.append(bool(row.themes) and row.themes[0][0] in {tag.theme for tag in surest})
    return _Read(tagged.reshape(-1, len(codes)), np.array(first), np.array([r.urgent for r in readings]))


def _languages(gold: Sequence[Example], languages: Sequence[str], truth: _Truth, both: tuple[_Read, _Read]) -> Iterator[Row]:
    for language in languages:
        here = np.array([language in {ALL, row.language} for row in gold])
        weights = _resampled(int(here.sum()))
        carried, themed, urgent = truth.carried[here], truth.themed[here], truth.urgent[here]
        macro, micro = ([_f1(carried, read.tagged[here], weights, mean=mean) for read in both] for mean in (_macro, _micro))
        top3 = [_share(read.first[here], themed, weights) for read in both]
        alarm = [_share(read.alarmed[here], urgent, weights) for read in both]
        for figure, texts, found in (
            (MACRO, len(themed), macro),
            (MICRO, len(themed), micro),
            (TOP3, int(themed.sum()), top3),
            (URGENT, int(urgent.sum()), alarm),
        ):
            yield _row(("language", language, figure, texts), *found, among=len(languages))


def _themes(truth: _Truth, both: tuple[_Read, _Read]) -> Iterator[Row]:
    weights = _resampled(len(truth.urgent))
    for column, code in enumerate(theme_codes()):
        carried = truth.carried[:, [column]]
        now, then = (_f1(carried, read.tagged[:, [column]], weights, mean=_macro) for read in both)
        yield _row(("theme", code, F1, int(carried.sum())), now, then, among=len(theme_codes()))


def _resampled(texts: int) -> Array:
    """Return how often each text is drawn: in the first row once each, in every further row by chance."""
    drawn = np.random.default_rng(SEED).multinomial(texts, [1 / max(texts, 1)] * texts, size=RESAMPLES if texts else 0)
    return np.vstack([np.ones((1, texts)), drawn.reshape(-1, texts)])


def _f1(carried: Array, tagged: Array, weights: Array, *, mean: Callable[[Array, Array, Array], Array]) -> Array:
    """Return the F1 of each resample."""
    hits = weights @ (carried & tagged)
    return mean(hits, weights @ carried, weights @ tagged)


def _macro(hits: Array, carried: Array, tagged: Array) -> Array:
    """Return the mean F1 of the themes that are there at all."""
    there = carried > 0
    with np.errstate(invalid="ignore"):
        f1: Array = 2 * hits / np.maximum(carried + tagged, 1)
        found: Array = (f1 * there).sum(axis=1) / there.sum(axis=1)
    return found


def _micro(hits: Array, carried: Array, tagged: Array) -> Array:
    """Return the F1 over all pairs of text and theme."""
    found: Array = 2 * hits.sum(axis=1) / np.maximum((carried + tagged).sum(axis=1), 1)
    return found


def _share(chosen: Array, among: Array, weights: Array) -> Array:
    """Return which share of some texts was chosen; NaN where there are none."""
    with np.errstate(invalid="ignore"):
        found: Array = (weights @ (chosen & among)) / (weights @ among)
    return found


def _row(which: tuple[str, str, str, int], now: Array, then: Array, *, among: int) -> Row:
    """Return a row; `among` how many of its kind are looked at together."""
    change = then - now
    (at_best,) = _percentiles(change, 100 - (100 - BOUNDS[1]) / among)
    low, high = _percentiles(change, *BOUNDS)
    now_low, now_high = _percentiles(now, *BOUNDS)
    then_low, then_high = _percentiles(then, *BOUNDS)
    return Row(*which, float(now[0]), float(then[0]), (low, high), at_best, (now_low, now_high), (then_low, then_high))


def _percentiles(resampled: Array, *wanted: float) -> list[float]:
    drawn = resampled[1:]
    drawn = drawn[~np.isnan(drawn)]
    return [float(np.percentile(drawn, percent)) if len(drawn) else float("nan") for percent in wanted]


def lines(comparison: Comparison) -> Iterator[str]:
    """Return the report: every figure, the rule, and whether it holds."""
    worse = [id(row) for _, row in comparison.broken]
    yield f"{'':24}{'figure':15}{'texts':>6}{'now':>7}{'then':>7}{'change':>8}   95 % interval"
    for row in comparison.rows:
        broken = "   worse than the rule allows" if id(row) in worse else ""
        low, high = row.difference
        figures = f"{_two(row.now):>7}{_two(row.then):>7}{_signed(row.change):>8}   {_signed(low)} to {_signed(high)}"
        yield f"{row.name:24}{row.figure:15}{row.texts:6}{figures}{broken}"
    yield ""
    yield "The rule: a candidate may be adopted if it is"
    yield from (f"- {clause}" for clause in RULE)
    yield "The rule holds." if comparison.holds else "The rule does not hold: the candidate may not be adopted."


def _two(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.2f}"


def _signed(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:+.3f}"
