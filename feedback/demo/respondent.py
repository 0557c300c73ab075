"""A respondent: goes through the public site over HTTP as a browser without JavaScript does, page by page."""

import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser

from feedback.demo.voices import Voice
from feedback.questionnaires.library import current


class NotReceived(RuntimeError):
    """The public site did not say that it has received the answers."""


class _Token(HTMLParser):
    """Finds the value of a form's token."""

    value = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "input" and found.get("name") == "csrf_token":
            self.value = found.get("value") or ""


class Respondent:
    """One browser session at the public site.

    Args:
        origin: the public site's address, like "http://127.0.0.1:8000".
    """

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self._browser = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )

    def _get(self, path: str) -> tuple[str, str]:
        with self._browser.open(self.origin + path, timeout=60) as response:
            return response.read().decode(), urllib.parse.urlsplit(response.url).path

    def _post(self, path: str, fields: Mapping[str, str | list[str]]) -> tuple[str, str]:
        body = urllib.parse.urlencode(fields, doseq=True).encode()
        with self._browser.open(self.origin + path, data=body, timeout=60) as response:
            return response.read().decode(), urllib.parse.urlsplit(response.url).path

    def answer(self, voice: Voice, service_code: str | None) -> None:
        """Answer a whole questionnaire, check it and send it.

        Raises:
            NotReceived: it did not end on the page that says "received".
        """
        home = f"/{voice.language}/"
        self._get("/")
        self._get(home if voice.audience == "survivor" else f"{home}{voice.audience}/")
        page, path = self._post(f"{home}{voice.audience}/start", {})
        for fields in self._fields(voice, service_code):
            page, path = self._post(path, {"csrf_token": _token(page), **fields})
        page, path = self._post(f"{home}send", {"csrf_token": _token(page)})
        if path != f"{home}done":
            raise NotReceived(path)

    def _fields(self, voice: Voice, service_code: str | None) -> Iterator[dict[str, str | list[str]]]:
        given = {**voice.answers, "service": service_code or ""}
        for question in current(voice.audience).questions:
            answer = given.get(question.code)
            yield {"answer": answer} if answer else {"skip": "1"}


def _token(page: str) -> str:
    parser = _Token()
    parser.feed(page)
    return parser.value


def is_up(origin: str) -> bool:
    """Whether a site answers."""
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(origin + "/", timeout=5) as response:
            return bool(response.status)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
