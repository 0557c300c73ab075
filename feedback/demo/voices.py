"""Voices: invented respondents, each with a language, an audience and answers; `voices/` holds one file a language."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from feedback.questionnaires.instrument import Answer, Audience

DIRECTORY = Path(__file__).with_name("voices")


class Voice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One invented respondent."""

    audience: Audience
    answers: dict[str, Answer]
    language: str = ""


def load_voices() -> Sequence[Voice]:
    """Every voice, in an order that mixes languages and never changes."""
    found: list[tuple[float, Voice]] = []
    for path in sorted(DIRECTORY.glob("*.toml")):
        voices = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8"))["voice"], list[Voice])
        for place, voice in enumerate(voices):
            found.append(((place + 0.5) / len(voices), msgspec.structs.replace(voice, language=path.stem)))
    return [voice for _, voice in sorted(found, key=lambda pair: (pair[0], pair[1].language))]
