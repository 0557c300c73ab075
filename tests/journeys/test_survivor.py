"""From the first page to "received", as people do it: what they said is then in the database, once, and opens to what it was."""

from collections.abc import Callable, Mapping

import pytest

from feedback.questionnaires.instrument import Answer, FreeText, SeveralChoices
from feedback.questionnaires.submission import Submission
from tests.journeys.conftest import PublicSite
from tests.journeys.visitor import Visitor, languages

SCRIPTS = pytest.mark.parametrize("scripts", [False, True], ids=["without-scripts", "with-scripts"])


def go_through(visitor: Visitor, public: PublicSite, answers: Mapping[str, Answer]) -> Submission:
    """The whole journey; what has come into the database by it."""
    before = public.behind.responses()
    visitor.arrive()
    visitor.press("Start")
    visitor.answer_all(answers)
    assert visitor.heading() == visitor.say("Check your answers")
    visitor.press("Send my answers")
    assert visitor.heading() == visitor.say("We have received your answers. Thank you.")
    after = public.behind.responses()
    (new,) = after.keys() - before.keys()
    return after[new]


def expected(visitor: Visitor, answers: Mapping[str, Answer], service_id: int | None) -> Submission:
    """The submission that these answers make."""
    rest = {code: answer for code, answer in answers.items() if code != "service"}
    return Submission(visitor.questionnaire.name, visitor.language.tag, service_id, "open-link", rest)


@SCRIPTS
@pytest.mark.parametrize("tag", languages())
def test_a_survivor_answers_every_question_with_the_code_of_a_card(
    tag: str, scripts: bool, new_visitor: Callable[..., Visitor], public: PublicSite
) -> None:
    visitor = new_visitor(tag, scripts=scripts)
    answers = visitor.full_answers(public.behind.code)
    assert go_through(visitor, public, answers) == expected(visitor, answers, public.behind.service_id)


@pytest.mark.parametrize("tag", languages())
def test_a_survivor_without_a_code_answers_one_question_of_each_kind(
    tag: str, new_visitor: Callable[..., Visitor], public: PublicSite
) -> None:
    visitor = new_visitor(tag)
    full = visitor.full_answers(public.behind.code)
    chosen: dict[type, str] = {}
    for question in visitor.questionnaire.questions[1:]:
        chosen.setdefault(type(question), question.code)
    assert {FreeText, SeveralChoices} < chosen.keys()
    answers = {code: full[code] for code in chosen.values()}
    assert go_through(visitor, public, answers) == expected(visitor, answers, None)


@SCRIPTS
@pytest.mark.parametrize("audience", ["agency", "staff"])
@pytest.mark.parametrize("tag", languages(professional=True))
def test_agencies_and_staff_answer_their_own_questions(
    tag: str, audience: str, scripts: bool, new_visitor: Callable[..., Visitor], public: PublicSite
) -> None:
    visitor = new_visitor(tag, audience, scripts=scripts)
    answers = visitor.full_answers(public.behind.code)
    assert go_through(visitor, public, answers) == expected(visitor, answers, public.behind.service_id)


@SCRIPTS
def test_whoever_mistypes_the_code_mends_it_or_goes_on_without(
    scripts: bool, new_visitor: Callable[..., Visitor], public: PublicSite
) -> None:
    visitor = new_visitor(scripts=scripts)
    question = visitor.questionnaire.questions[0]
    visitor.begin()
    visitor.box(question).fill("12 34 56 70")
    visitor.press("Continue")
    assert visitor.page.get_by_role("alert").get_by_role("link").count() == 1
    assert visitor.shows(question, "12 34 56 70")
    visitor.box(question).fill(public.behind.code)
    visitor.press("Continue")
    assert visitor.path == "/en/2"
    visitor.follow("Back")
    visitor.press("I don’t have a code")
    assert visitor.path == "/en/2"


@SCRIPTS
def test_a_text_over_its_limit_is_kept_whole_and_cut_by_its_author(
    scripts: bool, new_visitor: Callable[..., Visitor], public: PublicSite
) -> None:
    visitor = new_visitor("so", scripts=scripts)
    number, question = next((n, q) for n, q in enumerate(visitor.questionnaire.questions, 1) if isinstance(q, FreeText))
    too_long = "ሰላም" * question.limit
    visitor.begin()
    visitor.open(str(number))
    visitor.give(question, too_long)
    visitor.press("Continue")
    assert visitor.path == f"/so/{number}"
    assert visitor.page.get_by_role("alert").is_visible()
    assert visitor.shows(question, too_long)
    visitor.open("check")
    assert visitor.button("Send my answers").count() == 0
    visitor.page.get_by_role("alert").get_by_role("link").click()
    visitor.change(question)
    visitor.give(question, too_long[: question.limit])
    visitor.press("Continue")
    assert visitor.heading() == visitor.say("Check your answers")
    visitor.press("Send my answers")
    assert visitor.heading() == visitor.say("We have received your answers. Thank you.")


@SCRIPTS
def test_an_answer_is_changed_from_the_page_that_asks_to_check(
    scripts: bool, new_visitor: Callable[..., Visitor], public: PublicSite
) -> None:
    visitor = new_visitor("cy", scripts=scripts)
    answers = visitor.full_answers(public.behind.code)
    question = visitor.questionnaire.question("safe")
    visitor.begin()
    visitor.answer_all(answers)
    visitor.change(question)
    assert visitor.shows(question, answers["safe"])
    visitor.give(question, "always")
    visitor.press("Continue")
    assert visitor.heading() == visitor.say("Check your answers")
    assert visitor.page.get_by_text(visitor.say("Always"), exact=True).count() == 1
