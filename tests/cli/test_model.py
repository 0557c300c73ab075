"""`feedback model`: a candidate made from verdicts keeps no words of theirs; it is compared, adopted by a person, restored."""

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from analysis import VERSION, embedder, examples, model, theme_codes, train
from analysis.examples import Example
from analysis.version import version_with
from feedback.cli import main
from feedback.cli.model import CANDIDATE, Texts
from feedback.evidence.review import Decision, decide
from feedback.evidence.reviewed import LEAST_RESPONDENTS
from feedback.store.audit import AuditEntry
from feedback.store.database import Database
from feedback.store.readings import Finding, Reading
from feedback.worker.adoption import card_of, earlier_of
from tests.conftest import KeyRing
from tests.evidence.planting import Planter, Said, add_person, plant
from tests.worker.planting import put, sealed_responses, submission

CANARIES = ("zorvexil", "qumbrathi", "ትሕጃግዝ")
EMAIL = "ines@example.org"


@pytest.fixture(scope="module")
def texts() -> Texts:
    """Few enough to learn from in a test, with every theme among them."""
    rows = [row for row in examples.load() if row.language == "en"]
    few: list[Example] = []
    for code in theme_codes():
        few += [row for row in rows if row.themes and row.themes[0][0] == code][:4]
    few += [row for row in rows if not row.themes][:8] + [row for row in rows if "urgent" in row.flags][:8]
    for way in ("mixed", "neutral"):
        few += [row for row in rows if way in {said for _, said in row.themes}][:12]
    gold = [row for row in examples.load(examples.GOLD) if row.language == "en"][:10]
    return Texts(tuple(dict.fromkeys(few)), gold)


def run(*arguments: str | Path, texts: Texts | None = None) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], obj=texts)


def url_of(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


def judge(planter: Planter, finding_id: bytes, decision: Decision, theme: str | None = None) -> None:
    with planter.database.write() as session:
        who = {"person_id": planter.person_id, "inspection_id": planter.inspection_id}
        decide(session, **who, finding_id=finding_id, decision=decision, theme=theme)


@pytest.fixture(scope="module")
def learnt(
    tmp_path_factory: pytest.TempPathFactory, key_ring: KeyRing, keys: Path, texts: Texts
) -> Iterator[tuple[Path, Result, str]]:
    """A candidate made from verdicts on passages full of words that are nowhere else; what was printed and logged."""
    from feedback.store.migrations import upgrade

    folder = tmp_path_factory.mktemp("learnt")
    database = Database(f"sqlite:///{folder / 'feedback.db'}")
    upgrade(database)
    planter = plant(database, key_ring.workbench)
    one, other, third = CANARIES
    for number in range(LEAST_RESPONDENTS + 2):
        said = [
            Said("premises", text=f"The {one} in my room {number} is cold and {other}."),
            Said("safety", "strength", text=f"I feel {other} here {number}, {third}."),
            Said(None, "neutral", text=f"{one} {third} {number}", certainty="suggested", language="ti"),
        ]
        decisions: list[tuple[Decision, str | None]] = [("confirm", None), ("reject", None), ("correct", "privacy")]
        for finding_id, (decision, theme) in zip(planter.respond(*said), decisions, strict=True):
            judge(planter, finding_id, decision, theme)
    (half,) = planter.respond(Said("health", text=f"{one} once"))
    judge(planter, half, "confirm")
    records: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: records.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger().addHandler(handler)
    key = keys / "workbench" / "workbench.key"
    result = run("model", "train", "--database-url", url_of(database), "--private-key", key, "--out", folder / "out", texts=texts)
    logging.getLogger().removeHandler(handler)
    yield folder / "out" / CANDIDATE, result, "\n".join(records)
    database.close()


def test_a_candidate_and_its_card_are_made_for_the_owner_only(learnt: tuple[Path, Result, str]) -> None:
    path, result, _ = learnt
    assert result.exit_code == 0, result.output
    assert f"learns from: {3 * (LEAST_RESPONDENTS + 2)}" in result.output
    assert f"fewer than {LEAST_RESPONDENTS} respondents spoke of their themes: 1" in result.output
    assert {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {
        CANDIDATE: 0o600,
        "candidate.md": 0o600,
    }
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_nothing_that_people_wrote_is_in_the_model_its_card_the_output_or_the_log(
    learnt: tuple[Path, Result, str], texts: Texts
) -> None:
    path, result, logged = learnt
    with np.load(path) as stored:
        arrays = {name: stored[name] for name in stored.files}
    everything = b"".join(array.tobytes() for array in arrays.values()) + path.read_bytes() + card_of(path).read_bytes()
    for canary in CANARIES:
        for part in (canary, canary[:4], canary.upper()):
            assert part.encode() not in everything
            assert part not in result.output + logged
    found = model.load(path)
    assert found is not None
    machine = embedder.packaged()
    assert machine is not None
    own = train.train(texts.examples, train.embed(texts.examples, machine), machine.name, has_learnt=train.seen_by()).model
    assert np.array_equal(found.vectors, own.vectors)
    assert np.array_equal(found.carries, own.carries)
    assert np.array_equal(found.means, own.means)
    assert found.cues == own.cues
    for name in ("urgent_weights", "urgent_bias", "past_weights", "past_bias"):
        assert np.array_equal(getattr(found, name), getattr(own, name)), name
    # What was learnt is there, all the same.
    assert not np.array_equal(found.theme_weights, own.theme_weights)
    learnt_columns = [
        code for code, a, b in zip(theme_codes(), found.theme_weights, own.theme_weights, strict=True) if not np.allclose(a, b)
    ]
    assert set(learnt_columns) <= {"premises", "safety", "privacy"}
    assert "privacy" in learnt_columns


def test_the_card_says_what_it_is_made_from_and_hides_small_numbers(learnt: tuple[Path, Result, str], texts: Texts) -> None:
    path, result, _ = learnt
    card = card_of(path).read_text(encoding="utf-8")
    digest = re.search(r"SHA-256 ([0-9a-f]{64})", result.output)
    assert digest is not None
    for fact in (
        f"Model file: SHA-256 {digest[1]}",
        examples.digest(texts.examples),
        model.digest(),
        "premises 12, privacy 12, safety 12",
        f"{len(texts.examples)} example passages",
        "confirmed 12, corrected 12, rejected 12",
        "sq 24, ti 12",
        "95 % intervals",
        "The rule for adoption",
        "## Limits",
    ):
        assert fact in card, fact
    assert "| en | " in card
    assert "{" not in card


def test_a_candidate_is_never_written_over(learnt: tuple[Path, Result, str], sqlite: Database, keys: Path) -> None:
    path, _, _ = learnt
    key = keys / "workbench" / "workbench.key"
    again = run("model", "train", "--database-url", url_of(sqlite), "--private-key", key, "--out", path.parent)
    assert again.exit_code == 1
    assert "there is a candidate" in again.output


def test_training_needs_the_workbenchs_key_and_a_current_database(sqlite: Database, keys: Path, tmp_path: Path) -> None:
    common = ("model", "train", "--out", tmp_path / "out", "--database-url")
    missing = run(*common, url_of(sqlite), "--private-key", tmp_path / "none.key")
    stale = run(*common, f"sqlite:///{tmp_path / 'empty.db'}", "--private-key", keys / "workbench" / "workbench.key")
    for refused, why in ((missing, "none.key"), (stale, "feedback migrate")):
        assert refused.exit_code == 1
        assert why in refused.output
        assert len(refused.output.splitlines()) == 1
    assert not (tmp_path / "out").exists()


@pytest.fixture
def candidate(tmp_path: Path) -> Path:
    """A candidate as good as the packaged model."""
    found = model.load()
    assert found is not None
    path = tmp_path / CANDIDATE
    model.save(replace(found, floors=(found.floors * 0.9).astype(np.float32)), path)
    card_of(path).write_text(f"# Model card\n\n{model.digest(path)}\n", encoding="utf-8")
    return path


def test_comparing_tells_the_figures_and_the_rule(candidate: Path, texts: Texts) -> None:
    told = run("model", "compare", candidate, texts=texts)
    assert told.exit_code == 0, told.output
    assert "The rule: a candidate may be adopted" in told.output
    assert told.output.rstrip().endswith("The rule holds.")


def test_a_worse_model_has_status_1_and_is_not_adopted(texts: Texts, tmp_path: Path) -> None:
    found = model.load()
    assert found is not None
    worse = tmp_path / CANDIDATE
    model.save(replace(found, thresholds=np.full_like(found.thresholds, 0.999)), worse)
    card_of(worse).write_text(f"# Model card\n\n{model.digest(worse)}\n", encoding="utf-8")
    place = tmp_path / "model.npz"
    compared = run("model", "compare", worse, texts=texts)
    adopted = run("model", "adopt", worse, "--by", "Ines", "--model", place, texts=texts)
    for told in (compared, adopted):
        assert told.exit_code == 1
        assert "worse than the rule allows" in told.output
        assert "may not be adopted" in told.output
    assert not place.exists()


def test_a_person_adopts_and_goes_back_and_both_are_written_down(
    database: Database, candidate: Path, texts: Texts, tmp_path: Path
) -> None:
    person = add_person(database, EMAIL, "Ines Spector")
    place = tmp_path / "model.npz"
    common = ("--by", "Ines@Example.org", "--model", place, "--database-url", url_of(database))
    adopted = run("model", "adopt", candidate, *common, texts=texts)
    assert adopted.exit_code == 0, adopted.output
    assert place.read_bytes() == candidate.read_bytes()
    assert "Ines@Example.org" in card_of(place).read_text(encoding="utf-8")
    restored = run("model", "restore", *common)
    assert restored.exit_code == 0, restored.output
    assert place.read_bytes() == model.FILE.read_bytes()
    assert earlier_of(place).read_bytes() == candidate.read_bytes()
    new, old = model.digest(candidate)[:16], model.digest()[:16]
    with database.read() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        assert [(entry.person_id, entry.act, entry.subject) for entry in entries] == [
            (person, "adopt model", f"model {new} in place of {old}"),
            (person, "restore model", f"model {old} in place of {new}"),
        ]


def test_the_worker_reads_with_the_model_that_it_is_given(
    database: Database, candidate: Path, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(database, sealed_responses([submission({"else": "My room is cold and damp.", "safe": "never"})], keys))
    own = ("--private-key", keys / "worker" / "worker.key", "--workbench-key", keys / "worker" / "workbench.pub")
    again = ("worker", "--retag", "--database-url", url_of(database), *own)
    versions = []
    for chosen in (None, candidate):
        if chosen is not None:
            monkeypatch.setenv("FEEDBACK_MODEL", str(chosen))
        told = run(*again)
        assert "Responses read: 1. Not stored: 0." in told.output
        with database.read() as session:
            versions.append(session.scalars(select(Reading.version)).one())
            taggers = set(session.scalars(select(Finding.tagger)))
        assert taggers == {versions[-1], "survivor-1"}
    assert versions == [VERSION, version_with(model.digest(candidate))]
    assert len(set(versions)) == 2


def test_nobody_adopts_in_the_name_of_somebody_unknown(sqlite: Database, candidate: Path, texts: Texts, tmp_path: Path) -> None:
    place = tmp_path / "model.npz"
    common = ("model", "adopt", candidate, "--model", place)
    unknown = run(*common, "--by", "nobody@example.org", "--database-url", url_of(sqlite), texts=texts)
    unsaid = run(*common, "--by", " ", texts=texts)
    for refused, why in ((unknown, "nobody signs in as"), (unsaid, "--by")):
        assert refused.exit_code == 1
        assert why in refused.output
    assert not place.exists()


def test_there_is_nothing_to_restore_before_the_first_adoption(tmp_path: Path) -> None:
    refused = run("model", "restore", "--by", "Ines", "--model", tmp_path / "model.npz")
    assert refused.exit_code == 1
    assert "no earlier model" in refused.output
