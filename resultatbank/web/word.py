"""Word files of what is told of examples: headings that Word knows, in Swedish, and nothing about who took it out."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Inches, Pt
from flask import make_response
from werkzeug.wrappers import Response

from resultatbank.data.imaging import for_documents
from resultatbank.web.pictured import Pictured
from resultatbank.web.telling import FIGURE_HEADINGS, FIGURES, PACKAGES, PEOPLE, QUOTES, SOURCES, Section, Told

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# As wide as the text, and no higher than that its caption comes on the same page.
_WIDEST, _HIGHEST = Cm(16), Cm(17)
# How wide the columns of the table of figures are: what was measured, three numbers, and the source.
_COLUMNS, _NUMBERS = (Cm(6.4), Cm(2.2), Cm(2.2), Cm(2.2), Cm(3)), range(1, 4)
_PIXEL = Inches(1 / 96)
# What XML has no way to hold: control characters, halves of pairs and the two that are nothing.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def as_file(name: str, content: bytes) -> Response:
    """Answer with a Word file as an attachment, `name` without ending."""
    response = make_response(content)
    response.headers["Content-Type"] = MIME
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.docx"'
    return response


def one_example(example: Told, pictures: Sequence[Pictured], authority: str, at: datetime) -> bytes:
    """Return a Word file of one example, with its pictures."""
    document = _begin(example.benefit, authority, at)
    _example(document, example, pictures, level=1, title=True)
    return _bytes(document)


def several_examples(
    name: str,
    examples: Sequence[tuple[Told, str]],
    pictures: Sequence[Sequence[Pictured]],
    ingress: str,
    left_out: str,
    authority: str,
    at: datetime,
) -> bytes:
    """Return a Word file of a collection: each example begins on a page of its own, with its note and pictures.

    `left_out` is what did not come along, if anything: it is told first, before one begins to read.
    """
    document = _begin(name, authority, at)
    document.add_paragraph(_clean(name), style="Title")
    document.add_paragraph(_clean(ingress))
    if left_out:
        document.add_paragraph(_clean(left_out), style="Intense Quote")
    for (told, note), mine in zip(examples, pictures, strict=True):
        _example(document, told, mine, level=2, note=note)
    return _bytes(document)


def _begin(title: str, authority: str, at: datetime) -> WordDocument:
    document = Document()
    known = document.core_properties
    known.title, known.author, known.last_modified_by = _clean(title)[:255], _clean(authority)[:255], ""
    known.language, known.comments, known.keywords, known.subject = "sv-SE", "", "", "Resultatbank"
    known.created = known.modified = at.replace(tzinfo=None)
    _speak_swedish(document)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    document.styles["Normal"].font.size = Pt(11)
    return document


def _speak_swedish(document: WordDocument) -> None:
    """Say that every text is Swedish, so that Word spells and screen readers speak it right."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    properties = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    language = properties.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        properties.append(language)
    for attribute in ("w:val", "w:eastAsia"):
        language.set(qn(attribute), "sv-SE")


def _example(
    document: WordDocument,
    told: Told,
    pictures: Sequence[Pictured],
    level: int,
    note: str = "",
    title: bool = False,
) -> None:
    """Write one example: the benefit first, and its headings under it."""
    heading = document.add_paragraph(_clean(told.benefit), style="Title" if title else "Heading 1")
    heading.paragraph_format.keep_with_next = True
    heading.paragraph_format.page_break_before = not title
    document.add_paragraph(_clean(told.title), style="Subtitle")
    if note:
        document.add_paragraph(_clean(note), style="Intense Quote")
    _sections(document, told.context, level)
    if told.figures:
        document.add_heading(FIGURES, level)
        _figures(document, told.figures)
    if told.quotes:
        document.add_heading(QUOTES, level)
    for quote in told.quotes:
        document.add_paragraph(_clean(quote), style="Quote")
    _bullets(document, PEOPLE, told.people, level)
    if pictures:
        document.add_heading("Bild" if len(pictures) == 1 else "Bilder", level)
    for each in pictures:
        _picture(document, each)
    _sections(document, told.afterwards, level)
    _bullets(document, PACKAGES, told.packages, level)
    document.add_heading("Får användas", level)
    document.add_paragraph(_clean(told.terms))
    document.add_paragraph("Kontrollera i Resultatbank innan du använder texten: en överenskommelse kan ha ändrats.")
    document.add_heading(SOURCES, level)
    for number, source in enumerate(told.sources, 1):
        document.add_paragraph(_clean(f"{number}. {source}"))
    document.add_paragraph(_clean(told.origin))
    if told.contact:
        document.add_heading("Kontakt", level)
        for line in told.contact:
            document.add_paragraph(_clean(line))


def _bullets(document: WordDocument, heading: str, lines: Sequence[str], level: int) -> None:
    if lines:
        document.add_heading(heading, level)
    for line in lines:
        document.add_paragraph(_clean(line), style="List Bullet")


def _sections(document: WordDocument, sections: Sequence[Section], level: int) -> None:
    for section in sections:
        document.add_heading(section.heading, level)
        for paragraph in section.paragraphs:
            document.add_paragraph(_clean(paragraph))


def _picture(document: WordDocument, each: Pictured) -> None:
    """Put in a picture with its text for those who don't see it, and under it who made it and where it may go."""
    scale = min(1, _WIDEST / (each.width * _PIXEL), _HIGHEST / (each.height * _PIXEL))
    drawn = document.add_picture(for_documents(each.path), width=Emu(int(each.width * _PIXEL * scale)))
    known = drawn._inline.docPr  # The library has no public way to say what a picture shows.
    known.set("name", f"Bild {known.id}")
    known.set("descr", _clean(each.alt))
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    for line in filter(None, (each.title, each.byline)):
        document.add_paragraph(_clean(line), style="Caption").paragraph_format.keep_with_next = True
    document.add_paragraph(_clean(each.where))


def _figures(document: WordDocument, rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=1, cols=len(FIGURE_HEADINGS), style="Light Grid Accent 1")
    for cell, heading in zip(table.rows[0].cells, FIGURE_HEADINGS, strict=True):
        cell.text = heading
    _repeat_on_each_page(table.rows[0])
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = _clean(text)
    table.autofit = False
    for place, width in enumerate(_COLUMNS):
        for cell in table.columns[place].cells:
            cell.width = width
            if place in _NUMBERS:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _repeat_on_each_page(row: object) -> None:
    """Say that a row holds the table's headings, for its next page and for screen readers."""
    properties = row._tr.get_or_add_trPr()  # type: ignore[attr-defined]  # The library has no public way to say it.
    properties.append(OxmlElement("w:tblHeader"))


def _clean(text: str) -> str:
    return _UNWRITABLE.sub("", text)


def _bytes(document: WordDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
