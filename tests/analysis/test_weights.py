"""Our tuned numbers lie exactly where they belong in the packaged model's file, and nowhere else."""

from pathlib import Path

import numpy as np
import pytest

from analysis import embedder, weights
from analysis.tuning.transformer import Encoder
from analysis.tuning.vocabulary import Vocabulary

TEXTS = (
    "My room is cold.",
    "Dhoma ime është e ftohtë.",
    "ናይ ክፍለይ ቁሪ እዩ።",
    "غرفتي باردة",
    "ｗｉｄｅ   spaces ①",
    "x" * 90,
    "",
    "🙂 ok",
)


@pytest.fixture(scope="module")
def file() -> weights.Bytes:
    return np.fromfile(embedder.packaged_file(), np.uint8)


def some_numbers(file: weights.Bytes) -> dict[str, weights.Array]:
    tensors = weights.head(file).tensors
    return {
        "l0.q.w": weights.scales(file, tensors["l0.q.w"]) * np.float16(2),
        "l11.oln.b": weights.floats(file, tensors["l11.oln.b"]) + 1,
    }


def tuned(file: weights.Bytes, numbers: dict[str, weights.Array]) -> weights.Tuned:
    import hashlib

    return weights.Tuned(hashlib.sha256(file.data).hexdigest(), numbers, np.array([weights.mark("one")], np.uint64))


def test_only_the_named_tensors_change(file: weights.Bytes) -> None:
    numbers, changed = some_numbers(file), file.copy()
    weights.lay_over(changed, tuned(file, numbers))
    tensors = weights.head(file).tensors
    for name, tensor in tensors.items():
        before, after = (f[tensor.offset : tensor.offset + tensor.size] for f in (file, changed))
        assert np.array_equal(before, after) == (name not in numbers)
    assert np.array_equal(weights.scales(changed, tensors["l0.q.w"]), numbers["l0.q.w"])
    assert np.array_equal(weights.whole_numbers(changed, tensors["l0.q.w"]), weights.whole_numbers(file, tensors["l0.q.w"]))


def test_numbers_for_another_file_are_refused(file: weights.Bytes) -> None:
    other = file.copy()
    other[-1] ^= 1
    with pytest.raises(weights.BrokenWeights):
        weights.lay_over(other, tuned(file, some_numbers(file)))


@pytest.mark.parametrize("length", [0, 10, 100, 5_000_000])
def test_a_file_that_is_cut_short_or_another_is_refused(file: weights.Bytes, length: int) -> None:
    with pytest.raises(weights.BrokenWeights):
        weights.head(file[:length])
    with pytest.raises(weights.BrokenWeights):
        weights.head(np.zeros(max(length, 1), np.uint8))


def test_saved_numbers_come_back_and_the_same_numbers_are_the_same_bytes(file: weights.Bytes, tmp_path: Path) -> None:
    made = tuned(file, some_numbers(file))
    weights.save(made, tmp_path / "a.npz")
    weights.save(made, tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    back = weights.load(tmp_path / "a.npz")
    assert back is not None
    assert back.base == made.base
    assert all(np.array_equal(back.numbers[name], numbers) for name, numbers in made.numbers.items())
    assert back.has_learnt("one")
    assert not back.has_learnt("two")


def test_no_file_is_no_numbers(tmp_path: Path) -> None:
    assert weights.load(tmp_path / "none.npz") is None


def test_numbers_that_change_nothing_give_the_packaged_vectors(file: weights.Bytes, tmp_path: Path) -> None:
    same = {"l3.k.w": weights.scales(file, weights.head(file).tensors["l3.k.w"])}
    weights.save(tuned(file, same), tmp_path / "same.npz")
    laid, plain = embedder.packaged(tmp_path / "same.npz"), embedder.untuned()
    assert laid is not None
    assert plain is not None
    assert np.array_equal(laid.embed(TEXTS), plain.embed(TEXTS))
    assert laid.name != plain.name


def test_numbers_that_change_something_change_the_vectors(file: weights.Bytes, tmp_path: Path) -> None:
    weights.save(tuned(file, some_numbers(file)), tmp_path / "other.npz")
    laid, plain = embedder.packaged(tmp_path / "other.npz"), embedder.untuned()
    assert laid is not None
    assert plain is not None
    assert not np.allclose(laid.embed(TEXTS), plain.embed(TEXTS), atol=1e-2)


def test_tuning_counts_and_embeds_as_the_engine_does(file: weights.Bytes) -> None:
    plain = embedder.untuned()
    assert plain is not None
    encoder = Encoder(file)
    words = Vocabulary(file, encoder.head)
    tokens = [words.tokens(f"query: {text}") for text in TEXTS]
    assert [len(row) for row in tokens] == [plain.tokens(text) for text in TEXTS]
    ours = np.asarray(encoder.forward(encoder.numbers, *encoder.padded(tokens)))
    assert (ours * plain.embed(TEXTS)).sum(axis=1).min() > 0.999
