"""Disclosure control: what may stand beside a quote inside the team, and which counts may be told outside it.

Two circles. Inside, the inspection's team reads redacted quotes and exact counts, but nothing that could name a respondent.
Outside, only the table made here, and only under its rules.

What version 1 does not do yet, and so what it must not be relied on for: it protects one table of one audience, and the
sequence of such tables of one inspection. It does not protect against the tables of several inspections of one service whose
weeks overlap, nor against what a reader knows from elsewhere. It prints no sums, so complementary suppression over sequences and
the widening of groups are the next step and not here. Therefore a pack as a whole is for the inspection team only; its annex is
the one part made for others.

Source of the figures: ONS and research data centres (threshold 10, zeros count as small), GP Patient Survey (fewer than 10
suppressed); rounding to base 5 and batches of at least 10 new respondents are this project's own rule.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from feedback.evidence.claims import AUDIENCES, Claim

DIRECTIONS_SHOWN = ("strength", "concern")


class Rules(msgspec.Struct, frozen=True):
    """The rules of disclosure as data; their version is printed on every output."""

    version: str
    inside: tuple[str, ...]
    outside: tuple[str, ...]
    smallest_cell: int
    rounding_base: int
    smallest_audience: int
    smallest_batch: int


RULES = Rules(
    version="1",
    inside=(
        "Quotes are redacted before anybody reads them.",
        "No language, no date and nothing about the person stands beside a quote.",
        "Nothing ties two quotes of one respondent to each other.",
        "Quotes are shown in a shuffled order that tells nothing.",
        "Counts are of respondents, by audience; audiences are never added up.",
        "Passages about the past, not the service, are marked and not counted.",
    ),
    outside=(
        "An audience of fewer than 10 respondents has no table.",
        "A count of fewer than 10 respondents, zero included, is withheld.",
        "Other counts are rounded to the nearest 5.",
        "No totals, no percentages and no words are shown.",
        "A table is printed again unchanged until at least 10 new respondents of its audience have answered.",
    ),
    smallest_cell=10,
    rounding_base=5,
    smallest_audience=10,
    smallest_batch=10,
)


class Cell(msgspec.Struct, frozen=True):
    """One count that may be told: rounded, or None where it is withheld."""

    theme: str
    direction: str
    respondents: int | None


class OutsideTable(msgspec.Struct, frozen=True):
    """The counts of one audience that may be told outside.

    `answered_by` is how many respondents the table was made from. It decides when the next may be made and is never printed.
    """

    audience: str
    answered_by: int
    cells: tuple[Cell, ...]


def exact_counts(claims: Iterable[Claim], audience: str) -> dict[tuple[str, str], int]:
    """How many respondents of an audience speak well and ill of each theme, from the claims that count."""
    people: dict[tuple[str, str], set[bytes]] = {}
    for claim in claims:
        if claim.counts and claim.audience == audience:
            sides = [side for side, holds in zip(DIRECTIONS_SHOWN, (claim.is_strength, claim.is_concern), strict=True) if holds]
            for side in sides:
                people.setdefault((claim.theme or "", side), set()).add(claim.respondent)
    return {cell: len(members) for cell, members in people.items()}


def protected(count: int, rules: Rules = RULES) -> int | None:
    """A count as it may be told: rounded half up to the base, or None where it is too small."""
    if count < rules.smallest_cell:
        return None
    base = rules.rounding_base
    return (2 * count + base) // (2 * base) * base


def outside_table(
    audience: str, answered_by: int, counts: Mapping[tuple[str, str], int], themes: Sequence[str], rules: Rules = RULES
) -> OutsideTable | None:
    """The table of one audience, every theme in it whatever its count; None where the audience is too small."""
    if answered_by < rules.smallest_audience:
        return None
    cells = [Cell(theme, side, protected(counts.get((theme, side), 0), rules)) for theme in themes for side in DIRECTIONS_SHOWN]
    return OutsideTable(audience, answered_by, tuple(cells))


def released(
    earlier: Iterable[OutsideTable], now: Iterable[OutsideTable | None], rules: Rules = RULES
) -> tuple[OutsideTable, ...]:
    """The tables that a pack prints: an audience's earlier one, unless enough new respondents have answered since.

    Respondents who withdrew make the growth look smaller than it is, never larger, so a batch is never too small.
    """
    before = {table.audience: table for table in earlier}
    after = {table.audience: table for table in now if table is not None}
    chosen = []
    for audience in AUDIENCES:
        old, new = before.get(audience), after.get(audience)
        grown = old is None or (new is not None and new.answered_by - old.answered_by >= rules.smallest_batch)
        table = new if grown else old
        if table is not None:
            chosen.append(table)
    return tuple(chosen)
