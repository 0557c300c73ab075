"""Without an embedder words alone speak: a suggestion for a person where two strong cue words agree, never a tag."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from analysis import VERSION, candidate, examples, measure
from analysis.judge import MOST_SUGGESTIONS, Asked
from analysis.lexicon import Lexicon
from analysis.reader import Reader
from analysis.reading import Reading
from analysis.taxonomy import theme_codes

ROOT = Path(__file__).parents[2]
ROWS = [
    *[("premises", f"The boiler broke in week {n}, black mould everywhere") for n in range(4)],
    *[("legal", f"My solicitor wrote to the tribunal in week {n}") for n in range(4)],
    *[("essentials", f"There was bread and rice in week {n}") for n in range(4)],
]


def taught(language: str = "en") -> Lexicon:
    return Lexicon([examples.Example(text, language, "survivor", ((theme, "concern"),), frozenset()) for theme, text in ROWS])


def asked(language: str = "en", *hidden: tuple[int, int]) -> Asked:
    return Asked(language, None, (), hidden)


@pytest.fixture(scope="module")
def without() -> Reader:
    return Reader.load(embedder="none")


def test_two_different_cue_words_are_a_suggestion_and_one_said_twice_is_none() -> None:
    (tag,) = taught().suggest((0, "Boiler and mould again"), asked())
    assert (tag.theme, tag.direction, tag.why.cues) == ("premises", "neutral", ("Boiler", "mould"))
    assert 0.3 < tag.confidence < 1
    assert all("boiler" in text for text in tag.why.nearest)
    assert len(set(tag.why.nearest)) == 2
    assert taught().suggest((0, "boiler boiler boiler"), asked()) == ()
    assert taught().suggest((0, "the solicitor has mould"), asked()) == ()


def test_more_cue_words_are_surer_and_a_hidden_word_is_none() -> None:
    (two,), (three,) = (taught().suggest((0, words), asked()) for words in ("boiler mould", "boiler black mould"))
    assert three.confidence > two.confidence
    assert taught().suggest((10, "boiler mould"), asked("en", (12, 14))) == ()


def test_words_of_one_language_say_nothing_in_another() -> None:
    assert taught("sq").suggest((0, "boiler mould"), asked("en")) == ()
    assert taught().suggest((0, "boiler mould"), asked("und")) == ()


def test_no_more_is_suggested_than_a_person_looks_at() -> None:
    themes = ("premises", "legal", "money", "voice", "plan")
    words = {theme: f"x{theme} y{theme}" for theme in themes}
    rows = [
        examples.Example(f"{words[theme]} {n}", "en", "staff", ((theme, "concern"),), frozenset())
        for theme in themes
        for n in range(3)
    ]
    assert len(Lexicon(rows).suggest((0, " ".join(words.values())), asked())) == MOST_SUGGESTIONS


def test_nothing_is_tagged_without_an_embedder_but_suggested_redacted_and_looked_at(without: Reader) -> None:
    reading = without.read("The boiler is broken and the heating is off. There is mould and damp. Call 07700 900123.", "en")
    assert not reading.read_by_machine
    assert reading.themes == ()
    assert all(passage.themes == () for passage in reading.passages)
    assert "premises" in {tag.theme for tag in reading.suggestions}
    assert reading.redacted.endswith("Call [phone].")
    assert (reading.complete, reading.urgent) == (True, False)


@pytest.mark.parametrize("text", ["I want to die.", "He found me and waits outside the house.", "Ai do vi vrasë veten."])
def test_words_of_danger_are_urgent_without_an_embedder(without: Reader, text: str) -> None:
    assert without.read(text).urgent


@pytest.mark.parametrize("text", ["ქართული ენა", "房间很冷，暖气坏了。", "", "12345"])
def test_where_there_is_no_lexicon_it_is_plainly_not_read(without: Reader, text: str) -> None:
    reading = without.read(text)
    assert not reading.read_by_machine
    assert reading.themes == reading.suggestions == ()


def test_what_was_read_by_words_has_another_version(without: Reader) -> None:
    assert without.version != VERSION
    assert without.version == Reader.load(embedder="none").version
    assert without.read("Hello").version == without.version


def test_half_of_what_is_suggested_is_right_where_the_words_were_not_learnt() -> None:
    rows = examples.load()
    fifth = np.random.default_rng(20261124).integers(0, 5, len(rows)) == 0
    learnt = Lexicon([row for row, out in zip(rows, fifth, strict=True) if not out])
    right = [
        tag.theme in {theme for theme, _ in row.themes}
        for row, out in zip(rows, fifth, strict=True)
        if out
        for tag in learnt.suggest((0, row.text), asked(row.language))
    ]
    assert len(right) > 300
    assert np.mean(right) > 0.45


def test_suggestions_by_words_are_worth_a_look_on_the_gold_texts(without: Reader) -> None:
    english = [row for row in examples.load(examples.GOLD) if row.language == "en"]
    outcome = measure.read_all(english, without)
    assert not outcome.tagged.any()
    assert outcome.truth[outcome.confidence > 0].mean() > 0.5
    assert (outcome.confidence > 0)[outcome.truth].mean() > 0.25
    *_, line, _ = candidate.suggestions(without, english[:20])
    assert line.startswith("| en | ")


def test_the_longest_text_of_cue_words_and_telephone_numbers_is_read_soon(without: Reader) -> None:
    import time

    begun = time.perf_counter()
    reading = without.read(("mould boiler 07700 900123 " * 2600)[:65_536], "en")
    assert time.perf_counter() - begun < 30
    assert isinstance(reading, Reading)


def test_the_command_line_says_that_no_machine_read_it() -> None:
    line = json.dumps({"id": 1, "text": "The boiler is broken and the heating is off. There is mould and damp."})
    run = subprocess.run(
        [sys.executable, "-m", "analysis", "tag", "--embedder", "none"],
        input=line,
        capture_output=True,
        cwd=ROOT,
        timeout=120,
        text=True,
    )
    answer = json.loads(run.stdout)
    assert (run.returncode, answer["themes"], answer["read_by_machine"]) == (0, [], False)
    assert {tag["theme"] for tag in answer["suggestions"]} <= set(theme_codes())


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("tag", "--embedder", "/nowhere/at/all"), "there is no directory"),
        (("tag", "--model", "/nowhere/at/all.npz"), "no model file"),
        (("train", "--embedder", "none-such"), "--out"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused_in_a_line(arguments: tuple[str, ...], says: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "analysis", *arguments], input="", capture_output=True, cwd=ROOT, text=True, timeout=120
    )
    assert run.returncode == 2
    assert says in run.stderr
    assert len(run.stderr.splitlines()) == 1
    assert run.stdout == ""
