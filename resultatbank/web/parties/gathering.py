"""The rows of a list of people, each with whoever in the registry it may be, and what is to be said about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import select

from resultatbank.data import parties, stances
from resultatbank.data.events import Stamp
from resultatbank.data.models import Party
from resultatbank.data.parties import PartyFacts, same_as
from resultatbank.importing.people import Person, PersonRow
from resultatbank.rules.standing import Standing, State
from resultatbank.rules.words import PartyKind

NEW = "ny"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the list: who stands there, who of the registry it may be, and what is chosen: an id, NEW or "".

    `stands` tells where each of those who it may be stands today.
    """

    number: int
    person: Person
    candidates: tuple[Party, ...]
    chosen: str
    error: str
    organisation_is_new: bool = False
    stands: Mapping[int, State] = field(default_factory=dict)

    @property
    def has_withdrawn(self) -> Party | None:
        """The chosen party, if it has taken back what it had allowed."""
        party = self.party
        state = self.stands.get(party.id) if party else None
        return party if state and state.standing is Standing.WITHDRAWN else None

    @property
    def name(self) -> str:
        """What the row's choice is called in the form."""
        return name_of(self.number)

    @property
    def party(self) -> Party | None:
        """The registered party that is chosen, or None for one who is new."""
        return next((each for each in self.candidates if str(each.id) == self.chosen), None)


def name_of(number: int) -> str:
    """Return what the choice of a row is called in the form."""
    return f"rad-{number}"


def rows(people: Sequence[PersonRow], sent: Mapping[str, str], day: date) -> list[Row]:
    """Return the rows with their candidates in the registry as of a day. A constant number of queries.

    Somebody with the same name and organisation, or the same e-mail, may be the same. Where it is one, that one is
    chosen to begin with; where there are more, the person has to choose.
    """
    known = parties.persons_like(
        [row.person.name for row in people if not row.error],
        [row.person.email for row in people if row.person.email],
    )
    organisations = _organisations()
    stands = stances.states_of(select(Party.id).where(Party.id.in_([each.id for each in known])), day)
    found: list[Row] = []
    taken: dict[int, int] = {}
    for row in people:
        candidates = tuple(each for each in known if _may_be(row.person, each))
        chosen = _chosen(candidates, sent.get(name_of(row.number)))
        made = Row(row.number, row.person, candidates, chosen, row.error)
        error = row.error or _fault(made, taken)
        if made.party is not None:
            taken.setdefault(made.party.id, row.number)
        is_new = bool(row.person.organisation) and same_as(row.person.organisation) not in organisations
        here = {each.id: stands[each.id] for each in candidates if each.id in stands}
        found.append(replace(made, error=error, organisation_is_new=is_new, stands=here))
    return found


def _organisations() -> dict[str, Party]:
    return {same_as(each.name): each for each in parties.organisations()}


def _may_be(person: Person, party: Party) -> bool:
    organisation = party.organisation.name if party.organisation else ""
    same_name = same_as(person.name) == same_as(party.name)
    same_place = same_as(person.organisation) == same_as(organisation)
    return (same_name and same_place) or (bool(person.email) and same_as(person.email) == same_as(party.email))


def _chosen(candidates: Sequence[Party], sent: str | None) -> str:
    if sent is not None and sent in {NEW, *(str(each.id) for each in candidates)}:
        return sent
    if not candidates:
        return NEW
    return str(candidates[0].id) if len(candidates) == 1 else ""


def _fault(row: Row, taken: Mapping[int, int]) -> str:
    if any(each.protected for each in row.candidates):
        return "Personen har skyddade uppgifter. Då publicerar vi inte. Ta bort raden."
    if row.party is not None and (row.party.minor or row.party.under_13):
        return "Personen är under 18 år, så vårdnadshavaren svarar. Ta bort raden och registrera svaret för sig."
    if row.party is not None and row.party.id in taken:
        return f"Samma part är vald på rad {taken[row.party.id]}. Ta bort den ena raden."
    return "" if row.chosen else "Välj vem det är."


def register(found: Sequence[Row], stamp: Stamp) -> list[Party]:
    """Return the party of each row, in order. Whoever is new is registered, with organisations that are new too."""
    organisations = _organisations()
    result: list[Party] = []
    for row in found:
        if row.party is not None:
            result.append(row.party)
            continue
        key = same_as(row.person.organisation)
        if key and key not in organisations:
            facts = PartyFacts(kind=PartyKind.ORGANISATION, name=row.person.organisation)
            organisations[key] = parties.add_party(facts, stamp)
        facts = PartyFacts(
            kind=PartyKind.PERSON,
            name=row.person.name,
            organisation_id=organisations[key].id if key else None,
            role=row.person.role,
            email=row.person.email,
            phone=row.person.phone,
        )
        result.append(parties.add_party(facts, stamp))
    return result
