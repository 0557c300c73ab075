"""Assets: the shared templates, the stylesheets and the script, addressed by their digest so that they can be cached for ever."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, url_for
from flask_babel import format_decimal
from jinja2 import ChoiceLoader, FileSystemLoader

STATIC = Path(__file__).with_name("static")
TEMPLATES = Path(__file__).with_name("templates")


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


def asset(name: str) -> str:
    """The address of an asset."""
    return url_for("static", filename=name, v=_digest(name))


def dress(app: Flask) -> None:
    """Give a site the shared templates, `asset(name)` for addresses, and numbers as the language writes them."""
    app.jinja_options = {**app.jinja_options, "trim_blocks": True, "lstrip_blocks": True}
    app.jinja_loader = ChoiceLoader([FileSystemLoader(Path(app.root_path) / "templates"), FileSystemLoader(TEMPLATES)])
    app.jinja_env.globals["asset"] = asset
    app.jinja_env.filters["number"] = format_decimal
