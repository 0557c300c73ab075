"""Candidates: a model made from the repository's examples and from reviewed passages, with a card that says what it is worth."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from analysis import chosen, compare, examples, model, taxonomy
from analysis.compare import MACRO, MICRO, TOP3, URGENT, Comparison
from analysis.embedder import Embedder, knows_expected_languages
from analysis.examples import Example
from feedback.evidence.reviewed import LEAST_RESPONDENTS, ReviewedPassages
from feedback.settings import SettingsFault
from feedback.worker.adoption import card_of

LEAST_TOLD = 10
"""Passages of a language or theme that are told as a number; fewer could speak of one person."""

_TEXT = """\
# Model card

A candidate made by `feedback model train`: it tags passages of feedback about safehouses and outreach support with {themes}
themes and their direction, and marks what is urgent. For inspectors who read what is behind every tag; not for decisions about a
person, nor for ranking services by counts alone.

- Model file: SHA-256 {digest}
- Embedder: {embedder}
- It replaces, if it is adopted: SHA-256 {current}

## Data

- {count} example passages of the repository (SHA-256 {examples}). By language: {languages}.
- {used} passages that people reviewed, redacted (SHA-256 of their ids and verdicts: {reviewed}). Verdicts: {verdicts}.
  By language: {reviewed_languages}. By theme, yes and no together: {reviewed_themes}.
- Reviewed passages left out: {left}.

## Figures

On {gold} gold texts that nothing learnt from, whole texts; 95 % intervals from a paired bootstrap over the texts ({resamples}
draws).

{figures}

{holds}

## Limits

- The gold texts and the examples were written for this project; what people really write is read less well. A figure of one
  language or theme rests on few texts: look at its interval.
- Reviewed passages are those that inspectors chose to judge. They are no fair sample of what was written, and mostly passages
  that the machine had tagged.
- A tag is a reason to read a passage and not a finding; no tag does not say that nothing is there. The figures tell how many are
  wrong or missing.
- "Urgent" and "about the past" are learnt from the repository's examples only.
- Of reviewed passages the file keeps neither words nor vectors: cue words, nearest examples and their vectors are the
  repository's, and a theme is learnt from them only where {least} respondents or more spoke of it. Its weights still depend on
  them. Somebody with this file, the examples and the program can make the same model without the reviewed passages, and learn
  something of their sum from the difference: keep the file as you keep the workbench's key.
"""


def learn(reviewed: ReviewedPassages, rows: Sequence[Example], embedder: Embedder, path: Path) -> None:
    """Make a model from the examples and the reviewed passages, in a new file for its owner only.

    Raises:
        SettingsFault: what training needs is not installed.
        FileExistsError: there is a file already.
    """
    try:
        from analysis import train  # noqa: PLC0415 - what serves people never imports scikit-learn
    except ImportError as error:
        raise SettingsFault(
            "training needs scikit-learn, which nothing else here does: install what requirements-test.lock names"
        ) from error
    path.touch(mode=0o600, exist_ok=False)
    vectors = train.embed(rows, embedder)
    more = train.embed(reviewed.rows, embedder) if reviewed.rows else None
    seen = train.seen_by() if knows_expected_languages(embedder) else train.nothing_seen
    report = train.train(rows, vectors, embedder.name, has_learnt=seen, reviewed=reviewed.rows, reviewed_vectors=more)
    model.save(report.model, path)


def write_card(
    path: Path, reviewed: ReviewedPassages, rows: Sequence[Example], comparison: Comparison, current: Path | None
) -> None:
    """Write the card of the model in a file, beside it."""
    found = model.load(path)
    if found is None:
        raise chosen.ModelDoesNotFit(f"there is no model file at {path}")
    card = _TEXT.format(
        themes=len(found.facts.themes),
        digest=chosen.digest_of(path),
        embedder=found.facts.embedder,
        current=chosen.digest_of(current or model.FILE),
        count=len(rows),
        examples=examples.digest(rows),
        languages=_counts(Counter(row.language for row in rows), least=1),
        used=len(reviewed.rows),
        reviewed=reviewed.digest,
        verdicts=_counts(reviewed.verdicts, least=1) or "none",
        reviewed_languages=_counts(Counter(row.language for row in reviewed.rows)) or "none",
        reviewed_themes=_counts(Counter(t for row in reviewed.rows for t in (*(theme for theme, _ in row.yes), *row.no)))
        or "none",
        left="; ".join(f"{number} because {reason}" for reason, number in sorted(reviewed.left_out.items())) or "none",
        gold=next((row.texts for row in comparison.rows if row.name == compare.ALL), 0),
        resamples=compare.RESAMPLES,
        figures="\n".join(_tables(comparison)),
        holds="The rule for adoption holds." if comparison.holds else "The rule for adoption does not hold.",
        least=LEAST_RESPONDENTS,
    )
    place = card_of(path)
    place.touch(mode=0o600, exist_ok=False)
    place.write_text(card, encoding="utf-8")


def _counts(numbers: Mapping[str, int], least: int = LEAST_TOLD) -> str:
    """Return numbers in words; a small one is told as small only."""
    return ", ".join(f"{name} {number if number >= least else f'under {least}'}" for name, number in sorted(numbers.items()))


def _tables(comparison: Comparison) -> Iterator[str]:
    languages = dict.fromkeys(row.name for row in comparison.rows if row.of == "language")
    figures = (MACRO, MICRO, TOP3, URGENT)
    cells = {(row.name, row.figure): _with_bounds(row.then, row.then_bounds) for row in comparison.rows}
    yield f"| language | {' | '.join(figures)} |"
    yield "|---" * (1 + len(figures)) + "|"
    for name in languages:
        yield f"| {name} | {' | '.join(cells[name, figure] for figure in figures)} |"
    yield ""
    yield "| theme | texts | F1 | change |"
    yield "|---|---|---|---|"
    titles = {theme.code: theme.title for theme in taxonomy.themes()}
    for row in comparison.rows:
        if row.of == "theme":
            change = _with_bounds(row.change, row.difference, "+.2f")
            yield f"| {titles[row.name]} | {row.texts} | {_with_bounds(row.then, row.then_bounds)} | {change} |"


def _with_bounds(value: float, bounds: tuple[float, float], form: str = ".2f") -> str:
    return "–" if math.isnan(value) else f"{value:{form}} ({bounds[0]:{form}} to {bounds[1]:{form}})"
