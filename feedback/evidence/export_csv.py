"""CSV: a pack's claims, one a row, in a file that a spreadsheet opens without running anything that a respondent wrote."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator

from feedback.evidence.cleaning import cleaned
from feedback.evidence.pack_content import PackContent, PackGroup, PackTheme, PackVoice

COLUMNS = (
    "inspection",
    "service",
    "pack digest",
    "disclosure rules",
    "framework",
    "item",
    "theme",
    "audience",
    "direction",
    "kind",
    "respondents",
    "question",
    "before",
    "tagged passage",
    "after",
    "about the service",
    "standing",
    "tagged by",
    "machine tag",
    "decided by",
)
# Spreadsheets run a cell that begins with one of these, whatever the quotes around it.
_STARTS_A_FORMULA = frozenset("=+-@\t\r\n|%")
_BYTE_ORDER_MARK = "\ufeff"


def harmless(cell: str) -> str:
    """The cleaned cell, behind an apostrophe where a spreadsheet would take it for a formula.

    Full-width forms are folded first, and blank space is skipped, because some spreadsheets do both.
    """
    plain = cleaned(cell)
    folded = unicodedata.normalize("NFKC", plain)
    begins = (plain[:1], folded[:1], folded.lstrip()[:1])
    return f"'{plain}" if any(first in _STARTS_A_FORMULA for first in begins if first) else plain


def to_csv(content: PackContent, digest: str) -> bytes:
    """The pack as CSV (RFC 4180, UTF-8 with a byte order mark, the same bytes for the same pack)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    first = (
        content.reference,
        content.service,
        digest,
        content.annex.rules.version,
        f"{content.framework.title}, {content.framework.edition}",
    )
    for row in _rows(content.groups):
        writer.writerow([harmless(cell) for cell in (*first, *row)])
    return (_BYTE_ORDER_MARK + out.getvalue()).encode("utf-8")


def _rows(groups: Iterable[PackGroup]) -> Iterator[tuple[str, ...]]:
    for group in groups:
        for theme in group.themes:
            for voice in theme.voices:
                yield from _voice_rows(group, theme, voice)


def _voice_rows(group: PackGroup, theme: PackTheme, voice: PackVoice) -> Iterator[tuple[str, ...]]:
    where = (group.title, theme.title, voice.title)
    for quote in voice.quotes:
        about = "yes" if quote.about_service else "no, about the past: not counted"
        words = (quote.question, quote.before, quote.passage, quote.after, about)
        tag = (quote.standing, quote.tagged_by, quote.machine_tag, quote.decided_by)
        yield (*where, quote.direction, "quote", "1", *words, *tag)
    for answer in voice.answers:
        words = (answer.question, "", "", "", "yes")
        tag = ("from an answer", f"questionnaire {answer.questionnaire}", "", "")
        yield (*where, answer.direction, "answers", str(answer.respondents), *words, *tag)
