"""What a model may learn from: redacted passages that people have decided on whole, from enough people, and nothing else."""

import dataclasses

import pytest

from analysis import theme_codes
from feedback.evidence.review import Decision, decide
from feedback.evidence.reviewed import (
    LEAST_RESPONDENTS,
    TOO_FEW,
    UNDECIDED,
    UNOPENED,
    UNREAD,
    WHOLE,
    ReviewedPassages,
    reviewed_passages,
)
from feedback.sealing.opener import PrivateKey
from feedback.store.database import Database, Role
from tests.conftest import KeyRing
from tests.evidence.planting import Planter, Said, plant


@pytest.fixture
def planter(database: Database, key_ring: KeyRing) -> Planter:
    """One inspection, once on each kind of database."""
    return plant(database, key_ring.workbench)


def judge(
    planter: Planter, finding_id: bytes, decision: Decision, theme: str | None = None, direction: str | None = None
) -> None:
    with planter.database.write() as session:
        who = {"person_id": planter.person_id, "inspection_id": planter.inspection_id}
        decide(session, **who, finding_id=finding_id, decision=decision, theme=theme, direction=direction)


def crowd(planter: Planter, said: Said, decision: Decision, theme: str | None = None, *, number: int = LEAST_RESPONDENTS) -> None:
    """So many respondents of whom a person decided the same."""
    for _ in range(number):
        (finding_id,) = planter.respond(said)
        judge(planter, finding_id, decision, theme)


def reviewed(planter: Planter, key: PrivateKey | None = None) -> ReviewedPassages:
    workbench = Database(planter.database.url, Role.WORKBENCH)
    with workbench.read() as session:
        found = reviewed_passages(session, key or planter.key)
    workbench.close()
    return found


def test_nothing_reviewed_is_nothing_to_learn_from(planter: Planter) -> None:
    planter.respond(Said("premises"))
    found = reviewed(planter)
    assert (found.rows, found.left_out, dict(found.verdicts)) == ((), {}, {})


def test_a_confirmed_tag_is_a_yes_with_its_passage_and_nothing_around_it(planter: Planter) -> None:
    crowd(planter, Said("premises", "strength", "Hello. The room is warm. Bye.", "The room is warm."), "confirm")
    found = reviewed(planter)
    assert {dataclasses.astuple(row) for row in found.rows} == {
        ("The room is warm.", "sq", "survivor", (("premises", "strength"),), ())
    }
    assert len(found.rows) == LEAST_RESPONDENTS
    assert dict(found.verdicts) == {"confirmed": LEAST_RESPONDENTS}


def test_a_corrected_tag_is_a_yes_and_a_no(planter: Planter) -> None:
    for _ in range(LEAST_RESPONDENTS):
        (finding_id,) = planter.respond(Said("premises", "strength"))
        judge(planter, finding_id, "correct", "safety", "mixed")
    assert {(row.yes, row.no) for row in reviewed(planter).rows} == {((("safety", "mixed"),), ("premises",))}


def test_a_rejected_tag_is_a_hard_no(planter: Planter) -> None:
    crowd(planter, Said("premises"), "reject")
    assert {(row.yes, row.no) for row in reviewed(planter).rows} == {((), ("premises",))}


def test_nothing_to_tag_is_a_no_to_every_theme(planter: Planter) -> None:
    crowd(planter, Said(None, "neutral", certainty="suggested"), "reject")
    assert {(row.yes, row.no) for row in reviewed(planter).rows} == {((), theme_codes())}


def test_an_agency_that_also_provides_is_an_agency_to_the_model(planter: Planter) -> None:
    for _ in range(LEAST_RESPONDENTS):
        (finding_id,) = planter.respond(Said("partnership"), audience="agency-provider")
        judge(planter, finding_id, "confirm")
    assert {row.audience for row in reviewed(planter).rows} == {"agency"}


def test_several_tags_of_one_passage_are_one_row(planter: Planter) -> None:
    for _ in range(LEAST_RESPONDENTS):
        ids = planter.respond(Said("premises", more=("health", "children")))
        for finding_id, decision in zip(ids, ("confirm", "reject", "correct"), strict=True):
            judge(planter, finding_id, decision, "premises" if decision == "correct" else None)  # type: ignore[arg-type]
    found = reviewed(planter)
    assert len(found.rows) == LEAST_RESPONDENTS
    assert {(row.yes, set(row.no) == {"health", "children"}) for row in found.rows} == {((("premises", "concern"),), True)}


def test_a_passage_is_left_out_until_all_its_tags_are_decided(planter: Planter) -> None:
    crowd(planter, Said("premises"), "confirm")
    first, second = planter.respond(Said("premises", text="Half decided.", more=("health",)))
    judge(planter, first, "confirm")
    assert reviewed(planter).left_out == {UNDECIDED: 1}
    assert "Half decided." not in {row.text for row in reviewed(planter).rows}
    judge(planter, second, "reject")
    assert reviewed(planter).left_out == {}
    (row,) = (row for row in reviewed(planter).rows if row.text == "Half decided.")
    assert row.no == (), "too few have spoken of health"


def test_a_theme_of_few_people_is_not_learnt_from_them(planter: Planter) -> None:
    crowd(planter, Said("premises"), "confirm", number=LEAST_RESPONDENTS - 1)
    found = reviewed(planter)
    assert (found.rows, found.left_out) == ((), {TOO_FEW: LEAST_RESPONDENTS - 1})
    # One respondent with many passages is still one.
    ids = planter.respond(*(Said("premises", text=f"Number {number}.") for number in range(LEAST_RESPONDENTS)))
    for finding_id in ids[:-1]:
        judge(planter, finding_id, "confirm")
    assert len(reviewed(planter).rows) == 2 * LEAST_RESPONDENTS - 2
    assert LEAST_RESPONDENTS >= 10


def test_a_whole_answer_is_learnt_from_only_if_it_is_one_passage(planter: Planter) -> None:
    crowd(planter, Said(None, "neutral", certainty="suggested", whole=True), "correct", "premises")
    assert {row.yes for row in reviewed(planter).rows} == {(("premises", "neutral"),)}
    (finding_id,) = planter.respond(Said(None, "neutral", certainty="suggested", whole=True, passages=2))
    judge(planter, finding_id, "correct", "premises")
    assert reviewed(planter).left_out == {WHOLE: 1}


def test_what_no_machine_reads_and_what_does_not_open_is_left_out(planter: Planter) -> None:
    crowd(planter, Said("premises", read_by_machine=False), "confirm")
    assert reviewed(planter).left_out == {UNREAD: LEAST_RESPONDENTS}
    assert reviewed(planter, PrivateKey.generate()).left_out == {UNOPENED: LEAST_RESPONDENTS}


def test_the_digest_names_the_decisions_and_not_the_words(planter: Planter) -> None:
    crowd(planter, Said("premises"), "confirm")
    before = reviewed(planter)
    assert before.digest == reviewed(planter).digest
    (finding_id,) = planter.respond(Said("premises"))
    judge(planter, finding_id, "confirm")
    after = reviewed(planter)
    assert after.digest != before.digest
    judge(planter, finding_id, "undo")
    judge(planter, finding_id, "reject")
    assert reviewed(planter).digest not in {before.digest, after.digest}
