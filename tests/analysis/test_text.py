"""Cleaning keeps the way back to the original, and hidden characters change nothing."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from analysis.text import clean, fold_digits


@given(st.text())
def test_every_cleaned_character_points_into_the_original_in_order(original: str) -> None:
    cleaned = clean(original)
    assert len(cleaned.text) == len(cleaned.starts) == len(cleaned.ends)
    assert all(0 <= start < end <= len(original) for start, end in zip(cleaned.starts, cleaned.ends, strict=True))
    assert list(cleaned.starts) == sorted(cleaned.starts)


@given(st.text())
def test_cleaned_text_has_no_control_bidi_or_surrogate_character(original: str) -> None:
    assert not {unicodedata.category(c) for c in clean(original).text if c != "\n"} & {"Cc", "Cf", "Cs", "Co"}


@given(st.text())
def test_cleaning_twice_changes_nothing_more(original: str) -> None:
    once = clean(original).text
    assert clean(once).text == once


def test_tag_characters_bidi_and_zero_width_signs_are_dropped() -> None:
    hidden = "sa\u200bfe \u202eroom\U000e0069\U000e0067\ufeff"
    assert clean(hidden).text == "safe room"


def test_composed_and_decomposed_letters_read_the_same_and_slice_back() -> None:
    original = unicodedata.normalize("NFD", "tiếng Việt")
    cleaned = clean(original)
    assert cleaned.text == "tiếng Việt"
    start, end = cleaned.origin(0, 5)
    assert original[start:end] == unicodedata.normalize("NFD", "tiếng")


def test_digits_of_every_script_become_plain_ones_of_the_same_length() -> None:
    assert fold_digits("٠٧٧٠٠ ०१२ ０７ ፩ ①") == "07700 012 07 1 1"


def test_a_heap_of_combining_marks_is_cut_short() -> None:
    assert len(clean("a" + "\u0301\u0323" * 30_000).text) < 20


def test_a_mark_that_does_not_compose_keeps_its_own_place() -> None:
    cleaned = clean("0.\u03000")
    assert [cleaned.origin(i, i + 1) for i in range(4)] == [(0, 1), (1, 2), (2, 3), (3, 4)]
