"""Says of passages which themes they speak of, which way, how urgently, and why: the classifiers, put together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis import about, cues, direction, urgency
from analysis.embedder import Embedder, Vectors, knows_expected_languages
from analysis.examples import Example
from analysis.language import expected
from analysis.model import Floats, Model
from analysis.passages import size, together
from analysis.reading import Tag, Why

MOST_TOKENS = 1500
"""Tokens embedded for one text (about 6,000 letters of English): the packaged model makes 600 to 1,000 a second on one core."""
MOST_SUGGESTIONS = 3
"""Suggestions made for one passage: a person asked about everything looks at nothing."""
TRANSCRIBED = "-Latn"
"""How a tag ends where a text is in Latin letters and its language is not."""


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
        known = expected().get(language.removesuffix(TRANSCRIBED))
        embedded = known is not None and known.embedded and knows_expected_languages(self._embedder)
        return known is not None and (embedded or known.tag in self._model.facts.languages)

    def judge(self, passages: Sequence[tuple[int, str]], asked: Asked) -> dict[int, Judgement]:
        """Return the judgement of each passage, given as (start, words), by its number.

        A short sentence is read together with its neighbour. Of a text that costs more than MOST_TOKENS, only the passages with
        cues of urgency and then the first are judged.
        In Latin letters of a language with another script nothing is sure: themes are only suggested.
        """
        groups = together([size(words) for _, words in passages])
        texts = [" ".join(passages[i][1] for i in group) for group in groups]
        chosen = self._affordable(texts, asked.language)
        if not chosen:
            return {}
        words = [texts[number] for number in chosen]
        centred = self._model.centre(self._vectors(words), asked.language)
        probabilities = self._model.theme_probabilities(centred, asked.audience, asked.probes)
        service = about.about_service(self._model, centred, probabilities)
        sure = ~about.doubtful(self._model, centred, probabilities) & (not asked.language.endswith(TRANSCRIBED))
        alarm = urgency.scores(self._model, centred, words, asked.language) >= self._model.facts.urgent_from
        found = {}
        for row, number in enumerate(chosen):
            urgent = bool(alarm[row]) or urgency.spoken_of(words[row], asked.language)
            tags = self._tags(centred[row], probabilities[row], asked.language)
            if not sure[row]:
                tags = (), (*tags[0], *tags[1])
            for i, (themes, suggestions) in self._shared(passages, groups[number], tags, asked).items():
                found[i] = Judgement(themes, suggestions[:MOST_SUGGESTIONS], urgent, bool(service[row]))
        return found

    def _affordable(self, words: Sequence[str], language: str) -> list[int]:
        """Return the numbers of the passages to embed; one that is said again and again costs once."""
        order = list(range(len(words)))
        if sum(map(len, words)) > MOST_TOKENS:
            order.sort(key=lambda i: urgency.first(words[i], language))
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

    def _tags(self, centred: Floats, probabilities: Floats, language: str) -> tuple[tuple[Tag, ...], tuple[Tag, ...]]:
        """Return the themes that are sure, and those that a person is asked about, surest first; no cues yet."""
        order = [int(column) for column in np.argsort(-probabilities, kind="stable")]
        sure = [c for c in order if probabilities[c] >= self._model.thresholds[c]]
        unsure = [c for c in order if self._model.floors[c] <= probabilities[c] < self._model.thresholds[c]]
        made = {
            c: Tag(
                self._model.facts.themes[c],
                round(float(probabilities[c]), 3),
                direction.direction(self._model, centred, c),
                Why((), self._nearest(centred, c, language)),
            )
            for c in (*sure, *unsure[:MOST_SUGGESTIONS])
        }
        return tuple(made[c] for c in sure), tuple(made[c] for c in unsure[:MOST_SUGGESTIONS])

    def _nearest(self, centred: Floats, theme: int, language: str) -> tuple[str, str]:
        """Return the two nearest examples of a theme, in the language of the text or in English."""
        readable = np.isin(self._tongues, [language, "en"])
        first, second = (self._texts[row] for row in self._model.nearest(centred, theme, readable))
        return first, second

    def _shared(
        self, passages: Sequence[tuple[int, str]], group: range, tags: tuple[tuple[Tag, ...], tuple[Tag, ...]], asked: Asked
    ) -> dict[int, tuple[tuple[Tag, ...], tuple[Tag, ...]]]:
        """Return the tags of each sentence of a group that was read together, with their cues.

        A theme belongs to the sentences that hold cue words of it; where none does, to all of them.
        """
        shared: dict[int, tuple[list[Tag], list[Tag]]] = {i: ([], []) for i in group}
        for kind, of_kind in enumerate(tags):
            for tag in of_kind:
                known = self._model.cues.get(tag.theme, {})
                spoken = {i: cues.of(passages[i][1], passages[i][0], known, asked.hidden) for i in group}
                holding = [i for i in group if spoken[i]] or list(group)
                for i in holding:
                    shared[i][kind].append(replace(tag, why=Why(spoken[i], tag.why.nearest)))
        return {i: (tuple(themes), tuple(suggestions)) for i, (themes, suggestions) in shared.items()}
