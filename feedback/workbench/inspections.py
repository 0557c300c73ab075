"""Inspections: the list of them, the evidence of one, a theme in its respondents' words, and what a person must read."""

from flask import Blueprint, abort, render_template

from feedback.evidence.board import board
from feedback.evidence.findings import gather
from feedback.evidence.frameworks import all_frameworks, all_themes
from feedback.evidence.misses import misses
from feedback.evidence.voices import voices
from feedback.store import audit
from feedback.store.inspections import inspections_of
from feedback.workbench.forms import VerdictForm
from feedback.workbench.parts import assigned, chosen_framework, person_id, workbench

pages = Blueprint("inspections", __name__)


@pages.get("/")
def listed() -> str:
    """The inspections that the reader works on."""
    with workbench().database.read() as session:
        return render_template("inspections.html", inspections=inspections_of(session, person_id()))


@pages.get("/inspections/<int:inspection_id>")
def evidence(inspection_id: int) -> str:
    """An inspection's evidence through one framework: counts, no words."""
    name, framework = chosen_framework()
    with workbench().database.read() as session:
        inspection = assigned(session, inspection_id)
        found = gather(session, inspection, workbench().key)
        return render_template(
            "evidence.html",
            inspection=inspection,
            evidence=found,
            misses=misses(session, found.version),
            board=board(found, framework),
            framework=name,
            frameworks=all_frameworks(),
        )


@pages.get("/inspections/<int:inspection_id>/themes/<theme>")
def theme(inspection_id: int, theme: str) -> str:
    """One theme in words, with the tags and what may be said of them. Reading it is written down."""
    about = all_themes().get(theme) or abort(404)
    name, framework = chosen_framework()
    with workbench().database.write() as session:
        inspection = assigned(session, inspection_id)
        found = gather(session, inspection, workbench().key)
        audit.record(session, person_id(), "read quotes", f"inspection {inspection_id} theme {theme}")
        return render_template(
            "theme.html",
            inspection=inspection,
            theme=about,
            item=framework.items.get(framework.item_of(theme) or ""),
            framework=name,
            voices=voices(found, theme),
            rejected=found.rejected(theme),
            form=VerdictForm(formdata=None),
        )


@pages.get("/inspections/<int:inspection_id>/read")
def for_a_person(inspection_id: int) -> str:
    """What no machine could tag, and what is urgent. Reading it is written down."""
    name, _ = chosen_framework()
    with workbench().database.write() as session:
        inspection = assigned(session, inspection_id)
        found = gather(session, inspection, workbench().key)
        audit.record(session, person_id(), "read quotes", f"inspection {inspection_id} for a person")
        return render_template(
            "read.html", inspection=inspection, claims=found.for_a_person(), framework=name, form=VerdictForm(formdata=None)
        )
