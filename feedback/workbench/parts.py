"""The parts that the workbench's views work with."""

from dataclasses import dataclass

from flask import abort, current_app, request
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.routing import BaseConverter, ValidationError

from feedback.evidence.frameworks import Framework, all_frameworks, default_framework
from feedback.sealing.opener import PrivateKey
from feedback.settings import WorkbenchSettings
from feedback.store.database import Database
from feedback.store.inspections import Inspection, inspection_of


@dataclass(frozen=True, slots=True)
class Workbench:
    """What the views need."""

    settings: WorkbenchSettings
    database: Database
    key: PrivateKey


class IdConverter(BaseConverter):
    """A random id of 16 bytes, as 32 hexadecimal digits in an address."""

    regex = "[0-9a-f]{32}"

    def to_python(self, value: str) -> bytes:
        """The id's bytes."""
        try:
            return bytes.fromhex(value)
        except ValueError as error:
            raise ValidationError from error

    def to_url(self, value: bytes) -> str:
        """The id as it stands in an address."""
        return value.hex()


def workbench() -> Workbench:
    """The workbench that answers the current request."""
    found: Workbench = current_app.extensions["feedback"]
    return found


def person_id() -> int:
    """Who is signed in."""
    return int(current_user.id)


def assigned(session: Session, inspection_id: int) -> Inspection:
    """An inspection that the reader works on; to everybody else there is none (404)."""
    return inspection_of(session, inspection_id, person_id()) or abort(404)


def chosen_framework() -> tuple[str, Framework]:
    """The framework that the address or the form names, and its name; without one, the first."""
    name = request.values.get("framework", "") or default_framework()
    return name, all_frameworks().get(name) or abort(404)
