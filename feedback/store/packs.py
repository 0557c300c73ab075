"""Packs: evidence that was issued, frozen and sealed to the workbench."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ForeignKey, LargeBinary, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from feedback.store.people import Person
from feedback.store.schema import Table

# The lock's own number, so that it meets no other lock: "pack" in ASCII.
_PACKS = 0x7061636B


class Pack(Table):
    """One issued pack. `digest` is the SHA-256 (hex) of the content before it was sealed."""

    __tablename__ = "pack"
    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), index=True)
    framework: Mapped[str] = mapped_column(String(60))
    issued_at: Mapped[dt.datetime]
    issued_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    digest: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    issuer: Mapped[Person] = relationship(lazy="joined")


def packs_of(session: Session, inspection_id: int) -> Sequence[Pack]:
    """An inspection's packs, the newest first."""
    return session.scalars(select(Pack).where(Pack.inspection_id == inspection_id).order_by(Pack.issued_at.desc())).all()


def pack_of(session: Session, inspection_id: int, pack_id: bytes) -> Pack | None:
    """One pack of an inspection."""
    return session.scalar(select(Pack).where(Pack.inspection_id == inspection_id, Pack.id == pack_id))


def hold_packs(session: Session, inspection_id: int) -> None:
    """Let nobody else issue a pack of this inspection until the transaction ends. On SQLite a writer holds everything anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_PACKS, inspection_id)))


def add_pack(session: Session, pack: Pack) -> None:
    """Store a pack."""
    session.add(pack)
    session.flush()
