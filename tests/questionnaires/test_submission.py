"""A submission comes out of its seal as it went in."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.questionnaires.submission import Submission, decode, encode

ANSWERS = st.dictionaries(
    st.text(max_size=10), st.one_of(st.text(max_size=200), st.lists(st.text(max_size=10), max_size=5)), max_size=8
)


@given(ANSWERS, st.one_of(st.none(), st.integers(1, 10**6)))
def test_it_survives_encoding(answers: dict[str, str | list[str]], service_id: int | None) -> None:
    submission = Submission("survivor-1", "ti", service_id, "open-link", answers)
    assert decode(encode(submission)) == submission


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b'{"instrument": 1}', b"\xff"])
def test_anything_else_is_refused(raw: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode(raw)
