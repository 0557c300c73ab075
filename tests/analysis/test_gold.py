"""The gold texts stay apart from the examples: nobody can measure on what was learnt."""

import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from analysis import examples

ALIKE = 0.8
"""Cosine of runs of letters (3 to 5, weighted by rarity) from which two texts say the same in nearly the same words."""

SHORTEST = 12
"""Code points below which a text ("n/a") says too little to be alike another."""


def test_no_gold_text_is_an_example() -> None:
    assert not {e.text for e in examples.load()} & {e.text for e in examples.load(examples.GOLD)}


@pytest.mark.parametrize("path", sorted(examples.GOLD.glob("*.tsv")), ids=lambda path: path.stem)
def test_no_gold_text_is_nearly_an_example(path) -> None:
    gold = [e.text for e in examples.read_file(path) if len(e.text) >= SHORTEST]
    learnt = [e.text for e in examples.read_file(examples.TRAINING / path.name)]
    runs = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True).fit([*gold, *learnt])
    likeness = runs.transform(gold) @ runs.transform(learnt).T
    assert likeness.max() < ALIKE, gold[int(likeness.max(axis=1).toarray().argmax())]
