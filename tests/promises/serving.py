"""The public site as operators run it: gunicorn in processes of its own, and visitors that come over HTTP."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

ROOT = Path(__file__).resolve().parent.parent.parent
STARTING = 90.0  # seconds that a process may take on a busy machine


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass(frozen=True)
class Site:
    """Where the public site is, and where it may leave traces: what it prints, and its own temporary folder."""

    url: str
    keys: Path
    port: int
    traces: Path

    @property
    def origin(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> subprocess.Popen[bytes]:
        """Start it in a process group of its own; returns when it answers."""
        what = ("--public-keys", str(self.keys / "public"), "--port", str(self.port))
        process = start("collect", self.url, self.traces, *what, "--without-tls", "--workers", "2", "--threads", "4")
        deadline = time.monotonic() + STARTING
        while not self._answers():
            assert process.poll() is None, (self.traces / "collect.stderr").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        return process

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.origin}/", trust_env=False, timeout=5).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False


def start(command: str, url: str, traces: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """Start one of the service's processes; what it prints and its temporary files stay below `traces`."""
    temporary = traces / f"{command}.tmp"
    temporary.mkdir(parents=True, exist_ok=True)
    whole = [sys.executable, "-m", "feedback", command, "--database-url", url, *arguments]
    with (traces / f"{command}.stdout").open("ab") as stdout, (traces / f"{command}.stderr").open("ab") as stderr:
        return subprocess.Popen(
            whole,
            cwd=ROOT,
            env={**os.environ, "TMPDIR": str(temporary)},
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
        )


def end(process: subprocess.Popen[bytes], number: signal.Signals = signal.SIGTERM) -> None:
    """Send a signal to a process and all that it started, and wait for its end."""
    if process.poll() is None:
        os.killpg(process.pid, number)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def running(site: Site) -> Iterator[subprocess.Popen[bytes]]:
    """The site, started and ended."""
    process = site.start()
    try:
        yield process
    finally:
        end(process)


class Visitor:
    """One browser session, without JavaScript; redirects are followed by hand, to see them."""

    def __init__(self, origin: str, language: str = "en", **options: object) -> None:
        self.language = language
        self.http = httpx.Client(base_url=origin, trust_env=False, timeout=60, **options)  # type: ignore[arg-type]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.http.close()

    def get(self, path: str) -> httpx.Response:
        """A page of this language, or an absolute path."""
        return self.http.get(self.path(path))

    def post(self, path: str, fields: Mapping[str, str]) -> httpx.Response:
        """A form as it is."""
        return self.http.post(self.path(path), data=dict(fields))

    def path(self, path: str) -> str:
        """The path below this language, unless it is absolute."""
        return path if path.startswith("/") else f"/{self.language}/{path}"

    def token(self, page: str) -> str:
        """The token of the form on a page."""
        found = re.search(r'name="csrf_token"[^>]*value="([0-9a-f]+)"', self.get(page).text)
        assert found
        return found.group(1)

    def start(self, audience: str = "survivor") -> None:
        """Begin a questionnaire."""
        assert self.post(f"{audience}/start", {}).status_code == httpx.codes.SEE_OTHER

    def answer(self, number: int, answer: str) -> httpx.Response:
        """Answer one question."""
        return self.post(str(number), {"csrf_token": self.token(str(number)), "answer": answer})

    def skip(self, number: int) -> httpx.Response:
        """Skip one question; a faulty answer to it is forgotten."""
        return self.post(str(number), {"csrf_token": self.token(str(number)), "skip": "1"})

    def send(self) -> httpx.Response:
        """Send, with the token of any page of this draft: the check page has none while something must be mended."""
        return self.post("send", {"csrf_token": self.token("2")})
