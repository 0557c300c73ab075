"""People of the workbench: accounts are made at the command line, with the second factor, and never in a browser."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from flask import Flask
from flask_babel import Babel
from flask_security import Security, hash_password

from feedback.store.database import Database
from feedback.store.people import Person, person_with_email, role_named
from feedback.workbench.accounts import INSPECTOR, OneTimeCodes
from feedback.workbench.sign_in import set_up_sign_in
from feedback.workbench.vault import read_secrets

SHORTEST_PASSWORD = 12


class CannotAdd(ValueError):
    """The account cannot be made; the message says why."""


class NoSuchPerson(LookupError):
    """Nobody with this e-mail address has an account with a second factor."""


@contextmanager
def _sign_in(database: Database, secrets: Path) -> Iterator[Security]:
    # The sign-in library hashes and encrypts under a site's settings, so one is set up that serves nobody.
    app = Flask(__name__)
    Babel(app)
    security = set_up_sign_in(app, database, read_secrets(secrets), behind_tls=True)
    with app.app_context():
        yield security


def add_inspector(database: Database, secrets: Path, email: str, name: str, password: str) -> str:
    """Make an account that can sign in, and return the otpauth URI that an authenticator app reads.

    `secrets` is the site's file of secrets. The URI is shown once and cannot be asked for again.

    Raises:
        CannotAdd: the address is taken or is none, the name is empty, or the password is too short.

    """
    address, called = email.strip().lower(), name.strip()
    _check(address, called, password)
    with _sign_in(database, secrets) as security, database.write() as session:
        if person_with_email(session, address) is not None:
            raise CannotAdd(f"{address} has an account already")
        totp_secret = security.totp_factory.generate_totp_secret()
        person = Person(
            email=address,
            name=called,
            password=hash_password(password),
            active=True,
            fs_uniquifier=uuid.uuid4().hex,
            tf_primary_method="authenticator",
            tf_totp_secret=totp_secret,
            tf_last_step=None,
            created_on=dt.datetime.now(dt.UTC).date(),
            roles=[role_named(session, INSPECTOR)],
        )
        session.add(person)
        return str(security.totp_factory.get_totp_uri(address, totp_secret))


def _check(address: str, name: str, password: str) -> None:
    before, at, domain = address.partition("@")
    if not (before and at and domain) or len(address) > 254:
        raise CannotAdd("an e-mail address has a name, an @ and a domain, and at most 254 characters")
    if not name or len(name) > 200:
        raise CannotAdd("a name has 1 to 200 characters")
    if len(password) < SHORTEST_PASSWORD:
        raise CannotAdd(f"a password has at least {SHORTEST_PASSWORD} characters")


def current_code(database: Database, secrets: Path, email: str) -> str:
    """The one-time code that will be taken now: for the demonstration, which has no phone.

    Raises:
        NoSuchPerson: nobody has this address, or no second factor.

    """
    with _sign_in(database, secrets) as security, database.read() as session:
        codes = cast("OneTimeCodes", security.totp_factory)
        person = person_with_email(session, email.strip().lower())
        if person is None or person.tf_totp_secret is None:
            raise NoSuchPerson(f"nobody with the address {email} can sign in")
        return codes.unused_code(person.tf_totp_secret, person.tf_last_step)
