"""Wording: what templates say about claims, and dates as they are written here."""

import datetime as dt

from flask import Flask
from markupsafe import Markup, escape

from feedback.evidence import wording
from feedback.evidence.frameworks import all_frameworks, all_themes

SERVICE_KINDS = {"safehouse": "Safehouse", "outreach": "Outreach"}


def day(value: dt.date) -> str:
    """A day in words: 3 August 2026."""
    return f"{value.day} {value:%B %Y}"


def theme_title(code: str | None) -> str:
    """A theme's title; nothing for none."""
    theme = all_themes().get(code or "")
    return theme.title if theme else ""


def framework_title(name: str) -> str:
    """A framework's title; its name where it is no longer known."""
    framework = all_frameworks().get(name)
    return framework.title if framework else name


def lines(text: str) -> Markup:
    """Text whose line ends are kept. Everything in it is escaped."""
    return Markup("<br>").join(escape(line) for line in text.split("\n"))


def speak(app: Flask) -> None:
    """Give the templates the words."""
    app.jinja_env.filters |= {
        "day": day,
        "lines": lines,
        "tagged_by": wording.tagged_by,
        "decided_by": wording.decided_by,
        "theme_title": theme_title,
        "framework_title": framework_title,
    }
    app.jinja_env.globals |= {
        "asked": wording.asked,
        "audience_titles": wording.AUDIENCE_TITLES,
        "direction_titles": wording.DIRECTION_TITLES,
        "standing_titles": wording.STANDING_TITLES,
        "fault_titles": wording.FAULT_TITLES,
        "service_kinds": SERVICE_KINDS,
    }
