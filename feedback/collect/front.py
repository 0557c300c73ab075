"""The front: the choice of a language, what this is, and who can help. No cookie is set here."""

from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from feedback.collect.contacts import CONTACTS
from feedback.collect.drafts import DraftEnded, begin, load
from feedback.collect.parts import site
from feedback.questionnaires.library import current
from feedback.web.languages import offered_languages

pages = Blueprint("front", __name__)


@pages.get("/")
def languages() -> str:
    """The languages, each by its own name."""
    return render_template("languages.html", languages=offered_languages().values())


@pages.get("/<language>/")
def survivor() -> str:
    """What this is, for survivors."""
    return render_template("about-survivor.html", unfinished=_unfinished())


@pages.get("/<language>/<any(agency, staff):audience>/")
def professional(audience: str) -> str:
    """What this is, for agencies and for staff."""
    _refuse_unasked(audience)
    return render_template(f"about-{audience}.html", unfinished=_unfinished())


@pages.get("/<language>/help")
def help_now() -> str:
    """Who can help now."""
    return render_template("help.html", contacts=CONTACTS, unfinished=_unfinished())


@pages.post("/<language>/<any(survivor, agency, staff):audience>/start")
def start(audience: str) -> Response:
    """Begin a draft and go to its first question."""
    _refuse_unasked(audience)
    response: Any = redirect(url_for("questions.ask", number=1), 303)
    site().cookie.set(response, begin(site().database, current(audience)))
    return response  # type: ignore[no-any-return]


def _refuse_unasked(audience: str) -> None:
    if audience != "survivor" and not g.page_language.professional:
        abort(404)


def _unfinished() -> bool:
    """Whether there are unsent answers to go on with, perhaps in another language."""
    key = site().cookie.key(request)
    if key is None:
        return False
    try:
        with site().database.read() as session:
            return not load(session, key).sent
    except DraftEnded:
        return False
