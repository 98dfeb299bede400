"""A list of people, pasted or from a file: one a row, with name, organisation, role, e-mail and telephone."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import PurePath

from resultatbank.importing.errors import ImportFileError
from resultatbank.importing.reading import csv_lines, read_table
from resultatbank.importing.table import clean
from resultatbank.rules.contacts import is_email, is_phone
from resultatbank.rules.personal import find_personal_numbers

MOST_PEOPLE = 200
MOST_CHARACTERS = 60_000
_LONGEST = 200
_LONGEST_PHONE = 40
_TOO_WIDE = "Raden har fler kolumner än namn, organisation, roll, e-post och telefon."
_CELL_ENDS = re.compile("[;,\t]")
_COLUMNS = ("name", "organisation", "role", "email", "phone")
_HEADINGS = {
    "name": ("namn", "för- och efternamn"),
    "first": ("förnamn",),
    "last": ("efternamn",),
    "organisation": ("organisation", "företag", "arbetsgivare"),
    "role": ("roll", "titel", "titel/roll", "befattning"),
    "email": ("e-post", "epost", "e-postadress", "mejl", "e-mail", "email"),
    "phone": ("telefon", "telefonnummer", "mobil", "tel"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Who stands on a row. "" is what isn't known; the name always is."""

    name: str
    organisation: str = ""
    role: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A row of the list, by its number in it, counted from 1. `error` is a sentence, or "" when the row is right."""

    number: int
    person: Person
    error: str = ""


def text_of(name: str, data: bytes) -> str:
    """The list in a file as text: CSV in UTF-8, UTF-16 or Windows-1252, or the first sheet of an XLSX.

    Raises:
        ImportFileError: with a sentence in Swedish that says what to do.
    """
    if not data:
        raise ImportFileError("Filen är tom. Välj en annan fil.")
    match PurePath(name).suffix.lower():
        case ".csv" | ".txt":
            return _decoded(data)
        case ".xlsx":
            table = read_table(name, data)
            written = io.StringIO()
            csv.writer(written, delimiter=";").writerows([table.headings, *(row.cells for row in table.rows)])
            return written.getvalue()
    raise ImportFileError("Den filtypen kan vi inte läsa in. Spara listan som csv eller xlsx.")


def _decoded(data: bytes) -> str:
    utf_16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf_16 else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ImportFileError("Filen är inte text. Spara listan som csv eller xlsx och välj den igen.")


def without_personal_numbers(text: str) -> tuple[str, list[int]]:
    """The text with every personnummer taken out, and the numbers of the lines that had one.

    A cell that held nothing else goes with it, so that the others keep their places. Under headings it stays, empty.
    """
    lines = text.split("\n")
    first = next((line for line in lines if line.strip()), "")
    has_headings = _places([cell.strip() for cell in _CELL_ENDS.split(first)]) is not None
    kept, struck = [], []
    for number, line in enumerate(lines, 1):
        found = find_personal_numbers(line)
        for each in reversed(found):
            before, after = line[: each.start], line[each.end :]
            line = before + after if has_headings else _joined(before, after)
        kept.append(line)
        struck += [number] if found else []
    return "\n".join(kept), struck


def _joined(before: str, after: str) -> str:
    """Return what stands before and after something that is taken out, without a cell that is left empty."""
    begins, ends = before.rstrip(" "), after.lstrip(" ")
    if not ends and _CELL_ENDS.search(begins[-1:]):
        return begins[:-1]
    if _CELL_ENDS.match(ends) and (not begins or _CELL_ENDS.search(begins[-1:])):
        return begins + ends[1:]
    return before + after


def read_people(text: str) -> list[PersonRow]:
    """The rows of a list. Cells are parted by semicolon, comma or tab.

    The first row may hold headings; it does when one of them is the name. Without headings the columns are name,
    organisation, role, e-mail and telephone, in that order. A person who stands twice is an error the second time.

    Raises:
        ImportFileError: the list is empty, too long, or can't be parted into cells.
    """
    lines = [(number, cells) for number, raw in csv_lines(text) if any(cells := [clean(each) for each in raw])]
    places = _places(lines[0][1]) if lines else None
    if places is not None:
        lines = lines[1:]
    if not lines:
        raise ImportFileError("Listan är tom. Skriv en person på varje rad.")
    if len(lines) > MOST_PEOPLE:
        raise ImportFileError(f"Listan har fler än {MOST_PEOPLE} personer. Dela upp den.")
    rows: list[PersonRow] = []
    for number, cells in lines:
        person = _person(cells, places)
        error = _fault(person) or ("" if places or len(cells) <= len(_COLUMNS) else _TOO_WIDE)
        rows.append(PersonRow(number, person, error or _repeated(person, rows)))
    return rows


def _places(cells: Sequence[str]) -> dict[str, int] | None:
    """Where each column stands, or None when the row holds no headings."""
    words = [cell.casefold() for cell in cells]
    places = {key: words.index(word) for key, known in _HEADINGS.items() for word in known if word in words}
    return places if "name" in places or {"first", "last"} <= places.keys() else None


def _person(cells: Sequence[str], places: dict[str, int] | None) -> Person:
    places = dict(zip(_COLUMNS, range(len(_COLUMNS)), strict=True)) if places is None else places
    values = {key: " ".join(cells[place].split()) for key, place in places.items() if place < len(cells)}
    whole = values.get("name") or " ".join(filter(None, [values.get("first"), values.get("last")]))
    return Person(whole, *(values.get(key, "") for key in _COLUMNS[1:]))


def _fault(person: Person) -> str:
    if not person.name:
        return "Namnet saknas."
    if any(len(value) > _LONGEST for value in astuple(person)) or len(person.phone) > _LONGEST_PHONE:
        return f"En cell är för lång. Korta den till högst {_LONGEST} tecken, telefonnumret till {_LONGEST_PHONE}."
    if person.email and not is_email(person.email):
        return "E-postadressen är inte hel."
    if person.phone and not is_phone(person.phone):
        return "Telefonnumret ska bestå av siffror."
    return ""


def _repeated(person: Person, before: Sequence[PersonRow]) -> str:
    for row in before:
        other = row.person
        same_name = person.name.casefold() == other.name.casefold()
        same_place = person.organisation.casefold() == other.organisation.casefold()
        same_email = bool(person.email) and person.email.casefold() == other.email.casefold()
        if same_email or (same_name and same_place):
            return f"Samma person står på rad {row.number}. Ta bort den ena raden."
    return ""
