"""Tunes the encoder's scales, biases and norms so that its vectors tell themes, directions, urgency and the service apart."""

import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from analysis import embedder, examples, fitting, weights
from analysis.embedder import Embedder, bounded
from analysis.examples import Example
from analysis.reading import AUDIENCES, DIRECTIONS
from analysis.taxonomy import theme_codes
from analysis.text import clean
from analysis.tuning.transformer import Encoder
from analysis.tuning.vocabulary import Vocabulary
from analysis.weights import Array

HELD_OUT = 0.15
"""Share of the examples that tuning never sees: calibration and thresholds come from them."""
ALIKE = 0.95
"""Cosine of centred vectors from which two examples never part between learning and holding out."""
BATCH = 48
EPOCHS = 3
SCALE_RATE = 0.003
SHIFT_RATE = 0.0003
HEAD_RATE = 0.02
"""Highest learning rates (Adam): of scales as a share of what they were, of biases and norms, of the classifiers on top."""
FORGETTING = 0.1
"""Share of tokens that are hidden at each look, so that no single word decides."""
DIRECTION_WEIGHT = 0.5
FLAG_WEIGHT = 0.7
"""What the loss of directions, and that of urgency and of "no theme", count beside that of the themes."""
MOST_TOKENS = 96
SHIFT_STEP = 0.2
ONE_HOT = 0.3
SEED = 20261124


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is to be learnt, one row an example: themes (N, T), directions (N, T; -1: none), flags (N, 2)."""

    tokens: tuple[list[int], ...]
    means: Array  # what the row's language shares, which is taken out of its vector
    audiences: Array
    themes: Array
    directions: Array
    flags: Array  # urgent; speaks of no theme


def lesson(rows: Sequence[Example], vectors: Array, vocabulary: Vocabulary) -> Lesson:
    """Return what a set of examples has to teach; `vectors` are those of the encoder before it is tuned."""
    codes = theme_codes()
    themes, directions = np.zeros((len(rows), len(codes)), np.float32), np.full((len(rows), len(codes)), -1)
    for number, row in enumerate(rows):
        for theme, way in row.themes:
            themes[number, codes.index(theme)] = 1
            directions[number, codes.index(theme)] = DIRECTIONS.index(way)
    of = np.array([row.language for row in rows])
    means = {language: vectors[of == language].mean(axis=0) for language in sorted(set(of))}
    return Lesson(
        tokens=tuple(vocabulary.tokens(f"query: {_text(row)}")[:MOST_TOKENS] for row in rows),
        means=np.array([means[language] for language in of]),
        audiences=np.array([[row.audience == name for name in AUDIENCES] for row in rows], np.float32) * ONE_HOT,
        themes=themes,
        directions=directions,
        flags=np.array([["urgent" in row.flags, not row.themes] for row in rows], np.float32),
    )


def _text(row: Example) -> str:
    return bounded(clean(row.text).text.replace("\n", " "))


def held_out(vectors: Array, share: float = HELD_OUT) -> Array:
    """Return which rows are held out (N,); rows that say nearly the same go together."""
    group = fitting.groups(vectors, ALIKE)
    chosen = np.random.default_rng(SEED).random(len(group)) < share
    held: Array = chosen[group]
    return held


class Tuner:
    """Holds the encoder, the classifiers on top of it, and the optimiser's state."""

    def __init__(self, encoder: Encoder, taught: Lesson, vectors: Array, rows: Array, steps: int) -> None:
        self._encoder, self._taught = encoder, taught
        self._start = _heads(taught, vectors - taught.means, rows)
        self.changed = {
            "encoder": {name: np.zeros_like(numbers) for name, numbers in encoder.numbers.items()},
            "heads": {name: np.zeros_like(numbers) for name, numbers in self._start.items()},
        }
        self._optimiser = _optimiser(steps)
        self._state = self._optimiser.init(self.changed)
        self._step = jax.jit(self._stepped)

    def learn(self, rows: Array, tokens: Sequence[Sequence[int]]) -> float:
        """Take one step on a batch of row numbers, seen through these tokens; return the loss before it."""
        t = self._taught
        entered, there = self._encoder.padded(tokens)
        seen = (t.means[rows], t.audiences[rows], t.themes[rows], t.directions[rows], t.flags[rows])
        self.changed, self._state, loss = self._step(self.changed, self._state, entered, there, *seen)
        return float(loss)

    def tuned(self) -> dict[str, Array]:
        """Return the encoder's numbers as they are now."""
        return {name: np.asarray(numbers) for name, numbers in _applied(self._encoder.numbers, self.changed["encoder"]).items()}

    def _stepped(self, changed: Any, state: Any, *batch: Any) -> tuple[Any, Any, Any]:
        loss, slope = jax.value_and_grad(self._loss)(changed, *batch)
        step, state = self._optimiser.update(slope, state, changed)
        return optax.apply_updates(changed, step), state, loss

    def _loss(
        self, changed: Any, entered: Any, there: Any, means: Any, audiences: Any, themes: Any, directions: Any, flags: Any
    ) -> Any:
        vectors = self._encoder.forward(_applied(self._encoder.numbers, changed["encoder"]), entered, there) - means
        head = {name: self._start[name] + changed["heads"][name] for name in self._start}
        width = vectors.shape[1]
        said = jnp.hstack([vectors, audiences]) @ head["themes"].T + head["themes.b"]
        ways = (vectors @ head["ways"][:, :width].T + head["ways.b"])[:, None, :] + head["ways"][:, width:].T[None] * ONE_HOT
        flagged = vectors @ head["flags"].T + head["flags.b"]
        known = directions >= 0
        wrong_way = optax.softmax_cross_entropy_with_integer_labels(ways, jnp.maximum(directions, 0)) * known
        return (
            optax.sigmoid_binary_cross_entropy(said, themes).sum(1).mean()
            + DIRECTION_WEIGHT * wrong_way.sum() / jnp.maximum(known.sum(), 1)
            + FLAG_WEIGHT * optax.sigmoid_binary_cross_entropy(flagged, flags).sum(1).mean()
        )


def _applied(numbers: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """Return the encoder's numbers with the changes: scales grow by a share, everything else by a step."""
    four_bits = {name for name in numbers if name.endswith(".w") and not name.endswith("ln.w")}
    return {n: v * (1 + changed[n]) if n in four_bits else v + changed[n] * SHIFT_STEP for n, v in numbers.items()}


def _heads(taught: Lesson, centred: Array, rows: Array) -> dict[str, Array]:
    """Return classifiers fitted to the vectors as they are before tuning: where tuning sets out from."""
    width = centred.shape[1]
    seen = np.hstack([centred, taught.audiences])[rows]
    themes = [fitting.fit(seen, taught.themes[rows, column], 20.0) for column in range(taught.themes.shape[1])]
    at, theme = np.nonzero(taught.directions[rows] >= 0)
    pairs = np.hstack([centred[rows][at], np.eye(taught.themes.shape[1])[theme] * ONE_HOT])
    ways = fitting.fit(pairs, taught.directions[rows][at, theme], 10.0)
    flags = [fitting.fit(seen[:, :width], taught.flags[rows, column], 30.0) for column in range(2)]
    heads = {
        "themes": np.vstack([line.weights for line in themes]),
        "themes.b": np.array([float(line.bias) for line in themes]),
        "ways": ways.weights,
        "ways.b": ways.bias,
        "flags": np.vstack([line.weights for line in flags]),
        "flags.b": np.array([float(line.bias) for line in flags]),
    }
    return {name: np.asarray(numbers, np.float32) for name, numbers in heads.items()}


def _optimiser(steps: int) -> Any:
    def rate(highest: float) -> Any:
        return optax.warmup_cosine_decay_schedule(0.0, highest, max(1, steps // 10), steps)

    def kinds(changed: Any) -> Any:
        scale = {n: "scale" if n.endswith(".w") and not n.endswith("ln.w") else "shift" for n in changed["encoder"]}
        return {"encoder": scale, "heads": dict.fromkeys(changed["heads"], "head")}

    each = {
        "scale": optax.adamw(rate(SCALE_RATE), weight_decay=0.01),
        "shift": optax.adam(rate(SHIFT_RATE)),
        "head": optax.adam(rate(HEAD_RATE)),
    }
    return optax.chain(optax.clip_by_global_norm(1.0), optax.multi_transform(each, kinds))


def batches(rows: Array, tokens: Sequence[Sequence[int]], chance: np.random.Generator) -> Iterator[Array]:
    """Yield batches of row numbers in a new order, rows of like length together; what is left over waits for the next epoch."""
    order = chance.permutation(rows)
    for start in range(0, len(order), BATCH * 16):
        part = sorted(order[start : start + BATCH * 16], key=lambda row: len(tokens[row]))
        cut = [np.array(part[at : at + BATCH]) for at in range(0, len(part), BATCH)]
        for number in chance.permutation(len(cut)):
            if len(cut[number]) == BATCH:
                yield cut[number]


def forget(tokens: Sequence[int], unknown: int, chance: np.random.Generator) -> list[int]:
    """Return the tokens with some of them hidden; the prefix and both ends stay."""
    hidden = chance.random(len(tokens)) < FORGETTING
    hidden[:4] = hidden[-1] = False
    return [unknown if hide else token for token, hide in zip(tokens, hidden, strict=True)]


def tune(rows: Sequence[Example], plain: Embedder, *, epochs: int = EPOCHS) -> weights.Tuned:
    """Return what the examples teach the packaged weights. `plain` is the packaged embedder before tuning."""
    file = np.fromfile(embedder.packaged_file(), np.uint8)
    encoder = Encoder(file)
    vectors = plain.embed([_text(row) for row in rows])
    taught = lesson(rows, vectors, Vocabulary(file, encoder.head))
    learning = np.flatnonzero(~held_out(vectors - taught.means))
    chance = np.random.default_rng(SEED)
    tuner = Tuner(encoder, taught, vectors, learning, epochs * (len(learning) // BATCH))
    begun, seen, losses = time.monotonic(), 0, list[float]()
    for epoch in range(epochs):
        for batch in batches(learning, taught.tokens, chance):
            losses.append(tuner.learn(batch, [forget(taught.tokens[row], encoder.head.unknown, chance) for row in batch]))
            seen += len(batch)
            if len(losses) % 50 == 0:
                speed = seen / (time.monotonic() - begun)
                print(f"epoch {epoch + 1}: {seen} looks, loss {np.mean(losses[-50:]):.3f}, {speed:.0f} a second", flush=True)
    marks = np.unique(np.array([weights.mark(rows[int(row)].text) for row in learning], np.uint64))
    numbers = {
        name: value.astype(np.float16 if encoder.head.tensors[name].four_bits else np.float32)
        for name, value in tuner.tuned().items()
    }
    return weights.Tuned(hashlib.sha256(file.tobytes()).hexdigest(), numbers, marks)


def main() -> int:
    """Tune to analysis/examples and save; return 1 when the packaged embedder cannot be loaded on this machine."""
    plain = embedder.untuned()
    if plain is None:
        print("The packaged embedder cannot be loaded on this machine.")
        return 1
    weights.save(tune(examples.load(), plain))
    print(f"encoder {weights.digest()[:12]}; now make the model")
    return 0
