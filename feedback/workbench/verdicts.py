"""Verdicts: confirm, reject and undo, each by one press."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback.evidence.review import CannotDecide, NoSuchFinding, decide
from feedback.workbench.forms import PlacedForm, VerdictForm
from feedback.workbench.parts import person_id, workbench

pages = Blueprint("verdicts", __name__)


@pages.post("/inspections/<int:inspection_id>/findings/<id:finding_id>/verdict")
def verdict(inspection_id: int, finding_id: bytes) -> Response:
    """Take a decision and go back to where it was taken."""
    form = VerdictForm()
    if not form.validate_on_submit():
        abort(400)
    try:
        with workbench().database.write() as session:
            decide(
                session,
                person_id=person_id(),
                inspection_id=inspection_id,
                finding_id=finding_id,
                decision=form.decision.data,
            )
    except NoSuchFinding:
        abort(404)
    except CannotDecide:
        abort(400)
    said = {"confirm": _("The tag is confirmed."), "reject": _("The tag is rejected."), "undo": _("The decision is taken back.")}
    flash(said[form.decision.data])
    return back_to_list(form, inspection_id, finding_id)


def back_to_list(form: PlacedForm, inspection_id: int, finding_id: bytes) -> Response:
    """To the list that the form was sent from, at the finding where it still stands there."""
    framework = form.framework.data or None
    theme = form.theme_of_place
    if theme is None:
        return redirect(url_for("inspections.for_a_person", inspection_id=inspection_id, framework=framework))
    anchor = f"tag-{finding_id.hex()}"
    return redirect(url_for("inspections.theme", inspection_id=inspection_id, theme=theme, framework=framework, _anchor=anchor))
