"""From a file's name and bytes to a table. What the file is called and what it holds must agree."""

import codecs
import csv
import io
import json
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from resultatbank.importing.errors import ImportFileError
from resultatbank.importing.table import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Table, build_table

MAX_BYTES = 50 * 1024 * 1024

_SEPARATORS = ";,\t"


def read_table(name: str, data: bytes) -> Table:
    """The table in a JSON, CSV or XLSX file, chosen by the name's extension.

    JSON is a list of flat objects, or an object that holds such a list. CSV is UTF-8 or UTF-16 (the latter with its
    byte order mark), separated by semicolon, comma or tab. Of a workbook the first sheet is read, formulas as their
    values. At most 50 MB, MAX_ROWS rows, MAX_COLUMNS columns, and MAX_CELL characters a cell.

    Raises:
        ImportFileError: with a sentence in Swedish that says what to do.
    """
    if not data:
        raise ImportFileError("Filen är tom. Välj en annan fil.")
    if len(data) > MAX_BYTES:
        raise ImportFileError("Filen är större än 50 MB. Dela upp den i flera filer.")
    match PurePath(name).suffix.lower():
        case ".json":
            return _read_json(decode(data))
        case ".csv":
            return build_table(csv_lines(decode(data)))
        case ".xlsx":
            # Not until one is read: openpyxl takes longer to import than most of the app.
            from resultatbank.importing.workbook import read_workbook

            return build_table(read_workbook(data))
    raise ImportFileError("Den filtypen kan vi inte läsa in. Spara filen som json, csv eller xlsx.")


def decode(data: bytes) -> str:
    """The text in a file: UTF-8, with or without its mark, or UTF-16 with it.

    Raises:
        ImportFileError: it is something else.
    """
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise ImportFileError(
            "Filen är inte text i UTF-8. Spara den som ”CSV UTF-8” i Excel, eller som xlsx, och läs in den igen."
        )
    return text


def csv_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record of a text in CSV, separated as its first line is, with the number of the line it begins on.

    Raises:
        ImportFileError: a record can't be parted into cells.
    """
    # Strict: a quotation mark that is never closed would otherwise swallow the rest of the file in silence.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    began = 1
    try:
        for cells in reader:
            yield began, cells
            began = reader.line_num + 1
    except csv.Error:
        raise ImportFileError(
            f"Rad {began} går inte att dela upp i celler. "
            "Se efter om ett citattecken saknas eller om en cell är mycket lång, och läs in filen igen."
        ) from None


def _separator(text: str) -> str:
    """The separator that parts the first line in most cells; of equals, the one that stands first in _SEPARATORS."""
    first_line = text.lstrip("\r\n").partition("\n")[0][: MAX_CELL * 2]
    return max(_SEPARATORS, key=first_line.count)


def _read_json(text: str) -> Table:
    try:
        # Numbers stay as they are written: no digit is lost, and none is too long to read.
        content = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        raise ImportFileError("Filen är inte giltig JSON. Exportera den på nytt och läs in den igen.") from None
    records = _records(content)
    if len(records) > MAX_ROWS:
        raise ImportFileError("Filen har fler än 20 000 poster. Dela upp den i flera filer.")
    headings = list(dict.fromkeys(heading for record in records for heading in record))
    if len(headings) > MAX_COLUMNS:
        raise ImportFileError(f"Posterna har fler än {MAX_COLUMNS} olika fält. Ta bort dem som inte behövs.")
    lines = [(0, headings)]
    lines += [(number, [_json_cell(record.get(key)) for key in headings]) for number, record in enumerate(records, 1)]
    return build_table(lines, counted="Post")


def _records(content: Any) -> list[dict[str, Any]]:
    """The list of objects in a JSON document: the document itself, or the only list in its outermost object."""
    if isinstance(content, dict):
        lists = [value for value in content.values() if isinstance(value, list)]
        content = lists[0] if len(lists) == 1 else None
    if not isinstance(content, list) or not all(isinstance(record, dict) for record in content):
        raise ImportFileError(
            "JSON-filen ska vara en lista med ett objekt för varje exempel. Ändra den och försök igen."
        )
    return content


def _json_cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nej"
        case str():
            return value
        case list() if not any(isinstance(part, list | dict) for part in value):
            return ", ".join(_json_cell(part) for part in value)
    return json.dumps(value, ensure_ascii=False)
