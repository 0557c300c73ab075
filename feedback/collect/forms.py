"""Forms: one small WTForms form a question, one handler a kind of answer. Everything may be skipped."""

import hmac
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import format_decimal, gettext, ngettext
from wtforms import Form, RadioField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.csrf.core import CSRF, CSRFTokenField
from wtforms.fields.choices import SelectChoice

from feedback.collect.codes import service_code
from feedback.questionnaires.instrument import (
    Answer,
    FreeText,
    Option,
    Question,
    Scale,
    ServiceCode,
    SeveralChoices,
    SingleChoice,
)
from feedback.sealing.drafts import DraftKey

ANSWER = "answer"


class DraftCSRF(CSRF):
    """A form carries its draft's token, under a new mask each time, so that no two pages look alike."""

    def setup_form(self, form: Any) -> Any:
        """Take the token from the form's context."""
        self.token: bytes = form.meta.csrf_context.form_token
        return super().setup_form(form)

    def generate_csrf_token(self, csrf_token_field: CSRFTokenField) -> str:
        """The masked token, in hexadecimal."""
        mask = os.urandom(len(self.token))
        return (mask + _mixed(mask, self.token)).hex()

    def validate_csrf_token(self, form: Any, field: CSRFTokenField) -> None:
        """Refuse a form of any other draft, or of none."""
        try:
            raw = bytes.fromhex(field.data or "")
        except ValueError:
            raw = b""
        half = len(self.token)
        if len(raw) != 2 * half or not hmac.compare_digest(_mixed(raw[:half], raw[half:]), self.token):
            raise ValidationError("not this draft's form")


def _mixed(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


class DraftForm(Form):
    """A form that belongs to a draft. Alone it guards a page that asks nothing."""

    class Meta:
        """CSRF protection from the draft's key."""

        csrf = True
        csrf_class = DraftCSRF

    def __init__(self, formdata: Any, key: DraftKey, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(formdata, data=data, meta={"csrf_context": key})

    def is_ours(self) -> bool:
        """Whether the form was made for this draft."""
        return bool(self._fields["csrf_token"].validate(self))


class LongText(TextAreaField):
    """Free text with a limit in code points. Browsers send line ends as two characters: they count as one."""

    data: str | None

    def __init__(self, *args: Any, limit: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit = limit

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep what was typed, with plain line ends."""
        super().process_formdata(valuelist)
        if self.data is not None:
            self.data = self.data.replace("\r\n", "\n")

    def pre_validate(self, form: Any) -> None:
        """Say how much too long the text is."""
        over = len(self.data or "") - self.limit
        if over > 0:
            raise ValidationError(
                ngettext(
                    "Your text is %(over)s character too long. Make it shorter.",
                    "Your text is %(over)s characters too long. Make it shorter.",
                    over,
                    over=format_decimal(over),
                )
            )


class SomeChoices(SelectMultipleField):
    """Any of the choices; what is no choice is refused in our words."""

    def pre_validate(self, form: Any) -> None:
        """Refuse what was not offered."""
        _refuse_unoffered(self.data or [], [choice.value for choice in self.choices])


class OneChoice(RadioField):
    """One of the choices, or none; what is no choice is refused in our words."""

    def pre_validate(self, form: Any) -> None:
        """Refuse what was not offered."""
        _refuse_unoffered([self.data] if self.data else [], [choice.value for choice in self.choices])


def _refuse_unoffered(chosen: Sequence[str], offered: Sequence[str]) -> None:
    if not set(chosen) <= set(offered):
        raise ValidationError(gettext("Choose one of the answers on this page."))


class Code(StringField):
    """A service's code; `is_known` asks whether a service has it."""

    def __init__(self, *args: Any, is_known: Callable[[str], bool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_known = is_known

    def pre_validate(self, form: Any) -> None:
        """Refuse a code that no service has."""
        typed = (self.data or "").strip()
        code = service_code(typed)
        if typed and (code is None or not self.is_known(code)):
            raise ValidationError(gettext("We do not know this code. Check the numbers, or go on without a code."))


def _choices(options: Sequence[Option]) -> list[SelectChoice]:
    return [SelectChoice(o.code, gettext(o.text), {"face": o.face} if o.face else {}) for o in options]


def _field(question: Question, is_known: Callable[[str], bool]) -> Any:
    label = gettext(question.text)
    match question:
        case ServiceCode():
            return Code(label, is_known=is_known)
        case FreeText(limit=limit):
            return LongText(label, limit=limit)
        case SeveralChoices(options=options):
            return SomeChoices(label, choices=_choices(options))
        case SingleChoice(options=options) | Scale(options=options):
            return OneChoice(label, choices=_choices(options))


def question_form(
    question: Question, key: DraftKey, formdata: Any, answer: Answer | None, is_known: Callable[[str], bool]
) -> Any:
    """The form of one question, filled from what was sent or else from what was answered before."""
    form_class = type("QuestionForm", (DraftForm,), {ANSWER: _field(question, is_known)})
    return form_class(formdata, key, data=None if answer is None else {ANSWER: answer})


def answer_in(form: Any) -> Answer:
    """The answer that a form holds; empty where the question was skipped."""
    data = form[ANSWER].data
    return data if isinstance(data, list) else (data or "")
