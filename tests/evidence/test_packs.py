import datetime as dt
import hashlib

import pytest
from sqlalchemy import select, update

from feedback.evidence.pack_content import PackContent, PackVoice, encode
from feedback.evidence.packs import BrokenPack, NoSuchPack, issue, listed, reopen
from feedback.evidence.review import decide
from feedback.sealing.envelope import Kind
from feedback.sealing.opener import PrivateKey
from feedback.store.audit import AuditEntry
from feedback.store.packs import Pack
from tests.evidence.planting import Planter, Said, add_person

NOW = dt.datetime(2026, 10, 5, 9, 30)  # noqa: DTZ001  (the store keeps UTC without a zone)


def issued(planter: Planter, framework: str = "key-questions", now: dt.datetime = NOW) -> tuple[bytes, PackContent, str]:
    with planter.database.write() as session:
        who = {"person_id": planter.person_id, "inspection_id": planter.inspection_id}
        pack_id = issue(session, planter.key, **who, framework=framework, now=now)
    with planter.database.read() as session:
        content, digest = reopen(session, planter.key, **who, pack_id=pack_id)
    return pack_id, content, digest


def voices(content: PackContent, theme: str) -> dict[str, PackVoice]:
    (found,) = (t for group in content.groups for t in group.themes if t.code == theme)
    return {voice.audience: voice for voice in found.voices}


def test_a_pack_reopens_to_the_bytes_that_its_digest_names(planter: Planter) -> None:
    planter.respond(Said("premises"))
    pack_id, content, digest = issued(planter)
    assert hashlib.sha256(encode(content)).hexdigest() == digest
    with planter.database.read() as session:
        row = session.scalars(select(Pack)).one()
        raw = planter.key.open(row.sealed, kind=Kind.PACK, object_id=pack_id)
    assert raw == encode(content)
    assert b"The room is cold." in raw
    assert b"The room is cold." not in row.sealed


def test_every_claim_leads_to_words_tag_and_person(planter: Planter) -> None:
    (finding_id,) = planter.respond(Said("premises", text="My room is cold now.", passage="is cold"))
    with planter.database.write() as session:
        decide(
            session,
            person_id=planter.person_id,
            inspection_id=planter.inspection_id,
            finding_id=finding_id,
            decision="correct",
            theme="safety",
            direction="mixed",
            today=NOW.date(),
        )
    _, content, _ = issued(planter)
    assert voices(content, "premises") == {}
    voice = voices(content, "safety")["survivor"]
    (quote,) = voice.quotes
    assert (quote.before, quote.passage, quote.after) == ("My room ", "is cold", " now.")
    assert quote.tagged_by == "tagged by machine, version 1+0123456789ab, very sure, 93 %"
    assert quote.machine_tag == "Accommodation and premises: concern"
    assert quote.decided_by == "corrected by Ines Spector on 5 October 2026"
    assert (voice.strengths.confirmed, voice.concerns.confirmed) == (1, 1)


def test_what_nobody_may_rely_on_is_told_and_kept_apart(planter: Planter) -> None:
    planter.respond(Said("premises", certainty="suggested"))
    planter.respond(Said(None, "neutral", certainty="unread", read_by_machine=False))
    planter.respond(Said("safety", text="Before this house.", about_service=False))
    planter.respond(fault="unreadable")
    _, content, _ = issued(planter)
    assert content.unread.faults == {"unreadable": 1}
    assert (content.unread.quotes_not_read_by_machine, content.unread.waiting_for_a_person) == (1, 1)
    suggestion = voices(content, "premises")["survivor"]
    assert (suggestion.quotes, suggestion.concerns.suggested, suggestion.concerns.tagged) == ((), 1, 0)
    past = voices(content, "safety")["survivor"]
    assert [quote.about_service for quote in past.quotes] == [False]
    assert (past.concerns.tagged, past.concerns.confirmed) == (0, 0)


def test_answers_are_told_with_their_question_and_questionnaire(planter: Planter) -> None:
    planter.respond(Said("safety", "strength", from_answer=True, question="safe"))
    planter.respond(Said("safety", "strength", from_answer=True, question="safe"))
    _, content, _ = issued(planter)
    (answers,) = voices(content, "safety")["survivor"].answers
    assert (answers.question, answers.respondents, answers.questionnaire) == (
        "Do you feel safe with this service?",
        2,
        "survivor-1",
    )


def test_nothing_in_a_pack_says_who_or_when(planter: Planter) -> None:
    planter.respond(Said("premises"))
    _, content, _ = issued(planter)
    raw = encode(content)
    for claim in planter.evidence().claims:
        assert claim.passage is not None
        for secret in (claim.respondent, claim.id, claim.passage[0]):
            assert secret.hex().encode() not in raw
    assert b'"sq"' not in raw


def test_a_pack_holds_its_rules_themes_and_questionnaires(planter: Planter) -> None:
    _, content, _ = issued(planter)
    assert content.annex.rules.version == "1"
    assert len(content.annex.themes) == 33
    assert "survivor-1" in {questionnaire.name for questionnaire in content.annex.questionnaires}
    assert content.annex.outside == ()


def test_the_table_for_outside_is_repeated_until_ten_new_respondents_have_answered(planter: Planter) -> None:
    for _ in range(12):
        planter.respond(Said("premises"))
    first = issued(planter)[1].annex.outside
    assert [(cell.respondents) for cell in first[0].cells if (cell.theme, cell.direction) == ("premises", "concern")] == [10]
    for _ in range(9):
        planter.respond(Said("premises"))
    assert issued(planter, "contract", NOW + dt.timedelta(days=1))[1].annex.outside == first
    planter.respond(Said("premises"))
    third = issued(planter, now=NOW + dt.timedelta(days=2))[1].annex.outside
    assert [(cell.respondents) for cell in third[0].cells if (cell.theme, cell.direction) == ("premises", "concern")] == [20]


def test_the_same_evidence_makes_the_same_digest(planter: Planter) -> None:
    for _ in range(5):
        planter.respond(Said("premises"), Said("safety", "strength"))
    assert issued(planter)[2] == issued(planter)[2]


def test_a_pack_is_for_the_team_and_its_key_only(planter: Planter) -> None:
    pack_id, _, _ = issued(planter)
    stranger = add_person(planter.database, "else@example.org", "Somebody Else")
    with planter.database.write() as session:
        with pytest.raises(NoSuchPack):
            reopen(session, planter.key, person_id=stranger, inspection_id=planter.inspection_id, pack_id=pack_id)
        with pytest.raises(NoSuchPack):
            issue(session, planter.key, person_id=stranger, inspection_id=planter.inspection_id, framework="contract")
        mine = {"person_id": planter.person_id, "inspection_id": planter.inspection_id}
        with pytest.raises(NoSuchPack):
            issue(session, planter.key, **mine, framework="no such framework")
        with pytest.raises(BrokenPack):
            reopen(session, PrivateKey.generate(), **mine, pack_id=pack_id)


def test_a_changed_digest_is_noticed(planter: Planter) -> None:
    pack_id, _, _ = issued(planter)
    with planter.database.write() as session:
        session.execute(update(Pack).values(digest="0" * 64))
    with planter.database.read() as session, pytest.raises(BrokenPack):
        reopen(session, planter.key, person_id=planter.person_id, inspection_id=planter.inspection_id, pack_id=pack_id)


def test_issuing_is_written_down_in_the_same_transaction(planter: Planter) -> None:
    pack_id, _, _ = issued(planter)
    with planter.database.write() as session:
        issue(session, planter.key, person_id=planter.person_id, inspection_id=planter.inspection_id, framework="contract")
        session.rollback()
    with planter.database.read() as session:
        assert [pack.id for pack in listed(session, planter.inspection_id)] == [pack_id]
        entries = session.scalars(select(AuditEntry)).all()
    assert [(entry.act, entry.subject) for entry in entries] == [
        ("issue pack", f"inspection {planter.inspection_id} pack {pack_id.hex()}")
    ]
