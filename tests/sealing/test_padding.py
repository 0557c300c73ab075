"""Padding loses nothing and hides lengths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.sealing.padding import LARGEST, SMALLEST, BrokenPadding, pad, unpad


@given(st.binary(max_size=10_000))
def test_what_is_padded_comes_back(content: bytes) -> None:
    assert unpad(pad(content)) == content


@given(st.integers(0, LARGEST - 4))
def test_every_padded_length_is_a_power_of_two_in_the_range(length: int) -> None:
    size = len(pad(b"x" * length))
    assert SMALLEST <= size <= LARGEST
    assert size & (size - 1) == 0


@given(st.binary(max_size=200))
def test_what_is_not_padded_is_refused_or_was_padded(raw: bytes) -> None:
    try:
        content = unpad(raw)
    except BrokenPadding:
        return
    assert raw[4 : 4 + len(content)] == content
    assert not raw[4 + len(content) :].strip(b"\0")


def test_filling_that_is_not_zero_is_refused() -> None:
    with pytest.raises(BrokenPadding):
        unpad(pad(b"words")[:-1] + b"x")
