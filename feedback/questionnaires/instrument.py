"""The form of a questionnaire: typed questions of five kinds, each naming the themes it probes.

All text fields are English message ids: they go through gettext where they are shown.
"""

from typing import Literal

import msgspec

Audience = Literal["survivor", "agency", "staff"]
Direction = Literal["strength", "concern", "mixed", "neutral"]


class InstrumentFault(ValueError):
    """A questionnaire breaks a rule; the message says which."""


class Option(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One answer that can be chosen.

    `direction` and `themes` say what choosing it is evidence of; without a direction it is evidence of nothing. Without themes of
    its own, an option speaks of the themes that its question probes. `face` is decoration beside the words.
    """

    code: str
    text: str
    direction: Direction | None = None
    themes: tuple[str, ...] = ()
    face: str = ""


class _Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", kw_only=True):
    code: str
    text: str
    hint: str = ""
    probes: tuple[str, ...] = ()


class SingleChoice(_Question, frozen=True, tag="single"):
    """One of several answers. `role` marks the answers that the service itself acts on."""

    options: tuple[Option, ...]
    role: Literal["", "may-quote", "organisation", "also-provides"] = ""


class SeveralChoices(_Question, frozen=True, tag="several"):
    """Any number of answers."""

    options: tuple[Option, ...]


class Scale(_Question, frozen=True, tag="scale"):
    """One step of an ordered scale in words; `scale` names one of the instrument's scales."""

    scale: str
    options: tuple[Option, ...] = ()  # filled in from the scale on load


class FreeText(_Question, frozen=True, tag="text"):
    """The respondent's own words, up to `limit` code points."""

    limit: int = 2000


class ServiceCode(_Question, frozen=True, tag="service"):
    """The code on a service's card."""


Question = SingleChoice | SeveralChoices | Scale | FreeText | ServiceCode
Answer = str | list[str]


class Instrument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A published questionnaire: `code` and `version` name it for ever."""

    code: str
    version: int
    audience: Audience
    title: str
    questions: tuple[Question, ...]
    scales: dict[str, tuple[Option, ...]] = {}

    @property
    def name(self) -> str:
        """Its name in findings and packs, like "survivor-1"."""
        return f"{self.code}-{self.version}"

    def question(self, code: str) -> Question:
        """The question with this code.

        Raises:
            KeyError: there is none.
        """
        for question in self.questions:
            if question.code == code:
                return question
        raise KeyError(code)

    def question_with_role(self, role: str) -> SingleChoice | None:
        """The single choice with this role, if the questionnaire has one."""
        return next((q for q in self.questions if isinstance(q, SingleChoice) and q.role == role), None)


def options_of(question: Question) -> tuple[Option, ...]:
    """The answers that can be chosen; none where the answer is typed."""
    return () if isinstance(question, FreeText | ServiceCode) else question.options
