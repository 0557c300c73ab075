"""What the journeys stand on: a browser, and the public site as it runs for people."""

import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect, sync_playwright

from analysis import VERSION
from feedback.demo.respondent import Respondent
from feedback.demo.voices import Voice, load_voices
from feedback.store.responses import count_unread
from feedback.web.languages import offered_languages
from feedback.workbench.people import add_inspector
from tests.browser import ARGUMENTS, chromium_path
from tests.journeys.inspector import PASSWORD, Inspector
from tests.journeys.sites import Installation, page_elsewhere
from tests.journeys.visitor import Visitor

PHONE = {"width": 360, "height": 740}
PATIENCE = 30_000  # milliseconds that a page may take on a busy machine


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright, for as long as this process tests."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright_path: str | None, playwright: Playwright) -> Iterator[Browser]:
    """The browser, with the back/forward cache that people's browsers have and an automated one has not."""
    started = playwright.chromium.launch(
        executable_path=playwright_path, args=list(ARGUMENTS), ignore_default_args=["--disable-back-forward-cache"]
    )
    yield started
    started.close()


@pytest.fixture(scope="session")
def playwright_path() -> str | None:
    """Where the browser is: asked before Playwright runs, because asking may start another."""
    return chromium_path()


@dataclass(frozen=True)
class PublicSite:
    """The public site as it runs, what is behind it, and the page elsewhere that leaving ends at."""

    origin: str
    behind: Installation
    elsewhere: str


@pytest.fixture(scope="session")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PublicSite]:
    """The public site, served for this process's tests."""
    installation = Installation.make(tmp_path_factory.mktemp("public"))
    with page_elsewhere() as elsewhere, installation.public_site("--leave-to", elsewhere) as origin:
        yield PublicSite(origin, installation, elsewhere)


@pytest.fixture
def new_context(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Opens a browser that remembers nothing."""
    opened: list[BrowserContext] = []

    def make(*, scripts: bool, width: int = PHONE["width"]) -> BrowserContext:
        context = chromium.new_context(java_script_enabled=scripts, viewport={"width": width, "height": PHONE["height"]})
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def new_visitor(new_context: Callable[..., BrowserContext], public: PublicSite) -> Callable[..., Visitor]:
    """Brings a visitor to the public site."""

    def make(tag: str = "en", audience: str = "survivor", *, scripts: bool = False, width: int = PHONE["width"]) -> Visitor:
        page = new_context(scripts=scripts, width=width).new_page()
        return Visitor(page, public.origin, offered_languages()[tag], audience)

    return make


# Who speaks in the inspection: enough survivors for a table that may be shown outside, a few of the others, two scripts.
SPEAKING = (("en", "survivor", 7), ("ar", "survivor", 1), ("sq", "survivor", 2), ("en", "agency", 1), ("en", "staff", 1))
# Georgian: "I like it here. Thank you." No machine of ours reads it, so a person must.
UNREADABLE = "აქ ყოფნა მომწონს. მადლობა."
READING = 120.0  # seconds that the worker may take to start and to read them all


@dataclass(frozen=True)
class Bench:
    """The workbench as it runs, and what is behind it."""

    origin: str
    behind: Installation


def _speaking() -> Iterator[Voice]:
    for language, audience, count in SPEAKING:
        yield from [v for v in load_voices() if (v.language, v.audience) == (language, audience)][:count]
    yield Voice("survivor", {"else": UNREADABLE}, "en")


def _read_all(installation: Installation) -> None:
    with installation.worker() as worker, installation.database() as database:
        deadline = time.monotonic() + READING
        while True:
            with database.read() as session:
                if count_unread(session, VERSION) == 0:
                    return
            assert worker.poll() is None, (installation.directory / "worker.log").read_text(encoding="utf-8")
            assert time.monotonic() < deadline
            time.sleep(0.2)


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """The workbench with thirteen responses, sent through the public site and read by the worker."""
    installation = Installation.make(tmp_path_factory.mktemp("bench"))
    with installation.public_site() as origin:
        for voice in _speaking():
            Respondent(origin).answer(voice, installation.code)
    _read_all(installation)
    with installation.workbench() as origin:
        yield Bench(origin, installation)


@pytest.fixture
def new_inspector(bench: Bench, new_context: Callable[..., BrowserContext]) -> Callable[..., Inspector]:
    """Brings a new inspector, with an inspection of the service, to the workbench's first page; not signed in."""

    def make(*, scripts: bool = False, width: int = 1280) -> Inspector:
        reference = f"INSPECTION-{secrets.token_hex(4)}"
        email = f"{reference.lower()}@example.org"
        file = bench.behind.keys / "workbench" / "secrets.toml"
        with bench.behind.database() as database:
            uri = add_inspector(database, file, email, "Ines Spector", PASSWORD)
        bench.behind.inspect(reference, email)
        page = new_context(scripts=scripts, width=width).new_page()
        return Inspector(page, bench.origin, email, uri, reference)

    return make
