"""Answers as people see them again: on the page that asks them to check, cleaned of what could disguise them."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext

from feedback.collect.drafts import Draft
from feedback.questionnaires.instrument import FreeText, ServiceCode, options_of
from feedback.web.cleaning import cleaned


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """One question with what was answered; no lines where it was skipped."""

    number: int
    question: str
    lines: tuple[str, ...]
    faulty: bool


def shown_answers(draft: Draft) -> Iterator[ShownAnswer]:
    """Every question of a draft's questionnaire, in order."""
    for number, question in enumerate(draft.questionnaire.questions, 1):
        answer = draft.answers.get(question.code, "")
        given = [answer] if isinstance(answer, str) and answer else list(answer)
        if isinstance(question, FreeText | ServiceCode):
            lines = [cleaned(line) for line in given]
        else:
            lines = [gettext(option.text) for option in options_of(question) if option.code in given]
        yield ShownAnswer(number, gettext(question.text), tuple(lines), question.code in draft.faulty)
