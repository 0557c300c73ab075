from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from feedback.sealing.keys import BrokenKey
from feedback.sealing.opener import KeyIsExposed
from feedback.settings import WorkbenchSettings
from feedback.store.database import Database
from feedback.store.revision import StaleSchema
from feedback.workbench.factory import create_app
from feedback.workbench.people import add_inspector
from feedback.workbench.vault import BrokenVault, read_secrets
from tests.conftest import KeyRing
from tests.evidence.planting import Said, plant
from tests.workbench.conftest import EMAIL, PASSWORD, Desk


@pytest.fixture
def settings(database: Database, keys: Path) -> WorkbenchSettings:
    url = database.url.render_as_string(hide_password=False)
    return WorkbenchSettings(url, keys / "workbench" / "workbench.key", keys / "workbench" / "secrets.toml")


@pytest.fixture
def behind_tls(settings: WorkbenchSettings) -> Iterator[Flask]:
    app = create_app(settings)
    yield app
    app.extensions["feedback"].database.close()


def test_the_whole_of_an_inspectors_work_is_within_the_sites_role(
    behind_tls: Flask, database: Database, key_ring: KeyRing, settings: WorkbenchSettings
) -> None:
    add_inspector(database, settings.secrets, EMAIL, "Ines Spector", PASSWORD)
    planter = plant(database, key_ring.workbench, EMAIL, has_account=True)
    (finding_id,) = planter.respond(Said("premises"))
    desk = Desk(behind_tls.test_client(), database, settings.secrets)  # over https, and without a Referer: our policy sends none
    desk.sign_in()
    here = f"/inspections/{planter.inspection_id}"
    decided = desk.send(
        f"{here}/findings/{finding_id.hex()}/verdict", f"{here}/themes/premises", decision="confirm", place="premises"
    )
    assert decided.status_code == 302
    assert desk.send(f"{here}/packs", f"{here}/packs", framework="outcomes").status_code == 302
    assert desk.send(f"{here}/packs", f"{here}/packs", framework="contract").status_code == 302
    assert desk.send("/sign-out", "/").status_code == 302


def test_behind_tls_the_cookie_is_bound_to_the_host_and_the_site_says_so(behind_tls: Flask) -> None:
    answer = behind_tls.test_client().get("/sign-in")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-workbench=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert "Strict-Transport-Security" in answer.headers


def test_the_site_does_not_start_on_a_stale_schema(tmp_path: Path, keys: Path) -> None:
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    with pytest.raises(StaleSchema):
        create_app(WorkbenchSettings(url, keys / "workbench" / "workbench.key", keys / "workbench" / "secrets.toml"))


def test_the_site_does_not_start_without_its_key(sqlite: Database, keys: Path, tmp_path: Path) -> None:
    url = sqlite.url.render_as_string(hide_password=False)
    settings = WorkbenchSettings(url, tmp_path / "none.key", keys / "workbench" / "secrets.toml")
    with pytest.raises(BrokenKey):
        create_app(settings)
    exposed = tmp_path / "exposed.key"
    exposed.write_bytes((keys / "workbench" / "workbench.key").read_bytes())
    exposed.chmod(0o644)
    with pytest.raises(KeyIsExposed):
        create_app(replace(settings, private_key=exposed))


@pytest.mark.parametrize(
    "content", ["", 'secret_key = "a"\n', 'secret_key = ""\npassword_salt = "b"\ntotp_secret = "c"\n', "not toml ["]
)
def test_incomplete_secrets_are_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "secrets.toml"
    path.touch(mode=0o600)
    path.write_text(content)
    with pytest.raises(BrokenVault):
        read_secrets(path)
    path.chmod(0o640)
    with pytest.raises(KeyIsExposed):
        read_secrets(path)


def test_secrets_do_not_show_themselves(keys: Path) -> None:
    secrets = read_secrets(keys / "workbench" / "secrets.toml")
    assert secrets.secret_key not in f"{secrets!r} {secrets}"
