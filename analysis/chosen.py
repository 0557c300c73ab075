"""Loads a model file that somebody chose in place of the packaged one, or says why it cannot be used."""

import hashlib
import zipfile
from collections.abc import Sequence
from pathlib import Path

from analysis import examples, model
from analysis.embedder import Embedder, knows_expected_languages
from analysis.judge import Asked, Judge
from analysis.taxonomy import theme_codes

_WHAT_TO_DO = "make a new one with `feedback model train`, or use the packaged one by leaving --model (FEEDBACK_MODEL) out"


class ModelDoesNotFit(ValueError):
    """The file is no model, or one for another embedder, other themes or other examples; the message says what to do."""


def load(path: Path, embedder: Embedder | None, rows: Sequence[examples.Example]) -> tuple[model.Model, str]:
    """Return the model in a file and the file's digest (SHA-256, hex). `rows` are the examples of this version.

    Raises:
        ModelDoesNotFit: it cannot be used here.
    """
    digest = digest_of(path)
    found = _load(path)
    if digest_of(path) != digest:
        raise ModelDoesNotFit(f"{path} changed while it was read: try again")
    if embedder is not None and found.facts.embedder != embedder.name:
        raise ModelDoesNotFit(_for_another_embedder(path, embedder))
    if found.facts.themes != theme_codes():
        raise ModelDoesNotFit(f"{path} was made for other themes than this version has: {_WHAT_TO_DO}")
    # Its nearest examples are numbers of rows: with other rows, a reason would show the wrong words.
    if found.facts.examples != examples.digest(rows):
        raise ModelDoesNotFit(f"{path} was made from other examples than this version has: {_WHAT_TO_DO}")
    if embedder is not None:
        _try_out(path, Judge(embedder, found, rows), rows)
    return found, digest


def _load(path: Path) -> model.Model:
    try:
        found = model.load(path) if zipfile.is_zipfile(path) else None
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
        found = None
    if found is None:
        raise ModelDoesNotFit(f"{path} is no model file of this version: {_WHAT_TO_DO}")
    return found


def _try_out(path: Path, judge: Judge, rows: Sequence[examples.Example]) -> None:
    """Judge one text: a file of an earlier version can have every name right and its arrays in another shape."""
    row = next((row for row in rows if row.themes), None)
    try:
        if row is not None:
            judge.judge([(0, row.text)], Asked(row.language, row.audience, (), ()))
    except (IndexError, KeyError, TypeError, ValueError) as error:
        raise ModelDoesNotFit(f"{path} is no model file of this version: {_WHAT_TO_DO}") from error


def _for_another_embedder(path: Path, embedder: Embedder) -> str:
    if knows_expected_languages(embedder):
        return f"{path} was made for another embedder than this version has: {_WHAT_TO_DO}"
    make = "make one for it with `python -m analysis train --embedder DIRECTORY --out FILE` and name that file by --model"
    return f"{path} was made for another embedder than the one chosen ({embedder.name}): {make}"


def digest_of(path: Path) -> str:
    """Return the digest of a file as it is now.

    Raises:
        ModelDoesNotFit: there is none that can be read.
    """
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise ModelDoesNotFit(f"there is no model file at {path} that can be read") from error
