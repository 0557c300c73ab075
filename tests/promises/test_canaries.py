"""Whoever steals the server, the database or the logs reads nothing a respondent wrote: planted strings are in no byte."""

import random
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from sqlalchemy import select, text

from feedback.questionnaires.instrument import FreeText
from feedback.questionnaires.library import current
from feedback.questionnaires.submission import decode
from feedback.sealing.envelope import Kind
from feedback.store.database import Database
from feedback.store.drafts import keep_draft
from feedback.store.readings import Reading
from feedback.store.responses import Response
from tests.conftest import KeyRing
from tests.promises.scan import Scan, files_below, files_held_open
from tests.promises.serving import Site, Visitor, end, free_port, running, start

ADDRESS = "127.45.67.89"  # where the visitors come from
LETTERS = {
    "en": "abcdefghijklmnopqrstuvwxyz",
    "cy": "abcdefghijlmnoprstuwyâêîôûŵŷ",
    "sq": "abcdefghijklmnopqrstuvzëç",
    "vi": "abcdeghiklmnopqrstuvxyàảãáạăằẳẵắặâầấđèẻẽéẹêềìỉĩíịôồốơờớưừứ",
    "so": "abcdefghijklmnoqrstuwxy",
    "ti": "ሀሁሂሃለሉሊላሐሑሒሓመሙሚማረሩሪራሰሱሲሳሸሹሺሻቀቁቂቃበቡቢባተቱቲታነኑኒናኣከኩኪካወዉዊዋዘዙዚዛየዩዪያደዱዲዳገጉጊጋ",
    "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
}
AUDIENCES = {language: ("survivor", "agency", "staff") if language in {"en", "cy"} else ("survivor",) for language in LETTERS}


@dataclass
class Planter:
    """Makes strings that occur nowhere else, in a language's script, and remembers them."""

    chance: random.Random = field(default_factory=lambda: random.Random(200))
    planted: list[str] = field(default_factory=list)

    def string(self, language: str) -> str:
        """Two made-up words and a number, 20 characters: too long to be anywhere by chance."""
        one, other = ("".join(self.chance.choices(LETTERS[language], k=8)) for _ in range(2))
        self.planted.append(f"{one} {other}{len(self.planted):03d}")
        return self.planted[-1]


def type_in(visitor: Visitor, audience: str, planter: Planter, *, lengthen: int = 1) -> set[str]:
    """Begin, type a planted string in every field that takes text, and a wrong service code; says what the words were."""
    visitor.start(audience)
    assert visitor.answer(1, planter.string(visitor.language)).headers["Location"] == f"/{visitor.language}/1"
    words = set()
    for number, question in enumerate(current(audience).questions, 1):
        if isinstance(question, FreeText):
            words.add(planter.string(visitor.language))
            answer = visitor.answer(number, f"{planter.planted[-1]} " * lengthen)
            assert answer.status_code == httpx.codes.SEE_OTHER
    return words


def sent(visitor: Visitor, audience: str, planter: Planter) -> set[str]:
    words = type_in(visitor, audience, planter)
    assert words <= {line for line in planter.planted if line in visitor.get("check").text}
    assert visitor.send().headers["Location"] == f"/{visitor.language}/check", "the wrong code is still there"
    visitor.skip(1)
    assert visitor.send().headers["Location"] == f"/{visitor.language}/done"
    assert visitor.get("done").status_code == httpx.codes.OK
    return words


def unfinished(visitor: Visitor, audience: str, planter: Planter) -> set[str]:
    type_in(visitor, audience, planter)
    return set()


def left(visitor: Visitor, audience: str, planter: Planter) -> set[str]:
    type_in(visitor, audience, planter)
    assert visitor.get("/leave").headers["Location"] == "/left"
    return set()


def too_long(visitor: Visitor, audience: str, planter: Planter) -> set[str]:
    type_in(visitor, audience, planter, lengthen=150)
    assert visitor.send().headers["Location"] == f"/{visitor.language}/check"
    number = next(n for n, question in enumerate(current(audience).questions, 1) if isinstance(question, FreeText))
    fields = {"csrf_token": visitor.token(str(number)), "answer": planter.planted[-1] * 40_000}
    assert visitor.post(str(number), fields).status_code == httpx.codes.REQUEST_ENTITY_TOO_LARGE
    return set()


def refused(visitor: Visitor, audience: str, planter: Planter) -> set[str]:
    """Everything that the site does not take, with words in it, in the address and in every header."""
    type_in(visitor, audience, planter)
    word = planter.string(visitor.language)
    latin = planter.string("so")
    codes = httpx.codes
    assert visitor.post("2", {"csrf_token": "0" * 64, "answer": word}).status_code == codes.BAD_REQUEST
    file = {"answer": ("words.txt", (word * 30_000).encode())}
    assert visitor.http.post(visitor.path("2"), files=file).status_code == codes.UNSUPPORTED_MEDIA_TYPE
    assert visitor.get(f"/{visitor.language}/{word}").status_code == codes.NOT_FOUND
    assert visitor.http.get("/", params={"then": word}).status_code == codes.OK
    headers = dict.fromkeys(("User-Agent", "Referer", "X-Forwarded-For", "Accept-Language", "Cookie", "X-Anything"), latin)
    assert visitor.http.get(visitor.path("2"), headers=headers).status_code == codes.GONE
    assert visitor.http.request(f"{latin.split()[0].upper()}", "/").status_code in {codes.METHOD_NOT_ALLOWED, codes.BAD_REQUEST}
    return set()


ENDINGS: tuple[Callable[[Visitor, str, Planter], set[str]], ...] = (sent, unfinished, left, too_long, refused)


@contextmanager
def away(database: Database) -> Iterator[None]:
    """The database takes no draft: it is as good as away."""
    with database.write() as session:
        session.execute(text("ALTER TABLE draft RENAME TO elsewhere"))
    yield
    with database.write() as session:
        session.execute(text("ALTER TABLE elsewhere RENAME TO draft"))


@contextmanager
def broken(database: Database) -> Iterator[None]:
    """The database refuses each change of a draft with an error that nobody expects."""
    refuse = "CREATE TRIGGER refuse BEFORE UPDATE ON draft "
    if database.is_sqlite:
        statements = [refuse + "BEGIN SELECT RAISE(ABORT, 'refused'); END"]
        ending = "DROP TRIGGER refuse"
    else:
        body = "$$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = 'check_violation'; END $$"
        statements = [f"CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS {body}"]
        statements.append(refuse + "FOR EACH ROW EXECUTE FUNCTION refuse()")
        ending = "DROP TRIGGER refuse ON draft"
    with database.write() as session:
        for statement in statements:
            session.execute(text(statement))
    yield
    with database.write() as session:
        session.execute(text(ending))


def fail(site: Site, database: Database, planter: Planter) -> None:
    """Answers that meet a database that is away, and one that breaks."""
    for language in LETTERS:
        with visitor_from(site, language) as visitor:
            visitor.start()
            token = visitor.token("8")
            with broken(database):
                assert visitor.post("8", {"csrf_token": token, "answer": planter.string(language)}).status_code == 500
            with away(database):
                answer = visitor.post("8", {"csrf_token": token, "answer": planter.string(language)})
            assert answer.status_code in {500, 503}


def visitor_from(site: Site, language: str) -> Visitor:
    # A connection each request: the server drops one on which it has refused a body unread.
    transport = httpx.HTTPTransport(local_address=ADDRESS, limits=httpx.Limits(max_keepalive_connections=0))
    return Visitor(site.origin, language, transport=transport)


def data_of(database: Database) -> tuple[Path, ...]:
    """Where the database keeps what it holds: for PostgreSQL this database's files, the write-ahead log and the logs."""
    if database.is_sqlite:
        return (Path(str(database.url.database)).parent,)
    with database.read() as session:
        directory = Path(session.execute(text("SHOW data_directory")).scalar_one())
        number = session.execute(text("SELECT oid FROM pg_database WHERE datname = current_database()")).scalar_one()
    return (directory / "base" / str(number), directory / "pg_wal", directory / "log", directory / "base" / "pgsql_tmp")


def settle(database: Database) -> None:
    """On PostgreSQL, have it write what is still in memory to the files. On SQLite, let go of them.

    A process that reads and closes a SQLite file drops its own locks on it; a connection kept through that would read a log that
    is no longer there.
    """
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CHECKPOINT"))
    database.close()


def traces(database: Database, site: Site, process: subprocess.Popen[bytes]) -> dict[str, bytes]:
    """Every byte that a thief could take."""
    settle(database)
    return files_below(*data_of(database), site.traces) | files_held_open(process.pid)


def opened_words(database: Database, key_ring: KeyRing) -> set[str]:
    """What the worker's key opens: the free words of all stored responses."""
    with database.read() as session:
        rows = session.execute(select(Response.id, Response.sealed)).all()
    answers = [decode(key_ring.worker.open(row.sealed, kind=Kind.RESPONSE, object_id=row.id)).answers for row in rows]
    return {str(answer).strip() for given in answers for answer in given.values()}


def visit(site: Site, planter: Planter) -> set[str]:
    """Every audience in every language, each with every ending; says which words were sent."""
    words = set()
    for language, audiences in AUDIENCES.items():
        for audience in audiences:
            for ending in ENDINGS:
                with visitor_from(site, language) as visitor:
                    words |= ending(visitor, audience, planter)
    return words


def read_everything(database: Database, site: Site) -> None:
    """Let the real worker read all that was sent, and end."""
    keys = ("--private-key", str(site.keys / "worker/worker.key"), "--workbench-key", str(site.keys / "worker/workbench.pub"))
    process = start("worker", site.url, site.traces, *keys)
    try:
        deadline = time.monotonic() + 300
        while True:
            with database.read() as session:
                if set(session.scalars(select(Response.id))) == set(session.scalars(select(Reading.response_id))):
                    return
            assert process.poll() is None, (site.traces / "worker.stderr").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.2)
    finally:
        end(process)


def test_nothing_that_was_typed_is_in_any_byte(database: Database, keys: Path, key_ring: KeyRing, tmp_path: Path) -> None:
    planter = Planter()
    site = Site(database.url.render_as_string(hide_password=False), keys, free_port(), tmp_path / "traces")
    with running(site) as process:
        words = visit(site, planter)
        fail(site, database, planter)
        assert len(set(planter.planted)) >= 200
        assert opened_words(database, key_ring) == words, "what was sent is there, for who holds the key"
        scan = Scan([*planter.planted, ADDRESS])
        live = traces(database, site, process)
        assert any(len(raw) > 10_000 for raw in live.values())
        assert scan.found(live) == {}
    assert scan.found(traces(database, site, process)) == {}, "after the site has ended"

    read_everything(database, site)
    after = traces(database, site, process)
    assert scan.found(after) == {}, "after the worker has read everything"
    assert any("worker.stderr" in name for name in after)

    with database.write() as session:  # the scan bites: one plain copy, and it is found
        keep_draft(session, b"p" * 16, planter.planted[7].encode(), time.time())
    assert set().union(*scan.found(traces(database, site, process)).values()) == {planter.planted[7]}
