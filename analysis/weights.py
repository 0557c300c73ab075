"""The packaged model's file (E5S1): where its tensors lie, and our tuned numbers laid over them.

A weight of the model is a whole number from -8 to 7 times a scale that 32 neighbours share (4 bits, "Q4_0"). Tuning leaves the
whole numbers as the package has them and changes only scales, biases and norms (as PEQA does: Kim et al., "Memory-Efficient
Fine-Tuning of Compressed Large Language Models via sub-4-bit Integer Quantization", NeurIPS 2023), so that what we add is small
and loses nothing.
"""

import hashlib
import io
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Array = npt.NDArray[Any]

FILE = Path(__file__).parent / "model" / "encoder.npz"
BLOCK = 32
"""Weights that share one scale."""
BLOCK_BYTES = 2 + BLOCK // 2
_FOUR_BITS = 1
_HEADER = struct.Struct("<4sI7ifi")
_VOCABULARY = struct.Struct("<5iQ")
_TENSOR = struct.Struct("<BIQQ")


class BrokenWeights(ValueError):
    """A file is not what it should be: another format, another model, or cut short."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """One tensor of the file: its first byte, its bytes, and whether it is in 4 bits (else float32)."""

    offset: int
    size: int
    four_bits: bool


@dataclass(frozen=True, slots=True)
class Head:
    """The first part of the file: sizes of the model, where its vocabulary lies (first byte of each part), and its tensors."""

    width: int
    layers: int
    heads: int
    inner: int
    longest: int
    epsilon: float
    begin: int
    end: int
    padding: int
    unknown: int
    pieces: int
    vocabulary: int
    letters: int
    normal: int
    tensors: Mapping[str, Tensor]


def head(file: Bytes) -> Head:
    """Return what the first part of a model file says. Raises BrokenWeights where it is no such file or cut short."""
    try:
        magic, _, width, layers, heads, inner, _, longest, _, epsilon, block = _HEADER.unpack_from(file.data)
        if magic != b"E5S1" or block != BLOCK:
            raise BrokenWeights("not a model file of this format")
        pieces, begin, end, padding, unknown, size = _VOCABULARY.unpack_from(file.data, _HEADER.size)
        vocabulary = _HEADER.size + _VOCABULARY.size
        letters = vocabulary + 4 * (pieces + 1) + 4 * pieces
        normal = letters + size
        (length,) = struct.unpack_from("<I", file.data, normal + 4)
        tensors = _tensors(file, normal + 8 + length)
    except (struct.error, UnicodeDecodeError) as error:
        raise BrokenWeights("not a model file of this format, or cut short") from error
    if any(tensor.offset + tensor.size > len(file) for tensor in tensors.values()):
        raise BrokenWeights("the model file is cut short")
    sizes = (width, layers, heads, inner, longest, epsilon)
    return Head(*sizes, begin, end, padding, unknown, pieces, vocabulary, letters, normal, tensors)


def _tensors(file: Bytes, at: int) -> dict[str, Tensor]:
    (number,) = struct.unpack_from("<i", file.data, at)
    at += 4
    found = {}
    for _ in range(number):
        (length,) = struct.unpack_from("<H", file.data, at)
        name = file[at + 2 : at + 2 + length].tobytes().decode()
        kind, _, offset, size = _TENSOR.unpack_from(file.data, at + 2 + length)
        found[name] = Tensor(offset, size, kind == _FOUR_BITS)
        at += 2 + length + _TENSOR.size
    return found


def floats(file: Bytes, tensor: Tensor) -> npt.NDArray[np.float32]:
    """Return the numbers of a float32 tensor, flat."""
    return file[tensor.offset : tensor.offset + tensor.size].copy().view(np.float32)


def scales(file: Bytes, tensor: Tensor) -> npt.NDArray[np.float16]:
    """Return the scales of a 4-bit tensor, one for each 32 weights, flat."""
    return _blocks(file, tensor)[:, :2].copy().view(np.float16)[:, 0]


def whole_numbers(file: Bytes, tensor: Tensor) -> npt.NDArray[np.int8]:
    """Return the whole numbers of a 4-bit tensor, shape (blocks, 32), each -8 to 7."""
    packed = _blocks(file, tensor)[:, 2:]
    return np.concatenate([(packed & 15).astype(np.int8), (packed >> 4).astype(np.int8)], axis=1) - np.int8(8)


def _blocks(file: Bytes, tensor: Tensor) -> Bytes:
    return file[tensor.offset : tensor.offset + tensor.size].reshape(-1, BLOCK_BYTES)


@dataclass(frozen=True, slots=True)
class Tuned:
    """What tuning made: new scales (float16) and float32 tensors by name; for which file; marks of the texts it learnt from."""

    base: str
    numbers: Mapping[str, Array]
    learnt: npt.NDArray[np.uint64]

    def has_learnt(self, text: str) -> bool:
        """Tell whether a text was among those that tuning learnt from."""
        at = int(np.searchsorted(self.learnt, mark(text)))
        return at < len(self.learnt) and self.learnt[at] == mark(text)


def mark(text: str) -> np.uint64:
    """Return a number that stands for a text (the first 8 bytes of its SHA-256)."""
    return np.uint64(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]))


def lay_over(file: Bytes, tuned: Tuned) -> None:
    """Put the tuned numbers into the bytes of the packaged file. Raises BrokenWeights where they do not belong to it."""
    if hashlib.sha256(file.data).hexdigest() != tuned.base:
        raise BrokenWeights("the tuned numbers belong to another model file")
    tensors = head(file).tensors
    for name, numbers in tuned.numbers.items():
        tensor = tensors[name]
        if tensor.four_bits:
            _blocks(file, tensor)[:, :2] = numbers.astype(np.float16)[:, None].view(np.uint8)
        else:
            file[tensor.offset : tensor.offset + tensor.size] = numbers.astype(np.float32).view(np.uint8)


def save(tuned: Tuned, path: Path = FILE) -> None:
    """Write the tuned numbers; the same numbers give the same bytes."""
    base = np.frombuffer(tuned.base.encode(), np.uint8)
    buffer = io.BytesIO()
    arrays: dict[str, Any] = {name: tuned.numbers[name] for name in sorted(tuned.numbers)}
    np.savez_compressed(buffer, base=base, learnt=tuned.learnt, **arrays)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(buffer.getvalue())


def load(path: Path = FILE) -> Tuned | None:
    """Return the tuned numbers, or None where there are none."""
    if not path.exists():
        return None
    with np.load(path, allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    return Tuned(arrays.pop("base").tobytes().decode(), arrays, arrays.pop("learnt"))


@cache
def digest(path: Path = FILE) -> str:
    """Return the SHA-256 of the file with the tuned numbers, hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
