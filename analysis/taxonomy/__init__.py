"""The themes, and the frameworks they are looked at through: read from TOML, checked, and the same for every reader."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

PLACE = Path(__file__).parent


class TaxonomyError(ValueError):
    """The themes or a framework contradict themselves; the message says which file and what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One theme: what counts as evidence of it, and the neighbour it is easily taken for."""

    code: str
    title: str
    counts: str
    not_: str = ""
    outside_provider: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """One edition of a framework: its items, and the item that each theme is evidence for."""

    code: str
    title: str
    edition: str
    source: str
    items: dict[str, str]
    map: dict[str, str]

    def item_of(self, theme: str) -> str | None:
        """Return the code of the item that `theme` is evidence for, or None where the framework does not speak of it."""
        return self.map.get(theme)


class _Row(msgspec.Struct, forbid_unknown_fields=True):
    code: str
    title: str
    counts: str
    outside_provider: bool = False
    not_: str = msgspec.field(default="", name="not")


class _ThemeFile(msgspec.Struct, forbid_unknown_fields=True):
    theme: list[_Row]


class _FrameworkFile(msgspec.Struct, forbid_unknown_fields=True):
    code: str
    title: str
    edition: str
    source: str
    items: dict[str, str]
    map: dict[str, str]


@cache
def themes() -> tuple[Theme, ...]:
    """Return every theme, in the order of the file. Raises TaxonomyError when a code is there twice."""
    rows = msgspec.toml.decode((PLACE / "themes.toml").read_bytes(), type=_ThemeFile).theme
    if len({row.code for row in rows}) != len(rows):
        raise TaxonomyError("themes.toml names a theme twice")
    return tuple(Theme(**msgspec.structs.asdict(row)) for row in rows)


@cache
def theme_codes() -> tuple[str, ...]:
    """Return the codes of all themes; their order is the order of the model's columns."""
    return tuple(theme.code for theme in themes())


@cache
def frameworks() -> tuple[Framework, ...]:
    """Return every edition of every framework. Raises TaxonomyError when a map names what is not there."""
    return tuple(_framework(path) for path in sorted((PLACE / "editions").glob("*.toml")))


def _framework(path: Path) -> Framework:
    row = msgspec.toml.decode(path.read_bytes(), type=_FrameworkFile)
    for theme, item in row.map.items():
        if theme not in theme_codes():
            raise TaxonomyError(f"{path.name} maps a theme that does not exist: {theme}")
        if item not in row.items:
            raise TaxonomyError(f"{path.name} maps {theme} to an item that does not exist: {item}")
    return Framework(code=row.code, title=row.title, edition=row.edition, source=row.source, items=row.items, map=row.map)
