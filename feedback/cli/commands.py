"""The command `feedback`: what each part does is in its help."""

import logging
import signal
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from feedback.cli.model import model
from feedback.cli.refusals import kindly
from feedback.cli.server import Server
from feedback.cli.setting_up import inspection, inspector, keys, migrate, service
from feedback.collect import factory as public_site
from feedback.demo.demonstration import Demonstration, run_demonstration
from feedback.settings import LEAVE_TO, CollectSettings, SettingsFault, WorkbenchSettings, WorkerSettings
from feedback.workbench import factory as inspectors_site
from feedback.worker.loop import Worker

EXISTING = click.Path(path_type=Path)
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

database_url = click.option(
    "--database-url", envvar="FEEDBACK_DATABASE_URL", required=True, help="sqlite:///path or postgresql+psycopg://user@host/name"
)


def serving(port: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The options of a site."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        options = (
            click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on."),
            click.option("--port", default=port, show_default=True, help="Port to listen on."),
            click.option("--workers", default=0, help="Processes; 0: one a core."),
            click.option("--threads", default=8, show_default=True, help="Threads a process."),
            click.option(
                "--without-tls", is_flag=True, help="Only for a demonstration on this machine: people reach it by HTTP."
            ),
            click.option("--demonstration", is_flag=True, help="Say on every page that this is a demonstration."),
        )
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="feedback")
def main() -> None:
    """Anonymous feedback about support for survivors of modern slavery, and themed evidence for inspectors.

    Three processes share a database and never keys: `collect` (the public site), `worker` (reads what was sent) and `workbench`
    (the inspectors' site). To set up: `keys`, `migrate`, `service add`, `inspector add`, `inspection add`. To learn
    from verdicts: `model`. To see it all at once on this machine: `demo`.
    """
    warnings.filterwarnings("default")
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)


for command in (keys, migrate, service, inspector, inspection, model):
    main.add_command(command)


@main.command()
@database_url
@click.option(
    "--public-keys", envvar="FEEDBACK_PUBLIC_KEYS", type=EXISTING, required=True, help="Folder with worker.pub and escrow.pub."
)
@click.option(
    "--leave-to",
    envvar="FEEDBACK_LEAVE_TO",
    default=LEAVE_TO,
    show_default=True,
    help="Neutral page that “Leave this page” ends at.",
)
@click.option(
    "--case-is-safe",
    envvar="FEEDBACK_CASE_IS_SAFE",
    is_flag=True,
    help="Say that answers cannot affect a case: only if your agreements make it true.",
)
@serving(8000)
def collect(host: str, port: int, workers: int, threads: int, without_tls: bool, database_url: str, **rest: Any) -> None:
    """Serve the public site. It seals what is sent to public keys and holds nothing that opens it."""
    with kindly():
        _refuse_bare(host, without_tls)
        settings = CollectSettings(database_url=database_url, behind_tls=not without_tls, **rest)
        Server(public_site.create_app(settings), f"{host}:{port}", workers, threads).run()


@main.command()
@database_url
@click.option("--private-key", envvar="FEEDBACK_WORKBENCH_KEY", type=EXISTING, required=True, help="workbench.key, mode 600.")
@click.option("--secrets", envvar="FEEDBACK_WORKBENCH_SECRETS", type=EXISTING, required=True, help="secrets.toml, mode 600.")
@serving(8001)
def workbench(host: str, port: int, workers: int, threads: int, without_tls: bool, database_url: str, **rest: Any) -> None:
    """Serve the inspectors' site. It opens redacted quotes and packs, never a response."""
    with kindly():
        _refuse_bare(host, without_tls)
        settings = WorkbenchSettings(database_url=database_url, behind_tls=not without_tls, **rest)
        Server(inspectors_site.create_app(settings), f"{host}:{port}", workers, threads).run()


@main.command()
@database_url
@click.option("--private-key", envvar="FEEDBACK_WORKER_KEY", type=EXISTING, required=True, help="worker.key, mode 600.")
@click.option("--workbench-key", envvar="FEEDBACK_WORKBENCH_PUBLIC_KEY", type=EXISTING, required=True, help="workbench.pub.")
@click.option(
    "--retention-weeks", envvar="FEEDBACK_RETENTION_WEEKS", default=104, show_default=True, help="How long a response is kept."
)
@click.option(
    "--model",
    envvar="FEEDBACK_MODEL",
    type=EXISTING,
    help="The model file that was adopted (see `feedback model`); without one, the packaged model.",
)
@click.option(
    "--embedder",
    envvar="FEEDBACK_EMBEDDER",
    default="packaged",
    show_default=True,
    help="What turns passages into vectors: packaged, none (words alone), or a directory, with the --model made for it.",
)
@click.option("--retag", is_flag=True, help="Read again what another version has read, say how many, and end.")
@click.option("--all", "everything", is_flag=True, help="With --retag: read again what this version has read, too.")
def worker(database_url: str, retag: bool, everything: bool, **rest: Any) -> None:
    """Open what was sent, redact and tag it, and seal the quotes for the workbench. Any number may run; none listens.

    What another version has read, it reads again. What a person has decided stays, with the version that they decided on.
    """
    with kindly():
        if everything and not retag:
            raise SettingsFault("--all goes only with --retag")
        found = Worker.from_settings(WorkerSettings(database_url=database_url, **rest))
        with _stopped_by_signals() as stop:
            if not retag:
                found.run(stop)
                return
            done = found.retag(everything=everything, stop=stop)
        found.database.close()
        click.echo(f"Responses read: {done.read}. Not stored: {done.failed}.")
        if done.failed:
            raise SystemExit(1)


@main.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(".var/demo"),
    show_default=True,
    help="Where its keys and database go.",
)
@click.option("--collect-port", default=8000, show_default=True, help="Port of the public site.")
@click.option("--workbench-port", default=8001, show_default=True, help="Port of the inspectors' site.")
@click.option("--once", is_flag=True, help="End when all invented responses have been read, instead of staying up.")
def demo(data: Path, collect_port: int, workbench_port: int, once: bool) -> None:
    """Start both sites and a worker on this machine, with invented services and responses sent through the public site."""
    with kindly():
        run_demonstration(Demonstration(data, collect_port, workbench_port), stay=not once)


def _refuse_bare(host: str, without_tls: bool) -> None:
    if without_tls and host not in LOOPBACK:
        raise SettingsFault(f"--without-tls goes only with an address of this machine ({', '.join(LOOPBACK)}), not with {host}")


@contextmanager
def _stopped_by_signals() -> Iterator[threading.Event]:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    yield stop
