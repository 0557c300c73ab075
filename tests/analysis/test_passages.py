"""Sentences are found in the seven offered languages, and offsets always slice back."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.passages import LONGEST, split
from analysis.text import clean

SENTENCES = {
    "en": ["Dr. Green saw me at 9.30 a.m. on Monday.", "Nobody came, e.g. no interpreter!", "Why?"],
    "cy": ["Mae'r ystafell yn oer iawn.", "Dydy neb yn gwrando arna i!", "Pam?"],
    "sq": ["Dhoma është e ftohtë.", "Askush nuk më dëgjon!", "Pse ndodh kjo?"],
    "vi": ["Phòng của tôi rất lạnh.", "Không ai lắng nghe tôi!", "Tại sao vậy?"],
    "so": ["Qolkaygu waa qabow yahay.", "Cidna ima dhegaysato!", "Waa maxay sababtu?"],
    "ti": ["ክፍለይ ቆራሪ እዩ።", "ሓደ እኳ ኣይሰምዓንን።", "ስለምንታይ፧"],
    "ar": ["غرفتي باردة جدا.", "لا أحد يستمع إلي!", "لماذا يحدث هذا؟"],
}


@pytest.mark.parametrize("language", SENTENCES)
def test_sentences_are_passages(language: str) -> None:
    text = " ".join(SENTENCES[language])
    assert [text[start:end] for start, end in split(text, language)] == SENTENCES[language]


def test_ethiopic_stops_need_no_space() -> None:
    text = "ክፍለይ ቆራሪ እዩ።ሓደ እኳ ኣይሰምዓንን።"
    assert len(split(text, "ti")) == 2


def test_lines_are_passages_even_without_full_stops() -> None:
    text = "room cold\nnobody listen\n\n"
    assert [text[start:end] for start, end in split(text, "en")] == ["room cold", "nobody listen"]


def test_a_sentence_without_end_is_cut_at_words() -> None:
    text = "and then they said wait " * 60
    spans = split(text, "en")
    assert all(end - start <= LONGEST for start, end in spans)
    assert all(text[end : end + 1] in {" ", ""} for _, end in spans)


def test_empty_and_empty_looking_texts_have_no_passages() -> None:
    assert [split(text, "en") for text in ("", "  \n ", "...", "---\n***")] == [(), (), (), ()]


@given(st.text(), st.sampled_from(["en", "ti", "ar", "zh-Hans", "th", "und", "kmr"]))
def test_passages_are_in_order_apart_and_trimmed(original: str, language: str) -> None:
    text = clean(original).text
    spans = split(text, language)
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
