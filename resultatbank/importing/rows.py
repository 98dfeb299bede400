"""From a table's lines to checked rows. A row that is wrong says why; the others go in all the same."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from resultatbank.importing.mapping import Field, Mapping
from resultatbank.importing.table import Line, Table
from resultatbank.rules.numbers import parse_day, parse_decimal, parse_year
from resultatbank.rules.personal import find_personal_numbers
from resultatbank.rules.regions import region_named

MAX_ID = 100
MAX_DIARY_NUMBER = 60
MAX_NAME = 200
MAX_BENEFIT = 300
MAX_LIST = 10_000
MAX_TEXT = 20_000

T = TypeVar("T")
_POINT = re.compile(r"-?[0-9]+\.[0-9]{1,2}")
_DAY_AND_TIME = re.compile(r"([0-9-]{10})[ T][0-9]{2}:[0-9]{2}.{0,20}")
_BETWEEN_REGIONS = re.compile(r"[,;]")


@dataclass(frozen=True, slots=True)
class ImportRow:
    """What one line says, checked. Unknown text is "", unknown figures and days are None; `amount` is in kronor.

    `regions` holds codes of län, in the order of the codes. Without a year of its own the row's year is the one it
    ends in.
    """

    line: int
    external_id: str
    title: str
    description: str
    benefit: str
    organisation: str
    amount: Decimal | None
    starts: date | None
    ends: date | None
    regions: tuple[str, ...]
    municipalities: str
    theme: str
    programme: str
    year: int | None
    diary_number: str


@dataclass(frozen=True, slots=True)
class RowResult:
    """A line of the file: its row, or else the errors, each a Swedish sentence that names line and column."""

    line: int
    row: ImportRow | None
    errors: tuple[str, ...]


def read_rows(table: Table, mapping: Mapping) -> list[RowResult]:
    """Each line of the table, checked, in the file's order. Never raises for what a cell holds.

    Of lines with the same id the first counts and the later are errors.
    """
    results = []
    first_with: dict[str, int] = {}
    for line in table.rows:
        cells = _Cells(table, mapping, line)
        row = _read_row(cells, line.number)
        earlier = first_with.setdefault(row.external_id, line.number) if row.external_id else line.number
        if earlier != line.number:
            cells.wrong("external_id", f"Samma id finns redan på {table.counted.lower()} {earlier}.")
        errors = tuple(cells.errors)
        results.append(RowResult(line.number, None if errors else row, errors))
    return results


def fingerprint(row: ImportRow) -> str:
    """64 hexadecimal digits that are the same for rows with the same content, whichever line they stand on."""
    content = asdict(row) | {"line": None, "amount": None if row.amount is None else f"{row.amount.normalize():f}"}
    return hashlib.sha256(json.dumps(content, default=str, sort_keys=True).encode()).hexdigest()


class _Cells:
    """One line's cells by field, and what is wrong with them."""

    def __init__(self, table: Table, mapping: Mapping, line: Line) -> None:
        self._table = table
        self._mapping = mapping
        self._line = line
        self.errors: list[str] = []
        if len(line.cells) > len(table.headings):
            self._add("Det finns fler celler än rubriker. Se efter om en text med skiljetecken saknar citattecken.")

    def wrong(self, field: Field, sentence: str) -> None:
        """Note an error in this field's column, or in the line where the file has no such column."""
        place = self._mapping.columns.get(field)
        self._add(sentence, "" if place is None else self._table.headings[place])

    def text(self, field: Field) -> str:
        """The cell as it stands; "" and an error when it is too long or holds a personal identity number."""
        return self._checked(field, self._cell(field), MAX_TEXT)

    def name(self, field: Field, most: int = MAX_NAME) -> str:
        """The same, as one line with single spaces."""
        return self._checked(field, self._one_line(field), most)

    def required_name(self, field: Field, most: int = MAX_NAME) -> str:
        """The same, and an error when it is blank."""
        if not self._cell(field):
            self.wrong(field, "Cellen är tom. Fyll i den och läs in filen igen.")
        return self.name(field, most)

    def value(self, field: Field, read: Callable[[str], T]) -> T | None:
        """The cell as `read` understands it; None when it is blank or, with an error, when `read` refuses it."""
        text = self._one_line(field)
        try:
            return read(text) if text else None
        except ValueError as error:
            self.wrong(field, str(error))
            return None

    def _cell(self, field: Field) -> str:
        place = self._mapping.columns.get(field)
        return "" if place is None else self._line.cells[place]

    def _one_line(self, field: Field) -> str:
        return " ".join(self._cell(field).split())

    def _checked(self, field: Field, text: str, most: int) -> str:
        if len(text) > most:
            self.wrong(field, f"Texten har {len(text)} tecken. Korta den till högst {most}.")
            return ""
        if find_personal_numbers(text):
            self.wrong(field, "Det ser ut som ett personnummer i texten. Ta bort det och läs in filen igen.")
            return ""
        return text

    def _add(self, sentence: str, heading: str = "") -> None:
        place = f"{self._table.counted} {self._line.number}"
        self.errors.append(f"{place}, {heading[:40]}: {sentence}" if heading else f"{place}: {sentence}")


def _read_row(cells: _Cells, line: int) -> ImportRow:
    """The line's row. It is true only where `cells` has no errors afterwards."""
    starts = cells.value("starts", _day)
    ends = cells.value("ends", _day)
    if starts and ends and ends < starts:
        cells.wrong("ends", "Slutdatumet kommer före startdatumet.")
    return ImportRow(
        line=line,
        external_id=cells.required_name("external_id", MAX_ID),
        title=cells.required_name("title"),
        description=cells.text("description"),
        benefit=cells.name("benefit", MAX_BENEFIT),
        organisation=cells.name("organisation"),
        amount=cells.value("amount", _amount),
        starts=starts,
        ends=ends,
        regions=_regions(cells),
        municipalities=cells.name("municipalities", MAX_LIST),
        theme=cells.name("theme"),
        programme=cells.name("programme"),
        year=cells.value("year", parse_year) or (ends.year if ends else None),
        diary_number=cells.name("diary_number", MAX_DIARY_NUMBER),
    )


def _regions(cells: _Cells) -> tuple[str, ...]:
    codes = set()
    for name in filter(None, map(str.strip, _BETWEEN_REGIONS.split(cells.name("regions", MAX_LIST)))):
        region = region_named(name)
        if region is None:
            cells.wrong("regions", f"Vi känner inte igen länet ”{name[:40]}”. Skriv till exempel Norrbotten, Skåne.")
        else:
            codes.add(region.code)
    return tuple(sorted(codes))


def _day(text: str) -> date:
    """A day, also where a program has written the time of day after it."""
    match = _DAY_AND_TIME.fullmatch(text)
    return parse_day(match.group(1) if match else text)


def _amount(text: str) -> Decimal:
    """A sum of money, also as programs write it, with a decimal point before one or two digits."""
    amount = parse_decimal(text.replace(".", ",") if _POINT.fullmatch(text) else text)
    if amount < 0:
        raise ValueError("Beloppet är mindre än noll. Skriv det utan minustecken.")
    return amount
