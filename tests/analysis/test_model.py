"""The model file is the same bytes for the same model, says what it was made from, and fits the taxonomy."""

from pathlib import Path

import numpy as np
import pytest

from analysis import model, theme_codes
from analysis.model import Model


@pytest.fixture(scope="module")
def trained() -> Model:
    found = model.load()
    assert found is not None
    return found


def test_saving_what_was_loaded_gives_the_same_bytes(trained: Model, tmp_path: Path) -> None:
    model.save(trained, tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == model.FILE.read_bytes()


def test_the_model_file_is_a_few_megabytes_at_most() -> None:
    assert model.FILE.stat().st_size < 5_000_000


def test_every_theme_has_a_column_a_threshold_and_a_lower_floor(trained: Model) -> None:
    count = len(theme_codes())
    assert trained.theme_weights.shape[0] == trained.thresholds.shape[0] == trained.carries.shape[1] == count
    assert np.all((trained.floors > 0) & (trained.floors < trained.thresholds) & (trained.thresholds < 1))
    assert set(trained.cues) == set(theme_codes())


def test_probabilities_grow_with_the_score_and_stay_within_bounds(trained: Model) -> None:
    assert np.all(trained.slopes > 0)
    some = trained.theme_probabilities(np.eye(4, 384, dtype=np.float32) * 50, "staff", ("safety",))
    assert np.all((some >= 0) & (some <= 1))


def test_the_nearest_examples_carry_the_theme(trained: Model) -> None:
    everything = np.ones(len(trained.carries), np.bool_)
    for theme in range(len(theme_codes())):
        rows = trained.nearest(np.ones(384, np.float32), theme, everything)
        assert len(set(rows)) == 2
        assert all(trained.carries[row, theme] for row in rows)


def test_no_file_is_no_model(tmp_path: Path) -> None:
    assert model.load(tmp_path / "none.npz") is None
