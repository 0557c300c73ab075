"""On PostgreSQL each process is held to its part by the database itself: every table is tried with every role, every way."""

from collections.abc import Callable

import pytest
from sqlalchemy import URL, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from feedback.store.database import Database, Role
from feedback.store.migrations import tables, upgrade
from feedback.store.revision import require_current

S, I, U, D = "SELECT", "INSERT", "UPDATE", "DELETE"  # noqa: E741
ALLOWED: dict[tuple[Role, str], set[str]] = {
    (Role.COLLECT, "service"): {S},
    (Role.COLLECT, "response"): {I},
    (Role.COLLECT, "draft"): {S, I, U, D},
    (Role.WORKER, "service"): {S},
    (Role.WORKER, "provider"): {S},
    (Role.WORKER, "response"): {S, D},  # and FOR UPDATE, see below
    (Role.WORKER, "draft"): {S, D},
    **{(Role.WORKER, name): {S, I, U, D} for name in ("reading", "quote", "finding", "language_count")},
    **{
        (Role.WORKBENCH, name): {S}
        for name in ("service", "provider", "reading", "quote", "inspection", "inspection_member", "role", "membership")
    },
    (Role.WORKBENCH, "finding"): {S},  # and UPDATE of the verdict, see below
    (Role.WORKBENCH, "pack"): {S, I},
    (Role.WORKBENCH, "person"): {S, U},
    (Role.WORKBENCH, "audit_entry"): {S, I},
}


@pytest.fixture(scope="module")
def url(request: pytest.FixtureRequest) -> URL:
    make: Callable[[], URL] = request.getfixturevalue("new_postgres_url")
    found = make()
    owner = Database(found)
    upgrade(owner)
    owner.close()
    return found


def statement(way: str, table: str) -> str:
    column = next(iter(tables().tables[table].columns)).name
    return {
        S: f"SELECT * FROM {table}",
        I: f"INSERT INTO {table} DEFAULT VALUES",
        U: f"UPDATE {table} SET {column} = {column}",
        D: f"DELETE FROM {table}",
    }[way]


def may(database: Database, sql: str) -> bool:
    """Whether the statement is allowed; one that is may still be refused for what the row lacks."""
    said = ""
    with database.engine.connect() as connection:
        try:
            connection.execute(text(sql))
        except (ProgrammingError, IntegrityError) as error:
            said = str(error)
    assert "permission denied" in said or "null value" in said or not said, said
    return "permission denied" not in said


@pytest.mark.parametrize("role", list(Role))
def test_every_role_may_do_with_every_table_what_the_list_says_and_nothing_else(url: URL, role: Role) -> None:
    database = Database(url, role)
    for table in tables().tables:
        for way in (S, I, U, D):
            assert may(database, statement(way, table)) == (way in ALLOWED.get((role, table), set())), (role, way, table)
    database.close()


def test_the_workbench_may_change_a_verdict_and_no_other_part_of_a_finding(url: URL) -> None:
    database = Database(url, Role.WORKBENCH)
    assert may(database, "UPDATE finding SET verdict = 'confirmed', verdict_theme = NULL, verdict_by = NULL, verdict_on = NULL")
    for column in ("theme", "direction", "confidence", "tagger", "urgent"):
        assert not may(database, f"UPDATE finding SET {column} = {column}")
    database.close()


def test_the_worker_may_hold_a_response_and_not_change_it(url: URL) -> None:
    database = Database(url, Role.WORKER)
    assert may(database, "SELECT * FROM response FOR UPDATE SKIP LOCKED")
    assert not may(database, "UPDATE response SET sealed = sealed")
    database.close()


@pytest.mark.parametrize("role", list(Role))
def test_every_process_can_tell_whether_the_schema_is_current(url: URL, role: Role) -> None:
    database = Database(url, role)
    require_current(database)
    database.close()
