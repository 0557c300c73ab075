"""The model: made anew from what people decided, compared, and adopted by a person or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from analysis import chosen, compare, examples
from analysis.compare import Comparison, NothingToCompareWith
from analysis.embedder import PACKAGED
from analysis.embedder import chosen as chosen_embedder
from analysis.examples import Example
from feedback.cli.candidate import learn, write_card
from feedback.cli.refusals import kindly
from feedback.evidence.reviewed import reviewed_passages
from feedback.sealing.opener import PrivateKey
from feedback.store import audit
from feedback.store.database import Database, Role
from feedback.store.inspections import UnknownName
from feedback.store.people import person_with_email
from feedback.store.revision import require_current
from feedback.worker.adoption import Change, adoption, card_of, restoration, standing_at

FILE = click.Path(path_type=Path, dir_okay=False)
CANDIDATE = "candidate.npz"


@dataclass(frozen=True, slots=True)
class Texts:
    """What is learnt from and measured on in place of all packaged examples and gold texts: small ones, for tests."""

    examples: Sequence[Example]
    gold: Sequence[Example]


place_option = click.option(
    "--model", "place", envvar="FEEDBACK_MODEL", type=FILE, help="The worker's model file; without one, the packaged model."
)
needed_place_option = click.option(
    "--model", "place", envvar="FEEDBACK_MODEL", type=FILE, required=True, help="The worker's model file: where it is put."
)
embedder_option = click.option(
    "--embedder", envvar="FEEDBACK_EMBEDDER", default=PACKAGED, show_default=True, help="The worker's embedder."
)
by_option = click.option("--by", required=True, help="Who decides this; with a database, the e-mail that they sign in with.")
audit_option = click.option(
    "--database-url", envvar="FEEDBACK_DATABASE_URL", help="Where the decision is written into the audit log, if given."
)


@click.group()
def model() -> None:
    """Learn from verdicts: make a candidate, compare it with the model in use, adopt it, go back."""


@model.command()
@click.option("--database-url", envvar="FEEDBACK_DATABASE_URL", required=True, help="Where findings and quotes are.")
@click.option("--private-key", envvar="FEEDBACK_WORKBENCH_KEY", type=FILE, required=True, help="workbench.key, mode 600.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help=f"Folder for {CANDIDATE} and its card."
)
@place_option
@embedder_option
@click.pass_obj
def train(texts: Texts | None, database_url: str, private_key: Path, out: Path, place: Path | None, embedder: str) -> None:
    """Make a candidate from the examples and the reviewed, redacted passages, with its card.

    Run it where the workbench's key is: it opens redacted quotes and never a response. It prints numbers and no words. It takes
    minutes and needs scikit-learn. Nothing changes until somebody adopts the candidate.
    """
    with kindly():
        key, database, path = PrivateKey.read(private_key), Database(database_url, Role.WORKBENCH), out / CANDIDATE
        require_current(database)
        machine = chosen_embedder(embedder)
        if machine is None:
            raise NothingToCompareWith("there is no embedder, or it does not run on this machine")
        if path.exists() or card_of(path).exists():
            raise FileExistsError(f"there is a candidate in {out} already: name another folder")
        with database.read() as session:
            reviewed = reviewed_passages(session, key)
        database.close()
        click.echo(f"Reviewed passages that it learns from: {len(reviewed.rows)}")
        for reason, number in sorted(reviewed.left_out.items()):
            click.echo(f"Left out, because {reason}: {number}")
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        rows, gold = (texts.examples, texts.gold) if texts else (examples.load(), None)
        try:
            learn(reviewed, rows, machine, path)
            comparison = compare.files(standing_at(place), path, setting=embedder, gold=gold, rows=rows)
            write_card(path, reviewed, rows, comparison, standing_at(place))
        except BaseException:
            for made in (path, card_of(path)):
                made.unlink(missing_ok=True)
            raise
        click.echo(f"The candidate is {path}, SHA-256 {chosen.digest_of(path)}; its card is {card_of(path)}.")
        click.echo("The rule for adoption holds." if comparison.holds else "The rule for adoption does not hold: see its card.")


@model.command("compare")
@click.argument("candidate", type=FILE)
@place_option
@embedder_option
@click.pass_obj
def compare_models(texts: Texts | None, candidate: Path, place: Path | None, embedder: str) -> None:
    """Measure CANDIDATE against the model in use on the gold texts; status 1 if it may not be adopted."""
    with kindly():
        comparison = compare.files(standing_at(place), candidate, setting=embedder, gold=texts.gold if texts else None)
    _tell(comparison)
    if not comparison.holds:
        raise SystemExit(1)


@model.command()
@click.argument("candidate", type=FILE)
@by_option
@needed_place_option
@embedder_option
@audit_option
@click.pass_obj
def adopt(texts: Texts | None, candidate: Path, by: str, place: Path, embedder: str, database_url: str | None) -> None:
    """Put CANDIDATE in the place of the model in use, if the rule holds; the earlier one is kept.

    Then start every worker again, with the same model: they read with it from then on, and read again what the earlier one had
    read. Verdicts stay.
    """
    with kindly():
        log = _AuditLog(database_url, by)
        change = adoption(candidate, place, embedder, texts.gold if texts else None)
        if change.comparison is not None:
            _tell(change.comparison)
            if not change.comparison.holds:
                raise SystemExit(1)
        log.make(change, "adopt model")
    click.echo(f"Adopted: {place} is now the model {change.digest}. Start the workers again.")


@model.command()
@by_option
@needed_place_option
@embedder_option
@audit_option
def restore(by: str, place: Path, embedder: str, database_url: str | None) -> None:
    """Go back to the model that was in use before the last change."""
    with kindly():
        log = _AuditLog(database_url, by)
        change = restoration(place, embedder)
        log.make(change, "restore model")
    click.echo(f"Restored: {place} is now the model {change.digest}. Start the workers again.")


def _tell(comparison: Comparison) -> None:
    for line in compare.lines(comparison):
        click.echo(line)


class _AuditLog:
    """Where a change of the model is written down, in the name of somebody who signs in; or nowhere, without a database."""

    def __init__(self, database_url: str | None, by: str) -> None:
        if not by.strip():
            raise UnknownName("say who decides this with --by")
        self._by = by
        self._database = Database(database_url, Role.WORKBENCH) if database_url else None
        self._person = 0
        if self._database is not None:
            require_current(self._database)
            with self._database.read() as session:
                person = person_with_email(session, by.strip().lower())
            if person is None:
                raise UnknownName(f"nobody signs in as {by}")
            self._person = person.id

    def make(self, change: Change, act: str) -> None:
        """Make the change and write it down: neither without the other."""
        if self._database is None:
            change.make(self._by)
            return
        with self._database.write() as session:
            audit.record(session, self._person, act, f"model {change.digest[:16]} in place of {change.earlier[:16]}")
            change.make(self._by)
        self._database.close()
