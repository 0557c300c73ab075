"""A model that somebody chose is used, and named in the version, or refused in words that say what to do."""

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis import VERSION, Reader, chosen, examples, model
from analysis.chosen import ModelDoesNotFit
from analysis.version import version_with


@pytest.fixture(scope="module")
def trained() -> model.Model:
    found = model.load()
    assert found is not None
    return found


def test_a_reader_with_a_chosen_model_has_a_version_of_its_own(trained: model.Model, tmp_path: Path) -> None:
    file = tmp_path / "chosen.npz"
    model.save(replace(trained, thresholds=np.full_like(trained.thresholds, 0.999), floors=trained.floors), file)
    reader = Reader.load(model_file=file)
    assert reader.version == version_with(hashlib.sha256(file.read_bytes()).hexdigest()) != VERSION
    reading = reader.read("The room is cold and the heating never works.", "en")
    assert reading.version == reader.version
    assert reading.read_by_machine
    assert reading.themes == ()
    assert reading.suggestions


def test_a_copy_of_the_packaged_model_is_the_packaged_version(tmp_path: Path) -> None:
    file = tmp_path / "copy.npz"
    file.write_bytes(model.FILE.read_bytes())
    assert Reader.load(model_file=file).version == VERSION == Reader(None, None, []).version


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"embedder": "another"}, "another embedder"),
        ({"themes": ("safety",)}, "other themes"),
        ({"examples": "0" * 64}, "other examples"),
    ],
)
def test_a_model_for_something_else_is_refused(trained: model.Model, tmp_path: Path, change: dict[str, str], why: str) -> None:
    file = tmp_path / "other.npz"
    model.save(replace(trained, facts=replace(trained.facts, **change)), file)  # type: ignore[arg-type]
    with pytest.raises(ModelDoesNotFit, match=why) as refused:
        Reader.load(model_file=file)
    assert "feedback model train" in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"no model", b"PK\x03\x04 cut short"])
def test_what_is_no_model_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "broken.npz"
    file.write_bytes(content)
    with pytest.raises(ModelDoesNotFit, match="no model file"):
        chosen.load(file, None, examples.load())


def test_a_model_whose_arrays_have_another_shape_is_refused(trained: model.Model, tmp_path: Path) -> None:
    file = tmp_path / "shorter.npz"
    model.save(replace(trained, theme_weights=trained.theme_weights[:, :-7]), file)
    with pytest.raises(ModelDoesNotFit, match="no model file of this version"):
        Reader.load(model_file=file)


def test_another_file_of_arrays_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "arrays.npz"
    np.savez(file, something=np.ones(3))
    with pytest.raises(ModelDoesNotFit, match="no model file"):
        chosen.load(file, None, examples.load())


def test_a_missing_file_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(ModelDoesNotFit, match=r"missing\.npz"):
        Reader.load(model_file=tmp_path / "missing.npz")
