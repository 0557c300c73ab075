"""The packaged embedder is the one that the model was trained with: golden values, unit length, bounded cost."""

import numpy as np
import pytest

from analysis import embedder, model
from analysis.embedder import Embedder

GOLDEN = {
    "My room is cold.": (0.0272, 0.0313, -0.0401, -0.0805, 0.0959, -0.0086),
    "Dhoma ime është e ftohtë.": (0.0358, 0.0646, -0.0423, -0.0865, 0.1003, -0.0034),
    "ናይ ክፍለይ ቁሪ እዩ።": (0.0252, -0.0071, -0.0283, -0.0989, 0.0962, -0.0273),
    "غرفتي باردة": (0.0151, 0.0065, -0.0399, -0.1060, 0.0940, -0.0350),
}

"""Of the packaged weights, before tuning."""
TUNED = {
    "My room is cold.": (0.0178, 0.0417, -0.0643, -0.0690, 0.0901, 0.0114),
    "Dhoma ime është e ftohtë.": (0.0209, 0.0648, -0.0471, -0.0685, 0.0948, 0.0042),
    "ናይ ክፍለይ ቁሪ እዩ።": (0.0128, -0.0167, -0.0305, -0.1032, 0.1085, -0.0270),
    "غرفتي باردة": (0.0047, 0.0030, -0.0472, -0.1053, 0.0962, -0.0226),
}


@pytest.fixture(scope="module")
def packaged() -> Embedder:
    found = embedder.packaged()
    assert found is not None
    return found


@pytest.mark.parametrize("text", GOLDEN)
def test_vectors_are_the_known_ones(packaged: Embedder, text: str) -> None:
    plain = embedder.untuned()
    assert plain is not None
    assert np.allclose(plain.embed([text])[0, :6], GOLDEN[text], atol=2e-3)
    assert np.allclose(packaged.embed([text])[0, :6], TUNED[text], atol=2e-3)


def test_a_batch_gives_what_single_texts_give(packaged: Embedder) -> None:
    texts = list(GOLDEN)
    assert np.allclose(packaged.embed(texts), np.vstack([packaged.embed([text]) for text in texts]), atol=1e-4)


def test_vectors_have_unit_length_and_the_promised_shape(packaged: Embedder) -> None:
    vectors = packaged.embed(["warm room", "የ", "", "\0"])
    assert vectors.shape == (4, packaged.dimension)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert packaged.embed([]).shape == (0, packaged.dimension)


def test_the_same_meaning_lies_nearer_across_languages_than_another_in_the_same(packaged: Embedder) -> None:
    english, albanian, other = packaged.embed(["My room is cold.", "Dhoma ime është e ftohtë.", "The solicitor won my appeal."])
    assert english @ albanian > english @ other


def test_one_endless_word_costs_no_more_than_a_passage(packaged: Embedder) -> None:
    assert packaged.tokens("a" * 65_536) == packaged.tokens("a" * embedder.LONGEST)
    assert np.array_equal(packaged.embed(["a" * 65_536]), packaged.embed(["a" * embedder.LONGEST]))


def test_the_model_names_this_embedder(packaged: Embedder) -> None:
    trained = model.load()
    assert trained is not None
    assert trained.facts.embedder == packaged.name
