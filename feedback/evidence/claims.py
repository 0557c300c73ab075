"""Claims: what a finding says now, with the machine's tag and the person's verdict kept apart."""

import datetime as dt
import enum
from dataclasses import dataclass

from feedback.evidence.words import Words

AUDIENCES = ("survivor", "agency", "agency-provider", "staff")
DIRECTIONS = ("strength", "concern", "mixed", "neutral")


class Standing(enum.StrEnum):
    """What a claim rests on, the surest first."""

    CONFIRMED = "confirmed"  # a person confirmed or corrected the tag
    ANSWERED = "answered"  # the respondent chose this answer in the questionnaire
    TAGGED = "tagged"  # a machine tagged the words
    SUGGESTED = "suggested"  # a machine asks a person to decide
    UNREAD = "unread"  # no theme, or no machine reads the language
    REJECTED = "rejected"  # a person says that the tag is wrong


# Counted towards a theme; a suggestion is counted apart and is evidence of nothing until a person decides.
COUNTED = (Standing.CONFIRMED, Standing.ANSWERED, Standing.TAGGED)


@dataclass(frozen=True, slots=True)
class Tag:
    """The tag as it was first given. `confidence` is 0 to 1; `tagger` is a machine's version or a questionnaire's name."""

    theme: str | None
    direction: str
    confidence: float
    certainty: str
    tagger: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person decided about a tag, and when."""

    decision: str
    theme: str | None
    direction: str | None
    person: str
    on: dt.date


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that one respondent's words, or answer, are evidence of.

    `respondent` is for counting and never leaves this room. `theme` and `direction` are as they count now: a person's correction
    before the machine's tag. `words` is None for an answer that was chosen, and for a quote that cannot be opened.
    """

    id: bytes
    respondent: bytes
    audience: str
    question: str
    theme: str | None
    direction: str
    standing: Standing
    urgent: bool
    tag: Tag
    verdict: Verdict | None
    from_answer: bool
    passage: tuple[bytes, int | None] | None
    words: Words | None

    @property
    def about_service(self) -> bool:
        """Whether the passage is about the service and not about the past."""
        return self.words is None or self.words.about_service

    @property
    def counts(self) -> bool:
        """Whether the claim counts as evidence of its theme."""
        return self.theme is not None and self.about_service and self.standing in COUNTED

    @property
    def drawn(self) -> bool:
        """Whether it is a passage in which the machine found nothing, drawn to learn what it misses."""
        at_a_place = self.passage is not None and self.passage[1] is not None
        return at_a_place and self.tag.theme is None and self.tag.certainty == "suggested" and not self.urgent

    @property
    def is_strength(self) -> bool:
        """Whether it speaks well of the theme; mixed words do both."""
        return self.direction in {"strength", "mixed"}

    @property
    def is_concern(self) -> bool:
        """Whether it speaks ill of the theme; mixed words do both."""
        return self.direction in {"concern", "mixed"}


def standing_of(tag: Tag, verdict: Verdict | None, *, from_answer: bool) -> Standing:
    """What a finding rests on, by its tag and what a person said of it."""
    if verdict is not None:
        return Standing.REJECTED if verdict.decision == "rejected" else Standing.CONFIRMED
    if tag.theme is None or tag.certainty == "unread":
        return Standing.UNREAD
    if from_answer:
        return Standing.ANSWERED
    return Standing.TAGGED if tag.certainty == "tagged" else Standing.SUGGESTED
