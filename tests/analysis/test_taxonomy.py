"""The themes are complete, and every framework maps themes and items that exist."""

from pathlib import Path

import pytest

from analysis import frameworks, theme_codes, themes
from analysis.taxonomy import TaxonomyError, _framework


def test_there_are_33_themes_each_with_evidence_and_title() -> None:
    assert len(themes()) == len(set(theme_codes())) == 33
    assert all(theme.title and theme.counts.endswith(".") for theme in themes())


def test_only_official_decisions_lie_outside_the_provider() -> None:
    assert [theme.code for theme in themes() if theme.outside_provider] == ["decisions"]


def test_the_four_frameworks_are_there_in_an_edition() -> None:
    assert {framework.code for framework in frameworks()} == {
        "key-questions",
        "survivor-care-standards",
        "contract",
        "outcomes",
    }
    assert all(framework.edition and framework.source for framework in frameworks())


def test_every_item_has_a_theme_and_every_theme_a_key_question() -> None:
    for framework in frameworks():
        assert set(framework.map.values()) == set(framework.items)
    questions = next(framework for framework in frameworks() if framework.code == "key-questions")
    assert all(questions.item_of(code) for code in theme_codes())


@pytest.mark.parametrize("wrong", ['nonsense = "a"', 'safety = "b"'])
def test_a_map_to_nothing_is_refused(tmp_path: Path, wrong: str) -> None:
    path = tmp_path / "odd.toml"
    path.write_text(f'code = "x"\ntitle = "X"\nedition = "1"\nsource = "s"\n[items]\na = "A"\n[map]\n{wrong}\n')
    with pytest.raises(TaxonomyError, match="does not exist"):
        _framework(path)
