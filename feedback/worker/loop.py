"""The worker's loop: one response, one transaction; killed anywhere, nothing is lost and nothing is done twice."""

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from analysis import Reader
from feedback.questionnaires.submission import decode
from feedback.sealing.envelope import Kind
from feedback.sealing.keys import PublicKey
from feedback.sealing.opener import PrivateKey
from feedback.settings import WorkerSettings
from feedback.store import people as _people  # noqa: F401 - findings refer to people, and their rows must be known to be stored
from feedback.store.counters import count_language
from feedback.store.database import Database, DatabaseAway, Role, Session
from feedback.store.drafts import destroy_expired
from feedback.store.readings import NewReading, replace_reading
from feedback.store.responses import claim, claim_unread, end_retention, is_stored, needs_reading, response_ids
from feedback.store.revision import require_current
from feedback.worker.draw import Draw
from feedback.worker.findings import read_submission

log = logging.getLogger("feedback.worker")

HOUSEKEEPING_EVERY = 600.0  # seconds
_UNKNOWN = "unknown"

Claimed = tuple[bytes, dt.date, bytes]


@dataclass(frozen=True, slots=True)
class _Read:
    reading: NewReading
    language: str | None  # None: could not be opened


@dataclass(frozen=True, slots=True)
class Retagged:
    """How many responses were read again, or for the first time, and how many could not be stored."""

    read: int
    failed: int


class Worker:
    """Reads what has no reading at the current version.

    Args:
        version: what its readings are stored under; the reader's, unless a test says otherwise.
        on_step: told the name of each step as it is reached ("claimed", "read", "stored", "committed").
    """

    def __init__(
        self,
        database: Database,
        private_key: PrivateKey,
        workbench: PublicKey,
        reader: Reader,
        *,
        retention_weeks: int = 104,
        version: str | None = None,
        on_step: Callable[[str], None] = lambda _step: None,
    ) -> None:
        self.database = database
        self._private_key = private_key
        self._workbench = workbench
        self._reader = reader
        self._retention = dt.timedelta(weeks=retention_weeks)
        self._draw = Draw(private_key.derive("draw"))
        self.version = version or reader.version
        self._on_step = on_step

    @classmethod
    def from_settings(cls, settings: WorkerSettings) -> "Worker":
        """A worker as its settings say.

        Raises:
            feedback.sealing.keys.BrokenKey, feedback.sealing.opener.KeyIsExposed: a key is missing or readable by others.
            feedback.store.migrations.StaleSchema: the database needs `feedback migrate`.
            analysis.embedder.UnusableEmbedder, analysis.chosen.ModelDoesNotFit: embedder or model of the settings cannot be used.
        """
        private_key, workbench = PrivateKey.read(settings.private_key), PublicKey.read(settings.workbench_key)
        database = Database(settings.database_url, Role.WORKER)
        require_current(database)
        reader = Reader.load(embedder=settings.embedder, model_file=settings.model)
        return cls(database, private_key, workbench, reader, retention_weeks=settings.retention_weeks)

    def read_next(self) -> bool:
        """Read one response; False where there is none to read.

        Raises:
            DatabaseAway: nothing was changed.
        """
        return self._read_one(lambda session: claim_unread(session, self.version), self._is_due) is not None

    def retag(self, *, everything: bool = False, stop: threading.Event | None = None) -> Retagged:
        """Read again what has no reading of this version, or with `everything` all there is, each once.

        Ends early when told to stop; what is left is read by whoever runs next. One response that breaks the store is counted
        and stops nothing.

        Raises:
            DatabaseAway: what was read until then is stored.
        """
        with self.database.read() as session:
            waiting = response_ids(session, None if everything else self.version)
        is_due, read, failed = is_stored if everything else self._is_due, 0, 0
        for response_id in waiting:
            if stop is not None and stop.is_set():
                break
            try:
                read += self._read_one(partial(claim, response_id=response_id), is_due) is True
            except DatabaseAway:
                raise
            except Exception as error:  # noqa: BLE001 - one response must not stop the others
                log.error("a response could not be stored: %s", type(error).__name__)  # noqa: TRY400 - its text may hold words
                failed += 1
        return Retagged(read, failed)

    def _is_due(self, session: Session, response_id: bytes) -> bool:
        return needs_reading(session, response_id, self.version)

    def _read_one(self, find: Callable[[Session], Claimed | None], is_due: Callable[[Session, bytes], bool]) -> bool | None:
        """Read the response that `find` finds and holds; whether it was still due then, None where nothing was found.

        On PostgreSQL the response is held while it is read, and other workers skip it. SQLite has one lock for everything, so
        there it is read first and held only to store the reading, unless another worker stored one meanwhile.
        """
        if not self.database.is_sqlite:
            with self.database.write() as session:
                claimed = find(session)
                if claimed is None:
                    return None
                # Another worker may have stored its reading between this search's view of the tables and its lock.
                due = is_due(session, claimed[0])
                if due:
                    self._store(session, self._read(claimed))
        else:
            with self.database.read() as session:
                claimed = find(session)
            if claimed is None:
                return None
            read = self._read(claimed)
            with self.database.write() as session:
                due = is_due(session, claimed[0])
                if due:
                    self._store(session, read)
        self._on_step("committed")
        return due

    def _store(self, session: Session, read: _Read) -> None:
        first = replace_reading(session, read.reading)
        if first and read.language is not None:
            day = read.reading.week
            count_language(session, read.language, f"{day.year}-Q{(day.month + 2) // 3}")
        self._on_step("stored")

    def _read(self, claimed: Claimed) -> _Read:
        self._on_step("claimed")
        response_id, week, sealed = claimed
        try:
            submission = decode(self._private_key.open(sealed, kind=Kind.RESPONSE, object_id=response_id))
        except ValueError as error:  # CannotOpen, or what is inside is no submission, or not even text
            return self._fault(response_id, week, "unopenable", error, None)
        try:
            reading = read_submission(
                submission,
                response_id=response_id,
                week=week,
                reader=self._reader,
                workbench=self._workbench,
                draw=self._draw,
                version=self.version,
            )
        except Exception as error:  # noqa: BLE001 - one response must not stop the others; a later version tries it again
            return self._fault(response_id, week, "unreadable", error, submission.language)
        self._on_step("read")
        return _Read(reading, submission.language)

    def _fault(self, response_id: bytes, week: dt.date, fault: str, error: Exception, language: str | None) -> _Read:
        # Only the kind of error: its message can hold what somebody wrote.
        log.error("a response is %s: %s", fault, type(error).__name__)
        return _Read(NewReading(response_id, self.version, week, None, _UNKNOWN, _UNKNOWN, fault), language)

    def tidy_up(self) -> None:
        """Destroy expired drafts and responses whose retention has ended."""
        today = dt.datetime.now(dt.UTC).date()
        with self.database.write() as session:
            destroy_expired(session, time.time())
            ended = end_retention(session, today - self._retention)
        self.database.tidy()
        if ended:
            log.info("retention ended for %d responses", ended)

    def run(self, stop: threading.Event, idle: float = 1.0) -> None:
        """Read until told to stop; waits `idle` seconds when there is nothing to read, longer when the database is away."""
        tidied, wait = -HOUSEKEEPING_EVERY, idle
        while not stop.is_set():
            try:
                if time.monotonic() - tidied > HOUSEKEEPING_EVERY:
                    self.tidy_up()
                    tidied = time.monotonic()
                busy, wait = self.read_next(), idle
            except DatabaseAway:
                log.warning("the database is away; trying again in %.0f s", wait)
                busy, wait = False, min(wait * 2, 60.0)
            except Exception as error:  # noqa: BLE001 - one response that breaks the store must not stop the others
                log.error("a response could not be stored: %s", type(error).__name__)  # noqa: TRY400 - its text may hold words
                busy, wait = False, min(wait * 2, 60.0)
            if not busy:
                stop.wait(wait)
