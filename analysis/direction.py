"""Says which way a passage speaks of a theme: a strength, a concern, both, or neither."""

import numpy as np

from analysis.model import Floats, Model
from analysis.reading import DIRECTIONS, Direction


def direction(model: Model, centred: Floats, theme: int) -> Direction:
    """Return the direction of one passage (one centred vector) given one of its themes (its column)."""
    width = len(centred)
    scores = model.direction_weights[:, :width] @ centred + model.direction_weights[:, width + theme] + model.direction_bias
    return DIRECTIONS[int(np.argmax(scores))]


def together(directions: list[Direction]) -> Direction:
    """Return the direction of a whole text from those of its passages: a strength here and a concern there are mixed."""
    said = set(directions) - {"neutral"}
    if not said:
        return "neutral"
    return said.pop() if len(said) == 1 else "mixed"
