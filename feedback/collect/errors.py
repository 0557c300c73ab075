"""Failures, told kindly: in the reader's language, with what was typed where that can be, and never with it in a log."""

from http import HTTPStatus
from typing import Any

from flask import Flask, current_app, g, render_template, request
from werkzeug.exceptions import HTTPException

from feedback.collect.drafts import DraftEnded
from feedback.sealing.padding import TooLarge
from feedback.store.database import DatabaseAway
from feedback.web.languages import offered_languages

_Answer = tuple[str, int] | tuple[str, int, dict[str, str]]


def answer_kindly(app: Flask) -> None:
    """Give every failure its page."""
    app.register_error_handler(DraftEnded, _draft_ended)
    app.register_error_handler(DatabaseAway, _database_away)
    app.register_error_handler(TooLarge, _too_large)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _fault)


def _language_known() -> None:
    if "page_language" not in g:
        languages = offered_languages()
        g.page_language = languages.get(request.path.split("/")[1], languages["en"])


def _draft_ended(_error: Exception) -> _Answer:
    return render_template("ended.html"), HTTPStatus.GONE


def _database_away(_error: Exception) -> _Answer:
    typed = [] if request.method != "POST" else list(request.form.items(multi=True))
    return render_template("away.html", typed=typed), HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": "10"}


def _too_large(_error: Exception) -> _Answer:
    return render_template("too-long.html"), HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def _http(error: HTTPException) -> _Answer | HTTPException:
    _language_known()
    code = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if code < HTTPStatus.BAD_REQUEST:
        return error
    if code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return _too_large(error)
    if code == HTTPStatus.NOT_FOUND:
        return render_template("languages.html", languages=offered_languages().values(), lost=True), code
    headers = {name: value for name, value in error.get_headers() if name == "Allow"}
    return render_template("refused.html"), code, headers


def _fault(error: Exception) -> _Answer:
    _language_known()
    # The kind of fault and where it was, never its message: a message can hold what somebody wrote.
    current_app.logger.error("%s in %s", type(error).__name__, _place(error))
    return render_template("fault.html"), HTTPStatus.INTERNAL_SERVER_ERROR


def _place(error: Exception) -> str:
    trace: Any = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "unknown" if trace is None else f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}"
