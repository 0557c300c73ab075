"""People who sign in to the workbench, and what they may do."""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from feedback.store.schema import Table


class Role(Table):
    """What a person may do; the names are in `workbench`."""

    __tablename__ = "role"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)


class Membership(Table):
    """Which roles a person has."""

    __tablename__ = "membership"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    role_id: Mapped[int] = mapped_column(ForeignKey("role.id"), primary_key=True)


class Person(Table):
    """One person. The second-factor secret is stored encrypted by the sign-in library, the password as an argon2 hash."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    tf_primary_method: Mapped[str | None] = mapped_column(String(20))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    tf_last_step: Mapped[int | None]  # the last time step a code was used for: no code is good twice
    created_on: Mapped[dt.date]
    roles: Mapped[list[Role]] = relationship(secondary="membership", lazy="selectin")


def person_with_email(session: Session, email: str) -> Person | None:
    """The person with this e-mail address (as stored, in lower case), if any."""
    return session.scalar(select(Person).where(Person.email == email))


def role_named(session: Session, name: str) -> Role:
    """The role of this name, made where it is new."""
    role = session.scalar(select(Role).where(Role.name == name)) or Role(name=name)
    session.add(role)
    session.flush()
    return role


def names_of(session: Session, person_ids: Iterable[int]) -> dict[int, str]:
    """The names of these people, by id."""
    query = select(Person.id, Person.name).where(Person.id.in_(list(person_ids)))
    return {row.id: row.name for row in session.execute(query)}
