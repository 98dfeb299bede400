"""The register: the parties that every filter lets through, in order, and where each of them stands today.

What a party's answers come to is read from the stored stances (stances.py), so that a filter never has to look at
all answers there are. The number of queries is the same whatever the number of parties.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from resultatbank.data.models import Agreement, Appearance, Example, Party, PartyStance, User
from resultatbank.data.objections import Ended, latest_endings
from resultatbank.data.parties import named_like
from resultatbank.data.stances import holds
from resultatbank.extensions import db
from resultatbank.rules.stances import StanceKind
from resultatbank.rules.standing import Standing, State
from resultatbank.rules.words import LegalBasis, Word

PER_PAGE = 50
WORST_FIRST = (
    Standing.WITHDRAWN,
    Standing.EXPIRED,
    Standing.MISSING,
    Standing.NO,
    Standing.SOON,
    Standing.VALID,
)
_RUNS = (Standing.VALID.value, Standing.SOON.value)


class Order(Word):
    """In which order the register stands. Those that come out alike stand by name."""

    NAME = "namn", "Namn"
    STATE = "lage", "Läge, värst först"
    END = "slut", "Det som går ut först"
    LATEST = "svar", "Senaste svaret först"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the register is narrowed by, all at once. "" and None are everything.

    `basis` is the legal basis of a record that decides something today; `channel` one in which the party has a
    running yes; `ends_by` the last day on which the first running yes may end; `organisation_id` the organisation and
    those who belong to it; `responsible_id` who answers for an example that the party is in.
    """

    name: str = ""
    standing: str = ""
    kind: str = ""
    basis: str = ""
    channel: str = ""
    ends_by: date | None = None
    organisation_id: int | None = None
    responsible_id: int | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """A line of the register: a party as of a day. Channels are keys; `latest` is when it last answered.

    `ended` tells how it last took something back, whether it has allowed anything since or not.
    """

    party: Party
    state: State
    latest: date | None
    bases: tuple[LegalBasis, ...]
    channels: frozenset[str]
    examples: int
    responsible: tuple[str, ...]
    ended: Ended | None = None

    @property
    def runs(self) -> bool:
        """The party has a running yes."""
        return self.state.standing in _RUNS

    @property
    def until(self) -> date | None:
        """The last day of the first running yes to end, or of what has expired. None where nothing ends."""
        return self.state.until if self.runs or self.state.standing is Standing.EXPIRED else None


@dataclass(frozen=True, slots=True)
class Register:
    """A page of the register: its lines, and how many there are in all. Pages are counted from 1."""

    lines: tuple[Registered, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PER_PAGE))


_state = aliased(PartyStance)


def register(filters: Filters, order: Order, page: int, day: date) -> Register:
    """Return a page of the parties that every filter lets through."""
    found = _found(filters, day)
    total = db.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    page = min(max(page, 1), max(1, -(-total // PER_PAGE)))
    here = found.order_by(*_ordered(order)).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    ids = list(db.session.scalars(here))
    return Register(_lines(ids, select(Party.id).where(Party.id.in_(ids)), day), total, page)


def registered(filters: Filters, order: Order, day: date) -> tuple[Registered, ...]:
    """Return all the parties that every filter lets through."""
    found = _found(filters, day)
    return _lines(list(db.session.scalars(found.order_by(*_ordered(order)))), found, day)


def is_empty() -> bool:
    """Tell whether no party is registered."""
    return db.session.scalar(select(Party.id).where(Party.erased_at.is_(None)).limit(1)) is None


def organisations_with_people() -> Sequence[tuple[int, str]]:
    """Return the id and name of each organisation that somebody belongs to, by name."""
    with_people = select(Party.organisation_id).where(Party.organisation_id.is_not(None), Party.erased_at.is_(None))
    query = select(Party.id, Party.name).where(Party.id.in_(with_people), Party.erased_at.is_(None))
    return [(party_id, name) for party_id, name in db.session.execute(query.order_by(Party.name, Party.id))]


def people_responsible() -> Sequence[tuple[int, str]]:
    """Return the id and name of each person who answers for an example, by name."""
    responsible = select(Example.responsible_id).where(Example.responsible_id.is_not(None))
    query = select(User.id, User.name).where(User.id.in_(responsible))
    return [(user_id, name) for user_id, name in db.session.execute(query.order_by(func.lower(User.name), User.id))]


def _found(filters: Filters, day: date) -> Select[int]:
    today = and_(
        _state.party_id == Party.id,
        _state.kind == StanceKind.STANDING.value,
        _state.from_day <= day,
        _state.until_day >= day,
    )
    return select(Party.id).outerjoin(_state, today).where(*_conditions(filters, day))


def _conditions(filters: Filters, day: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Party.erased_at.is_(None)]
    if filters.name:
        found.append(named_like(filters.name))
    if filters.standing:
        missing = filters.standing == Standing.MISSING
        found.append(_state.value.is_(None) if missing else _state.value == filters.standing)
    if filters.kind:
        found.append(Party.kind == filters.kind)
    for kind, value in ((StanceKind.BASIS, filters.basis), (StanceKind.CHANNEL, filters.channel)):
        if value:
            said = select(PartyStance.party_id).where(PartyStance.party_id == Party.id, holds(kind, day, value))
            found.append(exists(said).correlate(Party))
    if filters.ends_by is not None:
        found.append(and_(_state.value.in_(_RUNS), _state.ends_on <= filters.ends_by))
    if filters.organisation_id is not None:
        found.append(or_(Party.id == filters.organisation_id, Party.organisation_id == filters.organisation_id))
    if filters.responsible_id is not None:
        inside = select(Appearance.party_id).join(Example, Example.id == Appearance.example_id)
        mine = (Appearance.ended_at.is_(None), Example.responsible_id == filters.responsible_id)
        found.append(Party.id.in_(inside.where(*mine)))
    return found


def _ordered(order: Order) -> list[Any]:
    name = [Party.name, Party.id]
    if order is Order.STATE:
        rank = {standing.value: number for number, standing in enumerate(WORST_FIRST)}
        return [case(rank, value=_state.value, else_=rank[Standing.MISSING]), *name]
    if order is Order.END:
        return [case((_state.value.in_(_RUNS), _state.ends_on), else_=None).asc().nulls_last(), *name]
    if order is Order.LATEST:
        latest = select(func.max(Agreement.given_on)).where(Agreement.party_id == Party.id)
        return [latest.correlate(Party).scalar_subquery().desc().nulls_last(), *name]
    return name


def _lines(ids: list[int], which: Select[int], day: date) -> tuple[Registered, ...]:
    """Return the lines of these parties, in the order of the ids. `which` selects the same ones."""
    query = select(Party).where(Party.id.in_(which)).options(joinedload(Party.organisation))
    parties = {party.id: party for party in db.session.scalars(query)}
    states: dict[int, State] = {}
    said: dict[tuple[int, str], set[str]] = {}
    for party_id, kind, value, ends_on in _stances(which, day):
        if kind == StanceKind.STANDING:
            states[party_id] = State(Standing(value), ends_on)
        said.setdefault((party_id, kind), set()).add(value)
    given_on = select(Agreement.party_id, func.max(Agreement.given_on)).where(Agreement.party_id.in_(which))
    latest: dict[int, date] = dict(db.session.execute(given_on.group_by(Agreement.party_id)).all())
    examples, responsible = _inside(which)
    ended = latest_endings(which)
    return tuple(
        Registered(
            party=parties[each],
            state=states.get(each, State(Standing.MISSING)),
            latest=latest.get(each),
            bases=tuple(basis for basis in LegalBasis if basis in said.get((each, StanceKind.BASIS.value), ())),
            channels=frozenset(said.get((each, StanceKind.CHANNEL.value), ())),
            examples=examples.get(each, 0),
            responsible=tuple(sorted(responsible.get(each, ()))),
            ended=ended.get(each),
        )
        for each in ids
    )


def _stances(which: Select[int], day: date) -> Sequence[Any]:
    columns = select(PartyStance.party_id, PartyStance.kind, PartyStance.value, PartyStance.ends_on)
    now = (PartyStance.from_day <= day, PartyStance.until_day >= day, PartyStance.kind != StanceKind.END.value)
    return db.session.execute(columns.where(PartyStance.party_id.in_(which), *now)).all()


def _inside(which: Select[int]) -> tuple[dict[int, int], dict[int, set[str]]]:
    """Return in how many examples each party is, and who answers for those."""
    inside = (
        select(Appearance.party_id, User.name, func.count())
        .join(Example, Example.id == Appearance.example_id)
        .outerjoin(User, User.id == Example.responsible_id)
        .where(Appearance.party_id.in_(which), Appearance.ended_at.is_(None))
        .group_by(Appearance.party_id, User.id, User.name)
    )
    examples: dict[int, int] = {}
    responsible: dict[int, set[str]] = {}
    for party_id, name, count in db.session.execute(inside):
        examples[party_id] = examples.get(party_id, 0) + count
        if name:
            responsible.setdefault(party_id, set()).add(name)
    return examples, responsible
