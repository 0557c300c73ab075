import csv
import io
import unicodedata

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from feedback.evidence.export_csv import COLUMNS, harmless, to_csv
from feedback.evidence.export_docx import to_docx
from feedback.evidence.pack_content import PackContent
from tests.evidence.planting import Planter, Said
from tests.evidence.test_packs import issued

FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    " =1",
    "\u202e=1",
    "\ufeff=1",
    "|calc",
    "%0",
)


def rows(content: PackContent, digest: str) -> list[dict[str, str]]:
    text = to_csv(content, digest).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("typed", FORMULAS)
def test_no_cell_is_a_formula(typed: str) -> None:
    assert harmless(typed).startswith("'")


@given(st.text())
def test_a_harmless_cell_never_begins_like_a_formula_and_carries_no_control_character(typed: str) -> None:
    cell = harmless(typed)
    assert unicodedata.normalize("NFKC", cell).lstrip()[:1] not in set("=+-@\t\r|%") or not cell.strip()
    assert all(unicodedata.category(c) not in {"Cc", "Cs"} or c in "\n\t" for c in cell)


@given(st.text())
def test_a_cell_keeps_what_was_said(typed: str) -> None:
    letters = [c for c in typed if c.isalnum()]
    assert [c for c in harmless(typed) if c.isalnum()] == letters


def test_csv_has_one_row_a_claim_over_several_lines_and_in_any_script(planter: Planter) -> None:
    planter.respond(Said("premises", text='=HYPERLINK("x")\nሰላም, "ok"', passage="ሰላም"))
    planter.respond(Said("safety", "strength", from_answer=True, question="safe"))
    _, content, digest = issued(planter)
    answer, quote = sorted(rows(content, digest), key=lambda row: row["kind"])
    assert tuple(quote) == COLUMNS
    assert quote["before"] == '\'=HYPERLINK("x")\n'
    assert quote["tagged passage"] == "ሰላም"
    assert quote["after"] == ', "ok"'
    assert (quote["respondents"], quote["pack digest"], quote["disclosure rules"]) == ("1", digest, "1")
    assert (answer["kind"], answer["theme"], answer["respondents"]) == ("answers", "Feeling safe", "1")


def test_csv_begins_with_a_byte_order_mark_and_is_the_same_each_time(planter: Planter) -> None:
    planter.respond(Said("premises"))
    _, content, digest = issued(planter)
    assert to_csv(content, digest).startswith(b"\xef\xbb\xbf")
    assert to_csv(content, digest) == to_csv(content, digest)


def test_the_word_file_reopens_with_headings_quotes_and_marked_passages(planter: Planter) -> None:
    planter.respond(Said("premises", text="My room is cold now.", passage="is cold"))
    _, content, digest = issued(planter)
    document = Document(io.BytesIO(to_docx(content, digest)))
    headings = [p.text for p in document.paragraphs if p.style is not None and p.style.name.startswith("Heading 1")]
    assert headings[:3] == ["Contents", "How far to trust the tags", "Are they safe?"]
    assert headings[-1] == "Annex"
    (quote,) = (p for p in document.paragraphs if p.style is not None and p.style.name == "Quote")
    assert quote.text == "My room «is cold» now."
    assert [run.text for run in quote.runs if run.bold] == ["«is cold»"]
    assert any(digest in p.text for p in document.paragraphs)
    assert any("not yet confirmed by a person" in p.text for p in document.paragraphs)


def test_every_table_has_a_marked_header_row_and_every_link_a_target(planter: Planter) -> None:
    planter.respond(Said("premises"))
    _, content, digest = issued(planter)
    body = Document(io.BytesIO(to_docx(content, digest))).element.body
    for table in body.iter(qn("w:tbl")):
        assert table.tr_lst[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    targets = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    links = {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))}
    assert links
    assert links <= targets


def test_the_word_files_properties_have_a_title_and_a_language_and_no_machine_or_hour(planter: Planter) -> None:
    _, content, digest = issued(planter)
    document = Document(io.BytesIO(to_docx(content, digest)))
    properties = document.core_properties
    assert properties.title == "Evidence pack, inspection MSI-2026-014"
    assert properties.language == "en-GB"
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    assert properties.created is not None
    assert (properties.created.hour, properties.created.minute) == (0, 0)
    languages = {e.get(qn("w:val")) for e in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}


def test_the_word_file_is_the_same_each_time(planter: Planter) -> None:
    planter.respond(Said("premises"))
    _, content, digest = issued(planter)
    assert to_docx(content, digest) == to_docx(content, digest)


def test_control_and_bidi_characters_do_not_break_the_word_file(planter: Planter) -> None:
    planter.respond(Said("premises", text="a\x00b\u202e\ufffe\U000e0041 عربي", passage="عربي"))
    planter.respond(Said("premises", text="البيت بارد", passage="بارد"))
    _, content, digest = issued(planter)
    document = Document(io.BytesIO(to_docx(content, digest)))
    quotes = {p.text: p for p in document.paragraphs if p.style is not None and p.style.name == "Quote"}
    assert set(quotes) == {"ab «عربي»", "البيت «بارد»"}
    assert quotes["البيت «بارد»"]._p.pPr.find(qn("w:bidi")) is not None


def test_the_table_for_outside_prints_no_small_count_and_no_size(planter: Planter) -> None:
    for _ in range(13):
        planter.respond(Said("premises"), Said("safety", "strength") if _ < 4 else Said("premises"))
    _, content, digest = issued(planter)
    document = Document(io.BytesIO(to_docx(content, digest)))
    (table,) = (t for t in document.tables if [c.text for c in t.rows[0].cells] == ["Theme", "Strengths", "Concerns"])
    cells = {row.cells[0].text: (row.cells[1].text, row.cells[2].text) for row in table.rows[1:]}
    assert cells["Accommodation and premises"] == ("fewer than 10", "15")
    assert cells["Feeling safe"] == ("fewer than 10", "fewer than 10")
    assert len(cells) == 33
