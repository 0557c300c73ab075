"""What the workbench's tests stand on: the real site on a real database, with one inspection and its inspector."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feedback.settings import WorkbenchSettings
from feedback.store.database import Database
from feedback.workbench.factory import create_app
from feedback.workbench.people import add_inspector, current_code
from tests.conftest import KeyRing
from tests.evidence.planting import Planter, plant

EMAIL = "ines@example.org"
PASSWORD = "a long enough passphrase"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Desk:
    """A browser at the workbench."""

    client: FlaskClient
    database: Database
    secrets: Path

    def token(self, address: str) -> str:
        """The form token on a page."""
        found = TOKEN.search(self.client.get(address).text)
        assert found is not None
        return found[1]

    def action(self, address: str) -> str:
        """Where the sign-in form of a page is sent."""
        found = re.search(r'action="(/sign-in[^"]*)"', self.client.get(address).text)
        assert found is not None
        return found[1]

    def send(self, address: str, page: str, **fields: str) -> TestResponse:
        """Send a form that stands on a page."""
        return self.client.post(address, data={"csrf_token": self.token(page), **fields})

    def give_password(self, email: str = EMAIL, password: str = PASSWORD) -> TestResponse:
        """The first step of signing in."""
        return self.send("/sign-in", "/sign-in", email=email, password=password)

    def give_code(self, code: str | None = None, email: str = EMAIL) -> TestResponse:
        """The second step of signing in."""
        return self.send("/sign-in/code", "/sign-in/code", code=code or current_code(self.database, self.secrets, email))

    def sign_in(self, email: str = EMAIL) -> "Desk":
        """Both steps."""
        self.give_password(email)
        assert self.give_code(email=email).status_code == 302
        return self


@pytest.fixture
def secrets_file(keys: Path) -> Path:
    """The workbench's secrets."""
    return keys / "workbench" / "secrets.toml"


@pytest.fixture
def planter(sqlite: Database, key_ring: KeyRing, secrets_file: Path) -> Planter:
    """One inspection, whose inspector has an account."""
    add_inspector(sqlite, secrets_file, EMAIL, "Ines Spector", PASSWORD)
    return plant(sqlite, key_ring.workbench, EMAIL, has_account=True)


@pytest.fixture
def site(planter: Planter, keys: Path, secrets_file: Path) -> Iterator[Flask]:
    """The inspectors' site."""
    url = planter.database.url.render_as_string(hide_password=False)
    app = create_app(WorkbenchSettings(url, keys / "workbench" / "workbench.key", secrets_file, behind_tls=False))
    yield app
    app.extensions["feedback"].database.close()


@pytest.fixture
def new_desk(site: Flask, planter: Planter, secrets_file: Path) -> Callable[[], Desk]:
    """Opens another browser."""
    return lambda: Desk(site.test_client(), planter.database, secrets_file)


@pytest.fixture
def desk(new_desk: Callable[[], Desk]) -> Desk:
    """A browser in which nobody has signed in."""
    return new_desk()
