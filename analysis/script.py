"""Says which writing systems a text uses, letter by letter, from the ranges of Unicode's blocks."""

from bisect import bisect_right
from collections import Counter

# First code point of a range, and the script (ISO 15924) of what follows up to the next row; "" is not a script we name.
_RANGES: tuple[tuple[int, str], ...] = (
    (0x0000, "Latn"),
    (0x0370, "Grek"),
    (0x0400, "Cyrl"),
    (0x0530, "Armn"),
    (0x0590, "Hebr"),
    (0x0600, "Arab"),
    (0x0700, ""),
    (0x0750, "Arab"),
    (0x0780, ""),
    (0x08A0, "Arab"),
    (0x0900, "Deva"),
    (0x0980, "Beng"),
    (0x0A00, "Guru"),
    (0x0A80, "Gujr"),
    (0x0B00, ""),
    (0x0B80, "Taml"),
    (0x0C00, ""),
    (0x0D80, "Sinh"),
    (0x0E00, "Thai"),
    (0x0E80, ""),
    (0x10A0, "Geor"),
    (0x1100, "Hang"),
    (0x1200, "Ethi"),
    (0x13A0, ""),
    (0x1E00, "Latn"),
    (0x1F00, "Grek"),
    (0x2000, ""),
    (0x2C60, "Latn"),
    (0x2C80, ""),
    (0x2D80, "Ethi"),
    (0x2DE0, "Cyrl"),
    (0x2E00, ""),
    (0x3040, "Kana"),
    (0x3100, ""),
    (0x3400, "Hans"),
    (0xA000, ""),
    (0xA640, "Cyrl"),
    (0xA6A0, ""),
    (0xA720, "Latn"),
    (0xA800, ""),
    (0xA8E0, "Deva"),
    (0xA900, ""),
    (0xAB00, "Ethi"),
    (0xAB30, "Latn"),
    (0xAB70, ""),
    (0xAC00, "Hang"),
    (0xD7B0, ""),
    (0xF900, "Hans"),
    (0xFB00, "Latn"),
    (0xFB13, ""),
    (0xFB50, "Arab"),
    (0xFE00, ""),
    (0xFE70, "Arab"),
    (0xFF00, "Latn"),
    (0xFF66, ""),
    (0x20000, "Hans"),
    (0x30000, ""),
)
_FIRST = [first for first, _ in _RANGES]


def script_of(letter: str) -> str:
    """Return the script of one letter, "" for one that we do not name."""
    return _RANGES[bisect_right(_FIRST, ord(letter)) - 1][1]


def scripts(text: str) -> Counter[str]:
    """Return how many letters of each script the text has; a Han or an Ethiopic sign counts as two, since it says as much."""
    counts: Counter[str] = Counter()
    for letter, times in Counter(text).items():
        if letter.isalpha() and (script := script_of(letter)):
            counts[script] += times * (2 if script in {"Hans", "Ethi"} else 1)
    return counts
