"""Every page of the workbench: no violation of WCAG 2.0 to 2.2 at A and AA, and our own rules, at 320 CSS pixels."""

from collections.abc import Callable

import pytest

from feedback.evidence.frameworks import all_frameworks
from tests.journeys.checks import MOUSE, NARROWEST, problems
from tests.journeys.inspector import Inspector

pytestmark = pytest.mark.xdist_group("workbench")


class Inspection:
    """Looks at an inspector's pages one by one and writes down what is wrong with each."""

    def __init__(self, inspector: Inspector) -> None:
        self.inspector = inspector
        self.found: list[str] = []
        inspector.page.on("console", lambda message: self._complain(message.type, message.text))
        inspector.page.on("request", lambda request: self._ask(request.url))

    def _complain(self, kind: str, text: str) -> None:
        if kind == "error" and not text.startswith("Failed to load resource"):
            self.found.append(f"the browser complains: {text}")

    def _ask(self, url: str) -> None:
        if not url.startswith((self.inspector.origin, "data:")):
            self.found.append(f"asked for {url}")

    def look(self, name: str, heading: str) -> None:
        """Check the page that is open."""
        if not self.inspector.heading().endswith(heading):
            self.found.append(f"{name}: the first heading is “{self.inspector.heading()}”")
        self.found += [f"{name}: {fault}" for fault in problems(self.inspector.page, least=MOUSE)]

    def told(self) -> str:
        """All of it, a line each."""
        return "\n".join(["", *self.found])


def test_every_page_before_signing_in(new_inspector: Callable[..., Inspector]) -> None:
    inspector = new_inspector(scripts=True, width=NARROWEST)
    inspection = Inspection(inspector)
    inspector.open("/")
    inspection.look("sign in", "Sign in")
    inspector.give_password("not the passphrase")
    inspection.look("wrong password", "Sign in")
    inspector.give_password()
    inspection.look("code", "Enter your code")
    inspector.give_code("000000")
    inspection.look("wrong code", "Enter your code")
    inspector.give_code()
    inspection.look("list", "Your inspections")
    inspector.press("Sign out")
    inspection.look("signed out", "Sign in")
    assert not inspection.found, inspection.told()


def test_every_page_of_an_inspection(new_inspector: Callable[..., Inspector]) -> None:
    inspector = new_inspector(scripts=True, width=NARROWEST)
    inspection = Inspection(inspector)
    inspector.sign_in()
    inspector.open_inspection()
    address = inspector.page.url.removeprefix(inspector.origin)
    for framework in all_frameworks():
        inspector.open(f"{address}?framework={framework}")
        inspection.look(f"evidence, {framework}", "Evidence")
    inspector.open(f"{address}/read")
    inspection.look("read", "For a person to read")
    inspector.go_by(inspector.link("Packs"))
    inspection.look("no packs", "Evidence packs")
    inspector.press("Issue the pack")
    inspection.look("no framework", "Evidence packs")
    inspector.page.get_by_role("radio").first.check()
    inspector.press("Issue the pack")
    inspection.look("pack issued", "Evidence packs")
    assert inspector.open("/nowhere") == 404
    inspection.look("not found", "Page not found")
    assert not inspection.found, inspection.told()


def test_a_theme_and_what_is_decided_on_it(new_inspector: Callable[..., Inspector]) -> None:
    inspector = new_inspector(scripts=True, width=NARROWEST)
    inspection = Inspection(inspector)
    inspector.sign_in()
    inspector.open_inspection()
    themes = inspector.themes_with_quotes()
    inspector.open(next(address for address in themes if _has_quotes(inspector, address)))
    inspection.look("theme", "")
    inspector.go_by(inspector.undecided().first.get_by_role("button", name="Reject"))
    inspection.look("theme, with a rejected tag", "")
    inspector.go_by(inspector.page.get_by_role("link", name="Correct").first)
    inspection.look("correction", "Correct a tag")
    inspector.page.get_by_label("Theme", exact=True).select_option(index=0)
    inspector.press("Save the correction")
    inspection.look("correction without a theme", "Correct a tag")
    assert not inspection.found, inspection.told()


def _has_quotes(inspector: Inspector, address: str) -> bool:
    inspector.open(address)
    return inspector.undecided().count() > 0
