"""In which pictures, films and recordings of an example its parties are seen or heard, and what they lack there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from resultatbank.data.models import Package
from resultatbank.data.packages import ALONG, PackageUse, uses_of
from resultatbank.extensions import db
from resultatbank.rules.words import Material


@dataclass(frozen=True, slots=True)
class SeenIn:
    """A package in which a party is seen or heard, as what, and in sentences what of the party's closes it."""

    package: Package
    materials: tuple[Material, ...]
    sentences: tuple[str, ...]


def seen_in(example_id: int, day: date) -> dict[int, list[SeenIn]]:
    """Return for each party that is seen or heard in an example where, in order. A constant number of queries."""
    query = select(Package).where(Package.example_id == example_id, Package.parties.any()).options(*ALONG)
    found: dict[int, list[SeenIn]] = {}
    for use in uses_of(db.session.scalars(query.order_by(Package.position, Package.id)).all(), day):
        for party_id, materials in _shown(use).items():
            sentences = tuple(use.sentences_about(party_id))
            found.setdefault(party_id, []).append(SeenIn(use.package, materials, sentences))
    return found


def _shown(use: PackageUse) -> dict[int, tuple[Material, ...]]:
    ids = dict.fromkeys(each.party_id for each in use.package.parties)
    return {
        party_id: tuple(Material(each.material) for each in use.package.parties if each.party_id == party_id)
        for party_id in ids
    }
