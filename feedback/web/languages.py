"""The offered languages, each by its own name, with its direction of writing and the state of its translation."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

TRANSLATIONS = Path(__file__).resolve().parent.parent.parent / "translations"


class Language(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One offered language. `tag` is BCP 47."""

    tag: str
    endonym: str
    name: str
    state: Literal["source", "draft", "reviewed"]
    direction: Literal["ltr", "rtl"] = "ltr"
    professional: bool = False

    @property
    def locale(self) -> str:
        """The name of its catalogue's folder."""
        return self.tag.replace("-", "_")


@cache
def offered_languages() -> Mapping[str, Language]:
    """The offered languages by tag, in the order in which they are shown."""
    raw = tomllib.loads(Path(__file__).with_name("languages.toml").read_text(encoding="utf-8"))
    return {language.tag: language for language in msgspec.convert(raw["language"], list[Language])}
