"""The tables' common ground: naming, and the rule that no table's order tells when a row arrived."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

# A UUID key still leaks the order of arrival through SQLite's hidden rowid, so tables of responses do without one.
WITHOUT_ROWID: Mapping[str, Any] = {"sqlite_with_rowid": False}


class Table(DeclarativeBase):
    """The base of every row."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
