"""A draft opens only with the key in its browser, and nothing about it can be linked without that key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.sealing.drafts import LARGEST, SMALLEST, CannotOpenDraft, DraftKey
from feedback.sealing.padding import TooLarge


@given(st.binary(max_size=20_000))
def test_its_own_key_opens_it(content: bytes) -> None:
    key = DraftKey.generate()
    assert key.open(key.close(content)) == content


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(CannotOpenDraft):
        DraftKey.generate().open(DraftKey.generate().close(b"words"))


@given(st.binary(max_size=200))
def test_anything_at_all_is_refused(closed: bytes) -> None:
    with pytest.raises(CannotOpenDraft):
        DraftKey.generate().open(closed)


def test_a_cookie_carries_the_key_there_and_back() -> None:
    key = DraftKey.generate()
    again = DraftKey.from_cookie(key.to_cookie())
    assert again is not None
    assert again.open(key.close(b"words")) == b"words"


@given(st.one_of(st.none(), st.text(max_size=60)))
def test_a_cookie_of_anything_else_carries_no_key(value: str | None) -> None:
    key = DraftKey.from_cookie(value)
    assert key is None or key.to_cookie() == value


def test_what_comes_from_one_key_never_looks_alike() -> None:
    key, other = DraftKey.generate(), DraftKey.generate()
    parts = {key.locator, key.response_id, key.form_token, other.locator, other.response_id, other.form_token}
    assert len(parts) == 6


def test_a_sent_draft_is_as_long_as_one_with_answers() -> None:
    key = DraftKey.generate()
    assert len(key.close(b"sent")) == len(key.close(b"x" * 5000)) == SMALLEST + 28


def test_what_no_draft_can_hold_is_refused() -> None:
    with pytest.raises(TooLarge):
        DraftKey.generate().close(b"x" * LARGEST)


def test_the_key_does_not_show_in_its_text_form() -> None:
    key = DraftKey.generate()
    assert key.to_cookie() not in repr(key)
