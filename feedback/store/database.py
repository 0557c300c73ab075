"""The database: SQLite set up to lose nothing and to leave nothing behind, or PostgreSQL in one of three narrow roles."""

import enum
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DisconnectionError, OperationalError
from sqlalchemy.orm import Session

__all__ = ["Database", "DatabaseAway", "Role", "Session"]

_WRITES = "feedback_writes"
_IDLE = 1.0  # seconds after which a connection is asked whether it still lives


class Role(enum.StrEnum):
    """Who asks: each process is one of these, and PostgreSQL grants it no more than it needs."""

    COLLECT = "feedback_collect"
    WORKER = "feedback_worker"
    WORKBENCH = "feedback_workbench"


class DatabaseAway(RuntimeError):
    """The database cannot be reached, is full, or is locked for too long."""


class Database:
    """One process's way to the database.

    Args:
        url: SQLAlchemy URL; `sqlite:///path` or `postgresql+psycopg://…`.
        role: who asks; None is the owner, for migrations.
        pool_size: connections kept.
    """

    def __init__(self, url: str | URL, role: Role | None = None, pool_size: int = 5) -> None:
        self.url = make_url(url)
        self.role = role
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        # Bound values never reach a log or a traceback: some of them are what somebody wrote.
        options: dict[str, Any] = {"hide_parameters": True}
        if self.is_sqlite:
            options["connect_args"] = {"timeout": 30, "check_same_thread": False}
        else:
            options |= {"pool_size": pool_size, "max_overflow": pool_size}
        self.engine: Engine = create_engine(self.url, **options)
        event.listen(self.engine, "connect", self._on_connect)
        if not self.is_sqlite:
            event.listen(self.engine, "checkin", _note_time)
            event.listen(self.engine, "checkout", _refuse_dead)
        if self.is_sqlite:
            event.listen(self.engine, "begin", _begin_sqlite)

    def _on_connect(self, connection: Any, _record: object) -> None:
        if self.is_sqlite:
            connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON", "temp_store=MEMORY"):
                connection.execute(f"PRAGMA {pragma}")
        elif self.role is not None:
            connection.execute(f"SET ROLE {self.role}")
            connection.commit()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that only reads.

        Raises:
            DatabaseAway: the database did not answer.
        """
        with _told_kindly(), Session(self.engine) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session in one transaction, committed at the end and only then.

        Raises:
            DatabaseAway: the database did not answer; nothing was written.
        """
        with (
            _told_kindly(),
            self.engine.connect().execution_options(**{_WRITES: True}) as connection,
            connection.begin(),
            Session(connection, join_transaction_mode="rollback_only") as session,
        ):
            yield session
            session.flush()

    def tidy(self) -> None:
        """Overwrite what was deleted: SQLite's write-ahead log keeps old pages until it is truncated."""
        if self.is_sqlite:
            with _told_kindly(), self.engine.connect() as connection:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.exec_driver_sql("BEGIN")

    def answers(self) -> bool:
        """Whether the database answers now."""
        try:
            with self.read() as session:
                return bool(session.execute(text("SELECT 1")).scalar_one())
        except DatabaseAway:
            return False

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _note_time(_connection: Any, record: Any) -> None:
    record.info["idle_since"] = time.monotonic()


def _refuse_dead(connection: Any, record: Any, _fairy: object) -> None:
    # A server that was restarted has closed our connections; asking each time would cost a round trip a request.
    if time.monotonic() - record.info.get("idle_since", math.inf) > _IDLE and not _is_alive(connection):
        raise DisconnectionError


def _is_alive(connection: Any) -> bool:
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except psycopg.Error:
        return False
    return True


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock at once: two that had both begun by reading could only fail one another.
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _told_kindly() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise DatabaseAway("the database did not answer") from error
