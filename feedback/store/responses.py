"""Responses: sealed bytes beside a random id and the week they came in; the table is the worker's queue."""

import datetime as dt
import secrets
from typing import cast

import sqlalchemy as sa
from sqlalchemy import Date, LargeBinary, and_, delete, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from feedback.store.readings import Reading
from feedback.store.schema import WITHOUT_ROWID, Table


class Response(Table):
    """One sealed response. `week` is the Monday of the week it came in: nothing finer is known."""

    __tablename__ = "response"
    __table_args__ = WITHOUT_ROWID
    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    week: Mapped[dt.date] = mapped_column(Date)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


# Made once, and for the table alone: with it the public site sends every response.
_INSERT = insert(cast("sa.Table", Response.__table__))


def week_of(day: dt.date) -> dt.date:
    """The Monday of a day's week."""
    return day - dt.timedelta(days=day.weekday())


class AlreadyStored(RuntimeError):
    """This response is stored already; the transaction is void."""


def add_response(session: Session, response_id: bytes, sealed: bytes, day: dt.date) -> None:
    """Store a response.

    The id's conflict is caught and not asked about: the public site's role may insert and cannot select.

    Raises:
        AlreadyStored: it was stored before.
    """
    try:
        session.execute(_INSERT, {"id": response_id, "week": week_of(day), "sealed": sealed})
    except IntegrityError as error:
        raise AlreadyStored from error


def claim_unread(session: Session, version: str) -> tuple[bytes, dt.date, bytes] | None:
    """One response (id, week, sealed) that has no reading of this version, held until the transaction ends.

    The search starts at a random id, so that neither the order of arrival nor one broken response decides what is read next.
    On PostgreSQL other workers skip what is held; on SQLite a writer holds everything.
    """
    current = and_(Reading.response_id == Response.id, Reading.version == version)
    unread = ~select(Reading.response_id).where(current).exists()
    query = select(Response.id, Response.week, Response.sealed).where(unread).order_by(Response.id).limit(1)
    query = query.with_for_update(of=Response, skip_locked=True)
    start = secrets.token_bytes(16)
    row = session.execute(query.where(Response.id >= start)).first() or session.execute(query).first()
    return None if row is None else (row.id, row.week, row.sealed)


def claim(session: Session, response_id: bytes) -> tuple[bytes, dt.date, bytes] | None:
    """One response by its id, held as `claim_unread` holds it; None where it is gone, or another worker holds it."""
    query = select(Response.id, Response.week, Response.sealed).where(Response.id == response_id)
    row = session.execute(query.with_for_update(of=Response, skip_locked=True)).first()
    return None if row is None else (row.id, row.week, row.sealed)


def response_ids(session: Session, not_read_by: str | None = None) -> list[bytes]:
    """The ids of all responses, or of those that have no reading of one version, in an order that tells nothing."""
    query = select(Response.id)
    if not_read_by is not None:
        current = and_(Reading.response_id == Response.id, Reading.version == not_read_by)
        query = query.where(~select(Reading.response_id).where(current).exists())
    return list(session.scalars(query.order_by(Response.id)))


def is_stored(session: Session, response_id: bytes) -> bool:
    """Whether a response is (still) stored."""
    return session.scalar(select(Response.id).where(Response.id == response_id)) is not None


def needs_reading(session: Session, response_id: bytes, version: str) -> bool:
    """Whether a response is (still) stored and has no reading of this version."""
    read = select(Reading.response_id).where(Reading.response_id == response_id, Reading.version == version)
    stored = select(Response.id).where(Response.id == response_id, ~read.exists())
    return session.scalar(stored) is not None


def count_responses(session: Session) -> int:
    """How many responses are stored."""
    return session.scalar(select(func.count()).select_from(Response)) or 0


def count_unread(session: Session, version: str) -> int:
    """How many responses have no reading of this version."""
    current = and_(Reading.response_id == Response.id, Reading.version == version)
    query = select(func.count()).select_from(Response).where(~select(Reading.response_id).where(current).exists())
    return session.scalar(query) or 0


def end_retention(session: Session, before: dt.date) -> int:
    """Delete the responses of weeks before this Monday, with all that was read from them; says how many."""
    return int(session.execute(delete(Response).where(Response.week < before)).rowcount)  # type: ignore[attr-defined]
