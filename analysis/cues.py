"""The words of a passage that speak for a theme: learnt from the examples, shown to a person, never used to decide."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

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
    candidates = []
    for stem, begin, end in words(passage):
        seen = not any(low < start + end and start + begin < high for low, high in hidden)
        if stem in known and seen:
            candidates.append((known[stem], begin, passage[begin:end]))
    strongest = sorted(candidates, key=lambda cue: -cue[0])[:MOST]
    return tuple(dict.fromkeys(word for _, _, word in sorted(strongest, key=lambda cue: cue[1])))
