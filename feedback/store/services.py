"""Providers and their services: opaque names, no addresses, and the code that a card carries."""

import secrets
from collections.abc import Sequence

from sqlalchemy import ForeignKey, String, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship
from stdnum.iso7064 import mod_97_10

from feedback.store.schema import Table

CODE_DIGITS = 8


class Provider(Table):
    """An organisation that runs services."""

    __tablename__ = "provider"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    services: Mapped[list["Service"]] = relationship(back_populates="provider")


class Service(Table):
    """One safehouse or outreach service. `name` is opaque: it must not tell where the service is."""

    __tablename__ = "service"
    id: Mapped[int] = mapped_column(primary_key=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    name: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(20))  # "safehouse" or "outreach"
    region: Mapped[str] = mapped_column(String(60))
    code: Mapped[str] = mapped_column(String(CODE_DIGITS), unique=True)
    active: Mapped[bool] = mapped_column(default=True)
    provider: Mapped[Provider] = relationship(back_populates="services")


_ID_OF_CODE = select(Service.__table__.c.id).where(Service.__table__.c.code == bindparam("asked"), Service.__table__.c.active)


class NameTaken(ValueError):
    """There is a service of this name already."""


def new_code() -> str:
    """A service code: six random digits and two check digits (ISO 7064 MOD 97-10)."""
    digits = f"{secrets.randbelow(10**6):06d}"
    return digits + str(mod_97_10.calc_check_digits(digits))


def add_service(session: Session, *, provider: str, name: str, kind: str, region: str, code: str | None = None) -> Service:
    """Add a service, and its provider where that is new.

    Raises:
        NameTaken: there is a service of this name.
    """
    if service_named(session, name) is not None:
        raise NameTaken(f"there is a service named {name} already")
    owner = session.scalar(select(Provider).where(Provider.name == provider)) or Provider(name=provider)
    service = Service(provider=owner, name=name, kind=kind, region=region, code=code or new_code(), active=True)
    session.add(service)
    session.flush()
    return service


def service_named(session: Session, name: str) -> Service | None:
    """The service of this name, if any."""
    return session.scalar(select(Service).where(Service.name == name))


def service_with_code(session: Session, code: str) -> int | None:
    """The id of the active service that has this code (eight ASCII digits), if any."""
    found: int | None = session.scalar(_ID_OF_CODE, {"asked": code})
    return found


def all_services(session: Session) -> Sequence[Service]:
    """Every service, by name."""
    return session.scalars(select(Service).order_by(Service.name)).all()
