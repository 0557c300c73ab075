"""First page: pages a second, over a function that answers "hello" on the same server."""

from functools import partial

from tests.benchmarks.figures import compared, in_turn, title
from tests.benchmarks.installation import on_sqlite, request
from tests.benchmarks.load import Load, put_on
from tests.benchmarks.serving import served, site_of

CONNECTIONS = 16
ROUNDS = 5
SECONDS = 1.5
PATHS = {"the languages (/)": "/", "the first page in Tigrinya (/ti/)": "/ti/"}


def run() -> None:
    """Measure and print."""
    title("first-page", f"pages a second at {CONNECTIONS} keep-alive connections, compressed as browsers ask for it")
    with on_sqlite() as installation, served("hello") as bare, site_of(installation) as site:
        pages = {name: partial(_speed, site, path) for name, path in PATHS.items()}
        speeds = in_turn(ROUNDS, {**pages, "a bare “hello”": partial(_speed, bare, "/")})
    compared(speeds, "a bare “hello”", "a second")


def _speed(port: int, path: str) -> float:
    asked = request("GET", path, {"Accept-Encoding": "gzip, deflate, br"})
    return put_on(Load(port, CONNECTIONS, [asked], SECONDS)).speed("200 OK")
