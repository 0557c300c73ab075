"""Fits the classifiers behind the tags (scikit-learn, for development only) and looks at them out of fold."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

Array = npt.NDArray[Any]

FOLDS = 5
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


def folds(group: Array) -> list[tuple[Array, Array]]:
    """Return (training, held out) row numbers of each fold; groups are kept whole."""
    shuffled = np.random.default_rng(SEED).permutation(int(group.max()) + 1)[group]
    return list(GroupKFold(n_splits=FOLDS, shuffle=True, random_state=SEED).split(shuffled, groups=shuffled))


def out_of_fold(rows: Array, labels: Array, parts: list[tuple[Array, Array]], strength: float) -> Array:
    """Return the score of every row by a classifier that has not seen its group."""
    scores: Array | None = None
    for learn, ask in parts:
        held = fit(rows[learn], labels[learn], strength).scores(rows[ask])
        if scores is None:
            scores = np.zeros((len(rows), *held.shape[1:]))
        scores[ask] = held
    return scores if scores is not None else np.zeros(len(rows))


def platt(scores: Array, labels: Array) -> tuple[float, float]:
    """Return slope and offset that turn scores into probabilities; out-of-fold scores only, or it flatters."""
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
