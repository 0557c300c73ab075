"""Who can help: the public numbers, checked on the day in `CHECKED`, to be checked again before each release."""

import datetime as dt
from dataclasses import dataclass

from flask_babel import LazyString, lazy_gettext

CHECKED = dt.date(2026, 11, 24)


@dataclass(frozen=True, slots=True)
class Contact:
    """One number, with when to call it."""

    name: LazyString | str
    number: str
    when: LazyString

    @property
    def href(self) -> str:
        """The number as a link."""
        return "tel:" + self.number.replace(" ", "")


CONTACTS = (
    Contact(
        lazy_gettext("Emergency"),
        "999",
        lazy_gettext("You are in danger now. Ask for the police, an ambulance or the fire service."),
    ),
    Contact(lazy_gettext("Police"), "101", lazy_gettext("You need the police, but there is no danger now.")),
    Contact(
        "Modern Slavery and Exploitation Helpline", "08000 121 700", lazy_gettext("Someone controls you, or you want advice.")
    ),
    Contact("The Salvation Army", "0800 808 3733", lazy_gettext("You need a safe place or support. Open day and night.")),
    Contact("Samaritans", "116 123", lazy_gettext("You feel very low, or you want to die. Free, day and night.")),
)
