"""What comes out of reading a text: plain frozen values, with offsets that count code points of the original."""

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

Direction = Literal["strength", "concern", "mixed", "neutral"]
Audience = Literal["survivor", "agency", "staff"]
DIRECTIONS: tuple[Direction, ...] = ("strength", "concern", "mixed", "neutral")
AUDIENCES: tuple[Audience, ...] = ("survivor", "agency", "staff")


@dataclass(frozen=True, slots=True)
class Language:
    """The language of a text: a BCP 47 tag ("und" when nothing says), how sure (0..1), and whether there is another one in it."""

    tag: str
    probability: float
    mixed: bool


@dataclass(frozen=True, slots=True)
class Why:
    """The reason for a tag: words of the passage that speak for the theme, and the two training passages most like it."""

    cues: tuple[str, ...]
    nearest: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Tag:
    """One theme found: how sure (calibrated, 0..1), which way it speaks, and why."""

    theme: str
    confidence: float
    direction: Direction
    why: Why


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence-sized stretch, `text[start:end]` of the original; `suggestions` are for a person to decide."""

    start: int
    end: int
    themes: tuple[Tag, ...]
    suggestions: tuple[Tag, ...]
    urgent: bool
    about_service: bool


@dataclass(frozen=True, slots=True)
class Redaction:
    """A stretch of the original that names or places somebody, and what kind of thing it is ("name", "phone", ...)."""

    start: int
    end: int
    kind: str

    @property
    def placeholder(self) -> str:
        """Return what stands in its place in the redacted text."""
        return f"[{self.kind}]"


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that one reading of one text found.

    `themes` and `suggestions` speak of the whole text, surest first. `read_by_machine` is False when there is no model for the
    language, or no embedder: then there are no tags, at most suggestions by words alone. `complete` is False when the text was
    too long to tag every passage.
    """

    language: Language
    passages: tuple[Passage, ...]
    themes: tuple[Tag, ...]
    suggestions: tuple[Tag, ...]
    urgent: bool
    about_service: bool
    redacted: str
    redactions: tuple[Redaction, ...]
    version: str
    read_by_machine: bool
    complete: bool
    shown: tuple[tuple[int, int], ...]
    """For each kept stretch of the original where it begins there and in `redacted`; see `redacted_span`."""

    def redacted_span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the stretch `start:end` of the original stands in `redacted`.

        A border inside a redaction moves outwards, so that the placeholder is whole.
        """
        return self._place(start, end=False), self._place(end, end=True)

    def _place(self, offset: int, *, end: bool) -> int:
        for redaction in self.redactions:
            if redaction.start < offset < redaction.end:
                offset = redaction.end if end else redaction.start
        number = bisect_right(self.shown, offset, key=lambda point: point[0])
        if not number:
            return 0
        origin, place = self.shown[number - 1]
        after = self.shown[number][1] if number < len(self.shown) else len(self.redacted)
        return min(place + offset - origin, after)
