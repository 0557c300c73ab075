"""The schema's revision: a process refuses to start on a database that is not the one its code expects."""

from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from feedback.store.database import Database, DatabaseAway

DIRECTORY = Path(__file__).resolve().parent.parent.parent / "migrations"


class StaleSchema(RuntimeError):
    """The database is not at the schema this code expects."""


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
