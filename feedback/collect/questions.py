"""Questions: one a page. Every answer is kept as typed before anything is said of it; every form is answered by a redirect."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from feedback.collect.drafts import Draft, keep, load
from feedback.collect.forms import ANSWER, answer_in, question_form
from feedback.collect.parts import site
from feedback.questionnaires.instrument import Question
from feedback.store.services import service_with_code

pages = Blueprint("questions", __name__)


@pages.get("/<language>/<int:number>")
def ask(number: int) -> str | Response:
    """One question, with what was answered before and what is wrong with that."""
    key = site().cookie.key(request)
    with site().database.read() as session:
        draft = load(session, key)
    if draft.sent:
        return redirect(url_for("finishing.done"), 303)
    question = _question(draft, number)
    form = _form(question, key, None, draft.answers.get(question.code))
    if question.code in draft.faulty:
        form[ANSWER].validate(form)
    return render_template("question.html", form=form, field=form[ANSWER], question=question, number=number, draft=draft)


@pages.post("/<language>/<int:number>")
def take(number: int) -> Response:
    """Keep an answer and go on; back to the question where it must be mended."""
    key = site().cookie.key(request)
    with site().database.write() as session:
        draft = load(session, key, lock=True)
        if key is None or draft.sent:
            return redirect(url_for("finishing.done"), 303)
        question = _question(draft, number)
        form = _form(question, key, request.form, None)
        if not form.is_ours():
            abort(400)
        skipped = "skip" in request.form
        faulty = not skipped and not form[ANSWER].validate(form)
        keep(session, key, draft.with_answer(question.code, "" if skipped else answer_in(form), faulty=faulty))
    return redirect(_after(draft, number, faulty=faulty), 303)


def _question(draft: Draft, number: int) -> Question:
    if not 1 <= number <= len(draft.questionnaire.questions):
        abort(404)
    return draft.questionnaire.questions[number - 1]


def _form(question: Question, key: Any, formdata: Any, answer: Any) -> Any:
    def is_known(code: str) -> bool:
        with site().database.read() as session:
            return service_with_code(session, code) is not None

    return question_form(question, key, formdata, answer, is_known)


def _after(draft: Draft, number: int, *, faulty: bool) -> str:
    """Where an answer leads to: a change from the check page goes back there."""
    checking = "check" if request.args.get("then") == "check" else None
    if faulty:
        return url_for("questions.ask", number=number, then=checking)
    if checking or number == len(draft.questionnaire.questions):
        return url_for("finishing.check")
    return url_for("questions.ask", number=number + 1)
