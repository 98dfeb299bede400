"""Which column of a table holds which of our fields, told by the headings."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from resultatbank.importing.errors import ImportFileError

Field = Literal[
    "external_id",
    "title",
    "description",
    "benefit",
    "organisation",
    "amount",
    "starts",
    "ends",
    "regions",
    "municipalities",
    "theme",
    "programme",
    "year",
    "diary_number",
]

HEADINGS: dict[Field, tuple[str, ...]] = {
    "external_id": ("ärende-id", "externt id", "id", "projekt-id", "ärendenummer"),
    "title": ("projektnamn", "titel", "namn", "rubrik"),
    "description": ("projektbeskrivning", "beskrivning", "text"),
    "benefit": ("nytta", "nyttan", "nytta i en mening"),
    "organisation": ("stödmottagare", "organisation", "företag", "projektägare"),
    "amount": ("beviljat_belopp_sek", "beviljat belopp", "belopp", "belopp (kr)", "belopp (sek)"),
    "starts": ("projekt_starttid", "startdatum", "start"),
    "ends": ("projekt_sluttid", "slutdatum", "slut"),
    "regions": ("län", "region"),
    "municipalities": ("kommuner", "kommun"),
    "theme": ("tema", "tematiskt_mål", "insatsområde"),
    "programme": ("program", "område"),
    "year": ("år",),
    "diary_number": ("diarienummer", "diarienr", "dnr"),
}
"""For each field the headings we know, those of the public project bank among them; where a file has several, the
first one here is used. Only letters and digits count, and not their case."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """Where each field stands in a row (`columns`, counted from 0), and the headings that nothing is read from."""

    columns: dict[Field, int]
    unused: tuple[str, ...]


def map_headings(headings: Sequence[str]) -> Mapping:
    """Which column is which field.

    Raises:
        ImportFileError: there is no column for the title, or none for the id that tells a row from the others the
            next time the file is read.
    """
    places = {_key(heading): place for place, heading in reversed(list(enumerate(headings)))}
    columns: dict[Field, int] = {}
    for field in get_args(Field):
        known = [places[key] for key in map(_key, HEADINGS[field]) if key in places]
        if known:
            columns[field] = known[0]
    if "title" not in columns:
        raise ImportFileError("Filen saknar en kolumn för titeln. Ge den rubriken ”titel” och läs in filen igen.")
    if "external_id" not in columns:
        raise ImportFileError(
            "Filen saknar en kolumn med id. Lägg till en med rubriken ”id”, till exempel ärendenummer, "
            "så känner vi igen raderna nästa gång."
        )
    used = set(columns.values())
    return Mapping(columns, tuple(text for place, text in enumerate(headings) if text and place not in used))


def _key(heading: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFC", heading).casefold() if letter.isalnum())
