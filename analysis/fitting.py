"""Fits the classifiers behind the tags (scikit-learn, for development only) and looks at them where they have not learnt."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from analysis import spelling

Array = npt.NDArray[Any]
Part = tuple[Array, Array]
"""Row numbers: to learn from, and to ask about."""

FOLDS = 5
SPELLING_STRENGTH = 30.0
"""Inverse regularisation of the spelling's classifiers, chosen out of fold on the examples."""
SEED = 20261124


@dataclass(frozen=True, slots=True)
class Line:
    """One linear classifier: log-odds = x @ weights + bias."""

    weights: Array
    bias: Array

    def scores(self, rows: Array) -> Array:
        """Return the log-odds of each row (of each class, where there are more than two)."""
        return rows @ self.weights.T + self.bias


def fit(rows: Array, labels: Array, strength: float) -> Line:
    """Return a logistic regression; `strength` is scikit-learn's C. With one class only it always says that one."""
    if len(np.unique(labels)) < 2:
        return Line(np.zeros(rows.shape[1]), np.array(10.0 if labels[0] else -10.0))
    line = LogisticRegression(C=strength, max_iter=300, random_state=SEED)
    line.fit(rows, labels)
    two = len(line.classes_) == 2
    return Line(line.coef_[0] if two else line.coef_, line.intercept_[0] if two else line.intercept_)


def fit_spelling(texts: Sequence[str], languages: Sequence[str]) -> spelling.Spelling:
    """Return classifiers of the languages that `spelling` tells apart, from cleaned texts and the language of each."""
    fitted = []
    for group in spelling.GROUPS:
        chosen = [i for i, language in enumerate(languages) if language in group]
        found = [spelling.features(texts[i]) for i in chosen]
        at = np.repeat(np.arange(len(chosen)), [len(numbers) for numbers, _ in found])
        numbers, values = (np.concatenate(part) for part in zip(*found, strict=True))
        rows = csr_matrix((values, (at, numbers)), (len(chosen), spelling.BUCKETS))
        line = LogisticRegression(C=SPELLING_STRENGTH, max_iter=200, random_state=SEED)
        line.fit(rows, [languages[i] for i in chosen])
        two = len(group) == 2
        weights = np.vstack([-line.coef_[0] / 2, line.coef_[0] / 2]) if two else line.coef_
        bias = np.array([-line.intercept_[0] / 2, line.intercept_[0] / 2]) if two else line.intercept_
        fitted.append((np.clip(np.rint(weights / spelling.STEP), -127, 127).astype(np.int8), bias.astype(np.float32)))
    return spelling.Spelling(tuple(w for w, _ in fitted), tuple(b for _, b in fitted))


def groups(vectors: Array, likeness: float) -> Array:
    """Return a group number for each row; rows at least so alike (cosine) share one.

    Groups keep a fold from learning a text that it is asked about.
    """
    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    leader = np.arange(len(unit))
    for row in range(len(unit)):
        alike = np.flatnonzero(unit[:row] @ unit[row] >= likeness)
        if len(alike):
            leader[row] = leader[alike[0]]
    return leader


def folds(group: Array) -> list[Part]:
    """Return the parts of a cross-validation; groups are kept whole."""
    shuffled = np.random.default_rng(SEED).permutation(int(group.max()) + 1)[group]
    return list(GroupKFold(n_splits=FOLDS, shuffle=True, random_state=SEED).split(shuffled, groups=shuffled))


def asked(parts: Sequence[Part]) -> Array:
    """Return the row numbers that are asked about in any part, in order."""
    return np.sort(np.concatenate([ask for _, ask in parts]))


def unseen(rows: Array, labels: Array, parts: Sequence[Part], strength: float) -> Array:
    """Return the score of every asked row, in the order of `asked`, by a classifier that has not learnt from it."""
    held = [(ask, fit(rows[learn], labels[learn], strength).scores(rows[ask])) for learn, ask in parts]
    order = np.argsort(np.concatenate([ask for ask, _ in held]), kind="stable")
    return np.concatenate([scores for _, scores in held])[order]


def platt(scores: Array, labels: Array) -> tuple[float, float]:
    """Return slope and offset that turn scores into probabilities; scores of unseen rows only, or it flatters."""
    line = fit(scores[:, None], labels, 1.0)
    return float(np.atleast_1d(line.weights)[0]), float(line.bias)


def best_threshold(probabilities: Array, labels: Array) -> float:
    """Return the probability from which tagging gives the highest F1."""
    order = np.argsort(-probabilities, kind="stable")
    hits = np.cumsum(labels[order])
    f1 = 2 * hits / (np.arange(1, len(order) + 1) + labels.sum())
    at = int(np.argmax(f1))
    below = probabilities[order[min(at + 1, len(order) - 1)]]
    return float((probabilities[order[at]] + below) / 2)


def recall_threshold(scores: Array, labels: Array, recall: float) -> float:
    """Return the highest score from which at least this share of the positives is found."""
    positives = np.sort(scores[labels.astype(bool)])
    return float(positives[int((1 - recall) * len(positives))])
