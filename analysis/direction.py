"""Says which way a passage speaks of a theme: a strength, a concern, both, or neither."""

import numpy as np

from analysis.model import Floats, Model
from analysis.reading import DIRECTIONS, Direction

PLAIN: tuple[Direction, Direction] = ("strength", "concern")
"""Directions that need not be likelier than all others together: a concern that is called neutral is lost."""


def direction(model: Model, centred: Floats, theme: int) -> Direction:
    """Return the direction of one passage (one centred vector) given one of its themes (its column)."""
    width = len(centred)
    scores = model.direction_weights[:, :width] @ centred + model.direction_weights[:, width + theme] + model.direction_bias
    odds = np.exp(scores - scores.max())
    best = int(np.argmax(odds))
    if DIRECTIONS[best] in PLAIN or odds[best] >= odds.sum() / 2:
        return DIRECTIONS[best]
    return max(PLAIN, key=lambda way: float(odds[DIRECTIONS.index(way)]))


def together(directions: list[Direction]) -> Direction:
    """Return the direction of a whole text from those of its passages: a strength here and a concern there are mixed."""
    said = set(directions) - {"neutral"}
    if not said:
        return "neutral"
    return said.pop() if len(said) == 1 else "mixed"
