"""Says whether a passage speaks of the service, or of what was before, of thanks and of small talk."""

import numpy as np
import numpy.typing as npt

from analysis.model import Floats, Model

CLAIMED = 0.9
"""Probability of one theme from which a passage is about the service, whatever else it looks like."""


def about_service(model: Model, centred: Floats, probabilities: Floats) -> npt.NDArray[np.bool_]:
    """Return for each passage whether it is about the service."""
    return ~_elsewhere(model, centred, probabilities, model.facts.past_from)


def doubtful(model: Model, centred: Floats, probabilities: Floats) -> npt.NDArray[np.bool_]:
    """Return for each passage whether it may well be about something else, so that its themes are only suggested."""
    return _elsewhere(model, centred, probabilities, model.facts.doubt_from)


def _elsewhere(model: Model, centred: Floats, probabilities: Floats, score: float) -> npt.NDArray[np.bool_]:
    looks = centred @ model.past_weights + model.past_bias >= score
    found: npt.NDArray[np.bool_] = looks & ~(probabilities >= CLAIMED).any(axis=1)
    return found
