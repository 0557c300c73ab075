"""Loads the lists of names, towns and phrases, one file per script; the files say what their parts are."""

from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

_PLACE = Path(__file__).parent
_SPACED = ("arabic", "ethiopic", "devanagari", "gurmukhi", "bengali", "tamil", "sinhala", "other")


class Around(msgspec.Struct, forbid_unknown_fields=True):
    """What is hidden because of the words beside it: a pattern with <<name>>, or with a group called "hide"."""

    kind: str
    match: str


class Named(msgspec.Struct, forbid_unknown_fields=True):
    """Words for a place, a road or a firm, and whether its name stands behind them; `numbers`: a number belongs to it too."""

    kind: str
    words: str
    behind: bool = False
    numbers: bool = False


class Latin(msgspec.Struct, forbid_unknown_fields=True):
    """The lists of Latin script."""

    script: str
    endings: str
    selves: str
    joints: str
    articles: str
    doings: str
    leads: str
    stops: str
    institutions: str
    phrases: str
    cues: str
    titles: str
    towns: str
    capital_towns: str
    words: str
    names: dict[str, str]


class Tongue(msgspec.Struct, forbid_unknown_fields=True):
    """What one language of a script does otherwise; `words` are names that are also ordinary words in it.

    `shortest`: letters that must be left of a word without what is hung on it.
    """

    letters: str
    prefixes: str
    endings: str
    words: str
    shortest: int = 3


class Spaced(msgspec.Struct, forbid_unknown_fields=True):
    """The lists of one script that puts spaces between words and has no capitals, or none that is relied on.

    `leads`, `trails`, `joins`: words behind, before and beside which a word that no ordinary passage has is a name.
    `tails`: endings of people's names only.   `ordinary`: a pattern of words that are no names, as their form says.
    `verb_last`: a sentence ends in its verb.   `first`: a sentence often begins with who did it.
    `saints`: words that the name of a church or a school begins with.
    `hung`: prefixes of any word; each is cut off before looking whether an ordinary passage has the word.
    """

    script: str
    prefixes: str
    endings: str
    after: str
    houses: str
    before_houses: str
    house_words: str
    stops: str
    cues: str
    titles: str
    around: list[Around]
    towns: str
    names: dict[str, str]
    words: str
    tongues: list[Tongue] = []
    leads: str = ""
    trails: str = ""
    joins: str = ""
    hung: str = ""
    tails: str = ""
    ordinary: str = ""
    verb_last: bool = False
    first: bool = False
    saints: str = ""
    named: list[Named] = []


class Han(msgspec.Struct, forbid_unknown_fields=True):
    """The lists of Chinese signs."""

    surnames: str
    double_surnames: str
    given: str
    no_names: str
    sounds: str
    more_sounds: str
    site_ends: str
    site_no: str
    countries: str
    called: str
    told: str
    after: str
    ends: str
    doing: str
    small_no: str
    house_ends: str
    house_no: str
    firm_ends: str
    live: str
    towns: str
    names: str


_ListsT = TypeVar("_ListsT", Latin, Spaced, Han)


def _load(name: str, lists: type[_ListsT]) -> _ListsT:
    return msgspec.toml.decode((_PLACE / f"{name}.toml").read_bytes(), type=lists)


@cache
def latin() -> Latin:
    """Return the lists of Latin script."""
    return _load("latin", Latin)


@cache
def han() -> Han:
    """Return the lists of Chinese signs."""
    return _load("han", Han)


@cache
def spaced() -> tuple[Spaced, ...]:
    """Return the lists of the scripts with spaces and without capitals; the last is for every script that has no file."""
    return tuple(_load(name, Spaced) for name in _SPACED)
