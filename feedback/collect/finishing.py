"""Finishing: check the answers, send them, and only after the commit say that they were received."""

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from feedback.collect.answers import shown_answers
from feedback.collect.contacts import CONTACTS
from feedback.collect.drafts import DraftEnded, load
from feedback.collect.forms import DraftForm
from feedback.collect.parts import site
from feedback.collect.sending import NotReady, is_empty, send

pages = Blueprint("finishing", __name__)


@pages.get("/<language>/check")
def check() -> str | Response:
    """All answers, each with a way to change it."""
    key = site().cookie.key(request)
    with site().database.read() as session:
        draft = load(session, key)
    if draft.sent or key is None:
        return redirect(url_for("finishing.done"), 303)
    return render_template("check.html", form=DraftForm(None, key), answers=list(shown_answers(draft)), empty=is_empty(draft))


@pages.post("/<language>/send")
def take() -> Response:
    """Seal and store the response; what comes next is shown by another page."""
    key = site().cookie.key(request)
    if key is None:
        raise DraftEnded
    if not DraftForm(request.form, key).is_ours():
        abort(400)
    try:
        send(site().database, site().recipients, key, g.page_language.tag)
    except NotReady:
        return redirect(url_for("finishing.check"), 303)
    return redirect(url_for("finishing.done"), 303)


@pages.get("/<language>/done")
def done() -> str | Response:
    """Received: what happens next, and who can help."""
    with site().database.read() as session:
        draft = load(session, site().cookie.key(request))
    if not draft.sent:
        return redirect(url_for("finishing.check"), 303)
    return render_template("done.html", contacts=CONTACTS)
