"""Finds names and towns in Latin script: by lists, by what brings a name, and by capitals inside a sentence."""

import re
from collections.abc import Iterator, Sequence

from analysis.names.folding import fold
from analysis.names.lists import Latin
from analysis.names.words import Word
from analysis.patterns import Span

TITLE_CASE = 0.5
"""Share of capitals inside sentences from which a writer is taken to capitalise everything, so that a capital says nothing."""
_FEW = 4
"""Capitals inside sentences that say nothing yet about how a writer writes."""
_MOST = 3
"""Words of a name that are taken after what brings one."""
_STEM = 3
"""Letters that must be left of a name without its ending."""
_SURE_TITLES = frozenset({"mr", "mrs", "ms", "mx", "dr"})
_SENTENCE_START = re.compile("(?:^|[.!?:…\n\\[•*\u2600-\u27bf\U0001f000-\U0001faff-])\\s*[\"“«'‘]?$")
"""What stands before a word that begins a sentence: an end, a mark of a list, or a picture."""
_TONES = re.compile("[ăâêôơưđ\u1ea0-\u1ef9]")
"""Letters of Vietnamese, where another accent makes another word."""
_POSSESSIVE = re.compile("['’]s$|(?<=.{5})s$")
"""What English hangs on a word of any kind."""
_ACRONYM = 4
"""Letters of a word all in capitals that is an acronym rather than shouted."""


def _after(phrases: str) -> re.Pattern[str]:
    """Return a pattern that finds the end of a phrase that brings a name."""
    longest_first = sorted(phrases.strip().splitlines(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)[\s:]{{0,3}}[\"“«'‘]?", re.IGNORECASE)


def _spellings(words: str) -> set[str]:
    """Return each word as it is listed and without its accents."""
    return {form for word in words.split() for form in (word, fold(word))}


def _spelling(word: str, *, capital: bool) -> str:
    """Return the form of a word that is looked up: a small word with accents is looked up as it is written."""
    lower = word.lower()
    return lower if _TONES.search(lower) or not (capital or lower.isascii()) else fold(word)


class LatinFinder:
    """Finds names and places; `vocabulary` holds the words that are known to be written without a capital."""

    def __init__(self, lists: Latin, vocabulary: frozenset[str]) -> None:
        self._words = _spellings(lists.words)
        self._names = _spellings(" ".join(lists.names.values())) - self._words
        self._stems = {name[:-1] for name in self._names if name[-1] in "aeo" and len(name) > _STEM + 1}
        self._towns = _spellings(lists.towns)
        self._capital_towns = _spellings(lists.capital_towns)
        self._endings = tuple(sorted({fold(ending) for ending in lists.endings.split()}))
        self._institutions = frozenset(lists.institutions.split())
        self._stops = frozenset(lists.stops.split())
        self._joints, self._doings = frozenset(lists.joints.split()), frozenset(lists.doings.split())
        self._articles = frozenset(lists.articles.split())
        self._cues, self._titles, self._selves = _after(lists.cues), _after(lists.titles), _after(lists.selves)
        self._phrases = re.compile(
            rf"(?<!\w)(?:{'|'.join(map(re.escape, lists.phrases.strip().splitlines()))})(?!\w)", re.IGNORECASE
        )
        self._never = self._institutions | self._stops | {*f"{lists.cues} {lists.titles} {lists.selves}".lower().split()}
        self._vocabulary = vocabulary

    def find(self, text: str, words: Sequence[Word]) -> Iterator[Span]:
        """Yield (start, end, kind) of each name and town among `words`, all in Latin script; stretches may overlap."""
        nobody = {place for match in self._phrases.finditer(text) for place in range(*match.span())}
        words = [word for word in words if word.start not in nobody]
        inside = [not _SENTENCE_START.search(text[max(0, word.start - 4) : word.start]) for word in words]
        capitals = self._capitals(words, inside)
        found = [self._kind(word.text, inside=here and capitals) for word, here in zip(words, inside, strict=True)]
        for number, word in enumerate(words):
            if kind := found[number] or self._begins(words, found, number):
                yield word.start, word.end, kind
            elif number and found[number - 1] == "name" and self._goes_on(words, number):
                yield word.start, word.end, "name"
        yield from self._brought(text, nobody)

    def _goes_on(self, words: Sequence[Word], number: int) -> bool:
        """Tell whether a word behind a listed name, written as that one is, is a surname."""
        before, word = words[number - 1].text, words[number].text
        return fold(word) in self._words and _touch(words, number - 1) and word[0].isupper() == before[0].isupper()

    def _capitals(self, words: Sequence[Word], inside: Sequence[bool]) -> bool:
        """Tell whether a capital inside a sentence says anything about this text."""
        within = [word.text for word, here in zip(words, inside, strict=True) if here and word.text != "I"]
        within = [word for word in within if not (word.isupper() and len(word) <= _ACRONYM)]
        return sum(word[0].isupper() for word in within) <= max(_FEW, TITLE_CASE * len(within))

    def _kind(self, word: str, *, inside: bool) -> str | None:
        """Return "name" or "place" for a listed word, with the endings that languages hang on it, or for a capital inside."""
        inside = inside and word[0].isupper()
        whole, lower = _spelling(word, capital=inside), word.lower()
        common = lower in self._vocabulary
        forms = {whole} if common else {whole, *self._without_endings(whole)}
        named = forms & self._names or (inside and forms & self._words) or (not common and self._inflected(whole))
        if named and not {lower, *self._without_endings(lower)} & self._institutions:
            return "name"
        if forms & self._towns:
            return "place"
        if not inside:
            return None
        if forms & self._capital_towns:
            return "place"
        return "name" if self._unknown_capital(word) else None

    def _without_endings(self, whole: str) -> Iterator[str]:
        for ending in self._endings:
            if whole.endswith(ending) and len(whole) - len(ending) >= _STEM:
                bare = whole[: -len(ending)].rstrip("-'")
                yield bare
                if bare.endswith("k"):
                    yield bare[:-1] + "ek"

    def _inflected(self, whole: str) -> bool:
        """Tell whether the word is a name that has lost its last vowel to an ending."""
        return whole in self._stems or any(bare in self._stems for bare in self._without_endings(whole))

    def _unknown_capital(self, word: str) -> bool:
        """Tell whether a word inside a sentence is a name by its capital: no acronym, no institution, never seen without one."""
        if not word[0].isupper() or word.isupper() or len(word) < 2:
            return False
        lower = word.lower()
        common = {lower, _POSSESSIVE.sub("", lower), *lower.split("-")}
        return not common & self._vocabulary and not {*common, *self._without_endings(lower)} & self._institutions

    def _begins(self, words: Sequence[Word], found: Sequence[str | None], number: int) -> str | None:
        """Return "name" for a capital that begins a sentence, when what follows says that a person is meant."""
        word = words[number].text
        if not word[0].isupper() or word.lower() in self._never or not _touch(words, number):
            return None
        if fold(word) not in self._words and not self._unknown_capital(word):
            return None
        after = words[number + 1].text
        if after.lower() in self._doings or (found[number + 1] == "name" and after[0].isupper()):
            return "name"
        if after.lower() not in self._joints or not _touch(words, number + 1):
            return None
        other = number + (3 if words[number + 2].text in self._articles and _touch(words, number + 2) else 2)
        return "name" if words[other].text[0].isupper() and self._named(words, found, other) else None

    def _named(self, words: Sequence[Word], found: Sequence[str | None], number: int) -> bool:
        return found[number] == "name" or fold(words[number].text) in self._words

    def _brought(self, text: str, nobody: set[int]) -> Iterator[Span]:
        """Yield what stands after a phrase or a title that brings a name."""
        for match in self._cues.finditer(text):
            yield from self._next_words(text, match.end(), nobody, listed=False, capital=False)
        for match in self._titles.finditer(text):
            title = match.group().strip().rstrip(":").lower()
            at = match.end() + (1 if text[match.end() : match.end() + 1] == "." else 0)
            yield from self._next_words(
                text, at, nobody, listed=False, capital=title.rstrip(".") not in _SURE_TITLES, titled=True
            )
        for match in self._selves.finditer(text):
            yield from self._next_words(text, match.end(), nobody, listed=True, capital=False)

    def _next_words(
        self, text: str, at: int, nobody: set[int], *, listed: bool, capital: bool, titled: bool = False
    ) -> Iterator[Span]:
        """Yield up to three words from `at` on that go on as a name does; the first with a `capital`, or `listed`."""
        before = ""
        for number, match in enumerate(_WORD.finditer(text, at, at + 90)):
            word, gap = match.group(), text[at : match.start()]
            apart = len(gap) > 2 or gap.strip(" '\"“«" + ("." if len(before) == 1 else ""))
            if number == _MOST or apart or match.start() in nobody:
                return
            if not number and listed and fold(word) not in self._names | self._words:
                return
            surname = listed and number == 1 and word.islower() and before.islower()
            if surname and word not in self._vocabulary and word not in self._stops | self._joints:
                yield match.start(), match.end(), "name"
                return
            surely = titled and not number and word[0].isupper() and fold(word) in self._words
            if not surely and not self._may_be_name(word, number, capital=capital):
                return
            yield match.start(), match.end(), "name"
            before, at = word, match.end()

    def _may_be_name(self, word: str, number: int, *, capital: bool) -> bool:
        """Tell whether a word that stands in this place after a cue can be part of a name."""
        lower, whole = word.lower(), fold(word)
        if lower in self._institutions or (lower in self._stops and not (word[0].isupper() and number)):
            return False
        if word[0].isupper():
            return not capital or bool(number) or lower not in self._vocabulary or whole in self._words | self._names
        if whole in self._names or (whole in self._words and (number or lower not in self._vocabulary)):
            return True
        return not capital and lower not in self._vocabulary and not number


_WORD = re.compile(r"(?![-'’])[A-Za-z\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff'’ʼ-]+")


def _touch(words: Sequence[Word], number: int) -> bool:
    """Tell whether the word after this one stands one sign behind it."""
    return number + 1 < len(words) and words[number + 1].start - words[number].end == 1
