"""The browser of the journeys: a real Chromium, wherever this machine has one."""

import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def playwrights_own() -> str | None:
    """The Chromium that Playwright has downloaded, if any."""
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if path and Path(path).exists() else None


def chromium_path() -> str | None:
    """A Chromium: FEEDBACK_TEST_CHROMIUM, the machine's, or Playwright's."""
    named = os.environ.get("FEEDBACK_TEST_CHROMIUM")
    found = named or next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or playwrights_own()


def launch(playwright: Playwright) -> Browser:
    """Start it, without a window."""
    return playwright.chromium.launch(executable_path=chromium_path(), args=list(ARGUMENTS))
