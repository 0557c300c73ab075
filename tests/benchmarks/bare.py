"""The bare limits: WSGI functions that do nothing but what has to be done."""

import datetime as dt
import secrets
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import parse_qsl

import msgspec
import psycopg

from feedback.sealing.envelope import OBJECT_ID_SIZE, Kind
from feedback.sealing.keys import PublicKey
from feedback.sealing.seal import seal
from feedback.store.responses import week_of

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
INSERT = "INSERT INTO response (id, week, sealed) VALUES (%s, %s, %s)"


def hello(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer "hello"."""
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
    return [b"hello"]


def submission(conninfo: str, recipients: Sequence[PublicKey]) -> Application:
    """A function that parses a form, seals what it says, inserts and commits, on a connection a thread."""
    own = threading.local()

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not hasattr(own, "connection"):
            own.connection = psycopg.connect(conninfo)
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode("ascii")
        answers: dict[str, list[str]] = {}
        for name, value in parse_qsl(body):
            answers.setdefault(name, []).append(value)
        response_id = secrets.token_bytes(OBJECT_ID_SIZE)
        sealed = seal(msgspec.json.encode(answers), kind=Kind.RESPONSE, object_id=response_id, recipients=recipients)
        with own.connection.cursor() as cursor:
            cursor.execute(INSERT, (response_id, week_of(dt.datetime.now(dt.UTC).date()), sealed))
        own.connection.commit()
        start_response("303 See Other", [("Location", "/done"), ("Content-Length", "0")])
        return [b""]

    return application
