"""Inspections: one service, one period, one team."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from feedback.store.people import Person, person_with_email
from feedback.store.responses import week_of
from feedback.store.schema import Table
from feedback.store.services import Service, service_named


class InspectionMember(Table):
    """Who works on an inspection, and so who sees its evidence."""

    __tablename__ = "inspection_member"
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)


class Inspection(Table):
    """The inspection of one service. Its evidence is from the weeks that begin between `first` and `last`."""

    __tablename__ = "inspection"
    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    first: Mapped[dt.date]
    last: Mapped[dt.date]
    visit_on: Mapped[dt.date | None]
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    service: Mapped[Service] = relationship(lazy="joined")
    members: Mapped[list[Person]] = relationship(secondary="inspection_member")


def inspections_of(session: Session, person_id: int) -> Sequence[Inspection]:
    """The inspections a person works on, the next visit first."""
    query = select(Inspection).join(InspectionMember).where(InspectionMember.person_id == person_id)
    return session.scalars(query.order_by(Inspection.visit_on, Inspection.id)).unique().all()


def inspection_of(session: Session, inspection_id: int, person_id: int) -> Inspection | None:
    """An inspection, only for who works on it."""
    query = select(Inspection).join(InspectionMember)
    query = query.where(Inspection.id == inspection_id, InspectionMember.person_id == person_id)
    return session.scalars(query).unique().one_or_none()


class AlreadyThere(ValueError):
    """There is an inspection of this reference already."""


class UnknownName(LookupError):
    """There is no such service, person or period."""


def add_inspection(
    session: Session,
    *,
    reference: str,
    service_name: str,
    first: dt.date,
    last: dt.date,
    visit_on: dt.date | None,
    members: Sequence[str],
) -> Inspection:
    """Open an inspection of a service, in whole weeks, for the people with these e-mail addresses.

    Raises:
        AlreadyThere: the reference is taken.
        UnknownName: no such service or person, or a period that ends before it begins.
    """
    if session.scalar(select(Inspection.id).where(Inspection.reference == reference)) is not None:
        raise AlreadyThere(f"there is an inspection {reference} already")
    if last < first:
        raise UnknownName("the period ends before it begins")
    service = service_named(session, service_name)
    if service is None:
        raise UnknownName(f"there is no service named {service_name}")
    people = {email: person_with_email(session, email.lower()) for email in members}
    unknown = [email for email, person in people.items() if person is None]
    if unknown:
        raise UnknownName(f"nobody signs in as {unknown[0]}")
    inspection = Inspection(reference=reference, service=service, first=week_of(first), last=week_of(last), visit_on=visit_on)
    inspection.members = [person for person in people.values() if person is not None]
    session.add(inspection)
    session.flush()
    return inspection
