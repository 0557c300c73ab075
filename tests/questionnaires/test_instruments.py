"""Questionnaires: frozen once published, within their limits, in plain words, and together about every theme."""

import re

import pytest
import textstat

from analysis import theme_codes
from feedback.questionnaires.instrument import FreeText, Instrument, InstrumentFault, SingleChoice, options_of
from feedback.questionnaires.library import DIRECTORY, current, digest, load_instruments, parse, published_digests

INSTRUMENTS = sorted(load_instruments().values(), key=lambda instrument: instrument.name)
SURVIVOR = (DIRECTORY / "survivor-1.toml").read_text(encoding="utf-8")
# Automated Readability Index (Senter and Smith, 1967): 4 is the level of nine to ten year olds.
READING_AGE_9 = 4


def words_of(instrument: Instrument) -> list[str]:
    texts = [instrument.title]
    for question in instrument.questions:
        texts += [question.text, question.hint, *(option.text for option in options_of(question))]
    return [text for text in texts if text]


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda instrument: instrument.name)
def test_every_instrument_is_published_and_as_it_was_published(instrument: Instrument) -> None:
    assert published_digests()[instrument.name] == digest(instrument)


def test_the_three_audiences_are_asked() -> None:
    assert {current(audience).audience for audience in ("survivor", "agency", "staff")} == {"survivor", "agency", "staff"}
    with pytest.raises(KeyError):
        current("provider")


def test_together_they_probe_every_theme_and_no_other() -> None:
    probed: set[str] = set()
    for instrument in INSTRUMENTS:
        for question in instrument.questions:
            probed |= set(question.probes)
            probed |= {theme for option in options_of(question) for theme in option.themes}
    assert probed == set(theme_codes())


def test_a_change_to_a_published_instrument_changes_its_digest() -> None:
    changed = parse(SURVIVOR.replace("Are the staff kind to you?", "Are the staff always kind to you?"))
    assert digest(changed) != digest(current("survivor"))
    assert digest(parse("# a comment\n" + SURVIVOR)) == digest(current("survivor"))


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda instrument: instrument.name)
def test_words_may_be_quoted_only_after_a_yes_which_is_not_offered_first(instrument: Instrument) -> None:
    permission = instrument.questions[-1]
    assert isinstance(permission, SingleChoice)
    assert permission.role == "may-quote"
    assert [option.code for option in permission.options] == ["no", "yes"]


def test_survivors_are_asked_in_words_for_a_nine_year_old() -> None:
    sentences = [text if text.endswith((".", "?")) else f"{text}." for text in words_of(current("survivor"))]
    assert textstat.automated_readability_index(" ".join(sentences)) <= READING_AGE_9


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda instrument: instrument.name)
def test_no_question_labels_people_blames_them_or_asks_what_happened_before(instrument: Instrument) -> None:
    for text in words_of(instrument):
        assert not re.search(
            r"\b(victims?|slaves?|traffick\w*|exploit\w*|why (did|didn|do|don)\w*|before you came)\b", text, re.IGNORECASE
        ), text


def test_survivors_questions_ask_one_thing_each() -> None:
    for question in current("survivor").questions:
        assert question.text.count("?") == 1
        assert len(question.text.split()) <= 12


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda instrument: instrument.name)
def test_there_is_always_an_open_question_for_anything_else(instrument: Instrument) -> None:
    assert isinstance(instrument.question("else"), FreeText)
    with pytest.raises(KeyError):
        instrument.question("name")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('code = "survivor"', 'code = "survivor'),
        ('kind = "text"', 'kind = "essay"'),
        ('code = "good"', 'code = "better"'),
        ('kind = "service"\n', 'kind = "text"\n'),
        ('role = "may-quote"\n', ""),
        ('scale = "often"\nprobes = ["safety"]', 'scale = "rarely"\nprobes = ["safety"]'),
        ('probes = ["complaints"]\n', ""),
        ('{ code = "no", text = "No, do not show my words" },', ""),
        ('code = "better"\n', 'code = "better"\nlimit = 9000\n'),
        ('audience = "survivor"', 'audience = "survivor"\ncolour = "red"'),
    ],
)
def test_an_instrument_that_breaks_a_rule_is_refused(old: str, new: str) -> None:
    assert old in SURVIVOR
    with pytest.raises(InstrumentFault):
        parse(SURVIVOR.replace(old, new, 1))


def test_a_thirteenth_question_is_refused() -> None:
    extra = '[[questions]]\nkind = "text"\ncode = "more-still"\ntext = "Anything?"\n\n[[questions]]\nkind = "text"\ncode = "good"'
    with pytest.raises(InstrumentFault, match="at most 12"):
        parse(SURVIVOR.replace('[[questions]]\nkind = "text"\ncode = "good"', extra))
