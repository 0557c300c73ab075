"""Reads a text: language, passages, redaction, themes, direction, urgency, and the reason for each."""

from collections.abc import Sequence

from analysis import direction, examples, model, passages, urgency
from analysis.embedder import Embedder, packaged
from analysis.judge import Asked, Judge, Judgement
from analysis.language import LanguageReader
from analysis.reading import Passage, Reading, Tag
from analysis.redaction import Redactor, mask
from analysis.text import Cleaned, clean
from analysis.version import VERSION


class Reader:
    """Reads texts; make one with `Reader.load()` and keep it. It remembers nothing of what it reads."""

    def __init__(self, embedder: Embedder | None, trained: model.Model | None, rows: Sequence[examples.Example]) -> None:
        fits = embedder is not None and trained is not None and trained.facts.embedder == embedder.name
        self._judge = Judge(embedder, trained, rows) if fits and embedder and trained else None
        self._languages = LanguageReader()
        self._redactor = Redactor([row.text for row in rows])

    @classmethod
    def load(cls, *, embedder: Embedder | None = None) -> "Reader":
        """Return a reader with the packaged embedder (or the given one) and the model file; takes about a second."""
        return cls(embedder or packaged(), model.load(), examples.load())

    def read(self, text: str, language: str | None = None, audience: str | None = None, probes: Sequence[str] = ()) -> Reading:
        """Return what the text says.

        `language`: tag of the page it was written on; `audience`: survivor, agency or staff; `probes`: codes of the
        themes that the question asks about. Each may be unknown. Any text at all is read; offsets count its code points.
        """
        cleaned = clean(text)
        rough = passages.split(cleaned.text, language or "und")
        said = self._languages.read(cleaned.text, language, [cleaned.text[start:end] for start, end in rough])
        spans = passages.split(cleaned.text, said.tag)
        words = [(start, cleaned.text[start:end].replace("\n", " ")) for start, end in spans]
        hidden = self._redactor.find(cleaned.text)
        asked = Asked(said.tag, audience, probes, [(start, end) for start, end, _ in hidden])
        judge = self._judge if self._judge and self._judge.reads(said.tag) else None
        found = judge.judge(words, asked) if judge else {}
        read = tuple(_passage(cleaned, span, found.get(i) or _by_words(words[i][1], said.tag)) for i, span in enumerate(spans))
        redacted, redactions, shown = mask(cleaned, hidden)
        themes = _whole([passage.themes for passage in read])
        return Reading(
            language=said,
            passages=read,
            themes=themes,
            suggestions=_without(_whole([passage.suggestions for passage in read]), themes),
            urgent=any(passage.urgent for passage in read),
            about_service=any(passage.about_service for passage in read) or not read,
            redacted=redacted,
            redactions=redactions,
            version=VERSION,
            read_by_machine=judge is not None,
            complete=len(found) == len(spans) or judge is None,
            shown=shown,
        )

    def themes_of(self, wording: str, language: str | None = None) -> tuple[str, ...]:
        """Return the themes that the wording of a question probes, as far as the model can tell: three at the most."""
        reading = self.read(wording, language)
        return tuple(tag.theme for tag in (*reading.themes, *reading.suggestions)[:3])


def _by_words(words: str, language: str) -> Judgement:
    """Return what can be said of a passage that no vector was made of: no themes, and only the plainest danger."""
    return Judgement((), (), urgency.spoken_of(words, language), about_service=True)


def _passage(cleaned: Cleaned, span: tuple[int, int], found: Judgement) -> Passage:
    start, end = cleaned.origin(*span)
    return Passage(start, end, found.themes, found.suggestions, found.urgent, found.about_service)


def _whole(tags: Sequence[tuple[Tag, ...]]) -> tuple[Tag, ...]:
    """Return the themes of a whole text, each once, as sure as its surest passage, surest first."""
    found: dict[str, list[Tag]] = {}
    for tag in (tag for passage in tags for tag in passage):
        found.setdefault(tag.theme, []).append(tag)
    whole = []
    for theme, of_theme in found.items():
        surest = max(of_theme, key=lambda tag: tag.confidence)
        whole.append(Tag(theme, surest.confidence, direction.together([t.direction for t in of_theme]), surest.why))
    return tuple(sorted(whole, key=lambda tag: (-tag.confidence, tag.theme)))


def _without(suggestions: tuple[Tag, ...], themes: tuple[Tag, ...]) -> tuple[Tag, ...]:
    tagged = {tag.theme for tag in themes}
    return tuple(tag for tag in suggestions if tag.theme not in tagged)
