"""Migrations make exactly what the code expects, up and down, with data, on both databases."""

import datetime as dt

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from feedback.store.database import Database, DatabaseAway
from feedback.store.migrations import downgrade, tables, upgrade
from feedback.store.responses import add_response, count_responses
from feedback.store.revision import StaleSchema, require_current


def test_the_migrated_database_is_what_the_models_say(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, tables()) == []


def test_down_leaves_nothing_and_up_again_makes_the_same(database: Database) -> None:
    names = set(inspect(database.engine).get_table_names())
    downgrade(database, "base")
    assert set(inspect(database.engine).get_table_names()) == {"alembic_version"}
    upgrade(database)
    assert set(inspect(database.engine).get_table_names()) == names


def test_responses_survive_the_last_migration_down_and_up(database: Database) -> None:
    with database.write() as session:
        add_response(session, b"1" * 16, b"sealed", dt.date(2026, 11, 24))
    downgrade(database, "-1")
    upgrade(database)
    with database.read() as session:
        assert count_responses(session) == 1


def test_migrating_twice_changes_nothing(database: Database) -> None:
    upgrade(database)
    require_current(database)


def test_a_stale_database_is_refused_and_the_message_says_what_to_do(empty_url: str) -> None:
    database = Database(empty_url)
    with pytest.raises(StaleSchema, match="feedback migrate"):
        require_current(database)
    upgrade(database, "0001")
    with pytest.raises(StaleSchema, match="feedback migrate"):
        require_current(database)
    database.close()


def test_a_database_that_is_away_is_said_to_be_away() -> None:
    database = Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    with pytest.raises(DatabaseAway, match="FEEDBACK_DATABASE_URL"):
        require_current(database)


def test_tables_of_responses_have_no_hidden_order_of_arrival(sqlite: Database) -> None:
    with sqlite.engine.connect() as connection:
        rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
        made = {row.name: row.sql for row in rows}
    for name in ("draft", "response", "reading", "quote", "finding", "language_count"):
        assert made[name].rstrip().upper().endswith("WITHOUT ROWID"), name
