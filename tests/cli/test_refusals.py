"""A process that cannot start safely refuses in one line that says what to do; commands do what their help says."""

import datetime as dt
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import click
import pyotp
import pytest
from click.testing import CliRunner, Result

from feedback.cli import main
from feedback.store.database import Database
from feedback.store.inspections import inspections_of
from feedback.store.people import person_with_email
from feedback.store.services import all_services
from tests.worker.planting import put, sealed_responses, submission

PASSWORD = "a long enough password"


def run(*arguments: str | Path, given: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=given)


@pytest.fixture
def url(sqlite: Database) -> str:
    return sqlite.url.render_as_string(hide_password=False)


@pytest.fixture
def own_keys(keys: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(keys, tmp_path / "own-keys"))


def start(process: str, url: str, keys: Path, *more: str) -> Result:
    arguments = {
        "collect": ("--public-keys", keys / "public", "--without-tls"),
        "workbench": (
            "--private-key",
            keys / "workbench/workbench.key",
            "--secrets",
            keys / "workbench/secrets.toml",
            "--without-tls",
        ),
        "worker": ("--private-key", keys / "worker/worker.key", "--workbench-key", keys / "worker/workbench.pub"),
    }[process]
    return run(process, "--database-url", url, *arguments, *more)


PROCESSES = ("collect", "workbench", "worker")


@pytest.mark.parametrize("process", PROCESSES)
def test_a_stale_database_is_refused(process: str, tmp_path: Path, keys: Path) -> None:
    result = start(process, f"sqlite:///{tmp_path / 'empty.db'}", keys)
    assert result.exit_code == 1
    assert "feedback migrate" in result.output
    assert len(result.output.splitlines()) == 1


@pytest.mark.parametrize("process", PROCESSES)
def test_a_database_that_is_away_is_refused(process: str, keys: Path) -> None:
    result = start(process, "postgresql+psycopg://nobody@127.0.0.1:1/nothing", keys)
    assert result.exit_code == 1
    assert "FEEDBACK_DATABASE_URL" in result.output


@pytest.mark.parametrize(
    ("process", "missing"),
    [
        ("collect", "public/worker.pub"),
        ("collect", "public/escrow.pub"),
        ("workbench", "workbench/workbench.key"),
        ("workbench", "workbench/secrets.toml"),
        ("worker", "worker/worker.key"),
        ("worker", "worker/workbench.pub"),
    ],
)
def test_a_missing_key_is_refused_by_name(process: str, missing: str, url: str, own_keys: Path) -> None:
    (own_keys / missing).unlink()
    result = start(process, url, own_keys)
    assert result.exit_code == 1
    assert Path(missing).name in result.output
    assert len(result.output.splitlines()) == 1


@pytest.mark.parametrize(
    ("process", "exposed"),
    [("workbench", "workbench/workbench.key"), ("workbench", "workbench/secrets.toml"), ("worker", "worker/worker.key")],
)
def test_a_key_that_others_can_read_is_refused(process: str, exposed: str, url: str, own_keys: Path) -> None:
    (own_keys / exposed).chmod(0o644)
    result = start(process, url, own_keys)
    assert result.exit_code == 1
    assert "chmod 600" in result.output


def test_a_worker_refuses_a_model_that_it_cannot_use(url: str, keys: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.npz"
    broken.write_bytes(b"no model")
    for file, why in ((broken, "no model file of this version"), (tmp_path / "missing.npz", "missing.npz")):
        result = start("worker", url, keys, "--model", str(file))
        assert result.exit_code == 1
        assert why in result.output
        assert len(result.output.splitlines()) == 1


def test_everything_is_read_again_only_by_reading_again(url: str, keys: Path) -> None:
    result = start("worker", url, keys, "--all")
    assert result.exit_code == 1
    assert "--retag" in result.output


def test_reading_again_tells_how_many_and_ends(sqlite: Database, url: str, keys: Path) -> None:
    put(sqlite, sealed_responses([submission({"safe": "never"})] * 3, keys))
    assert "Responses read: 3." in start("worker", url, keys, "--retag").output
    assert "Responses read: 0." in start("worker", url, keys, "--retag").output
    result = start("worker", url, keys, "--retag", "--all")
    assert "Responses read: 3. Not stored: 0." in result.output
    assert result.exit_code == 0


def test_http_is_only_for_this_machine(url: str, keys: Path) -> None:
    result = start("collect", url, keys, "--host", "0.0.0.0")
    assert result.exit_code == 1
    assert "--without-tls" in result.output


def test_setting_up_from_nothing_to_an_inspection(tmp_path: Path) -> None:
    url, keys = f"sqlite:///{tmp_path / 'new.db'}", tmp_path / "new-keys"
    secrets = keys / "workbench/secrets.toml"
    assert run("keys", "make", keys).exit_code == 0
    assert run("migrate", "--database-url", url).exit_code == 0
    added = run(
        "service", "add", "--database-url", url, "--provider", "P", "--name", "Rowan", "--kind", "safehouse", "--region", "Wales"
    )
    assert added.exit_code == 0
    person = ("--email", "One@Example.org", "--name", "One")
    joined = run("inspector", "add", "--database-url", url, "--secrets", secrets, *person, "--password", PASSWORD)
    assert joined.exit_code == 0, joined.output
    uri = next(line for line in joined.output.splitlines() if line.startswith("otpauth://"))
    code = run("inspector", "code", "--database-url", url, "--secrets", secrets, "--email", "one@example.org")
    totp, now = pyotp.parse_uri(uri), dt.datetime.now(dt.UTC)
    assert isinstance(totp, pyotp.TOTP)
    assert totp.verify(code.output.strip(), for_time=now, valid_window=1)
    opening = (
        "--reference",
        "R-1",
        "--service",
        "Rowan",
        "--first",
        "2026-01-01",
        "--last",
        "2026-12-01",
        "--visit-on",
        "2026-12-08",
    )
    opened = run("inspection", "add", "--database-url", url, *opening, "--member", "one@example.org")
    assert opened.exit_code == 0, opened.output
    database = Database(url)
    with database.read() as session:
        assert added.output.strip().removeprefix("Code for its cards: ").replace(" ", "") == all_services(session)[0].code
        one = person_with_email(session, "one@example.org")
        assert one is not None
        assert [inspection.reference for inspection in inspections_of(session, one.id)] == ["R-1"]
        assert PASSWORD not in one.password
    database.close()


def test_what_is_there_already_is_not_added_again(url: str, keys: Path) -> None:
    what = (
        "service",
        "add",
        "--database-url",
        url,
        "--provider",
        "P",
        "--name",
        "Rowan",
        "--kind",
        "safehouse",
        "--region",
        "Wales",
    )
    assert run(*what).exit_code == 0
    assert run(*what).exit_code == 1
    assert "already" in run(*what).output
    again = run("keys", "make", keys)
    assert again.exit_code == 1
    assert "never overwritten" in again.output


def test_a_short_password_and_an_unknown_person_are_refused(url: str, keys: Path) -> None:
    common = ("--database-url", url, "--secrets", keys / "workbench/secrets.toml", "--email", "one@example.org")
    assert "12 characters" in run("inspector", "add", *common, "--name", "One", "--password", "short").output
    result = run("inspector", "code", *common)
    assert result.exit_code == 1
    assert "one@example.org" in result.output


def test_every_command_has_help_that_is_enough() -> None:
    def walk(group: object, path: tuple[str, ...] = ()) -> None:
        for name, command in getattr(group, "commands", {}).items():
            result = run(*path, name, "--help")
            assert result.exit_code == 0
            assert command.help
            for parameter in command.params:
                if isinstance(parameter, click.Option):
                    assert parameter.help, (path, name, parameter.name)
            walk(command, (*path, name))

    walk(main)


def test_the_demonstration_says_when_a_port_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        import threading

        def answer() -> None:
            connection, _ = taken.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

        threading.Thread(target=answer, daemon=True).start()
        result = run("demo", "--data", tmp_path / "demo", "--collect-port", str(port), "--once")
    assert result.exit_code == 1
    assert "something else answers" in result.output


def test_the_command_also_runs_as_a_module() -> None:
    environment = {**os.environ, "NO_COLOR": "1"}
    found = subprocess.run(
        [sys.executable, "-m", "feedback", "--help"], capture_output=True, text=True, env=environment, check=True
    )
    assert "workbench" in found.stdout
