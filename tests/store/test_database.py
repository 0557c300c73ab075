"""The database loses nothing that was committed and says nothing of what it holds."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from feedback.store.database import Database, DatabaseAway
from feedback.store.drafts import destroy_draft, keep_draft
from feedback.store.migrations import upgrade


def test_sqlite_is_set_up_to_lose_nothing_and_leave_nothing(sqlite: Database) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1, "temp_store": 2}
    with sqlite.engine.connect() as connection:
        assert {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in wanted} == wanted


def test_what_raises_is_rolled_back(database: Database) -> None:
    def fail_half_way() -> None:
        with database.write() as session:
            keep_draft(session, b"1" * 16, b"closed", 0)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM draft")).scalar() == 0


def test_a_writer_waits_for_another_and_does_not_fail(database: Database) -> None:
    with database.write() as one:
        keep_draft(one, b"1" * 16, b"closed", 0)
    with database.write() as other:
        keep_draft(other, b"1" * 16, b"again", 0)
    with database.read() as session:
        assert session.execute(text("SELECT closed FROM draft")).scalar_one() == b"again"


def test_a_full_or_locked_database_is_away_and_the_message_holds_no_values(tmp_path: Path) -> None:
    path = tmp_path / "feedback.db"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    with database.engine.connect() as connection:
        connection.execute(text("PRAGMA busy_timeout=50"))
    database.engine.dispose()
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    from sqlalchemy import event

    event.listen(database.engine, "connect", lambda connection, _record: connection.execute("PRAGMA busy_timeout=50"))
    with pytest.raises(DatabaseAway) as caught, database.write() as session:
        keep_draft(session, b"secret-locator-x", b"secret words", 0)
    holder.close()
    assert "secret" not in str(caught.value) + str(caught.value.__cause__)
    database.close()


def test_deleted_words_are_gone_from_every_file(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'feedback.db'}")
    upgrade(database)
    needle = b"needle-in-the-file" * 40
    with database.write() as session:
        keep_draft(session, b"1" * 16, needle, 0)
    files = list(tmp_path.iterdir())
    assert any(needle[:18] in path.read_bytes() for path in files)
    with database.write() as session:
        destroy_draft(session, b"1" * 16)
    database.tidy()
    assert not any(needle[:18] in path.read_bytes() for path in tmp_path.iterdir())
    database.close()
