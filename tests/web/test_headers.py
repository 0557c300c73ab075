"""Every response of both sites carries the security headers: every route, every method, every error."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from feedback.collect.factory import create_app as create_public_site
from feedback.settings import CollectSettings, WorkbenchSettings
from feedback.store.database import Database
from feedback.web.headers import ALWAYS, POLICY, SCRIPTS
from feedback.workbench.factory import create_app as create_workbench

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUUX")
VALUES = {"language": "ti", "audience": "agency", "number": 3, "filename": "public.css", "kind": "csv"}


@pytest.fixture(params=["public", "workbench"])
def site(request: pytest.FixtureRequest, sqlite: Database, keys: Path) -> Iterator[Flask]:
    url = sqlite.url.render_as_string(hide_password=False)
    if request.param == "public":
        app = create_public_site(CollectSettings(url, keys / "public", behind_tls=True))
    else:
        folder = keys / "workbench"
        app = create_workbench(WorkbenchSettings(url, folder / "workbench.key", folder / "secrets.toml", behind_tls=True))
    app.testing = False
    yield app
    app.extensions["feedback"].database.close()


def addresses(app: Flask) -> Iterator[str]:
    app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        kinds = {name: type(rule._converters[name]).__name__ for name in rule.arguments}
        values = {name: bytes(16) if kind == "IdConverter" else VALUES.get(name, 1) for name, kind in kinds.items()}
        built = rule.build(values, append_unknown=False)
        assert built is not None, rule
        yield built[1]
    yield from ("/nothing/at/all", "/xx/", "/%ff", "/static/missing.css", "/ti/999")


def assert_protected(response: TestResponse, where: str) -> None:
    for name, value in ALWAYS.items():
        assert response.headers.get(name) == value, (where, name)
    assert response.headers["Content-Security-Policy"] in {POLICY, POLICY + SCRIPTS}, where
    assert response.headers["Strict-Transport-Security"].startswith("max-age="), where
    caching = response.headers["Cache-Control"]
    if where.split()[1].startswith("/static/") and response.status_code == 200:
        assert "immutable" in caching
    else:
        assert caching == "no-store", where
    assert "Server" not in response.headers or "Werkzeug" not in response.headers["Server"]


def test_every_route_method_and_error_is_protected(site: Flask) -> None:
    client = site.test_client()
    seen = 0
    for address in addresses(site):
        for method in METHODS:
            response = client.open(address, method=method, base_url="https://localhost")
            assert_protected(response, f"{method} {address} {response.status_code}")
            response.close()
            seen += 1
    assert seen > 9 * 9


def test_a_fault_is_protected_too(site: Flask) -> None:
    def broken(**_: object) -> str:
        raise RuntimeError

    site.view_functions["static"] = broken
    response = site.test_client().get("/static/public.css", base_url="https://localhost")
    assert response.status_code == 500
    assert_protected(response, "GET /fault")


def test_no_page_may_load_anything_from_elsewhere() -> None:
    policy = POLICY + SCRIPTS
    assert policy.startswith("default-src 'none';")
    for forbidden in ("unsafe", "http", "*", "blob:"):
        assert forbidden not in policy


def test_without_tls_browsers_are_not_told_to_insist_on_it(public_site: Flask) -> None:
    assert "Strict-Transport-Security" not in public_site.test_client().get("/").headers
