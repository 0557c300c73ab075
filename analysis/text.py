"""A text as a reader sees it: composed, without control, bidi and other invisible characters, traceable to the original."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

MOST_MARKS = 8
"""Combining marks kept on one letter; more than any writing system needs, few enough that composing stays fast."""

_NO_WORD = r"\s\d!-&(-,./:-@\[-^_`{-¿«»‘“”…،؛؟।॥፠-፨、。，；：！？（）"
WORD = re.compile(rf"(?![-'’])[^{_NO_WORD}]+")
"""A word of any script, with the vowel signs that Python does not count as letters, apostrophes and hyphens inside."""

_SPACES = frozenset("\t\n\r\v\f\x85\u2028\u2029")
_BREAKS = frozenset("\n\r\v\f\x85\u2028\u2029")
_FILLERS = frozenset("\u00ad\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800")
"""Characters that Unicode does not call invisible but that show as nothing."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The cleaned text; its character i stands for `original[starts[i]:ends[i]]`."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the original that the non-empty stretch `start:end` of the cleaned text stands for."""
        return self.starts[start], self.ends[end - 1]


def _shown(character: str) -> str:
    """Return what is left of one character: itself, a space or line break, or nothing."""
    if character in _SPACES:
        return "\n" if character in _BREAKS else " "
    if character in _FILLERS or "\ufe00" <= character <= "\ufe0f" or "\U000e0000" <= character <= "\U000e01ef":
        return ""
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    return "" if category in {"Cc", "Cf", "Cs", "Co", "Cn"} else character


def clean(original: str) -> Cleaned:
    """Return `original` as a reader sees it, in NFC. Linear in the length of the text, whatever is in it."""
    if original.isascii() and original.replace("\n", " ").isprintable():
        places = tuple(range(len(original) + 1))
        return Cleaned(original, places[:-1], places[1:])
    kept: list[tuple[str, int]] = []
    marks = 0
    for place, character in enumerate(original):
        shown = _shown(character)
        marks = marks + 1 if shown and unicodedata.combining(shown) else 0
        if shown and marks <= MOST_MARKS:
            kept.append((shown, place))
    return _compose(kept)


def _compose(kept: list[tuple[str, int]]) -> Cleaned:
    """Compose each letter with its marks, so that every spelling of it reads the same."""
    heads = [i for i, (character, _) in enumerate(kept) if not i or not _continues(character)]
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for head, after in pairwise([*heads, len(kept)]):
        cluster = unicodedata.normalize("NFC", "".join(character for character, _ in kept[head:after]))
        characters.append(cluster)
        places = [place for _, place in kept[head:after]]
        starts.extend(places[min(i, len(places) - 1)] for i in range(len(cluster)))
        ends.extend(places[min(i, len(places) - 1)] + 1 for i in range(len(cluster) - 1))
        ends.append(places[-1] + 1)
    return Cleaned("".join(characters), tuple(starts), tuple(ends))


def _continues(character: str) -> bool:
    """Tell whether a character may compose with the one before: a mark, or a Hangul vowel or final."""
    return unicodedata.category(character) in {"Mn", "Mc"} or "\u1160" <= character <= "\u11ff"


def fold_digits(text: str) -> str:
    """Return the text, of the same length, with every digit of every script as 0 to 9 and wide signs as plain ones."""
    if text.isascii():
        return text
    return "".join(c if c.isascii() else _FOLDS.get(c) or _digit(c) for c in text)


_FOLDS = {"＋": "+", "＠": "@", "．": ".", "﹫": "@", "–": "-", "‑": "-", "‐": "-", "−": "-", "٫": ".", "／": "/"}


def _digit(character: str) -> str:
    value = unicodedata.digit(character, None)
    return character if value is None else str(value)
