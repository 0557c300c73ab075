"""Folds the spellings of one sound into one, so that a name is found however it is spelt; for comparing, never for showing."""

import unicodedata
from collections.abc import Iterator
from itertools import chain

_ARABIC = {
    "ا": "ٱ",
    "ي": "ىیېۍێےۓ",
    "ك": "ک",
    "گ": "ګ",
    "ه": "ةہھەۀۂۃ",
    "و": "ۆۇۋ",
    "ن": "ںڼ",
    "د": "ڈډ",
    "ت": "ٹټ",
    "ر": "ڑړڕ",
    "ل": "ڵ",
    "": "ءـ",
}
_LATIN = {"d": "đ", "l": "ł", "o": "ø", "ss": "ß", "i": "ı", "'": "’ʼ"}
_SINHALA = {
    "ි": "ී",
    "ු": "ූ",
    "ැ": "ෑ",
    "ඇ": "ඈ",
    "ඉ": "ඊ",
    "උ": "ඌ",
    "එ": "ඒ",
    "ඔ": "ඕ",
    "ස": "ශෂ",
    "න": "ණංඤ",
    "ල": "ළ",
    "ග": "ඟ",
    "ද": "ඳ",
    "ඩ": "ඬ",
    "බ": "ඹ",
    "": "්",
}
_TAMIL = {"ந": "ன", "ர": "ற", "ல": "ளழ"}
_INDIC_BLOCKS = (0x0900, 0x0980, 0x0A00, 0x0B80)
"""First code points of Devanagari, Bengali, Gurmukhi and Tamil, which have the same letters in the same places."""
_INDIC = {
    0x07: (0x08,),
    0x09: (0x0A,),
    0x0F: (0x0D, 0x0E, 0x10),
    0x13: (0x11, 0x12, 0x14),
    0x28: (0x01, 0x02, 0x19, 0x1E, 0x23, 0x70),
    0x38: (0x36, 0x37),
    0x3F: (0x40,),
    0x41: (0x42,),
    0x47: (0x45, 0x46, 0x48),
    0x4B: (0x49, 0x4A, 0x4C),
}
_LAST_NASALS = "".join(chr(block + sign) for block in _INDIC_BLOCKS for sign in (0x01, 0x02))
"""Signs that say "n" inside a word, and hardly anything at its end."""
_INDIC_UNWRITTEN = (0x3C, 0x4D, 0x71)
_ETHIOPIC_ROWS = {0x1210: 0x1200, 0x1280: 0x1200, 0x12B8: 0x12A8, 0x1220: 0x1230, 0x12D0: 0x12A0, 0x1340: 0x1338, 0x1250: 0x1240}
_ETHIOPIC_ORDERS = (0, 1, 5, 3, 0, 5, 1, 7)
"""Which vowel stands for each of the eight of a row: a and e, i and none, u and o are one."""
_THROAT = frozenset({0x1200, 0x12A0})
"""Rows whose first vowel sounds like the fourth."""


def _letters(table: dict[str, str]) -> Iterator[tuple[int, str]]:
    return ((ord(letter), one) for one, letters in table.items() for letter in letters)


def _indic() -> Iterator[tuple[int, str]]:
    for block in _INDIC_BLOCKS:
        yield from ((block + place, chr(block + one)) for one, places in _INDIC.items() for place in places)
        yield from ((block + place, "") for place in _INDIC_UNWRITTEN)


def _ethiopic() -> Iterator[tuple[int, str]]:
    for letter in range(0x1200, 0x1358):
        row, vowel = letter & ~7, letter & 7
        row = _ETHIOPIC_ROWS.get(row, row)
        yield letter, chr(row + (3 if row in _THROAT and vowel in {0, 3} else _ETHIOPIC_ORDERS[vowel]))


_UNWRITTEN = [*range(0x0300, 0x0370), *range(0x064B, 0x0660), 0x0670, 0x200C, 0x200D]
_TABLE: dict[int, str] = dict(
    chain(_indic(), _ethiopic(), *map(_letters, (_ARABIC, _LATIN, _SINHALA, _TAMIL)), ((mark, "") for mark in _UNWRITTEN))
)


def fold(word: str) -> str:
    """Return what every spelling of the word has in common: small letters, no accents, one letter for one sound."""
    small = word.lower()
    return small if small.isascii() else unicodedata.normalize("NFD", small).rstrip(_LAST_NASALS).translate(_TABLE)
