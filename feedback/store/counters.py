"""Counters for the programme's statistics, linked to no response and no service."""

from sqlalchemy import String, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from feedback.store.schema import WITHOUT_ROWID, Table


class LanguageCount(Table):
    """How many responses a language had in a quarter ("2026-Q4"), in the whole programme."""

    __tablename__ = "language_count"
    __table_args__ = WITHOUT_ROWID
    language: Mapped[str] = mapped_column(String(20), primary_key=True)
    quarter: Mapped[str] = mapped_column(String(7), primary_key=True)
    responses: Mapped[int]


def count_language(session: Session, language: str, quarter: str) -> None:
    """Add one response to a language's count."""
    here = (LanguageCount.language == language) & (LanguageCount.quarter == quarter)
    added = session.execute(update(LanguageCount).where(here).values(responses=LanguageCount.responses + 1))
    if added.rowcount == 0:  # type: ignore[attr-defined]
        try:
            with session.begin_nested():
                session.add(LanguageCount(language=language, quarter=quarter, responses=1))
        except IntegrityError:  # another worker met the language's first response at the same moment
            session.execute(update(LanguageCount).where(here).values(responses=LanguageCount.responses + 1))
