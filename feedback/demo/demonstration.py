"""The demonstration's run: keys, database, both sites and the worker; then the voices; then it stays up until Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import track

from analysis import VERSION
from feedback.demo.respondent import Respondent, is_up
from feedback.demo.voices import Voice, load_voices
from feedback.demo.world import INSPECTOR, codes_in_turn, make_world
from feedback.sealing.making import make_keys
from feedback.settings import SettingsFault
from feedback.store.database import Database
from feedback.store.migrations import upgrade
from feedback.store.responses import count_unread

STARTING = 60.0  # seconds that a site may take to answer
STOPPING = 15.0
AT_ONCE = 4
console = Console()


@dataclass(frozen=True, slots=True)
class Demonstration:
    """Where a demonstration lives."""

    data: Path
    collect_port: int
    workbench_port: int

    @property
    def keys(self) -> Path:
        """The folder of all its keys."""
        return self.data / "keys"

    @property
    def url(self) -> str:
        """Its database."""
        return f"sqlite:///{(self.data / 'feedback.db').resolve()}"

    @property
    def secrets(self) -> Path:
        """The workbench's secrets."""
        return self.keys / "workbench" / "secrets.toml"

    @property
    def collect(self) -> str:
        """The public site's address."""
        return f"http://127.0.0.1:{self.collect_port}"

    @property
    def workbench(self) -> str:
        """The inspectors' site's address."""
        return f"http://127.0.0.1:{self.workbench_port}"

    def processes(self) -> Iterator[Sequence[str]]:
        """The command of each process."""
        common = ("--database-url", self.url)
        bare = ("--without-tls", "--demonstration")
        keys = self.keys
        yield "collect", *common, "--public-keys", str(keys / "public"), "--port", str(self.collect_port), *bare
        yield (
            "worker",
            *common,
            "--private-key",
            str(keys / "worker/worker.key"),
            "--workbench-key",
            str(keys / "worker/workbench.pub"),
        )
        bench_keys = ("--private-key", str(keys / "workbench/workbench.key"), "--secrets", str(self.secrets))
        yield "workbench", *common, *bench_keys, "--port", str(self.workbench_port), "--workers", "1", *bare


def run_demonstration(demonstration: Demonstration, *, stay: bool) -> None:
    """Run it; returns when all voices have been read, or with `stay` at Ctrl-C.

    Raises:
        SettingsFault: a port is taken, or a process did not start.
    """
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell may have started us with them ignored
        signal.signal(number, signal.default_int_handler)
    for origin in (demonstration.collect, demonstration.workbench):
        if is_up(origin):
            raise SettingsFault(f"something else answers at {origin}: stop it, or choose another port")
    database = _prepare(demonstration)
    with ExitStack() as stack:
        processes = [stack.enter_context(_process(command)) for command in demonstration.processes()]
        _wait_until_up(demonstration, processes)
        _send_voices(demonstration, database)
        _wait_until_read(database, processes)
        _tell(demonstration)
        if stay:
            _stay(processes)


def _prepare(demonstration: Demonstration) -> Database:
    demonstration.data.mkdir(parents=True, exist_ok=True)
    if not demonstration.keys.exists():
        make_keys(demonstration.keys)
    database = Database(demonstration.url)
    upgrade(database)
    make_world(database, demonstration.secrets, demonstration.data / "password")
    return database


@contextmanager
def _process(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    # It shows the packaged model and embedder, whatever this machine's worker reads with.
    environment = {name: value for name, value in os.environ.items() if name not in {"FEEDBACK_MODEL", "FEEDBACK_EMBEDDER"}}
    process = subprocess.Popen([sys.executable, "-m", "feedback", *command], start_new_session=True, env=environment)  # noqa: S603 - our own command
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(STOPPING)
    except ProcessLookupError:
        pass
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _require_alive(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    if any(process.poll() is not None for process in processes):
        raise SettingsFault("a process has ended; its reason is above")


def _wait_until_up(demonstration: Demonstration, processes: Sequence[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + STARTING
    while not (is_up(demonstration.collect) and is_up(demonstration.workbench)):
        _require_alive(processes)
        if time.monotonic() > deadline:
            raise SettingsFault("the sites did not start")
        time.sleep(0.2)


def _send_voices(demonstration: Demonstration, database: Database) -> None:
    """Send what has not been sent; a file counts, so that an interrupted run goes on where it was."""
    voices, codes, counter = load_voices(), codes_in_turn(database), demonstration.data / "sent"
    sent = int(counter.read_text(encoding="ascii")) if counter.exists() else 0
    waiting = list(enumerate(voices))[sent:]
    batches = [waiting[at : at + AT_ONCE] for at in range(0, len(waiting), AT_ONCE)]

    def send(numbered: tuple[int, Voice]) -> None:
        Respondent(demonstration.collect).answer(numbered[1], codes[numbered[0] % len(codes)])

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for batch in track(batches, f"Sending {len(waiting)} invented responses", console=console, disable=not batches):
            list(pool.map(send, batch))
            counter.write_text(str(batch[-1][0] + 1), encoding="ascii")


def _wait_until_read(database: Database, processes: Sequence[subprocess.Popen[bytes]]) -> None:
    with console.status("The worker is reading …"):
        while True:
            _require_alive(processes)
            with database.read() as session:
                if count_unread(session, VERSION) == 0:
                    return
            time.sleep(0.5)


def _tell(demonstration: Demonstration) -> None:
    password = (demonstration.data / "password").read_text(encoding="ascii")
    command = f"feedback inspector code --database-url {demonstration.url} --secrets {demonstration.secrets} --email {INSPECTOR}"
    console.print(f"\nPublic site      {demonstration.collect}/\nInspectors' site {demonstration.workbench}/", highlight=False)
    console.print(f"Sign in as       {INSPECTOR}\nPassword         {password}", highlight=False)
    console.print("One-time code    make code", highlight=False)
    console.print(f"                 ({command})", highlight=False, soft_wrap=True)


def _stay(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    console.print("\nCtrl-C ends all of it.")
    try:
        while True:
            _require_alive(processes)
            time.sleep(0.5)
    except KeyboardInterrupt:
        console.print("Ending.")
