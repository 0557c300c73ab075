"""Cleaning: words are shown and exported without the characters that could disguise them or break a document."""

import unicodedata

# Zero-width joiners carry meaning in Persian, in Indic scripts and in emoji.
_KEPT = frozenset("\n\t\u200c\u200d")
_DROPPED = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
_LINE_ENDS = str.maketrans({"\u2028": "\n", "\u2029": "\n", "\u0085": "\n"})


def cleaned(text: str) -> str:
    """The text without control, bidirectional, tag, private and unassigned characters, with plain line ends."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").translate(_LINE_ENDS)
    return "".join(c for c in plain if c in _KEPT or unicodedata.category(c) not in _DROPPED)


def written_from_the_right(text: str) -> bool:
    """Whether the first letter with a direction is of a script that is written from right to left."""
    strong = (unicodedata.bidirectional(c) for c in text)
    return next((kind != "L" for kind in strong if kind in {"L", "R", "AL"}), False)
