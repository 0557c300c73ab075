"""An inspector: one browser at the workbench, an account with a password and an authenticator app, and one inspection."""

import re
from dataclasses import dataclass

import pyotp
from playwright.sync_api import Locator, Page

PASSWORD = "a long enough passphrase"


@dataclass
class Inspector:
    """Finds everything by its role and its words. `uri` is what the authenticator app was given."""

    page: Page
    origin: str
    email: str
    uri: str
    reference: str

    def open(self, path: str) -> int:
        """Go to a page; its status."""
        response = self.page.goto(self.origin + path)
        assert response is not None
        return response.status

    def heading(self) -> str:
        """The page's one first heading."""
        return self.page.get_by_role("heading", level=1).inner_text().strip()

    def link(self, name: str) -> Locator:
        """The link of that name."""
        return self.page.get_by_role("link", name=name, exact=True)

    def press(self, name: str) -> None:
        """Press a button and wait for where it leads."""
        self.go_by(self.page.get_by_role("button", name=name, exact=True))

    def go_by(self, way: Locator) -> None:
        """Click what leads to another page, or to this one anew, and wait until that is there."""
        with self.page.expect_navigation():
            way.click()

    def give_password(self, password: str = PASSWORD) -> None:
        """The first step of signing in."""
        self.page.get_by_role("textbox", name="E-mail address").fill(self.email)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.press("Continue")

    def give_code(self, code: str | None = None) -> None:
        """The second step, with the code that the app shows now."""
        app = pyotp.parse_uri(self.uri)
        assert isinstance(app, pyotp.TOTP)
        self.page.get_by_role("textbox", name="Enter your code").fill(code or app.now())
        self.press("Sign in")

    def sign_in(self) -> None:
        """From the workbench's address to the list of inspections."""
        self.open("/")
        self.give_password()
        self.give_code()
        assert self.heading() == "Your inspections"

    def open_inspection(self) -> None:
        """From the list to the evidence."""
        self.go_by(self.link(self.reference))
        assert self.heading().endswith("Evidence")

    def themes_with_quotes(self) -> list[str]:
        """The addresses of the themes on the board of which a machine tagged or suggested something."""
        rows = self.page.get_by_role("row").filter(has_text=re.compile("by machine|only suggested"))
        links = rows.get_by_role("rowheader").get_by_role("link").all()
        return [address for link in links if (address := link.get_attribute("href"))]

    def undecided(self) -> Locator:
        """The quotes on a page that a verdict can be given on."""
        confirm = self.page.get_by_role("button", name="Confirm")
        return self.page.get_by_role("article").filter(has=confirm)

    def status(self) -> str:
        """What the page says has been done."""
        return self.page.get_by_role("status").inner_text()
