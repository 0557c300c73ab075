"""Words: a redacted quote, opened, with the tagged passage cut out so that it can be marked.

The language it was written in is left behind here on purpose: nothing that could name a person goes on beside a quote.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from feedback.evidence.cleaning import cleaned
from feedback.evidence.quotes import QuoteContent, decode
from feedback.sealing.envelope import Kind
from feedback.sealing.opener import CannotOpen, PrivateKey


@dataclass(frozen=True, slots=True)
class Words:
    """What a respondent wrote, redacted and cleaned: the tagged passage, and what stands before and after it.

    `about_service` is False where the passage is about the past. `cues` and `nearest` are the machine's reasons: words of the
    passage, and the training passages most like it.
    """

    before: str
    passage: str
    after: str
    about_service: bool = True
    read_by_machine: bool = True
    quotable: bool = False
    cues: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The whole quote."""
        return self.before + self.passage + self.after


def open_quotes(key: PrivateKey, sealed: Mapping[bytes, bytes]) -> dict[bytes, QuoteContent]:
    """The quotes that the key opens, by id; a damaged one is left out, its finding stays."""
    opened = {}
    for quote_id, blob in sealed.items():
        try:
            opened[quote_id] = decode(key.open(blob, kind=Kind.QUOTE, object_id=quote_id))
        except (CannotOpen, msgspec.DecodeError):
            continue
    return opened


def words_of(content: QuoteContent, passage: int | None, theme: str | None) -> Words:
    """The quote around one of its passages (None: the whole quote), with the reasons for one theme."""
    if passage is None or not 0 <= passage < len(content.passages):
        about_service = not content.passages or any(part.about_service for part in content.passages)
        return Words("", cleaned(content.text), "", about_service, content.read_by_machine, content.quotable)
    found = content.passages[passage]
    reason = next((reason for reason in found.reasons if reason.theme == theme), None)
    return Words(
        before=cleaned(content.text[: found.start]),
        passage=cleaned(content.text[found.start : found.end]),
        after=cleaned(content.text[found.end :]),
        about_service=found.about_service,
        read_by_machine=content.read_by_machine,
        quotable=content.quotable,
        cues=tuple(cleaned(cue) for cue in reason.cues) if reason else (),
        nearest=tuple(cleaned(near) for near in reason.nearest) if reason else (),
    )
