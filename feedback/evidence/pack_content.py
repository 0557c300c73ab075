"""Pack content: the frozen form of a pack, the same bytes for ever for the same content."""

import datetime as dt
import hashlib

import msgspec

from feedback.evidence.disclosure import OutsideTable, Rules

FORMAT = 1


class Counts(msgspec.Struct, frozen=True):
    """How many respondents, by the surest thing that each one's claims rest on."""

    confirmed: int
    answered: int
    tagged: int
    suggested: int


class PackQuote(msgspec.Struct, frozen=True):
    """Redacted words with the tagged passage, what tagged it, and who confirmed it (empty: nobody yet)."""

    before: str
    passage: str
    after: str
    about_service: bool
    question: str
    direction: str
    standing: str
    tagged_by: str
    machine_tag: str
    decided_by: str


class PackAnswers(msgspec.Struct, frozen=True):
    """How many respondents chose answers of one direction to one question."""

    question: str
    direction: str
    respondents: int
    questionnaire: str


class PackVoice(msgspec.Struct, frozen=True):
    """What one audience says of one theme."""

    audience: str
    title: str
    strengths: Counts
    concerns: Counts
    neutral: Counts
    quotes: tuple[PackQuote, ...]
    answers: tuple[PackAnswers, ...]


class PackTheme(msgspec.Struct, frozen=True):
    """One theme; without voices, nobody spoke of it."""

    code: str
    title: str
    voices: tuple[PackVoice, ...]


class PackGroup(msgspec.Struct, frozen=True):
    """An item of the framework with its themes."""

    code: str
    title: str
    themes: tuple[PackTheme, ...]


class PackFramework(msgspec.Struct, frozen=True):
    """The framework that the pack is seen through."""

    code: str
    title: str
    edition: str
    source: str


class Respondents(msgspec.Struct, frozen=True):
    """How many respondents one audience has, by the way they came."""

    audience: str
    title: str
    invited: int
    open_link: int


class Unread(msgspec.Struct, frozen=True):
    """What the pack does not rest on: responses that could not be read, words that no machine read, passages that wait."""

    faults: dict[str, int]
    quotes_not_read_by_machine: int
    waiting_for_a_person: int


class ThemeNote(msgspec.Struct, frozen=True):
    """What counts as evidence of a theme, and what does not."""

    code: str
    title: str
    counts: str
    not_this: str


class AskedQuestion(msgspec.Struct, frozen=True):
    """One question as it was asked, with its answers."""

    text: str
    hint: str
    answers: tuple[str, ...]


class AskedQuestionnaire(msgspec.Struct, frozen=True):
    """A questionnaire as it was asked."""

    name: str
    title: str
    questions: tuple[AskedQuestion, ...]


class Annex(msgspec.Struct, frozen=True):
    """The rules, the taxonomy, the questionnaires, and the tables that may be told outside the team."""

    rules: Rules
    themes: tuple[ThemeNote, ...]
    questionnaires: tuple[AskedQuestionnaire, ...]
    outside: tuple[OutsideTable, ...]


class PackContent(msgspec.Struct, frozen=True):
    """All of a pack. `first` and `last` are the Mondays of the first and the last week."""

    format: int
    reference: str
    service: str
    first: dt.date
    last: dt.date
    issued_on: dt.date
    issued_by: str
    framework: PackFramework
    respondents: tuple[Respondents, ...]
    unread: Unread
    trust: tuple[str, ...]
    groups: tuple[PackGroup, ...]
    annex: Annex


def encode(content: PackContent) -> bytes:
    """The content's canonical bytes."""
    return msgspec.json.encode(content, order="deterministic")


def decode(raw: bytes) -> PackContent:
    """The content of canonical bytes.

    Raises:
        msgspec.ValidationError: they are no pack.
    """
    return msgspec.json.decode(raw, type=PackContent)


def digest(raw: bytes) -> str:
    """The SHA-256 (hex) that names the content."""
    return hashlib.sha256(raw).hexdigest()
