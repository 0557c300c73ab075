"""Readings: what the worker found in one response: findings in clear, quotes sealed to the workbench."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from feedback.store.schema import WITHOUT_ROWID, Table
from feedback.store.services import Service

# Databases take only so many values in one question.
_MOST_AT_ONCE = 500


class Reading(Table):
    """One response, read. It has the response's id, so that both end together, and counts as one respondent.

    `fault` says why nothing could be read ("unopenable", "unreadable"); then there are no findings.
    """

    __tablename__ = "reading"
    response_id: Mapped[bytes] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[str] = mapped_column(String(60))
    week: Mapped[dt.date]
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"), index=True)
    audience: Mapped[str] = mapped_column(
        String(20)
    )  # "survivor", "agency", "staff"; agencies that also provide: "agency-provider"
    provenance: Mapped[str] = mapped_column(String(12))  # "open-link" or "invitation"
    fault: Mapped[str | None] = mapped_column(String(20))
    findings: Mapped[list["Finding"]] = relationship(back_populates="reading", passive_deletes=True, cascade="all")
    __table_args__ = (WITHOUT_ROWID,)


class Quote(Table):
    """One answer in the respondent's words, redacted, sealed to the workbench with its passages and reasons."""

    __tablename__ = "quote"
    __table_args__ = (WITHOUT_ROWID,)
    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    reading_id: Mapped[bytes] = mapped_column(ForeignKey("reading.response_id", ondelete="CASCADE"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Finding(Table):
    """One theme in one passage (or one scale answer), as the machine saw it, and beside it what a person says of that.

    `theme` is null where a passage has none but must be seen by a person. `certainty` is "tagged", "suggested" (a person decides)
    or "unread" (no machine reads this language). `tagger` names the version, or the questionnaire whose answer it is.
    """

    __tablename__ = "finding"
    __table_args__ = (
        CheckConstraint("certainty IN ('tagged', 'suggested', 'unread')", name="certainty"),
        CheckConstraint("verdict IN ('confirmed', 'corrected', 'rejected')", name="verdict"),
        WITHOUT_ROWID,
    )
    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    reading_id: Mapped[bytes] = mapped_column(ForeignKey("reading.response_id", ondelete="CASCADE"), index=True)
    quote_id: Mapped[bytes | None] = mapped_column(ForeignKey("quote.id", ondelete="CASCADE"), index=True)
    passage: Mapped[int | None]  # which passage of the quote, from 0
    question: Mapped[str] = mapped_column(String(60))
    theme: Mapped[str | None] = mapped_column(String(40))
    direction: Mapped[str] = mapped_column(String(10))
    confidence: Mapped[float]
    certainty: Mapped[str] = mapped_column(String(10))
    urgent: Mapped[bool]
    tagger: Mapped[str] = mapped_column(String(60))
    verdict: Mapped[str | None] = mapped_column(String(10))
    verdict_theme: Mapped[str | None] = mapped_column(String(40))
    verdict_direction: Mapped[str | None] = mapped_column(String(10))
    verdict_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    verdict_on: Mapped[dt.date | None]
    reading: Mapped[Reading] = relationship(back_populates="findings")


# A passage in which the machine looked and found nothing, drawn for a person to read. Other findings without a theme are of a
# whole answer, urgent, or of words that no machine read.
DRAWN = (
    Finding.theme.is_(None),
    Finding.passage.is_not(None),
    Finding.certainty == "suggested",
    Finding.urgent.is_(False),
)


@dataclass(frozen=True, slots=True)
class NewQuote:
    """A sealed quote to be stored."""

    id: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True)
class NewFinding:
    """A finding to be stored."""

    id: bytes
    quote_id: bytes | None
    passage: int | None
    question: str
    theme: str | None
    direction: str
    confidence: float
    certainty: str
    urgent: bool
    tagger: str


@dataclass(frozen=True, slots=True)
class NewReading:
    """All that was found in one response."""

    response_id: bytes
    version: str
    week: dt.date
    service_id: int | None
    audience: str
    provenance: str
    fault: str | None = None
    quotes: tuple[NewQuote, ...] = ()
    findings: tuple[NewFinding, ...] = ()


def replace_reading(session: Session, new: NewReading) -> bool:
    """Store a reading in place of an earlier one; says whether it is the response's first.

    What a person has decided survives. A passage with a verdict stays whole, as that person saw it: its quote and all its
    findings, each under the version that made it. Everything else is as the new reading has it, so the new reading's findings
    of such a passage are stored beside the old ones; `feedback.evidence.succession` says which stand. A reading that failed
    takes nothing away from one with a verdict. A service that is not known (any more) becomes none: the words are kept.
    """
    # Held, so that a verdict is either seen here or finds its finding gone, and is never lost in between.
    columns = select(Finding.id, Finding.quote_id, Finding.passage, Finding.verdict)
    old = session.execute(columns.where(Finding.reading_id == new.response_id).with_for_update()).all()
    judged = {(row.quote_id, row.passage) for row in old if row.verdict is not None}
    if judged:
        session.execute(update(Reading).where(Reading.response_id == new.response_id).values(version=new.version))
        if new.fault is None:
            _forget_all_but(session, new.response_id, [row.id for row in old if (row.quote_id, row.passage) in judged])
            _add_findings(session, new)
        return False
    first = not session.execute(delete(Reading).where(Reading.response_id == new.response_id)).rowcount  # type: ignore[attr-defined]
    known = new.service_id is not None and session.get(Service, new.service_id) is not None
    service_id = new.service_id if known else None
    session.add(
        Reading(
            response_id=new.response_id,
            version=new.version,
            week=new.week,
            service_id=service_id,
            audience=new.audience,
            provenance=new.provenance,
            fault=new.fault,
        )
    )
    session.flush()
    _add_findings(session, new)
    return bool(first)


def _forget_all_but(session: Session, response_id: bytes, kept: Sequence[bytes]) -> None:
    """Delete a response's other findings, and the quotes that no finding points into any more."""
    session.execute(delete(Finding).where(Finding.reading_id == response_id, Finding.id.not_in(kept)))
    pointed_at = select(Finding.quote_id).where(Finding.reading_id == response_id, Finding.quote_id.is_not(None))
    session.execute(delete(Quote).where(Quote.reading_id == response_id, Quote.id.not_in(pointed_at)))


def _add_findings(session: Session, new: NewReading) -> None:
    session.add_all(Quote(id=quote.id, reading_id=new.response_id, sealed=quote.sealed) for quote in new.quotes)
    session.flush()
    session.add_all(_row(new.response_id, finding) for finding in new.findings)
    session.flush()


def _row(reading_id: bytes, new: NewFinding) -> Finding:
    return Finding(
        id=new.id,
        reading_id=reading_id,
        quote_id=new.quote_id,
        passage=new.passage,
        question=new.question,
        theme=new.theme,
        direction=new.direction,
        confidence=new.confidence,
        certainty=new.certainty,
        urgent=new.urgent,
        tagger=new.tagger,
    )


def count_by_fault(session: Session, service_id: int) -> dict[str, int]:
    """How many responses of a service could not be read, by fault."""
    query = select(Reading.fault, func.count()).where(Reading.service_id == service_id, Reading.fault.is_not(None))
    return {str(fault): count for fault, count in session.execute(query.group_by(Reading.fault))}


def findings_of_service(session: Session, service_id: int, first: dt.date, last: dt.date) -> Sequence[tuple[Finding, Reading]]:
    """The findings, each with its reading, of a service's responses from the weeks that begin in a period."""
    query = (
        select(Finding, Reading)
        .join(Reading, Finding.reading_id == Reading.response_id)
        .where(Reading.service_id == service_id, Reading.week.between(first, last))
        .order_by(Finding.id)
    )
    return [(finding, reading) for finding, reading in session.execute(query)]


def readings_of_service(session: Session, service_id: int, first: dt.date, last: dt.date) -> Sequence[Reading]:
    """A service's readings from the weeks that begin in a period."""
    query = select(Reading).where(Reading.service_id == service_id, Reading.week.between(first, last))
    return session.scalars(query.order_by(Reading.response_id)).all()


def finding_of_service(session: Session, finding_id: bytes, service_id: int, first: dt.date, last: dt.date) -> Finding | None:
    """One finding, only if it is of this service and period; held until the transaction ends."""
    query = select(Finding).join(Reading, Finding.reading_id == Reading.response_id)
    here = (Finding.id == finding_id, Reading.service_id == service_id, Reading.week.between(first, last))
    return session.scalar(query.where(*here).with_for_update(of=Finding))


def quotes_with_ids(session: Session, ids: Iterable[bytes]) -> dict[bytes, bytes]:
    """The sealed quotes of these ids."""
    wanted, found = list(ids), {}
    for start in range(0, len(wanted), _MOST_AT_ONCE):
        query = select(Quote.id, Quote.sealed).where(Quote.id.in_(wanted[start : start + _MOST_AT_ONCE]))
        found.update({row.id: row.sealed for row in session.execute(query)})
    return found


def findings_of_judged_passages(session: Session) -> Sequence[tuple[Finding, str]]:
    """Every finding, with its audience, of passages that have a verdict, over all services."""
    judged = select(Finding.quote_id).where(Finding.verdict.is_not(None), Finding.quote_id.is_not(None))
    query = select(Finding, Reading.audience).join(Reading, Finding.reading_id == Reading.response_id)
    found = session.execute(query.where(Finding.quote_id.in_(judged)).order_by(Finding.id)).all()
    passages = {(finding.quote_id, finding.passage) for finding, _ in found if finding.verdict is not None}
    return [(finding, audience) for finding, audience in found if (finding.quote_id, finding.passage) in passages]


@dataclass(frozen=True, slots=True)
class DrawCounts:
    """What is known, over all services, of the passages in which one version found nothing and of which it drew some.

    `tagged` are the passages to which that version gave a theme, or suggested one, that nobody has rejected.
    """

    drawn: int
    reviewed: int
    given_a_theme: int
    tagged: int


def count_drawn(session: Session, version: str) -> DrawCounts:
    """Count what came of the passages that this version drew."""
    drawn = (Finding.tagger == version, *DRAWN)
    by_verdict = select(Finding.verdict, func.count()).where(*drawn).group_by(Finding.verdict)
    verdicts = {verdict: int(number) for verdict, number in session.execute(by_verdict)}
    tags = (Finding.tagger == version, Finding.theme.is_not(None), Finding.quote_id.is_not(None))
    right = select(Finding.quote_id, Finding.passage).where(*tags, func.coalesce(Finding.verdict, "") != "rejected").distinct()
    tagged = session.scalar(select(func.count()).select_from(right.subquery())) or 0
    total = sum(verdicts.values())
    return DrawCounts(total, total - verdicts.get(None, 0), verdicts.get("corrected", 0), tagged)
