"""Serving: the public site and the bare functions, each under the same gunicorn with the same settings.

`python -m tests.benchmarks.serving KIND PORT [URL PUBLIC_KEYS]` serves one until it is ended.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from feedback.cli.server import Server
from feedback.collect.factory import create_app
from feedback.sealing.keys import PublicKey
from feedback.settings import CollectSettings
from tests.benchmarks import bare
from tests.benchmarks.installation import Installation

THREADS = 8
"""As `feedback collect` has unless told otherwise; with a process a core."""
PATIENCE = 60.0


@contextmanager
def served(kind: str, installation: Installation | None = None) -> Iterator[int]:
    """A server that answers, by its port; `kind` is site, submission or hello."""
    where = [installation.url, str(installation.keys / "public")] if installation else ["", ""]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "tests.benchmarks.serving", kind, str(port), *where]
    process = subprocess.Popen(command, start_new_session=True)
    try:
        _wait_for(port, process)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(PATIENCE)


def site_of(installation: Installation) -> AbstractContextManager[int]:
    """The public site of an installation."""
    return served("site", installation)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("a server did not start") from None
            time.sleep(0.1)


def _application(kind: str, url: str, public_keys: Path) -> Any:
    if kind == "hello":
        return bare.hello
    if kind == "site":
        return create_app(CollectSettings(url, public_keys, behind_tls=False))
    conninfo = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    recipients = [PublicKey.read(public_keys / name) for name in ("worker.pub", "escrow.pub")]
    return bare.submission(conninfo, recipients)


if __name__ == "__main__":
    Server(_application(sys.argv[1], sys.argv[3], Path(sys.argv[4])), f"127.0.0.1:{sys.argv[2]}", 0, THREADS).run()
