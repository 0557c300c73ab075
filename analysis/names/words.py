"""Cuts a text into words of one script each, also where two scripts stand side by side without a space."""

import re
from collections.abc import Iterator
from typing import NamedTuple

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
