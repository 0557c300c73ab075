"""Cleaning: text is kept as it was typed, and shown without the characters that could disguise it."""

import unicodedata

# Zero-width joiners carry meaning in Persian, in Indic scripts and in emoji.
_KEPT = frozenset("\n\t\u200c\u200d")


def cleaned(text: str) -> str:
    """The text without control, bidirectional, tag and unassigned characters, with plain line ends."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in plain if c in _KEPT or unicodedata.category(c) not in {"Cc", "Cf", "Cn", "Co", "Cs"})
