"""One in twenty, the same every time, and not to be foreseen by who writes."""

import os

from feedback.sealing.opener import PrivateKey
from feedback.worker.draw import ONE_IN, Draw


def test_about_one_in_twenty_is_drawn() -> None:
    draw = Draw(os.urandom(32))
    ids = [os.urandom(16) for _ in range(4000)]
    drawn = sum(draw.takes(identity, "good", passage) for identity in ids for passage in range(10))
    assert 0.8 < drawn * ONE_IN / 40_000 < 1.2  # nine standard deviations


def test_the_same_passage_is_drawn_every_time_by_every_worker_of_a_key() -> None:
    key = PrivateKey.generate()
    places = [(os.urandom(16), "else", passage) for passage in range(200)]
    assert [Draw(key.derive("draw")).takes(*place) for place in places] == [Draw(key.derive("draw")).takes(*p) for p in places]


def test_another_key_draws_other_passages_and_each_purpose_has_its_own_secret() -> None:
    one, other = PrivateKey.generate(), PrivateKey.generate()
    places = [(bytes(16), "else", passage) for passage in range(2000)]
    drawn = [{place for place in places if Draw(key.derive("draw")).takes(*place)} for key in (one, other)]
    assert drawn[0] != drawn[1]
    assert one.derive("draw") == one.derive("draw") != one.derive("something else")
    assert len(one.derive("draw")) == 32
