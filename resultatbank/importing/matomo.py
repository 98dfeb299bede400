"""Files of numbers from Matomo to rows: raw headings, English or Swedish, in UTF-16 or UTF-8."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from resultatbank.importing.errors import ImportFileError
from resultatbank.importing.reading import csv_lines, decode
from resultatbank.importing.table import MAX_CELL, MAX_COLUMNS, MAX_ROWS, clean
from resultatbank.rules.words import Counted

MOST = 2**31 - 1
_LABEL = ("label", "etikett", "page url label")
_ADDRESS = ("url", "metadata_url", "metadata: url", "metadata url", "page url", "sidans url", "webbadress")
_SPLIT = ("date", "datum", "period")
# What each number is called in raw, English and Swedish headings. Visits and unique page views are neither views nor
# people, and sums of daily visitors count the same person many times: none of them is read.
_NUMBERS: dict[Counted, dict[str, tuple[str, ...]]] = {
    Counted.PAGES: {
        "views": ("nb_hits", "nb_pageviews", "pageviews", "page views", "hits", "sidvisningar"),
        "reached": ("nb_uniq_visitors", "unique visitors", "unika besökare"),
        "clicks": ("nb_outlinks", "nb_clicks", "outlinks", "clicks", "utlänkar", "klick"),
        "downloads": ("nb_downloads", "downloads", "nedladdningar"),
        "film_views": ("nb_plays", "plays", "uppspelningar"),
        "actions": ("nb_conversions", "conversions", "konverteringar"),
    },
    Counted.DOWNLOADS: {"downloads": ("nb_hits", "nb_downloads", "downloads", "hits", "nedladdningar")},
}
_WHOLE = re.compile(r"[0-9]+|[0-9]{1,3}(?:[ \u00a0\u2009\u202f.,][0-9]{3})+")


@dataclass(frozen=True, slots=True)
class MatomoRow:
    """A line of the file: where the page is, and its numbers. `wrong` tells what couldn't be read in it."""

    number: int
    address: str
    numbers: dict[str, int] = field(default_factory=dict)
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class MatomoTable:
    """The rows of a file, which heading gave which number, and the headings that weren't read."""

    rows: Sequence[MatomoRow]
    used: dict[str, str]
    unused: Sequence[str]


def read_matomo(data: bytes, counted: Counted) -> MatomoTable:
    """Return what a file says. At most MAX_ROWS rows.

    Raises:
        ImportFileError: with a sentence in Swedish that says what to do.
    """
    lines = [(number, cells) for number, raw in csv_lines(decode(data)) if any(cells := _cells(raw, number))]
    if not lines:
        raise ImportFileError("Filen är tom. Hämta den på nytt från Matomo.")
    if len(lines) - 1 > MAX_ROWS:
        raise ImportFileError("Filen har fler än 20 000 rader. Begränsa rapporten i Matomo och hämta den igen.")
    headings = [" ".join(cell.casefold().split()) for cell in lines[0][1]]
    if any(heading in _SPLIT for heading in headings):
        raise ImportFileError("Filen är delad på dagar. Hämta rapporten för hela perioden på en gång.")
    places = [place for names in (_ADDRESS, _LABEL) if (place := _column(headings, names)) is not None]
    if not places:
        raise ImportFileError(
            "Filen saknar kolumnen med sidornas adresser: label, Etikett eller url. "
            "Hämta rapporten Sidor som CSV från Matomo."
        )
    columns = {
        name: column for name, names in _NUMBERS[counted].items() if (column := _column(headings, names)) is not None
    }
    if not columns:
        raise ImportFileError(
            "Filen har inga siffror vi känner igen, till exempel nb_hits, Sidvisningar eller Nedladdningar. "
            "Hämta rapporten på nytt från Matomo."
        )
    if len(lines) == 1:
        raise ImportFileError("Filen har inga rader under rubrikerna. Välj en annan period i Matomo.")
    read = set(columns.values()) | set(places)
    return MatomoTable(
        [_row(number, cells, places, columns) for number, cells in lines[1:]],
        {lines[0][1][column]: name for name, column in columns.items()},
        [cell for column, cell in enumerate(lines[0][1]) if column not in read and cell],
    )


def _cells(raw: Sequence[str], number: int) -> list[str]:
    if len(raw) > MAX_COLUMNS:
        raise ImportFileError(f"Rad {number} har fler än {MAX_COLUMNS} kolumner. Hämta filen på nytt från Matomo.")
    if any(len(cell) > MAX_CELL for cell in raw):
        raise ImportFileError(f"Rad {number} har en cell med mer än 100 000 tecken. Hämta filen på nytt från Matomo.")
    return [clean(cell) for cell in raw]


def _column(headings: Sequence[str], names: Sequence[str]) -> int | None:
    return next((headings.index(name) for name in names if name in headings), None)


def _row(number: int, cells: Sequence[str], places: Sequence[int], columns: dict[str, int]) -> MatomoRow:
    padded = dict(enumerate(cells))
    address = next((cell for place in places if (cell := padded.get(place, ""))), "")
    numbers: dict[str, int] = {}
    for name, column in columns.items():
        text = padded.get(column, "")
        if not text:
            continue
        value = _whole(text)
        if value is None:
            return MatomoRow(number, address, wrong=f"”{text[:40]}” är inte ett helt tal från 0 till 2 147 483 647")
        numbers[name] = value
    return MatomoRow(number, address, numbers)


def _whole(text: str) -> int | None:
    if len(text) > 20 or not _WHOLE.fullmatch(text):
        return None
    value = int(re.sub(r"[^0-9]", "", text))
    return value if value <= MOST else None
