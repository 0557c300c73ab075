"""Accounts: how the sign-in library sees our people, and how it may touch the database."""

import time
from typing import Any, cast

from flask import Flask, g, request
from flask_security import RoleMixin, SQLAlchemySessionUserDatastore, UserMixin
from flask_security.totp import Totp
from sqlalchemy.orm import Mapped, Session, relationship

from feedback.store.database import Database
from feedback.store.people import Person, Role

INSPECTOR = "inspector"
STEP = 30  # seconds of one TOTP time step (RFC 6238)
# The only two requests of the sign-in library that write: one use of a code, and the end of all sessions.
_WRITING = frozenset({("security.two_factor_token_validation", "POST"), ("security.logout", "POST")})


class InspectorRole(RoleMixin, Role):
    """A role, as the sign-in library needs one; the same rows."""


class Inspector(UserMixin, Person):  # type: ignore[misc]  # the mixin declares loosely what our rows declare
    """A person, as the sign-in library needs one; the same rows."""

    roles: Mapped[list[InspectorRole]] = relationship(secondary="membership", lazy="selectin", viewonly=True)  # type: ignore[assignment]

    @property
    def is_inspector(self) -> bool:
        """Whether this person may use the workbench at all."""
        return any(role.name == INSPECTOR for role in self.roles)


class Accounts(SQLAlchemySessionUserDatastore):
    """People, for the sign-in library: one session a request, and a transaction that writes only where one is needed."""

    def __init__(self, database: Database) -> None:
        super().__init__(_RequestSession(database), Inspector, InspectorRole)  # type: ignore[arg-type]


class _RequestSession:
    """Hands every call on to the request's own session, opened at the first call."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __getattr__(self, name: str) -> Any:
        return getattr(self._current(), name)

    def _current(self) -> Session:
        if "accounts_session" not in g:
            writes = (request.endpoint, request.method) in _WRITING if request else False
            g.accounts_way = self._database.write() if writes else self._database.read()
            g.accounts_session = g.accounts_way.__enter__()
        session: Session = g.accounts_session
        return session


def close_accounts(app: Flask) -> None:
    """End the request's session with the request: committed where all went well, rolled back where not."""

    @app.teardown_appcontext
    def _close(error: BaseException | None) -> None:
        way = g.pop("accounts_way", None)
        g.pop("accounts_session", None)
        if way is not None:
            way.__exit__(type(error) if error else None, error, error.__traceback__ if error else None)


class OneTimeCodes(Totp):
    """TOTP in which no code is good twice."""

    def get_last_counter(self, user: UserMixin) -> int | None:
        """The time step of the last code that was used, read anew and held, so that two requests cannot use one code."""
        session: Session = g.accounts_session
        session.refresh(user, attribute_names=["tf_last_step"], with_for_update=True)
        return cast("Inspector", user).tf_last_step

    def set_last_counter(self, user: UserMixin, tmatch: Any) -> None:
        """Write down which time step's code was used now."""
        cast("Inspector", user).tf_last_step = tmatch.counter

    def unused_code(self, totp_secret: str, last_step: int | None) -> str:
        """A code that will be taken now: this time step's, or the first after the last one used."""
        step = max(int(time.time()) // STEP, (last_step or 0) + 1)
        return str(self._totp.from_source(totp_secret).generate(step * STEP).token)
