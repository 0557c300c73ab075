"""The board: how many respondents speak of each theme, by audience and direction, seen through one framework.

Audiences are never merged and nothing is summed over them: an agency may run the service that it speaks of, and a house has few
survivors among many professionals.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from feedback.evidence.claims import AUDIENCES, Claim, Standing
from feedback.evidence.findings import Evidence
from feedback.evidence.frameworks import Framework, Theme, all_themes

_RANKED = (Standing.CONFIRMED, Standing.ANSWERED, Standing.TAGGED, Standing.SUGGESTED)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many respondents, by the surest thing that each one's claims rest on. Nobody is counted in two of these."""

    confirmed: int = 0
    answered: int = 0
    tagged: int = 0
    suggested: int = 0

    @property
    def counted(self) -> int:
        """How many respondents count as evidence: all but the suggestions."""
        return self.confirmed + self.answered + self.tagged

    @property
    def is_empty(self) -> bool:
        """Whether nobody is in it, not even as a suggestion."""
        return self.counted + self.suggested == 0


@dataclass(frozen=True, slots=True)
class AudienceCounts:
    """What one audience says of one theme. Mixed words are in strengths and in concerns; neutral ones stand apart."""

    audience: str
    strengths: Tally
    concerns: Tally
    neutral: Tally


@dataclass(frozen=True, slots=True)
class ThemeCounts:
    """One theme, with the audiences that speak of it; with none, nobody does."""

    theme: Theme
    audiences: tuple[AudienceCounts, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One item of a framework, or the themes that it has no item for, with its themes."""

    code: str
    title: str
    themes: tuple[ThemeCounts, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """All themes, once each: under the framework's items, outside the provider's control, or outside the framework."""

    framework: Framework
    items: tuple[Group, ...]
    outside_control: Group
    outside_framework: Group

    @property
    def groups(self) -> tuple[Group, ...]:
        """Every group, the framework's own first."""
        return (*self.items, *(group for group in (self.outside_framework, self.outside_control) if group.themes))


def tally(claims: Iterable[Claim]) -> Tally:
    """How many respondents are behind the claims; each is counted once, under the surest."""
    ranks: dict[bytes, int] = {}
    for claim in claims:
        if claim.standing in _RANKED and claim.about_service:
            rank = _RANKED.index(claim.standing)
            ranks[claim.respondent] = min(rank, ranks.get(claim.respondent, rank))
    held = list(ranks.values())
    return Tally(*(held.count(rank) for rank in range(len(_RANKED))))


def counts_of(claims: Iterable[Claim], audience: str) -> AudienceCounts:
    """What one audience says, from the claims of one theme."""
    own = [claim for claim in claims if claim.audience == audience]

    def of(speaks: Callable[[Claim], bool]) -> Tally:
        return tally(filter(speaks, own))

    return AudienceCounts(
        audience,
        strengths=of(lambda c: c.is_strength),
        concerns=of(lambda c: c.is_concern),
        neutral=of(lambda c: c.direction == "neutral"),
    )


def theme_counts(evidence: Evidence, theme: Theme) -> ThemeCounts:
    """What each audience says of a theme; audiences that say nothing are left out."""
    claims = evidence.of_theme(theme.code)
    counts = (counts_of(claims, audience) for audience in AUDIENCES)
    spoken = (c for c in counts if not (c.strengths.is_empty and c.concerns.is_empty and c.neutral.is_empty))
    return ThemeCounts(theme, tuple(spoken))


def board(evidence: Evidence, framework: Framework) -> Board:
    """The evidence through one framework."""
    counted = {code: theme_counts(evidence, theme) for code, theme in all_themes().items()}
    inside = {code: c for code, c in counted.items() if not c.theme.outside_provider}

    def on(item: str | None) -> tuple[ThemeCounts, ...]:
        return tuple(c for code, c in inside.items() if framework.map.get(code) == item)

    return Board(
        framework=framework,
        items=tuple(Group(code, title, on(code)) for code, title in framework.items.items()),
        outside_control=Group(
            "outside-control",
            "Outside the provider’s control",
            tuple(c for c in counted.values() if c.theme.outside_provider),
        ),
        outside_framework=Group("outside-framework", "Themes that this framework has no item for", on(None)),
    )
