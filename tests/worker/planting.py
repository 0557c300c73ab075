"""Responses for the worker's tests: sealed as the public site seals them, and a view of all that was made of them."""

import datetime as dt
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from feedback.questionnaires.instrument import Answer
from feedback.questionnaires.submission import Submission, encode
from feedback.sealing.envelope import Kind
from feedback.sealing.keys import PublicKey
from feedback.sealing.seal import seal
from feedback.store.counters import LanguageCount
from feedback.store.database import Database
from feedback.store.readings import Finding, Quote, Reading
from feedback.store.responses import add_response

DAY = dt.date(2026, 11, 24)
QUARTER = "2026-Q4"


def submission(
    answers: Mapping[str, Answer], *, instrument: str = "survivor-1", language: str = "en", service_id: int | None = None
) -> Submission:
    """What a respondent sent."""
    return Submission(instrument, language, service_id, "open-link", dict(answers))


# Short, so that they are read quickly; several languages, kinds of answer and audiences; one says nothing that has a theme.
VARIETY = (
    submission({"safe": "never", "better": "My room is cold."}),
    submission({"good": "Staff listen to me.", "quote": "yes"}),
    submission({"helped": ["money", "legal"], "respect": "always"}),
    submission({"better": "qwx zzt"}),
    submission({"good": "Stafi është i mirë.", "listen": "mostly"}, language="sq"),
    submission({"good": "الموظفون طيبون.", "tell": "afraid"}, language="ar"),
    submission({"joint": "agree", "together": "They never call back.", "provides": "this"}, instrument="agency-1"),
    submission({"workload": "strongly-agree"}, instrument="staff-1"),
)


def sealed(content: bytes, response_id: bytes, keys: Path) -> bytes:
    """Content as the public site seals it."""
    recipients = [PublicKey.read(keys / "public" / name) for name in ("worker.pub", "escrow.pub")]
    return seal(content, kind=Kind.RESPONSE, object_id=response_id, recipients=recipients)


def sealed_responses(submissions: Iterable[Submission], keys: Path) -> dict[bytes, bytes]:
    """Each submission sealed, by a new response id."""
    return {identity: sealed(encode(sent), identity, keys) for sent in submissions for identity in [os.urandom(16)]}


def put(database: Database, responses: Mapping[bytes, bytes], day: dt.date = DAY) -> None:
    """Store sealed responses."""
    with database.write() as session:
        for identity, blob in responses.items():
            add_response(session, identity, blob, day)


FindingFacts = tuple[str, str | None, str, str, bool, int | None, str]


@dataclass(frozen=True)
class Outcome:
    """All that was made of the responses, without what is random in it: the ids of findings and quotes."""

    readings: Mapping[bytes, tuple[str, str, str | None]]  # version, audience, fault
    findings: Mapping[bytes, tuple[FindingFacts, ...]]
    quotes: Mapping[bytes, int]
    languages: Mapping[tuple[str, str], int]


def outcome(database: Database) -> Outcome:
    """What the database holds now."""
    with database.read() as session:
        readings = session.scalars(select(Reading)).all()
        findings: dict[bytes, list[FindingFacts]] = {}
        for found in session.scalars(select(Finding)):
            facts = (found.question, found.theme, found.direction, found.certainty, found.urgent, found.passage, found.tagger)
            findings.setdefault(found.reading_id, []).append(facts)
        return Outcome(
            {reading.response_id: (reading.version, reading.audience, reading.fault) for reading in readings},
            {identity: tuple(sorted(facts, key=str)) for identity, facts in findings.items()},
            Counter(session.scalars(select(Quote.reading_id)).all()),
            {(count.language, count.quarter): count.responses for count in session.scalars(select(LanguageCount))},
        )
