"""Tables as files, for Swedish spreadsheet programs: CSV and XLSX that hold text, numbers and days, never formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask import make_response
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from werkzeug.wrappers import Response

Cell = str | int | Decimal | date | None
KINDS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
# What makes a program read a cell as a formula (OWASP, CSV injection).
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NARROWEST, _WIDEST = 10, 50


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a title, headings, and rows of as many cells.

    `chosen` is what it is limited to, each with a heading and a value. A workbook says it on a sheet of its own.
    """

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    chosen: Sequence[tuple[str, str]] = ()


def as_file(kind: str, name: str, table: Table) -> Response:
    """Answer with the table as an attachment, `name` without ending. `kind` is one of KINDS."""
    response = make_response(as_csv(table) if kind == "csv" else as_xlsx(table))
    response.headers["Content-Type"] = KINDS[kind]
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def as_csv(table: Table) -> bytes:
    """Return the table as CSV the way Swedish Excel reads it: UTF-8 with BOM, semicolons, 12,5 and 2026-11-23."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(table.headings)
    writer.writerows([_in_csv(each) for each in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def _in_csv(cell: Cell) -> object:
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}".replace(".", ",")
    return harmless(cell) if isinstance(cell, str) else cell


def harmless(text: str) -> str:
    """Return a text that no program takes for a formula: one that begins like one gets an apostrophe before it."""
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text


def as_xlsx(table: Table) -> bytes:
    """Return the table as a workbook: the headings stay in sight, days are real days, and every text is plain text."""
    book = Workbook(write_only=True)
    _add_sheet(book, table)
    if table.chosen:
        _add_sheet(book, Table("Urval", ("Begränsat till", "Värde"), table.chosen))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _add_sheet(book: Workbook, table: Table) -> None:
    sheet = book.create_sheet(table.title)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(_widths(table), 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    headings = [_text(sheet, each) for each in table.headings]
    for each in headings:
        each.font = Font(bold=True)
    sheet.append(headings)
    for row in table.rows:
        sheet.append([_text(sheet, each) if isinstance(each, str) else each for each in row])


def _text(sheet: WriteOnlyWorksheet, text: str) -> WriteOnlyCell:
    """Return a cell that holds a text as it is. Left to itself the library makes a formula of "=…"."""
    cell = WriteOnlyCell(sheet)
    cell._value, cell.data_type = ILLEGAL_CHARACTERS_RE.sub("", text), "s"
    return cell


def _widths(table: Table) -> list[int]:
    longest = [len(heading) for heading in table.headings]
    for row in table.rows:
        for number, each in enumerate(row):
            longest[number] = max(longest[number], len(str(each)) if each is not None else 0)
    return [min(max(length + 2, _NARROWEST), _WIDEST) for length in longest]
