"""What is shown cannot be disguised; what carries meaning stays."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from feedback.web.cleaning import cleaned


@given(st.text())
def test_nothing_invisible_is_left_but_joiners_and_line_ends(text: str) -> None:
    for character in cleaned(text):
        assert character in "\n\t\u200c\u200d" or unicodedata.category(character) not in {"Cc", "Cf", "Cn", "Co", "Cs"}


@given(st.text(alphabet=st.characters(categories=["L", "M", "N", "P", "S", "Zs"])))
def test_letters_marks_numbers_and_signs_stay(text: str) -> None:
    assert cleaned(text) == text


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert cleaned(cleaned(text)) == cleaned(text)


def test_persian_and_emoji_keep_their_joiners() -> None:
    assert cleaned("می‌روم 👩‍👧") == "می‌روم 👩‍👧"


def test_overrides_and_tags_go() -> None:
    assert cleaned("a\u202eb\u2066c\U000e0061d\u0007e\ufefff") == "abcdef"
