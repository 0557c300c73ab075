"""Text in, tags out: reads what people wrote about a service, in many languages, and says why.

Knows no web, no store and no keys.
"""

from analysis.reader import Reader
from analysis.reading import Audience, Direction, Language, Passage, Reading, Redaction, Tag, Why
from analysis.taxonomy import Framework, Theme, frameworks, theme_codes, themes
from analysis.version import VERSION

__all__ = [
    "VERSION",
    "Audience",
    "Direction",
    "Framework",
    "Language",
    "Passage",
    "Reader",
    "Reading",
    "Redaction",
    "Tag",
    "Theme",
    "Why",
    "frameworks",
    "theme_codes",
    "themes",
]
