"""Two models on the same texts: the figures are those of the measuring, intervals are paired, and the rule says what it says."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis import Reader, compare, examples, figures, measure, model, theme_codes
from analysis.compare import ALL, F1, MACRO, MICRO, RULE, TOP3, URGENT, Clause, Comparison, Row
from analysis.embedder import packaged
from analysis.examples import Example


@pytest.fixture(scope="module")
def gold() -> list[Example]:
    """Some gold texts: two languages, urgent and past ones among them."""
    rows = examples.load(examples.GOLD)
    return [row for tag in ("en", "cy") for row in [one for one in rows if one.language == tag][:25]]


def changed(found: model.Model, *, shift: float) -> Reader:
    """A reader whose thresholds are higher: it tags less."""
    rows = examples.load()
    return Reader(packaged(), replace(found, thresholds=np.minimum(found.thresholds + shift, 0.99).astype(np.float32)), rows)


@pytest.fixture(scope="module")
def trained() -> model.Model:
    found = model.load()
    assert found is not None
    return found


@pytest.fixture(scope="module")
def less(reader: Reader, trained: model.Model, gold: list[Example]) -> Comparison:
    """The packaged model against one that hardly tags."""
    return compare.compare(reader, changed(trained, shift=0.5), gold)


def row_of(comparison: Comparison, name: str, figure: str) -> Row:
    (found,) = (row for row in comparison.rows if (row.name, row.figure) == (name, figure))
    return found


def test_the_figures_are_those_that_measuring_gives(reader: Reader, less: Comparison, gold: list[Example]) -> None:
    outcome = measure.read_all(gold, reader)
    welsh = outcome.take(np.array([row.language == "cy" for row in gold]))
    for name, of in ((ALL, outcome), ("cy", welsh)):
        assert row_of(less, name, MACRO).now == pytest.approx(figures.macro_f1(of))
        assert row_of(less, name, MICRO).now == pytest.approx(figures.micro_f1(of))
        assert row_of(less, name, URGENT).now == pytest.approx(figures.urgent_recall(of), nan_ok=True)
        assert row_of(less, name, TOP3).now == pytest.approx(figures.top3(of), abs=0.06), "equal confidences may fall either way"
    assert row_of(less, ALL, MACRO).texts == len(gold)
    assert {row.name for row in less.rows if row.of == "theme"} == set(theme_codes())


def test_a_model_that_hardly_tags_may_not_be_adopted(less: Comparison) -> None:
    assert not less.holds
    assert (RULE[0], row_of(less, ALL, MACRO)) in less.broken
    worse = row_of(less, ALL, MACRO)
    assert worse.difference[0] <= worse.change <= worse.difference[1] < 0
    assert worse.at_best < 0
    assert worse.then_bounds[0] <= worse.then <= worse.then_bounds[1]
    said = list(compare.lines(less))
    assert any("worse than the rule allows" in line for line in said)
    assert said[-1] == "The rule does not hold: the candidate may not be adopted."
    assert all(f"- {clause}" in said for clause in RULE)


def test_a_model_against_itself_changes_nothing_and_may_be_adopted(trained: model.Model, gold: list[Example]) -> None:
    few = gold[:6]
    one = changed(trained, shift=0.0)
    same = compare.compare(one, one, few)
    assert same.holds
    assert {row.change for row in same.rows if row.change == row.change} == {0.0}
    assert {row.difference for row in same.rows if row.change == row.change} == {(0.0, 0.0)}
    assert list(compare.lines(same))[-1] == "The rule holds."


def test_the_same_texts_give_the_same_intervals(trained: model.Model, gold: list[Example]) -> None:
    one, other = changed(trained, shift=0.0), changed(trained, shift=0.1)
    again = [compare.compare(one, other, gold[:6]) for _ in range(2)]
    assert repr(again[0]) == repr(again[1])


def a_row(change: float, *, at_best: float = 0.1, texts: int = 40, figure: str = MACRO, of: str = "language") -> Row:
    return Row(of, "xx", figure, texts, 0.5, 0.5 + change, (change - 0.1, at_best), at_best, (0, 1), (0, 1))


@pytest.mark.parametrize(
    ("row", "breaks"),
    [
        (a_row(-0.01), False),  # within chance
        (a_row(-0.01, at_best=-0.001), True),  # sure
        (a_row(-0.06), True),  # too much, sure or not
        (a_row(-0.06, texts=9), False),  # too few texts to say
        (a_row(0.2), False),
        (a_row(float("nan")), False),
        (a_row(-0.09, figure=F1, of="theme", texts=10), False),
        (a_row(-0.11, figure=F1, of="theme", texts=10), True),
        (a_row(-0.11, figure=F1, of="theme", texts=9), False),
        (a_row(-0.001, figure=URGENT, texts=1), True),  # not one urgent text more may be missed
        (a_row(0.0, figure=URGENT, texts=1), False),
        (a_row(-0.5, figure=MICRO), False),  # told, and not part of the rule
        (a_row(-0.5, figure=TOP3), False),
    ],
)
def test_the_rule(row: Row, breaks: bool) -> None:
    assert bool(Comparison((row,)).broken) is breaks


def test_the_rule_is_told_in_words() -> None:
    language = "in no language with 10 texts or more lower in macro-F1 beyond chance (at 95 % for all languages together)"
    assert [str(clause) for clause in RULE] == [
        f"{language} or by more than 0.05",
        "in no theme with 10 texts or more lower in F1 beyond chance (at 95 % for all themes together) or by more than 0.10",
        "in no language with 1 urgent text or more lower in urgent recall at all",
    ]
    assert str(Clause("theme", F1, 2, 0.0, beyond_chance=True)).endswith("or at all")


def test_two_files_are_compared_with_every_passage_embedded_once(
    trained: model.Model, gold: list[Example], tmp_path: Path
) -> None:
    file = tmp_path / "candidate.npz"
    model.save(replace(trained, floors=(trained.floors * 0.9).astype(np.float32)), file)
    found = compare.files(None, file, gold=gold[:4])
    assert found.holds
    assert len(found.rows) == len(theme_codes()) + 4 * 2
