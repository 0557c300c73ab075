"""Leaving, from every page and in three ways: it ends elsewhere, the draft and the cookie are gone, and Back shows nothing typed.

The browser's back/forward cache is on here, as it is for people and as it is not in an automated browser by default.
"""

from collections.abc import Callable, Iterator

import pytest

from feedback.questionnaires.instrument import FreeText
from tests.journeys.conftest import PublicSite
from tests.journeys.sites import OUTSIDE_TITLE
from tests.journeys.visitor import Visitor, languages

TYPED = "needle 4711"
LINK, SHIFT = "link", "three presses of Shift"


def leave(visitor: Visitor, way: str) -> None:
    """Leave, by one of the ways."""
    if way == SHIFT:
        for _ in range(3):
            visitor.page.keyboard.press("Shift")
    else:
        visitor.follow("Leave this page")


WAYS = pytest.mark.parametrize(("way", "scripts"), [(LINK, False), (LINK, True), (SHIFT, True)], ids=["link", "script", "shift"])


def is_outside(visitor: Visitor, public: PublicSite) -> bool:
    """Whether the visitor has come to the page elsewhere, with no cookie left."""
    visitor.page.wait_for_url(public.elsewhere)
    return visitor.page.title() == OUTSIDE_TITLE and visitor.page.context.cookies() == []


def everything_shown(visitor: Visitor) -> str:
    """All that a page shows: its source, and what its fields hold."""
    held = visitor.page.evaluate("Array.from(document.querySelectorAll('input, textarea'), field => field.value).join('\\n')")
    return f"{visitor.page.content()}\n{held}"


def pages(visitor: Visitor) -> Iterator[str]:
    """Every kind of page of the journey."""
    yield from ("/", "", "help", "nowhere", "send")
    yield from (str(number) for number in range(1, len(visitor.questionnaire.questions) + 1))
    yield "check"


@pytest.mark.parametrize(
    ("audience", "way", "scripts"),
    [
        ("survivor", LINK, False),
        ("survivor", LINK, True),
        ("survivor", SHIFT, True),
        ("agency", SHIFT, True),
        ("staff", LINK, False),
    ],
)
def test_from_every_page_it_ends_elsewhere_and_nothing_is_left(
    audience: str, way: str, scripts: bool, new_visitor: Callable[..., Visitor], public: PublicSite
) -> None:
    visitor = new_visitor("en", audience, scripts=scripts)
    drafts = public.behind.count_drafts()
    for path in pages(visitor):
        visitor.begin()
        assert public.behind.count_drafts() == drafts + 1
        visitor.open(path)
        leave(visitor, way)
        assert is_outside(visitor, public), path
        assert public.behind.count_drafts() == drafts, path


@WAYS
@pytest.mark.parametrize("tag", languages())
def test_back_after_leaving_shows_nothing_that_was_typed(
    tag: str, way: str, scripts: bool, new_visitor: Callable[..., Visitor], public: PublicSite
) -> None:
    visitor = new_visitor(tag, scripts=scripts)
    drafts = public.behind.count_drafts()
    texts = [(n, q) for n, q in enumerate(visitor.questionnaire.questions, 1) if isinstance(q, FreeText)]
    (number, first), (_, second) = texts[:2]
    visitor.arrive()
    visitor.press("Start")
    visitor.open(str(number))
    visitor.give(first, f"{TYPED} sent on")
    visitor.press("Continue")
    visitor.give(second, f"{TYPED} not sent on")
    leave(visitor, way)
    assert is_outside(visitor, public)
    assert public.behind.count_drafts() == drafts
    for step in range(3):
        visitor.back()
        assert TYPED not in everything_shown(visitor), step
        was_a_question = visitor.path != f"/{tag}/"
        assert (visitor.heading() == visitor.say("This page has ended")) == was_a_question, step
        assert was_a_question or step == 2


@WAYS
def test_after_sending_it_leads_out_as_well(
    way: str, scripts: bool, new_visitor: Callable[..., Visitor], public: PublicSite
) -> None:
    visitor = new_visitor(scripts=scripts)
    sent = len(public.behind.responses())
    visitor.begin()
    visitor.answer_all({"good": TYPED})
    visitor.press("Send my answers")
    visitor.page.wait_for_url(f"{visitor.origin}/en/done")
    leave(visitor, way)
    assert is_outside(visitor, public)
    visitor.back()
    assert TYPED not in everything_shown(visitor)
    assert len(public.behind.responses()) == sent + 1


def test_the_browser_of_these_tests_would_show_typed_text_again(new_visitor: Callable[..., Visitor]) -> None:
    visitor = new_visitor(scripts=True)
    question = visitor.questionnaire.question("good")
    number = visitor.questionnaire.questions.index(question) + 1
    visitor.begin()
    visitor.open(str(number))
    visitor.give(question, TYPED)
    visitor.follow("Who can help now")
    visitor.page.wait_for_url(f"{visitor.origin}/en/help")
    visitor.back()
    assert visitor.shows(question, TYPED), "without its back/forward cache, the browser cannot show what leaving must clear"


@pytest.mark.parametrize("keys", [["Shift", "Shift"], ["Shift", "a", "Shift", "Shift"], ["Shift+A", "Shift+B", "Shift+C"]])
def test_capital_letters_do_not_lead_out(keys: list[str], new_visitor: Callable[..., Visitor]) -> None:
    visitor = new_visitor(scripts=True)
    question = visitor.questionnaire.question("good")
    visitor.begin()
    visitor.open(str(visitor.questionnaire.questions.index(question) + 1))
    visitor.box(question).focus()
    for key in keys:
        visitor.page.keyboard.press(key)
    visitor.page.wait_for_timeout(300)
    assert visitor.heading() == visitor.say(question.text)
