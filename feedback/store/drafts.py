"""Drafts: closed, unfinished answers, found only by who holds their key, gone after two hours."""

from typing import cast

import sqlalchemy as sa
from sqlalchemy import LargeBinary, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from feedback.store.schema import WITHOUT_ROWID, Table

LIFETIME = 2 * 60 * 60
# Seconds: an expiry says no more than which ten minutes a draft was last touched in.
_GRAIN = 10 * 60


class Draft(Table):
    """One draft. `expires` is Unix time in whole grains of ten minutes."""

    __tablename__ = "draft"
    __table_args__ = WITHOUT_ROWID
    locator: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    expires: Mapped[int]
    closed: Mapped[bytes] = mapped_column(LargeBinary)


# Made once: a statement costs more to put together than to run.
_ROWS = cast("sa.Table", Draft.__table__)
_HERE = _ROWS.c.locator == bindparam("at")
_FIND = select(_ROWS.c.closed).where(_HERE, _ROWS.c.expires > bindparam("now"))
_FIND_AND_HOLD = _FIND.with_for_update()
_INSERT = insert(_ROWS).values(locator=bindparam("at"), closed=bindparam("content"), expires=bindparam("until"))
_UPDATE = update(_ROWS).where(_HERE).values(closed=bindparam("content"), expires=bindparam("until"))


def expiry(now: float) -> int:
    """When a draft touched now expires, rounded up."""
    return (int(now + LIFETIME) // _GRAIN + 1) * _GRAIN


def keep_draft(session: Session, locator: bytes, closed: bytes, now: float) -> None:
    """Store a draft, or store it again; its two hours start anew."""
    values = {"at": locator, "content": closed, "until": expiry(now)}
    changed = session.execute(_UPDATE, values)
    if changed.rowcount == 0:  # type: ignore[attr-defined]
        try:
            with session.begin_nested():
                session.execute(_INSERT, values)
        except IntegrityError:  # the same form, sent twice at the same moment
            session.execute(_UPDATE, values)


def find_draft(session: Session, locator: bytes, now: float, *, lock: bool = False) -> bytes | None:
    """The closed draft, unless it has expired or there is none; `lock` holds it until the transaction ends."""
    found: bytes | None = session.scalar(_FIND_AND_HOLD if lock else _FIND, {"at": locator, "now": int(now)})
    return found


def destroy_draft(session: Session, locator: bytes) -> None:
    """Delete a draft at once."""
    session.execute(delete(Draft).where(Draft.locator == locator))


def destroy_expired(session: Session, now: float) -> None:
    """Delete all drafts that have expired."""
    session.execute(delete(Draft).where(Draft.expires <= int(now)))
