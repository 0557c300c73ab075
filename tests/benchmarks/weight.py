"""Weight: bytes over the wire (headers and body, compressed) and requests of the first pages in each language."""

import re
import socket
from collections.abc import Sequence
from typing import NamedTuple

import brotli  # type: ignore[import-untyped]

from feedback.questionnaires.instrument import options_of
from feedback.questionnaires.library import current
from feedback.web.languages import offered_languages
from tests.benchmarks.figures import note, title
from tests.benchmarks.installation import form, on_sqlite, request
from tests.benchmarks.serving import site_of

MOST_BYTES, MOST_REQUESTS = 14_600, 3
BROWSER = {
    "User-Agent": "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/141.0.0.0 Mobile Safari/537.36",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br",
    "Connection": "close",
}
_ASSET = re.compile(r'<(?:link rel="(?:stylesheet|icon)" href|script src|img src)="(/[^"]+)"')


class Weighed(NamedTuple):
    """What a page costs: itself and each thing that it loads, in bytes."""

    page: int
    assets: Sequence[int]


def run() -> None:
    """Measure and print."""
    title("weight", "bytes over the wire, headers included, as Chromium fetches a page (gzip, deflate, br) with nothing cached")
    note(f"Limits of the first page: {MOST_BYTES:,} bytes and {MOST_REQUESTS} requests. Style and script are cached for a year.")
    note(f"{'page':<14}{'page alone':>12}{'style, script':>16}{'together':>10}{'of limit':>10}{'requests':>10}")
    with on_sqlite() as installation, site_of(installation) as port:
        _row("/", _weigh(port, "/"))
        for tag in offered_languages():
            _row(f"/{tag}/", _weigh(port, f"/{tag}/"))
        for tag in offered_languages():
            number = _longest_question()
            _row(f"/{tag}/{number}", _weigh(port, f"/{tag}/{number}", _cookie(port, tag)))


def _row(path: str, weighed: Weighed) -> None:
    together, requests = weighed.page + sum(weighed.assets), 1 + len(weighed.assets)
    over = "" if together <= MOST_BYTES and requests <= MOST_REQUESTS else "  OVER"
    share = together / MOST_BYTES
    note(f"{path:<14}{weighed.page:>12,}{sum(weighed.assets):>16,}{together:>10,}{share:>10.0%}{requests:>10}{over}")


def _longest_question() -> int:
    """The number of the survivors' question with the most options."""
    questions = current("survivor").questions
    return max(range(1, len(questions) + 1), key=lambda number: len(options_of(questions[number - 1])))


def _fetch(port: int, asked: bytes) -> tuple[str, bytes, int]:
    """Head, body and the bytes of both as they came."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(asked)
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    head, body = received.split(b"\r\n\r\n", 1)
    return head.decode("latin-1"), body, len(received)


def _weigh(port: int, path: str, cookie: str = "") -> Weighed:
    headers = BROWSER | ({"Cookie": cookie} if cookie else {})
    head, body, size = _fetch(port, request("GET", path, headers))
    if " 200 " not in head.split("\r\n")[0]:
        raise RuntimeError(f"{path}: {head.splitlines()[0]}")
    page = (brotli.decompress(body) if "Content-Encoding: br" in head else body).decode("utf-8")
    assets = list(dict.fromkeys(_ASSET.findall(page)))
    return Weighed(size, [_fetch(port, request("GET", asset, headers))[2] for asset in assets])


def _cookie(port: int, tag: str) -> str:
    head, _, _ = _fetch(port, form(f"/{tag}/survivor/start", [("go", "1")], BROWSER))
    found = re.search(r"Set-Cookie: ([^;]+)", head)
    if found is None:
        raise RuntimeError("no draft was begun")
    return found.group(1)
