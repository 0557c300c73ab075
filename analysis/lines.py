"""Answers JSON Lines: one answer a line, in order, at once; a bad line is answered with an error that never repeats its text."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from analysis.reader import Reader
from analysis.reading import AUDIENCES, Reading, Tag
from analysis.taxonomy import theme_codes

LONGEST_TEXT = 65_536
"""Bytes (UTF-8) of a text that are accepted."""
LONGEST_LINE = 1_048_576
"""Bytes of an input line that are looked at; JSON may write one byte of text as six."""


class BadLineError(ValueError):
    """A line cannot be answered; the message says why, without any of its text."""

    def __init__(self, why: str, identifier: object = None) -> None:
        super().__init__(why)
        self.identifier = identifier


@dataclass(frozen=True, slots=True)
class _Request:
    identifier: object
    text: str
    language: str | None
    audience: str | None
    question: str | tuple[str, ...]


def tag(source: BinaryIO, sink: BinaryIO, reader: Reader) -> int:
    """Answer every line of `source` on `sink`; return 1 if any line was bad, else 0."""
    status = 0
    for line in _lines(source):
        try:
            answer = _answer(reader, _request(line))
        except BadLineError as error:
            status = 1
            answer = {"error": str(error)} if error.identifier is None else {"id": error.identifier, "error": str(error)}
        sink.write(json.dumps(answer, ensure_ascii=False).encode("utf-8") + b"\n")
        sink.flush()
    return status


def _lines(source: BinaryIO) -> Iterator[bytes | None]:
    """Yield each line; None for one that is too long, of which never more than the limit is held."""
    while line := source.readline(LONGEST_LINE + 1):
        if len(line) <= LONGEST_LINE:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = source.readline(LONGEST_LINE)
        yield None


def _request(line: bytes | None) -> _Request:
    """Return what a line asks. Raises BadLineError."""
    if line is None:
        raise BadLineError("the line is too long")
    if not line.strip():
        raise BadLineError("the line is empty")
    try:
        asked = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadLineError("the line is not UTF-8") from None
    except (ValueError, RecursionError):
        raise BadLineError("the line is not JSON") from None
    if not isinstance(asked, dict):
        raise BadLineError("the line is not a JSON object")
    identifier = asked.get("id")
    if isinstance(identifier, (dict, list)) or not _sayable(identifier):
        raise BadLineError("id must be a string or a number")
    if identifier is None:
        raise BadLineError("id is missing")
    try:
        return _checked(identifier, asked)
    except BadLineError as error:
        raise BadLineError(str(error), identifier) from None


def _checked(identifier: object, asked: dict[str, Any]) -> _Request:
    if "text" not in asked:
        raise BadLineError("text is missing")
    for name in ("text", "language", "audience"):
        value = asked.get(name)
        if not isinstance(value, str) and (name == "text" or value is not None):
            raise BadLineError(f"{name} must be a string")
        if not _sayable(value):
            raise BadLineError(f"{name} holds half a character (a lone surrogate)")
    if len(asked["text"].encode()) > LONGEST_TEXT:
        raise BadLineError(f"text is longer than {LONGEST_TEXT} bytes")
    audience = asked.get("audience")
    if audience is not None and audience not in AUDIENCES:
        raise BadLineError(f"audience must be one of {', '.join(AUDIENCES)}")
    return _Request(identifier, asked["text"], asked.get("language"), audience, _question(asked.get("question")))


def _question(question: object) -> str | tuple[str, ...]:
    """Return the wording of the question, or the codes of the themes it probes."""
    if question is None:
        return ()
    if isinstance(question, str):
        if not _sayable(question) or len(question) > LONGEST_TEXT // 8:
            raise BadLineError("question is too long or holds half a character")
        return question
    if isinstance(question, list) and all(isinstance(code, str) for code in question):
        if not set(question) <= set(theme_codes()):
            raise BadLineError("question names a theme that does not exist")
        return tuple(question)
    raise BadLineError("question must be a string or a list of theme codes")


def _sayable(value: object) -> bool:
    """Tell whether a value can be written as UTF-8 and as JSON that everybody reads."""
    if isinstance(value, str):
        return not any("\ud800" <= character <= "\udfff" for character in value)
    return not isinstance(value, float) or value - value == 0


def _answer(reader: Reader, asked: _Request) -> dict[str, Any]:
    probes = reader.themes_of(asked.question, None) if isinstance(asked.question, str) else asked.question
    reading = reader.read(asked.text, asked.language, asked.audience, probes)
    return {"id": asked.identifier, **spoken(reading)}


def spoken(reading: Reading) -> dict[str, Any]:
    """Return a reading as the values of one JSON answer."""
    return {
        "language": {
            "tag": reading.language.tag,
            "probability": reading.language.probability,
            "mixed": reading.language.mixed,
        },
        "passages": [{"start": p.start, "end": p.end, "themes": [_tag(t) for t in p.themes]} for p in reading.passages],
        "themes": [_tag(t) for t in reading.themes],
        "suggestions": [_tag(t) for t in reading.suggestions],
        "urgent": reading.urgent,
        "about_service": reading.about_service,
        "redacted": reading.redacted,
        "redactions": [{"start": r.start, "end": r.end, "kind": r.kind} for r in reading.redactions],
        "version": reading.version,
        **_unread(reading),
    }


def _unread(reading: Reading) -> dict[str, bool]:
    """Return what must be said where no machine read the text, or not all of it; nothing where it read everything."""
    said = {"read_by_machine": reading.read_by_machine, "complete": reading.complete}
    return {name: value for name, value in said.items() if reading.passages and not value}


def _tag(tag: Tag) -> dict[str, Any]:
    why = {"cues": list(tag.why.cues), "nearest": list(tag.why.nearest)}
    return {"theme": tag.theme, "confidence": tag.confidence, "direction": tag.direction, "why": why}
