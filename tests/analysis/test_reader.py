"""Any text is read; offsets slice back, hidden characters change no tag, and what cannot be read gets no tags."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import VERSION, Reader, Reading, embedder, theme_codes
from analysis.judge import MOST_TOKENS
from analysis.language import expected

TEXTS = st.text(max_size=200) | st.text("ab .\n07@ክፍአል😀\u200b\u0301", max_size=120)


@given(TEXTS, st.sampled_from([None, "sq", "ti", "ar", "xx"]), st.sampled_from([None, "survivor", "agency", "staff"]))
@settings(deadline=None, max_examples=60)
def test_any_text_is_read_and_offsets_slice_back(reader: Reader, text: str, language: str | None, audience: str | None) -> None:
    reading = reader.read(text, language, audience)
    _holds(reading, text)


def _holds(reading: Reading, text: str) -> None:
    assert all(0 <= p.start < p.end <= len(text) and text[p.start : p.end].strip() for p in reading.passages)
    assert all(a.end <= b.start for a, b in zip(reading.passages, reading.passages[1:], strict=False))
    for tags in (reading.themes, reading.suggestions):
        assert [t.confidence for t in tags] == sorted((t.confidence for t in tags), reverse=True)
        assert all(t.theme in theme_codes() and 0 <= t.confidence <= 1 for t in tags)
        assert len({t.theme for t in tags}) == len(tags)
    assert not {t.theme for t in reading.themes} & {t.theme for t in reading.suggestions}
    for passage in reading.passages:
        start, end = reading.redacted_span(passage.start, passage.end)
        assert 0 <= start < end <= len(reading.redacted)


@pytest.mark.parametrize(
    ("text", "language", "theme", "direction"),
    [
        ("There is mould on the walls and the heating never works.", "en", "premises", "concern"),
        ("My solicitor explained everything about my asylum appeal and I trust her.", "en", "legal", "strength"),
        ("Dhoma është e ftohtë dhe ka myk në mure.", "sq", "premises", "concern"),
        ("Phòng lạnh và tường bị mốc, lò sưởi hỏng.", "vi", "premises", "concern"),
        ("لم يكن هناك مترجم ولم أفهم شيئا في الموعد.", "ar", "interpreters", "concern"),
    ],
)
def test_a_plain_text_gets_its_theme_and_direction(reader: Reader, text: str, language: str, theme: str, direction: str) -> None:
    tags = {tag.theme: tag for tag in reader.read(text, language, "survivor").themes}
    assert theme in tags
    assert tags[theme].direction == direction
    assert len(tags[theme].why.nearest) == 2


@pytest.mark.parametrize(
    "text",
    [
        "I do not want to live any more.",
        "He found me, he is outside the house now and says he will kill me.",
        "A man in this house comes into my room at night and touches me.",
        "Dua të vdes.",
        "Tôi muốn chết.",
        "أريد أن أموت",
        "ክመውት ይደሊ ኣለኹ",
        "Waxaan doonayaa inaan dhinto.",
        "Dw i eisiau marw.",
    ],
)
def test_danger_is_urgent(reader: Reader, text: str) -> None:
    assert reader.read(text).urgent


@pytest.mark.parametrize("text", ["The food is good.", "Thank you for everything.", "The fire drill was at ten."])
def test_an_ordinary_text_is_not_urgent(reader: Reader, text: str) -> None:
    assert not reader.read(text).urgent


HIDDEN = st.sampled_from("\u200b\u200c\u2060\u202e\u2069\ufeff\u00ad\ufe0f\U000e0061\U000e007f\x00\x1b")


@given(st.lists(st.tuples(st.integers(0, 90), HIDDEN), max_size=12))
@settings(deadline=None, max_examples=30)
def test_hidden_characters_change_no_tag(reader: Reader, hidden: list[tuple[int, str]]) -> None:
    plain = "The room is cold and nobody repairs the heating. My support worker always calls me back."
    text = plain
    for place, character in hidden:
        text = text[:place] + character + text[place:]
    expected_reading, reading = reader.read(plain, "en"), reader.read(text, "en")
    assert reading.themes == expected_reading.themes
    assert reading.redacted == expected_reading.redacted


def test_cues_never_come_from_inside_a_redaction(reader: Reader) -> None:
    reading = reader.read("My name is Room Heating and the room is cold, no heating at 12 Heating Road.", "en")
    hidden = [(r.start, r.end) for r in reading.redactions]
    for tag in (*reading.themes, *reading.suggestions):
        for cue in tag.why.cues:
            assert cue in reading.redacted
    assert hidden


@pytest.mark.parametrize("text", ["ქართული ენა", "Կաթսան չի աշխատում"])
def test_a_language_without_a_model_gets_no_tags(reader: Reader, text: str) -> None:
    reading = reader.read(text)
    assert not reading.read_by_machine
    assert reading.passages
    assert reading.themes == reading.suggestions == ()


def test_in_latin_letters_of_a_language_with_another_script_themes_are_only_suggested(reader: Reader) -> None:
    reading = reader.read("ana mafi felous wallah, el mushkila kteer")
    assert reading.language.tag == "ar-Latn"
    assert reading.read_by_machine
    assert reading.themes == ()


def test_without_an_embedder_nothing_is_tagged_but_all_is_redacted() -> None:
    reading = Reader(None, None, []).read("The room is cold. Call 07700 900123. I want to die.", "en")
    assert not reading.read_by_machine
    assert reading.themes == reading.suggestions == ()
    assert reading.redacted == "The room is cold. Call [phone]. I want to die."
    assert reading.urgent


def test_a_question_moves_the_themes_it_probes_up(reader: Reader) -> None:
    text = "It was fine, no problem."

    def confidence(reading: Reading) -> float:
        return max((t.confidence for t in (*reading.themes, *reading.suggestions) if t.theme == "transport"), default=0.0)

    assert confidence(reader.read(text, "en", "survivor", ("transport",))) >= confidence(reader.read(text, "en", "survivor"))


def test_the_whole_text_joins_a_strength_and_a_concern_into_mixed(reader: Reader) -> None:
    good = "When I came in spring the food was fresh and there was always enough of it, rice, fruit and bread every single day."
    bad = "Since September the food they bring to us has been rotten, there is never enough of it and my son goes to bed hungry."
    reading = reader.read(f"{good} {bad}", "en", "survivor")
    whole = {tag.theme: tag.direction for tag in reading.themes}
    assert whole["essentials"] == "mixed"


@pytest.fixture(scope="module")
def seconds_for_most() -> float:
    """How long the machine needs, as busy as it is now, for the most that is embedded of one text."""
    packaged = embedder.packaged()
    assert packaged is not None
    passages = [f"Passage {number} says that the room is cold." for number in range(MOST_TOKENS // 12)]
    begun = time.perf_counter()
    packaged.embed(passages)
    return time.perf_counter() - begun


@pytest.mark.parametrize(
    "text",
    [
        "a" * 65_536,
        "😀" * 16_384,
        "no " * 21_845,
        "\u0301" * 32_768,
        "ሀ" * 21_845,
        "The room is cold. " * 3_640,
        "\n" * 65_536,
        "(1" * 32_768,
        "Ab. " * 16_384,
    ],
    ids=[
        "one word",
        "emoji",
        "no end",
        "marks",
        "ethiopic",
        "one sentence again and again",
        "lines",
        "digits",
        "short sentences",
    ],
)
def test_64_kib_of_anything_costs_little_more_than_the_passages_that_are_embedded(
    reader: Reader, text: str, seconds_for_most: float
) -> None:
    begun = time.perf_counter()
    reading = reader.read(text)
    spent = time.perf_counter() - begun
    _holds(reading, text)
    assert spent < 3 * seconds_for_most + 3


def test_a_very_long_text_says_that_not_all_was_tagged(reader: Reader) -> None:
    lines = [f"On day {day} the manager of shift {day * 7} had no time for question {day * 3}." for day in range(400)]
    reading = reader.read("\n".join(lines) + "\nI want to die.", "en")
    assert not reading.complete
    assert reading.passages[-1].urgent
    assert reader.read("The room is cold.", "en").complete
    assert MOST_TOKENS < 400 * 15


def test_every_reading_names_the_version(reader: Reader) -> None:
    assert reader.read("Hello").version == VERSION
    assert VERSION.startswith("1+")
    assert len(VERSION) == 14


def test_the_reader_takes_each_expected_language_as_a_page(reader: Reader) -> None:
    for tag in expected():
        reader.read("ok", tag)
