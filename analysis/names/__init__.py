"""Finds people's names, houses and towns in a cleaned text, in every offered script: by lists, and by what stands around."""

from analysis.names.finder import NameFinder

__all__ = ["NameFinder"]
