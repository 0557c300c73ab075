"""The gold texts stay apart from the examples: nobody can measure on what was learnt."""

from itertools import groupby

import numpy as np

from analysis import embedder, examples, model, train
from analysis.examples import Example

ALIKE = 0.9
"""Cosine, without what the language shares, from which two texts say the same in nearly the same words."""


def test_no_gold_text_is_an_example() -> None:
    assert not {e.text for e in examples.load()} & {e.text for e in examples.load(examples.GOLD)}


def test_no_gold_text_is_nearly_an_example() -> None:
    packaged = embedder.packaged()
    assert packaged is not None
    trained = model.load()
    assert trained is not None
    gold = examples.load(examples.GOLD)
    vectors = train.embed(gold, packaged)
    tongues = np.array([e.language for e in examples.load()], dtype=str)
    start = 0
    for language, group in groupby(gold, key=_language):
        number = len(list(group))
        centred = trained.centre(vectors[start : start + number], language)
        unit = centred / np.linalg.norm(centred, axis=1, keepdims=True)
        likeness = unit @ (trained.vectors[tongues == language].astype(np.float32) / 127).T
        assert likeness.max() < ALIKE
        start += number


def _language(example: Example) -> str:
    return example.language
