"""Each aggregate keeps its promises, on SQLite and on PostgreSQL alike."""

import datetime as dt
import threading
import time
from dataclasses import replace

import pytest
from sqlalchemy import select

from feedback.collect.codes import service_code
from feedback.store.counters import LanguageCount, count_language
from feedback.store.database import Database
from feedback.store.drafts import LIFETIME, Draft, destroy_expired, find_draft, keep_draft
from feedback.store.inspections import AlreadyThere, add_inspection, inspection_of, inspections_of
from feedback.store.people import Person
from feedback.store.readings import (
    DrawCounts,
    Finding,
    NewFinding,
    NewQuote,
    NewReading,
    Quote,
    Reading,
    count_drawn,
    finding_of_service,
    replace_reading,
)
from feedback.store.responses import (
    AlreadyStored,
    add_response,
    claim_unread,
    count_responses,
    count_unread,
    end_retention,
    needs_reading,
    week_of,
)
from feedback.store.services import NameTaken, add_service, new_code, service_with_code

TUESDAY = dt.date(2026, 11, 24)
ONE, TWO, THREE = (bytes([number]) * 16 for number in (1, 2, 3))


def reading_of(response_id: bytes, version: str = "v1", theme: str = "safety", service_id: int | None = None) -> NewReading:
    quote_id = bytes(reversed(response_id[:15])) + version[-1].encode()
    finding = NewFinding(quote_id, quote_id, 0, "good", theme, "strength", 0.9, "tagged", False, version)
    return NewReading(
        response_id, version, week_of(TUESDAY), service_id, "survivor", "open-link", None, (NewQuote(quote_id, b"q"),), (finding,)
    )


def test_a_response_is_stored_once_and_only_its_week_is_known(database: Database) -> None:
    with database.write() as session:
        add_response(session, ONE, b"sealed", TUESDAY)
    with pytest.raises(AlreadyStored), database.write() as session:
        add_response(session, ONE, b"other", TUESDAY)
    with database.write() as session:
        assert claim_unread(session, "v1") == (ONE, dt.date(2026, 11, 23), b"sealed")
        assert count_responses(session) == 1


def test_what_has_a_reading_of_this_version_is_not_claimed_again(database: Database) -> None:
    with database.write() as session:
        add_response(session, ONE, b"sealed", TUESDAY)
        assert replace_reading(session, reading_of(ONE)) is True
        assert claim_unread(session, "v1") is None
        assert not needs_reading(session, ONE, "v1")
        assert count_unread(session, "v1") == 0
        assert claim_unread(session, "v2") is not None
        assert needs_reading(session, ONE, "v2")
        assert not needs_reading(session, TWO, "v2")


def test_a_new_reading_replaces_the_old_one_whole(database: Database) -> None:
    with database.write() as session:
        add_response(session, ONE, b"sealed", TUESDAY)
        replace_reading(session, reading_of(ONE))
        assert replace_reading(session, reading_of(ONE, "v2", theme="money")) is False
    with database.read() as session:
        assert session.scalars(select(Finding.theme)).all() == ["money"]
        assert len(session.scalars(select(Quote.id)).all()) == 1


def test_what_a_person_decided_survives_a_new_reading(database: Database) -> None:
    with database.write() as session:
        add_response(session, ONE, b"sealed", TUESDAY)
        replace_reading(session, reading_of(ONE))
        session.scalars(select(Finding)).one().verdict = "confirmed"
        session.flush()
        replace_reading(session, reading_of(ONE, "v2", theme="money"))
        assert claim_unread(session, "v2") is None
    with database.read() as session:
        found = session.scalars(select(Finding).order_by(Finding.tagger))
        assert [(finding.theme, finding.verdict, finding.tagger) for finding in found] == [
            ("safety", "confirmed", "v1"),
            ("money", None, "v2"),
        ]
    with database.write() as session:  # what nobody judged is forgotten when a third version comes, with its quote
        replace_reading(session, reading_of(ONE, "v3", theme="health"))
        assert sorted(session.scalars(select(Finding.tagger))) == ["v1", "v3"]
        assert len(session.scalars(select(Quote.id)).all()) == 2
        assert session.scalars(select(Reading.version)).all() == ["v3"]


def test_a_judged_passage_stays_whole_and_the_others_are_replaced(database: Database) -> None:
    old = reading_of(ONE)
    (first,) = old.findings
    beside = replace(first, id=b"b" * 16, theme="health")
    elsewhere = replace(first, id=b"e" * 16, theme="money", passage=1)
    answered = replace(first, id=b"a" * 16, quote_id=None, passage=None)
    with database.write() as session:
        add_response(session, ONE, b"sealed", TUESDAY)
        replace_reading(session, replace(old, findings=(first, beside, elsewhere, answered)))
        session.get_one(Finding, first.id).verdict = "rejected"
        session.flush()
        replace_reading(session, replace(reading_of(ONE, "v2", theme="legal")))
    with database.read() as session:
        found = session.scalars(select(Finding)).all()
        assert {(finding.theme, finding.tagger) for finding in found} == {("safety", "v1"), ("health", "v1"), ("legal", "v2")}


def test_a_reading_that_fails_takes_nothing_from_one_with_a_verdict(database: Database) -> None:
    with database.write() as session:
        add_response(session, ONE, b"sealed", TUESDAY)
        replace_reading(session, reading_of(ONE))
        session.scalars(select(Finding)).one().verdict = "confirmed"
        session.flush()
        replace_reading(session, replace(reading_of(ONE, "v2"), fault="unreadable", findings=(), quotes=()))
    with database.read() as session:
        assert session.scalars(select(Finding.verdict)).all() == ["confirmed"]
        assert session.execute(select(Reading.version, Reading.fault)).all() == [("v2", None)]


def test_the_same_version_reads_again_without_a_trace(database: Database) -> None:
    with database.write() as session:
        add_response(session, ONE, b"sealed", TUESDAY)
        assert replace_reading(session, reading_of(ONE)) is True
        assert replace_reading(session, reading_of(ONE)) is False
        assert len(session.scalars(select(Finding.id)).all()) == 1


def test_a_verdict_and_a_new_reading_at_the_same_moment_lose_nothing(new_postgres_url: object) -> None:
    from feedback.store.migrations import upgrade

    database = Database(new_postgres_url())  # type: ignore[operator]
    upgrade(database)
    (finding,) = reading_of(ONE).findings
    with database.write() as session:
        service_id = add_service(session, provider="Provider", name="Rowan", kind="safehouse", region="Wales").id
        add_response(session, ONE, b"sealed", TUESDAY)
        replace_reading(session, reading_of(ONE, service_id=service_id))

    def read_again(version: str) -> None:
        with database.write() as session:
            replace_reading(session, reading_of(ONE, version, service_id=service_id))

    here = (finding.id, service_id, TUESDAY - dt.timedelta(weeks=1), TUESDAY)
    with database.write() as session:  # the inspector is first: the reading waits, and sees the verdict
        held = finding_of_service(session, *here)
        assert held is not None
        worker = threading.Thread(target=read_again, args=("v2",))
        worker.start()
        time.sleep(0.3)
        held.verdict = "confirmed"
    worker.join()
    with database.read() as session:
        assert session.scalars(select(Finding.verdict).where(Finding.id == finding.id)).all() == ["confirmed"]
        other = session.scalars(select(Finding.id).where(Finding.tagger == "v2")).one()

    seen: list[object] = []

    def decide() -> None:
        with database.write() as session:
            seen.append(finding_of_service(session, other, *here[1:]))

    with database.write() as session:  # the worker is first: the inspector waits, and is told that there is no such finding
        replace_reading(session, reading_of(ONE, "v3", service_id=service_id))
        inspector = threading.Thread(target=decide)
        inspector.start()
        time.sleep(0.3)
    inspector.join()
    assert seen == [None]
    database.close()


def test_what_was_drawn_is_counted_by_version(database: Database) -> None:
    (tagged,) = reading_of(ONE).findings
    drawn = replace(tagged, id=b"1" * 16, theme=None, passage=1, certainty="suggested", direction="neutral")
    findings = (
        tagged,
        replace(tagged, id=b"0" * 16, theme="health"),  # the same passage
        drawn,
        replace(drawn, id=b"2" * 16, passage=2),
        replace(drawn, id=b"3" * 16, passage=3),
        replace(drawn, id=b"4" * 16, passage=None),  # a whole answer
        replace(drawn, id=b"5" * 16, passage=4, urgent=True),
        replace(drawn, id=b"6" * 16, passage=5, certainty="unread"),
        replace(drawn, id=b"7" * 16, passage=6, tagger="v0"),
        replace(tagged, id=b"8" * 16, passage=7),  # rejected below
    )
    with database.write() as session:
        add_response(session, ONE, b"sealed", TUESDAY)
        replace_reading(session, replace(reading_of(ONE), findings=findings))
        for number, verdict in ((b"1", "corrected"), (b"2", "rejected"), (b"8", "rejected")):
            session.get_one(Finding, number * 16).verdict = verdict
        session.flush()
        assert count_drawn(session, "v1") == DrawCounts(drawn=3, reviewed=2, given_a_theme=1, tagged=1)
        assert count_drawn(session, "v9") == DrawCounts(0, 0, 0, 0)


def test_two_workers_never_hold_the_same_response(new_postgres_url: object) -> None:
    from feedback.store.migrations import upgrade

    database = Database(new_postgres_url())  # type: ignore[operator]
    upgrade(database)
    with database.write() as session:
        for number in range(2):
            add_response(session, bytes([number]) * 16, b"sealed", TUESDAY)
    with database.write() as one, database.write() as other, database.write() as third:
        first, second = claim_unread(one, "v1"), claim_unread(other, "v1")
        assert first is not None
        assert second is not None
        assert first[0] != second[0]
        assert claim_unread(third, "v1") is None
    database.close()


def test_a_service_that_is_not_known_costs_no_words(database: Database) -> None:
    with database.write() as session:
        add_response(session, ONE, b"sealed", TUESDAY)
        replace_reading(session, reading_of(ONE, service_id=404))
    with database.read() as session:
        assert session.scalars(select(Reading.service_id)).all() == [None]


def test_when_retention_ends_the_reading_ends_too(database: Database) -> None:
    with database.write() as session:
        add_response(session, ONE, b"sealed", TUESDAY)
        replace_reading(session, reading_of(ONE))
        add_response(session, TWO, b"sealed", TUESDAY + dt.timedelta(weeks=1))
        assert end_retention(session, TUESDAY) == 1
    with database.read() as session:
        assert count_responses(session) == 1
        for table in (Reading, Finding, Quote):
            assert session.scalars(select(table)).all() == []


def test_a_draft_lives_two_hours_and_its_expiry_is_coarse(database: Database) -> None:
    now = 1_000_000.0
    with database.write() as session:
        keep_draft(session, ONE, b"closed", now)
        assert find_draft(session, ONE, now + LIFETIME) == b"closed"
        assert find_draft(session, ONE, now + LIFETIME + 600) is None
        assert session.scalars(select(Draft.expires)).one() % 600 == 0
        destroy_expired(session, now + LIFETIME)
        assert find_draft(session, ONE, now) == b"closed"
        destroy_expired(session, now + LIFETIME + 600)
        assert find_draft(session, ONE, now) is None


def test_each_page_of_answers_gives_a_draft_its_two_hours_again(database: Database) -> None:
    with database.write() as session:
        keep_draft(session, ONE, b"first", 0)
        keep_draft(session, ONE, b"second", LIFETIME)
        assert find_draft(session, ONE, LIFETIME * 2, lock=True) == b"second"


def test_languages_are_counted_by_quarter_and_linked_to_nothing(database: Database) -> None:
    with database.write() as session:
        for language in ("ti", "ti", "cy"):
            count_language(session, language, "2026-Q4")
    with database.read() as session:
        rows = session.scalars(select(LanguageCount).order_by(LanguageCount.language)).all()
        assert [(row.language, row.quarter, row.responses) for row in rows] == [("cy", "2026-Q4", 1), ("ti", "2026-Q4", 2)]


def test_a_service_is_found_by_its_code_while_it_is_active(database: Database) -> None:
    with database.write() as session:
        service = add_service(session, provider="Provider", name="Rowan", kind="safehouse", region="Wales")
        assert service_with_code(session, service.code) == service.id
        service.active = False
        session.flush()
        assert service_with_code(session, service.code) is None
        with pytest.raises(NameTaken):
            add_service(session, provider="Provider", name="Rowan", kind="outreach", region="Wales")


def test_every_new_code_passes_its_own_check() -> None:
    assert all(service_code(code) == code for code in (new_code() for _ in range(200)))


def test_an_inspection_is_seen_by_its_team_only(database: Database) -> None:
    with database.write() as session:
        add_service(session, provider="Provider", name="Rowan", kind="safehouse", region="Wales")
        for name in ("one", "other"):
            person = Person(
                email=f"{name}@example.org", name=name, password="x", active=True, fs_uniquifier=name, created_on=TUESDAY
            )
            session.add(person)
        session.flush()
        what = {"service_name": "Rowan", "first": TUESDAY, "last": TUESDAY, "visit_on": None, "members": ["One@example.org"]}
        inspection = add_inspection(session, reference="R-1", **what)  # type: ignore[arg-type]
        assert inspection.first == dt.date(2026, 11, 23)
        one, other = (session.scalars(select(Person.id).where(Person.name == name)).one() for name in ("one", "other"))
        assert [found.reference for found in inspections_of(session, one)] == ["R-1"]
        assert inspections_of(session, other) == []
        assert inspection_of(session, inspection.id, other) is None
        with pytest.raises(AlreadyThere):
            add_inspection(session, reference="R-1", **what)  # type: ignore[arg-type]
        for change in (
            {"members": ["nobody@example.org"]},
            {"service_name": "Nowhere"},
            {"last": TUESDAY - dt.timedelta(weeks=9)},
        ):
            with pytest.raises(LookupError):
                add_inspection(session, reference="R-2", **{**what, **change})  # type: ignore[arg-type]
