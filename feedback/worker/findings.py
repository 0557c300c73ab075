"""From one opened submission to what the store keeps of it: findings in clear, quotes sealed to the workbench."""

import datetime as dt
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from analysis import Passage, Reader, Reading, Tag
from feedback.evidence.quotes import QuoteContent, QuotePassage, Reason, encode
from feedback.questionnaires.instrument import FreeText, Instrument, Question, options_of
from feedback.questionnaires.library import load_instruments
from feedback.questionnaires.submission import Submission
from feedback.sealing.envelope import OBJECT_ID_SIZE, Kind
from feedback.sealing.keys import PublicKey
from feedback.sealing.seal import seal
from feedback.store.readings import NewFinding, NewQuote, NewReading
from feedback.worker.draw import Draw

# Agencies that also run services are counted apart from those that only refer.
_ALSO_PROVIDES = frozenset({"this", "another"})


class UnknownInstrument(LookupError):
    """The response was made with a questionnaire that this version does not know."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one answer came to."""

    quotes: tuple[NewQuote, ...] = ()
    findings: tuple[NewFinding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Desk:
    """What the answers of one response are read with."""

    response_id: bytes
    reader: Reader
    workbench: PublicKey
    draw: Draw


def read_submission(
    submission: Submission,
    *,
    response_id: bytes,
    week: dt.date,
    reader: Reader,
    workbench: PublicKey,
    draw: Draw,
    version: str,
) -> NewReading:
    """Everything that is kept of a submission.

    Raises:
        UnknownInstrument: no such questionnaire.
    """
    instrument = load_instruments().get(submission.instrument)
    if instrument is None:
        raise UnknownInstrument(submission.instrument)
    desk = _Desk(response_id, reader, workbench, draw)
    found = [_read_answer(instrument, question, submission, desk) for question in instrument.questions]
    return NewReading(
        response_id=response_id,
        version=version,
        week=week,
        service_id=submission.service_id,
        audience=_audience(instrument, submission),
        provenance=submission.provenance,
        quotes=tuple(quote for part in found for quote in part.quotes),
        findings=tuple(finding for part in found for finding in part.findings),
    )


def _audience(instrument: Instrument, submission: Submission) -> str:
    asked = instrument.question_with_role("also-provides")
    provides = asked is not None and submission.answers.get(asked.code) in _ALSO_PROVIDES
    return f"{instrument.audience}-provider" if provides else instrument.audience


def _read_answer(instrument: Instrument, question: Question, submission: Submission, desk: _Desk) -> Found:
    answer = submission.answers.get(question.code)
    if not answer:
        return Found()
    if isinstance(question, FreeText):
        return _read_text(instrument, question, submission, str(answer), desk)
    return Found(findings=tuple(_read_options(instrument, question, answer)))


def _read_options(instrument: Instrument, question: Question, answer: str | list[str]) -> Iterator[NewFinding]:
    chosen = {answer} if isinstance(answer, str) else set(answer)
    for option in options_of(question):
        if option.code in chosen and option.direction is not None:
            for theme in option.themes or question.probes:
                yield _finding(question, theme, option.direction, tagger=instrument.name)


def _read_text(instrument: Instrument, question: FreeText, submission: Submission, text: str, desk: _Desk) -> Found:
    reading = desk.reader.read(text, language=submission.language, audience=instrument.audience, probes=question.probes)
    quote_id = secrets.token_bytes(OBJECT_ID_SIZE)
    permission = instrument.question_with_role("may-quote")
    content = QuoteContent(
        text=reading.redacted,
        language=reading.language.tag,
        read_by_machine=reading.read_by_machine,
        quotable=permission is not None and submission.answers.get(permission.code) == "yes",
        passages=tuple(_passage(reading, passage) for passage in reading.passages),
    )
    sealed = seal(encode(content), kind=Kind.QUOTE, object_id=quote_id, recipients=[desk.workbench])
    findings = tuple(_passage_findings(question, quote_id, reading))
    if not findings:
        return Found((NewQuote(quote_id, sealed),), (_for_a_person(question, quote_id, reading),))
    return Found((NewQuote(quote_id, sealed),), (*findings, *_drawn(question, quote_id, reading, findings, desk)))


def _passage(reading: Reading, passage: Passage) -> QuotePassage:
    start, end = reading.redacted_span(passage.start, passage.end)
    reasons = tuple(Reason(tag.theme, tag.why.cues, tag.why.nearest) for tag in (*passage.themes, *passage.suggestions))
    return QuotePassage(start, end, passage.about_service, reasons)


def _passage_findings(question: Question, quote_id: bytes, reading: Reading) -> Iterator[NewFinding]:
    if not (reading.complete and reading.read_by_machine):
        yield _for_a_person(question, quote_id, reading)
    for number, passage in enumerate(reading.passages):
        tagged: list[tuple[Tag, str]] = []
        if passage.about_service:
            tagged = [(tag, "tagged") for tag in passage.themes] + [(tag, "suggested") for tag in passage.suggestions]
        for tag, certainty in tagged:
            yield NewFinding(
                id=secrets.token_bytes(OBJECT_ID_SIZE),
                quote_id=quote_id,
                passage=number,
                question=question.code,
                theme=tag.theme,
                direction=tag.direction,
                confidence=tag.confidence,
                certainty=certainty,
                urgent=passage.urgent,
                tagger=reading.version,
            )
        if passage.urgent and not tagged:
            yield _for_a_person(question, quote_id, reading, passage=number, urgent=True)


def _drawn(
    question: Question, quote_id: bytes, reading: Reading, findings: Iterable[NewFinding], desk: _Desk
) -> Iterator[NewFinding]:
    """Some of the passages in which the machine looked and found nothing, while it found something beside them."""
    if not (reading.read_by_machine and reading.complete):
        return
    seen = {finding.passage for finding in findings}
    for number in range(len(reading.passages)):
        if number not in seen and desk.draw.takes(desk.response_id, question.code, number):
            yield _for_a_person(question, quote_id, reading, passage=number, urgent=False)


def _for_a_person(
    question: Question, quote_id: bytes, reading: Reading, *, passage: int | None = None, urgent: bool | None = None
) -> NewFinding:
    """Words in which the machine found no theme, or which it could not read: a person must see them.

    `urgent` of None: as urgent as the answer.
    """
    certainty = "suggested" if reading.read_by_machine and reading.complete else "unread"
    return NewFinding(
        id=secrets.token_bytes(OBJECT_ID_SIZE),
        quote_id=quote_id,
        passage=passage,
        question=question.code,
        theme=None,
        direction="neutral",
        confidence=0.0,
        certainty=certainty,
        urgent=reading.urgent if urgent is None else urgent,
        tagger=reading.version,
    )


def _finding(question: Question, theme: str, direction: str, tagger: str) -> NewFinding:
    return NewFinding(
        id=secrets.token_bytes(OBJECT_ID_SIZE),
        quote_id=None,
        passage=None,
        question=question.code,
        theme=theme,
        direction=direction,
        confidence=1.0,
        certainty="tagged",
        urgent=False,
        tagger=tagger,
    )
