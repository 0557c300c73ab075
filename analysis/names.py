"""Finds people's names and towns in a cleaned text: by lists, by what brings a name, and by capitals inside a sentence."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import msgspec

from analysis.patterns import Span
from analysis.text import WORD

PLACE = Path(__file__).parent
TITLE_CASE = 0.4
"""Share of capitals inside sentences from which a writer is taken to capitalise everything, so that a capital says nothing."""


class _Latin(msgspec.Struct, forbid_unknown_fields=True):
    plain: str
    words: str
    cues: list[str]
    titles: list[str]
    stops: str
    institutions: str


class _Script(msgspec.Struct, forbid_unknown_fields=True):
    plain: str
    cues: list[str]
    stops: str
    before: list[str] = []
    joined: list[str] = []


class _Names(msgspec.Struct, forbid_unknown_fields=True):
    latin: _Latin
    arabic: _Script
    ethiopic: _Script
    other: _Script


class _Places(msgspec.Struct, forbid_unknown_fields=True):
    plain: str
    words: str
    other: str
    joined: str


@cache
def _names() -> _Names:
    return msgspec.toml.decode((PLACE / "names.toml").read_bytes(), type=_Names)


@cache
def _places() -> _Places:
    return msgspec.toml.decode((PLACE / "places.toml").read_bytes(), type=_Places)


def _after(phrases: Sequence[str]) -> re.Pattern[str]:
    """Return a pattern that finds the end of a phrase that brings a name."""
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)[\s:]{{0,3}}[\"“«'‘]?", re.IGNORECASE)


_LATIN_ENDING = re.compile(r"(?:['’]s|['’]|-?(?:it|in|i|un|ut|s|es|ës|ën))$", re.IGNORECASE)
_SENTENCE_START = re.compile(r"(?:^|[.!?:…\n\"“«(\[•*-])\s*$")
_SURE_TITLES = frozenset({"mr", "mrs", "ms", "mx", "dr"})
LONGEST_JOINED = 4
"""Signs taken for a name in a script that puts no space between words."""


class NameFinder:
    """Finds names and places; `vocabulary` holds the words that are known to be written without a capital."""

    def __init__(self, vocabulary: frozenset[str]) -> None:
        names, places = _names(), _places()
        latin = names.latin
        scripts = (names.arabic, names.ethiopic, names.other)
        self._plain = {name.lower() for name in latin.plain.split()} | {n for script in scripts for n in script.plain.split()}
        self._with_capital = set(latin.words.split())
        self._institutions = frozenset(latin.institutions.split())
        self._stops = frozenset(f"{latin.stops} {' '.join(script.stops for script in scripts)}".split())
        self._vocabulary = vocabulary
        self._cues = _after([*latin.cues, *(cue for script in scripts for cue in script.cues)])
        self._titles = _after(latin.titles)
        self._joined_cues = re.compile(f"(?:{'|'.join(names.other.joined)})\\s?")
        self._joined_towns = re.compile("|".join(places.joined.split()))
        self._before = frozenset(names.ethiopic.before)
        self._towns = {town.lower() for town in f"{places.plain} {places.other}".split()}
        self._capital_towns = set(places.words.split())

    def find(self, text: str) -> Iterator[Span]:
        """Yield (start, end, kind) of each name and town; stretches may overlap."""
        words = [(match.group(), match.start(), match.end()) for match in WORD.finditer(text)]
        inside = [not _SENTENCE_START.search(text[max(0, start - 4) : start]) for _, start, _ in words]
        capitals = self._capitals(words, inside)
        for number, (word, start, end) in enumerate(words):
            if kind := self._listed(word, inside=inside[number] and capitals):
                yield start, end, kind
            elif capitals and inside[number] and self._unknown_capital(word):
                yield start, end, "name"
            elif word in self._before and number:
                yield words[number - 1][1], words[number - 1][2], "name"
        yield from self._brought(text)

    def _capitals(self, words: Sequence[tuple[str, int, int]], inside: Sequence[bool]) -> bool:
        """Tell whether a capital inside a sentence says anything about this text."""
        within = [word for (word, _, _), here in zip(words, inside, strict=True) if here and word != "I"]
        cased = [word for word in within if word.lower() != word.upper()]
        upper = sum(word[0].isupper() for word in cased)
        return upper <= max(3, TITLE_CASE * len(cased))

    def _listed(self, word: str, *, inside: bool) -> str | None:
        """Return "name" or "place" for a word of the lists, with the endings and prefixes that languages hang on it."""
        lower = word.lower()
        for form in {word, _LATIN_ENDING.sub("", word), *_without_prefix(word)}:
            if form.lower() in self._plain:
                return "name"
            if form.lower() in self._towns:
                return "place"
            if inside and form in self._with_capital and lower not in self._institutions:
                return "name"
            if inside and form in self._capital_towns:
                return "place"
        return None

    def _unknown_capital(self, word: str) -> bool:
        """Tell whether a word inside a sentence is a name by its capital: no acronym, no institution, never seen without one."""
        if not word[0].isupper() or word.isupper() or len(word) < 2:
            return False
        forms = {word.lower(), _LATIN_ENDING.sub("", word).lower(), *word.lower().split("-")}
        return not forms & self._institutions and not forms & self._vocabulary

    def _brought(self, text: str) -> Iterator[Span]:
        """Yield what stands after a phrase or a title that brings a name."""
        for match in self._cues.finditer(text):
            yield from self._next_words(text, match.end(), capital=False)
        for match in self._titles.finditer(text):
            title = match.group().strip().rstrip(":").lower()
            at = match.end() + (1 if text[match.end() : match.end() + 1] == "." else 0)
            yield from self._next_words(text, at, capital=title.rstrip(".") not in _SURE_TITLES)
        for match in self._joined_cues.finditer(text):
            if (name := WORD.match(text, match.end())) is not None:
                yield match.end(), min(name.end(), match.end() + LONGEST_JOINED), "name"
        for match in self._joined_towns.finditer(text):
            yield match.start(), match.end(), "place"

    def _next_words(self, text: str, at: int, *, capital: bool) -> Iterator[Span]:
        """Yield up to three words from `at` on that go on as a name does; with `capital` the first needs one."""
        before = ""
        for number, match in enumerate(WORD.finditer(text, at, at + 90)):
            word, gap = match.group(), text[at : match.start()]
            apart = len(gap) > 2 or gap.strip(" '\"“«" + ("." if len(before) == 1 else ""))
            if number == 3 or apart or not self._may_be_name(word, number, capital=capital):
                return
            yield match.start(), match.end(), "name"
            before, at = word, match.end()

    def _may_be_name(self, word: str, number: int, *, capital: bool) -> bool:
        """Tell whether a word that stands in this place after a cue can be part of a name."""
        lower = word.lower()
        upper, cased = word[0].isupper(), lower != word.upper()
        if lower in self._institutions or (lower in self._stops and not (upper and number)):
            return False
        if not cased:
            return word not in self._vocabulary and (not number or word in self._plain)
        if upper:
            return not capital or bool(number) or not self._is_common(word)
        return not capital and not number and lower not in self._vocabulary

    def _is_common(self, word: str) -> bool:
        return word.lower() in self._vocabulary and word not in self._with_capital


def _without_prefix(word: str) -> Iterator[str]:
    """Yield an Arabic word without the letters that mean and, in, to, then; an Ethiopic one without "of", "to", "by"."""
    if len(word) > 3 and word[0] in "وبلفكنዝንብከለበየእ":
        yield word[1:]
        if len(word) > 4 and word[1] in "بل":
            yield word[2:]
