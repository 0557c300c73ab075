"""Embedders in a directory on this machine, as sentence-transformers or optimum write it; nothing is ever downloaded.

The packages that run them are optional: the extra `onnx`, or sentence-transformers where a directory has no ONNX file.
"""

import hashlib
import importlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.embedder import Embedder, UnusableEmbedder, Vectors, bounded

Array = npt.NDArray[Any]

BATCH = 32
MOST_TOKENS = 512
"""Tokens of one text that are embedded where the directory names no number of its own."""
PROMPTS = ("classification", "query")
"""Names of prompts: the first that the directory has stands before every text, unless it names a default."""

_WHOLE = ("onnx/model.onnx", "model.onnx")
_PADDINGS = ("<pad>", "[PAD]")
_POOLINGS = {"pooling_mode_mean_tokens": "mean", "pooling_mode_cls_token": "cls"}
_STEPS = frozenset({"Transformer", "Pooling", "Normalize"})
_TYPES: Mapping[str, type[np.integer[Any]]] = {"tensor(int64)": np.int64, "tensor(int32)": np.int32}
_APART = b"DynamicQuantizeLinear"
"""Stands in a model file that rounds by the largest number of a whole batch. A text's vector would change with its neighbours
there, so each text is embedded alone."""
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Manner:
    """How a directory wants its model used: what stands before a text, how many tokens count, how they become one vector."""

    prompt: str
    longest: int
    pooling: str


class LocalOnnx:
    """A directory with `tokenizer.json` and an ONNX model, run by onnxruntime on one thread, or what OMP_NUM_THREADS says."""

    def __init__(self, directory: Path) -> None:
        """Load the model and try it.

        Raises:
            UnusableEmbedder: a file or a package is missing, or the model does not do what is expected of it.
        """
        file, tokenizer = onnx_file(directory), directory / "tokenizer.json"
        if file is None:
            raise UnusableEmbedder(f"{directory} has no onnx/model.onnx and no model.onnx")
        if not tokenizer.is_file():
            raise UnusableEmbedder(f"{directory} has no tokenizer.json")
        runtime, tokenizers = _package("onnxruntime", "onnxruntime"), _package("tokenizers", "tokenizers")
        self._manner = manner(directory)
        self._tokenizer, self._padding = _tokenizer(tokenizers, tokenizer, self._manner.longest)
        self._session = _session(runtime, file)
        self._inputs = {one.name: _TYPES.get(one.type) for one in self._session.get_inputs()}
        if not self._inputs.keys() <= {"input_ids", "attention_mask", "token_type_ids"} or None in self._inputs.values():
            raise UnusableEmbedder(f"{file} wants other inputs than numbers of tokens: {', '.join(self._inputs)}")
        outputs = [one.name for one in self._session.get_outputs()]
        self._output = "sentence_embedding" if "sentence_embedding" in outputs else outputs[0]
        self._batch = 1 if _holds(file, _APART) else BATCH
        self.name = f"onnx/{_digest([*_parts(file), tokenizer], self._manner)}"
        self.dimension = int(self._run([self._encoded(text) for text in ("a", "a b c")[: self._batch]]).shape[1])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text, of unit length."""
        encoded = [self._encoded(text) for text in texts]
        batches = [self._run(encoded[at : at + self._batch]) for at in range(0, len(encoded), self._batch)]
        return np.vstack([np.zeros((0, self.dimension), np.float32), *batches])

    def tokens(self, text: str) -> int:
        """Return the number of tokens, the prompt's and special ones included."""
        return len(self._encoded(text)[0])

    def _encoded(self, text: str) -> tuple[list[int], list[int]]:
        """Return the numbers of a text's tokens, and of the segment that each is in."""
        found = self._tokenizer.encode(self._manner.prompt + bounded(text))
        return (found.ids, found.type_ids) if found.ids else ([self._padding], [0])

    def _run(self, encoded: Sequence[tuple[list[int], list[int]]]) -> Vectors:
        """Return the vectors of one batch."""
        longest = max(len(ids) for ids, _ in encoded)
        given = {
            "input_ids": np.array([ids + [self._padding] * (longest - len(ids)) for ids, _ in encoded]),
            "attention_mask": np.array([[1] * len(ids) + [0] * (longest - len(ids)) for ids, _ in encoded]),
            "token_type_ids": np.array([segments + [0] * (longest - len(segments)) for _, segments in encoded]),
        }
        try:
            (found,) = self._session.run([self._output], {name: given[name].astype(kind) for name, kind in self._inputs.items()})
        except Exception as error:
            raise UnusableEmbedder(f"the model could not be run: {_line(error)}") from error
        return _unit(pooled(_numbers(found), given["attention_mask"], self._manner.pooling))


class SentenceTransformersDirectory:
    """A directory without an ONNX file, run by the package sentence_transformers where that is installed."""

    def __init__(self, directory: Path) -> None:
        """Load the model and try it.

        Raises:
            UnusableEmbedder: a file or the package is missing, or the model does not do what is expected of it.
        """
        weights = sorted(directory.rglob("*.safetensors"))
        if not weights or not (directory / "modules.json").is_file():
            raise UnusableEmbedder(f"{directory} has no ONNX file, and no modules.json with *.safetensors either")
        self._prompt = prompt(directory)
        os.environ["HF_HUB_OFFLINE"] = "1"
        package = _package("sentence_transformers", "sentence-transformers")
        importlib.import_module("torch").set_num_threads(_threads())
        try:
            self._model = package.SentenceTransformer(
                str(directory), device="cpu", local_files_only=True, model_kwargs={"use_safetensors": True}
            )
        except Exception as error:
            raise UnusableEmbedder(f"{directory} could not be loaded: {_line(error)}") from error
        self.name = f"sentence-transformers/{_digest([*weights, *sorted(directory.rglob('*.json'))], self._prompt)}"
        self.dimension = int(self._encoded(["a"]).shape[1])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text, of unit length."""
        return self._encoded([bounded(text) for text in texts]) if texts else np.zeros((0, self.dimension), np.float32)

    def tokens(self, text: str) -> int:
        """Return the number of tokens, the prompt's and special ones included."""
        return len(self._model.tokenizer(self._prompt + bounded(text), truncation=True)["input_ids"])

    def _encoded(self, texts: list[str]) -> Vectors:
        return _unit(_numbers(self._model.encode(texts, prompt=self._prompt, batch_size=BATCH, show_progress_bar=False)))


def load(directory: Path) -> Embedder:
    """Return the embedder in a directory.

    Raises:
        UnusableEmbedder: there is none that can be used; the message says why.
    """
    if not directory.is_dir():
        raise UnusableEmbedder(f"there is no directory {directory}")
    return LocalOnnx(directory) if onnx_file(directory) else SentenceTransformersDirectory(directory)


def onnx_file(directory: Path) -> Path | None:
    """Return the model of a directory: `model.onnx`, or else the only one, which may be a quantised one; None without any.

    Raises:
        UnusableEmbedder: there are several others.
    """
    whole = [directory / name for name in _WHOLE if (directory / name).is_file()]
    others = sorted([*directory.glob("*.onnx"), *directory.glob("onnx/*.onnx")])
    if not whole and len(others) > 1:
        raise UnusableEmbedder(f"{directory} has several ONNX files and none is called model.onnx: leave only the one to use")
    return next(iter([*whole, *others]), None)


def manner(directory: Path) -> Manner:
    """Return how a directory wants its ONNX model used; without a word about it, the mean of all tokens and no prompt.

    Raises:
        UnusableEmbedder: it wants something that is not done here, or one of its files cannot be read.
    """
    listed = [step for step in _json(directory / "modules.json", []) if isinstance(step, dict)]
    steps = {str(step.get("type")).rpartition(".")[2]: str(step.get("path")) for step in listed}
    if unknown := steps.keys() - _STEPS:
        raise UnusableEmbedder(f"{directory} has a step that is not known here: {', '.join(sorted(unknown))}")
    pooling = _json(directory / steps.get("Pooling", "1_Pooling") / "config.json", {})
    wanted = [name for name, value in pooling.items() if name.startswith("pooling_mode_") and value is True]
    mode = pooling.get("pooling_mode") or ",".join(_POOLINGS.get(name, name) for name in wanted) or "mean"
    if mode not in _POOLINGS.values():
        raise UnusableEmbedder(f"{directory} makes one vector of many in a way that is not known here: {mode}")
    before = prompt(directory)
    if before and pooling.get("include_prompt") is False:
        raise UnusableEmbedder(f"{directory} leaves its prompt out of the vector, which is not done here")
    longest = _json(directory / "sentence_bert_config.json", {}).get("max_seq_length") or MOST_TOKENS
    return Manner(before, min(int(longest), MOST_TOKENS), mode)


def prompt(directory: Path) -> str:
    """Return what a directory wants before each text: its default prompt, or the first of PROMPTS that it has."""
    settings = _json(directory / "config_sentence_transformers.json", {})
    prompts = settings.get("prompts") or {}
    names = [name for name in (settings.get("default_prompt_name"), *PROMPTS) if name in prompts]
    return str(prompts[names[0]]) if names else ""


def pooled(found: Vectors, mask: Array, pooling: str) -> Vectors:
    """Return one vector a text from the model's output: (texts, columns) as it is, (texts, tokens, columns) pooled.

    Raises:
        UnusableEmbedder: the output has another shape.
    """
    if found.ndim == 2 and len(found) == len(mask):
        return found
    if found.ndim != 3 or found.shape[:2] != mask.shape:
        shape = " × ".join(map(str, found.shape))
        raise UnusableEmbedder(f"the model's output has an unexpected shape: {shape} for texts by tokens {mask.shape}")
    if pooling == "cls":
        return found[:, 0]
    weights = mask[:, :, None].astype(np.float32)
    mean: Vectors = (found * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1)
    return mean


def _unit(vectors: Vectors) -> Vectors:
    unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return unit


def _numbers(found: Any) -> Vectors:
    array = np.asarray(found)
    if not np.issubdtype(array.dtype, np.floating) or not np.isfinite(array).all():
        raise UnusableEmbedder("the model's output is not made of finite numbers")
    return array.astype(np.float32)


def _package(name: str, to_install: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        extra = "" if to_install == "sentence-transformers" else " (the extra `onnx` of this project)"
        raise UnusableEmbedder(f"this embedder needs the package {to_install}{extra}, which is not installed") from error


def _session(runtime: Any, file: Path) -> Any:
    options = runtime.SessionOptions()
    options.intra_op_num_threads = _threads()
    options.inter_op_num_threads = 1
    options.use_deterministic_compute = True
    options.log_severity_level = 3
    try:
        return runtime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise UnusableEmbedder(f"{file} is no ONNX model that can be run: {_line(error)}") from error


def _tokenizer(tokenizers: Any, file: Path, longest: int) -> tuple[Any, int]:
    """Return the tokenizer, cutting texts but not filling them up, and the number of the token that fills up."""
    try:
        found = tokenizers.Tokenizer.from_file(str(file))
    except Exception as error:
        raise UnusableEmbedder(f"{file} cannot be read: {_line(error)}") from error
    padding = (found.padding or {}).get("pad_id")
    known = [number for number in (padding, *(found.token_to_id(token) for token in _PADDINGS), 0) if number is not None]
    found.no_padding()
    found.enable_truncation(longest)
    return found, known[0]


def _threads() -> int:
    setting = os.environ.get("OMP_NUM_THREADS", "")
    return max(int(setting), 1) if setting.isdecimal() else 1


def _json(file: Path, without: Any) -> Any:
    """Return what a file says, or what stands for it where there is none."""
    try:
        found = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else without
    except (OSError, ValueError) as error:
        raise UnusableEmbedder(f"{file} cannot be read") from error
    if not isinstance(found, type(without)):
        raise UnusableEmbedder(f"{file} does not say what such a file says")
    return found


def _parts(file: Path) -> list[Path]:
    """Return a model's file, and those beside it that hold what did not fit into it."""
    return [file, *sorted(file.parent.glob(f"{file.name}?*"))]


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as source:
        while piece := source.read(_PIECE):
            yield piece


def _holds(file: Path, words: bytes) -> bool:
    end = b""
    for piece in _pieces(file):
        if words in end + piece:
            return True
        end = piece[-len(words) :]
    return False


def _digest(files: Sequence[Path], used: object) -> str:
    """Return what changes when anything changes that decides a vector: the first 12 digits of a SHA-256."""
    total = hashlib.sha256(repr(used).encode())
    for file in files:
        for piece in _pieces(file):
            total.update(piece)
    return total.hexdigest()[:12]


def _line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:300]
