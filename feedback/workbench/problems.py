"""Problems, told kindly: what happened, what to do now, and nothing that a respondent wrote, here or in a log."""

import math
from http import HTTPStatus
from typing import Any

from flask import Flask, current_app, render_template
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from feedback.evidence.packs import BrokenPack
from feedback.store.database import DatabaseAway
from feedback.workbench.patience import TooManyTries

_Answer = tuple[str, int] | tuple[str, int, dict[str, str]]


def answer_kindly(app: Flask) -> None:
    """Give every failure its page."""
    app.register_error_handler(TooManyTries, _too_many_tries)
    app.register_error_handler(DatabaseAway, _database_away)
    app.register_error_handler(BrokenPack, _broken_pack)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _fault)


def _words(code: int) -> tuple[str, str]:
    return {
        400: (_("That could not be understood"), _("The form was incomplete or too old. Load the page again and repeat it.")),
        401: (_("Sign in first"), _("Your session has ended. Nothing was changed. Sign in and repeat it.")),
        403: (_("You may not see this"), _("Your account is not set up for the workbench. Ask whoever looks after it.")),
        404: (_("Page not found"), _("There is no such page, or it belongs to an inspection that you do not work on.")),
        405: (_("That cannot be done here"), _("Go back to your inspections and start again from there.")),
        413: (_("That is too much at once"), _("What was sent is larger than any form here. Go back and shorten it.")),
    }.get(code, (_("That did not work"), _("Go back and try again.")))


def _http(error: HTTPException) -> _Answer | HTTPException:
    code = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if code < HTTPStatus.BAD_REQUEST or error.response is not None:
        return error
    if code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _fault(error)
    title, text = _words(code)
    headers = {name: value for name, value in error.get_headers() if name == "Allow"}
    return render_template("problem.html", title=title, text=text), code, headers


def _too_many_tries(error: TooManyTries) -> _Answer:
    wait = math.ceil(error.wait)
    text = _("There were several wrong tries. Wait %(seconds)s seconds, then try again.", seconds=wait)
    page = render_template("problem.html", title=_("Wait a little"), text=text)
    return page, HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(wait)}


def _database_away(_error: DatabaseAway) -> _Answer:
    text = _("The database does not answer. Nothing was changed. Try again in a few minutes.")
    page = render_template("problem.html", title=_("The workbench is away"), text=text, bare=True)
    return page, HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": "60"}


def _broken_pack(_error: BrokenPack) -> _Answer:
    current_app.logger.error("a pack does not open, or is not what was issued")
    text = _("It does not open, or is not what was issued. Tell whoever looks after the workbench.")
    return render_template("problem.html", title=_("This pack is damaged"), text=text), HTTPStatus.INTERNAL_SERVER_ERROR


def _fault(error: Exception) -> _Answer:
    # The kind of fault and where it was, never its message: a message can hold what somebody wrote.
    current_app.logger.error("%s in %s", type(error).__name__, _place(error))
    text = _("The fault is ours and is written down. Nothing was changed. Try again, or come back later.")
    page = render_template("problem.html", title=_("Something went wrong"), text=text, bare=True)
    return page, HTTPStatus.INTERNAL_SERVER_ERROR


def _place(error: Exception) -> str:
    trace: Any = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "unknown" if trace is None else f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}"
