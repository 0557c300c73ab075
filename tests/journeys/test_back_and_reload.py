"""Back, reload and pressing twice, on every step: what was sent on with Continue stays, and a response is stored once."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from feedback.questionnaires.instrument import FreeText
from feedback.web.languages import offered_languages
from tests.journeys.conftest import PublicSite
from tests.journeys.visitor import Visitor

RECEIVED = "We have received your answers. Thank you."
SCRIPTS = pytest.mark.parametrize("scripts", [False, True], ids=["without-scripts", "with-scripts"])
# One language from each direction of writing; the professional questionnaires have more questions and no other pages.
ROUNDS = pytest.mark.parametrize(("tag", "audience"), [("en", "survivor"), ("ar", "survivor"), ("en", "agency"), ("cy", "staff")])


@SCRIPTS
@ROUNDS
def test_on_every_step_back_and_reload_lose_nothing_and_a_double_press_moves_one_step(
    tag: str, audience: str, scripts: bool, new_visitor: Callable[..., Visitor], public: PublicSite
) -> None:
    visitor = new_visitor(tag, audience, scripts=scripts)
    answers = visitor.full_answers(public.behind.code)
    before = public.behind.responses()
    visitor.arrive()
    visitor.press_twice("Start", f"/{tag}/1")
    questions = visitor.questionnaire.questions
    for number, question in enumerate(questions, 1):
        assert visitor.heading() == visitor.say(question.text)
        visitor.give(question, answers[question.code])
        after = f"/{tag}/check" if number == len(questions) else f"/{tag}/{number + 1}"
        visitor.press_twice("Continue", after)
        visitor.page.reload()
        assert visitor.path == after
        visitor.back()
        assert visitor.path == f"/{tag}/{number}"
        assert visitor.shows(question, answers[question.code])
        visitor.page.reload()
        assert visitor.shows(question, answers[question.code])
        visitor.forward()
        assert visitor.path == after
    visitor.press_twice("Send my answers", f"/{tag}/done")
    visitor.page.reload()
    assert visitor.heading() == visitor.say(RECEIVED)
    after_sending = public.behind.responses()
    (new,) = after_sending.keys() - before.keys()
    assert after_sending[new].answers == {code: answer for code, answer in answers.items() if code != "service"}


@SCRIPTS
def test_back_after_sending_leads_to_received_and_stores_nothing_again(
    scripts: bool, new_visitor: Callable[..., Visitor], public: PublicSite
) -> None:
    visitor = new_visitor("vi", scripts=scripts)
    before = len(public.behind.responses())
    visitor.begin()
    visitor.answer_all({"good": "Trà ngon."})
    visitor.press("Send my answers")
    visitor.page.wait_for_url(f"{visitor.origin}/vi/done")
    for _ in range(3):
        visitor.back()
        visitor.page.reload()
        assert visitor.heading() == visitor.say(RECEIVED)
        assert "Trà ngon." not in visitor.page.content()
    assert len(public.behind.responses()) == before + 1


@SCRIPTS
def test_a_page_kept_open_in_a_second_tab_sends_nothing_again(
    scripts: bool, new_context: Callable[..., BrowserContext], public: PublicSite
) -> None:
    context = new_context(scripts=scripts)
    first, second = (Visitor(context.new_page(), public.origin, offered_languages()["sq"]) for _ in range(2))
    before = len(public.behind.responses())
    first.begin()
    first.answer_all({"else": "Faleminderit."})
    second.open("check")
    for visitor in (first, second):
        visitor.press("Send my answers")
        visitor.page.wait_for_url(f"{visitor.origin}/sq/done")
    assert len(public.behind.responses()) == before + 1


@SCRIPTS
def test_pressing_back_on_the_page_leads_to_the_question_before_with_its_answer(
    scripts: bool, new_visitor: Callable[..., Visitor], public: PublicSite
) -> None:
    visitor = new_visitor("ti", scripts=scripts)
    answers = visitor.full_answers(public.behind.code)
    visitor.begin()
    visitor.answer_all(answers)
    for question in reversed(visitor.questionnaire.questions):
        visitor.follow("Back")
        assert visitor.heading() == visitor.say(question.text)
        assert visitor.shows(question, answers[question.code])
    visitor.follow("Back")
    assert visitor.path == "/ti/"
    visitor.follow("Go on with the answers that you started")
    assert visitor.path == "/ti/1"


@SCRIPTS
def test_a_text_over_its_limit_survives_back_reload_and_the_way_on(
    scripts: bool, new_visitor: Callable[..., Visitor], public: PublicSite
) -> None:
    visitor = new_visitor("ar", scripts=scripts)
    number, question = next((n, q) for n, q in enumerate(visitor.questionnaire.questions, 1) if isinstance(q, FreeText))
    long = ("كلمة " * 50 + "\n") * (question.limit // 250 + 1)
    visitor.begin()
    visitor.open(str(number))
    visitor.give(question, long)
    visitor.press_twice("Continue", f"/ar/{number}")
    visitor.page.get_by_role("alert").wait_for()
    for _ in range(2):
        visitor.page.reload()
        assert visitor.shows(question, long)
        visitor.follow("Back")
        visitor.back()
        assert visitor.page.get_by_role("alert").is_visible()
        assert visitor.shows(question, long)
