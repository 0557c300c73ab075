"""A visitor: one browser at the public site, who finds everything by its role and its words in their language."""

import gettext
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

from babel.numbers import format_decimal
from playwright.sync_api import Locator, Page, expect

from feedback.questionnaires.instrument import (
    Answer,
    FreeText,
    Instrument,
    Question,
    ServiceCode,
    SeveralChoices,
    options_of,
)
from feedback.questionnaires.library import current
from feedback.web.languages import TRANSLATIONS, Language, offered_languages

ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
# How an agency and staff find their questionnaire on the page of languages.
WAYS_IN = {
    ("en", "agency"): "I work for an agency that refers people",
    ("en", "staff"): "I work for the service",
    ("cy", "agency"): "Rwy’n gweithio i asiantaeth sy’n atgyfeirio pobl",
    ("cy", "staff"): "Rwy’n gweithio i’r gwasanaeth",
}


@cache
def _catalogue(locale: str) -> gettext.NullTranslations:
    return gettext.translation("messages", TRANSLATIONS, [locale], fallback=locale == "en")


@dataclass
class Visitor:
    """One browser with one page open. `requests` and `errors` hold what the page asked for and complained about."""

    page: Page
    origin: str
    language: Language
    audience: str = "survivor"
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    @property
    def questionnaire(self) -> Instrument:
        """What they are asked."""
        return current(self.audience)

    def say(self, message: str, **values: object) -> str:
        """A message in their language."""
        found = _catalogue(self.language.locale).gettext(message) if message else ""
        return found % values if values else found

    def number(self, value: int) -> str:
        """A number as their language writes it."""
        return format_decimal(value, locale=self.language.locale)

    @property
    def path(self) -> str:
        """Where they are."""
        return self.page.url.removeprefix(self.origin)

    def open(self, path: str) -> int:
        """Go to a page of their language, or to an absolute path; its status."""
        response = self.page.goto(self.origin + (path if path.startswith("/") else f"/{self.language.tag}/{path}"))
        assert response is not None
        return response.status

    def heading(self) -> str:
        """The page's one first heading."""
        return self.page.get_by_role("heading", level=1).inner_text().strip()

    def button(self, message: str) -> Locator:
        """The button of that name."""
        return self.page.get_by_role("button", name=self.say(message), exact=True)

    def link(self, message: str) -> Locator:
        """The link of that name."""
        return self.page.get_by_role("link", name=self.say(message), exact=True)

    def press(self, message: str) -> None:
        """Press a button and wait for where it leads."""
        self.go_by(self.button(message))

    def press_twice(self, message: str, leads_to: str) -> None:
        """Press a button twice at once, which sends twice and breaks the first sending off; wait for the path it leads to."""
        self.button(message).dblclick()
        expect(self.page).to_have_url(self.origin + leads_to)  # unlike a wait for a navigation, not ended by a broken-off one
        self.page.wait_for_load_state()

    def follow(self, message: str) -> None:
        """Follow a link."""
        self.go_by(self.link(message).first)

    def go_by(self, way: Locator) -> None:
        """Click what leads to another page, or to this one anew, and wait until that is there."""
        with self.page.expect_navigation():
            way.click()

    def back(self) -> None:
        """Press the browser's Back."""
        self._travel(self.page.go_back)

    def forward(self) -> None:
        """Press the browser's Forward."""
        self._travel(self.page.go_forward)

    def _travel(self, press: Callable[..., object]) -> None:
        # A page out of the back/forward cache is there at once: nothing loads that could be waited for.
        here = self.page.url
        press(wait_until="commit")
        self.page.wait_for_url(lambda url: url != here, wait_until="commit")
        self.page.get_by_role("heading", level=1).wait_for()

    def change(self, question: Question) -> None:
        """On the page that asks to check: go back to one question."""
        self.go_by(self.page.get_by_role("definition").get_by_role("link", name=self.say(question.text)))

    def arrive(self) -> None:
        """From the first page to their questionnaire's page, by their language's own name or their work's."""
        self.open("/")
        name = WAYS_IN[self.language.tag, self.audience] if self.audience != "survivor" else self.language.endonym
        self.go_by(self.page.get_by_role("link", name=name, exact=True))

    def begin(self) -> None:
        """Straight to the first question."""
        self.open("" if self.audience == "survivor" else f"{self.audience}/")
        self.press("Start")

    def skip(self, question: Question) -> None:
        """Go on without an answer."""
        self.press("I don’t have a code" if isinstance(question, ServiceCode) else "Skip this question")

    def choice(self, question: Question, code: str) -> Locator:
        """The radio or the checkbox of one option."""
        text = next(option.text for option in options_of(question) if option.code == code)
        group = self.page.get_by_role("group", name=self.say(question.text), exact=True)
        if isinstance(question, SeveralChoices):
            return group.get_by_role("checkbox", name=self.say(text), exact=True)
        return group.get_by_role("radio", name=self.say(text), exact=True)

    def box(self, question: Question) -> Locator:
        """The field that a question's answer is typed in."""
        return self.page.get_by_role("textbox", name=self.say(question.text), exact=True)

    def give(self, question: Question, answer: Answer) -> None:
        """Choose or type an answer, without sending it."""
        if isinstance(answer, list):
            for code in answer:
                self.choice(question, code).check()
        elif options_of(question):
            self.choice(question, answer).check()
        else:
            self.box(question).fill(answer)

    def shows(self, question: Question, answer: Answer) -> bool:
        """Whether the page shows this as what was answered."""
        if not options_of(question):
            return self.box(question).input_value() == answer
        chosen = {option.code for option in options_of(question) if self.choice(question, option.code).is_checked()}
        return chosen == set([answer] if isinstance(answer, str) else answer)

    def answer_all(self, answers: Mapping[str, Answer]) -> None:
        """From the first question to the page that asks to check: answer these, skip the others."""
        for question in self.questionnaire.questions:
            assert self.heading() == self.say(question.text)
            if question.code in answers:
                self.give(question, answers[question.code])
                self.press("Continue")
            else:
                self.skip(question)

    def full_answers(self, service_code: str) -> dict[str, Answer]:
        """An answer to every question: words of their own language, the last option but one, every other of several."""
        words = f"{self.say('We do not ask who you are')} <b> & “7”\n{self.say('Who reads it')}"
        return {question.code: self._answer(question, words, service_code) for question in self.questionnaire.questions}

    def _answer(self, question: Question, words: str, service_code: str) -> Answer:
        if isinstance(question, ServiceCode):
            digits = service_code.translate(ARABIC_DIGITS) if self.language.direction == "rtl" else service_code
            return f"{digits[:4]} {digits[4:]}"
        if isinstance(question, FreeText):
            return unicodedata.normalize("NFC", words)
        codes = [option.code for option in options_of(question)]
        return codes[::2] if isinstance(question, SeveralChoices) else codes[-2]


def languages(*, professional: bool = False) -> list[str]:
    """The tags of the offered languages, or of those that agencies and staff are asked in."""
    return [tag for tag, language in offered_languages().items() if language.professional or not professional]
