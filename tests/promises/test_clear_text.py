"""What stands in clear is written down, column by column: a new column is a decision, and this is where it is made."""

import datetime as dt
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Boolean, Date, DateTime, Float, Integer, Interval, LargeBinary, String, Time, select

from feedback.store.database import Database
from feedback.store.migrations import tables
from feedback.store.readings import Reading
from feedback.store.responses import Response, week_of
from tests.store.test_aggregates import reading_of

README = Path(__file__).resolve().parent.parent.parent / "README.md"

# What each column of the tables about respondents is, and what it tells somebody who steals the database.
RESPONDENTS = {
    "response.id": "Random; derived from the key in the respondent's browser: tells nothing without it.",
    "response.week": "The Monday of the week in which it was sent: that somebody wrote in that week, not which day.",
    "response.sealed": "The answers, service, audience and language, sealed; its length is one of seven sizes.",
    "reading.response_id": "Which response was read: joins what was found in it, and counts it once.",
    "reading.version": "Which version read it: the same for all that one version reads.",
    "reading.week": "As in the response.",
    "reading.service_id": "Which service it is about, or none: that somebody wrote about it in that week.",
    "reading.audience": "Survivor, agency, agency that also provides, or staff.",
    "reading.provenance": "Whether it came with an invitation or by the open link.",
    "reading.fault": "Why it could not be read, if so; never what was in it.",
    "finding.id": "Random.",
    "finding.reading_id": "Which reading it is of: joins the findings of one respondent.",
    "finding.quote_id": "Which sealed quote it points into, if any.",
    "finding.passage": "The number of the passage in that quote.",
    "finding.question": "Which question was answered.",
    "finding.theme": "The theme: what this respondent spoke about, in one of 33 words.",
    "finding.direction": "Strength, concern, mixed or neutral: for a choice, this is the answer in coarse.",
    "finding.confidence": "How sure the machine is: says nearly nothing of the words.",
    "finding.certainty": "Tagged, suggested, or not read by machine: the last hints at a language without a model.",
    "finding.urgent": "Whether somebody should look now: that somebody may be in danger.",
    "finding.tagger": "Which version of the machine, or which questionnaire, says so.",
    "finding.verdict": "What an inspector decided.",
    "finding.verdict_theme": "The theme in an inspector's correction.",
    "finding.verdict_direction": "The direction in an inspector's correction.",
    "finding.verdict_by": "Which inspector decided: about staff, not about respondents.",
    "finding.verdict_on": "The day of the decision: not of the response.",
    "quote.id": "Random.",
    "quote.reading_id": "Which reading it is of: joins the quotes of one respondent, which no page ever shows together.",
    "quote.sealed": "The redacted words, their language and the leave to quote them, sealed to the workbench.",
    "draft.locator": "Random; derived from the key in the respondent's browser: leads to no response.",
    "draft.expires": "When it expires, in steps of ten minutes: that somebody wrote within the last two hours. Deleted then.",
    "draft.closed": "The answers so far under a key that only the browser holds; nearly all have one size.",
    "language_count.language": "A language, for the whole programme.",
    "language_count.quarter": "A quarter.",
    "language_count.responses": "How many responses: linked to no service, week or response.",
}

# The tables about services and about people who sign in: no respondent is in them.
OTHERS = {
    "provider.id": "A number.",
    "provider.name": "An organisation's name: public.",
    "service.id": "A number.",
    "service.provider_id": "Who runs it.",
    "service.name": "An opaque name; never a place.",
    "service.kind": "Safehouse or outreach.",
    "service.region": "A large region.",
    "service.code": "The code on its cards: whoever has a card knows it.",
    "service.active": "Whether feedback can be about it.",
    "person.id": "A number.",
    "person.email": "An inspector's address.",
    "person.name": "An inspector's name.",
    "person.password": "An Argon2 hash.",
    "person.active": "Whether they may sign in.",
    "person.fs_uniquifier": "Random: ends their sessions when it changes.",
    "person.tf_primary_method": "That they use an authenticator app.",
    "person.tf_totp_secret": "The app's secret, encrypted under the workbench's secrets.",
    "person.tf_last_step": "The last half minute in which a one-time code was used.",
    "person.created_on": "The day they were added.",
    "role.id": "A number.",
    "role.name": "What people may do.",
    "membership.person_id": "Who …",
    "membership.role_id": "… may do what.",
    "inspection.id": "A number.",
    "inspection.service_id": "Which service is inspected.",
    "inspection.first": "The Monday from which evidence counts.",
    "inspection.last": "The Monday until which evidence counts.",
    "inspection.visit_on": "The day of the visit.",
    "inspection.reference": "How the team calls it.",
    "inspection_member.inspection_id": "Which inspection …",
    "inspection_member.person_id": "… who works on.",
    "pack.id": "Random.",
    "pack.inspection_id": "Which inspection it is of.",
    "pack.framework": "Which framework it follows.",
    "pack.issued_at": "When a person issued it.",
    "pack.issued_by": "Who issued it.",
    "pack.digest": "SHA-256 of its content: proves a copy, tells nothing else.",
    "pack.sealed": "Its content, sealed to the workbench.",
    "audit_entry.id": "A number, in the order of acts.",
    "audit_entry.at": "When a person did something.",
    "audit_entry.person_id": "Who did it.",
    "audit_entry.act": "What they did.",
    "audit_entry.subject": "To what, by id; never what a respondent wrote.",
}

ABOUT_RESPONDENTS = {name.split(".")[0] for name in RESPONDENTS}
WHO_OR_WHEN = re.compile(r"(^|_)(ip|addr|address|host|agent|browser|email|name|phone|at|time|created|sent|received|arrived)(_|$)")


def columns() -> set[str]:
    return {str(column) for table in tables().sorted_tables for column in table.columns}


def test_every_column_is_listed_with_what_it_tells() -> None:
    assert columns() == RESPONDENTS.keys() | OTHERS.keys()
    assert not RESPONDENTS.keys() & OTHERS.keys()


def test_the_readme_lists_the_columns_about_respondents() -> None:
    readme = README.read_text(encoding="utf-8")
    table = readme[readme.index("<!-- clear:begin -->") : readme.index("<!-- clear:end -->")]
    named = re.findall(r"^\|\s*`?(\w+\.\w+)`?\s*\|", table, re.MULTILINE)
    assert sorted(named) == sorted(RESPONDENTS)


@pytest.mark.parametrize("table", sorted(ABOUT_RESPONDENTS))
def test_no_column_about_respondents_can_hold_who_or_when(table: str) -> None:
    for column in tables().tables[table].columns:
        assert not isinstance(column.type, DateTime | Time | Interval), column
        assert isinstance(column.type, String | Integer | Float | Boolean | Date | LargeBinary), column
        assert not WHO_OR_WHEN.search(column.name), column
        # The one number that comes from a clock is a draft's expiry, in steps of ten minutes; the days are weeks or a verdict's.
        if isinstance(column.type, Date):
            assert str(column) in {"response.week", "reading.week", "finding.verdict_on"}


def test_no_table_about_respondents_numbers_its_rows() -> None:
    for table in ABOUT_RESPONDENTS:
        found = tables().tables[table]
        assert found.dialect_options["sqlite"]["with_rowid"] is False, table
        assert not any(isinstance(column.type, Integer) for column in found.primary_key.columns), table


@given(st.dates(dt.date(2020, 1, 6), dt.date(2100, 1, 1)))
def test_a_week_is_its_monday(day: dt.date) -> None:
    week = week_of(day)
    assert week.weekday() == 0
    assert dt.timedelta(0) <= day - week < dt.timedelta(7)


def test_stored_weeks_are_mondays(database: Database) -> None:
    from feedback.store.readings import replace_reading
    from feedback.store.responses import add_response

    with database.write() as session:
        for day in range(14):
            add_response(session, bytes([day]) * 16, b"sealed", dt.date(2026, 11, 20) + dt.timedelta(days=day))
            replace_reading(session, reading_of(bytes([day]) * 16))
    with database.read() as session:
        weeks = {*session.scalars(select(Response.week)), *session.scalars(select(Reading.week))}
    assert {week.weekday() for week in weeks} == {0}
