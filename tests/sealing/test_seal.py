"""What is sealed opens for its recipients, as what it is, and for nobody else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.sealing.envelope import MAGIC, BrokenEnvelope, Header, Kind
from feedback.sealing.opener import CannotOpen, PrivateKey
from feedback.sealing.padding import LARGEST, TooLarge
from feedback.sealing.seal import seal

ONE, TWO, STRANGER = PrivateKey.generate(), PrivateKey.generate(), PrivateKey.generate()
ID = bytes(range(16))


def sealed(content: bytes) -> bytes:
    return seal(content, kind=Kind.RESPONSE, object_id=ID, recipients=[ONE.public, TWO.public])


@given(st.binary(max_size=5000))
def test_each_recipient_opens_it(content: bytes) -> None:
    blob = sealed(content)
    assert ONE.open(blob, kind=Kind.RESPONSE, object_id=ID) == content
    assert TWO.open(blob, kind=Kind.RESPONSE, object_id=ID) == content


def test_a_stranger_does_not_open_it() -> None:
    with pytest.raises(CannotOpen):
        STRANGER.open(sealed(b"words"), kind=Kind.RESPONSE, object_id=ID)


def test_it_does_not_open_for_another_object_or_as_another_kind() -> None:
    blob = sealed(b"words")
    with pytest.raises(CannotOpen):
        ONE.open(blob, kind=Kind.RESPONSE, object_id=ID[::-1])
    with pytest.raises(CannotOpen):
        ONE.open(blob, kind=Kind.QUOTE, object_id=ID)


def test_a_header_rewritten_for_another_object_does_not_make_it_open() -> None:
    blob = sealed(b"words")
    header = Header.unpack(blob)
    moved = Header(Kind.QUOTE, ID[::-1], header.key_ids).pack() + blob[len(header.pack()) :]
    with pytest.raises(CannotOpen):
        ONE.open(moved, kind=Kind.QUOTE, object_id=ID[::-1])


@settings(max_examples=300)
@given(st.data())
def test_no_changed_byte_goes_unnoticed(data: st.DataObject) -> None:
    blob = bytearray(sealed(b"words"))
    place = data.draw(st.integers(0, len(blob) - 1))
    blob[place] ^= data.draw(st.integers(1, 255))
    # A change in the other recipient's wrapped key is theirs to notice; one of the two always does.
    outcomes = []
    for key in (ONE, TWO):
        try:
            outcomes.append(key.open(bytes(blob), kind=Kind.RESPONSE, object_id=ID))
        except CannotOpen:
            outcomes.append(None)
    assert None in outcomes
    assert set(outcomes) <= {None, b"words"}


@given(st.binary(max_size=3000))
def test_anything_at_all_is_refused_kindly(blob: bytes) -> None:
    with pytest.raises(CannotOpen):
        ONE.open(blob, kind=Kind.RESPONSE, object_id=ID)
    with pytest.raises(CannotOpen):
        ONE.open(MAGIC + blob, kind=Kind.RESPONSE, object_id=ID)


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_the_length_tells_no_more_than_a_power_of_two(one: int, other: int) -> None:
    assert len(sealed(b"x" * one)) == len(sealed(b"y" * other))


def test_two_seals_of_the_same_words_differ_everywhere_after_the_header() -> None:
    first, second = sealed(b"words"), sealed(b"words")
    start = len(Header.unpack(first).pack())
    assert first[:start] == second[:start]
    assert first[start : start + 64] != second[start : start + 64]
    assert first[-64:] != second[-64:]


def test_what_is_too_large_is_refused() -> None:
    with pytest.raises(TooLarge):
        sealed(b"x" * (LARGEST - 3))
    assert ONE.open(sealed(b"x" * (LARGEST - 4)), kind=Kind.RESPONSE, object_id=ID)


@pytest.mark.parametrize("kind", [Kind.QUOTE, Kind.PACK])
def test_a_quote_with_its_reasons_and_a_pack_may_be_larger(kind: Kind) -> None:
    content = b"x" * (LARGEST * 3)
    blob = seal(content, kind=kind, object_id=ID, recipients=[ONE.public])
    assert ONE.open(blob, kind=kind, object_id=ID) == content


def test_nothing_is_sealed_to_nobody() -> None:
    with pytest.raises(ValueError, match="nobody"):
        seal(b"words", kind=Kind.RESPONSE, object_id=ID, recipients=[])


@given(st.binary(max_size=100))
def test_what_is_no_envelope_is_said_to_be_none(blob: bytes) -> None:
    with pytest.raises(BrokenEnvelope):
        Header.unpack(blob)
