"""Killed at any step, a worker loses nothing and does nothing twice: the next leaves what an undisturbed one would have."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from feedback.store.database import Database
from feedback.store.migrations import upgrade
from tests.worker.nursery import Nursery, Order, nursery
from tests.worker.planting import VARIETY, Outcome, outcome, put, sealed_responses

KILLS = 20
RESPONSES = 24

# Every other time one response is read before the end comes, so that the kills meet work that is half done.
OCCURRENCES: dict[str, Callable[[int], int]] = {
    "claimed": lambda kill: 1 + kill % 2,
    "read": lambda kill: 1 + kill % 2,
    "stored": lambda kill: 1 + kill % 2,
    "committed": lambda _kill: 1,
    "statement": lambda kill: 1 + kill,  # between the steps, in the middle of storing, and just before a commit
}

Undisturbed = tuple[dict[bytes, bytes], Outcome]


@pytest.fixture(scope="module")
def workers() -> Iterator[Nursery]:
    with nursery() as found:
        yield found


def url_of(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


def finish(workers: Nursery, database: Database, keys: Path) -> Outcome:
    """Have a worker read all that is left."""
    workers.begin(Order(url_of(database), str(keys)))
    assert workers.end() == 0
    return outcome(database)


@pytest.fixture(scope="module")
def undisturbed(workers: Nursery, tmp_path_factory: pytest.TempPathFactory, keys: Path) -> Undisturbed:
    """Responses, and what a worker makes of them that nobody disturbs."""
    responses = sealed_responses(VARIETY * (RESPONSES // len(VARIETY)), keys)
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('undisturbed') / 'feedback.db'}")
    upgrade(database)
    put(database, responses)
    found = finish(workers, database, keys)
    database.close()
    assert set(found.readings) == set(found.findings) == set(responses)
    assert sum(found.languages.values()) == len(responses)
    return responses, found


@pytest.mark.parametrize("step", OCCURRENCES)
def test_whatever_step_it_is_killed_at(
    database: Database, keys: Path, workers: Nursery, undisturbed: Undisturbed, step: str
) -> None:
    responses, expected = undisturbed
    put(database, responses)
    for kill in range(KILLS):
        workers.begin(Order(url_of(database), str(keys), step, OCCURRENCES[step](kill)))
        assert workers.end() == -signal.SIGKILL, f"kill {kill}"
    assert finish(workers, database, keys) == expected
