"""The sites as they run for people: real processes on free ports, with keys and a database of their own."""

import datetime as dt
import http.server
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from feedback.demo.respondent import is_up
from feedback.questionnaires.submission import Submission, decode
from feedback.sealing.envelope import Kind
from feedback.sealing.making import make_keys
from feedback.sealing.opener import PrivateKey
from feedback.store.database import Database
from feedback.store.drafts import Draft
from feedback.store.inspections import add_inspection
from feedback.store.migrations import upgrade
from feedback.store.responses import Response
from feedback.store.services import add_service

STARTING = 60.0  # seconds that a process may take to answer
STOPPING = 15.0
SERVICE = "Rowan"
OUTSIDE_TITLE = "Weather"


def free_port() -> int:
    """A port on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def process(directory: Path, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """One of the project's processes, ended with everything it started; what it says goes to a file."""
    with (directory / f"{command[0]}.log").open("ab") as log:
        running = subprocess.Popen(
            [sys.executable, "-m", "feedback", *command], start_new_session=True, stdout=log, stderr=log, stdin=subprocess.DEVNULL
        )
        try:
            yield running
        finally:
            _end(running)


def _end(running: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(running.pid, signal.SIGTERM)
        running.wait(STOPPING)
    except ProcessLookupError:
        pass
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()


@dataclass(frozen=True)
class Installation:
    """One installation's folder: keys, database, logs, and a service that has a card with a code."""

    directory: Path
    service_id: int
    code: str

    @classmethod
    def make(cls, directory: Path) -> "Installation":
        """A new one."""
        make_keys(directory / "keys")
        with _opened(directory) as database:
            upgrade(database)
            with database.write() as session:
                service = add_service(session, provider="Provider", name=SERVICE, kind="safehouse", region="Wales")
                return cls(directory, service.id, service.code)

    @property
    def url(self) -> str:
        """Its database."""
        return _url(self.directory)

    @property
    def keys(self) -> Path:
        """Its keys."""
        return self.directory / "keys"

    def database(self) -> "_Opened":
        """Its database, opened for a moment."""
        return _opened(self.directory)

    def responses(self) -> Mapping[bytes, Submission]:
        """Everything that was sent, opened with the worker's key, by the response's id."""
        key = PrivateKey.read(self.keys / "worker" / "worker.key")
        with self.database() as database, database.read() as session:
            rows = session.execute(select(Response.id, Response.sealed)).all()
        return {row.id: decode(key.open(row.sealed, kind=Kind.RESPONSE, object_id=row.id)) for row in rows}

    def count_drafts(self) -> int:
        """How many drafts are kept."""
        with self.database() as database, database.read() as session:
            return session.scalar(select(func.count()).select_from(Draft)) or 0

    def inspect(self, reference: str, email: str) -> int:
        """Open an inspection of the service for one inspector; its id."""
        today = dt.datetime.now(dt.UTC).date()
        year = dt.timedelta(weeks=52)
        with self.database() as database, database.write() as session:
            return add_inspection(
                session,
                reference=reference,
                service_name=SERVICE,
                first=today - year,
                last=today + year,
                visit_on=today,
                members=[email],
            ).id

    @contextmanager
    def serving(self, site: str, *options: str) -> Iterator[str]:
        """Serve a site until the block ends; its address."""
        port = free_port()
        origin = f"http://127.0.0.1:{port}"
        common = (site, "--database-url", self.url, "--port", str(port), "--workers", "1", "--without-tls")
        with process(self.directory, *common, *options) as running:
            deadline = time.monotonic() + STARTING
            while not is_up(origin):
                said = (self.directory / f"{site}.log").read_text(encoding="utf-8")
                assert running.poll() is None, said
                assert time.monotonic() < deadline, said
                time.sleep(0.1)
            yield origin

    @contextmanager
    def public_site(self, *options: str) -> Iterator[str]:
        """Serve the public site."""
        with self.serving("collect", "--public-keys", str(self.keys / "public"), *options) as origin:
            yield origin

    @contextmanager
    def workbench(self) -> Iterator[str]:
        """Serve the inspectors' site."""
        keys = self.keys / "workbench"
        with self.serving(
            "workbench", "--private-key", str(keys / "workbench.key"), "--secrets", str(keys / "secrets.toml")
        ) as o:
            yield o

    @contextmanager
    def worker(self) -> Iterator[subprocess.Popen[bytes]]:
        """Run the worker."""
        keys = self.keys / "worker"
        options = ("--private-key", str(keys / "worker.key"), "--workbench-key", str(keys / "workbench.pub"))
        with process(self.directory, "worker", "--database-url", self.url, *options) as running:
            yield running


def _url(directory: Path) -> str:
    return f"sqlite:///{directory / 'feedback.db'}"


class _Opened:
    def __init__(self, url: str) -> None:
        self._database = Database(url)

    def __enter__(self) -> Database:
        return self._database

    def __exit__(self, *_: object) -> None:
        self._database.close()


def _opened(directory: Path) -> _Opened:
    return _Opened(_url(directory))


class _Outside(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = f"<!doctype html><html lang=en><title>{OUTSIDE_TITLE}</title><h1>{OUTSIDE_TITLE}</h1></html>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def page_elsewhere() -> Iterator[str]:
    """A neutral page on another host, where "Leave this page" ends; its address."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Outside) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.1,))
        thread.start()
        yield f"http://localhost:{server.server_port}/weather"
        server.shutdown()
        thread.join()
