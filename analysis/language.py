"""Says which of the expected languages a text is in, with the page's language as a prior, and whether a second one is in it."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from analysis import spelling
from analysis.reading import Language
from analysis.script import scripts

PLACE = Path(__file__).parent
PAGE_WEIGHT = 0.85
"""Prior share of the language of the page a text was written on; people may answer in another one."""
ENGLISH_WEIGHT = 3.0
"""How many times likelier English is than any other language when the page is in neither."""
SECOND_SHARE = 0.2
"""Share of the letters from which on a second script or language makes a text mixed."""
SHORTEST_FOR_SECOND = 25
"""Letters of a passage below which a different language is not believed."""
LONGEST_READ = 4000
"""Code points that are looked at; more says nothing new."""
LONGEST_SPELT = 600
"""Code points whose runs of letters are looked at."""
MOST_TRUST = 2.0
ENOUGH_SPELT = 40
"""What the spelling counts, as a power of its probabilities, in texts of so many letters and more; in shorter ones less."""
LEAST_TOLD = 0.02
"""Share that a language keeps however little its spelling looks like it."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\w*[a-z]\w*")
UNDETERMINED = Language("und", 0.0, mixed=False)


@dataclass(frozen=True, slots=True)
class Known:
    """One expected language: its usual script, the identifier's label for it, and whether the embedder was trained on it."""

    tag: str
    name: str
    script: str
    label: str
    embedded: bool


class _Languages(msgspec.Struct, forbid_unknown_fields=True):
    language: list[Known]


class _Orthography(msgspec.Struct, forbid_unknown_fields=True):
    letters: dict[str, str]
    words: dict[str, str]
    latin: dict[str, str]


@cache
def expected() -> Mapping[str, Known]:
    """Return the expected languages by tag."""
    return {row.tag: row for row in msgspec.toml.decode((PLACE / "languages.toml").read_bytes(), type=_Languages).language}


class LanguageReader:
    """Reads the language of texts; loading takes about half a second, reading well under a millisecond a line."""

    def __init__(self) -> None:
        signs = msgspec.toml.decode((PLACE / "orthography.toml").read_bytes(), type=_Orthography)
        self._letters = {tag: frozenset(letters) for tag, letters in signs.letters.items()}
        self._words = {tag: frozenset(words.split()) for tag, words in signs.words.items()}
        self._latin = {tag: frozenset(words.split()) for tag, words in signs.latin.items()}
        self._identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        self._spelling = spelling.load()
        self._identifier.set_languages(sorted({row.label for row in expected().values() if row.label}))

    def read(self, text: str, page: str | None = None, passages: Sequence[str] = ()) -> Language:
        """Return the language of a cleaned text; `page` is the tag of the page it was written on, if known.

        Latin letters of a language with another script are said as "ar-Latn". A text without letters has the page's
        language, or "und" with probability 0.
        """
        text = text[:LONGEST_READ]
        page = page if page in expected() else None
        counts = scripts(text)
        if not counts:
            return Language(page, PAGE_WEIGHT, mixed=False) if page else UNDETERMINED
        shares = self._shares(text, counts, page)
        if not shares:
            return UNDETERMINED
        tag = max(shares, key=shares.__getitem__)
        return Language(tag, round(shares[tag], 3), self._mixed(tag, counts, passages))

    def _shares(self, text: str, counts: Counter[str], page: str | None) -> dict[str, float]:
        """Return the probability of each language that is written in the text's main script."""
        script = counts.most_common(1)[0][0]
        candidates = [row for row in expected().values() if row.script == script]
        if len(candidates) == 1 and script != "Latn":
            return {candidates[0].tag: 0.99}
        words = Counter(word.lower() for word in _WORD.findall(text))
        if script == "Latn" and (romanised := self._romanised(words, page)):
            return romanised
        scores = self._scores(text, words, candidates)
        prior = _prior([row.tag for row in candidates], page)
        total = sum(scores[tag] * prior[tag] for tag in scores)
        return {tag: scores[tag] * prior[tag] / total for tag in scores} if total else {}

    def _scores(self, text: str, words: Counter[str], candidates: Sequence[Known]) -> dict[str, float]:
        """Return how well each candidate explains the text: the identifier's probability times what letters and words say."""
        ranked = dict(self._identifier.rank(text))
        known = {row.tag: ranked.get(row.label, 0.0) for row in candidates}
        known_total = sum(known.values()) or 1.0
        letters = Counter(text)
        told = self._spelling.shares(text[:LONGEST_SPELT], [row.tag for row in candidates])
        trust = MOST_TRUST * min(1.0, sum(map(str.isalpha, text)) / ENOUGH_SPELT)
        scores = {}
        for row in candidates:
            base = known[row.tag] / known_total if row.label else 1 / len(candidates)
            signs = sum(letters[letter] for letter in self._letters.get(row.tag, ()))
            hits = sum(words[word] for word in self._words.get(row.tag, ()))
            scores[row.tag] = (base + 0.002) * 2.0 ** min(signs + 2 * hits, 40) * (told.get(row.tag, 1.0) + LEAST_TOLD) ** trust
        return scores

    def _romanised(self, words: Counter[str], page: str | None) -> dict[str, float]:
        """Return the language that a text in Latin letters is a transcription of, if at least two fifths of its words say so."""
        number = words.total()
        native = max(sum(words[word] for word in self._words[tag]) for tag in ("en", "sq", "so", "cy", "vi", "kmr"))
        best: tuple[float, str] = (0.0, "")
        for tag, lexicon in self._latin.items():
            hits = sum(words[word] for word in lexicon) * (1.5 if tag == page else 1.0)
            best = max(best, (hits, tag))
        hits, tag = best
        enough = hits >= 2 and hits >= (0.3 if tag == page else 0.4) * number and hits > native
        return {f"{tag}-Latn": min(0.9, 0.4 + hits / number / 2)} if enough else {}

    def _mixed(self, tag: str, counts: Counter[str], passages: Sequence[str]) -> bool:
        """Tell whether another script, or passages surely in another language, make a fifth of the letters."""
        total = counts.total()
        if total - counts.most_common(1)[0][1] >= SECOND_SHARE * total:
            return True
        other = 0
        for passage in passages:
            here = scripts(passage)
            if here.total() >= SHORTEST_FOR_SECOND:
                shares = self._shares(passage, here, None)
                likeliest = max(shares, key=shares.__getitem__, default=tag)
                if likeliest != tag and shares[likeliest] > 0.9 and {likeliest, tag} != {"fa", "prs"}:
                    other += here.total()
        return other >= SECOND_SHARE * total


def _prior(tags: Sequence[str], page: str | None) -> dict[str, float]:
    """Return the share of each language before the text is looked at."""
    weights = {tag: ENGLISH_WEIGHT if tag == "en" else 1.0 for tag in tags}
    total = sum(weight for tag, weight in weights.items() if tag != page)
    left = 1 - PAGE_WEIGHT if page in weights else 1.0
    return {tag: PAGE_WEIGHT if tag == page else left * weight / total if total else 1.0 for tag, weight in weights.items()}
