"""Hides what identifies a person or a place behind typed placeholders; where in doubt it takes too much."""

import unicodedata
from collections.abc import Sequence

from analysis.names import NameFinder
from analysis.patterns import Span, by_form
from analysis.reading import Redaction
from analysis.text import WORD, Cleaned, fold_digits

KINDS = (
    "email",
    "link",
    "handle",
    "phone",
    "postcode",
    "address",
    "house",
    "firm",
    "date",
    "reference",
    "number",
    "name",
    "place",
)
"""Every kind of redaction; stretches that overlap become one, of the longer one's kind, then of the kind that stands first."""
_JOINERS = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))
JOINED = 2
"""Signs between two stretches of one kind that become one."""


class Redactor:
    """Finds what identifies; `texts` are ordinary passages that teach it which words are written without a capital."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._names = NameFinder(
            frozenset(word for text in texts for word in WORD.findall(_written(text)) if word == word.lower())
        )

    def find(self, text: str) -> list[Span]:
        """Return (start, end, kind) of each stretch of a cleaned text that identifies, in order, none overlapping."""
        folded = fold_digits(text)
        return _merge(text, sorted({*by_form(folded), *self._names.find(text)}))


def _written(text: str) -> str:
    """Return an ordinary passage as a cleaned one has it, much faster: there is nothing hostile in it."""
    return unicodedata.normalize("NFC", text).translate(_JOINERS)


def _merge(text: str, spans: Sequence[Span]) -> list[Span]:
    """Join stretches that overlap, and neighbours of one kind with only a space or a comma between."""
    merged: list[Span] = []
    for start, tail, kind in spans:
        end = tail - len(text[start:tail]) + len(text[start:tail].rstrip(" .,;:"))
        if end <= start:
            continue
        low, high, before = merged[-1] if merged else (0, 0, "")
        if start < high:
            sizes = [(-(high - low), KINDS.index(before), before), (-(end - start), KINDS.index(kind), kind)]
            merged[-1] = low, max(high, end), min(sizes)[2]
        elif kind == before and start - high <= JOINED and not text[high:start].strip(" ,"):
            merged[-1] = low, end, kind
        else:
            merged.append((start, end, kind))
    return merged


def mask(cleaned: Cleaned, hidden: Sequence[Span]) -> tuple[str, tuple[Redaction, ...], tuple[tuple[int, int], ...]]:
    """Return the redacted text, the redactions (in the original), and where each stretch begins in the original and in it.

    The redacted text is the cleaned one: invisible characters are not in it either.
    """
    pieces: list[str] = []
    redactions: list[Redaction] = []
    points: list[tuple[int, int]] = []
    place = at = 0
    for start, end, kind in [*hidden, (len(cleaned.text), len(cleaned.text), "")]:
        points.extend(_points(cleaned, at, start, place))
        pieces.append(cleaned.text[at:start])
        place += start - at
        if kind:
            low, high = cleaned.origin(start, end)
            redactions.append(Redaction(low, high, kind))
            pieces.append(redactions[-1].placeholder)
            points.append((low, place))
            place += len(redactions[-1].placeholder)
            points.append((high, place))
        at = end
    return "".join(pieces), tuple(redactions), tuple(points)


def _points(cleaned: Cleaned, start: int, end: int, place: int) -> list[tuple[int, int]]:
    """Return a point for each run of kept characters that follow each other in the original too."""
    points = []
    shift: int | None = None
    for i in range(start, end):
        here = cleaned.starts[i] - i
        if here != shift:
            points.append((cleaned.starts[i], place + i - start))
            shift = here
    return points
