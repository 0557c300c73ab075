from hypothesis import given
from hypothesis import strategies as st

from feedback.evidence.disclosure import RULES, OutsideTable, outside_table, protected, released

THEMES = ("safety", "premises", "dignity")
CELLS = [(theme, side) for theme in THEMES for side in ("strength", "concern")]
tables_of_counts = st.fixed_dictionaries({cell: st.integers(0, 60) for cell in CELLS})


def printed(table: OutsideTable | None) -> object:
    """What a reader sees: not how many respondents it was made from."""
    return None if table is None else (table.audience, table.cells)


@given(tables_of_counts, st.data())
def test_a_withheld_cell_tells_no_more_than_fewer_than_ten(counts: dict[tuple[str, str], int], data: st.DataObject) -> None:
    small = [cell for cell, count in counts.items() if count < RULES.smallest_cell]
    others = counts | {cell: data.draw(st.integers(0, RULES.smallest_cell - 1)) for cell in small}
    assert printed(outside_table("survivor", 60, counts, THEMES)) == printed(outside_table("survivor", 60, others, THEMES))


@given(st.integers(10, 10_000))
def test_a_shown_count_is_rounded_to_the_nearest_five(count: int) -> None:
    shown = protected(count)
    assert shown is not None
    assert shown % 5 == 0
    assert abs(shown - count) <= 2


@given(st.integers(0, 9))
def test_a_small_count_is_withheld_and_zero_is_small(count: int) -> None:
    assert protected(count) is None


@given(tables_of_counts, st.integers(0, 9))
def test_a_small_audience_has_no_table(counts: dict[tuple[str, str], int], respondents: int) -> None:
    assert outside_table("staff", respondents, counts, THEMES) is None


@given(tables_of_counts)
def test_every_theme_has_its_row_whatever_was_said(counts: dict[tuple[str, str], int]) -> None:
    table = outside_table("survivor", 60, counts, THEMES)
    assert table is not None
    assert [(cell.theme, cell.direction) for cell in table.cells] == CELLS


@given(st.lists(st.tuples(st.integers(0, 80), tables_of_counts), min_size=1, max_size=8))
def test_each_table_of_a_sequence_equals_the_last_or_has_ten_new_respondents(
    moments: list[tuple[int, dict[tuple[str, str], int]]],
) -> None:
    earlier: tuple[OutsideTable, ...] = ()
    for respondents, counts in moments:
        now = released(earlier, [outside_table("survivor", respondents, counts, THEMES)])
        for table in earlier:
            (after,) = now
            assert after == table or after.answered_by - table.answered_by >= 10
        earlier = now


def test_one_audiences_growth_releases_no_other_table() -> None:
    few = {("safety", "concern"): 12}
    before = released((), [outside_table(a, 12, few, THEMES) for a in ("survivor", "staff")])
    more = {("safety", "concern"): 13}
    after = released(before, [outside_table("survivor", 13, more, THEMES), outside_table("staff", 30, few, THEMES)])
    assert [table.answered_by for table in after] == [12, 30]


def test_a_table_that_was_told_stays_when_its_audience_shrinks() -> None:
    before = released((), [outside_table("survivor", 12, {}, THEMES)])
    assert released(before, [outside_table("survivor", 4, {}, THEMES)]) == before
