import dataclasses

from feedback.evidence.claims import Standing
from feedback.evidence.quotes import QuoteContent, QuotePassage, encode
from feedback.evidence.words import Words, open_quotes, words_of
from feedback.sealing.envelope import Kind
from feedback.sealing.opener import PrivateKey
from feedback.sealing.seal import seal
from tests.evidence.planting import Planter, Said


def test_the_tagged_passage_is_cut_out_by_code_points(planter: Planter) -> None:
    planter.respond(Said("premises", text="😀 ቤቱ ጽሩይ እዩ። [name] helps.", passage="ቤቱ ጽሩይ እዩ።"))
    (claim,) = planter.evidence().claims
    assert claim.words is not None
    assert (claim.words.before, claim.words.passage, claim.words.after) == ("😀 ", "ቤቱ ጽሩይ እዩ።", " [name] helps.")


def test_the_machines_reasons_come_with_the_words(planter: Planter) -> None:
    planter.respond(Said("premises"))
    (claim,) = planter.evidence().claims
    assert claim.words is not None
    assert claim.words.cues == ("cold",)
    assert len(claim.words.nearest) == 2


def test_nothing_beside_a_quote_says_who_or_when() -> None:
    kept = {field.name for field in dataclasses.fields(Words)}
    assert kept == {"before", "passage", "after", "about_service", "read_by_machine", "quotable", "cues", "nearest"}


def test_disguising_characters_are_cleaned_and_the_mark_stays_right(planter: Planter) -> None:
    planter.respond(Said("premises", text="a\u202eb\x07 cold\u2066 room\U000e0041 end", passage="cold\u2066 room"))
    (claim,) = planter.evidence().claims
    assert claim.words is not None
    assert (claim.words.before, claim.words.passage, claim.words.after) == ("ab ", "cold room", " end")


def test_a_quote_for_another_key_keeps_its_finding_without_words(planter: Planter) -> None:
    planter.respond(Said("premises"))
    planter.key = PrivateKey.generate()
    (claim,) = planter.evidence().claims
    assert claim.words is None
    assert claim.counts


def test_the_order_is_stable_and_is_another_for_each_theme(planter: Planter) -> None:
    for number in range(12):
        planter.respond(Said("premises", text=f"{number}"), Said("safety", text=f"{number}"))
    evidence = planter.evidence()

    def order(theme: str) -> list[bytes]:
        return [claim.respondent for claim in evidence.of_theme(theme)]

    assert order("premises") == [claim.respondent for claim in planter.evidence().of_theme("premises")]
    assert order("premises") != order("safety")
    assert order("premises") != sorted(order("premises"))


def test_what_a_person_must_read_has_the_urgent_first_and_each_passage_once(planter: Planter) -> None:
    planter.respond(Said(None, "neutral"))
    planter.respond(Said("dignity", certainty="unread", read_by_machine=False))
    planter.respond(Said("safeguarding", urgent=True))
    planter.respond(Said("premises"))
    evidence = planter.evidence()
    waiting = evidence.for_a_person()
    assert [claim.urgent for claim in waiting] == [True, False, False]
    assert {claim.standing for claim in waiting[1:]} == {Standing.UNREAD}
    assert evidence.unread_quotes == 1


def test_an_answer_that_was_chosen_needs_no_person(planter: Planter) -> None:
    planter.respond(Said("premises", from_answer=True))
    evidence = planter.evidence()
    assert evidence.for_a_person() == ()
    assert evidence.claims[0].standing is Standing.ANSWERED


def content(*about_service: bool) -> QuoteContent:
    passages = tuple(QuotePassage(number, number + 1, about) for number, about in enumerate(about_service))
    return QuoteContent("abc", "en", read_by_machine=True, quotable=False, passages=passages)


def test_a_whole_quote_is_about_the_past_only_where_every_passage_is() -> None:
    assert words_of(content(), None, None).about_service
    assert words_of(content(True, False), None, None).about_service
    assert not words_of(content(False, False), None, None).about_service


def test_a_passage_that_is_not_there_marks_the_whole_quote() -> None:
    assert words_of(content(True), 5, "safety").passage == "abc"


def test_a_damaged_quote_is_left_out(planter: Planter) -> None:
    whole, broken = bytes(16), b"\x01" * 16
    sealed = {
        whole: seal(encode(content(True)), kind=Kind.QUOTE, object_id=whole, recipients=[planter.key.public]),
        broken: seal(b"{}", kind=Kind.QUOTE, object_id=broken, recipients=[planter.key.public]),
    }
    assert set(open_quotes(planter.key, sealed)) == {whole}
