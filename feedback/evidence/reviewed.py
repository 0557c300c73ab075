"""Reviewed passages: what people decided about tags, as something that a model can learn from.

Only redacted words are here, only passages all of whose tags were decided, and a theme only where enough people spoke of it: a
model that learns a theme from one person's sentence would keep that sentence's trace.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast, get_args

from analysis import Direction, theme_codes
from analysis.examples import Reviewed
from feedback.evidence.quotes import QuoteContent
from feedback.evidence.words import open_quotes
from feedback.sealing.opener import PrivateKey
from feedback.store.database import Session
from feedback.store.readings import Finding, findings_of_judged_passages, quotes_with_ids

LEAST_RESPONDENTS = 10
"""Respondents whose passages were decided on for a theme before anything of that theme is learnt from them."""

UNDECIDED = "not all of their tags were decided"
WHOLE = "they were decided on as a whole answer of several passages"
UNOPENED = "the workbench's key does not open them"
UNREAD = "no machine reads their language"
TOO_FEW = f"fewer than {LEAST_RESPONDENTS} respondents spoke of their themes"


@dataclass(frozen=True, slots=True)
class ReviewedPassages:
    """What is learnt from, and what is not.

    Attributes:
        rows: one a passage.
        left_out: how many passages with a decision are not among them, by reason.
        verdicts: how many confirmed, corrected and rejected tags the rows rest on.
        digest: names the passages and decisions (SHA-256 of ids and verdicts, never of words).
    """

    rows: tuple[Reviewed, ...]
    left_out: Mapping[str, int]
    verdicts: Mapping[str, int]
    digest: str


@dataclass(frozen=True, slots=True)
class _Judged:
    respondent: bytes
    findings: tuple[Finding, ...]
    row: Reviewed


def reviewed_passages(session: Session, key: PrivateKey) -> ReviewedPassages:
    """The reviewed passages of all services, opened with the workbench's key."""
    passages: dict[tuple[bytes, int | None], list[tuple[Finding, str]]] = {}
    for finding, audience in findings_of_judged_passages(session):
        passages.setdefault((finding.quote_id or b"", finding.passage), []).append((finding, audience))
    quotes = open_quotes(key, quotes_with_ids(session, {quote_id for quote_id, _ in passages}))
    left_out: Counter[str] = Counter()
    judged = []
    for (quote_id, _), tags in passages.items():
        found = _judged(tags, quotes.get(quote_id))
        if isinstance(found, str):
            left_out[found] += 1
        else:
            judged.append(found)
    enough = _themes_of_enough(judged)
    kept = [(one, row) for one in judged for row in [_only(one.row, enough)] if row.yes or row.no]
    if len(kept) < len(judged):
        left_out[TOO_FEW] = len(judged) - len(kept)
    findings = [finding for one, _ in kept for finding in one.findings]
    return ReviewedPassages(
        rows=tuple(row for _, row in kept),
        left_out=dict(left_out),
        verdicts=Counter(str(finding.verdict) for finding in findings),
        digest=_digest(findings),
    )


def _judged(tags: Sequence[tuple[Finding, str]], content: QuoteContent | None) -> _Judged | str:
    """The passage with what was decided, or why it is left out."""
    findings = tuple(finding for finding, _ in tags)
    if any(finding.verdict is None for finding in findings):
        return UNDECIDED
    if content is None:
        return UNOPENED
    if not content.read_by_machine:
        return UNREAD
    passage = findings[0].passage
    number = 0 if passage is None and len(content.passages) == 1 else passage
    if number is None or not 0 <= number < len(content.passages):
        return WHOLE
    part = content.passages[number]
    yes, no = _decided(findings)
    audience = tags[0][1].partition("-")[0]
    return _Judged(
        findings[0].reading_id, findings, Reviewed(content.text[part.start : part.end], content.language, audience, yes, no)
    )


def _decided(findings: Iterable[Finding]) -> tuple[tuple[tuple[str, Direction], ...], tuple[str, ...]]:
    """The themes that people say a passage has, with directions, and those that they say it has not."""
    yes: dict[str, set[str]] = {}
    no: set[str] = set()
    for finding in findings:
        theme = finding.verdict_theme or finding.theme
        if finding.verdict == "rejected":
            # Of a passage without a tag it means that there is nothing to tag at all.
            no |= set(theme_codes()) if finding.theme is None else {finding.theme}
        elif theme is not None:
            yes.setdefault(theme, set()).add(finding.verdict_direction or finding.direction)
            no |= {finding.theme} - {theme} if finding.theme is not None else set()
    known = [code for code in theme_codes() if code in yes]
    return (
        tuple((code, _one_way(yes[code])) for code in known),
        tuple(code for code in theme_codes() if code in no and code not in yes),
    )


def _one_way(directions: set[str]) -> Direction:
    (way,) = directions if len(directions) == 1 else ("mixed",)
    return cast("Direction", way if way in get_args(Direction) else "neutral")


def _themes_of_enough(judged: Iterable[_Judged]) -> set[str]:
    """The themes on which the passages of enough respondents were decided."""
    people: dict[str, set[bytes]] = {}
    for one in judged:
        for theme in (*(theme for theme, _ in one.row.yes), *one.row.no):
            people.setdefault(theme, set()).add(one.respondent)
    return {theme for theme, members in people.items() if len(members) >= LEAST_RESPONDENTS}


def _only(row: Reviewed, themes: set[str]) -> Reviewed:
    yes = tuple((theme, way) for theme, way in row.yes if theme in themes)
    return Reviewed(row.text, row.language, row.audience, yes, tuple(theme for theme in row.no if theme in themes))


def _digest(findings: Iterable[Finding]) -> str:
    total = hashlib.sha256()
    for finding in sorted(findings, key=lambda one: one.id):
        decided = (finding.verdict, finding.verdict_theme, finding.verdict_direction, finding.theme, finding.direction)
        total.update(finding.id + repr(decided).encode())
    return total.hexdigest()
