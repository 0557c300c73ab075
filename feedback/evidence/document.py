"""Document: the few pieces of a Word file that a pack needs, made so that a screen reader can find its way."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from feedback.evidence.cleaning import cleaned, written_from_the_right

_LANGUAGE = "en-GB"


class PackDocument:
    """A Word file in the making: real headings, tables with marked header rows, quotes with a marked passage."""

    def __init__(self, title: str, day: dt.date) -> None:
        self._document: Any = Document()
        self._bookmarks = 0
        properties = self._document.core_properties
        properties.title, properties.language, properties.subject = title, _LANGUAGE, "Evidence pack"
        # No person's or machine's name, and no time finer than the day, travels in the file's properties.
        properties.author = properties.last_modified_by = properties.comments = ""
        properties.created = properties.modified = dt.datetime.combine(day, dt.time())
        properties.revision = 1
        self._set_language()

    def _set_language(self) -> None:
        fonts = self._document.styles.element.find(".//" + qn("w:rPrDefault")).find(qn("w:rPr"))
        language = fonts.find(qn("w:lang"))
        if language is None:
            language = OxmlElement("w:lang")
            fonts.append(language)
        language.set(qn("w:val"), _LANGUAGE)
        self._document.styles["Normal"].font.size = Pt(11)

    def heading(self, text: str, level: int, bookmark: str = "") -> None:
        """A heading of level 0 (the title) to 4, which a link can name by its bookmark."""
        paragraph = self._document.add_heading(cleaned(text), level)
        if bookmark:
            self._bookmarks += 1
            start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
            for element in (start, end):
                element.set(qn("w:id"), str(self._bookmarks))
            start.set(qn("w:name"), bookmark)
            paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
            paragraph._p.append(end)

    def paragraph(self, text: str, style: str | None = None) -> None:
        """A paragraph of our own words."""
        self._document.add_paragraph(cleaned(text), style)

    def bullets(self, lines: Iterable[str]) -> None:
        """A list of our own words."""
        for line in lines:
            self.paragraph(line, "List Bullet")

    def links(self, entries: Iterable[tuple[str, str]]) -> None:
        """A list of links to bookmarks of this file: the contents."""
        for text, bookmark in entries:
            paragraph = self._document.add_paragraph(style="List Bullet")
            link, run, words = OxmlElement("w:hyperlink"), OxmlElement("w:r"), OxmlElement("w:t")
            link.set(qn("w:anchor"), bookmark)
            words.text = cleaned(text)
            run.append(words)
            link.append(run)
            paragraph._p.append(link)

    def quote(self, before: str, passage: str, after: str) -> None:
        """Somebody's words. The tagged passage is bold, coloured and between « and », so that no reader depends on the colour."""
        paragraph = self._document.add_paragraph(style="Quote")
        if written_from_the_right(before + passage + after):
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        if before:
            paragraph.add_run(cleaned(before))
        marked = paragraph.add_run(f"«{cleaned(passage)}»")
        marked.bold, marked.font.highlight_color = True, WD_COLOR_INDEX.YELLOW
        if after:
            paragraph.add_run(cleaned(after))

    def table(self, caption: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """A table under its caption, its first row marked as the header and repeated on every page."""
        above = self._document.add_paragraph(cleaned(caption), "Caption")
        above.paragraph_format.keep_with_next = True
        table = self._document.add_table(rows=1, cols=len(header), style="Table Grid")
        for cell, text in zip(table.rows[0].cells, header, strict=True):
            cell.paragraphs[0].add_run(cleaned(text)).bold = True
        row_properties = table.rows[0]._tr.get_or_add_trPr()
        row_properties.append(OxmlElement("w:tblHeader"))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = cleaned(text)
        self.paragraph("")

    def to_bytes(self) -> bytes:
        """The file: the same bytes for the same content."""
        made, fixed = io.BytesIO(), io.BytesIO()
        self._document.save(made)
        with zipfile.ZipFile(made) as source, zipfile.ZipFile(fixed, "w") as target:
            for name in source.namelist():
                entry = zipfile.ZipInfo(name)  # the date of a fresh entry is 1980: no clock is in the file
                entry.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(entry, source.read(name))
        return fixed.getvalue()
