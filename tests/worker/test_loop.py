"""The worker loop reads everything that was sent, once: whatever else was sent, whoever else works, whatever goes away."""

import datetime as dt
import logging
import os
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, select, text

from analysis import Reader
from feedback.questionnaires.submission import encode
from feedback.sealing.envelope import Kind
from feedback.sealing.keys import PublicKey
from feedback.sealing.seal import seal
from feedback.store.counters import count_language
from feedback.store.database import Database, Role
from feedback.store.drafts import LIFETIME, keep_draft
from feedback.store.readings import Finding
from feedback.store.responses import count_responses
from feedback.worker.loop import Worker
from tests.conftest import KeyRing
from tests.worker.nursery import Order, nursery, read_all
from tests.worker.planting import QUARTER, VARIETY, outcome, put, sealed, sealed_responses, submission

CANARY = "ቃል-q7x-canary"


MARK_SQLITE = ("CREATE TRIGGER mark AFTER INSERT ON reading BEGIN INSERT INTO stored VALUES (NEW.response_id); END",)
MARK_POSTGRESQL = (
    "GRANT INSERT ON stored TO feedback_worker",
    """CREATE FUNCTION mark() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO stored VALUES (NEW.response_id); RETURN NEW; END $$""",
    "CREATE TRIGGER mark AFTER INSERT ON reading FOR EACH ROW EXECUTE FUNCTION mark()",
)


@pytest.fixture
def new_workers(database: Database, keys: Path, key_ring: KeyRing, reader: Reader) -> Iterator[Callable[..., Worker]]:
    """Makes workers in the worker's role, each with connections of its own."""
    made: list[Worker] = []

    def make(**settings: object) -> Worker:
        workbench = PublicKey.read(keys / "worker" / "workbench.pub")
        worker = Worker(Database(database.url, Role.WORKER), key_ring.worker, workbench, reader, **settings)  # type: ignore[arg-type]
        made.append(worker)
        return worker

    yield make
    for worker in made:
        worker.database.close()


def test_everything_sent_is_read_once(database: Database, keys: Path, new_workers: Callable[..., Worker]) -> None:
    responses = sealed_responses(VARIETY, keys)
    put(database, responses)
    steps: list[str] = []
    worker = new_workers(on_step=steps.append)
    read_all(worker)
    assert steps == ["claimed", "read", "stored", "committed"] * len(VARIETY)
    found = outcome(database)
    assert set(found.readings) == set(responses) == set(found.findings)
    assert {version for version, _, _ in found.readings.values()} == {worker.version}
    assert found.languages == {("en", QUARTER): 6, ("sq", QUARTER): 1, ("ar", QUARTER): 1}


def faulty_responses(keys: Path) -> dict[str, dict[bytes, bytes]]:
    """Responses that cannot be opened or read, by the fault that they are."""
    good = encode(submission({"good": CANARY}))
    to_nobody_here = PublicKey.read(keys / "worker" / "workbench.pub")
    ids = [os.urandom(16) for _ in range(9)]
    return {
        "unopenable": {
            ids[0]: b"",
            ids[1]: CANARY.encode() * 300,
            ids[2]: sealed(good, ids[3], keys),  # moved here from another id
            ids[4]: seal(good, kind=Kind.RESPONSE, object_id=ids[4], recipients=[to_nobody_here]),
            ids[5]: sealed(f'["{CANARY}"]'.encode(), ids[5], keys),
            ids[6]: sealed(good.replace(CANARY.encode(), b"\xff\xfe" + CANARY.encode()), ids[6], keys),
        },
        "unreadable": {
            ids[7]: sealed(encode(submission({"good": "x"}, instrument=CANARY)), ids[7], keys),
            ids[8]: sealed(encode(submission({"provides": [CANARY]}, instrument="agency-1")), ids[8], keys),
        },
    }


def test_what_cannot_be_read_is_a_fault_that_stops_nothing_and_is_not_in_the_log(
    database: Database, keys: Path, new_workers: Callable[..., Worker], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    faulty = faulty_responses(keys)
    for responses in faulty.values():
        put(database, responses)
    good = sealed_responses([submission({"good": CANARY, "safe": "never"})] * 3, keys)
    put(database, good)
    read_all(new_workers())
    found = outcome(database)
    faults = {identity: fault for identity, (_, _, fault) in found.readings.items()}
    assert faults == {identity: fault for fault, ids in faulty.items() for identity in ids} | dict.fromkeys(good)
    assert set(found.findings) == set(good)
    assert "a response is unopenable" in caplog.text
    assert "a response is unreadable: UnknownInstrument" in caplog.text
    assert CANARY not in caplog.text
    # A response that could be opened counts in its language, read or not; one that could not has none.
    assert found.languages == {("en", QUARTER): len(good) + len(faulty["unreadable"])}


@pytest.mark.parametrize(
    "hostile", [submission({"safe": "never"}, language="x" * 1000), submission({"safe": "never"}, service_id=10**30)]
)
def test_values_that_no_site_of_ours_sends_stop_nothing(
    database: Database, keys: Path, new_workers: Callable[..., Worker], hostile: object
) -> None:
    responses = sealed_responses([hostile], keys)  # type: ignore[list-item]
    put(database, responses)
    put(database, sealed_responses(VARIETY[:2], keys))
    read_all(new_workers())
    found = outcome(database)
    assert len(found.readings) == 3
    assert [found.readings[identity][2] is not None for identity in responses] == [True]
    assert all(len(language) < 20 for language, _ in found.languages)


def test_a_new_version_reads_again_and_what_a_person_decided_survives(
    database: Database, keys: Path, new_workers: Callable[..., Worker]
) -> None:
    put(database, sealed_responses(VARIETY, keys))
    read_all(new_workers(version="v1"))
    with database.write() as session:
        of_words = Finding.theme.is_not(None), Finding.quote_id.is_not(None)
        judged = session.scalars(select(Finding).where(*of_words).limit(1)).one()
        judged.verdict = "rejected"
        kept = (judged.id, judged.reading_id)
    before = outcome(database)
    assert new_workers(version="v1").read_next() is False
    read_all(new_workers(version="v2"))
    after = outcome(database)
    assert {version for version, _, _ in after.readings.values()} == {"v2"}
    others = before.findings.keys() - {kept[1]}
    assert {identity: after.findings[identity] for identity in others} == {i: before.findings[i] for i in others}
    # The judged finding stands beside those of the new version.
    assert set(before.findings[kept[1]]) <= set(after.findings[kept[1]])
    assert {identity: after.quotes[identity] for identity in others} == {identity: before.quotes[identity] for identity in others}
    assert after.quotes[kept[1]] == before.quotes[kept[1]] + 1
    assert after.languages == before.languages, "a response counts once, however often it is read"
    with database.read() as session:
        assert session.scalars(select(Finding.reading_id).where(Finding.id == kept[0], Finding.verdict == "rejected")).all() == [
            kept[1]
        ]


def test_the_counter_is_right_when_two_workers_meet_a_languages_first_response(database: Database) -> None:
    def count() -> None:
        with database.write() as session:
            count_language(session, "ti", QUARTER)

    failures: list[BaseException] = []

    def count_or_tell() -> None:
        try:
            count()
        except BaseException as error:  # noqa: BLE001 - told below
            failures.append(error)

    other = threading.Thread(target=count_or_tell)
    with database.write() as session:
        count_language(session, "ti", QUARTER)
        other.start()
        time.sleep(0.3)  # the other waits for this transaction
    other.join()
    assert failures == []
    assert outcome(database).languages == {("ti", QUARTER): 2}


def test_two_workers_at_once_share_the_work(database: Database, keys: Path) -> None:
    responses = sealed_responses([submission({"safe": "never", "helped": ["money"]}, language="ti")] * 30, keys)
    put(database, responses)
    with database.write() as session:  # every storing of a reading leaves a mark, a second one of the same response too
        session.execute(text("CREATE TABLE stored (response_id %s)" % ("BLOB" if database.is_sqlite else "BYTEA")))
        for statement in MARK_SQLITE if database.is_sqlite else MARK_POSTGRESQL:
            session.execute(text(statement))
    order = Order(database.url.render_as_string(hide_password=False), str(keys))
    with nursery() as one, nursery() as other:
        one.begin(order)
        other.begin(order)
        assert (one.end(), other.end()) == (0, 0)
    found = outcome(database)
    assert set(found.readings) == set(responses)
    assert set(map(len, found.findings.values())) == {2}
    assert found.languages == {("ti", QUARTER): len(responses)}
    with database.read() as session:
        assert sorted(session.execute(text("SELECT response_id FROM stored")).scalars()) == sorted(responses)


def test_retention_ends_for_old_responses_and_expired_drafts(
    database: Database, keys: Path, new_workers: Callable[..., Worker]
) -> None:
    today = dt.datetime.now(dt.UTC).date()
    old, kept = sealed_responses(VARIETY[:1], keys), sealed_responses(VARIETY[1:2], keys)
    put(database, old, today - dt.timedelta(weeks=12))
    put(database, kept, today - dt.timedelta(weeks=9))
    with database.write() as session:
        keep_draft(session, b"e" * 16, b"closed", time.time() - 2 * LIFETIME)
        keep_draft(session, b"l" * 16, b"closed", time.time())
    worker = new_workers(retention_weeks=10)
    read_all(worker)
    worker.tidy_up()
    found = outcome(database)
    assert set(found.readings) == set(found.findings) == set(found.quotes) == set(kept)
    with database.read() as session:
        assert count_responses(session) == 1
        assert session.execute(text("SELECT locator FROM draft")).scalars().all() == [b"l" * 16]


def test_it_runs_until_it_is_told_to_stop(database: Database, keys: Path, new_workers: Callable[..., Worker]) -> None:
    stop, read = threading.Event(), threading.Semaphore(0)
    worker = new_workers(on_step=lambda step: read.release() if step == "committed" else None)
    running = threading.Thread(target=worker.run, args=(stop, 0.01))
    running.start()
    try:
        for _ in range(2):  # what comes later is read too
            put(database, sealed_responses(VARIETY[:1], keys))
            assert read.acquire(timeout=60)
        assert running.is_alive()
    finally:
        stop.set()
        running.join(60)
    assert not running.is_alive()
    assert len(outcome(database).readings) == 2


class Outage:
    """Takes the database away at the first reading and, where that is ours to do, gives it back after the first failure."""

    def __init__(self, database: Database) -> None:
        self.database, self.holder, self.reached = database, None, Counter[str]()

    def on_step(self, step: str) -> None:
        self.reached[step] += 1
        if step == "read" and self.reached["read"] == 1:
            self.begin()
        elif step == "claimed" and self.holder is not None:
            self.holder.close()
            self.holder = None

    def begin(self) -> None:
        if self.database.is_sqlite:
            self.holder: sqlite3.Connection | None = sqlite3.connect(self.database.url.database or "", isolation_level=None)
            self.holder.execute("BEGIN IMMEDIATE")
        else:
            with self.database.read() as session:
                others = "datname = current_database() AND pid <> pg_backend_pid()"
                session.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))


def test_it_survives_a_database_that_goes_away(
    database: Database, keys: Path, new_workers: Callable[..., Worker], caplog: pytest.LogCaptureFixture
) -> None:
    responses = sealed_responses(VARIETY[:3], keys)
    put(database, responses)
    outage, stop = Outage(database), threading.Event()

    def on_step(step: str) -> None:
        outage.on_step(step)
        if outage.reached["committed"] == len(responses):
            stop.set()

    worker = new_workers(on_step=on_step)
    if database.is_sqlite:
        event.listen(worker.database.engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=50"))
    worker.run(stop, idle=0.01)
    assert "the database is away" in caplog.text
    assert outage.reached["read"] == len(responses) + 1
    assert set(outcome(database).readings) == set(responses)
    assert outcome(database).languages == {("en", QUARTER): 3}
