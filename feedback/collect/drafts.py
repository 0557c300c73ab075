"""Drafts on the public site: what a respondent has answered so far, as typed, closed under their browser's key."""

import time
from dataclasses import dataclass

import msgspec
from flask import Request, Response

from feedback.questionnaires.instrument import Answer, Instrument
from feedback.questionnaires.library import load_instruments
from feedback.sealing.drafts import CannotOpenDraft, DraftKey
from feedback.store.database import Database, Session
from feedback.store.drafts import destroy_draft, destroy_expired, find_draft, keep_draft


class DraftEnded(LookupError):
    """There is no draft, or it has expired."""


class Draft(msgspec.Struct, frozen=True):
    """Answers so far, by question code, exactly as typed.

    `faulty` holds the codes of the questions whose answer must be mended; `sent` says that it has become a response, and then
    there are no answers in it any more.
    """

    instrument: str
    answers: dict[str, Answer] = {}
    faulty: frozenset[str] = frozenset()
    sent: bool = False

    @property
    def questionnaire(self) -> Instrument:
        """The questionnaire being answered."""
        return load_instruments()[self.instrument]

    def with_answer(self, code: str, answer: Answer, *, faulty: bool) -> "Draft":
        """The draft after an answer; an empty answer is no answer."""
        answers = {**self.answers, code: answer} if answer else {k: v for k, v in self.answers.items() if k != code}
        marked = self.faulty | {code} if faulty else self.faulty - {code}
        return msgspec.structs.replace(self, answers=answers, faulty=marked)


@dataclass(frozen=True, slots=True)
class Cookie:
    """The one cookie: the draft's key, for this site and this browser session only."""

    behind_tls: bool

    @property
    def name(self) -> str:
        """Behind TLS the name itself makes browsers insist on host, path and encryption."""
        return "__Host-draft" if self.behind_tls else "draft"

    def key(self, request: Request) -> DraftKey | None:
        """The key that a request carries."""
        return DraftKey.from_cookie(request.cookies.get(self.name))

    def set(self, response: Response, key: DraftKey) -> None:
        """Hand the browser its key, until it is closed."""
        response.set_cookie(self.name, key.to_cookie(), path="/", secure=self.behind_tls, httponly=True, samesite="Strict")

    def clear(self, response: Response) -> None:
        """Take the key back."""
        response.delete_cookie(self.name, path="/", secure=self.behind_tls, httponly=True, samesite="Strict")


def load(session: Session, key: DraftKey | None, *, lock: bool = False) -> Draft:
    """The draft of a key; `lock` holds it until the transaction ends.

    Raises:
        DraftEnded: there is none.
    """
    closed = None if key is None else find_draft(session, key.locator, time.time(), lock=lock)
    if key is None or closed is None:
        raise DraftEnded
    try:
        draft = msgspec.json.decode(key.open(closed), type=Draft)
    except (CannotOpenDraft, msgspec.DecodeError) as error:
        raise DraftEnded from error
    if draft.instrument not in load_instruments():
        raise DraftEnded
    return draft


def keep(session: Session, key: DraftKey, draft: Draft) -> None:
    """Store a draft.

    Raises:
        feedback.sealing.padding.TooLarge: it is over 256 KiB.
    """
    keep_draft(session, key.locator, key.close(msgspec.json.encode(draft)), time.time())


def begin(database: Database, instrument: Instrument) -> DraftKey:
    """A new, empty draft. Expired ones are destroyed on the way."""
    key = DraftKey.generate()
    with database.write() as session:
        destroy_expired(session, time.time())
        keep(session, key, Draft(instrument.name))
    return key


def destroy(database: Database, key: DraftKey) -> None:
    """Destroy a draft at once, in the files too."""
    with database.write() as session:
        destroy_draft(session, key.locator)
    database.tidy()
