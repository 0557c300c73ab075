"""The examples are in their format, cover every theme both ways, and the model was made from exactly them."""

from collections import Counter
from pathlib import Path

import pytest

from analysis import examples, model, theme_codes
from analysis.examples import ExampleError


def test_the_model_was_made_from_exactly_these_examples() -> None:
    trained = model.load()
    assert trained is not None
    assert trained.facts.examples == examples.digest(examples.load())
    assert trained.facts.themes == theme_codes()


def test_every_theme_has_strengths_and_concerns_in_english() -> None:
    counts = Counter(label for example in examples.load() if example.language == "en" for label in example.themes)
    assert not [code for code in theme_codes() if min(counts[code, "strength"], counts[code, "concern"]) < 10]


def test_every_offered_language_has_enough_examples_of_every_theme() -> None:
    counts = Counter((e.language, theme) for e in examples.load() for theme, _ in e.themes)
    languages = {language for language, _ in counts}
    assert len(languages) == 24
    least = {language: 60 if language == "en" else 12 for language in languages}
    assert not [(tag, code, counts[tag, code]) for tag in languages for code in theme_codes() if counts[tag, code] < least[tag]]


def test_what_is_in_the_past_carries_no_theme() -> None:
    assert not [e for e in examples.load() if "past" in e.flags and e.themes]


@pytest.mark.parametrize(
    "line",
    [
        "premises-\tsurvivor\tcold",
        "premises\tsurvivor\t\tcold",
        "cellar-\tsurvivor\t\tcold",
        "none\tneighbour\t\tcold",
        "none\tstaff\tloud\tcold",
        "none\tstaff\t\t ",
    ],
)
def test_a_malformed_line_is_refused_with_its_place_and_without_its_text(tmp_path: Path, line: str) -> None:
    (tmp_path / "en.tsv").write_text(f"# head\n{line}\n")
    with pytest.raises(ExampleError, match=r"en.tsv, line 2") as refused:
        examples.load(tmp_path)
    assert "cold" not in str(refused.value)


def test_no_folder_holds_no_examples(tmp_path: Path) -> None:
    assert examples.load(tmp_path / "none") == ()
