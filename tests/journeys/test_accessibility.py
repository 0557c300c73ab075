"""Every page in every language: no violation of WCAG 2.0 to 2.2 at A and AA, and our own rules, at 320 CSS pixels."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from feedback.questionnaires.instrument import FreeText
from feedback.web.languages import offered_languages
from tests.journeys.checks import NARROWEST, problems, problems_of_error_summary
from tests.journeys.conftest import PublicSite
from tests.journeys.sites import Installation
from tests.journeys.visitor import Visitor, languages

# What a browser says of every page that is answered with a failure, the kind ones too.
OF_A_FAILURE = "Failed to load resource"
SEND_AT_ONCE = "(field, length) => { field.value = 'a'.repeat(length); field.form.requestSubmit(); }"


class Inspection:
    """Looks at a visitor's pages one by one and writes down what is wrong with each."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.found: dict[str, list[str]] = {}

    def told(self) -> str:
        """All of it, a line each, with the pages that it is wrong with."""
        return "\n".join(["", *(f"{fault} — on: {', '.join(names)}" for fault, names in self.found.items())])

    def _note(self, name: str, faults: Iterable[str]) -> None:
        for fault in faults:
            self.found.setdefault(fault, []).append(name)

    def look(self, name: str, heading: str | None = None) -> None:
        """Check the page that is open; `heading` is an English message that its first heading must be."""
        visitor = self.visitor
        wrong = list(problems(visitor.page, lang=visitor.language.tag, direction=visitor.language.direction))
        if heading is not None and visitor.heading() != visitor.say(heading):
            wrong.append(f"the first heading is “{visitor.heading()}”")
        if visitor.link("Leave this page").count() != 1:
            wrong.append("no way to leave")
        wrong += [f"asked for {url}" for url in visitor.requests if not url.startswith((visitor.origin, "data:"))]
        wrong += [f"the browser complains: {error}" for error in visitor.errors if not error.startswith(OF_A_FAILURE)]
        visitor.requests.clear()
        visitor.errors.clear()
        self._note(name, wrong)

    def look_at_error(self, name: str, heading: str | None = None) -> None:
        """Check a page that says that an answer must be mended."""
        self.look(name, heading)
        self.visitor.page.reload()
        self._note(name, problems_of_error_summary(self.visitor.page))


def look_at_questions(inspection: Inspection) -> None:
    """Every question, empty."""
    for number, question in enumerate(inspection.visitor.questionnaire.questions, 1):
        inspection.visitor.open(str(number))
        inspection.look(f"question {question.code}", question.text)


def look_at_mistakes(inspection: Inspection) -> None:
    """A wrong code, a text over its limit, and the page that asks to check while they stand."""
    visitor = inspection.visitor
    visitor.open("1")
    code = visitor.questionnaire.questions[0]
    visitor.give(code, "1234 5678")
    visitor.press("Continue")
    inspection.look_at_error("wrong code", code.text)
    number, text = next((n, q) for n, q in enumerate(visitor.questionnaire.questions, 1) if isinstance(q, FreeText))
    visitor.open(str(number))
    visitor.give(text, "ab " * text.limit)
    visitor.press("Continue")
    inspection.look_at_error("text over its limit", text.text)
    visitor.open("check")
    inspection.look_at_error("check with mistakes", "Check your answers")


def look_at_failures(inspection: Inspection) -> None:
    """The kind pages of what goes wrong."""
    visitor = inspection.visitor
    assert visitor.open("send") == 405
    inspection.look("wrong method", "That did not work")
    visitor.open("2")
    visitor.page.locator("input[name=csrf_token]").evaluate("field => { field.value = '00'; }")
    visitor.press("Continue")
    inspection.look("form of nobody's", "That did not work")
    number = next(n for n, q in enumerate(visitor.questionnaire.questions, 1) if isinstance(q, FreeText))
    for length in (300_000, 900_000):  # more than a draft holds, and more than is read at all
        visitor.open(str(number))
        with visitor.page.expect_navigation():  # sent at once, because laying out so much text takes long
            visitor.page.get_by_role("textbox").evaluate(SEND_AT_ONCE, length)
        inspection.look(f"{length} characters", "Your text is much too long")
    assert visitor.open("nowhere") == 404
    inspection.look("not found", "Choose your language" if visitor.language.tag == "en" else None)


def look_at_ending(inspection: Inspection, service_code: str) -> None:
    """Full answers to check, received, and ended."""
    visitor = inspection.visitor
    visitor.open("check")
    inspection.look("check with nothing", "Check your answers")
    visitor.open("1")
    visitor.answer_all(visitor.full_answers(service_code))
    inspection.look("check with everything", "Check your answers")
    visitor.press("Send my answers")
    inspection.look("received", "We have received your answers. Thank you.")
    visitor.follow("Leave this page")
    visitor.requests.clear()
    assert visitor.open("1") == 410
    inspection.look("ended", "This page has ended")


@pytest.mark.parametrize("tag", languages())
def test_every_page_that_a_survivor_can_see(tag: str, new_visitor: Callable[..., Visitor], public: PublicSite) -> None:
    visitor = new_visitor(tag, scripts=True, width=NARROWEST)
    inspection = Inspection(visitor)
    visitor.open("")
    inspection.look("about", "Tell us about your support")
    visitor.open("help")
    inspection.look("help", "Who can help now")
    visitor.begin()
    visitor.open("")
    inspection.look("about, with unfinished answers", "Tell us about your support")
    look_at_questions(inspection)
    look_at_failures(inspection)
    look_at_mistakes(inspection)
    visitor.begin()
    look_at_ending(inspection, public.behind.code)
    assert not inspection.found, inspection.told()


ABOUT = {"agency": "Working with a service: tell us how it goes", "staff": "Working in a service: tell us how it is"}


@pytest.mark.parametrize("audience", ["agency", "staff"])
@pytest.mark.parametrize("tag", languages(professional=True))
def test_every_page_that_agencies_and_staff_can_see(
    tag: str, audience: str, new_visitor: Callable[..., Visitor], public: PublicSite
) -> None:
    visitor = new_visitor(tag, audience, scripts=True, width=NARROWEST)
    inspection = Inspection(visitor)
    visitor.open(f"{audience}/")
    inspection.look("about", ABOUT[audience])
    visitor.begin()
    look_at_questions(inspection)
    look_at_mistakes(inspection)
    visitor.begin()
    look_at_ending(inspection, public.behind.code)
    assert not inspection.found, inspection.told()


def test_the_first_page_names_each_language_in_itself(new_visitor: Callable[..., Visitor]) -> None:
    visitor = new_visitor(scripts=True, width=NARROWEST)
    inspection = Inspection(visitor)
    visitor.open("/")
    inspection.look("languages", "Choose your language")
    assert visitor.open("/nowhere") == 404
    inspection.look("languages, lost", "Choose your language")
    for language in offered_languages().values():
        link = visitor.page.get_by_role("link", name=language.endonym, exact=True)
        assert (link.get_attribute("lang"), link.get_attribute("dir")) == (language.tag, language.direction)
    assert not inspection.found, inspection.told()


@contextmanager
def broken_site(directory: Path, how: str) -> Iterator[str]:
    """A public site whose database goes away, or is overwritten with something else, once it runs; its address."""
    installation = Installation.make(directory)
    database = directory / "feedback.db"
    with installation.public_site() as origin:
        for file in directory.glob("feedback.db*"):
            file.unlink()
        if how == "away":
            database.mkdir()
        else:
            database.write_bytes(b"not a database " * 1000)
        yield origin


@pytest.mark.parametrize(("how", "heading"), [("away", "We could not save this now"), ("broken", "Sorry, something went wrong")])
def test_a_failing_database_is_told_kindly(
    how: str, heading: str, tmp_path: Path, new_context: Callable[..., BrowserContext]
) -> None:
    with broken_site(tmp_path, how) as origin:
        for tag in languages():
            visitor = Visitor(new_context(scripts=True, width=NARROWEST).new_page(), origin, offered_languages()[tag])
            inspection = Inspection(visitor)
            visitor.begin()
            inspection.look(tag, heading)
            assert not inspection.found, inspection.told()
