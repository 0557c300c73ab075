"""The parts that the public site's views work with."""

from dataclasses import dataclass

from flask import current_app

from feedback.collect.drafts import Cookie
from feedback.sealing.keys import PublicKey
from feedback.settings import CollectSettings
from feedback.store.database import Database


@dataclass(frozen=True, slots=True)
class Site:
    """What the views need."""

    settings: CollectSettings
    database: Database
    recipients: tuple[PublicKey, ...]
    cookie: Cookie


def site() -> Site:
    """The site that answers the current request."""
    found: Site = current_app.extensions["feedback"]
    return found
