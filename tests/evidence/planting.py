"""Planting: responses as the worker stores them, for tests of what is made of them."""

import datetime as dt
import os
from collections import Counter
from dataclasses import dataclass, replace

from feedback.evidence.findings import Evidence, gather
from feedback.evidence.quotes import QuoteContent, QuotePassage, Reason, encode
from feedback.sealing.envelope import Kind
from feedback.sealing.opener import PrivateKey
from feedback.sealing.seal import seal
from feedback.store.database import Database
from feedback.store.inspections import add_inspection, inspection_of
from feedback.store.people import Person
from feedback.store.readings import NewFinding, NewQuote, NewReading, replace_reading
from feedback.store.responses import add_response, is_stored
from feedback.store.services import add_service

FIRST = dt.date(2026, 8, 3)
LAST = dt.date(2026, 9, 28)
MACHINE = "1+0123456789ab"


@dataclass(frozen=True)
class Said:
    """One thing that one respondent says; `passage` is the tagged part of the text (empty: all of it)."""

    theme: str | None
    direction: str = "concern"
    text: str = "The room is cold."
    passage: str = ""
    certainty: str = "tagged"
    confidence: float = 0.93
    urgent: bool = False
    about_service: bool = True
    from_answer: bool = False
    read_by_machine: bool = True
    question: str = "anything"
    more: tuple[str, ...] = ()  # further themes of the same passage, each a finding of its own
    whole: bool = False  # the finding is about the whole answer
    passages: int = 1  # of the answer, all alike
    language: str = "sq"


@dataclass
class Planter:
    """One service's inspection in a database, with one inspector on its team."""

    database: Database
    key: PrivateKey
    service_id: int
    inspection_id: int
    person_id: int

    def respond(
        self,
        *said: Said,
        audience: str = "survivor",
        provenance: str = "open-link",
        week: dt.date = FIRST,
        fault: str | None = None,
        service_id: int | None = None,
    ) -> list[bytes]:
        """Store one respondent's reading; the ids of its findings."""
        return self.read(
            os.urandom(16), *said, audience=audience, provenance=provenance, week=week, fault=fault, service_id=service_id
        )

    def read(
        self,
        response_id: bytes,
        *said: Said,
        audience: str = "survivor",
        provenance: str = "open-link",
        week: dt.date = FIRST,
        fault: str | None = None,
        service_id: int | None = None,
        version: str = MACHINE,
    ) -> list[bytes]:
        """Store what one version reads in a response, new or not; the ids of its findings. Each question has one answer."""
        asked = Counter[str]()
        made = []
        for thing in said:
            asked[thing.question] += 1
            number = asked[thing.question]
            question = thing.question if number == 1 else f"{thing.question}-{number}"
            made.append(self._made(thing, question, version))
        findings = tuple(finding for _, of_one in made for finding in of_one)
        reading = NewReading(
            response_id=response_id,
            version=version,
            week=week,
            service_id=service_id or self.service_id,
            audience=audience,
            provenance=provenance,
            fault=fault,
            quotes=tuple(quote for quote, _ in made if quote is not None),
            findings=findings,
        )
        with self.database.write() as session:
            if not is_stored(session, response_id):
                add_response(session, response_id, b"sealed", week)
            replace_reading(session, reading)
        return [finding.id for finding in findings]

    def _made(self, said: Said, question: str, version: str) -> tuple[NewQuote | None, list[NewFinding]]:
        quote = None if said.from_answer else self._quote(said)
        finding = NewFinding(
            id=os.urandom(16),
            quote_id=quote.id if quote else None,
            passage=None if quote is None or said.whole else 0,
            question=question,
            theme=said.theme,
            direction=said.direction,
            confidence=1.0 if said.from_answer else said.confidence,
            certainty=said.certainty,
            urgent=said.urgent,
            tagger="survivor-1" if said.from_answer else version,
        )
        return quote, [finding, *(replace(finding, id=os.urandom(16), theme=theme) for theme in said.more)]

    def _quote(self, said: Said) -> NewQuote:
        tagged = said.passage or said.text
        start = said.text.index(tagged)
        reason = Reason(said.theme or "", ("cold",), ("It was freezing in there.", "No heating all winter."))
        passage = QuotePassage(start, start + len(tagged), said.about_service, (reason,))
        content = QuoteContent(
            said.text, said.language, said.read_by_machine, quotable=False, passages=(passage,) * said.passages
        )
        quote_id = os.urandom(16)
        return NewQuote(quote_id, seal(encode(content), kind=Kind.QUOTE, object_id=quote_id, recipients=[self.key.public]))

    def evidence(self) -> Evidence:
        """The evidence as it stands now."""
        with self.database.read() as session:
            inspection = inspection_of(session, self.inspection_id, self.person_id)
            assert inspection is not None
            return gather(session, inspection, self.key)


def add_person(database: Database, email: str, name: str) -> int:
    """Somebody who has an account; the id."""
    with database.write() as session:
        person = Person(
            email=email,
            name=name,
            password="none",
            active=True,
            fs_uniquifier=os.urandom(8).hex(),
            created_on=FIRST,
        )
        session.add(person)
        session.flush()
        return person.id


def plant(database: Database, key: PrivateKey, email: str = "ines@example.org", *, has_account: bool = False) -> Planter:
    """A service, its inspection, and a person on its team."""
    person_id = 0 if has_account else add_person(database, email, "Ines Spector")
    with database.write() as session:
        service = add_service(session, provider="Provider", name="Rowan", kind="safehouse", region="Wales")
        inspection = add_inspection(
            session,
            reference="MSI-2026-014",
            service_name="Rowan",
            first=FIRST,
            last=LAST,
            visit_on=dt.date(2026, 10, 12),
            members=[email],
        )
        return Planter(database, key, service.id, inspection.id, person_id or inspection.members[0].id)
