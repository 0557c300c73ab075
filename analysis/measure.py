"""Measures the reader on the gold texts, which nothing learnt from, and the classifiers on the examples they had not seen."""

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from analysis import examples, train
from analysis.about import CLAIMED
from analysis.examples import Example
from analysis.figures import LESS_IS_BETTER, NO_WAY, Hidden, Interval, Outcome, with_intervals
from analysis.reader import Reader
from analysis.reading import AUDIENCES, DIRECTIONS, Reading
from analysis.taxonomy import theme_codes
from analysis.text import WORD

PLACE = Path(__file__).parent
IDENTIFIERS = PLACE / "gold" / "identifiers"
FIGURES_FILE = PLACE / "model" / "figures.json"
FOUND_FROM = 0.8
"""Share of an identifier's letters and digits that must be hidden for it to count as found."""
SHORTEST_FOR_LANGUAGE = 20
"""Code points of a text from which its language can be told."""
ENGLISH, OTHERS = "en", "others"

Figures = Mapping[str, Interval]
_MARKED = re.compile(r"\{\{([a-z]+)\|([^{}]*)\}\}")


@dataclass(frozen=True, slots=True)
class Marked:
    """One text with its identifiers: (start, end) of each, in code points."""

    text: str
    language: str
    audience: str
    identifiers: tuple[tuple[int, int], ...]


def groups(rows: Sequence[Example]) -> dict[str, list[int]]:
    """Return the row numbers of each group that figures are wanted of: languages, all but English together, audiences."""
    of = [row.language for row in rows]
    found = {tag: [i for i, one in enumerate(of) if one == tag] for tag in [ENGLISH, *sorted(set(of) - {ENGLISH})]}
    found[OTHERS] = [i for i, one in enumerate(of) if one != ENGLISH]
    found |= {name: [i for i, row in enumerate(rows) if row.audience == name] for name in AUDIENCES}
    return {name: numbers for name, numbers in found.items() if numbers}


def read_all(rows: Sequence[Example], reader: Reader) -> Outcome:
    """Return the outcome of whole texts; audience as given, no page language, no question."""
    return outcome(rows, [reader.read(row.text, None, row.audience) for row in rows])


def outcome(rows: Sequence[Example], readings: Sequence[Reading]) -> Outcome:
    """Return what the texts say beside what was read in them."""
    codes = theme_codes()
    meant = np.full((len(rows), len(codes)), NO_WAY)
    said, confidence = meant.copy(), np.zeros(meant.shape)
    for number, (row, reading) in enumerate(zip(rows, readings, strict=True)):
        for theme, way in row.themes:
            meant[number, codes.index(theme)] = DIRECTIONS.index(way)
        for tag in reading.suggestions:
            confidence[number, codes.index(tag.theme)] = tag.confidence
        for tag in reading.themes:
            confidence[number, codes.index(tag.theme)] = tag.confidence
            said[number, codes.index(tag.theme)] = DIRECTIONS.index(tag.direction)
    return Outcome(
        truth=meant != NO_WAY,
        tagged=said != NO_WAY,
        confidence=confidence,
        main=np.array([codes.index(row.themes[0][0]) if row.themes else -1 for row in rows]),
        meant=meant,
        said=said,
        urgent=np.array(["urgent" in row.flags for row in rows]),
        alarmed=np.array([reading.urgent for reading in readings]),
        language=np.array([_told(row, reading) for row, reading in zip(rows, readings, strict=True)]),
    )


def _told(row: Example, reading: Reading) -> bool:
    return reading.language.tag.removesuffix("-Latn") == row.language or len(row.text) < SHORTEST_FOR_LANGUAGE


def unseen(report: train.Report) -> Outcome:
    """Return the outcome of the passages that the classifiers were asked about without having learnt from them."""
    facts, count = report.model.facts, len(theme_codes())
    doubtful = (report.past >= facts.doubt_from) & ~(report.probabilities >= CLAIMED).any(axis=1)
    tagged = (report.probabilities >= report.model.thresholds) & ~doubtful[:, None]
    meant = np.full(report.truth.shape, NO_WAY)
    said = meant.copy()
    pairs = [(row, theme) for row, e in enumerate(report.examples) for theme in e.themes]
    for (row, (theme, way)), scores in zip(pairs, report.directions, strict=True):
        column = theme_codes().index(theme)
        meant[row, column], said[row, column] = DIRECTIONS.index(way), int(np.argmax(scores))
    return Outcome(
        truth=report.truth,
        tagged=tagged,
        confidence=report.probabilities,
        main=np.array([theme_codes().index(e.themes[0][0]) if e.themes else -1 for e in report.examples]).reshape(-1),
        meant=meant.reshape(-1, count),
        said=said.reshape(-1, count),
        urgent=np.array(["urgent" in e.flags for e in report.examples]),
        alarmed=report.urgent >= facts.urgent_from,
        language=np.ones(len(report.examples), bool),
    )


def marked(folder: Path = IDENTIFIERS) -> list[Marked]:
    """Return the texts of `<language>.tsv` files (audience, text) whose identifiers stand as {{kind|as written}}."""
    found = []
    for path in sorted(folder.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            audience, _, text = line.partition("\t")
            plain, spans, at = "", [], 0
            for match in _MARKED.finditer(text):
                plain += text[at : match.start()]
                spans.append((len(plain), len(plain) + len(match[2])))
                plain += match[2]
                at = match.end()
            found.append(Marked(plain + text[at:], path.stem, audience, tuple(spans)))
    return found


def hidden(rows: Sequence[Marked], reader: Reader) -> Hidden:
    """Return what redaction found of the identifiers, and what it took besides."""
    counts = [_hidden(row, reader.read(row.text, row.language, row.audience)) for row in rows]
    identifiers, found, others, taken = np.array(counts).T
    return Hidden(identifiers, found, others, taken)


def _hidden(row: Marked, reading: Reading) -> tuple[int, int, int, int]:
    gone = {place for one in reading.redactions for place in range(one.start, one.end)}
    meant = {place for start, end in row.identifiers for place in range(start, end)}
    found = 0
    for start, end in row.identifiers:
        signs = [place for place in range(start, end) if row.text[place].isalnum()]
        found += sum(place in gone for place in signs) >= FOUND_FROM * len(signs)
    words = [range(*match.span()) for match in WORD.finditer(row.text)]
    others = [word for word in words if not meant & set(word)]
    return len(row.identifiers), found, len(others), sum(bool(gone & set(word)) for word in others)


def all_figures(reader: Reader, resamples: int) -> dict[str, dict[str, Interval]]:
    """Return the figures of every group of gold texts, redaction's with those of the languages."""
    gold = examples.load(examples.GOLD)
    every = read_all(gold, reader)
    found = {name: with_intervals(every.take(np.array(rows)), resamples) for name, rows in groups(gold).items()}
    identifiers = marked()
    counted = hidden(identifiers, reader) if identifiers else None
    for name in found:
        rows = [i for i, row in enumerate(identifiers) if name in {row.language, row.audience, _other(row.language)}]
        if counted is not None and rows:
            part = Hidden(*(getattr(counted, n)[rows] for n in ("identifiers", "found", "others", "taken")))
            found[name] |= part.with_intervals(resamples)
    return found


def _other(language: str) -> str:
    return ENGLISH if language == ENGLISH else OTHERS


def means_of_languages(figures: Mapping[str, Figures]) -> dict[str, tuple[float, float, str]]:
    """Return, for each figure, the mean over all languages but English, the worst of them, and which that is."""
    languages = [name for name in figures if name not in {ENGLISH, OTHERS, *AUDIENCES}]
    found = {}
    for figure in figures[ENGLISH]:
        values = {tag: figures[tag][figure].value for tag in languages if figure in figures[tag]}
        values = {tag: value for tag, value in values.items() if not math.isnan(value)}
        if values:
            worst = (max if figure in LESS_IS_BETTER else min)(values, key=values.__getitem__)
            found[figure] = (sum(values.values()) / len(values), values[worst], worst)
    return found


def fallen(now: Mapping[str, Figures], before: Mapping[str, Figures]) -> list[str]:
    """Return a line for each figure of English and of the others together that is now beyond its earlier interval."""
    found = []
    for name in (ENGLISH, OTHERS):
        for figure, then in before.get(name, {}).items():
            value = now[name][figure].value
            worse = value > then.high if figure in LESS_IS_BETTER else value < then.low
            if worse:
                found.append(f"{name}: {figure} is {value:.3f}; it was {then.value:.3f} ({then.low:.3f} to {then.high:.3f})")
    return found


def save(figures: Mapping[str, Figures], path: Path = FIGURES_FILE) -> None:
    """Write the figures for later comparison; three digits, NaN as null."""
    rounded = {
        group: {name: [None if math.isnan(v) else round(v, 3) for v in asdict(one).values()] for name, one in of.items()}
        for group, of in figures.items()
    }
    path.write_text(json.dumps(rounded, indent=1) + "\n", encoding="utf-8")


def load(path: Path = FIGURES_FILE) -> dict[str, dict[str, Interval]]:
    """Return figures written before."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    return {
        group: {name: Interval(*(float("nan") if v is None else v for v in values)) for name, values in of.items()}
        for group, of in stored.items()
    }


def table(figures: Mapping[str, Figures], columns: Iterable[str], *, intervals: bool) -> Iterable[str]:
    """Yield the lines of a table: a row a group, a column a figure, with the interval's bounds if wanted."""
    columns = list(columns)
    yield "| |" + " | ".join(columns) + " |"
    yield "|---|" + "---|" * len(columns)
    for group, of in figures.items():
        yield f"| {group} | " + " | ".join(_cell(of.get(name), intervals=intervals) for name in columns) + " |"


def _cell(one: Interval | None, *, intervals: bool) -> str:
    if one is None or math.isnan(one.value):
        return "–"
    bounds = f" ({one.low:.2f}–{one.high:.2f})" if intervals else ""
    return f"{one.value:.2f}{bounds}"
