"""Suggests themes by words alone where no vector is made: for a person to decide, never a tag."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis import cues
from analysis.examples import Example
from analysis.judge import MOST_SUGGESTIONS, Asked
from analysis.reading import Tag, Why
from analysis.text import clean

LEAST_CUES = 2
LEAST_ODDS = 5.5
"""Different cue words of one theme in a passage, and the sum of their log-odds, from which it is suggested. Chosen on examples
that the words were not learnt from: half of what is suggested there is right (English 0.61, the others 0.45), and a theme is
found seldom (English 0.24, the others 0.08)."""
SLOPE, OFFSET = 0.44, -3.14
"""Turn the sum into the log-odds that the suggestion is right; fitted on the same examples."""


@dataclass(frozen=True, slots=True)
class _Tongue:
    """What the examples of one language teach: all cue words, those of each theme, and each theme's examples with their words."""

    words: frozenset[str]
    cues: Mapping[str, Mapping[str, float]]
    examples: Mapping[str, Sequence[tuple[str, frozenset[str]]]]


class Lexicon:
    """The cue words of each language, learnt from its own examples when it is first asked for: a tenth of a second."""

    def __init__(self, rows: Sequence[Example]) -> None:
        self._rows = rows
        self._known: dict[str, _Tongue] = {}

    def suggest(self, passage: tuple[int, str], asked: Asked) -> tuple[Tag, ...]:
        """Return the themes that the words of a passage, given as (start, words), speak for, surest first.

        Which way they speak cannot be told by words: "neutral" stands there until a person says. Nothing is suggested in a
        language without examples.
        """
        tongue = self._tongue(asked.language)
        start, words = passage
        stems = cues.stems(words, start, tongue.words, asked.hidden)
        found = []
        for theme, known in tongue.cues.items():
            spoken = stems & known.keys()
            odds = sum(known[stem] for stem in spoken)
            if len(spoken) >= LEAST_CUES and odds >= LEAST_ODDS:
                found.append((odds, theme, spoken))
        found.sort(key=lambda one: (-one[0], one[1]))
        return tuple(self._tag(passage, asked, one, tongue) for one in found[:MOST_SUGGESTIONS])

    def _tag(self, passage: tuple[int, str], asked: Asked, found: tuple[float, str, set[str]], tongue: _Tongue) -> Tag:
        """Return the suggestion; its nearest examples are those that share most of its cue words."""
        odds, theme, spoken = found
        first, second = sorted(tongue.examples[theme], key=lambda example: -len(spoken & example[1]))[:2]
        start, words = passage
        why = Why(cues.of(words, start, tongue.cues[theme], asked.hidden), (first[0], second[0]))
        return Tag(theme, round(1 / (1 + math.exp(-(SLOPE * odds + OFFSET))), 3), "neutral", why)

    def _tongue(self, language: str) -> _Tongue:
        if language not in self._known:
            rows = [row for row in self._rows if row.language == language]
            carrying: dict[str, list[tuple[str, frozenset[str]]]] = defaultdict(list)
            for row in rows:
                stems = frozenset(stem for stem, _, _ in cues.words(clean(row.text).text))
                for theme, _ in row.themes:
                    carrying[theme].append((row.text, stems))
            learnt = cues.learn(rows)
            self._known[language] = _Tongue(frozenset().union(*learnt.values()), learnt, carrying)
        return self._known[language]
