"""Migrations: the database is brought to the schema this code expects, or the process refuses to start."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData

# Every aggregate, so that its tables are known.
from feedback.store import audit, counters, drafts, inspections, packs, people, readings, responses, services
from feedback.store.database import Database, DatabaseAway
from feedback.store.schema import Table

AGGREGATES = (audit, counters, drafts, inspections, packs, people, readings, responses, services)
DIRECTORY = Path(__file__).resolve().parent.parent.parent / "migrations"


class StaleSchema(RuntimeError):
    """The database is not at the schema this code expects."""


def tables() -> MetaData:
    """What the code expects the database to hold."""
    return Table.metadata


def _config(database: Database) -> Config:
    config = Config()
    config.set_main_option("script_location", str(DIRECTORY))
    config.attributes["engine"] = database.engine
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the database up to a revision."""
    command.upgrade(_config(database), revision)


def downgrade(database: Database, revision: str) -> None:
    """Take the database down to a revision ("base": nothing left)."""
    command.downgrade(_config(database), revision)


def require_current(database: Database) -> None:
    """Check that the database is at the newest revision.

    Raises:
        StaleSchema: it is not; the message says what to do.
        DatabaseAway: the database did not answer.
    """
    if not database.answers():
        raise DatabaseAway("the database does not answer: check FEEDBACK_DATABASE_URL and that the server runs")
    newest = ScriptDirectory(str(DIRECTORY)).get_current_head()
    with database.engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found != newest:
        raise StaleSchema(f"the database is at revision {found or 'none'}, the code at {newest}: run `feedback migrate`")
