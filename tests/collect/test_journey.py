"""The journey: nothing that was typed is lost, everything may be skipped, and what is sent is stored once, sealed."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from feedback.questionnaires.library import current
from feedback.questionnaires.submission import Submission, decode
from feedback.sealing.envelope import Kind
from feedback.sealing.opener import PrivateKey
from feedback.store.database import Database
from feedback.store.responses import Response, count_responses
from tests.conftest import KeyRing
from tests.respondent import Respondent, token_in

SURVIVOR = {"safe": "always", "helped": ["home", "money"], "good": "The tea.\r\nThe garden.", "quote": "yes"}


@pytest.fixture
def opened(sqlite: Database, key_ring: KeyRing) -> Callable[[PrivateKey | None], list[Submission]]:
    """Opens everything stored, with the worker's key or another."""

    def open_all(key: PrivateKey | None = None) -> list[Submission]:
        with sqlite.read() as session:
            rows = session.execute(select(Response.id, Response.sealed)).all()
        return [decode((key or key_ring.worker).open(row.sealed, kind=Kind.RESPONSE, object_id=row.id)) for row in rows]

    return open_all


def test_a_survivors_answers_arrive_sealed_with_their_service(
    public_site: Flask, service_code: str, opened: Callable[..., list[Submission]], key_ring: KeyRing
) -> None:
    respondent = Respondent(public_site)
    respondent.get("/")
    respondent.get("")
    respondent.start()
    respondent.answer_all({"service": f"{service_code[:4]} {service_code[4:]}", **SURVIVOR})
    assert respondent.send() == "/en/done"
    assert "We have received your answers" in respondent.get("done")
    expected = Submission("survivor-1", "en", 1, "open-link", {**SURVIVOR, "good": "The tea.\nThe garden."})
    assert opened() == [expected]
    assert opened(key_ring.escrow) == [expected]


@pytest.mark.parametrize(("language", "audience"), [("en", "agency"), ("cy", "agency"), ("en", "staff"), ("cy", "staff")])
def test_agencies_and_staff_answer_their_own_questionnaires(
    public_site: Flask, opened: Callable[..., list[Submission]], language: str, audience: str
) -> None:
    respondent = Respondent(public_site, language, audience)
    respondent.get(f"{audience}/")
    respondent.start()
    respondent.answer_all({"else": "Cydweithio da."})
    respondent.send()
    assert opened() == [Submission(f"{audience}-1", language, None, "open-link", {"else": "Cydweithio da."})]


def test_agencies_and_staff_are_not_asked_in_other_languages(public_site: Flask) -> None:
    respondent = Respondent(public_site, "sq", "staff")
    respondent.get("staff/", status=404)
    respondent.post("staff/start", {}, status=404)


def test_every_question_may_be_skipped_but_an_empty_response_is_not_sent(public_site: Flask, sqlite: Database) -> None:
    respondent = Respondent(public_site)
    respondent.start()
    respondent.answer_all({})
    page = respondent.get("check")
    assert "You have not answered a question yet" in page
    assert "Send my answers" not in page
    with sqlite.read() as session:
        assert count_responses(session) == 0


def test_a_code_alone_is_no_response(public_site: Flask, service_code: str) -> None:
    respondent = Respondent(public_site)
    respondent.start()
    respondent.answer(1, service_code)
    assert "Send my answers" not in respondent.get("check")


def test_sending_twice_stores_once_and_says_received_both_times(public_site: Flask, sqlite: Database) -> None:
    respondent = Respondent(public_site)
    respondent.start()
    respondent.answer(2, "always")
    token = token_in(respondent.get("check"))
    for _ in range(3):
        assert respondent.post("send", {"csrf_token": token}).location == "/en/done"
    with sqlite.read() as session:
        assert count_responses(session) == 1


def test_after_sending_every_page_of_the_journey_leads_to_received(public_site: Flask) -> None:
    respondent = Respondent(public_site)
    respondent.start()
    respondent.answer(2, "always")
    token = token_in(respondent.get("2"))
    respondent.send()
    for path in ("1", "12", "check"):
        assert respondent.client.get(f"/en/{path}").location == "/en/done"
    assert respondent.post("2", {"csrf_token": token, "answer": "never"}).location == "/en/done"


def test_nothing_that_was_sent_stays_in_the_draft(public_site: Flask, sqlite: Database) -> None:
    from feedback.collect.drafts import Cookie, load

    respondent = Respondent(public_site)
    respondent.start()
    respondent.answer(8, "needle")
    respondent.send()
    cookie = respondent.client.get_cookie("draft")
    assert cookie is not None
    with public_site.test_request_context(headers={"Cookie": f"draft={cookie.value}"}) as context, sqlite.read() as session:
        draft = load(session, Cookie(behind_tls=False).key(context.request))
    assert draft.sent
    assert draft.answers == {}


def test_answers_are_there_again_on_the_way_back(public_site: Flask) -> None:
    respondent = Respondent(public_site)
    respondent.start()
    respondent.answer(2, "rarely")
    respondent.answer(6, ["home", "money"])
    respondent.answer(8, "<b>Tea</b> & garden")
    assert 'value="rarely" autocomplete="off" checked' in respondent.get("2")
    assert respondent.get("6").count("checked") == 2
    assert "&lt;b&gt;Tea&lt;/b&gt; &amp; garden</textarea>" in respondent.get("8")


def test_skipping_takes_an_answer_back(public_site: Flask) -> None:
    respondent = Respondent(public_site)
    respondent.start()
    respondent.answer(2, "rarely")
    respondent.answer(2, None)
    assert "checked" not in respondent.get("2")


def test_a_change_from_the_check_page_leads_back_to_it(public_site: Flask) -> None:
    respondent = Respondent(public_site)
    respondent.start()
    respondent.answer(2, "rarely")
    assert respondent.answer(2, "always", then="?then=check") == "/en/check"
    assert "Always" in respondent.get("check")


def test_the_language_may_change_half_way_and_the_answers_stay(public_site: Flask) -> None:
    respondent = Respondent(public_site)
    respondent.start()
    respondent.answer(8, "Half way")
    respondent.language = "so"
    assert 'href="/so/1"' in respondent.get("")
    assert "Half way" in respondent.get("8")


def test_leaving_destroys_the_draft_and_forgets_in_two_hops(public_site: Flask, sqlite: Database) -> None:
    from feedback.store.drafts import Draft

    respondent = Respondent(public_site)
    respondent.start()
    respondent.answer(8, "needle")
    hop = respondent.client.get("/leave")
    assert (hop.status_code, hop.location) == (303, "/left")
    assert hop.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    out = respondent.client.get("/left")
    assert (out.status_code, out.location) == (303, "https://leave.example/")
    assert out.headers["Clear-Site-Data"] == hop.headers["Clear-Site-Data"]
    assert respondent.client.get_cookie("draft") is None
    with sqlite.read() as session:
        assert session.scalars(select(Draft.locator)).all() == []


def test_after_leaving_a_page_says_kindly_that_it_has_ended(public_site: Flask) -> None:
    respondent = Respondent(public_site)
    respondent.start()
    respondent.client.get("/leave")
    for path in ("1", "check", "done"):
        assert "This page has ended" in respondent.get(path, status=410)
    respondent.post("send", {}, status=410)


def test_a_draft_ends_after_two_hours(public_site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    import feedback.collect.drafts as drafts

    respondent = Respondent(public_site)
    respondent.start()
    respondent.answer(2, "always")
    later = drafts.time.time() + 2 * 3600 + 601
    monkeypatch.setattr(drafts.time, "time", lambda: later)
    assert "This page has ended" in respondent.get("3", status=410)


def test_every_page_has_one_neutral_title(public_site: Flask) -> None:
    respondent = Respondent(public_site)
    respondent.start()
    numbers = [str(number) for number in range(1, len(current("survivor").questions) + 1)]
    pages = [respondent.get(path) for path in ("/", "", "help", *numbers, "check")]
    assert {page.split("<title>")[1].split("</title>")[0] for page in pages} == {"Feedback"}


def test_the_only_cookie_is_the_drafts_for_this_session_and_site(public_site: Flask) -> None:
    respondent = Respondent(public_site)
    assert "Set-Cookie" not in respondent.client.get("/").headers
    assert "Set-Cookie" not in respondent.client.get("/en/").headers
    cookie = respondent.post("survivor/start", {}).headers["Set-Cookie"]
    assert cookie.startswith("draft=")
    for part in ("HttpOnly", "SameSite=Strict", "Path=/"):
        assert part in cookie
    for part in ("Expires", "Max-Age", "Domain"):
        assert part not in cookie
