"""Extraction: hands a questionnaire's words to Babel, with a comment that tells a translator where each stands."""

from collections.abc import Iterator
from typing import IO, Any

from feedback.questionnaires.instrument import options_of
from feedback.questionnaires.library import parse

_Message = tuple[int, str, str, list[str]]


def extract(fileobj: IO[bytes], keywords: object, comment_tags: object, options: object) -> Iterator[_Message]:
    """The messages of one instrument file, in Babel's form: line, function, message, comments. Babel's options do not apply."""
    source = fileobj.read().decode("utf-8")
    lines = source.splitlines()
    instrument = parse(source)

    def line_of(text: str) -> int:
        return next((number for number, line in enumerate(lines, 1) if text in line), 1)

    seen: set[str] = set()
    for text, comment in _texts(instrument):
        if text and text not in seen:
            seen.add(text)
            yield line_of(text), "gettext", text, [comment]


def _texts(instrument: Any) -> Iterator[tuple[str, str]]:
    yield instrument.title, f"Title of the {instrument.audience} questionnaire"
    for question in instrument.questions:
        yield question.text, f"Question {question.code}"
        yield question.hint, f"Hint under question {question.code}"
        for option in options_of(question):
            yield option.text, f"Answer to “{question.text}”"
