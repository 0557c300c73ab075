"""Migrations: bring a database to the schema of this code, or back."""

from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData

# Every aggregate, so that its tables are known.
from feedback.store import audit, counters, drafts, inspections, packs, people, readings, responses, services
from feedback.store.database import Database
from feedback.store.revision import DIRECTORY
from feedback.store.schema import Table

AGGREGATES = (audit, counters, drafts, inspections, packs, people, readings, responses, services)


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
