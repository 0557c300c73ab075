"""Reads a text: language, passages, redaction, themes, direction, urgency, and the reason for each."""

from collections.abc import Sequence
from pathlib import Path

from analysis import chosen, direction, examples, model, passages, urgency
from analysis.embedder import PACKAGED, Embedder
from analysis.embedder import chosen as chosen_embedder
from analysis.judge import Asked, Judge, Judgement
from analysis.language import LanguageReader
from analysis.lexicon import Lexicon
from analysis.reading import Passage, Reading, Tag
from analysis.redaction import Redactor, mask
from analysis.text import Cleaned, clean
from analysis.version import VERSION, version_with


class Reader:
    """Reads texts; make one with `Reader.load()` and keep it. It remembers nothing of what it reads.

    Attributes:
        version: names all that decides what a reading says, the model file included.
    """

    def __init__(
        self,
        embedder: Embedder | None,
        trained: model.Model | None,
        rows: Sequence[examples.Example],
        version: str = VERSION,
    ) -> None:
        self.version = version
        fits = embedder is not None and trained is not None and trained.facts.embedder == embedder.name
        self._judge = Judge(embedder, trained, rows) if fits and embedder and trained else None
        self._lexicon = Lexicon(rows)
        self._languages = LanguageReader()
        self._redactor = Redactor([row.text for row in rows])

    @classmethod
    def load(cls, *, embedder: Embedder | str = PACKAGED, model_file: Path | None = None) -> "Reader":
        """Return a reader with the packaged embedder and model file, or the given ones; takes about a second.

        `embedder` may be a setting: see `analysis.embedder.chosen`.

        Raises:
            analysis.embedder.UnusableEmbedder: the embedder of the setting cannot be used here.
            analysis.chosen.ModelDoesNotFit: the given model file cannot be used here, or not with this embedder.
        """
        found, rows = chosen_embedder(embedder) if isinstance(embedder, str) else embedder, examples.load()
        if model_file is None and (found is None or embedder == PACKAGED or embedder is found):
            return cls(found, model.load(), rows, version_with(model.digest(), embedded=found is not None))
        trained, digest = chosen.load(model_file or model.FILE, found, rows)
        return cls(found, trained, rows, version_with(digest, embedded=found is not None))

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
        lexicon = self._lexicon if judge is None else None
        read = tuple(_passage(cleaned, span, found.get(i) or _by_words(words[i], asked, lexicon)) for i, span in enumerate(spans))
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
            version=self.version,
            read_by_machine=judge is not None,
            complete=len(found) == len(spans) or judge is None,
            shown=shown,
        )

    def themes_of(self, wording: str, language: str | None = None) -> tuple[str, ...]:
        """Return the themes that the wording of a question probes, as far as the model can tell: three at the most."""
        reading = self.read(wording, language)
        return tuple(tag.theme for tag in (*reading.themes, *reading.suggestions)[:3])


def _by_words(passage: tuple[int, str], asked: Asked, lexicon: Lexicon | None) -> Judgement:
    """Return what can be said of a passage that no vector was made of: no tags, and danger by any word that makes it likelier."""
    urgent = urgency.spoken_of(passage[1], asked.language) or urgency.has_cue(passage[1], asked.language)
    return Judgement((), lexicon.suggest(passage, asked) if lexicon else (), urgent, about_service=True)


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
