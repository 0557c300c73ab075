"""Every input is hostile and every failure is kind: said in the reader's language, with what was typed kept, and never logged."""

import logging

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback.collect.codes import digits_of, service_code
from feedback.store.database import Database
from feedback.store.responses import count_responses
from feedback.store.services import new_code
from tests.respondent import Respondent, token_in


@pytest.fixture
def respondent(public_site: Flask) -> Respondent:
    found = Respondent(public_site)
    found.start()
    return found


@pytest.mark.parametrize("typed", ["12345678", "1234", "hello", "12345678901234567890", "🙂", "<script>", "١٢٣"])
def test_a_wrong_code_is_said_kept_and_not_in_the_way(respondent: Respondent, typed: str) -> None:
    assert respondent.answer(1, typed) == "/en/1"
    page = respondent.get("1")
    assert "We do not know this code" in page
    assert 'href="#answer"' in page
    assert str(typed).replace("<", "&lt;").replace(">", "&gt;") in page
    assert respondent.answer(1, None) == "/en/2"
    assert "We do not know this code" not in respondent.get("1")


def test_a_wrong_code_is_said_in_the_readers_language(public_site: Flask) -> None:
    respondent = Respondent(public_site, "so")
    respondent.start()
    respondent.answer(1, "1234")
    page = respondent.get("1")
    assert "govuk-error-summary" in page
    assert "We do not know this code" not in page


@pytest.mark.parametrize("zero", ["٠", "۰", "०", "᠐", "０", "0"])
def test_a_code_may_be_typed_in_any_scripts_digits(respondent: Respondent, service_code: str, zero: str) -> None:
    typed = " ".join(chr(ord(zero) + int(digit)) for digit in service_code)
    assert respondent.answer(1, typed) == "/en/2"


@given(st.integers(0, 7), st.integers(1, 9))
def test_no_single_wrong_digit_makes_another_valid_code(place: int, change: int) -> None:
    code = new_code()
    wrong = code[:place] + str((int(code[place]) + change) % 10) + code[place + 1 :]
    assert service_code(code) == code
    assert service_code(wrong) is None


@given(st.text(max_size=40))
def test_any_text_at_all_is_a_code_or_none(typed: str) -> None:
    found = service_code(typed)
    assert found is None or found == digits_of(typed)


def test_text_over_its_limit_is_said_and_kept_and_cannot_be_sent(respondent: Respondent, sqlite: Database) -> None:
    text = "ትግርኛ" * 600
    assert respondent.answer(8, text) == "/en/8"
    page = respondent.get("8")
    assert "Your text is 400 characters too long" in page
    assert text in page
    assert "Send my answers" not in respondent.get("check")
    respondent.post("send", {"csrf_token": token_in(respondent.get("2"))})
    with sqlite.read() as session:
        assert count_responses(session) == 0


def test_one_character_too_many_is_said_in_the_singular(respondent: Respondent) -> None:
    respondent.answer(8, "x" * 2001)
    assert "Your text is 1 character too long" in respondent.get("8")
    assert respondent.answer(8, "x" * 1999 + "\r\n") == "/en/9"


def test_text_far_over_any_limit_gets_a_page_that_says_so(respondent: Respondent) -> None:
    token = token_in(respondent.get("8"))
    response = respondent.post("8", {"csrf_token": token, "answer": "x" * 300_000}, status=413)
    assert "much too long" in response.text
    response = respondent.post("8", {"csrf_token": token, "answer": "x" * 900_000}, status=413)
    assert "much too long" in response.text


def test_choices_that_were_not_offered_are_refused(respondent: Respondent) -> None:
    for number, answer in ((2, "sideways"), (6, ["home", "castle"])):
        assert respondent.answer(number, answer) == f"/en/{number}"
        assert "Choose one of the answers on this page." in respondent.get(str(number))


def test_control_and_bidi_characters_are_kept_as_typed_and_cleaned_where_shown(respondent: Respondent) -> None:
    typed = "nice\u202egnp.exe\u0007\U000e0041 ok"
    respondent.answer(8, typed)
    assert typed in respondent.client.get("/en/8").text
    shown = respondent.get("check")
    assert "nicegnp.exe ok" in shown
    assert "\u202e" not in shown


@pytest.mark.parametrize("token", ["", "00", "zz", "00" * 32, "é"])
def test_a_form_of_another_site_is_refused(respondent: Respondent, token: str) -> None:
    respondent.post("2", {"csrf_token": token, "answer": "always"}, status=400)
    respondent.post("send", {"csrf_token": token}, status=400)
    assert "checked" not in respondent.get("2")


def test_a_form_of_another_draft_is_refused(public_site: Flask, respondent: Respondent) -> None:
    other = Respondent(public_site)
    other.start()
    respondent.post("2", {"csrf_token": token_in(other.get("2")), "answer": "always"}, status=400)


def test_no_two_pages_carry_the_same_token(respondent: Respondent) -> None:
    assert token_in(respondent.get("2")) != token_in(respondent.get("2"))


def test_forms_that_could_be_spooled_to_disk_are_refused(respondent: Respondent) -> None:
    response = respondent.client.post("/en/2", data={"answer": "always"}, content_type="multipart/form-data")
    assert response.status_code == 415


@pytest.mark.parametrize("path", ["/xx/", "/en/nothing", "/zz/1", "/EN/", "/en/%00", "/.git/config"])
def test_an_unknown_language_or_path_shows_the_languages(public_site: Flask, path: str) -> None:
    page = Respondent(public_site).get(path, status=404)
    assert "ትግርኛ" in page
    assert "العربية" in page


@pytest.mark.parametrize("number", ["0", "13", "1000"])
def test_a_question_that_is_not_there_shows_the_languages(respondent: Respondent, number: str) -> None:
    assert "ትግርኛ" in respondent.get(number, status=404)


@pytest.mark.parametrize("cookie", ["", "x", "A" * 43, "é", "A" * 5000])
def test_any_cookie_at_all_is_no_draft_or_refused_kindly(public_site: Flask, cookie: str) -> None:
    client = public_site.test_client()
    response = client.get("/en/1", headers={"Cookie": f"draft={cookie}"})
    assert response.status_code == 410


def test_a_fault_shows_and_logs_nothing_that_was_typed(
    respondent: Respondent, public_site: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import feedback.collect.questions as questions

    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("needle in the message")

    token = token_in(respondent.get("8"))
    monkeypatch.setattr(questions, "keep", broken)
    with caplog.at_level(logging.DEBUG):
        response = respondent.post("8", {"csrf_token": token, "answer": "needle typed"}, status=500)
    assert "needle" not in response.text + caplog.text
    assert "RuntimeError" in caplog.text


def test_a_database_that_is_away_keeps_what_was_typed_on_the_page(
    respondent: Respondent, public_site: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from feedback.store.database import DatabaseAway

    token = token_in(respondent.get("8"))
    database = public_site.extensions["feedback"].database

    def away() -> None:
        raise DatabaseAway("away")

    with monkeypatch.context() as patch:
        patch.setattr(type(database), "write", lambda _self: away())
        response = respondent.post("8", {"csrf_token": token, "answer": "Tea & <b>"}, status=503)
    assert 'name="answer" value="Tea &amp; &lt;b&gt;"' in response.text
    assert "Nothing is lost" in response.text
    assert respondent.post("8", {"csrf_token": token, "answer": "Tea & <b>"}).location == "/en/9"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(max_size=300))
def test_any_text_is_answered_with_a_page_and_comes_back_as_typed(respondent: Respondent, text: str) -> None:
    import html

    token = token_in(respondent.client.get("/en/8").text)
    assert (
        respondent.client.post("/en/8", data={"csrf_token": token, "answer": text.encode("utf-8", "replace")}).status_code == 303
    )
    page = respondent.client.get("/en/8").text
    again = html.unescape(page.split('data-limit="2000">\n')[1].split("</textarea>")[0])
    assert again == text.encode("utf-8", "replace").decode().replace("\r\n", "\n") or "\0" in text or "\r" in text
