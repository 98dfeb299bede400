"""The first sheet of an Excel workbook, as lines of text."""

import io
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, datetime, time
from typing import Any

import openpyxl
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from resultatbank.importing.archive import ArchiveError, open_archive
from resultatbank.importing.errors import ImportFileError
from resultatbank.importing.table import MAX_COLUMNS, MAX_ROWS

MAX_UNPACKED = 100 * 1024 * 1024
MAX_LINES = 5 * MAX_ROWS
"""Blank rows included: a cell in row ten billion makes openpyxl hand out every row above it."""

Cells = Sequence[Any]


def read_workbook(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Each row of the first sheet that isn't blank, with its number there.

    A formula gives the value that was saved with it, or its own text where none was. Columns past MAX_COLUMNS + 1
    are not looked at.

    Raises:
        ImportFileError: the bytes are no workbook, or one that is too large.
    """
    _refuse_what_unpacks_to_too_much(data)
    lines = list(_lines(data, values=False))
    values = dict(_lines(data, values=True)) if any(map(_is_formula, _all_cells(lines))) else {}
    for number, cells in lines:
        yield number, [_text(cell) for cell in _with_values(cells, values.get(number, ()))]


def _refuse_what_unpacks_to_too_much(data: bytes) -> None:
    try:
        open_archive(io.BytesIO(data), MAX_UNPACKED).close()
    except ArchiveError as error:
        raise _unreadable() from error


def _lines(data: bytes, values: bool) -> Iterator[tuple[int, Cells]]:
    """The rows as openpyxl reads them, formulas as their saved values or as themselves."""
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=values, keep_links=False)
        with closing(book):
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # What the file says of its own size is not to be trusted.
            for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True), 1):
                if number > MAX_LINES:
                    raise ImportFileError("Kalkylbladet har för många rader. Ta bort de tomma och dela upp resten.")
                if any(cell is not None for cell in cells):
                    yield number, _without_blank_end(cells)
    except ImportFileError:
        raise
    except Exception as error:  # openpyxl promises nothing about what it raises for a workbook that is damaged.
        raise _unreadable() from error


def _without_blank_end(cells: Cells) -> Cells:
    last = max(place for place, cell in enumerate(cells) if cell is not None)
    return cells[: last + 1]


def _all_cells(lines: list[tuple[int, Cells]]) -> Iterator[Any]:
    return (cell for _, cells in lines for cell in cells)


def _is_formula(cell: Any) -> bool:
    return isinstance(cell, ArrayFormula | DataTableFormula) or (isinstance(cell, str) and cell.startswith("="))


def _with_values(cells: Cells, values: Cells) -> Iterator[Any]:
    """The cells, with each formula replaced by its value where there is one."""
    for place, cell in enumerate(cells):
        value = values[place] if _is_formula(cell) and place < len(values) else None
        yield cell if value is None else value


def _text(cell: Any) -> str:
    match cell:
        case None | DataTableFormula():
            return ""
        case bool():
            return "ja" if cell else "nej"
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case datetime():
            return cell.isoformat(sep=" ", timespec="minutes")
        case date():
            return cell.isoformat()
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case ArrayFormula():
            return str(cell.text or "")
    return str(cell)


def _unreadable() -> ImportFileError:
    return ImportFileError(
        "Filen går inte att läsa som ett kalkylblad. "
        "Öppna den i Excel, spara den som xlsx utan lösenord och läs in den igen."
    )
