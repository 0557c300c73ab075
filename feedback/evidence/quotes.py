"""Quotes: what the worker seals for the workbench, and nothing in it that says who or when."""

import msgspec


class Reason(msgspec.Struct, frozen=True):
    """Why a machine gave a passage a theme: the passage's cue words and the two nearest training passages."""

    theme: str
    cues: tuple[str, ...]
    nearest: tuple[str, ...]


class QuotePassage(msgspec.Struct, frozen=True):
    """A stretch of a quote's text (code points) with the reasons for its tags."""

    start: int
    end: int
    about_service: bool
    reasons: tuple[Reason, ...] = ()


class QuoteContent(msgspec.Struct, frozen=True):
    """One answer, redacted. `language` is for translators only and is never shown beside a quote.

    `quotable` is the author's leave to quote the words outside the inspection team.
    """

    text: str
    language: str
    read_by_machine: bool
    quotable: bool
    passages: tuple[QuotePassage, ...] = ()


def encode(content: QuoteContent) -> bytes:
    """The content as it is sealed."""
    return msgspec.json.encode(content)


def decode(raw: bytes) -> QuoteContent:
    """The content that was sealed.

    Raises:
        msgspec.ValidationError: it is no quote.
    """
    return msgspec.json.decode(raw, type=QuoteContent)
