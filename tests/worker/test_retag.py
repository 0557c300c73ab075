"""Reading again: every response once, then the end; findings name the version that made them; verdicts stay."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select, text

from analysis import Reader, embedder, examples, model
from feedback.sealing.keys import PublicKey
from feedback.store.database import Database, Role
from feedback.store.readings import Finding, Quote
from feedback.worker.loop import Retagged, Worker
from tests.conftest import KeyRing
from tests.worker.nursery import read_all
from tests.worker.planting import VARIETY, outcome, put, sealed_responses, submission

# The store refuses the reading of one response.
REFUSE_SQLITE = (
    """CREATE TRIGGER refuse BEFORE INSERT ON reading WHEN hex(NEW.response_id) = upper('{broken}')
    BEGIN SELECT RAISE(ABORT, 'no'); END""",
)
REFUSE_POSTGRESQL = (
    """CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF encode(NEW.response_id, 'hex') = '{broken}' THEN RAISE 'no'; END IF; RETURN NEW; END $$""",
    "CREATE TRIGGER refuse BEFORE INSERT ON reading FOR EACH ROW EXECUTE FUNCTION refuse()",
)

ANSWER = (
    "My room is cold and damp and the heating has been broken since the beginning of the autumn. "
    "My support worker listens to me and I trust her with everything that I tell her about my life and my plans."
)


@pytest.fixture(scope="module")
def other_reader() -> Reader:
    """A reader with another model: it tags everything that the packaged one only suggests."""
    found = model.load()
    assert found is not None
    return Reader(embedder.packaged(), replace(found, thresholds=found.floors), examples.load(), "1+another")


@pytest.fixture
def new_worker_with(database: Database, keys: Path, key_ring: KeyRing) -> Iterator[Callable[[Reader], Worker]]:
    """Makes workers in the worker's role, each with a reader of its own."""
    made: list[Worker] = []

    def make(reader: Reader) -> Worker:
        workbench = PublicKey.read(keys / "worker" / "workbench.pub")
        made.append(Worker(Database(database.url, Role.WORKER), key_ring.worker, workbench, reader))
        return made[-1]

    yield make
    for worker in made:
        worker.database.close()


def test_everything_that_another_version_read_is_read_again_once(
    database: Database,
    keys: Path,
    reader: Reader,
    other_reader: Reader,
    new_worker_with: Callable[[Reader], Worker],
) -> None:
    put(database, sealed_responses(VARIETY, keys))
    read_all(new_worker_with(reader))
    before = outcome(database)
    late = sealed_responses(VARIETY[:1], keys)
    put(database, late)
    worker = new_worker_with(other_reader)
    assert worker.version == "1+another"
    assert worker.retag() == Retagged(read=len(VARIETY) + 1, failed=0)
    after = outcome(database)
    assert {version for version, _, _ in after.readings.values()} == {"1+another"}
    taggers = {tagger for facts in after.findings.values() for *_, tagger in facts}
    assert taggers == {"1+another", "survivor-1", "agency-1", "staff-1"}
    assert after.languages.values() != before.languages.values(), "the late one is counted"
    assert sum(after.languages.values()) == len(VARIETY) + 1
    assert worker.retag() == Retagged(0, 0)
    assert outcome(database) == after


def test_everything_is_read_again_where_that_is_asked(
    database: Database, keys: Path, reader: Reader, new_worker_with: Callable[[Reader], Worker]
) -> None:
    put(database, sealed_responses(VARIETY, keys))
    worker = new_worker_with(reader)
    read_all(worker)
    before = outcome(database)
    with database.read() as session:
        quotes = set(session.scalars(select(Quote.id)))
    assert worker.retag(everything=True) == Retagged(len(VARIETY), 0)
    assert outcome(database) == before
    with database.read() as session:
        assert not quotes & set(session.scalars(select(Quote.id)))


def test_a_judged_passage_keeps_its_version_and_the_other_gets_the_new_one(
    database: Database,
    keys: Path,
    reader: Reader,
    other_reader: Reader,
    new_worker_with: Callable[[Reader], Worker],
) -> None:
    put(database, sealed_responses([submission({"else": ANSWER, "safe": "never"})], keys))
    read_all(new_worker_with(reader))
    with database.write() as session:
        judged = session.scalars(select(Finding).where(Finding.theme == "premises", Finding.passage == 0)).one()
        judged.verdict, kept, quote_id = "confirmed", judged.id, judged.quote_id
    assert new_worker_with(other_reader).retag() == Retagged(1, 0)
    with database.read() as session:
        found = session.scalars(select(Finding)).all()
        assert {f.tagger for f in found if f.quote_id == quote_id} == {reader.version}
        assert {f.passage for f in found if f.quote_id == quote_id} == {0}
        assert [f.verdict for f in found if f.id == kept] == ["confirmed"]
        assert "support-worker" in {f.theme for f in found if f.tagger == "1+another"}
        assert [f.tagger for f in found if f.question == "safe"] == ["survivor-1"], "a chosen answer is counted once"


def test_it_ends_when_it_is_told_to(
    database: Database, keys: Path, reader: Reader, new_worker_with: Callable[[Reader], Worker]
) -> None:
    put(database, sealed_responses(VARIETY, keys))
    stop = threading.Event()
    stop.set()
    assert new_worker_with(reader).retag(stop=stop) == Retagged(0, 0)


def test_a_response_that_breaks_the_store_stops_no_other(
    database: Database, keys: Path, reader: Reader, new_worker_with: Callable[[Reader], Worker]
) -> None:
    responses = sealed_responses(VARIETY[:3], keys)
    put(database, responses)
    broken = next(iter(responses))
    worker = new_worker_with(reader)

    with database.write() as session:
        for statement in REFUSE_SQLITE if database.is_sqlite else REFUSE_POSTGRESQL:
            session.execute(text(statement.format(broken=broken.hex())))
    assert worker.retag() == Retagged(read=2, failed=1)
    assert set(outcome(database).readings) == set(responses) - {broken}


def test_what_is_gone_meanwhile_is_passed_over(
    database: Database, keys: Path, reader: Reader, new_worker_with: Callable[[Reader], Worker]
) -> None:
    responses = sealed_responses(VARIETY[:2], keys)
    put(database, responses)
    worker = new_worker_with(reader)
    gone = threading.Event()

    def delete_the_others(step: str) -> None:
        if step == "committed" and not gone.is_set():
            gone.set()
            with database.write() as session:
                session.execute(text("DELETE FROM response WHERE id NOT IN (SELECT response_id FROM reading)"))

    worker._on_step = delete_the_others
    assert worker.retag() == Retagged(read=1, failed=0)


def test_thresholds_of_the_other_reader_are_lower(other_reader: Reader, reader: Reader) -> None:
    text = "The room is a bit cold sometimes and nobody tells me why."
    few, many = reader.read(text, "en"), other_reader.read(text, "en")
    assert {tag.theme for tag in few.themes} <= {tag.theme for tag in many.themes}
    assert np.isfinite([tag.confidence for tag in many.themes]).all()
