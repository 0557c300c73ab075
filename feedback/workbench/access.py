"""Access: every endpoint is closed to whoever has not signed in, unless it stands in one short list here."""

import time

from flask import Flask, abort, redirect, request, session, url_for
from flask_login import current_user
from flask_security import logout_user, user_authenticated
from werkzeug.wrappers import Response

# What anybody may ask for. A test asks for everything else, anonymously, and is refused.
OPEN = frozenset({"static", "security.login", "security.two_factor_token_validation"})
# Of the sign-in library's own pages, these and no others exist.
_LIBRARY = "security."
LIBRARY_PAGES = OPEN | {"security.logout"}
IDLE = 15 * 60  # seconds without a request
LONGEST = 8 * 60 * 60  # seconds from signing in
_SINCE, _SEEN = "since", "seen"


def close_endpoints(app: Flask) -> None:
    """Refuse every request that is neither for an open endpoint nor by an inspector whose session still holds."""

    @app.before_request
    def _refuse() -> Response | None:
        endpoint = request.endpoint
        if endpoint is None:  # no such page or method: the error page says so
            return None
        if endpoint.startswith(_LIBRARY) and endpoint not in LIBRARY_PAGES:
            abort(404)
        if current_user.is_authenticated and _has_ended():
            logout_user()
            session.clear()
            if endpoint not in OPEN:
                return redirect(url_for("security.login", ended="1"))
        if endpoint in OPEN:
            return None
        if not current_user.is_authenticated:
            if request.method not in {"GET", "HEAD"}:
                abort(401)
            return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
        if not current_user.is_inspector:
            abort(403)
        return None

    user_authenticated.connect(_begin, app)


def _begin(_app: Flask, **_: object) -> None:
    session[_SINCE] = session[_SEEN] = int(time.time())


def _has_ended() -> bool:
    now = int(time.time())
    since, seen = session.get(_SINCE, 0), session.get(_SEEN, 0)
    session[_SEEN] = now
    return bool(now - seen > IDLE or now - since > LONGEST)
