"""Loads labelled passages from tab separated files; a line that is not in the format is an error with its place."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.reading import AUDIENCES, Direction
from analysis.taxonomy import theme_codes

TRAINING = Path(__file__).parent / "examples"
GOLD = Path(__file__).parent / "gold"

SIGNS: dict[str, Direction] = {"+": "strength", "-": "concern", "~": "mixed", "=": "neutral"}
FLAGS = frozenset({"urgent", "past"})


class ExampleError(ValueError):
    """A line of an example file is not in the format; the message names file and line and never the text."""


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled text: its language, the themes it speaks of with their directions, who wrote it, and flags.

    `themes` keeps the order of the labels: the first is the main one.
    """

    text: str
    language: str
    audience: str
    themes: tuple[tuple[str, Direction], ...]
    flags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One passage that a person has reviewed, redacted: the themes it has, and those it was said to have and has not.

    Of every other theme nothing is known.
    """

    text: str
    language: str
    audience: str
    yes: tuple[tuple[str, Direction], ...]
    no: tuple[str, ...]


def load(folder: Path = TRAINING) -> tuple[Example, ...]:
    """Return the examples of every `<language>.tsv` in the folder, by file name, then line. A missing folder holds none."""
    return tuple(example for path in sorted(folder.glob("*.tsv")) for example in read_file(path))


def read_file(path: Path) -> list[Example]:
    """Return the examples of one file. Raises ExampleError for a malformed line or a text that is there twice."""
    found: list[Example] = []
    seen: set[str] = set()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            example = parse(line, path.stem)
        except ExampleError as error:
            raise ExampleError(f"{path.name}, line {number}: {error}") from None
        if example.text in seen:
            raise ExampleError(f"{path.name}, line {number}: the text is there twice")
        seen.add(example.text)
        found.append(example)
    return found


def parse(line: str, language: str) -> Example:
    """Return the example that one line says. Raises ExampleError."""
    columns = line.split("\t")
    if len(columns) != 4:
        raise ExampleError(f"{len(columns)} columns instead of 4")
    labels, audience, flags, text = (column.strip() for column in columns)
    if audience not in AUDIENCES:
        raise ExampleError("unknown audience")
    flagged = frozenset(flag.strip() for flag in flags.split(",") if flag.strip())
    if not flagged <= FLAGS:
        raise ExampleError("unknown flag")
    if not text:
        raise ExampleError("no text")
    themes = () if labels == "none" else tuple(_label(label.strip()) for label in labels.split(","))
    if len({theme for theme, _ in themes}) != len(themes):
        raise ExampleError("a theme is there twice")
    return Example(text, language, audience, themes, flagged)


def _label(label: str) -> tuple[str, Direction]:
    theme, sign = label[:-1], label[-1:]
    if theme not in theme_codes():
        raise ExampleError(f"unknown theme {theme!r}")
    if sign not in SIGNS:
        raise ExampleError(f"no sign after {theme!r}")
    return theme, SIGNS[sign]


def digest(examples: Sequence[Example]) -> str:
    """Return what changes when any example changes (SHA-256, hex)."""
    total = hashlib.sha256()
    for row in examples:
        parts = (row.language, row.audience, repr(row.themes), ",".join(sorted(row.flags)), row.text)
        total.update("\x1f".join(parts).encode() + b"\x1e")
    return total.hexdigest()
