"""Says of passages which themes they speak of, which way, how urgently, and why: the classifiers, put together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis import about, cues, direction, urgency
from analysis.embedder import Embedder, Vectors
from analysis.examples import Example
from analysis.language import expected
from analysis.model import Floats, Model
from analysis.reading import Tag, Why

MOST_TOKENS = 1500
"""Tokens embedded for one text (about 6,000 letters of English): the packaged model makes 600 to 1,000 a second on one core."""
MOST_SUGGESTIONS = 3
"""Suggestions made for one passage: a person asked about everything looks at nothing."""
_WRITTEN_LIKE = {"prs": "fa"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of a text besides its passages: its language, who wrote it, the themes probed, what is hidden in it."""

    language: str
    audience: str | None
    probes: Sequence[str]
    hidden: Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the classifiers say of one passage."""

    themes: tuple[Tag, ...]
    suggestions: tuple[Tag, ...]
    urgent: bool
    about_service: bool


class Judge:
    """Judges passages by a model, the embedder it was trained with, and the examples it was trained on."""

    def __init__(self, embedder: Embedder, trained: Model, rows: Sequence[Example]) -> None:
        self._embedder = embedder
        self._model = trained
        self._texts = [row.text for row in rows]
        self._tongues = np.array([row.language for row in rows], dtype=str)

    def reads(self, language: str) -> bool:
        """Tell whether there is a model for a language: the embedder was trained on it, or the examples are in it."""
        known = expected().get(language)
        return known is not None and (known.embedded or language in self._model.facts.languages)

    def judge(self, passages: Sequence[tuple[int, str]], asked: Asked) -> dict[int, Judgement]:
        """Return the judgement of each passage, given as (start, words), by its number.

        Of a text that costs more than MOST_TOKENS, only the passages with cues of urgency and then the first are judged.
        """
        chosen = self._affordable([words for _, words in passages], asked.language)
        if not chosen:
            return {}
        tongue = _WRITTEN_LIKE.get(asked.language, asked.language)
        centred = self._model.centre(self._vectors([passages[i][1] for i in chosen]), tongue)
        probabilities = self._model.theme_probabilities(centred, asked.audience, asked.probes)
        service = about.about_service(self._model, centred, probabilities)
        alarm = urgency.scores(self._model, centred)
        found = {}
        for row, i in enumerate(chosen):
            themes, suggestions = self._tags(passages[i], centred[row], probabilities[row], asked)
            if not service[row]:
                themes, suggestions = (), (*themes, *suggestions)
            needed = urgency.threshold(passages[i][1], asked.language, self._model.facts.urgent_from)
            found[i] = Judgement(themes, suggestions[:MOST_SUGGESTIONS], bool(alarm[row] >= needed), bool(service[row]))
        return found

    def _affordable(self, words: Sequence[str], language: str) -> list[int]:
        """Return the numbers of the passages to embed; one that is said again and again costs once."""
        order = list(range(len(words)))
        if sum(map(len, words)) > MOST_TOKENS:
            order.sort(key=lambda i: urgency.threshold(words[i], language, 0.0))
        spent, chosen, seen = 0, list[int](), set[str]()
        for i in order:
            spent += 0 if words[i] in seen else self._embedder.tokens(words[i])
            if spent > MOST_TOKENS and chosen:
                break
            seen.add(words[i])
            chosen.append(i)
        return sorted(chosen)

    def _vectors(self, words: Sequence[str]) -> Vectors:
        distinct = list(dict.fromkeys(words))
        place = {passage: row for row, passage in enumerate(distinct)}
        return self._embedder.embed(distinct)[[place[passage] for passage in words]]

    def _tags(
        self, passage: tuple[int, str], centred: Floats, probabilities: Floats, asked: Asked
    ) -> tuple[tuple[Tag, ...], tuple[Tag, ...]]:
        """Return the themes that are sure, and those that a person is asked about, surest first."""
        order = [int(column) for column in np.argsort(-probabilities, kind="stable")]
        sure = [c for c in order if probabilities[c] >= self._model.thresholds[c]]
        unsure = [c for c in order if self._model.floors[c] <= probabilities[c] < self._model.thresholds[c]]
        made = {
            c: Tag(
                self._model.facts.themes[c],
                round(float(probabilities[c]), 3),
                direction.direction(self._model, centred, c),
                self._why(passage, centred, c, asked),
            )
            for c in (*sure, *unsure[:MOST_SUGGESTIONS])
        }
        return tuple(made[c] for c in sure), tuple(made[c] for c in unsure[:MOST_SUGGESTIONS])

    def _why(self, passage: tuple[int, str], centred: Floats, theme: int, asked: Asked) -> Why:
        """Return the reason for a tag; the nearest examples are in the language of the text or in English."""
        readable = np.isin(self._tongues, [asked.language, "en"])
        first, second = (self._texts[row] for row in self._model.nearest(centred, theme, readable))
        start, words = passage
        code = self._model.facts.themes[theme]
        return Why(cues.of(words, start, self._model.cues.get(code, {}), asked.hidden), (first, second))
