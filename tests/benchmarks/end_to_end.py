"""End to end: responses a second from POST to read, by one worker on one core, over the reading of their texts alone."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import func, select

from analysis import VERSION
from feedback.store.readings import Reading
from feedback.store.responses import count_unread
from tests.benchmarks.figures import compared, in_turn, note, title
from tests.benchmarks.installation import Installation, on_sqlite, voices
from tests.benchmarks.load import Load, put_on
from tests.benchmarks.one_core import hold_to_one_core, one_core, speed_of
from tests.benchmarks.passages import read_all
from tests.benchmarks.serving import site_of

CONNECTIONS = 4
ROUNDS = 3
VOICES = 56
RECEIVED = "303 SEE OTHER"
PATIENCE = 120.0


def run() -> None:
    """Measure and print."""
    title(
        "end-to-end",
        f"responses a second from POST send to read: {VOICES} voices, SQLite, one worker on one core",
    )
    with on_sqlite() as installation, one_core() as pool, _worker(installation), site_of(installation) as port:
        sending = {"sent, sealed, opened, read, stored": lambda: _sent_and_read(installation, port)}
        speeds = in_turn(ROUNDS, {**sending, "read only": speed_of(pool, _read_only)})
    note(
        "“Read only” is the reader alone on the same texts, on the same core. A worker that had nothing to do looks every second."
    )
    compared(speeds, "read only", "a second")


def _sent_and_read(installation: Installation, port: int) -> float:
    requests = installation.drafts(voices(VOICES))
    began = time.perf_counter()
    put_on(Load(port, CONNECTIONS, requests)).speed(RECEIVED)
    while time.perf_counter() - began < PATIENCE:
        with installation.database.read() as session:
            if count_unread(session, VERSION) == 0:
                elapsed = time.perf_counter() - began
                if session.scalar(select(func.count()).where(Reading.fault.is_not(None))):
                    raise RuntimeError("the worker could not read everything")
                return VOICES / elapsed
        time.sleep(0.02)
    raise RuntimeError("the worker did not read everything (was the analysis changed meanwhile?)")


def _read_only() -> float:
    began = time.perf_counter()
    read_all(VOICES)
    return VOICES / (time.perf_counter() - began)


@contextmanager
def _worker(installation: Installation) -> Iterator[None]:
    keys = installation.keys / "worker"
    command = [sys.executable, "-m", "feedback", "worker", "--database-url", installation.url]
    command += ["--private-key", str(keys / "worker.key"), "--workbench-key", str(keys / "workbench.pub")]
    process = subprocess.Popen(command)
    hold_to_one_core(process.pid)
    try:
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)
