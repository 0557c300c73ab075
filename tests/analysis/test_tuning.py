"""Tuning learns: its loss falls, it sees only what it may, and what it makes is what the engine then reads."""

import numpy as np
import pytest

from analysis import embedder, examples
from analysis.tuning import tune
from analysis.tuning.transformer import Encoder
from analysis.tuning.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def rows() -> list[examples.Example]:
    short = [row for row in examples.load() if 20 < len(row.text) < 45]
    return [*[row for row in short if row.themes][: tune.BATCH - 8], *[row for row in short if not row.themes][:8]]


def test_steps_on_a_batch_lower_its_loss(rows: list[examples.Example]) -> None:
    file, plain = np.fromfile(embedder.packaged_file(), np.uint8), embedder.untuned()
    assert plain is not None
    encoder = Encoder(file)
    vectors = plain.embed([row.text for row in rows])
    taught = tune.lesson(rows, vectors, Vocabulary(file, encoder.head))
    every = np.arange(len(rows))
    tuner = tune.Tuner(encoder, taught, vectors, every, 6)
    losses = [tuner.learn(every, taught.tokens) for _ in range(6)]
    assert losses[-1] < losses[0]
    changed = [name for name, numbers in tuner.tuned().items() if not np.array_equal(numbers, encoder.numbers[name])]
    assert {"l0.q.w", "l11.fo.b", "l5.aln.w"} <= set(changed)


def test_what_says_nearly_the_same_is_held_out_together() -> None:
    chance = np.random.default_rng(1)
    some = chance.normal(size=(400, 16))
    vectors = np.vstack([some, some + 0.001])
    held = tune.held_out(vectors)
    assert np.array_equal(held[:400], held[400:])
    assert 0.1 < held.mean() < 0.2


def test_batches_are_whole_and_show_no_row_twice() -> None:
    rows, tokens = np.arange(1000), [[0] * (5 + row % 40) for row in range(1000)]
    shown = np.concatenate(list(tune.batches(rows, tokens, np.random.default_rng(1))))
    assert len(shown) == len(set(shown.tolist()))
    assert len(shown) >= 1000 - 2 * tune.BATCH


def test_hiding_tokens_keeps_the_prefix_and_both_ends() -> None:
    seen = [tune.forget(list(range(10, 40)), 3, np.random.default_rng(seed)) for seed in range(20)]
    assert all(row[:4] == [10, 11, 12, 13] and row[-1] == 39 and len(row) == 30 for row in seen)
    assert any(3 in row for row in seen)
