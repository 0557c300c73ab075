"""The invented world: providers, services with opaque names, an inspector and an inspection, made once."""

import datetime as dt
import secrets
from dataclasses import dataclass
from pathlib import Path

from feedback.store.database import Database
from feedback.store.inspections import add_inspection
from feedback.store.services import add_service, all_services
from feedback.workbench.people import add_inspector

INSPECTOR = "inspector@example.org"
REFERENCE = "DEMO-1"


@dataclass(frozen=True, slots=True)
class InventedService:
    """A service and its share of the responses."""

    provider: str
    name: str
    kind: str
    region: str
    share: int


SERVICES = (
    InventedService("Larkspur Trust (invented)", "Rowan", "safehouse", "North West", 5),
    InventedService("Larkspur Trust (invented)", "Juniper", "outreach", "North West", 2),
    InventedService("Second Harbour (invented)", "Alder", "safehouse", "Wales", 2),
    InventedService("Second Harbour (invented)", "Hazel", "outreach", "London", 1),
)
INSPECTED = SERVICES[0]


def make_world(database: Database, workbench_secrets: Path, password_file: Path) -> None:
    """Add services, an inspector with a new password (kept in a file of its own) and an inspection, unless they are there."""
    with database.read() as session:
        if all_services(session):
            return
    password = secrets.token_urlsafe(12)
    add_inspector(database, workbench_secrets, INSPECTOR, "Demonstration inspector", password)
    password_file.touch(mode=0o600)
    password_file.write_text(password, encoding="ascii")
    today = dt.datetime.now(dt.UTC).date()
    with database.write() as session:
        for invented in SERVICES:
            add_service(session, provider=invented.provider, name=invented.name, kind=invented.kind, region=invented.region)
        add_inspection(
            session,
            reference=REFERENCE,
            service_name=INSPECTED.name,
            first=today - dt.timedelta(weeks=26),
            last=today + dt.timedelta(weeks=26),
            visit_on=today + dt.timedelta(weeks=2),
            members=[INSPECTOR],
        )


def codes_in_turn(database: Database) -> list[str | None]:
    """The service codes that respondents use in turn, each by its share; one respondent of eleven has no code."""
    with database.read() as session:
        code_of = {service.name: service.code for service in all_services(session)}
    turn: list[str | None] = [None]
    for round_number in range(max(invented.share for invented in SERVICES)):
        turn += [code_of[invented.name] for invented in SERVICES if invented.share > round_number]
    return turn
