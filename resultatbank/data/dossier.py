"""Everything that is held about one party, and nothing about another: what a register extract is made of.

Rows are found by the party's id, and texts by reading every text for its name, e-mail and telephone number. In the
texts, the names of other persons in the registry, and other addresses and telephone numbers, are covered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, literal, or_, select
from sqlalchemy.orm import joinedload, selectinload

from resultatbank.data import agreements, placements
from resultatbank.data.erasing import names_of
from resultatbank.data.events import changes_something
from resultatbank.data.everything import Kind, Place, places_with
from resultatbank.data.models import (
    Agreement,
    AgreementRequest,
    Appearance,
    Event,
    Example,
    Invitation,
    Letter,
    ObjectionDecision,
    Package,
    Party,
    Placement,
)
from resultatbank.data.packages import packages_showing
from resultatbank.data.traces import OF_RECORDS
from resultatbank.data.words import channel_labels
from resultatbank.extensions import db
from resultatbank.rules.words import PartyKind
from resultatbank.search.names import excerpt

COVERED = "[annan person]"
# A name that is shorter stands in too many words to be looked for.
_SHORTEST_NAME = 4
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\d-])(?:\+46|0)[ \d()/-]{6,14}\d(?![\d-])")
# What tells of the person without being about somebody else, or being the party's own row, which is told as a row.
_TOLD_AS_ROWS = (Kind.PARTIES, Kind.USERS)


@dataclass(frozen=True, slots=True)
class Text:
    """A text in which the party stands: where (column, question, the id of what it belongs to), and the parts."""

    kind: Kind
    column: str
    question: str
    owner: int
    parts: list[str]


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that is held about one party."""

    party: Party
    appearances: Sequence[Appearance]
    records: Sequence[Agreement]
    decisions: Mapping[int, ObjectionDecision]
    requests: Sequence[AgreementRequest]
    invitations: Sequence[Invitation]
    letters: Sequence[Letter]
    placements: Sequence[Placement]
    packages: Sequence[Package]
    examples: Mapping[int, Example]
    channels: Mapping[str, str]
    texts: Sequence[Text]
    accounts: int
    events: Sequence[Event]


def dossier_of(party: Party) -> Dossier:
    """Gather it all. A constant number of statements, and a reading of every text there is."""
    appearances = _appearances(party.id)
    records = agreements.agreements_of(party.id)
    record_ids = [each.id for each in records]
    invitations = _invitations(party.id)
    letters = db.session.scalars(select(Letter).where(Letter.party_id == party.id).order_by(Letter.made_at)).all()
    texts, accounts = _texts(party, set(record_ids), {each.id for each in invitations})
    requests = agreements.requests_to(party.id)
    shown_in = {each.example_id for each in appearances}
    packages = packages_showing(party.id)
    mentioned = {
        *shown_in,
        *(each.example_id for each in packages),
        *(each.example_id for record in records for each in record.covered),
        *(each.example_id for invitation in invitations for each in invitation.covered),
        *(each.example_id for each in requests),
        *(text.owner for text in texts if text.kind is Kind.EXAMPLES),
    }
    return Dossier(
        party=party,
        appearances=appearances,
        records=records,
        decisions=_decisions(record_ids),
        requests=requests,
        invitations=invitations,
        letters=letters,
        placements=placements.placements_in(sorted(shown_in)),
        packages=packages,
        examples=agreements.examples_by_id(sorted(mentioned)),
        channels=channel_labels(),
        texts=texts,
        accounts=accounts,
        events=_events(party.id, record_ids, [each.id for each in invitations], [each.id for each in letters]),
    )


def _appearances(party_id: int) -> Sequence[Appearance]:
    query = select(Appearance).where(Appearance.party_id == party_id).options(selectinload(Appearance.materials))
    return db.session.scalars(query.order_by(Appearance.created_at, Appearance.id)).all()


def _invitations(party_id: int) -> Sequence[Invitation]:
    query = select(Invitation).where(Invitation.party_id == party_id)
    query = query.options(selectinload(Invitation.cells), selectinload(Invitation.covered))
    return db.session.scalars(query.order_by(Invitation.made_at, Invitation.id)).all()


def _decisions(record_ids: Sequence[int]) -> dict[int, ObjectionDecision]:
    query = select(ObjectionDecision).where(ObjectionDecision.agreement_id.in_(record_ids))
    return {each.agreement_id: each for each in db.session.scalars(query)}


def _events(
    party_id: int, records: Sequence[int], invitations: Sequence[int], letters: Sequence[int]
) -> Sequence[Event]:
    """Return every event about the party. Whoever reads about it at work is no part of its story."""
    subjects = {"agreement": records, "invitation": invitations, "letter": letters}
    of_party = and_(Event.subject == "party", Event.subject_id == party_id, Event.kind.not_in(OF_RECORDS))
    of_others = (and_(Event.subject == name, Event.subject_id.in_(ids)) for name, ids in subjects.items())
    query = select(Event).where(or_(of_party, *of_others), changes_something()).options(joinedload(Event.actor))
    return db.session.scalars(query.order_by(Event.at, Event.id)).all()


# ------------------------------------------------------------------------------------------------ what stands in texts


def _texts(party: Party, records: set[int], invitations: set[int]) -> tuple[list[Text], int]:
    """Return the texts outside the party's own rows in which it stands, and how many accounts have the name."""
    found: dict[tuple[str, tuple[object, ...]], tuple[Place, list[str]]] = {}
    accounts = set()
    for place in places_with(names_of(party)):
        if not place.exact or place.kind in _TOLD_AS_ROWS or _is_of_own_row(place, records, invitations):
            accounts |= {place.owner} if place.exact and place.kind is Kind.USERS else set()
            continue
        parts = ["".join(piece.text for piece in excerpt(place.text, [spot])) for spot in place.found if spot.exact]
        _place, known = found.setdefault((str(place.column), tuple(place.key.values())), (place, []))
        known.extend(part for part in parts if part not in known)
    cover = _Cover(party, [part for _place, parts in found.values() for part in parts])
    texts = [
        Text(place.kind, str(place.column), place.question, place.owner, [cover(part) for part in parts])
        for place, parts in found.values()
    ]
    return texts, len(accounts)


def _is_of_own_row(place: Place, records: set[int], invitations: set[int]) -> bool:
    if place.table.name in ("agreement_proof", "objection_decision"):
        return place.key["agreement_id"] in records
    return place.table.name == "invitation" and place.key["id"] in invitations


class _Cover:
    """Covers other persons in texts: those in the registry by name, and any address and telephone number."""

    def __init__(self, party: Party, texts: Sequence[str]) -> None:
        """Find out which other persons' names stand in the texts. One statement."""
        self._own = {party.email.lower(), party.phone} - {""}
        query = select(Party.name).where(
            Party.kind == PartyKind.PERSON.value,
            Party.id != party.id,
            Party.name != party.name,
            func.length(Party.name) >= _SHORTEST_NAME,
            literal("\n".join(texts)).like("%" + Party.name + "%"),
        )
        names = sorted(db.session.scalars(query.distinct()), key=len, reverse=True)
        self._names = re.compile("|".join(rf"(?<!\w){re.escape(name)}s?(?!\w)" for name in names))
        self._any = bool(names)

    def __call__(self, text: str) -> str:
        """Return a text with the others covered."""
        if self._any:
            text = self._names.sub(COVERED, text)
        for others in (_ADDRESS, _PHONE):
            text = others.sub(lambda found: found[0] if found[0].lower() in self._own else COVERED, text)
        return text
