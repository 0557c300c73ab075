"""Finds names, houses and towns in scripts that put spaces between words and have no capitals."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from analysis.names.folding import fold
from analysis.names.lists import Spaced, Tongue
from analysis.names.words import Known, Word
from analysis.patterns import Span

_SIGNS = r"\s\d.,:;!?()\[\]\"«»“”@/_،؛؟۔।፣፤፥።"
_WHOLE = re.compile(f"[^{_SIGNS}]{{2,40}}")
_NAME = rf"(?P<hide>[^{_SIGNS}]{{2,24}}?)"
_BETWEEN = frozenset({" ", "\u00a0"})
_NAMED = 2
"""Words of a place's name at the most, beside the word for the place."""
_HANGS = 5
"""Letters of an ending at the most."""
_DIGITS = 8
_NUMBER = re.compile(r"(?<!\d)\d{1,4}[A-Za-z]?,?\s{1,2}\Z")
_SHORT = 2
_STOP = "۔"
"""The full stop of Urdu, which words are cut with."""
_ENDS = re.compile(r"\s?(?:[.!?።।۔\n]|\Z)")
_BEGINS = re.compile(r"(?:\A|[.!?።।۔\n]\s?)\Z")
_SHARE = 0.02
"""Share of a language's own letters from which a text is taken to be written in it."""


def _phrases(lines: str) -> re.Pattern[str] | None:
    """Return a pattern that finds the end of a phrase that brings a name."""
    phrases = sorted(filter(None, lines.splitlines()), key=len, reverse=True)
    if not phrases:
        return None
    return re.compile(rf"(?<![^{_SIGNS}])(?:{'|'.join(map(re.escape, phrases))})[\s:]{{1,3}}[\"“«'‘]?")


def _beside(match: str) -> re.Pattern[str]:
    """Return a pattern that finds the word that stands where <<name>> does, which at its end is a whole word."""
    whole = f"{match}(?![^{_SIGNS}])" if match.endswith("<<name>>") else match
    return re.compile(whole.replace("<<name>>", _NAME))


class Tongues:
    """Finds names and places in one script, by the rules of that of its languages that the text is written in."""

    def __init__(self, lists: Spaced, vocabulary: frozenset[str], mine: Iterable[str]) -> None:
        own = Tongue(letters="", prefixes=lists.prefixes, endings=lists.endings, words="")
        known = Known(mine, [fold(prefix) for prefix in lists.hung.split()])
        self._strangers = Strangers(lists, known) if known.enough else None
        self._finders = [(frozenset(one.letters), SpacedFinder(lists, one, vocabulary)) for one in lists.tongues or [own]]

    def find(self, text: str, words: Sequence[Word]) -> Iterator[Span]:
        """Yield (start, end, kind) of what identifies among `words`, all of this script; stretches may overlap."""
        written = "".join(word.text for word in words)
        for letters, finder in self._finders:
            if sum(letter in letters for letter in written) >= _SHARE * len(written) or not letters:
                found = list(finder.find(text, words))
                yield from found
                if self._strangers:
                    yield from self._strangers.find(text, words, found)
                return


class SpacedFinder:
    """Finds names and places in one language, or in all those of a script that are not told apart."""

    def __init__(self, lists: Spaced, tongue: Tongue, vocabulary: frozenset[str]) -> None:
        self._exact_stops = frozenset(lists.stops.split())
        self._words = {fold(word) for word in f"{lists.words} {tongue.words}".split() if word not in self._exact_stops}
        listed = " ".join(lists.names.values()).split()
        self._names = {fold(name) for name in listed if name not in self._exact_stops} - self._words
        self._towns = {fold(town) for town in lists.towns.split()} - self._words
        self._after = {fold(word) for word in lists.after.split()}
        self._titles = {fold(word) for word in lists.titles.split()}
        self._houses = {fold(word) for word in lists.houses.split()}
        self._before_houses = {fold(word) for word in lists.before_houses.split()}
        self._house_words = {fold(word) for word in lists.house_words.split()}
        self._stops = {fold(word) for word in self._exact_stops}
        self._prefixes = tuple(fold(prefix) for prefix in tongue.prefixes.split())
        self._endings = tuple(fold(ending) for ending in tongue.endings.split())
        self._cues = _phrases(lists.cues)
        self._around = [(one.kind, _beside(one.match)) for one in lists.around]
        self._shortest = tongue.shortest
        self._vocabulary = vocabulary

    def find(self, text: str, words: Sequence[Word]) -> Iterator[Span]:
        """Yield (start, end, kind) of what identifies among `words`, all of this script; stretches may overlap."""
        forms = [self._forms(word.text) for word in words]
        listed = [self._listed(word.text, form) for word, form in zip(words, forms, strict=True)]
        at = {word.start: number for number, word in enumerate(words)}
        for number, (word, form) in enumerate(zip(words, forms, strict=True)):
            if listed[number]:
                yield word.start, word.end, listed[number] or ""
            before = number - 1 if number and _touch(text, words[number - 1], word) else None
            after = number + 1 if number + 1 < len(words) and _touch(text, word, words[number + 1]) else None
            beside_name = "name" in {listed[i] for i in (before, after) if i is not None}
            if beside_name and self._is_listed(form) and word.text not in self._exact_stops:
                yield word.start, word.end, "name"
            if before is not None:
                yield from self._behind(words, forms, before, number)
            if after is not None:
                yield from self._ahead(words, forms, number, after)
        yield from self._brought(text, words, forms, at)
        yield from self._by_neighbours(text)

    def _behind(self, words: Sequence[Word], forms: Sequence[set[str]], before: int, number: int) -> Iterator[Span]:
        """Yield the name before a word that follows names, and a house that ends in a word for one."""
        if forms[before] & (self._stops | self._after | self._titles):
            return
        if fold(words[number].text) in self._after and self._may_be_name(words[before].text, forms[before]):
            yield words[before].start, words[before].end, "name"
        if forms[number] & self._houses and not forms[before] & (self._houses | self._before_houses):
            yield words[before].start, words[number].end, "house"

    def _ahead(self, words: Sequence[Word], forms: Sequence[set[str]], number: int, after: int) -> Iterator[Span]:
        """Yield the name after a title, and a house that begins with a word for one."""
        if fold(words[number].text) in self._titles and self._may_be_name(words[after].text, forms[after]):
            yield words[after].start, words[after].end, "name"
        if forms[number] & self._before_houses and self._names_house(words[after].text, forms[after]):
            yield words[number].start, words[after].end, "house"

    def _names_house(self, word: str, forms: set[str]) -> bool:
        """Tell whether a house may be named so: after a tree or a flower, or after any thing that Arabic makes definite."""
        return bool(forms & self._house_words) or (word.startswith("ال") and self._may_be_name(word, forms))

    def _forms(self, word: str) -> set[str]:
        """Return the word, folded, and what is left of it without the prefixes and endings that the languages hang on words."""
        whole = fold(word)
        bare = {whole[len(prefix) :] for prefix in self._prefixes if whole.startswith(prefix)} | {whole}
        bare |= {word[: -len(ending)] for word in bare for ending in self._endings if word.endswith(ending)}
        return {word for word in bare if word == whole or len(word) >= self._shortest}

    def _listed(self, word: str, forms: set[str]) -> str | None:
        """Return "name" or "place" for a word of the lists; a common word is none because of a letter hung on it."""
        whole = fold(word)
        if whole in self._after or word in self._exact_stops:
            return None
        forms = {whole} if word in self._vocabulary or whole in self._words else forms
        if forms & self._names:
            return "name"
        return "place" if forms & self._towns else None

    def _may_be_name(self, word: str, forms: set[str]) -> bool:
        """Tell whether a word that stands where a name does can be one: no common word, or one that is a name too."""
        if word in self._exact_stops or fold(word) in self._after:
            return False
        return self._is_listed(forms) or not (forms & self._stops or word in self._vocabulary)

    def _is_listed(self, forms: set[str]) -> bool:
        return not (forms.isdisjoint(self._names) and forms.isdisjoint(self._words))

    def _brought(self, text: str, words: Sequence[Word], forms: Sequence[set[str]], at: dict[int, int]) -> Iterator[Span]:
        """Yield what stands after a phrase that brings a name: one word, and those behind it that go on as a name does."""
        for match in self._cues.finditer(text) if self._cues else ():
            number = at.get(match.end())
            for step in range(3):
                if number is None or number >= len(words):
                    break
                if step and not (_touch(text, words[number - 1], words[number]) and self._goes_on(words, forms, number)):
                    break
                if not step and not self._may_be_name(words[number].text, forms[number]):
                    break
                yield words[number].start, words[number].end, "name"
                number += 1

    def _goes_on(self, words: Sequence[Word], forms: Sequence[set[str]], number: int) -> bool:
        """Tell whether a word behind a name is its next part: a listed one, or the last before the verb or the sentence's end."""
        word = words[number].text
        if word in self._exact_stops:
            return False
        if self._is_listed(forms[number]) or word.startswith("ال"):
            return True
        if fold(word).startswith(self._prefixes):
            return False
        last = number + 1 == len(words) or words[number + 1].start - words[number].end != 1
        stop = number + 1 < len(words) and fold(words[number + 1].text) in self._stops
        return (last or stop) and self._may_be_name(words[number].text, forms[number])

    def _by_neighbours(self, text: str) -> Iterator[Span]:
        """Yield what the words on both sides say is a name or a town."""
        for kind, pattern in self._around:
            for match in pattern.finditer(text):
                whole = _WHOLE.match(text, match.start("hide"))
                stands = whole is None or self._may_be_name(whole.group(), self._forms(whole.group()))
                if stands and self._may_be_name(match["hide"], self._forms(match["hide"])):
                    yield *match.span("hide"), kind


class Strangers:
    """Finds names and places by words that no ordinary passage has, where a name may stand."""

    def __init__(self, lists: Spaced, known: Known) -> None:
        self._known = known
        self._leads = {fold(word) for word in f"{lists.leads} {lists.titles}".split()}
        self._trails = {fold(word) for word in f"{lists.trails} {lists.after}".split()}
        self._joins = {fold(word) for word in lists.joins.split()}
        self._saints = {fold(word) for word in lists.saints.split()}
        self._tails = tuple(fold(tail) for tail in lists.tails.split())
        self._ordinary = re.compile(lists.ordinary or "(?!)")
        self._verb_last, self._first = lists.verb_last, lists.first
        self._named = [(one, frozenset(map(fold, one.words.split()))) for one in lists.named]
        self._stops = {fold(word) for word in f"{lists.stops} {lists.after} {lists.titles} {lists.houses}".split()}
        self._stops |= self._leads | self._trails | self._joins
        ambiguous = " ".join([lists.words, *(one.words for one in lists.tongues)])
        self._maybe = {fold(word) for word in ambiguous.split()} - self._stops

    def find(self, text: str, words: Sequence[Word], found: Sequence[Span]) -> Iterator[Span]:
        """Yield (start, end, kind) of each; `found` is what identifies for other reasons, which they may stand beside."""
        folded = [fold(word.text.rstrip(_STOP)) for word in words]
        hidden = {start for start, _, _ in found}
        taken = [word.start in hidden for word in words]
        strange = [self._is_strange(word.text, one) for word, one in zip(words, folded, strict=True)]
        if self._verb_last:
            strange = [one and not _ENDS.match(text, word.end) for one, word in zip(strange, words, strict=True)]
        first = [self._first and _BEGINS.search(text, max(0, word.start - 3), word.start) is not None for word in words]
        touch = [False, *(_touch(text, before, word) for before, word in pairwise(words)), False]
        for i, word in enumerate(words):
            for one, sites in self._named:
                if _is_form(folded[i], sites):
                    step = 1 if one.behind else -1
                    end = i
                    while abs(end - i) < _NAMED and self._names_place(folded, taken, strange, touch, end, step):
                        end += step
                    if end != i:
                        low, high = sorted((i, end))
                        yield _with_number(text, words[low].start) if one.numbers else words[low].start, words[high].end, one.kind
            if (
                strange[i]
                and not taken[i]
                and ((first[i] and folded[i] not in self._maybe) or self._stands(folded, taken, strange, touch, i))
            ):
                taken[i] = True
                yield word.start, word.end, "name"

    def _names_place(
        self, folded: Sequence[str], taken: Sequence[bool], strange: Sequence[bool], touch: Sequence[bool], end: int, step: int
    ) -> bool:
        """Tell whether the next word in this direction can be what a place is called."""
        at = end + step
        if not touch[max(at, end)]:
            return False
        return taken[at] or strange[at] or folded[at] in self._saints or folded[at] in self._maybe

    def _stands(
        self, folded: Sequence[str], taken: Sequence[bool], strange: Sequence[bool], touch: Sequence[bool], i: int
    ) -> bool:
        """Tell whether the words around a strange one say that it is a name."""
        if touch[i] and (folded[i - 1] in self._leads or taken[i - 1]):
            return True
        if folded[i] in self._maybe:
            return False
        if folded[i].endswith(self._tails):
            return True
        if touch[i] and folded[i - 1] in self._joins:
            return True
        if not touch[i + 1]:
            return False
        if folded[i + 1] in self._trails or taken[i + 1]:
            return True
        return folded[i + 1] in self._joins and i + 2 < len(folded) and (taken[i + 2] or strange[i + 2])

    def _is_strange(self, word: str, folded: str) -> bool:
        """Tell whether no ordinary passage has the word and its form does not say that it is none."""
        if len(folded) < _SHORT or folded in self._stops or self._ordinary.fullmatch(word):
            return False
        return not self._known.knows(folded)


def _is_form(word: str, of: frozenset[str]) -> bool:
    """Tell whether a word is one of these, or one of them with an ending."""
    return any(word[: len(word) - cut] in of for cut in range(min(_HANGS, len(word) - 2) + 1))


def _with_number(text: str, start: int) -> int:
    """Return where the house number before this place begins, or the place itself."""
    before = _NUMBER.search(text, max(0, start - _DIGITS), start)
    return before.start() if before else start


def _touch(text: str, before: Word, after: Word) -> bool:
    """Tell whether only a space stands between two words."""
    return after.start - before.end == 1 and text[before.end] in _BETWEEN and text[before.end - 1] != _STOP
