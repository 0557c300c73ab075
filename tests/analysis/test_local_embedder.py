"""An embedder in a directory gives what its files say, vector for vector, one that cannot be used is refused plainly."""

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import quantize_dynamic
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import Lowercase
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

from analysis import embedder, examples, local_embedder, model, train
from analysis.chosen import ModelDoesNotFit
from analysis.embedder import LONGEST, UnusableEmbedder
from analysis.examples import Example
from analysis.local_embedder import BATCH, LocalOnnx
from analysis.model import Model
from analysis.reader import Reader
from analysis.version import VERSION

KNOWN = "query passage : a the room is cold warm food good they never call me"
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *KNOWN.split()]
WIDTH = 6
TABLE = np.random.default_rng(7).normal(size=(len(WORDS), WIDTH)).astype(np.float32)
TABLE[0] = 1000  # whoever counts the padding is far off
TEXTS = ["The room is cold", "they never call me the food is good the room is warm", "cold", "", "unheard of words"]

Floats = npt.NDArray[np.float32]


def tokenizer() -> Tokenizer:
    made = Tokenizer(WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]"))
    made.normalizer, made.pre_tokenizer = Lowercase(), Whitespace()
    made.post_processor = TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    made.enable_padding(length=128, pad_id=0, pad_token="[PAD]")  # as some directories have it: not wanted here
    return made


def write_model(
    file: Path, *, inputs: Sequence[str] = ("input_ids", "attention_mask"), steps: Sequence[str] = ("tokens",)
) -> None:
    """Write a model that looks every token up in the table, or something that no embedder does."""
    nodes = {
        "tokens": (helper.make_node("Gather", ["table", "input_ids"], ["last_hidden_state"]), ["b", "s", WIDTH]),
        "times": (helper.make_node("MatMul", ["last_hidden_state", "square"], ["times"]), ["b", "s", WIDTH]),
        "sentence": (
            helper.make_node("ReduceMax", ["last_hidden_state"], ["sentence_embedding"], axes=[1], keepdims=0),
            ["b", WIDTH],
        ),
        "infinite": (helper.make_node("Div", ["last_hidden_state", "zero"], ["infinite"]), ["b", "s", WIDTH]),
        "more": (helper.make_node("Unsqueeze", ["last_hidden_state", "one"], ["more"]), ["b", 1, "s", WIDTH]),
    }
    outputs = [helper.make_tensor_value_info(nodes[step][0].output[0], TensorProto.FLOAT, nodes[step][1]) for step in steps[::-1]]
    stored = {"table": TABLE, "square": TABLE[4 : 4 + WIDTH], "zero": np.zeros(1, np.float32), "one": np.array([1])}
    graph = helper.make_graph(
        [nodes[step][0] for step in dict.fromkeys(["tokens", *steps])],
        "lookup",
        [helper.make_tensor_value_info(name, TensorProto.INT64, ["b", "s"]) for name in inputs],
        outputs,
        [numpy_helper.from_array(array, name) for name, array in stored.items()],
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), file)


def write_json(file: Path, content: object) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content), encoding="utf-8")


def pooling(directory: Path, **settings: object) -> None:
    names = ("mean", "cls", "max")
    off = dict.fromkeys([f"pooling_mode_{name}_token{'' if name == 'cls' else 's'}" for name in names], False)
    write_json(directory / "1_Pooling" / "config.json", {"word_embedding_dimension": WIDTH, **off, **settings})


def steps(directory: Path, *kinds: str) -> None:
    paths = {"Transformer": "", "Pooling": "1_Pooling"}
    listed = [
        {"idx": n, "path": paths.get(kind, kind), "type": f"sentence_transformers.models.{kind}"} for n, kind in enumerate(kinds)
    ]
    write_json(directory / "modules.json", listed)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return written(tmp_path / "model")


def written(found: Path) -> Path:
    """Write a directory as sentence-transformers does, and return it."""
    write_model(found / "onnx" / "model.onnx")
    tokenizer().save(str(found / "tokenizer.json"))
    steps(found, "Transformer", "Pooling", "Normalize")
    pooling(found, pooling_mode_mean_tokens=True)
    write_json(found / "sentence_bert_config.json", {"max_seq_length": 128, "do_lower_case": False})
    return found


def by_hand(texts: Sequence[str], pool: Callable[[Floats], Floats], before: str = "") -> Floats:
    known = tokenizer()
    known.no_padding()
    rows = np.array([pool(TABLE[known.encode(before + text).ids]) for text in texts])
    unit: Floats = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def mean(rows: Floats) -> Floats:
    return np.asarray(rows.mean(axis=0), np.float32)


def test_the_mean_of_the_tokens_is_what_numpy_says(directory: Path) -> None:
    local = LocalOnnx(directory)
    vectors = local.embed(TEXTS)
    assert vectors.dtype == np.float32
    assert local.dimension == WIDTH
    assert np.allclose(vectors, by_hand(TEXTS, mean), atol=1e-6)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert local.embed([]).shape == (0, WIDTH)
    assert [local.tokens(text) for text in TEXTS] == [6, 14, 3, 2, 5]


def test_the_first_token_is_taken_where_the_directory_says_so(directory: Path) -> None:
    pooling(directory, pooling_mode_cls_token=True)
    assert np.allclose(LocalOnnx(directory).embed(TEXTS), by_hand(TEXTS, lambda rows: rows[0]), atol=1e-6)


def test_a_directory_that_says_nothing_of_it_is_read_by_the_mean(directory: Path) -> None:
    for file in ("modules.json", "1_Pooling/config.json", "sentence_bert_config.json"):
        (directory / file).unlink()
    (directory / "onnx" / "model.onnx").rename(directory / "model.onnx")
    assert np.allclose(LocalOnnx(directory).embed(TEXTS), by_hand(TEXTS, mean), atol=1e-6)


def test_the_models_own_sentence_vector_is_taken_as_it_is(directory: Path) -> None:
    write_model(directory / "onnx" / "model.onnx", steps=("tokens", "sentence"))
    texts = [TEXTS[0]]  # this model takes the padding in, so one text at a time
    assert np.allclose(LocalOnnx(directory).embed(texts), by_hand(texts, lambda rows: rows.max(axis=0)), atol=1e-6)


@pytest.mark.parametrize(
    ("settings", "before"),
    [
        ({"prompts": {"query": "query: ", "passage": "passage: "}}, "query: "),
        ({"prompts": {"query": "query: ", "passage": "passage: "}, "default_prompt_name": "passage"}, "passage: "),
        ({"prompts": {"query": "query: ", "classification": "they "}, "default_prompt_name": None}, "they "),
        ({"prompts": {"other": "never "}}, ""),
        ({"prompts": None}, ""),
    ],
)
def test_the_directorys_prompt_stands_before_every_text(directory: Path, settings: object, before: str) -> None:
    plain = LocalOnnx(directory).name
    write_json(directory / "config_sentence_transformers.json", settings)
    local = LocalOnnx(directory)
    assert np.allclose(local.embed(TEXTS), by_hand(TEXTS, mean, before), atol=1e-6)
    assert (local.name == plain) is (before == "")


def test_texts_are_bounded_and_many_are_as_one(directory: Path) -> None:
    local = LocalOnnx(directory)
    assert np.array_equal(local.embed(["a " * 40_000]), local.embed([("a " * 40_000)[:LONGEST]]))
    assert local.tokens("a " * 40_000) == 128
    many = [" ".join(WORDS[4 + number % 9 :]) for number in range(2 * BATCH + 3)]
    assert np.allclose(local.embed(many), np.vstack([local.embed([text]) for text in many]), atol=1e-6)
    assert np.array_equal(local.embed(many), LocalOnnx(directory).embed(many))


def test_a_quantised_model_is_taken_when_it_is_the_only_one_and_neighbours_change_nothing(directory: Path) -> None:
    whole = directory / "onnx" / "model.onnx"
    write_model(whole, steps=("times",))
    quantize_dynamic(whole, directory / "onnx" / "model_quantized.onnx", op_types_to_quantize=["MatMul"])
    assert local_embedder.onnx_file(directory) == whole
    exact = LocalOnnx(directory)
    whole.unlink()
    local = LocalOnnx(directory)
    assert local_embedder.onnx_file(directory) == directory / "onnx" / "model_quantized.onnx"
    assert local.name != exact.name
    assert np.allclose(local.embed(TEXTS), exact.embed(TEXTS), atol=0.1)
    assert np.array_equal(local.embed(TEXTS), np.vstack([local.embed([text]) for text in TEXTS]))


def test_the_name_changes_with_whatever_changes_a_vector(directory: Path) -> None:
    names = [LocalOnnx(directory).name]
    assert names[0] == embedder.chosen(str(directory)).name  # type: ignore[union-attr]
    pooling(directory, pooling_mode_cls_token=True)
    names.append(LocalOnnx(directory).name)
    write_model(directory / "onnx" / "model.onnx", steps=("times",))
    names.append(LocalOnnx(directory).name)
    changed = tokenizer()
    changed.normalizer = None
    changed.save(str(directory / "tokenizer.json"))
    names.append(LocalOnnx(directory).name)
    assert len(set(names)) == 4
    assert all(name.startswith("onnx/") and len(name) == len("onnx/") + 12 for name in names)


def no_tokenizer(directory: Path) -> None:
    (directory / "tokenizer.json").unlink()


def no_model(directory: Path) -> None:
    (directory / "onnx" / "model.onnx").unlink()
    (directory / "modules.json").unlink()


def two_quantised(directory: Path) -> None:
    (directory / "onnx" / "model.onnx").rename(directory / "onnx" / "model_quantized.onnx")
    write_model(directory / "model_int8.onnx")


def broken_model(directory: Path) -> None:
    (directory / "onnx" / "model.onnx").write_bytes(b"no model")


def broken_tokenizer(directory: Path) -> None:
    (directory / "tokenizer.json").write_text("{}")


def broken_settings(directory: Path) -> None:
    (directory / "modules.json").write_text("{")


def other_settings(directory: Path) -> None:
    write_json(directory / "modules.json", {})


def dense(directory: Path) -> None:
    steps(directory, "Transformer", "Pooling", "Dense")


def highest(directory: Path) -> None:
    pooling(directory, pooling_mode_max_tokens=True)


def two_ways(directory: Path) -> None:
    pooling(directory, pooling_mode_mean_tokens=True, pooling_mode_cls_token=True)


def without_its_prompt(directory: Path) -> None:
    pooling(directory, pooling_mode_mean_tokens=True, include_prompt=False)
    write_json(directory / "config_sentence_transformers.json", {"prompts": {"query": "query: "}})


def pictures(directory: Path) -> None:
    write_model(directory / "onnx" / "model.onnx", inputs=("input_ids", "pixel_values"))


def four_axes(directory: Path) -> None:
    write_model(directory / "onnx" / "model.onnx", steps=("more",))


def infinite(directory: Path) -> None:
    write_model(directory / "onnx" / "model.onnx", steps=("infinite",))


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (no_tokenizer, "has no tokenizer.json"),
        (no_model, "has no ONNX file"),
        (two_quantised, "several ONNX files"),
        (broken_model, "no ONNX model that can be run"),
        (broken_tokenizer, "tokenizer.json cannot be read"),
        (broken_settings, "modules.json cannot be read"),
        (other_settings, "does not say what such a file says"),
        (dense, "a step that is not known here: Dense"),
        (highest, "not known here: pooling_mode_max_tokens"),
        (two_ways, "not known here: mean,cls"),
        (without_its_prompt, "leaves its prompt out"),
        (pictures, "other inputs than numbers of tokens"),
        (four_axes, "unexpected shape: 2 × 1 × 5 × 6"),
        (infinite, "not made of finite numbers"),
    ],
)
def test_a_directory_that_cannot_be_used_is_refused_in_plain_words(
    directory: Path, spoil: Callable[[Path], None], says: str
) -> None:
    spoil(directory)
    with pytest.raises(UnusableEmbedder) as refused:
        embedder.chosen(str(directory))
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_no_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableEmbedder, match="there is no directory"):
        embedder.chosen(str(tmp_path / "nowhere"))
    with pytest.raises(UnusableEmbedder, match=r"no onnx/model\.onnx"):
        LocalOnnx(tmp_path)


@pytest.mark.parametrize("package", ["onnxruntime", "tokenizers"])
def test_a_package_that_is_not_installed_is_named(directory: Path, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(UnusableEmbedder, match=f"needs the package {package} .*extra `onnx`.*not installed"):
        embedder.chosen(str(directory))


def test_without_an_onnx_file_sentence_transformers_is_asked_for_and_offline(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (directory / "onnx" / "model.onnx").unlink()
    (directory / "model.safetensors").write_bytes(b"weights")
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(UnusableEmbedder, match="needs the package sentence-transformers, which is not installed"):
        embedder.chosen(str(directory))
    assert os.environ["HF_HUB_OFFLINE"] == "1"


def test_the_settings_that_are_no_directories() -> None:
    assert embedder.chosen(embedder.NONE) is None
    found, packaged = embedder.chosen(), embedder.packaged()
    assert found is not None
    assert packaged is not None
    assert found.name == packaged.name


def test_the_packaged_model_is_refused_with_another_embedder_and_says_what_to_do(directory: Path) -> None:
    with pytest.raises(ModelDoesNotFit, match="python -m analysis train --embedder"):
        Reader.load(embedder=str(directory))


@pytest.fixture(scope="module")
def rows() -> list[Example]:
    return [row for row in examples.load() if row.language == "en"][::15]


@pytest.fixture(scope="module")
def fitting(tmp_path_factory: pytest.TempPathFactory, rows: list[Example]) -> tuple[LocalOnnx, Model]:
    """An embedder and a model that was trained for it."""
    local = LocalOnnx(written(tmp_path_factory.mktemp("fitting")))
    return local, train.train(rows, train.embed(rows, local), local.name).model


def test_a_model_made_for_the_embedder_reads_with_it_and_with_no_other(
    fitting: tuple[LocalOnnx, Model], rows: list[Example], directory: Path, tmp_path: Path
) -> None:
    local, made = fitting
    assert Reader(local, made, rows).read("They never call me.", "en").read_by_machine
    every = examples.load()  # as if it had been trained on all of them, which takes a minute
    rows_of_all = {"vectors": np.resize(made.vectors, (len(every), WIDTH)), "carries": np.resize(made.carries, (len(every), 33))}
    facts = replace(made.facts, examples=examples.digest(every))
    model.save(replace(made, facts=facts, **rows_of_all), tmp_path / "made.npz")
    assert Reader.load(embedder=str(directory), model_file=tmp_path / "made.npz").version != VERSION
    with pytest.raises(ModelDoesNotFit, match="another embedder than this version has"):
        Reader.load(model_file=tmp_path / "made.npz")


def test_a_language_that_only_the_packaged_embedder_knows_is_not_read_by_another(
    fitting: tuple[LocalOnnx, Model], rows: list[Example]
) -> None:
    reading = Reader(*fitting, rows).read("Pokój jest zimny i nikt nie naprawia ogrzewania.", "pl")
    assert reading.language.tag == "pl"
    assert not reading.read_by_machine
