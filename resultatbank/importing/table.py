"""A table as read from any kind of file: headings and lines of text, within bounds."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from resultatbank.importing.errors import ImportFileError

MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELL = 100_000

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file: its number there, counted from 1, and its cells in the order of the headings.

    It has at least as many cells as there are headings; more when something stands past the last heading.
    """

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and the rows under them. Text is in NFC, with no control characters but tab and newline.

    `counted` is what a line's number counts, as a person sees the file: "Rad", or "Post" in JSON.
    """

    headings: tuple[str, ...]
    rows: tuple[Line, ...]
    counted: str = "Rad"


def clean(text: str) -> str:
    """The text without control characters, its newlines as one character, its letters composed, its ends trimmed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _CONTROL.sub("", text)).strip()


def build_table(lines: Iterable[tuple[int, Sequence[str]]], counted: str = "Rad") -> Table:
    """The table in numbered lines, of which the first that isn't blank holds the headings. Blank lines are left out.

    Raises:
        ImportFileError: there is nothing under the headings, a heading stands twice, or the table is too large.
    """
    headings: tuple[str, ...] = ()
    rows: list[Line] = []
    for number, raw in lines:
        cells = _cells(raw, f"{counted} {number}")
        if not cells:
            continue
        if not headings:
            headings = cells
            continue
        if len(rows) == MAX_ROWS:
            raise ImportFileError("Filen har fler än 20 000 rader. Dela upp den i flera filer.")
        rows.append(Line(number, cells + ("",) * (len(headings) - len(cells))))
    if not rows:
        raise ImportFileError("Filen har inga rader under rubrikerna. Fyll i den och läs in den igen.")
    _refuse_repeated(headings)
    return Table(headings, tuple(rows), counted)


def _cells(raw: Sequence[str], place: str) -> tuple[str, ...]:
    """The cells cleaned, without the blank ones at the end."""
    if any(len(cell) > MAX_CELL for cell in raw):
        raise ImportFileError(f"{place} har en cell med mer än 100 000 tecken. Korta den och läs in filen igen.")
    cells = [clean(cell) for cell in raw]
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > MAX_COLUMNS:
        raise ImportFileError(f"{place} har fler än {MAX_COLUMNS} kolumner. Ta bort dem som inte behövs.")
    return tuple(cells)


def _refuse_repeated(headings: tuple[str, ...]) -> None:
    for heading, times in Counter(headings).items():
        if heading and times > 1:
            raise ImportFileError(f"Rubriken ”{heading[:40]}” finns mer än en gång. Byt namn på den ena.")
