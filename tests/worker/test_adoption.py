"""A person adopts a model, only if the rule holds; it is whole or not there, for its owner only, and there is a way back."""

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis import VERSION, Reader, examples, model
from analysis.chosen import ModelDoesNotFit
from analysis.examples import Example
from feedback.worker.adoption import CannotAdopt, Change, adoption, card_of, earlier_of, restoration, standing_at

DAY = dt.date(2026, 11, 24)

MakeCandidate = Callable[..., Path]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_card(path: Path) -> None:
    card_of(path).write_text(f"# Model card\n\nOf {digest(path)}.\n", encoding="utf-8")


@pytest.fixture(scope="module")
def trained() -> model.Model:
    found = model.load()
    assert found is not None
    return found


@pytest.fixture(scope="module")
def gold() -> list[Example]:
    return [row for row in examples.load(examples.GOLD) if row.language == "en"][:12]


@pytest.fixture
def candidate(trained: model.Model, tmp_path: Path) -> MakeCandidate:
    """Makes candidates that are as good as the packaged model, or tag nothing."""

    def make(name: str = "candidate", *, floors: float = 0.9, worse: bool = False) -> Path:
        path = tmp_path / name / "candidate.npz"
        path.parent.mkdir()
        changed = np.full_like(trained.thresholds, 0.999) if worse else trained.thresholds
        model.save(replace(trained, thresholds=changed, floors=(trained.floors * floors).astype(np.float32)), path)
        write_card(path)
        return path

    return make


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The worker's model file, which is not there yet."""
    (tmp_path / "worker").mkdir()
    return tmp_path / "worker" / "model.npz"


def test_the_first_adoption_keeps_the_packaged_model_to_go_back_to(
    candidate: MakeCandidate, place: Path, gold: list[Example]
) -> None:
    one = candidate()
    assert standing_at(place) is None
    change = adoption(one, place, gold=gold)
    assert change.comparison is not None
    assert change.comparison.holds
    assert not place.exists(), "checked, and not yet made"
    change.make("Ines\nSpector", DAY)
    assert standing_at(place) == place
    assert (digest(place), digest(earlier_of(place))) == (digest(one), digest(model.FILE))
    assert Reader.load(model_file=place).version != VERSION
    assert Reader.load(model_file=earlier_of(place)).version == VERSION
    card = card_of(place).read_text(encoding="utf-8")
    assert card.endswith(f"- Adopted on 2026-11-24 by Ines Spector, in place of the model {digest(model.FILE)}\n")
    assert digest(model.FILE) in card_of(earlier_of(place)).read_text(encoding="utf-8")
    files = sorted(place.parent.iterdir())
    assert [file.name for file in files] == ["model.earlier.md", "model.earlier.npz", "model.md", "model.npz"]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_going_back_and_forward_again(candidate: MakeCandidate, place: Path, gold: list[Example]) -> None:
    first, second = candidate("first"), candidate("second", floors=0.8)
    for one in (first, second):
        adoption(one, place, gold=gold).make("Ines", DAY)
    assert (digest(place), digest(earlier_of(place))) == (digest(second), digest(first))
    back = restoration(place)
    assert (back.digest, back.earlier, back.comparison) == (digest(first), digest(second), None)
    back.make("Ines", DAY)
    assert (digest(place), digest(earlier_of(place))) == (digest(first), digest(second))
    assert "Restored on 2026-11-24 by Ines" in card_of(place).read_text(encoding="utf-8")
    restoration(place).make("Ines", DAY)
    assert (digest(place), digest(earlier_of(place))) == (digest(second), digest(first))


def test_a_worse_model_says_so(candidate: MakeCandidate, place: Path, gold: list[Example]) -> None:
    change = adoption(candidate(worse=True), place, gold=gold)
    assert change.comparison is not None
    assert not change.comparison.holds


def test_what_is_in_use_is_not_adopted_again(candidate: MakeCandidate, place: Path, gold: list[Example], tmp_path: Path) -> None:
    copy = tmp_path / "copy.npz"
    copy.write_bytes(model.FILE.read_bytes())
    with pytest.raises(CannotAdopt, match="in use already"):
        adoption(copy, place, gold=gold)
    one = candidate()
    adoption(one, place, gold=gold).make("Ines", DAY)
    with pytest.raises(CannotAdopt, match="in use already"):
        adoption(one, place, gold=gold)


@pytest.mark.parametrize("card", [None, "# Model card of another file\n"])
def test_a_model_without_its_own_card_is_refused(
    candidate: MakeCandidate, place: Path, gold: list[Example], card: str | None
) -> None:
    one = candidate()
    card_of(one).unlink()
    if card is not None:
        card_of(one).write_text(card, encoding="utf-8")
    with pytest.raises(CannotAdopt, match="no card of this model"):
        adoption(one, place, gold=gold)


def test_the_packaged_model_is_never_written_over(candidate: MakeCandidate, gold: list[Example], tmp_path: Path) -> None:
    one = candidate()
    for wrong in (model.FILE, tmp_path):
        with pytest.raises(CannotAdopt, match="name a file of your own"):
            adoption(one, wrong, gold=gold)


def test_a_candidate_for_something_else_is_refused(
    trained: model.Model, candidate: MakeCandidate, place: Path, gold: list[Example]
) -> None:
    one = candidate()
    model.save(replace(trained, facts=replace(trained.facts, examples="0" * 64)), one)
    write_card(one)
    with pytest.raises(ModelDoesNotFit, match="other examples"):
        adoption(one, place, gold=gold)
    with pytest.raises(ModelDoesNotFit, match="no model file at"):
        adoption(place.with_name("missing.npz"), place, gold=gold)


def test_there_is_no_way_back_to_nothing_or_to_what_does_not_fit(place: Path, trained: model.Model) -> None:
    with pytest.raises(CannotAdopt, match="no earlier model"):
        restoration(place)
    model.save(replace(trained, facts=replace(trained.facts, embedder="an older one")), earlier_of(place))
    with pytest.raises(ModelDoesNotFit, match="another embedder"):
        restoration(place)


def test_a_model_without_a_kept_card_can_be_replaced_and_restored(
    candidate: MakeCandidate, place: Path, gold: list[Example]
) -> None:
    place.write_bytes(candidate("by hand", floors=0.7).read_bytes())
    adoption(candidate(), place, gold=gold).make("Ines", DAY)
    assert "None was kept." in card_of(earlier_of(place)).read_text(encoding="utf-8")
    restoration(place).make("Ines", DAY)


def test_what_was_half_written_before_is_written_over(candidate: MakeCandidate, place: Path, gold: list[Example]) -> None:
    place.with_name(".model.npz.new").write_bytes(b"half")
    change: Change = adoption(candidate(), place, gold=gold)
    change.make("Ines", DAY)
    assert digest(place) == change.digest
    assert not place.with_name(".model.npz.new").exists()
