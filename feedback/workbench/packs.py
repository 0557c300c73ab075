"""Packs: the list of those issued, the issuing of one, and its files."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from feedback.evidence import packs as issued
from feedback.evidence.export_csv import to_csv
from feedback.evidence.export_docx import to_docx
from feedback.store import audit
from feedback.workbench.forms import PackForm
from feedback.workbench.parts import assigned, person_id, workbench

pages = Blueprint("packs", __name__)
_FILES = {
    "docx": (to_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "csv": (to_csv, "text/csv; charset=utf-8"),
}


@pages.get("/inspections/<int:inspection_id>/packs")
def listed(inspection_id: int) -> str:
    """An inspection's packs, and the form that issues another."""
    return _show(inspection_id, PackForm(formdata=None))


@pages.post("/inspections/<int:inspection_id>/packs")
def issue(inspection_id: int) -> BaseResponse | str:
    """Issue a pack of the evidence as it stands now."""
    form = PackForm()
    if not form.validate_on_submit():
        return _show(inspection_id, form)
    try:
        with workbench().database.write() as session:
            issued.issue(
                session, workbench().key, person_id=person_id(), inspection_id=inspection_id, framework=form.framework.data
            )
    except issued.NoSuchPack:
        abort(404)
    flash(_("The pack is issued."))
    return redirect(url_for("packs.listed", inspection_id=inspection_id))


@pages.get("/inspections/<int:inspection_id>/packs/<id:pack_id>.<any(docx, csv):kind>")
def download(inspection_id: int, pack_id: bytes, kind: str) -> Response:
    """A pack as a file. That it was taken is written down."""
    make, media_type = _FILES[kind]
    try:
        with workbench().database.write() as session:
            content, digest = issued.reopen(
                session, workbench().key, person_id=person_id(), inspection_id=inspection_id, pack_id=pack_id
            )
            audit.record(session, person_id(), f"download {kind}", f"inspection {inspection_id} pack {pack_id.hex()}")
    except issued.NoSuchPack:
        abort(404)
    disposition = f'attachment; filename="evidence-pack-{content.issued_on}-{digest[:8]}.{kind}"'
    return Response(make(content, digest), content_type=media_type, headers={"Content-Disposition": disposition})


def _show(inspection_id: int, form: PackForm) -> str:
    with workbench().database.read() as session:
        inspection = assigned(session, inspection_id)
        return render_template("packs.html", inspection=inspection, packs=issued.listed(session, inspection_id), form=form)
