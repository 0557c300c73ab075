"""Finds names, houses and towns in Chinese signs: by surname and given name, by the signs of foreign names, by what is around."""

import re
from collections.abc import Iterable, Iterator, Sequence

from analysis.names.lists import Han
from analysis.names.words import Word
from analysis.patterns import Span

_GIVEN = 2
"""Signs of a given name at the most."""
_CALLED = 4
"""Signs taken after a phrase that brings a name, when nothing says earlier where it ends."""
_FOREIGN = 3
"""Signs in a row from which a word is a foreign name by its signs alone; one fewer where a name is to be expected."""
_HOUSE = 4
_SITE = 8
_ENOUGH = 500
"""Pairs of signs from which on a pair that is not among them says anything."""
_RUN = re.compile("[\u3400-\u9fff]+")
_FIRM = 6
_STOPS = frozenset("的在到从了是叫住去来我你他她们个这那座栋间所里进回家和跟与把被给让对向，。")
"""Signs that end, seen from behind, the name of a house or a firm."""


class _Words:
    """A set of words that is asked which of them begins at a place."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_first: dict[str, list[str]] = {}
        for word in sorted(words, key=len, reverse=True):
            self._by_first.setdefault(word[0], []).append(word)

    def at(self, run: str, place: int) -> str:
        """Return the longest word that begins there, "" if none does."""
        return next((word for word in self._by_first.get(run[place], ()) if run.startswith(word, place)), "")


class HanFinder:
    """Finds names and places in stretches of Chinese signs."""

    def __init__(self, lists: Han, vocabulary: Iterable[str] = ()) -> None:
        runs = [run for word in vocabulary for run in _RUN.findall(word)]
        self._pairs = frozenset(run[i : i + 2] for run in runs for i in range(len(run) - 1))
        self._strangers = len(self._pairs) >= _ENOUGH
        self._more_sounds = re.compile(f"[{lists.sounds}{lists.more_sounds}]{{2,10}}")
        self._sites = re.compile("|".join(sorted(lists.site_ends.split(), key=len, reverse=True)))
        self._site_no = frozenset(lists.site_no.split()) | frozenset(lists.house_no.split())
        self._surnames = frozenset(lists.surnames)
        self._double = frozenset(lists.double_surnames.split())
        self._given = frozenset(lists.given)
        self._no_names = frozenset(lists.no_names.split())
        self._titles = _Words(lists.after.split())
        self._towns, self._names = _Words(lists.towns.split()), _Words(lists.names.split())
        self._countries = _Words(lists.countries.split())
        self._called = re.compile("|".join(sorted(map(re.escape, lists.called.split()), key=len, reverse=True)))
        self._told = tuple(lists.told.split())
        self._live = tuple(lists.live.split())
        self._doing = frozenset(lists.doing)
        self._ends, self._small_no = frozenset(lists.ends), frozenset(lists.small_no)
        self._sounds = re.compile(f"[{lists.sounds}]{{{_FOREIGN - 1},8}}")
        self._house = re.compile("|".join(lists.house_ends.split()))
        self._house_no = frozenset(lists.house_no.split())
        self._firm = re.compile("|".join(sorted(lists.firm_ends.split(), key=len, reverse=True)))

    def find(self, words: Sequence[Word]) -> Iterator[Span]:
        """Yield (start, end, kind) of what identifies in the stretches `words`; stretches may overlap."""
        for word in words:
            for start, end, kind in self._in_run(word.text):
                yield word.start + start, word.start + end, kind

    def _in_run(self, run: str) -> Iterator[Span]:
        place = 0
        while place < len(run):
            if country := self._countries.at(run, place):
                place += len(country)
                continue
            for kind, words in (("place", self._towns), ("name", self._names)):
                if found := words.at(run, place):
                    yield place, place + len(found), kind
            if end := self._own_name(run, place) or self._small_name(run, place):
                yield place, end, "name"
            place += 1
        yield from self._foreign(run)
        yield from self._brought(run)
        if self._strangers:
            yield from self._strange(run)
            yield from self._named_sites(run)
        yield from self._behind(run, self._house, _HOUSE, "house")
        yield from self._behind(run, self._firm, _FIRM, "firm")

    def _own_name(self, run: str, place: int) -> int:
        """Return where the name ends that begins with the surname at this place, 0 if none does."""
        given = place + 2 if run[place : place + 2] in self._double else place + 1 if run[place] in self._surnames else 0
        if not given or run[place : place + 2] in self._no_names or run[max(0, place - 1) : place + 1] in self._no_names:
            return 0
        end = given
        while end < len(run) and end < given + _GIVEN and run[end] in self._given:
            end += 1
        for titled in range(given, end + 1):
            if titled < len(run) and self._titles.at(run, titled):
                return titled
        expected = not place or run.endswith(self._told, 0, place)
        if end == given + _GIVEN or (end > given and expected):
            return end
        told = place and expected and given < len(run) and run[given] not in self._ends
        return given + 1 if told and run[given + 1 : given + 2] in self._doing else 0

    def _small_name(self, run: str, place: int) -> int:
        """Return where a name such as Little Chen or Old Wang ends that begins at this place, 0 if none does."""
        name = run[place + 1 : place + 2]
        if run[place] not in "小老阿" or not name or name in self._small_no or run[place + 1 : place + 3] in self._no_names:
            return 0
        expected = not place or run.endswith(self._told, 0, place)
        return place + 2 if name in self._surnames or (name in self._given and expected) else 0

    def _foreign(self, run: str) -> Iterator[Span]:
        """Yield what is written with the signs of foreign names, and is no country."""
        for match in self._sounds.finditer(run):
            lived = run.endswith(self._live, 0, match.start())
            expected = lived or run.endswith(self._told, 0, match.start())
            country = any(self._countries.at(run, place) for place in range(max(0, match.start() - 2), match.end()))
            if not country and (expected or match.end() - match.start() >= _FOREIGN) and match.group()[:2] not in self._no_names:
                yield *match.span(), "place" if lived else "name"

    def _new(self, run: str, start: int, end: int) -> bool:
        """Tell whether no ordinary passage has any two neighbours of these signs."""
        return all(run[i : i + 2] not in self._pairs for i in range(start, end - 1))

    def _strange(self, run: str) -> Iterator[Span]:
        """Yield signs of names that ordinary passages do not have side by side, where a name may stand or enough in a row."""
        for match in self._more_sounds.finditer(run):
            start, end = match.span()
            while start < end - 1 and run[start : start + 2] in self._pairs:
                start += 1
            while start < end - 1 and run[end - 2 : end] in self._pairs:
                end -= 1
            lived = run.endswith(self._live, 0, start)
            titled = end < len(run) and self._titles.at(run, end) != ""
            expected = not start or lived or titled or run.endswith(self._told, 0, start)
            country = any(self._countries.at(run, place) for place in range(max(0, start - 2), end))
            if not country and end - start >= (_FOREIGN - 1 if expected else _FOREIGN) and self._new(run, start, end):
                yield start, end, "place" if lived else "name"
        for start in range(len(run) - 1):
            end = start + _GIVEN
            if not (run[start] in self._given and run[start + 1] in self._given and self._new(run, start, end)):
                continue
            if not start or run.endswith(self._told, 0, start):
                yield start, end, "name"

    def _named_sites(self, run: str) -> Iterator[Span]:
        """Yield a place by the word for one and what stands before it, if ordinary passages do not have that."""
        for match in self._sites.finditer(run):
            start = match.start()
            while start and match.start() - start < _SITE and run[start - 1] not in _STOPS:
                start -= 1
            while start < match.start() - 1 and run[start : start + 2] in self._pairs:
                start += 1
            named = run[start : match.start()]
            if len(named) > 1 and not named.endswith(tuple(self._site_no)):
                yield start, match.end(), "place"

    def _brought(self, run: str) -> Iterator[Span]:
        """Yield what stands after a phrase that brings a name."""
        for match in self._called.finditer(run):
            start = end = match.end()
            most = 1 + _GIVEN if run[start : start + 1] in self._surnames else _CALLED
            while end < len(run) and end < start + most and run[end] not in self._ends:
                end += 1
            if end - start > 1:
                yield start, end, "name"

    def _behind(self, run: str, endings: re.Pattern[str], most: int, kind: str) -> Iterator[Span]:
        """Yield the name of a house or a firm, which stands before the word for one, with that word."""
        for match in endings.finditer(run):
            start = match.start()
            while start and match.start() - start < most and run[start - 1] not in _STOPS:
                start -= 1
            named = run[start : match.start()]
            if len(named) > 1 and not any(named.endswith(no) for no in self._house_no):
                yield start, match.end(), kind
