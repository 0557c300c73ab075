"""Review: a person confirms, corrects or rejects a tag, and can take that back. The machine's tag is kept beside it."""

import datetime as dt
from typing import Literal

from feedback.evidence.claims import DIRECTIONS
from feedback.evidence.frameworks import all_themes
from feedback.store import audit
from feedback.store.database import Session
from feedback.store.inspections import inspection_of
from feedback.store.readings import Finding, finding_of_service

Decision = Literal["confirm", "correct", "reject", "undo"]


class NoSuchFinding(LookupError):
    """There is no such finding in an inspection that the person works on."""


class CannotDecide(ValueError):
    """The decision does not fit the finding: nothing to confirm, an unknown theme, or an answer nobody tagged."""


def decide(
    session: Session,
    *,
    person_id: int,
    inspection_id: int,
    finding_id: bytes,
    decision: Decision,
    theme: str | None = None,
    direction: str | None = None,
    today: dt.date | None = None,
) -> None:
    """Write down a person's decision about a tag, and that they made it, in the transaction of the session.

    `theme` and `direction` are for "correct" only; what is left out stays as the machine saw it.

    Raises:
        NoSuchFinding: the finding is not of an inspection that the person works on.
        CannotDecide: the decision does not fit the finding.
    """
    inspection = inspection_of(session, inspection_id, person_id)
    if inspection is None:
        raise NoSuchFinding("not an inspection of this person")
    finding = finding_of_service(session, finding_id, inspection.service_id, inspection.first, inspection.last)
    if finding is None:
        raise NoSuchFinding("no such finding in this inspection")
    _check(finding, decision, theme, direction)
    finding.verdict = {"confirm": "confirmed", "correct": "corrected", "reject": "rejected", "undo": None}[decision]
    finding.verdict_theme = (theme or finding.theme) if decision == "correct" else None
    finding.verdict_direction = (direction or finding.direction) if decision == "correct" else None
    finding.verdict_by = None if decision == "undo" else person_id
    finding.verdict_on = None if decision == "undo" else (today or dt.datetime.now(dt.UTC).date())
    audit.record(session, person_id, f"verdict {decision}", f"inspection {inspection_id} finding {finding_id.hex()}")


def _check(finding: Finding, decision: Decision, theme: str | None, direction: str | None) -> None:
    if finding.quote_id is None:
        raise CannotDecide("the respondent chose this answer: there is no tag to decide on")
    if decision == "confirm" and finding.theme is None:
        raise CannotDecide("there is no theme to confirm: correct it instead")
    if decision != "correct":
        return
    if (theme or finding.theme) not in all_themes():
        raise CannotDecide("no such theme")
    if direction is not None and direction not in DIRECTIONS:
        raise CannotDecide("no such direction")
