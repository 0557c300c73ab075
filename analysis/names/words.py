"""Cuts a text into words of one script each, also where two scripts stand side by side without a space."""

import re
from collections.abc import Iterable, Iterator, Sequence
from math import ceil
from typing import NamedTuple

from analysis.names.folding import fold
from analysis.script import script_of
from analysis.text import WORD

_RUN = re.compile(
    r"[A-Za-z\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff'’ʼ-]+|[\u3400-\u9fff]+|[^A-Za-z\u00c0-\u024f\u1e00-\u1eff\u3400-\u9fff]+"
)


class Word(NamedTuple):
    """A word, where it stands in the text, and its script (ISO 15924, "" for one that is not named)."""

    text: str
    start: int
    end: int
    script: str


def words_of(text: str) -> Iterator[Word]:
    """Yield the words of a cleaned text in order."""
    for match in WORD.finditer(text):
        if match.group().isascii():
            yield Word(match.group(), match.start(), match.end(), "Latn")
            continue
        for run in _RUN.finditer(text, match.start(), match.end()):
            yield Word(run.group(), run.start(), run.end(), script_of(run.group()[0]))


ENOUGH = 200
"""Words of one script from which on a word that is not among them says anything."""
_ROOT = 4
_SHARE = 0.75
"""Letters, and share of a word, that it must have in common with the beginning of a known one to be a form of it."""


class Known:
    """The words of one script that ordinary passages have, to tell which word is none of them, nor another form of one."""

    def __init__(self, words: Iterable[str], prefixes: Sequence[str] = ()) -> None:
        self._prefixes = tuple(sorted(prefixes, key=len, reverse=True))
        self._words = {fold(word) for word in words}
        self._roots = {word[:size] for word in self._words for size in range(_ROOT, len(word) + 1)}
        self.enough = len(self._words) >= ENOUGH

    def knows(self, word: str) -> bool:
        """Tell whether the folded word, with or without what is hung on it, is one of the words, or begins like one."""
        if self._has(word):
            return True
        return any(self._has(word[len(one) :]) for one in self._prefixes if word.startswith(one) and len(word) > len(one) + 1)

    def _has(self, word: str) -> bool:
        return word in self._words or word[: max(_ROOT, ceil(len(word) * _SHARE))] in self._roots
