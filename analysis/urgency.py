"""Says whether a passage needs somebody's eyes now; made to miss little, so it orders a queue and clears nobody."""

import re
from functools import cache
from pathlib import Path

import msgspec

from analysis.model import Floats, Model

EASIER = 1.0
"""What a cue word takes off the score that the vector has to reach, in log-odds."""

_NEVER = re.compile(r"(?!)")


class _Cues(msgspec.Struct, forbid_unknown_fields=True):
    always: dict[str, list[str]]
    cues: dict[str, list[str]]


@cache
def _cues() -> _Cues:
    return msgspec.toml.decode((Path(__file__).parent / "urgent.toml").read_bytes(), type=_Cues)


@cache
def _pattern(language: str, kind: str) -> re.Pattern[str]:
    """Return one pattern for all cues of a language; Latin ones stand at the beginning of a word."""
    language = {"zh-Hans": "zh", "prs": "fa"}.get(language, language)
    phrases: list[str] = getattr(_cues(), kind).get(language, [])
    if not phrases:
        return _NEVER
    return re.compile("|".join(rf"\b{re.escape(p)}" if p[0] < "\u0250" else re.escape(p) for p in phrases))


def scores(model: Model, centred: Floats) -> Floats:
    """Return the log-odds that each passage is urgent, by its vector."""
    found: Floats = centred @ model.urgent_weights + model.urgent_bias
    return found


def threshold(passage: str, language: str, urgent_from: float) -> float:
    """Return the score from which a passage is urgent: lower with a cue word, none where it speaks of ending one's life."""
    lower = passage.lower().replace("’", "'")
    if _pattern(language, "always").search(lower):
        return float("-inf")
    return urgent_from - EASIER if _pattern(language, "cues").search(lower) else urgent_from


def spoken_of(passage: str, language: str) -> bool:
    """Tell by words alone whether a passage speaks of ending one's life: all there is where no vector was made."""
    return threshold(passage, language, 0.0) == float("-inf")
