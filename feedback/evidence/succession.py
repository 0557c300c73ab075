"""Succession: when an answer was read by more than one version, which findings stand.

A passage that a person has judged stays as that person saw it, and what a later version says of the same words is left out: the
verdict holds, and nobody is counted twice for one sentence. Every other passage is as the newest version reads it. Versions may
cut an answer differently or hide other words, so the same words are looked for, not the same number.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from feedback.evidence.quotes import QuoteContent
from feedback.store.readings import Finding, Reading

ALIKE = 0.5
"""Share of its letters, in threes, that the shorter of two passages shares with the other where they are the same words."""

Found = tuple[Finding, Reading]
_Passage = tuple[bytes, int | None]


def standing(found: Iterable[Found], quotes: Mapping[bytes, QuoteContent]) -> list[Found]:
    """The findings that stand, in their order."""
    every = list(found)
    answers: dict[tuple[bytes, str], list[Found]] = {}
    for finding, reading in every:
        if finding.quote_id is not None:
            answers.setdefault((reading.response_id, finding.question), []).append((finding, reading))
    gone = {passage for answer in answers.values() for passage in _succeeded(answer, quotes)}
    return [(f, reading) for f, reading in every if f.quote_id is None or (f.quote_id, f.passage) not in gone]


def _succeeded(answer: Sequence[Found], quotes: Mapping[bytes, QuoteContent]) -> set[_Passage]:
    """The passages of one answer that do not stand."""
    if len({finding.quote_id for finding, _ in answer}) < 2:
        return set()
    judged = {_place(finding) for finding, _ in answer if finding.verdict is not None}
    urgent = {_place(finding) for finding, _ in answer if finding.urgent}
    newest = {_place(finding) for finding, reading in answer if finding.tagger == reading.version}
    order = sorted({_place(finding) for finding, _ in answer}, key=lambda p: (p not in judged, p not in newest, p[0], p[1] or 0))
    kept: list[_Passage] = []
    for place in order:
        # A whole answer that is urgent is never taken for read because a part of it was.
        alarms = place[1] is None and place in urgent
        if place in judged or alarms or not any(same_words(place, other, quotes) for other in kept):
            kept.append(place)
    return set(order) - set(kept)


def _place(finding: Finding) -> _Passage:
    return finding.quote_id or b"", finding.passage


def same_words(one: _Passage, other: _Passage, quotes: Mapping[bytes, QuoteContent]) -> bool:
    """Whether two passages of two readings of one answer are about the same words. A whole answer has all of its words."""
    if one[0] == other[0]:
        return False
    if one[1] is None or other[1] is None:
        return True
    first, second = quotes.get(one[0]), quotes.get(other[0])
    here, there = _span(first, one[1]), _span(second, other[1])
    if first is None or second is None or here is None or there is None:
        return one[1] == other[1]
    if first.text == second.text:
        return here[0] < there[1] and there[0] < here[1]
    return _alike(first.text[slice(*here)], second.text[slice(*there)])


def _span(content: QuoteContent | None, passage: int) -> tuple[int, int] | None:
    if content is None or not 0 <= passage < len(content.passages):
        return None
    return content.passages[passage].start, content.passages[passage].end


def _alike(one: str, other: str) -> bool:
    here, there = _threes(one), _threes(other)
    shorter = min(here.total(), there.total())
    return one == other if not shorter else (here & there).total() >= ALIKE * shorter


def _threes(text: str) -> Counter[str]:
    letters = "".join(c for c in text.casefold() if c.isalnum())
    return Counter(letters[at : at + 3] for at in range(len(letters) - 2))
