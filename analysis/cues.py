"""The words of a passage that speak for a theme: learnt from the examples, shown to a person, never used to tag."""

import math
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence

from analysis.examples import Example
from analysis.taxonomy import theme_codes
from analysis.text import WORD, clean

MOST = 3
"""Cue words shown for a tag."""
LEAST_SEEN = 2
LEAST_ODDS = 1.2
"""Log-odds of a word under a theme, against all others, from which it is a cue."""
PREFIX = 6
"""Letters by which words are told apart, so that endings do not hide a cue."""


def words(text: str) -> Iterator[tuple[str, int, int]]:
    """Return the stem of each word of a text, with its place."""
    for match in WORD.finditer(text):
        yield match.group().lower()[:PREFIX], match.start(), match.end()


def learn(examples: Sequence[Example]) -> dict[str, dict[str, float]]:
    """Return, for each theme, its cue words with their log-odds. A word of one language is counted against that language."""
    everywhere: Counter[tuple[str, str]] = Counter()
    number: Counter[str] = Counter()
    under: dict[str, Counter[tuple[str, str]]] = {code: Counter() for code in theme_codes()}
    for example in examples:
        stems = {(example.language, stem) for stem, _, _ in words(clean(example.text).text)}
        everywhere.update(stems)
        number[example.language] += 1
        for theme, _ in example.themes:
            under[theme].update(stems)
    carrying: Counter[tuple[str, str]] = Counter((e.language, theme) for e in examples for theme, _ in e.themes)
    found: dict[str, dict[str, float]] = {}
    for theme, counts in under.items():
        scored: dict[str, float] = {}
        for (language, stem), times in sorted(counts.items()):
            if times >= LEAST_SEEN and len(stem) > 1:
                here = times / carrying[language, theme]
                elsewhere = (everywhere[language, stem] - times + 0.5) / (number[language] - carrying[language, theme] + 1)
                odds = math.log(here / elsewhere)
                if odds >= LEAST_ODDS:
                    scored[stem] = round(max(odds, scored.get(stem, 0.0)), 2)
        found[theme] = scored
    return found


def of(passage: str, start: int, known: Mapping[str, float], hidden: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """Return the strongest cue words of a passage in their order, as written, none that touches a hidden stretch.

    `start` is where the passage begins in the text that `hidden` counts in.
    """
    candidates = [(known[stem], begin, passage[begin:end]) for stem, begin, end in _seen(passage, start, known, hidden)]
    strongest = sorted(candidates, key=lambda cue: -cue[0])[:MOST]
    return tuple(dict.fromkeys(word for _, _, word in sorted(strongest, key=lambda cue: cue[1])))


def stems(passage: str, start: int, known: Container[str], hidden: Sequence[tuple[int, int]]) -> set[str]:
    """Return the stems of a passage's words that are known, without those that touch a hidden stretch."""
    return {stem for stem, _, _ in _seen(passage, start, known, hidden)}


def _seen(passage: str, start: int, known: Container[str], hidden: Sequence[tuple[int, int]]) -> Iterator[tuple[str, int, int]]:
    spoken = [word for word in words(passage) if word[0] in known]
    near = [(low - start, high - start) for low, high in hidden if low < start + len(passage) and start < high] if spoken else []
    for stem, begin, end in spoken:
        if not any(low < end and begin < high for low, high in near):
            yield stem, begin, end
