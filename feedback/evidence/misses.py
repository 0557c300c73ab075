"""Misses: how much the machine overlooks, estimated from the passages that were drawn although it found nothing in them.

It is a figure of the machine and not of a service: it is counted over all services, because no single one has enough. It speaks
of answers in which the machine found something; the others all go to a person. It stays with the team and is in no pack.
"""

import math
from dataclasses import dataclass
from typing import Self

from feedback.store.database import Session
from feedback.store.readings import DrawCounts, count_drawn

ONE_IN = 20
"""Of how many passages without a tag one is drawn."""
LEAST_REVIEWED = 20
_NORMAL = 1.96  # 95 %


@dataclass(frozen=True, slots=True)
class Misses:
    """What people made of drawn passages.

    Attributes:
        share: of passages in which the machine found nothing, how many have a theme.
        share_bounds: its 95 % interval (Wilson).
        recall: of passages that have a theme, how many were tagged or suggested. A tag that nobody has judged counts as right.
        recall_bounds: what the interval of the share makes of it.
    """

    reviewed: int
    given_a_theme: int
    share: float
    share_bounds: tuple[float, float]
    recall: float
    recall_bounds: tuple[float, float]

    @classmethod
    def of(cls, counts: DrawCounts) -> Self | None:
        """The estimate, or None where too few were reviewed."""
        if counts.reviewed < LEAST_REVIEWED:
            return None
        share = counts.given_a_theme / counts.reviewed
        low, high = _wilson(counts.given_a_theme, counts.reviewed)
        recall, least, most = (_recall(counts, missed) for missed in (share, high, low))
        return cls(counts.reviewed, counts.given_a_theme, share, (low, high), recall, (least, most))


def _wilson(part: int, whole: int) -> tuple[float, float]:
    square, share = _NORMAL**2, part / whole
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    reach = _NORMAL / (1 + square / whole) * math.sqrt(share * (1 - share) / whole + square / (4 * whole**2))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def _recall(counts: DrawCounts, missed: float) -> float:
    overlooked = missed * counts.drawn * ONE_IN
    return counts.tagged / (counts.tagged + overlooked) if counts.tagged + overlooked else 1.0


def misses(session: Session, version: str | None) -> Misses | None:
    """The estimate for one version of the machine; None where too few of its passages were reviewed."""
    return None if version is None else Misses.of(count_drawn(session, version))
