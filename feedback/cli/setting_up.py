"""Setting up: keys, schema, services, people and inspections."""

import datetime as dt
from pathlib import Path

import click
import segno

from feedback.cli.refusals import kindly
from feedback.sealing.making import make_keys
from feedback.store.database import Database
from feedback.store.inspections import add_inspection
from feedback.store.migrations import upgrade
from feedback.store.revision import require_current
from feedback.store.services import add_service
from feedback.workbench.people import add_inspector, current_code

DAY = click.DateTime(formats=["%Y-%m-%d"])
database_url = click.option(
    "--database-url", envvar="FEEDBACK_DATABASE_URL", required=True, help="The owner's URL: this command may change everything."
)
secrets_file = click.option(
    "--secrets",
    envvar="FEEDBACK_WORKBENCH_SECRETS",
    type=click.Path(path_type=Path),
    required=True,
    help="The workbench's secrets.toml.",
)


def _owner(url: str) -> Database:
    database = Database(url)
    require_current(database)
    return database


@click.group()
def keys() -> None:
    """Make the keys that everything else depends on."""


@keys.command("make")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
def keys_make(directory: Path) -> None:
    """Make all keys below DIRECTORY, a folder for each process.

    Give each process its own folder and nothing else. Take `escrow/` off this machine and keep it offline: it opens
    every response if the worker's key is lost, and nothing else can.
    """
    with kindly():
        make_keys(directory)
    click.echo(f"Keys made below {directory}. Now move {directory}/escrow to an offline place.")


@click.command()
@database_url
def migrate(database_url: str) -> None:
    """Bring the database to the schema that this version expects, and make PostgreSQL's three roles."""
    with kindly():
        upgrade(Database(database_url))
    click.echo("The database is up to date.")


@click.group()
def service() -> None:
    """Services that feedback can be about."""


@service.command("add")
@database_url
@click.option("--provider", required=True, help="Organisation that runs it; added if it is new.")
@click.option("--name", required=True, help="An opaque name: never a place or an address.")
@click.option("--kind", type=click.Choice(["safehouse", "outreach"]), required=True, help="What it provides.")
@click.option("--region", required=True, help="A large region, such as a region of England, or Wales.")
def service_add(database_url: str, **what: str) -> None:
    """Add a service and print the code for its cards."""
    with kindly(), _owner(database_url).write() as session:
        code = add_service(session, **what).code
    click.echo(f"Code for its cards: {code[:4]} {code[4:]}")


@click.group()
def inspector() -> None:
    """People who sign in to the workbench."""


@inspector.command("add")
@database_url
@secrets_file
@click.option("--email", required=True, help="What they sign in with.")
@click.option("--name", required=True, help="How colleagues see them.")
@click.password_option(help="At least 12 characters.")
def inspector_add(database_url: str, secrets: Path, email: str, name: str, password: str) -> None:
    """Add an inspector, and show the secret for an authenticator app once."""
    with kindly():
        uri = add_inspector(_owner(database_url), secrets, email, name, password)
    click.echo("Scan this in an authenticator app, or type the secret in it. It is not shown again.")
    segno.make(uri).terminal(compact=True)
    click.echo(uri)


@inspector.command("code")
@database_url
@secrets_file
@click.option("--email", required=True, help="Whose code.")
def inspector_code(database_url: str, secrets: Path, email: str) -> None:
    """Print an inspector's one-time code of this moment: for a demonstration, in place of an authenticator app."""
    with kindly():
        click.echo(current_code(_owner(database_url), secrets, email))


@click.group()
def inspection() -> None:
    """Inspections: one service, one period, one team."""


@inspection.command("add")
@database_url
@click.option("--reference", required=True, help="How the team calls it.")
@click.option("--service", "service_name", required=True, help="The service's name.")
@click.option("--first", type=DAY, required=True, help="Evidence from the week of this day (YYYY-MM-DD) …")
@click.option("--last", type=DAY, required=True, help="… to the week of this day.")
@click.option("--visit-on", type=DAY, help="Day of the visit.")
@click.option("--member", "members", multiple=True, required=True, help="E-mail of an inspector; may be given more than once.")
def inspection_add(
    database_url: str,
    reference: str,
    service_name: str,
    first: dt.datetime,
    last: dt.datetime,
    visit_on: dt.datetime | None,
    members: tuple[str, ...],
) -> None:
    """Open an inspection of a service for a team."""
    with kindly(), _owner(database_url).write() as session:
        add_inspection(
            session,
            reference=reference,
            service_name=service_name,
            first=first.date(),
            last=last.date(),
            visit_on=visit_on.date() if visit_on else None,
            members=members,
        )
    click.echo("Opened.")
