"""After a new version has read: verdicts stand, everything else is as the new version reads it, and nobody is counted twice."""

import datetime as dt
import os
from collections.abc import Sequence

import pytest

from feedback.evidence.board import tally
from feedback.evidence.claims import Claim, Standing
from feedback.evidence.composition import compose
from feedback.evidence.disclosure import exact_counts
from feedback.evidence.frameworks import all_frameworks, default_framework
from feedback.evidence.quotes import QuoteContent, QuotePassage, encode
from feedback.evidence.review import Decision, decide
from feedback.evidence.succession import same_words
from feedback.sealing.envelope import Kind
from feedback.sealing.seal import seal
from feedback.store.inspections import inspection_of
from feedback.store.readings import NewFinding, NewQuote, NewReading, replace_reading
from feedback.store.responses import add_response, is_stored
from tests.evidence.planting import FIRST, Planter

COLD, KIND, FOOD = "The room is cold at night.", "My support worker listens to me.", "We get good food every day."
Tagged = tuple[int | None, str | None, str]  # passage, theme, direction


def content(*passages: str, read: bool = True) -> QuoteContent:
    spans, at = [], 0
    for passage in passages:
        spans.append(QuotePassage(at, at + len(passage), about_service=True))
        at += len(passage) + 1
    return QuoteContent(" ".join(passages), "en", read, quotable=False, passages=tuple(spans))


def read(
    planter: Planter,
    response_id: bytes,
    version: str,
    passages: Sequence[str],
    *tags: Tagged,
    certainty: str = "tagged",
    urgent: bool = False,
    machine: bool = True,
) -> list[bytes]:
    """Store what a version reads in one answer; the ids of its findings."""
    quote_id = os.urandom(16)
    sealed = seal(encode(content(*passages, read=machine)), kind=Kind.QUOTE, object_id=quote_id, recipients=[planter.key.public])
    findings = tuple(
        NewFinding(os.urandom(16), quote_id, passage, "else", theme, direction, 0.9, certainty, urgent, version)
        for passage, theme, direction in tags
    )
    new = NewReading(
        response_id,
        version,
        FIRST,
        planter.service_id,
        "survivor",
        "open-link",
        None,
        (NewQuote(quote_id, sealed),),
        findings,
    )
    with planter.database.write() as session:
        if not is_stored(session, response_id):
            add_response(session, response_id, b"sealed", FIRST)
        replace_reading(session, new)
    return [finding.id for finding in findings]


def judge(planter: Planter, finding_id: bytes, decision: Decision, theme: str | None = None) -> None:
    with planter.database.write() as session:
        who = {"person_id": planter.person_id, "inspection_id": planter.inspection_id}
        decide(session, **who, finding_id=finding_id, decision=decision, theme=theme, today=dt.date(2026, 10, 5))


def seen(planter: Planter) -> set[tuple[str | None, str, str]]:
    return {(claim.theme, claim.tag.tagger, claim.standing.value) for claim in planter.evidence().claims}


def claims(planter: Planter, theme: str) -> tuple[Claim, ...]:
    return planter.evidence().of_theme(theme)


def test_what_nobody_judged_is_as_the_new_version_reads_it(planter: Planter) -> None:
    one = os.urandom(16)
    read(planter, one, "v1", [COLD, KIND], (0, "premises", "concern"), (1, "dignity", "strength"))
    read(planter, one, "v2", [COLD, KIND], (0, "premises", "concern"), (1, "support-worker", "strength"))
    assert seen(planter) == {("premises", "v2", "tagged"), ("support-worker", "v2", "tagged")}


def test_a_judged_passage_stays_and_the_others_get_the_new_versions_findings(planter: Planter) -> None:
    one = os.urandom(16)
    cold, _ = read(planter, one, "v1", [COLD, KIND], (0, "premises", "concern"), (1, "dignity", "strength"))
    judge(planter, cold, "confirm")
    read(
        planter,
        one,
        "v2",
        [COLD, KIND, FOOD],
        (0, "safety", "concern"),
        (1, "support-worker", "strength"),
        (2, "essentials", "strength"),
    )
    assert seen(planter) == {
        ("premises", "v1", "confirmed"),
        ("support-worker", "v2", "tagged"),
        ("essentials", "v2", "tagged"),
    }
    (claim,) = claims(planter, "premises")
    assert claim.verdict is not None
    assert claim.verdict.person == "Ines Spector"
    assert claim.words is not None
    assert claim.words.passage == COLD


def test_a_rejected_tag_does_not_come_back_with_the_next_version(planter: Planter) -> None:
    one = os.urandom(16)
    (cold,) = read(planter, one, "v1", [COLD], (0, "premises", "concern"))
    judge(planter, cold, "reject")
    read(planter, one, "v2", [COLD], (0, "premises", "concern"))
    evidence = planter.evidence()
    assert evidence.of_theme("premises") == ()
    assert [claim.tag.tagger for claim in evidence.rejected("premises")] == ["v1"]


def test_nobody_is_counted_twice_in_a_theme(planter: Planter) -> None:
    one = os.urandom(16)
    cold, _ = read(planter, one, "v1", [COLD, FOOD], (0, "premises", "concern"), (1, "premises", "strength"))
    judge(planter, cold, "confirm")
    # The new version sees the judged passage the other way round, and the other passage as the old one did.
    read(planter, one, "v2", [COLD, FOOD], (0, "premises", "strength"), (1, "premises", "concern"))
    found = claims(planter, "premises")
    assert [(claim.direction, claim.standing) for claim in sorted(found, key=lambda c: c.standing.value)] == [
        ("concern", Standing.CONFIRMED),
        ("concern", Standing.TAGGED),
    ]
    assert (tally(found).confirmed, tally(found).counted) == (1, 1)
    assert exact_counts(planter.evidence().claims, "survivor") == {("premises", "concern"): 1}


def test_a_tag_beside_a_judged_one_stays_to_be_decided(planter: Planter) -> None:
    one = os.urandom(16)
    premises, _ = read(planter, one, "v1", [COLD], (0, "premises", "concern"), (0, "health", "concern"))
    judge(planter, premises, "confirm")
    read(planter, one, "v2", [COLD], (0, "premises", "concern"), (0, "children", "concern"))
    assert seen(planter) == {("premises", "v1", "confirmed"), ("health", "v1", "tagged")}


def test_undoing_a_verdict_brings_back_no_second_tag_for_the_same_words(planter: Planter) -> None:
    one = os.urandom(16)
    (cold,) = read(planter, one, "v1", [COLD], (0, "premises", "concern"))
    judge(planter, cold, "confirm")
    read(planter, one, "v2", [COLD], (0, "premises", "concern"))
    judge(planter, cold, "undo")
    assert seen(planter) == {("premises", "v2", "tagged")}


def test_the_same_words_are_known_again_when_they_are_cut_or_redacted_otherwise(planter: Planter) -> None:
    one = os.urandom(16)
    old = [f"Anna says {COLD}", KIND]
    cold, _ = read(planter, one, "v1", old, (0, "premises", "concern"), (1, "dignity", "strength"))
    judge(planter, cold, "correct", "safety")
    new = ["Hello.", "[name] says", COLD, KIND]
    read(planter, one, "v2", new, (2, "premises", "concern"), (3, "support-worker", "strength"))
    assert seen(planter) == {("safety", "v1", "confirmed"), ("support-worker", "v2", "tagged")}


def test_a_whole_answer_that_was_judged_stays_judged(planter: Planter) -> None:
    one = os.urandom(16)
    (whole,) = read(planter, one, "v1", [COLD, KIND], (None, None, "neutral"), certainty="unread", machine=False)
    assert planter.evidence().unread_quotes == 1
    judge(planter, whole, "correct", "premises")
    read(planter, one, "v2", [COLD, KIND], (None, None, "neutral"), certainty="unread", machine=False)
    assert seen(planter) == {("premises", "v1", "confirmed")}
    assert planter.evidence().unread_quotes == 1, "one answer, however often it was read"


def test_an_urgent_answer_is_never_taken_for_read(planter: Planter) -> None:
    one = os.urandom(16)
    cold, _ = read(planter, one, "v1", [COLD, KIND], (0, "premises", "concern"), (1, "dignity", "strength"))
    judge(planter, cold, "confirm")
    read(planter, one, "v2", [COLD, KIND], (None, None, "neutral"), certainty="unread", urgent=True)
    assert [claim.urgent for claim in planter.evidence().for_a_person()] == [True]


def test_other_respondents_are_left_alone(planter: Planter) -> None:
    one, other = os.urandom(16), os.urandom(16)
    (cold,) = read(planter, one, "v1", [COLD], (0, "premises", "concern"))
    read(planter, other, "v1", [COLD], (0, "premises", "concern"))
    judge(planter, cold, "reject")
    for response_id in (one, other):
        read(planter, response_id, "v2", [COLD], (0, "premises", "concern"))
    assert [claim.respondent for claim in claims(planter, "premises")] == [other]


def test_a_pack_holds_what_stands(planter: Planter) -> None:
    one = os.urandom(16)
    cold, _ = read(planter, one, "v1", [COLD, KIND], (0, "premises", "concern"), (1, "dignity", "strength"))
    judge(planter, cold, "confirm")
    read(planter, one, "v2", [COLD, KIND], (0, "premises", "strength"), (1, "dignity", "strength"))
    with planter.database.read() as session:
        inspection = inspection_of(session, planter.inspection_id, planter.person_id)
        assert inspection is not None
        framework = all_frameworks()[default_framework()]
        pack = compose(planter.evidence(), inspection, framework, issuer="Ines", today=FIRST, earlier=())
    quotes = [quote for group in pack.groups for theme in group.themes for voice in theme.voices for quote in voice.quotes]
    assert sorted((quote.passage, quote.standing) for quote in quotes) == [
        (KIND, "tagged by machine"),
        (COLD, "confirmed by a person"),
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("a", 0), ("a", 1), False),  # two passages of one reading
        (("a", 0), ("b", None), True),
        (("a", 0), ("b", 0), True),
        (("a", 0), ("b", 1), False),
        (("a", 0), ("c", 1), True),  # cut otherwise
        (("a", 1), ("c", 1), False),
        (("a", 0), ("d", 0), True),  # two letters, and the same
        (("a", 5), ("b", 5), True),  # a passage that is not there
        (("a", 0), ("gone", 0), True),
        (("a", 0), ("gone", 1), False),
    ],
)
def test_same_words(one: tuple[str, int | None], other: tuple[str, int | None], same: bool) -> None:
    texts = {"a": content("Ok", KIND), "b": content("Ok", KIND), "c": content("So:", "Ok"), "d": content("Ok")}
    quotes = {name.encode(): found for name, found in texts.items()}
    places = [(name.encode(), passage) for name, passage in (one, other)]
    assert same_words(places[0], places[1], quotes) is same
    assert same_words(places[1], places[0], quotes) is same
