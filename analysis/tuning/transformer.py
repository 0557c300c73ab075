"""The packaged encoder's arithmetic in JAX, so that it can be differentiated: a BERT whose weights share scales by 32."""

from collections.abc import Mapping, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from analysis import weights
from analysis.weights import BLOCK, Array, Bytes, Head

Numbers = Mapping[str, Any]
"""Tensors by their name in the file: scales (4-bit tensors) or floats (all others)."""

FOUR_BITS = ("q.w", "k.w", "v.w", "ao.w", "fi.w", "fo.w")
FLOATS = ("q.b", "k.b", "v.b", "ao.b", "aln.w", "aln.b", "fi.b", "fo.b", "oln.w", "oln.b")
LENGTHS = (12, 16, 20, 24, 28, 32, 40, 48, 64, 96)
"""Numbers of tokens that a batch is padded to: each is compiled once."""


class Encoder:
    """Reads a model file once; `numbers` are what tuning may change, and what `forward` is given back, changed or not."""

    def __init__(self, file: Bytes) -> None:
        self.head: Head = weights.head(file)
        tensors = self.head.tensors
        names = [f"l{layer}.{part}" for layer in range(self.head.layers) for part in (*FOUR_BITS, *FLOATS)]
        self._whole = {n: weights.whole_numbers(file, tensors[n]) for n in names if tensors[n].four_bits}
        self.numbers: dict[str, Array] = {
            n: weights.scales(file, tensors[n]).astype(np.float32) if tensors[n].four_bits else weights.floats(file, tensors[n])
            for n in names
        }
        self._words = (weights.whole_numbers(file, tensors["emb.word"]), weights.scales(file, tensors["emb.word"]))
        position, kind, gain, shift = (weights.floats(file, tensors[f"emb.{n}"]) for n in ("pos", "type", "ln.w", "ln.b"))
        self._places = position.reshape(-1, self.head.width) + kind[: self.head.width]
        self._first_norm = gain, shift

    def padded(self, rows: Sequence[Sequence[int]]) -> tuple[Array, Array]:
        """Return what enters the first layer, (N, L, width), and where there is a token, (N, L), for rows of token numbers.

        The table of words is too large to differentiate and stays as it is, so it is looked up here.
        """
        longest = max(map(len, rows))
        length = next((known for known in LENGTHS if known >= longest), LENGTHS[-1])
        numbers = np.full((len(rows), length), self.head.padding)
        there = np.zeros((len(rows), length), bool)
        for row, tokens in enumerate(rows):
            kept = tokens[:length]
            numbers[row, : len(kept)], there[row, : len(kept)] = kept, True
        blocks = self.head.width // BLOCK
        whole, scale = (part.reshape(-1, blocks, *part.shape[1:])[numbers] for part in self._words)
        entered = (whole * scale.astype(np.float32)[..., None]).reshape(*numbers.shape, -1) + self._places[:length]
        return np.asarray(self._norm(entered, *self._first_norm)), there

    def forward(self, numbers: Numbers, entered: Any, there: Any) -> Any:
        """Return the vector of each row, unit length: the mean over its tokens in the last layer."""
        state = entered
        for layer in range(self.head.layers):
            state = self._layer(numbers, f"l{layer}.", state, there)
        kept = there[:, :, None]
        mean = (state * kept).sum(1) / kept.sum(1)
        return mean / jnp.linalg.norm(mean, axis=1, keepdims=True)

    def _layer(self, numbers: Numbers, name: str, state: Any, there: Any) -> Any:
        rows, length, width = state.shape
        each = width // self.head.heads

        def through(x: Any, part: str) -> Any:
            whole = self._whole[f"{name}{part}.w"]
            weight = (whole.astype(jnp.float32) * numbers[f"{name}{part}.w"][:, None]).reshape(-1, x.shape[-1])
            return x @ weight.T + numbers[f"{name}{part}.b"]

        def by_head(x: Any) -> Any:
            return x.reshape(rows, length, self.head.heads, each).transpose(0, 2, 1, 3)

        query, key, value = (by_head(through(state, part)) for part in "qkv")
        likeness = jnp.einsum("nhid,nhjd->nhij", query, key) / each**0.5 + jnp.where(there, 0.0, -1e9)[:, None, None, :]
        heard = jnp.einsum("nhij,nhjd->nhid", jax.nn.softmax(likeness, -1), value)
        heard = heard.transpose(0, 2, 1, 3).reshape(rows, length, width)
        state = self._norm(state + through(heard, "ao"), numbers[f"{name}aln.w"], numbers[f"{name}aln.b"])
        inner = through(jax.nn.gelu(through(state, "fi"), approximate=False), "fo")
        return self._norm(state + inner, numbers[f"{name}oln.w"], numbers[f"{name}oln.b"])

    def _norm(self, x: Any, gain: Any, shift: Any) -> Any:
        centred = x - x.mean(-1, keepdims=True)
        return centred / ((centred**2).mean(-1, keepdims=True) + self.head.epsilon) ** 0.5 * gain + shift
