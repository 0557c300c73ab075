"""Finds what identifies a person or a place by its form: numbers, addresses, references; bounded patterns, linear time.

They are matched on cleaned text whose digits are folded to 0 to 9. Where in doubt they take too much.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec
import phonenumbers

REGIONS = (
    "GB",
    "AL",
    "VN",
    "ER",
    "ET",
    "SO",
    "SD",
    "SA",
    "AE",
    "LY",
    "RO",
    "PL",
    "IN",
    "PK",
    "IR",
    "AF",
    "IQ",
    "NG",
    "IT",
    "GR",
)
"""Countries whose national way of writing a telephone number is known; any country's international way is."""

Span = tuple[int, int, str]


class _Pattern(msgspec.Struct, forbid_unknown_fields=True):
    kind: str
    match: str
    any_case: bool = False


class _File(msgspec.Struct, forbid_unknown_fields=True):
    parts: dict[str, str]
    pattern: list[_Pattern]


_DEEP = 2
"""A part may stand in another part."""
_NO_LATIN = re.compile(r"[^\x00-\u024f\u1e00-\u1eff\u2000-\u206f]")
"""Letters and signs of other scripts."""
_LATIN = re.compile(r"[A-Za-z0-9]")
_APART = "\u00a6"
"""Stands for a sign of another script: neither letter nor space, and in none of the patterns."""


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    file = msgspec.toml.decode((Path(__file__).parent / "patterns.toml").read_bytes(), type=_File)
    found = []
    for row in file.pattern:
        match = row.match
        for name, part in [*file.parts.items()] * _DEEP:
            match = match.replace(f"<<{name}>>", part)
        found.append((row.kind, re.compile(match, re.IGNORECASE if row.any_case else 0)))
    return tuple(found)


_NUMBER = re.compile(r"(?<![\w])[+(]{0,2}\d(?:[\s().\-/_*·–,]{0,3}\d){6,30}(?!\d)")
_SPOKEN = re.compile(
    r"\b(?:(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|double|triple)\b[\s,-]{1,3}){6,24}"
    r"(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine)\b",
    re.IGNORECASE,
)
_NO_PHONE = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{4}\s?[–/-]\s?\d{4}|\d{1,3}(?:,\d{3}){2,4}"
)


def by_form(text: str) -> Iterator[Span]:
    """Yield (start, end, kind) of whatever the patterns find in a cleaned text with folded digits; stretches may overlap.

    A text with letters of other scripts is read a second time without them, since they may stand directly beside a number.
    """
    yield from _in(text)
    latin = _NO_LATIN.sub(_APART, text)
    if latin != text and _LATIN.search(latin):
        yield from _in(latin)


def _in(text: str) -> Iterator[Span]:
    for kind, pattern in _patterns():
        for match in pattern.finditer(text):
            start, end = match.span("hide") if "hide" in pattern.groupindex else match.span()
            yield start, end, kind
    for match in _SPOKEN.finditer(text):
        yield match.start(), match.end(), "phone"
    for match in _NUMBER.finditer(text):
        if not _NO_PHONE.fullmatch(match.group()):
            yield match.start(), match.end(), "phone" if _is_phone(match.group()) else "number"


def _is_phone(number: str) -> bool:
    """Tell whether a long number can be a telephone number of some country; one that begins like one is taken for one."""
    if number.lstrip("(").startswith(("+", "0")):
        return True
    for region in REGIONS:
        try:
            if phonenumbers.is_valid_number(phonenumbers.parse(number, region)):
                return True
        except phonenumbers.NumberParseException:
            return False
    return False
