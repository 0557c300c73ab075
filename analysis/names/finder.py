"""Finds names, houses and towns in a text by handing each word to the rules of its script."""

from collections.abc import Iterator

from analysis.names import lists
from analysis.names.han import HanFinder
from analysis.names.latin import LatinFinder
from analysis.names.spaced import Tongues
from analysis.names.words import Word, words_of
from analysis.patterns import Span
from analysis.script import script_of


class NameFinder:
    """Finds names and places; `vocabulary` holds the words that are known to be written without a capital."""

    def __init__(self, vocabulary: frozenset[str]) -> None:
        self._latin = LatinFinder(lists.latin(), vocabulary)
        known: dict[str, list[str]] = {}
        for word in vocabulary:
            if not word.isascii():
                known.setdefault(script_of(word[0]), []).append(word)
        self._spaced = {one.script: Tongues(one, vocabulary, known.get(one.script, ())) for one in lists.spaced()}
        self._han = HanFinder(lists.han(), known.get("Hans", ()))

    def find(self, text: str) -> Iterator[Span]:
        """Yield (start, end, kind) of each name, house and town; stretches may overlap."""
        by_script: dict[str, list[Word]] = {}
        for word in words_of(text):
            by_script.setdefault(word.script, []).append(word)
        for script, words in by_script.items():
            if script == "Latn":
                yield from self._latin.find(text, words)
            elif script == "Hans":
                yield from self._han.find(words)
            else:
                yield from self._spaced.get(script, self._spaced[""]).find(text, words)
