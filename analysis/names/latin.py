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
_ROOT = 4
"""Letters that two forms of one ordinary word have in common at its beginning."""
_ENOUGH = 2000
"""Ordinary words that must be known before one that is not among them says anything."""
_TAIL = 3
"""Letters at its end in which they differ, at most; and never more than two of five."""
_BEYOND = "\u0250"
"""No word of Latin script begins with this letter or a later one, but for the Vietnamese ones, which are known by their tones."""
_ACRONYM = 4
"""Letters of a word all in capitals that is an acronym rather than shouted."""


def _after(phrases: str) -> re.Pattern[str]:
    """Return a pattern that finds the end of a phrase that brings a name."""
    longest_first = sorted(_spelt(phrases), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)[\s:]{{0,3}}[\"“«'‘]?", re.IGNORECASE)


def _spelt(phrases: str) -> set[str]:
    """Return each line as it is listed and without its accents."""
    return {form for phrase in phrases.strip().splitlines() for form in (phrase, fold(phrase))}


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
        self._listed = self._words | self._names
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
        self._leads = frozenset(lists.leads.split()) | {line for line in _spelt(lists.titles) if " " not in line}
        self._vocabulary = vocabulary
        self._known = {fold(word) for word in vocabulary if word[0] < _BEYOND}
        self._roots = {root for word in self._known for root in _roots(word)}

    def find(self, text: str, words: Sequence[Word]) -> Iterator[Span]:
        """Yield (start, end, kind) of each name and town among `words`, all in Latin script; stretches may overlap."""
        nobody = {place for match in self._phrases.finditer(text) for place in range(*match.span())}
        words = [word for word in words if word.start not in nobody]
        inside = [not _SENTENCE_START.search(text[max(0, word.start - 4) : word.start]) for word in words]
        capitals = self._capitals(words, inside)
        found = [self._kind(word.text, inside=here and capitals) for word, here in zip(words, inside, strict=True)]
        if capitals:
            self._add_beside(words, inside, found)
        for number, word in enumerate(words):
            kind = found[number] or self._begins(words, found, number)
            if kind := kind or self._led(words, found, number, first=not inside[number]):
                yield word.start, word.end, kind
            elif number and found[number - 1] == "name" and self._goes_on(words, number):
                yield word.start, word.end, "name"
        yield from self._brought(text, nobody)

    def _add_beside(self, words: Sequence[Word], inside: Sequence[bool], found: list[str | None]) -> None:
        """Add each ordinary word with a capital inside a sentence: in one text out of many it is no name."""
        for number, word in enumerate(words):
            if found[number] is None and inside[number] and self._ordinary_capital(word.text):
                found[number] = "name"

    def _ordinary_capital(self, word: str) -> bool:
        """Tell whether a word has a capital that is no institution's, though it is also written without one."""
        lower = word.lower()
        common = {lower, _POSSESSIVE.sub("", lower)}
        return word[0].isupper() and not word.isupper() and len(word) > 1 and not common & self._never

    def _strange(self, word: str) -> bool:
        """Tell whether no ordinary passage has the word, in any form of it."""
        lower, whole = word.lower(), fold(word)
        parts = whole.split("-")
        if len(self._known) < _ENOUGH or len(lower) < _STEM or lower in self._never:
            return False
        if {"'", "-"} & {*whole} and not word[0].isupper():
            return False
        return not any(part in self._known or part in self._roots or self._roots & _roots(part) for part in parts)

    def _led(self, words: Sequence[Word], found: Sequence[str | None], number: int, *, first: bool) -> str | None:
        """Return "name" for a strange word where a name may stand: behind a role, a relation, a small word, before a deed."""
        word = words[number].text
        if not self._strange(word):
            return "name" if first and len(word) > _ROOT and self._tells(words, number) else None
        before = words[number - 1].text.lower() if number and _touch(words, number - 1) else ""
        after = words[number + 1].text.lower() if _touch(words, number) else ""
        if before in self._leads or after in self._doings:
            return "name"
        if word[0].isupper():
            return "name"
        beside = {found[other] for other in (number - 2, number + 2) if 0 <= other < len(words)}
        return "name" if (before in self._joints or after in self._joints) and "name" in beside else None

    def _tells(self, words: Sequence[Word], number: int) -> bool:
        """Tell whether a word that is a name and more, and begins a sentence, has what people do behind it."""
        lower = words[number].text.lower()
        listed = lower in self._words and lower not in self._never
        return listed and _touch(words, number) and words[number + 1].text.lower() in self._doings

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
            if not number and listed and fold(word) not in self._listed:
                return
            surname = listed and number == 1 and word.islower() and before.islower()
            if surname and word not in self._vocabulary and word not in self._stops | self._joints:
                yield match.start(), match.end(), "name"
                return
            sure = word[0].isupper() if titled else self._twofold(text, match.end())
            surely = not number and sure and fold(word) in self._words
            if not surely and not self._may_be_name(word, number, capital=capital):
                return
            yield match.start(), match.end(), "name"
            before, at = word, match.end()

    def _twofold(self, text: str, at: int) -> bool:
        """Tell whether the next word is one that may be a name, too."""
        after = _WORD.match(text, at + 1, at + 30)
        return bool(after and text[at] == " " and fold(after.group()) in self._listed)

    def _may_be_name(self, word: str, number: int, *, capital: bool) -> bool:
        """Tell whether a word that stands in this place after a cue can be part of a name."""
        lower, whole = word.lower(), fold(word)
        if lower in self._institutions or (lower in self._stops and not (word[0].isupper() and number)):
            return False
        if word[0].isupper():
            return not capital or bool(number) or lower not in self._vocabulary or whole in self._listed
        if whole in self._names or (whole in self._words and (number or lower not in self._vocabulary)):
            return True
        return not capital and lower not in self._vocabulary and not number


_WORD = re.compile(r"(?![-'’])[A-Za-z\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff'’ʼ-]+")


def _roots(word: str) -> set[str]:
    """Return what other forms of a word may begin with."""
    return {word[:size] for size in range(max(_ROOT, len(word) - min(_TAIL, len(word) * 2 // 5)), len(word))}


def _touch(words: Sequence[Word], number: int) -> bool:
    """Tell whether the word after this one stands one sign behind it."""
    return number + 1 < len(words) and words[number + 1].start - words[number].end == 1
