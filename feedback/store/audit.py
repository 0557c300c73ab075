"""The audit log: who looked at what, and who decided what. It never holds what a respondent wrote."""

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from feedback.store.schema import Table


class AuditEntry(Table):
    """One act of one person. `subject` names what it was done to, by id."""

    __tablename__ = "audit_entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    act: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(120))


def record(session: Session, person_id: int, act: str, subject: str) -> None:
    """Write down an act, in the transaction of the act itself."""
    session.add(AuditEntry(at=dt.datetime.now(dt.UTC).replace(tzinfo=None), person_id=person_id, act=act, subject=subject))
    session.flush()
