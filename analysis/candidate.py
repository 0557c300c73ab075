"""Measures another embedder or model beside the packaged one, so that it is adopted on figures or not at all."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from analysis import compare, examples, measure
from analysis.embedder import PACKAGED
from analysis.examples import Example
from analysis.figures import Outcome, share
from analysis.reader import Reader

COLUMNS = ("macro", "micro", "precision", "recall", "top3", "direction", "urgent recall", "urgent precision")


def main(embedder: str = PACKAGED, model_file: Path | None = None) -> int:
    """Print the candidate's figures, then how they differ from the packaged ones; return 1 where the rule does not hold.

    Raises:
        analysis.embedder.UnusableEmbedder, analysis.chosen.ModelDoesNotFit: the candidate cannot be used here.
    """
    candidate = Reader.load(embedder=embedder, model_file=model_file)
    print("\n".join(measure.table(measure.all_figures(candidate, resamples=200), COLUMNS, intervals=True)), end="\n\n")
    gold = examples.load(examples.GOLD)
    print("\n".join(suggestions(candidate, gold)), end="\n\n")
    comparison = compare.compare(Reader.load(), candidate, gold)
    print("\n".join(compare.lines(comparison)))
    return int(not comparison.holds)


def suggestions(reader: Reader, gold: Sequence[Example]) -> Iterator[str]:
    """Yield the lines of a table of what is suggested to a person beside the tags: all there is without an embedder."""
    every = measure.read_all(gold, reader)
    yield "| | suggestions that are right | themes tagged or suggested |"
    yield "|---|---|---|"
    for name, rows in measure.groups(gold).items():
        right, found = _suggested(every.take(np.array(rows)))
        yield f"| {name} | {right:.2f} | {found:.2f} |"


def _suggested(o: Outcome) -> tuple[float, float]:
    suggested = (o.confidence > 0) & ~o.tagged
    return share(o.truth[suggested]), share((suggested | o.tagged)[o.truth])
