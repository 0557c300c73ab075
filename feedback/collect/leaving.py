"""Leaving: the draft is destroyed and the browser told twice to forget, on the way to a neutral page elsewhere.

Two hops, because a page that is shown again by Back was measured to survive one.
"""

from typing import Any

from flask import Blueprint, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from feedback.collect.drafts import destroy
from feedback.collect.parts import site
from feedback.store.database import DatabaseAway

pages = Blueprint("leaving", __name__)
FORGET = '"cache", "cookies", "storage"'


@pages.get("/leave")
def leave() -> Response:
    """Destroy the draft; a database that is away must not hold anybody back."""
    key = site().cookie.key(request)
    if key is not None:
        try:
            destroy(site().database, key)
        except DatabaseAway:
            current_app.logger.warning("a draft was left to expire: the database is away")
    return _forgetting(url_for("leaving.left"))


@pages.get("/left")
def left() -> Response:
    """The second hop, out of the site."""
    return _forgetting(site().settings.leave_to)


def _forgetting(target: str) -> Response:
    response: Any = redirect(target, 303)
    response.headers["Clear-Site-Data"] = FORGET
    site().cookie.clear(response)
    return response  # type: ignore[no-any-return]
