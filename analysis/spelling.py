"""Tells languages of one script apart by runs of letters, where a general identifier fails: learnt from the examples."""

import io
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

FILE = Path(__file__).parent / "model" / "spelling.npz"

GROUPS = (("ar", "ckb", "fa", "prs", "ps", "ur"), ("am", "ti"))
"""Languages that are told apart from each other, and from no other."""
BUCKETS = 1 << 15
LONGEST_RUN = 5
STEP = 1 / 16
"""What one of the stored whole numbers stands for, in log-odds."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Spelling:
    """One linear classifier for each group: weights by bucket of a run of letters (int8, in steps), and biases."""

    weights: tuple[npt.NDArray[np.int8], ...]  # each (languages of the group, BUCKETS)
    biases: tuple[Floats, ...]  # each (languages of the group,)

    def shares(self, text: str, candidates: Sequence[str]) -> dict[str, float]:
        """Return the probability of each language of the group that is among the candidates; nothing where none is."""
        for languages, weights, bias in zip(GROUPS, self.weights, self.biases, strict=True):
            if set(languages) <= set(candidates):
                numbers, values = features(text)
                scores = weights[:, numbers].astype(np.float32) @ values * STEP + bias
                odds = np.exp(scores - scores.max())
                return dict(zip(languages, (float(p) for p in odds / odds.sum()), strict=True))
        return {}


def runs(text: str) -> Iterator[str]:
    """Yield every run of 1 to 5 letters inside the words of a text, the word's ends marked by a space."""
    for word in text.lower().split():
        marked = f" {word} "
        for length in range(1, LONGEST_RUN + 1):
            for start in range(len(marked) - length + 1):
                yield marked[start : start + length]


def features(text: str) -> tuple[npt.NDArray[np.int64], Floats]:
    """Return the buckets that a text's runs fall into, and their values: logarithms of counts, together of length 1."""
    counts = Counter(zlib.crc32(run.encode()) % BUCKETS for run in runs(text))
    numbers = np.array(sorted(counts), np.int64)
    values = np.log1p(np.array([counts[number] for number in numbers.tolist()], np.float32))
    length = float(np.linalg.norm(values)) or 1.0
    return numbers, (values / length).astype(np.float32)


def save(spelling: Spelling, path: Path = FILE) -> None:
    """Write the classifiers; the same ones give the same bytes."""
    buffer = io.BytesIO()
    arrays = {f"weights{i}": w for i, w in enumerate(spelling.weights)} | {f"bias{i}": b for i, b in enumerate(spelling.biases)}
    np.savez_compressed(buffer, **arrays)  # type: ignore[arg-type]
    path.write_bytes(buffer.getvalue())


def load(path: Path = FILE) -> Spelling:
    """Return the classifiers of a file; without one, classifiers that know nothing."""
    if not path.exists():
        return Spelling(
            tuple(np.zeros((len(group), BUCKETS), np.int8) for group in GROUPS),
            tuple(np.zeros(len(group), np.float32) for group in GROUPS),
        )
    with np.load(path, allow_pickle=False) as stored:
        return Spelling(
            tuple(stored[f"weights{i}"] for i in range(len(GROUPS))), tuple(stored[f"bias{i}"] for i in range(len(GROUPS)))
        )
