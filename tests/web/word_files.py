"""Reading a Word file as a person would: its text, its headings, and what it says of itself."""

from __future__ import annotations

import io

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from werkzeug.test import TestResponse

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def opened(response: TestResponse) -> WordDocument:
    """Open the Word file that was answered with."""
    assert response.status_code == 200, response.status_code
    assert response.mimetype == MIME
    return Document(io.BytesIO(response.get_data()))


def lines(document: WordDocument) -> list[str]:
    """Return every line of text in its order, a table's row as one."""
    found = []
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            found += [" | ".join(cell.text for cell in row.cells) for row in block.rows]
        else:
            found.append(block.text)
    return [line for line in found if line.strip()]


def headings(document: WordDocument) -> list[tuple[str, str]]:
    """Return each heading with the name of its style."""
    styled = [(paragraph.style.name or "", paragraph.text) for paragraph in document.paragraphs if paragraph.style]
    return [(style, text) for style, text in styled if style == "Title" or style.startswith("Heading")]


def language(document: WordDocument) -> str:
    """Return the language that the file says its text is in."""
    return str(next(document.styles.element.iter(qn("w:lang"))).get(qn("w:val")))
