"""What the machine overlooks is told once enough drawn passages were read, to the team, and leaves in no pack."""

import datetime as dt

import pytest

from feedback.evidence.findings import Evidence
from feedback.evidence.misses import LEAST_REVIEWED, Misses, misses
from feedback.evidence.pack_content import PackContent, encode
from feedback.evidence.packs import issue, reopen
from feedback.evidence.review import decide
from feedback.store.readings import DrawCounts
from feedback.store.services import add_service
from tests.evidence.planting import MACHINE, Planter, Said

DRAWN = Said(None, "neutral", "We sat in the garden.", certainty="suggested", confidence=0.0)


def review(planter: Planter, finding_id: bytes, theme: str | None = None) -> None:
    with planter.database.write() as session:
        decide(
            session,
            person_id=planter.person_id,
            inspection_id=planter.inspection_id,
            finding_id=finding_id,
            decision="correct" if theme else "reject",
            theme=theme,
        )


def estimate(planter: Planter, version: str | None = MACHINE) -> Misses | None:
    with planter.database.read() as session:
        return misses(session, version)


def test_a_drawn_passage_waits_for_a_person_until_it_is_decided(planter: Planter) -> None:
    drawn, tagged = planter.respond(DRAWN, Said("premises"))
    assert [claim.id for claim in planter.evidence().for_a_person()] == [drawn]
    assert [claim.drawn for claim in planter.evidence().for_a_person()] == [True]
    review(planter, drawn)
    evidence = planter.evidence()
    assert evidence.for_a_person() == ()
    assert {claim.id for claim in evidence.claims if not claim.drawn} == {tagged}


@pytest.mark.parametrize(
    "said",
    [
        Said(None, "neutral", certainty="suggested", whole=True),
        Said(None, "neutral", certainty="suggested", urgent=True),
        Said(None, "neutral", certainty="unread"),
        Said("premises", certainty="suggested"),
    ],
)
def test_what_reaches_a_person_for_another_reason_is_no_drawn_passage(planter: Planter, said: Said) -> None:
    planter.respond(said)
    assert [claim.drawn for claim in planter.evidence().claims] == [False]


def test_nothing_is_told_of_a_few(planter: Planter) -> None:
    for number in range(LEAST_REVIEWED):
        (finding_id,) = planter.respond(DRAWN)
        if number:
            review(planter, finding_id)
    assert estimate(planter) is None
    assert estimate(planter, None) is None


def test_the_share_that_people_gave_a_theme_is_told_over_all_services(planter: Planter) -> None:
    with planter.database.write() as session:
        other = add_service(session, provider="Provider", name="Alder", kind="outreach", region="Wales").id
    for number in range(LEAST_REVIEWED):
        (finding_id,) = planter.respond(DRAWN)
        review(planter, finding_id, "premises" if number % 4 == 0 else None)
    for _ in range(20):
        planter.respond(Said("premises"), service_id=other)
    found = estimate(planter)
    assert found is not None
    assert (found.reviewed, found.given_a_theme, found.share) == (20, 5, 0.25)
    assert 0.10 < found.share_bounds[0] < 0.25 < found.share_bounds[1] < 0.48
    # 20 drawn stand for 400, of which 100 have a theme; 20 were found.
    assert found.recall == pytest.approx(20 / 120)
    assert found.recall_bounds[0] < found.recall < found.recall_bounds[1]
    assert estimate(planter, "another version") is None


def test_where_nothing_is_overlooked_recall_is_whole() -> None:
    found = Misses.of(DrawCounts(drawn=30, reviewed=30, given_a_theme=0, tagged=0))
    assert found is not None
    assert (found.share, found.recall) == (0.0, 1.0)
    assert found.share_bounds[0] == 0.0


def test_the_evidence_names_the_version_that_read_most(planter: Planter) -> None:
    assert planter.evidence().version is None
    planter.respond(Said("premises"))
    planter.respond(Said("premises"))
    planter.read(bytes(16), Said("premises"), version="v0")
    assert planter.evidence().version == MACHINE


def pack_of(planter: Planter) -> PackContent:
    with planter.database.write() as session:
        who = {"person_id": planter.person_id, "inspection_id": planter.inspection_id}
        now = dt.datetime(2026, 10, 5, 9, 30)  # noqa: DTZ001
        pack_id = issue(session, planter.key, **who, framework="contract", now=now)
        return reopen(session, planter.key, **who, pack_id=pack_id)[0]


def test_nothing_of_the_draw_leaves_in_a_pack(planter: Planter) -> None:
    planter.respond(Said("premises"))
    before = pack_of(planter)
    for number in range(LEAST_REVIEWED + 2):
        (finding_id,) = planter.read(number.to_bytes(16), DRAWN)
        if number >= 2:
            review(planter, finding_id)
    after: Evidence = planter.evidence()
    assert len(after.for_a_person()) == 2
    with_draw = pack_of(planter)
    assert with_draw.unread == before.unread
    assert with_draw.groups == before.groups
    assert b"garden" not in encode(with_draw)


def test_a_drawn_passage_that_was_given_a_theme_is_evidence_like_any_other(planter: Planter) -> None:
    (finding_id,) = planter.respond(DRAWN)
    review(planter, finding_id, "premises")
    quotes = [
        quote for group in pack_of(planter).groups for theme in group.themes for voice in theme.voices for quote in voice.quotes
    ]
    assert [(quote.passage, quote.tagged_by, quote.machine_tag) for quote in quotes] == [
        (DRAWN.text, f"no theme found by machine, version {MACHINE}", "no theme: neutral")
    ]
