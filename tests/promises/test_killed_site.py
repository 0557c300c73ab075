"""What the public site has acknowledged is stored, once, though the whole site is killed again and again under load."""

import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
from sqlalchemy import select

from feedback.questionnaires.submission import decode
from feedback.sealing.envelope import Kind
from feedback.store.database import Database
from feedback.store.responses import Response
from tests.conftest import KeyRing
from tests.promises.serving import Site, Visitor, end, free_port

KILLS = 20
CLIENTS = 4
UNDER_LOAD = (0.1, 0.6)  # seconds between the first answer after a start and the kill
WORDS = 8  # the number of a free-text question


class Load:
    """Clients that send one response after another, each until it is acknowledged; `acknowledged` holds what they sent."""

    def __init__(self, origin: str) -> None:
        self.origin, self.stop = origin, threading.Event()
        self.acknowledged: list[str] = []
        self.sends = 0

    def run(self, client: int) -> None:
        """Send until told to stop; the last one is finished first."""
        number = 0
        while not self.stop.is_set():
            number += 1
            name = f"client {client}, response {number}"
            with Visitor(self.origin) as visitor:
                _until(lambda v=visitor: v.post("survivor/start", {}), "/en/1")
                token = _until_token(visitor)
                _until(lambda v=visitor, t=token, n=name: v.post(str(WORDS), {"csrf_token": t, "answer": n}), f"/en/{WORDS + 1}")
                _until(lambda v=visitor, t=token: self._send(v, t), "/en/done")
            self.acknowledged.append(name)

    def _send(self, visitor: Visitor, token: str) -> httpx.Response:
        self.sends += 1
        return visitor.post("send", {"csrf_token": token})


def _until(attempt: Callable[[], httpx.Response], location: str) -> None:
    """Try the same request again until the site acknowledges it by sending the browser there."""
    while True:
        try:
            answer = attempt()
        except httpx.TransportError:
            time.sleep(0.05)
            continue
        if answer.status_code == httpx.codes.SEE_OTHER and answer.headers["Location"] == location:
            return
        assert answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR, (answer.status_code, answer.headers.get("Location"))


def _until_token(visitor: Visitor) -> str:
    while True:
        try:
            return visitor.token(str(WORDS))
        except httpx.TransportError:
            time.sleep(0.05)


def test_what_was_acknowledged_is_stored_once(database: Database, keys: Path, key_ring: KeyRing, tmp_path: Path) -> None:
    site = Site(database.url.render_as_string(hide_password=False), keys, free_port(), tmp_path / "traces")
    moments = random.Random(20)
    process = site.start()
    load = Load(site.origin)
    with ThreadPoolExecutor(CLIENTS) as pool:
        clients = [pool.submit(load.run, client) for client in range(CLIENTS)]
        try:
            for _ in range(KILLS):
                time.sleep(moments.uniform(*UNDER_LOAD))
                end(process, signal.SIGKILL)
                assert process.returncode == -signal.SIGKILL
                process = site.start()
        finally:
            load.stop.set()
        for client in clients:
            client.result()
    end(process)
    assert len(load.acknowledged) >= CLIENTS
    assert load.sends >= len(load.acknowledged)
    assert stored(database, key_ring) == Counter(load.acknowledged)


def stored(database: Database, key_ring: KeyRing) -> Counter[str]:
    """What the worker's key finds in the stored responses."""
    with database.read() as session:
        rows = session.execute(select(Response.id, Response.sealed)).all()
    opened = [decode(key_ring.worker.open(row.sealed, kind=Kind.RESPONSE, object_id=row.id)) for row in rows]
    return Counter(str(submission.answers["good"]) for submission in opened)
