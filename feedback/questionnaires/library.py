"""The library: every instrument in `instruments/`, checked on load; a published one can never change unseen.

`instruments/digests.toml` holds the SHA-256 of each published instrument's meaning. Whoever must change one publishes a new
version beside it.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec

from feedback.questionnaires.instrument import FreeText, Instrument, InstrumentFault, Question, Scale, ServiceCode, options_of

DIRECTORY = Path(__file__).parent / "instruments"
MOST_QUESTIONS = {"survivor": 12, "agency": 15, "staff": 15}
LONGEST_TEXT = 2000


def parse(source: str) -> Instrument:
    """An instrument from its TOML.

    Raises:
        InstrumentFault: it breaks the form or a rule.
    """
    try:
        raw = msgspec.convert(tomllib.loads(source), Instrument)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise InstrumentFault(str(error)) from error
    instrument = msgspec.structs.replace(raw, questions=tuple(_with_options(raw, question) for question in raw.questions))
    _check(instrument)
    return instrument


def _with_options(instrument: Instrument, question: Question) -> Question:
    if not isinstance(question, Scale):
        return question
    if question.options or question.scale not in instrument.scales:
        raise InstrumentFault(f"{question.code}: a scale question takes its options from a scale that exists")
    return msgspec.structs.replace(question, options=instrument.scales[question.scale])


def _check(instrument: Instrument) -> None:
    questions = instrument.questions
    rules = {
        f"at most {MOST_QUESTIONS[instrument.audience]} questions": len(questions) <= MOST_QUESTIONS[instrument.audience],
        "every question has its own code": len({question.code for question in questions}) == len(questions),
        "the first question, and no other, asks for the service": [isinstance(q, ServiceCode) for q in questions]
        == [True] + [False] * (len(questions) - 1),
        "the last question asks whether words may be quoted": instrument.question_with_role("may-quote") is questions[-1],
        "there is an open question": any(isinstance(question, FreeText) for question in questions),
        f"no limit is over {LONGEST_TEXT}": all(0 < q.limit <= LONGEST_TEXT for q in questions if isinstance(q, FreeText)),
    }
    for question in questions:
        options = options_of(question)
        rules[f"{question.code}: two options or more, each with its own code"] = not options or (
            len(options) > 1 and len({option.code for option in options}) == len(options)
        )
        rules[f"{question.code}: an option with a direction speaks of a theme"] = all(
            option.themes or question.probes for option in options if option.direction
        )
    for rule, kept in rules.items():
        if not kept:
            raise InstrumentFault(f"{instrument.name}: {rule}")


def digest(instrument: Instrument) -> str:
    """The SHA-256 (hex) of what the instrument means: layout and comments of its file do not count."""
    return hashlib.sha256(msgspec.json.encode(instrument, order="deterministic")).hexdigest()


def published_digests() -> Mapping[str, str]:
    """The digest of each published instrument, by name."""
    return tomllib.loads((DIRECTORY / "digests.toml").read_text(encoding="utf-8"))


@cache
def load_instruments() -> Mapping[str, Instrument]:
    """All instruments by name ("survivor-1").

    Raises:
        InstrumentFault: one breaks a rule, or differs from what was published under its name.
    """
    paths = sorted(path for path in DIRECTORY.glob("*.toml") if path.name != "digests.toml")
    found = {instrument.name: instrument for instrument in (parse(path.read_text(encoding="utf-8")) for path in paths)}
    for name, published in published_digests().items():
        if name not in found or digest(found[name]) != published:
            raise InstrumentFault(f"{name} was published and is frozen: put the change in a new version")
    return found


def current(audience: str) -> Instrument:
    """The newest instrument for an audience.

    Raises:
        KeyError: there is none.
    """
    versions = [instrument for instrument in load_instruments().values() if instrument.audience == audience]
    if not versions:
        raise KeyError(audience)
    return max(versions, key=lambda instrument: instrument.version)
