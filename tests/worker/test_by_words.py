"""Without an embedder every answer waits for a person, with what words suggest; the worker's setting says which it is."""

import datetime as dt
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from analysis import VERSION, Reader
from feedback.cli import main
from feedback.evidence.quotes import decode
from feedback.sealing.envelope import Kind
from feedback.sealing.keys import PublicKey
from feedback.settings import WorkerSettings
from feedback.store.database import Database
from feedback.store.readings import NewReading
from feedback.worker.draw import Draw
from feedback.worker.findings import read_submission
from feedback.worker.loop import Worker
from tests.conftest import KeyRing
from tests.worker.planting import submission

SUGGESTED = "The boiler is broken and the heating is off. There is mould and damp."


@pytest.fixture(scope="module")
def without() -> Reader:
    return Reader.load(embedder="none")


def read(text: str, without: Reader, keys: Path) -> NewReading:
    workbench = PublicKey.read(keys / "worker" / "workbench.pub")
    return read_submission(
        submission({"else": text}),
        response_id=b"r" * 16,
        week=dt.date(2026, 11, 23),
        reader=without,
        workbench=workbench,
        draw=Draw(b"k" * 32),
        version=without.version,
    )


def test_a_suggestion_by_words_stands_beside_the_answer_that_nobody_has_read(
    without: Reader, keys: Path, key_ring: KeyRing
) -> None:
    found = read(SUGGESTED, without, keys)
    (quote,) = found.quotes
    content = decode(key_ring.workbench.open(quote.sealed, kind=Kind.QUOTE, object_id=quote.id))
    assert not content.read_by_machine
    whole = [(f.passage, f.certainty) for f in found.findings if f.theme is None]
    assert whole == [(None, "unread")]
    suggested = [f for f in found.findings if f.theme]
    assert "premises" in {f.theme for f in suggested}
    assert {(f.certainty, f.direction, f.tagger) for f in suggested} == {("suggested", "neutral", without.version)}


def test_words_of_danger_are_urgent_though_no_machine_read_them(without: Reader, keys: Path) -> None:
    found = read("I want to die.", without, keys)
    assert {f.certainty for f in found.findings} == {"unread"}
    assert all(f.urgent for f in found.findings)


def test_the_worker_reads_with_the_embedder_of_its_setting(sqlite: Database, keys: Path) -> None:
    folder = keys / "worker"
    url = sqlite.url.render_as_string(hide_password=False)
    settings = WorkerSettings(url, folder / "worker.key", folder / "workbench.pub", embedder="none")
    assert Worker.from_settings(settings).version != VERSION


def test_an_embedder_that_cannot_be_used_is_refused_in_a_line(sqlite: Database, keys: Path, tmp_path: Path) -> None:
    url = sqlite.url.render_as_string(hide_password=False)
    folder = keys / "worker"
    options = ("--database-url", url, "--private-key", folder / "worker.key", "--workbench-key", folder / "workbench.pub")
    environment = {"FEEDBACK_EMBEDDER": str(tmp_path)}
    result = CliRunner().invoke(main, ["worker", *map(str, options)], env=environment)
    assert result.exit_code == 1
    assert re.fullmatch(r"Error: .* has no ONNX file, .*\n", result.output)
