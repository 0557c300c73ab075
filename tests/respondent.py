"""A respondent for tests: goes through the public site's pages with Flask's client, and checks each page as it goes."""

import re
from collections.abc import Mapping

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feedback.questionnaires.library import current

PARSER = html5lib.HTMLParser(strict=True)


def token_in(page: str) -> str:
    """The token of the form on a page."""
    found = re.search(r'name="csrf_token"[^>]*value="([0-9a-f]+)"', page)
    assert found, page
    return found.group(1)


class Respondent:
    """One browser session. Every page that it sees must be well-formed HTML."""

    def __init__(self, site: Flask, language: str = "en", audience: str = "survivor") -> None:
        self.client: FlaskClient = site.test_client()
        self.language, self.audience = language, audience

    def get(self, path: str, status: int = 200) -> str:
        """A page of this language, or an absolute path."""
        return self._seen(self.client.get(self._path(path)), status)

    def post(self, path: str, fields: Mapping[str, object], status: int = 303) -> TestResponse:
        """Send a form as it is."""
        response = self.client.post(self._path(path), data=fields)
        assert response.status_code == status, (path, response.status_code, response.location)
        return response

    def _path(self, path: str) -> str:
        return path if path.startswith("/") else f"/{self.language}/{path}"

    def _seen(self, response: TestResponse, status: int) -> str:
        assert response.status_code == status, (response.status_code, response.location, response.text[-2000:])
        PARSER.parse(response.text)
        return response.text

    def start(self) -> None:
        """Begin the questionnaire."""
        assert self.post(f"{self.audience}/start", {"go": "1"}).location == f"/{self.language}/1"

    def answer(self, number: int, answer: str | list[str] | None, then: str = "") -> str:
        """Answer or skip one question; says where that leads."""
        token = token_in(self.get(f"{number}{then}"))
        fields = {"csrf_token": token, **({"skip": "1"} if answer is None else {"answer": answer})}
        location = self.post(f"{number}{then}", fields).location
        assert location is not None
        return location

    def answer_all(self, answers: Mapping[str, str | list[str]]) -> None:
        """Answer these questions, skip the others."""
        for number, question in enumerate(current(self.audience).questions, 1):
            self.answer(number, answers.get(question.code))

    def send(self) -> str:
        """Send from the check page; says where that leads."""
        location = self.post("send", {"csrf_token": token_in(self.get("check"))}).location
        assert location is not None
        return location
