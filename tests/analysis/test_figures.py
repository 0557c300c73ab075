"""The figures are what they are called: against scikit-learn, at their bounds, and with intervals that hold them."""

import math

import numpy as np
import pytest
from sklearn.metrics import f1_score, precision_score, recall_score

from analysis import figures
from analysis.figures import Hidden, Outcome


def an_outcome(seed: int, texts: int = 60, themes: int = 7) -> Outcome:
    chance = np.random.default_rng(seed)
    meant = np.where(chance.random((texts, themes)) < 0.3, chance.integers(0, 4, (texts, themes)), -1)
    said = np.where(chance.random((texts, themes)) < 0.7, meant, chance.integers(-1, 4, (texts, themes)))
    meant[:5] = -1
    confidence = np.where(said >= 0, 0.5 + chance.random((texts, themes)) / 2, chance.random((texts, themes)) / 2)
    main = np.array([int(np.flatnonzero(row >= 0)[0]) if (row >= 0).any() else -1 for row in meant])
    flags = chance.random((3, texts)) < 0.5
    return Outcome(meant >= 0, said >= 0, confidence, main, meant, said, *flags)


@pytest.mark.parametrize("seed", range(5))
def test_themes_are_measured_as_scikit_learn_measures_them(seed: int) -> None:
    o = an_outcome(seed)
    assert figures.macro_f1(o) == pytest.approx(f1_score(o.truth, o.tagged, average="macro", zero_division=0))
    assert figures.micro_f1(o) == pytest.approx(f1_score(o.truth, o.tagged, average="micro", zero_division=0))
    assert figures.precision(o) == pytest.approx(precision_score(o.truth, o.tagged, average="micro", zero_division=0))
    assert figures.recall(o) == pytest.approx(recall_score(o.truth, o.tagged, average="micro", zero_division=0))
    assert figures.urgent_recall(o) == pytest.approx(recall_score(o.urgent, o.alarmed))
    assert figures.urgent_precision(o) == pytest.approx(precision_score(o.urgent, o.alarmed))


@pytest.mark.parametrize("seed", range(5))
def test_direction_counts_strength_and_concern_of_themes_that_were_found(seed: int) -> None:
    o = an_outcome(seed)
    both = o.truth & o.tagged
    assert figures.direction(o) == pytest.approx(f1_score(o.meant[both], o.said[both], labels=[0, 1], average="macro"))


def test_a_perfect_reading_has_perfect_figures() -> None:
    o = an_outcome(1)
    perfect = Outcome(o.truth, o.truth, o.truth * 1.0, o.main, o.meant, o.meant, o.urgent, o.urgent, np.ones(60, np.bool_))
    for name, figure in figures.FIGURES.items():
        assert figure(perfect) == (0.0 if name in figures.LESS_IS_BETTER else 1.0) or name == "top3", name


def test_the_main_theme_must_be_among_the_three_surest_and_be_said_at_all() -> None:
    o = an_outcome(2, texts=4, themes=5)
    confidence = np.array([[0.9, 0.8, 0.7, 0.6, 0], [0.9, 0.8, 0.7, 0.75, 0], [0.1, 0, 0, 0, 0], [0, 0, 0, 0, 0]])
    asked = Outcome(o.truth, o.tagged, confidence, np.array([3, 3, 0, 1]), o.meant, o.said, o.urgent, o.alarmed, o.language)
    assert figures.top3(asked) == 0.5


def test_calibration_is_nothing_for_honest_confidences_and_much_for_boasts() -> None:
    chance = np.random.default_rng(3)
    confidence = chance.random((4000, 5))
    truth = chance.random((4000, 5)) < confidence
    flags = np.zeros(4000, np.bool_)
    ways = np.where(truth, 0, -1)
    o = Outcome(truth, truth, confidence, np.zeros(4000, np.int64), ways, ways, flags, flags, flags)
    assert figures.calibration_error(o) < 0.02
    boast = Outcome(truth, truth, np.ones((4000, 5)), np.zeros(4000, np.int64), ways, ways, flags, flags, flags)
    assert figures.calibration_error(boast) > 0.4


def test_intervals_hold_their_figure_and_are_the_same_each_time() -> None:
    o = an_outcome(4)
    found = figures.with_intervals(o, resamples=200)
    assert all(one.low <= one.value + 0.05 and one.value - 0.05 <= one.high and one.low < one.high for one in found.values())
    assert found == figures.with_intervals(o, resamples=200)


def test_nothing_to_count_is_not_a_figure() -> None:
    o = an_outcome(5).take(np.zeros(0, np.int64))
    assert all(math.isnan(figure(o)) for name, figure in figures.FIGURES.items() if name != "micro")
    assert math.isnan(Hidden(*np.zeros((4, 1), np.int64)).with_intervals(0)["found"].value)


def test_redaction_is_counted_over_all_texts_together() -> None:
    counted = Hidden(np.array([2, 1]), np.array([1, 1]), np.array([10, 30]), np.array([1, 0])).with_intervals(50)
    assert counted["found"].value == pytest.approx(2 / 3)
    assert counted["taken"].value == pytest.approx(1 / 40)
