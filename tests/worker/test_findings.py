"""From what a respondent wrote to what is kept of it: findings in clear, words redacted and sealed to the workbench."""

import datetime as dt
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path

import pytest

from analysis import VERSION, Reader
from feedback.evidence.quotes import QuoteContent, decode
from feedback.questionnaires.instrument import Answer, Instrument, SeveralChoices, options_of
from feedback.questionnaires.library import load_instruments
from feedback.questionnaires.submission import Submission
from feedback.sealing.envelope import Kind
from feedback.sealing.keys import PublicKey
from feedback.sealing.opener import CannotOpen
from feedback.store.readings import NewFinding, NewReading
from feedback.worker.draw import Draw
from feedback.worker.findings import UnknownInstrument, read_submission
from tests.conftest import KeyRing
from tests.worker.planting import submission

RESPONSE = b"r" * 16
WEEK = dt.date(2026, 11, 23)
DRAW = Draw(b"k" * 32)

Read = Callable[[Submission], NewReading]


@pytest.fixture
def read(reader: Reader, keys: Path) -> Read:
    workbench = PublicKey.read(keys / "worker" / "workbench.pub")

    def made(sent: Submission) -> NewReading:
        return read_submission(
            sent, response_id=RESPONSE, week=WEEK, reader=reader, workbench=workbench, draw=DRAW, version=VERSION
        )

    return made


@pytest.fixture
def words(read: Read, key_ring: KeyRing) -> Callable[[Mapping[str, Answer]], QuoteContent]:
    """The one quote that an answer becomes, opened as the workbench opens it."""

    def opened(answers: Mapping[str, Answer]) -> QuoteContent:
        (quote,) = read(submission(answers)).quotes
        return decode(key_ring.workbench.open(quote.sealed, kind=Kind.QUOTE, object_id=quote.id))

    return opened


def said(reading: NewReading) -> set[tuple[str, str | None, str]]:
    return {(finding.question, finding.theme, finding.direction) for finding in reading.findings}


def test_a_scale_answer_becomes_a_finding_that_names_its_questionnaire(read: Read) -> None:
    (finding,) = read(submission({"safe": "never"})).findings
    assert (finding.question, finding.theme, finding.direction) == ("safe", "safety", "concern")
    assert (finding.tagger, finding.certainty, finding.confidence) == ("survivor-1", "tagged", 1.0)
    assert (finding.quote_id, finding.passage, finding.urgent) == (None, None, False)


def test_each_of_several_choices_speaks_of_its_own_theme(read: Read) -> None:
    found = read(submission({"helped": ["money", "faith"], "more": ["home"]}))
    assert said(found) == {
        ("helped", "money", "strength"),
        ("helped", "culture-faith", "strength"),
        ("more", "premises", "concern"),
    }
    assert {finding.tagger for finding in found.findings} == {"survivor-1"}
    assert found.quotes == ()


@pytest.mark.parametrize("instrument", load_instruments().values(), ids=lambda instrument: instrument.name)
def test_every_option_of_every_questionnaire_becomes_what_the_questionnaire_says(read: Read, instrument: Instrument) -> None:
    for question in instrument.questions:
        for option in options_of(question):
            answer: Answer = [option.code] if isinstance(question, SeveralChoices) else option.code
            found = read(submission({question.code: answer}, instrument=instrument.name))
            themes = (option.themes or question.probes) if option.direction else ()
            assert said(found) == {(question.code, theme, option.direction) for theme in themes}


def test_what_is_no_option_and_what_was_skipped_become_nothing(read: Read) -> None:
    found = read(submission({"safe": "no such answer", "helped": [], "good": "", "no such question": "words"}))
    assert (found.findings, found.quotes, found.fault) == ((), (), None)


def test_a_reading_keeps_who_was_asked_about_what_and_how_they_came(read: Read) -> None:
    found = read(submission({"safe": "never"}, service_id=7))
    assert (found.response_id, found.week, found.version) == (RESPONSE, WEEK, VERSION)
    assert (found.service_id, found.audience, found.provenance) == (7, "survivor", "open-link")


def test_words_open_with_the_workbench_key_and_no_other(read: Read, key_ring: KeyRing) -> None:
    found = read(submission({"good": "My support worker listens to me."}))
    (quote,) = found.quotes
    content = decode(key_ring.workbench.open(quote.sealed, kind=Kind.QUOTE, object_id=quote.id))
    assert (content.text, content.language, content.read_by_machine) == ("My support worker listens to me.", "en", True)
    assert {finding.quote_id for finding in found.findings} == {quote.id}
    for key in (key_ring.worker, key_ring.escrow):
        with pytest.raises(CannotOpen):
            key.open(quote.sealed, kind=Kind.QUOTE, object_id=quote.id)


def test_what_identifies_is_not_in_the_quote(words: Callable[[Mapping[str, Answer]], QuoteContent]) -> None:
    planted = ("07700 900123", "ana.k@example.org", "SW1A 1AA", "+44 20 7946 0018")
    content = words(
        {"better": "The staff are kind. Ring 07700 900123, +44 20 7946 0018 or ana.k@example.org. I live at SW1A 1AA."}
    )
    assert [what for what in planted if what in content.text or what.replace(" ", "") in content.text] == []
    assert "The staff are kind." in content.text
    assert [kind in content.text for kind in ("[phone]", "[email]", "[postcode]")] == [True] * 3


@pytest.mark.parametrize(
    "text",
    [
        "My room is cold. Ring me on 07700 900123. The staff listen to me.",
        "ana.k@example.org is mine. My room is cold.\n\nThe staff listen to me.",
        "\u200f\u202eMy room is cold.\u202c\u200b Ring 07700 900123!\r\nThe \u00adstaff listen to me.",
        "🙂🙂 My room is cold. I live at SW1A 1AA, SW1A 1AA. The staff listen to me. e\u0301e\u0301",
    ],
)
def test_passages_cover_their_words_in_the_redacted_text(
    words: Callable[[Mapping[str, Answer]], QuoteContent], text: str
) -> None:
    content = words({"else": text})
    spans = [(passage.start, passage.end) for passage in content.passages]
    assert all(0 <= start < end <= len(content.text) for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    covered = [content.text[start:end] for start, end in spans]
    for sentence in ("My room is cold.", "The staff listen to me."):
        if sentence in content.text:
            assert any(sentence in part for part in covered), covered
    assert "My room is cold." in content.text
    assert not any(mark in content.text for mark in "\u202e\u200b\u200f")


def test_each_finding_points_at_a_passage_that_gives_its_reason(read: Read, key_ring: KeyRing) -> None:
    cold = "My room is cold and damp and the heating has been broken since the beginning of the autumn."
    trusted = "My support worker listens to me and I trust her with everything that I tell her about my life and my plans."
    found = read(submission({"else": f"{cold} {trusted}"}))
    (quote,) = found.quotes
    content = decode(key_ring.workbench.open(quote.sealed, kind=Kind.QUOTE, object_id=quote.id))
    themed = [finding for finding in found.findings if finding.theme]
    assert {"premises", "support-worker"} <= {finding.theme for finding in themed}
    for finding in themed:
        assert finding.passage is not None
        assert finding.theme in {reason.theme for reason in content.passages[finding.passage].reasons}
        assert 0 < finding.confidence <= 1
        assert finding.tagger == VERSION


@pytest.mark.parametrize(
    ("provides", "audience"), [("this", "agency-provider"), ("another", "agency-provider"), ("no", "agency")]
)
def test_agencies_that_also_provide_are_counted_apart(read: Read, provides: str, audience: str) -> None:
    assert read(submission({"joint": "agree", "provides": provides}, instrument="agency-1")).audience == audience
    assert read(submission({"joint": "agree"}, instrument="agency-1")).audience == "agency"


def test_what_was_before_is_no_evidence_about_the_service(read: Read, key_ring: KeyRing) -> None:
    past = "They took my passport and made me work on the farm for two years before I came here."
    found = read(submission({"else": past}))
    (quote,) = found.quotes
    content = decode(key_ring.workbench.open(quote.sealed, kind=Kind.QUOTE, object_id=quote.id))
    assert [passage.about_service for passage in content.passages] == [False]
    assert [finding.theme for finding in found.findings] == [None]
    assert content.text == past


def urgent(found: NewReading) -> list[NewFinding]:
    return [finding for finding in found.findings if finding.urgent]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I want to kill myself tonight.", "en"),
        ("The man who sold me found me. He is outside the house and he has a knife.", "en"),
        ("Tôi muốn chết.", "vi"),
    ],
)
def test_what_cannot_wait_is_marked_urgent(read: Read, text: str, language: str) -> None:
    found = read(submission({"else": text}, language=language))
    assert urgent(found)
    assert not urgent(read(submission({"else": "The food is good."})))


def test_words_without_a_theme_still_reach_a_person(read: Read) -> None:
    (finding,) = read(submission({"else": "qwx zzt."})).findings
    assert (finding.theme, finding.direction, finding.confidence) == (None, "neutral", 0.0)
    assert finding.certainty in {"suggested", "unread"}


def test_a_language_without_a_model_is_said_not_to_be_read_and_reaches_a_person(read: Read, key_ring: KeyRing) -> None:
    georgian = "მე მიყვარს ეს სახლი და ხალხი"
    found = read(submission({"else": georgian}))
    (quote,) = found.quotes
    content = decode(key_ring.workbench.open(quote.sealed, kind=Kind.QUOTE, object_id=quote.id))
    assert (content.text, content.read_by_machine) == (georgian, False)
    assert [(finding.theme, finding.certainty) for finding in found.findings] == [(None, "unread")]


NOTHING = "Thank you very much, God bless you all {number} times."


def test_of_the_passages_without_a_tag_the_drawn_ones_reach_a_person(read: Read) -> None:
    cold = "My room is cold and damp and the heating has been broken since the beginning of the autumn. "
    text = cold + " ".join(NOTHING.format(number=number) for number in range(60))
    found = read(submission({"else": text}))
    without = [finding for finding in found.findings if finding.theme is None]
    tagged = {finding.passage for finding in found.findings if finding.theme}
    assert 0 in tagged
    drawn = [number for number in range(61) if number not in tagged and DRAW.takes(RESPONSE, "else", number)]
    assert drawn, "the key of this test draws at least one"
    assert [finding.passage for finding in without] == drawn
    assert {(f.certainty, f.direction, f.confidence, f.urgent) for f in without} == {("suggested", "neutral", 0.0, False)}


def test_nothing_is_drawn_where_the_whole_answer_reaches_a_person_anyway(read: Read) -> None:
    found = read(submission({"else": " ".join(NOTHING.format(number=number) for number in range(60))}))
    assert [(finding.theme, finding.passage) for finding in found.findings] == [(None, None)]


def test_nothing_is_drawn_from_an_answer_that_was_too_long_to_be_looked_at_whole(read: Read) -> None:
    lines = [f"On day {day} the manager of shift {day * 7} had no time for question {day * 3}." for day in range(400)]
    found = read(submission({"else": "My room is cold. \n" + "\n".join(lines)}))
    assert [finding.passage for finding in found.findings if finding.theme is None and not finding.urgent] == [None]


@pytest.mark.parametrize("text", ["Ab. " * 16_000, "ኣነ ኣሎኹ። " * 3_000], ids=["short sentences", "ethiopic"])
def test_the_longest_answers_reach_the_workbench_with_all_their_passages(
    words: Callable[[Mapping[str, Answer]], QuoteContent], text: str
) -> None:
    assert len(text.encode()) < 65_536
    content = words({"else": text})
    assert content.text.strip() == text.strip()
    assert content.passages[-1].end == len(text.rstrip())


@pytest.mark.parametrize(("answer", "quotable"), [("yes", True), ("no", False), (None, False)])
def test_leave_to_quote_arrives_with_the_words(
    words: Callable[[Mapping[str, Answer]], QuoteContent], answer: str | None, quotable: bool
) -> None:
    permission = {} if answer is None else {"quote": answer}
    assert words({"good": "Staff listen to me.", **permission}).quotable is quotable


def test_a_questionnaire_that_is_not_known_is_refused(read: Read) -> None:
    with pytest.raises(UnknownInstrument):
        read(submission({"good": "Staff listen to me."}, instrument="survivor-99"))
