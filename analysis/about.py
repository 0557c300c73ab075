"""Says whether a passage speaks of the service, or of what was before, of thanks and of small talk."""

import numpy as np
import numpy.typing as npt

from analysis.model import Floats, Model


def about_service(model: Model, centred: Floats, probabilities: Floats) -> npt.NDArray[np.bool_]:
    """Return for each passage whether it is about the service.

    A passage that one theme claims with more than even odds is, whatever else it looks like.
    """
    elsewhere = centred @ model.past_weights + model.past_bias >= model.facts.past_from
    claimed = (probabilities >= 0.5).any(axis=1)
    found: npt.NDArray[np.bool_] = ~elsewhere | claimed
    return found
