"""What is measured can be trusted to be measured, and the model still reaches what its card says."""

import math
from pathlib import Path

import pytest

from analysis import card, examples, measure
from analysis.figures import Interval
from analysis.reader import Reader


def test_the_model_still_reaches_the_figures_of_its_card() -> None:
    now = measure.all_figures(Reader.load(), resamples=0)
    assert measure.fallen(now, measure.load()) == []


def test_a_fall_beyond_the_interval_is_named_and_a_rise_is_not() -> None:
    before = {"en": {"macro": Interval(0.6, 0.5, 0.7), "calibration": Interval(0.05, 0.03, 0.07)}}
    assert measure.fallen({"en": {"macro": Interval(0.49, 0, 0), "calibration": Interval(0.01, 0, 0)}}, before) == [
        "en: macro is 0.490; it was 0.600 (0.500 to 0.700)"
    ]
    assert len(measure.fallen({"en": {"macro": Interval(0.9, 0, 0), "calibration": Interval(0.08, 0, 0)}}, before)) == 1


def test_figures_come_back_as_they_were_written(tmp_path: Path) -> None:
    figures = {"en": {"macro": Interval(0.5, 0.25, 0.75), "found": Interval(math.nan, math.nan, math.nan)}}
    measure.save(figures, tmp_path / "figures.json")
    back = measure.load(tmp_path / "figures.json")
    assert back["en"]["macro"] == figures["en"]["macro"]
    assert math.isnan(back["en"]["found"].value)


def test_marked_texts_lose_their_marks_and_keep_the_places(tmp_path: Path) -> None:
    (tmp_path / "en.tsv").write_text("staff\tAsk {{name|Ann Lee}} on {{phone|07700 900 111}}.\n")
    (row,) = measure.marked(tmp_path)
    assert row.text == "Ask Ann Lee on 07700 900 111."
    assert [row.text[start:end] for start, end in row.identifiers] == ["Ann Lee", "07700 900 111"]


def test_every_offered_language_has_gold_texts_and_marked_identifiers() -> None:
    trained = {row.language for row in examples.load()}
    gold = [row.language for row in examples.load(examples.GOLD)]
    identifiers = [row.language for row in measure.marked()]
    assert len(trained) == 24
    assert min(gold.count(tag) for tag in trained) >= 40
    assert min(identifiers.count(tag) for tag in trained) >= 12


def test_the_card_speaks_of_this_model() -> None:
    from analysis import model, weights

    text = card.FILE.read_text(encoding="utf-8")
    assert model.digest()[:16] in text
    assert weights.digest()[:16] in text


@pytest.mark.parametrize("name", ["en", "others", "survivor", "agency", "staff"])
def test_the_card_has_intervals_for_every_group(name: str) -> None:
    (row,) = [line for line in card.FILE.read_text(encoding="utf-8").splitlines() if line.startswith(f"| {name} |")][:1]
    assert "–" in row
