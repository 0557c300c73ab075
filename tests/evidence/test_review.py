import datetime as dt

import pytest
from sqlalchemy import select

from feedback.evidence.claims import Standing
from feedback.evidence.review import CannotDecide, Decision, NoSuchFinding, decide
from feedback.store.audit import AuditEntry
from feedback.store.services import add_service
from tests.evidence.planting import Planter, Said, add_person

DAY = dt.date(2026, 10, 5)


def judge(
    planter: Planter, finding_id: bytes, decision: Decision, theme: str | None = None, direction: str | None = None
) -> None:
    with planter.database.write() as session:
        decide(
            session,
            person_id=planter.person_id,
            inspection_id=planter.inspection_id,
            finding_id=finding_id,
            decision=decision,
            theme=theme,
            direction=direction,
            today=DAY,
        )


def test_a_confirmed_tag_names_the_person_and_the_day(planter: Planter) -> None:
    (finding_id,) = planter.respond(Said("premises"))
    judge(planter, finding_id, "confirm")
    (claim,) = planter.evidence().claims
    assert claim.standing is Standing.CONFIRMED
    assert claim.verdict is not None
    assert (claim.verdict.person, claim.verdict.on) == ("Ines Spector", DAY)


def test_a_corrected_tag_counts_where_the_person_put_it_and_the_machines_is_kept(planter: Planter) -> None:
    (finding_id,) = planter.respond(Said("premises", "concern"))
    judge(planter, finding_id, "correct", "safety", "mixed")
    (claim,) = planter.evidence().claims
    assert (claim.theme, claim.direction, claim.counts) == ("safety", "mixed", True)
    assert (claim.tag.theme, claim.tag.direction) == ("premises", "concern")
    assert planter.evidence().of_theme("premises") == ()


def test_a_rejected_tag_counts_nowhere_and_can_be_taken_back(planter: Planter) -> None:
    (finding_id,) = planter.respond(Said("premises"))
    judge(planter, finding_id, "reject")
    evidence = planter.evidence()
    assert evidence.of_theme("premises") == ()
    assert [claim.id for claim in evidence.rejected("premises")] == [finding_id]
    judge(planter, finding_id, "undo")
    (claim,) = planter.evidence().claims
    assert (claim.standing, claim.verdict) == (Standing.TAGGED, None)


def test_a_passage_without_a_theme_can_be_given_one_and_leaves_the_list(planter: Planter) -> None:
    (finding_id,) = planter.respond(Said(None, "neutral", certainty="unread"))
    with pytest.raises(CannotDecide):
        judge(planter, finding_id, "confirm")
    judge(planter, finding_id, "correct", "health", "concern")
    evidence = planter.evidence()
    assert evidence.for_a_person() == ()
    assert [claim.standing for claim in evidence.of_theme("health")] == [Standing.CONFIRMED]


@pytest.mark.parametrize(("theme", "direction"), [("no-such-theme", "concern"), ("safety", "sideways")])
def test_a_correction_must_name_what_exists(planter: Planter, theme: str, direction: str) -> None:
    (finding_id,) = planter.respond(Said("premises"))
    with pytest.raises(CannotDecide):
        judge(planter, finding_id, "correct", theme, direction)


def test_a_chosen_answer_has_no_tag_to_decide_on(planter: Planter) -> None:
    (finding_id,) = planter.respond(Said("premises", from_answer=True))
    with pytest.raises(CannotDecide):
        judge(planter, finding_id, "reject")


def test_nobody_decides_outside_their_inspections(planter: Planter) -> None:
    (finding_id,) = planter.respond(Said("premises"))
    planter.person_id = add_person(planter.database, "else@example.org", "Somebody Else")
    with pytest.raises(NoSuchFinding):
        judge(planter, finding_id, "confirm")


def test_a_finding_of_another_service_is_not_found(planter: Planter) -> None:
    with planter.database.write() as session:
        other = add_service(session, provider="Provider", name="Alder", kind="outreach", region="Wales").id
    (finding_id,) = planter.respond(Said("premises"), service_id=other)
    with pytest.raises(NoSuchFinding):
        judge(planter, finding_id, "confirm")


def test_every_decision_is_written_down_and_a_refused_one_leaves_nothing(planter: Planter) -> None:
    (finding_id,) = planter.respond(Said("premises"))
    judge(planter, finding_id, "confirm")
    judge(planter, finding_id, "undo")
    with pytest.raises(CannotDecide):
        judge(planter, finding_id, "correct", "no-such-theme")
    with planter.database.read() as session:
        acts = [entry.act for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    assert acts == ["verdict confirm", "verdict undo"]
