"""The register as a table to take along."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from resultatbank.data import gate
from resultatbank.data.register import Registered
from resultatbank.rules.standing import Standing
from resultatbank.rules.words import PartyKind
from resultatbank.web.parties.words import short_basis, standing_words
from resultatbank.web.tables import Table

HEADINGS = (
    "Part",
    "Person eller företag",
    "Titel eller roll",
    "Organisation",
    "Organisationsnummer",
    "Läge",
    "Gäller till",
    "Återkallad den",
    "Senaste svaret",
    "Rättslig grund",
    "Kanaler i dag",
    "Antal exempel",
    "Ansvariga för exemplen",
    "Skyddade uppgifter",
    "Per den",
)


def table_of(lines: Iterable[Registered], day: date) -> Table:
    """Return a row for each party.

    E-mail addresses, phone numbers and guardians are left out: nobody needs them to see how agreements stand, and a
    file lives on outside the register's log and erasing (GDPR article 5.1 c). They stand on the party's own page.
    """
    labels = {term.slug: term.label for term in gate.channels()}
    return Table("Överenskommelser", HEADINGS, [_row(line, labels, day) for line in lines])


def _row(line: Registered, labels: dict[str, str], day: date) -> list[str | int | date | None]:
    party, state = line.party, line.state
    return [
        party.name,
        PartyKind(party.kind).label,
        party.role,
        party.organisation.name if party.organisation else "",
        party.organisation_number,
        standing_words(state, line.ended),
        line.until,
        state.until if state.standing is Standing.WITHDRAWN else None,
        line.latest,
        ", ".join(short_basis(basis) for basis in line.bases),
        ", ".join(label for slug, label in labels.items() if slug in line.channels),
        line.examples,
        ", ".join(line.responsible),
        "Ja" if party.protected else "Nej",
        day,
    ]
