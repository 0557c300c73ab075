"""What identifies is hidden, in every offered script, however it is written; ordinary words stay."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import Reader
from analysis.redaction import KINDS, Redactor, mask
from analysis.text import clean


@pytest.fixture(scope="module")
def redactor() -> Redactor:
    return Redactor(["the support worker came to the house with a solicitor and the manager was kind"])


def _redacted(redactor: Redactor, original: str) -> str:
    cleaned = clean(original)
    return mask(cleaned, redactor.find(cleaned.text))[0]


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Call me on 07700 900123.", "Call me on [phone]."),
        ("Call me on +44 (0)7700-900-123 please", "Call me on [phone] please"),
        ("رقمي ٠٧٧٠٠٩٠٠١٢٣", "رقمي [phone]"),
        ("my number is 0 7 7 0 0 9 0 0 1 2 3", "my number is [phone]"),
        ("oh seven seven double zero nine zero zero one two three", "[phone]"),
        ("write to a.b-c@mail.example.org", "write to [email]"),
        ("write to ana at gmail dot com", "write to [email]"),
        ("see https://example.org/me?x=1 or www.example.org", "see [link] or [link]"),
        ("I am @lost_girl there", "I am [handle] there"),
        ("we live near M14 5TQ now", "we live near [postcode] now"),
        ("we live near cf103at now", "we live near [postcode] now"),
        ("I live at 12 Rose Street", "I live at [address]"),
        ("I live in flat 4", "I live in [address]"),
        ("5 Heol y Bont", "[address]"),
        ("jetoj në Rruga Myslym Shyri nr 5", "jetoj në [address]"),
        ("em ở số 12 đường Lê Lợi", "em ở [address]"),
        ("أعيش في شارع الملكة 12", "أعيش في [address]"),
        ("I stay in Rosewood House", "I stay in [house]"),
        ("my reference is A1234567", "my reference is [reference]"),
        ("NRM ref MSHC/12345/2024 came", "[reference] came"),
        ("NI number QQ123456C", "NI number [reference]"),
        ("born on 3 May 1995", "born on [date]"),
        ("it was 03/05/1995", "it was [date]"),
        ("sinh ngày 12 tháng 3 năm 1999", "sinh [date]"),
        ("My name is Besjana Hoxha.", "My name is [name]."),
        ("my name is amina and I am well", "my name is [name] and I am well"),
        ("I told Mr Jones", "I told Mr [name]"),
        ("then Besjana came", "then [name] came"),
        ("Quhem Arben Hoxha", "Quhem [name]"),
        ("Tôi tên là Nguyễn Văn An", "Tôi tên là [name]"),
        ("Magacaygu waa Xaliimo Cabdi", "Magacaygu waa [name]"),
        ("fy enw i yw Gwenllian", "fy enw i yw [name]"),
        ("اسمي فاطمة", "اسمي [name]"),
        ("ስመይ ሰናይት እዩ", "ስመይ [name] እዩ"),
        ("меня зовут Анна", "меня зовут [name]"),
        ("मेरा नाम सुनीता है", "मेरा नाम [name] है"),
        ("我叫王小红，我很好", "我叫[name]，我很好"),
        ("she came from Croydon", "she came from [place]"),
        ("dw i'n byw yng Nghaerdydd", "dw i'n byw yng [place]"),
        ("ኣብ ሎንዶን እየ", "ኣብ [place] እየ"),
        ("أعيش في لندن", "أعيش في [place]"),
        ("Duncan Lewis Solicitors lost it", "[firm] lost it"),
    ],
)
def test_what_identifies_is_hidden(redactor: Redactor, text: str, redacted: str) -> None:
    assert _redacted(redactor, text) == redacted


@pytest.mark.parametrize(
    "text",
    [
        "I waited 45 days and got £120 in 2024.",
        "The Home Office and the Salvation Army took six months.",
        "In the safe house the support worker was kind on Monday, 24/7.",
        "We were 3 women in one room, 50 minutes walk from the shop.",
        "At 9.30 on the second day; it cost 1,200,000 dong.",
        "County Court, Crown Court and Red Cross",
        "أشعر أنني آمنة هنا والموظفون طيبون",
        "ሰራሕተኛታት ጽቡቓት እዮም",
        "Punonjësja ime më dëgjon gjithmonë.",
        "Phòng của tôi rất lạnh, trần nhà bị dột.",
    ],
)
def test_ordinary_words_stay(redactor: Redactor, text: str) -> None:
    assert _redacted(redactor, text) == text


PLANTED = st.sampled_from(["07700 900123", "a.person@mail.example.org", "M14 5TQ"])


@given(st.text(), PLANTED, st.text())
@settings(deadline=None)
def test_a_planted_identifier_never_stays(redactor: Redactor, before: str, planted: str, after: str) -> None:
    assert planted not in _redacted(redactor, f"{before} {planted} {after}")


@given(PLANTED, st.sampled_from("\u200b\u200d\u202e\u2066\ufeff\u00ad\U000e0041\ufe0f"), st.integers(1, 8))
@settings(deadline=None)
def test_hidden_characters_do_not_save_an_identifier(redactor: Redactor, planted: str, hidden: str, step: int) -> None:
    pieces = [planted[i : i + step] for i in range(0, len(planted), step)]
    assert planted not in _redacted(redactor, f"so {hidden.join(pieces)} it is")


@given(st.text())
@settings(deadline=None)
def test_redactions_are_apart_in_order_and_of_a_known_kind(redactor: Redactor, original: str) -> None:
    cleaned = clean(original)
    _, redactions, _ = mask(cleaned, redactor.find(cleaned.text))
    assert all(r.kind in KINDS and 0 <= r.start < r.end <= len(original) for r in redactions)
    assert all(before.end <= after.start for before, after in itertools.pairwise(redactions))


def test_a_passage_is_found_again_in_the_redacted_text(reader: Reader) -> None:
    text = "My name is Besjana.\u200b The room is cold. Call 07700 900123. Nobody came."
    reading = reader.read(text)
    shown = [reading.redacted[slice(*reading.redacted_span(p.start, p.end))] for p in reading.passages]
    assert shown == ["My name is [name].", "The room is cold.", "Call [phone].", "Nobody came."]


def test_a_border_inside_a_redaction_moves_outwards(reader: Reader) -> None:
    reading = reader.read("Call 07700 900123 now")
    start, end = reading.redacted_span(7, 9)
    assert reading.redacted[start:end] == "[phone]"
