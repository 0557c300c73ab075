"""Frameworks: the views that evidence is seen through, by the name that an address or a pack carries."""

from collections import Counter
from collections.abc import Mapping
from functools import cache

from analysis.taxonomy import Framework, Theme, frameworks, themes

# The five key questions are what an inspection asks; the rest follow in the order in which inspectors name them.
_FIRST = ("key-questions", "survivor-care-standards", "contract", "outcomes")

__all__ = ["Framework", "Theme", "all_frameworks", "all_themes", "default_framework"]


@cache
def all_themes() -> Mapping[str, Theme]:
    """Every theme by its code, in the taxonomy's order."""
    return {theme.code: theme for theme in themes()}


@cache
def all_frameworks() -> Mapping[str, Framework]:
    """Every framework by name: its code, and where there are several editions its code and edition."""
    found = sorted(frameworks(), key=lambda f: (_FIRST.index(f.code) if f.code in _FIRST else len(_FIRST), f.code, f.edition))
    editions = Counter(framework.code for framework in found)
    return {f.code if editions[f.code] == 1 else f"{f.code}-{f.edition}": f for f in found}


def default_framework() -> str:
    """The name of the framework that is shown first."""
    return next(iter(all_frameworks()))
