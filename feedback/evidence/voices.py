"""Voices: what one audience says of one theme, in counts, in answers that were chosen, and in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from feedback.evidence.board import AudienceCounts, counts_of
from feedback.evidence.claims import AUDIENCES, Claim
from feedback.evidence.findings import Evidence

# Concerns first: they are what an inspector must not miss.
_ORDER = ("concern", "mixed", "strength", "neutral")


@dataclass(frozen=True, slots=True)
class AnswerCount:
    """How many respondents chose answers of one direction to one question of a questionnaire."""

    question: str
    direction: str
    questionnaire: str
    respondents: int


@dataclass(frozen=True, slots=True)
class Voice:
    """One audience on one theme. `past` are passages about the past: shown with their mark, counted nowhere."""

    audience: str
    counts: AudienceCounts
    answers: tuple[AnswerCount, ...]
    quotes: tuple[Claim, ...]
    past: tuple[Claim, ...]


def voices(evidence: Evidence, theme: str) -> tuple[Voice, ...]:
    """Every audience that says something of a theme; an empty tuple where nobody does."""
    claims = evidence.of_theme(theme)
    own = {audience: [claim for claim in claims if claim.audience == audience] for audience in AUDIENCES}
    return tuple(_voice(audience, said) for audience, said in own.items() if said)


def _voice(audience: str, claims: Sequence[Claim]) -> Voice:
    written = sorted((c for c in claims if not c.from_answer), key=lambda claim: _ORDER.index(claim.direction))
    return Voice(
        audience=audience,
        counts=counts_of(claims, audience),
        answers=tuple(_answers(claims)),
        quotes=tuple(claim for claim in written if claim.about_service),
        past=tuple(claim for claim in written if not claim.about_service),
    )


def _answers(claims: Iterable[Claim]) -> Iterable[AnswerCount]:
    people: dict[tuple[str, str, str], set[bytes]] = {}
    for claim in claims:
        if claim.from_answer and claim.counts:
            people.setdefault((claim.question, claim.direction, claim.tag.tagger), set()).add(claim.respondent)
    for (question, direction, questionnaire), members in sorted(people.items()):
        yield AnswerCount(question, direction, questionnaire, len(members))
