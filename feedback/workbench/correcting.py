"""Correcting: a person puts a passage under another theme, or turns its direction."""

from flask import Blueprint, abort, flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback.evidence.findings import gather
from feedback.evidence.review import CannotDecide, NoSuchFinding, decide
from feedback.store import audit
from feedback.workbench.forms import READING, CorrectionForm
from feedback.workbench.parts import assigned, chosen_framework, person_id, workbench
from feedback.workbench.verdicts import back_to_list

pages = Blueprint("correcting", __name__)
ADDRESS = "/inspections/<int:inspection_id>/findings/<id:finding_id>/correction"


@pages.get(ADDRESS)
def correction(inspection_id: int, finding_id: bytes) -> str:
    """The passage, and a form with its tag as it stands. Reading it is written down."""
    name, _framework = chosen_framework()
    form = CorrectionForm(formdata=None, place=request.args.get("place", READING), framework=name)
    return _show(inspection_id, finding_id, form)


@pages.post(ADDRESS)
def correct(inspection_id: int, finding_id: bytes) -> Response | str:
    """Take the correction and go back to where it was asked for."""
    form = CorrectionForm()
    if not form.validate_on_submit():
        return _show(inspection_id, finding_id, form)
    try:
        with workbench().database.write() as session:
            decide(
                session,
                person_id=person_id(),
                inspection_id=inspection_id,
                finding_id=finding_id,
                decision="correct",
                theme=form.theme.data,
                direction=form.direction.data,
            )
    except NoSuchFinding:
        abort(404)
    except CannotDecide:
        abort(400)
    flash(_("The tag is corrected."))
    return back_to_list(form, inspection_id, finding_id)


def _show(inspection_id: int, finding_id: bytes, form: CorrectionForm) -> str:
    with workbench().database.write() as session:
        inspection = assigned(session, inspection_id)
        found = gather(session, inspection, workbench().key)
        claim = next((c for c in found.claims if c.id == finding_id and not c.from_answer), None) or abort(404)
        audit.record(session, person_id(), "read quotes", f"inspection {inspection_id} finding {finding_id.hex()}")
        if not form.is_submitted():
            form.theme.data, form.direction.data = claim.theme or "", claim.direction
        return render_template("correction.html", inspection=inspection, claim=claim, form=form)
