"""Says whether a passage needs somebody's eyes now; made to miss little, so it orders a queue and clears nobody."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import msgspec
import numpy as np

from analysis.model import Floats, Model

CUED = 0.3
"""What a cue word counts as a feature beside a vector, whose columns are small."""

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


def scores(model: Model, centred: Floats, passages: Sequence[str], language: str) -> Floats:
    """Return the log-odds that each passage is urgent, by its vector and by whether it has a cue word."""
    width = centred.shape[1]
    words = np.array([has_cue(passage, language) for passage in passages], np.float32) * CUED
    found: Floats = centred @ model.urgent_weights[:width] + words * model.urgent_weights[width] + model.urgent_bias
    return found


def has_cue(passage: str, language: str) -> bool:
    """Tell whether a passage has a word that makes danger likelier, in its language."""
    return _pattern(language, "cues").search(_plain(passage)) is not None


def spoken_of(passage: str, language: str) -> bool:
    """Tell by words alone whether a passage speaks of ending one's life: urgent, whatever its vector says."""
    return _pattern(language, "always").search(_plain(passage)) is not None


def first(passage: str, language: str) -> int:
    """Return a number by which passages are put in order where not all can be read: plain danger, then cues, then the rest."""
    return 0 if spoken_of(passage, language) else 1 if has_cue(passage, language) else 2


def _plain(passage: str) -> str:
    return passage.lower().replace("’", "'")
