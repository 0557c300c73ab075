"""A process that loads the reader once and forks a worker for each order, so that workers can be killed by the hundred.

It never reads anything that a machine reads: the embedder starts threads at its first text, and a fork has none of its parent's
threads. A text in a language without a model only fills the caches of all the rest.
Orders and answers are lines of JSON on its standard input and output.
"""

import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from sqlalchemy import event, make_url

from analysis import Reader
from feedback.sealing.keys import PublicKey
from feedback.sealing.opener import PrivateKey
from feedback.store.database import Database, Role
from feedback.worker.loop import Worker

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Order:
    """One worker: it reads until nothing is left, or dies when a step, or a statement's end, is reached for the n-th time."""

    url: str
    keys: str
    step: str = ""  # a step's name, or "statement"
    occurrence: int = 0


def read_all(worker: Worker) -> None:
    """Read until there is nothing to read."""
    while worker.read_next():
        pass


def _dying(step: str, occurrence: int) -> Callable[[str], None]:
    seen = 0

    def on_step(reached: str) -> None:
        nonlocal seen
        seen += reached == step
        if seen == occurrence:
            os.kill(os.getpid(), signal.SIGKILL)

    return on_step if occurrence else lambda _step: None


def _obey(order: Order, reader: Reader) -> None:
    database, keys = Database(make_url(order.url), Role.WORKER), Path(order.keys)
    on_step = _dying(order.step, order.occurrence)
    event.listen(database.engine, "after_cursor_execute", lambda *_: on_step("statement"))
    private, workbench = PrivateKey.read(keys / "worker" / "worker.key"), PublicKey.read(keys / "worker" / "workbench.pub")
    read_all(Worker(database, private, workbench, reader, on_step=on_step))
    database.close()


def _in_a_child(order: Order, reader: Reader) -> int:
    """Obey in a child process; its exit status, or minus the signal that killed it."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    status = 1
    try:
        _obey(order, reader)
        status = 0
    except BaseException:  # noqa: BLE001 - a child must never go on as if it were its parent
        traceback.print_exc()
    finally:
        os._exit(status)


class Nursery:
    """The other end: gives orders to such a process."""

    def __init__(self, orders: IO[str], answers: IO[str]) -> None:
        self._orders, self._answers = orders, answers

    def begin(self, order: Order) -> None:
        """Give an order."""
        self._orders.write(json.dumps(asdict(order)) + "\n")
        self._orders.flush()

    def end(self) -> int:
        """Wait for the order's end: an exit status, or minus a signal."""
        return int(self._answers.readline())


@contextmanager
def nursery() -> Iterator[Nursery]:
    """Start one, end it at the end."""
    command = [sys.executable, "-m", "tests.worker.nursery"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Nursery(process.stdin, process.stdout)
        process.stdin.close()


def main() -> None:
    """Obey until the orders end."""
    reader = Reader.load()
    assert not reader.read("მე მიყვარს ეს სახლი და ხალხი", "en").read_by_machine
    for line in sys.stdin:
        print(_in_a_child(Order(**json.loads(line)), reader), flush=True)


if __name__ == "__main__":
    main()
