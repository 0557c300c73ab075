"""Refusals: a process that cannot start safely says what to do, in a line and not in a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from analysis.chosen import ModelDoesNotFit
from analysis.compare import NothingToCompareWith
from analysis.embedder import UnusableEmbedder
from feedback.questionnaires.instrument import InstrumentFault
from feedback.sealing.keys import BrokenKey
from feedback.sealing.opener import KeyIsExposed
from feedback.settings import SettingsFault
from feedback.store.database import DatabaseAway
from feedback.store.inspections import AlreadyThere, UnknownName
from feedback.store.revision import StaleSchema
from feedback.store.services import NameTaken
from feedback.workbench.people import CannotAdd, NoSuchPerson
from feedback.workbench.vault import BrokenVault
from feedback.worker.adoption import CannotAdopt

REFUSALS = (
    AlreadyThere,
    BrokenKey,
    BrokenVault,
    CannotAdd,
    CannotAdopt,
    DatabaseAway,
    FileExistsError,
    InstrumentFault,
    KeyIsExposed,
    ModelDoesNotFit,
    NameTaken,
    NoSuchPerson,
    NothingToCompareWith,
    SettingsFault,
    StaleSchema,
    UnknownName,
    UnusableEmbedder,
)


@contextmanager
def kindly() -> Iterator[None]:
    """Turn a refusal into one line and exit status 1."""
    try:
        yield
    except REFUSALS as refusal:
        raise click.ClickException(str(refusal)) from refusal
