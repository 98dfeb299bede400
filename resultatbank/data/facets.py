"""What a search is limited by, and how many examples each limit would leave.

Everything is counted from one query, `found`, in whose innermost part the gate stands. It has a column for each kind
of limit that is in use, telling whether the example keeps to it. So each kind can be counted without its own limit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Float,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)

from resultatbank.data.gate import visible
from resultatbank.data.models import Clearance, Facet, Listing
from resultatbank.extensions import db
from resultatbank.rules.words import State, Word
from resultatbank.search import Query, matching

# How much of its score a hit keeps when its text is old or was never reviewed.
_WORTH_OF_STALE = 0.6
_CHANNELS = "channels"
_SCOPES = "scopes"


class Scope(Word):
    """Among which examples to look. Only those who work with the bank may look beyond the visible ones."""

    VISIBLE = "visible", "Visas för alla"
    BLOCKED = "blocked", "Spärrade"
    DRAFT = "draft", "Utkast"
    PLANNED = "planned", "Planerade"
    ARCHIVED = "archived", "Arkiverade"


@dataclass(frozen=True, slots=True)
class Limits:
    """What to keep to: any of several values of a kind, and all of the kinds.

    `channels` are channels' keys. `values` are by kind of facet (facts.FACET_…): a region's code as a number, a term's
    id, a year. `scopes` count only for one who may see all.
    """

    channels: frozenset[str] = frozenset()
    values: Mapping[int, frozenset[int]] = field(default_factory=dict)
    scopes: frozenset[Scope] = frozenset()

    @property
    def kinds(self) -> list[int]:
        """The kinds of facet that are limited."""
        return sorted(kind for kind, chosen in self.values.items() if chosen)

    @property
    def leave_out(self) -> bool:
        """Something limits the counts of the scopes."""
        return bool(self.channels or self.kinds)


@dataclass(frozen=True, slots=True)
class Search:
    """A question to the bank on a day. `sees_all` lets it look beyond what employees may see."""

    query: Query
    limits: Limits
    day: date
    sees_all: bool = False

    @property
    def scopes(self) -> frozenset[Scope]:
        """Among which examples it looks: the visible ones, unless something else is chosen and allowed."""
        return self.limits.scopes if self.sees_all and self.limits.scopes else frozenset({Scope.VISIBLE})


@dataclass(frozen=True, slots=True)
class Counts:
    """How many examples there are with each value, the other limits kept to."""

    channels: Mapping[str, int]
    values: Mapping[tuple[int, int], int]
    scopes: Mapping[Scope, int]


def found(search: Search) -> CTE:
    """Return the examples that the words find and the gate lets through, each with the limits that it keeps to."""
    columns: list[ColumnElement[Any]] = [
        _scope(search).label("scope"),
        *(_keeps(kind, search.limits.values[kind]).label(_name(kind)) for kind in search.limits.kinds),
    ]
    if search.limits.channels:
        columns.append(_open(search.limits.channels, search.day).label(_CHANNELS))
    query = select(Listing.example_id, Listing.reviewed_on, Listing.published_on).add_columns(*columns)
    if search.query.is_empty:
        query = query.add_columns(literal(0.0, Float).label("score"))
    else:
        hits = matching(search.query, db.engine.dialect.name).subquery("matching")
        worth = case((Listing.review_due < search.day, _WORTH_OF_STALE), else_=1.0)
        query = query.join(hits, hits.c.id == Listing.example_id)
        query = query.add_columns((hits.c.score * cast(worth, Float)).label("score"))
    if not search.sees_all:
        query = query.where(visible(search.day))
    return query.cte("found")


def _name(kind: int) -> str:
    return f"kind_{kind}"


def _scope(search: Search) -> ColumnElement[str]:
    if not search.sees_all:
        return literal(Scope.VISIBLE.value)
    blocked = and_(Listing.state == State.PUBLISHED.value, not_(visible(search.day)))
    return case(
        (blocked, Scope.BLOCKED.value),
        (Listing.state == State.PUBLISHED.value, Scope.VISIBLE.value),
        else_=Listing.state,
    )


def _keeps(kind: int, chosen: frozenset[int]) -> ColumnElement[bool]:
    having = select(Facet.example_id).where(
        Facet.example_id == Listing.example_id, Facet.kind == kind, Facet.value.in_(sorted(chosen))
    )
    return exists(having).correlate(Listing)


def _open(channels: frozenset[str], day: date) -> ColumnElement[bool]:
    opened = select(Clearance.example_id).where(
        Clearance.channel.in_(sorted(channels)),
        Clearance.example_id == Listing.example_id,
        Clearance.from_day <= day,
        Clearance.until_day >= day,
    )
    return exists(opened).correlate(Listing)


def kept(search: Search, among: CTE, but: object = None) -> ColumnElement[bool]:
    """Return the condition that an example keeps to every limit, or to every limit but one kind."""
    conditions: list[ColumnElement[bool]] = [
        among.c[_name(kind)].is_(true()) for kind in search.limits.kinds if kind != but
    ]
    if search.limits.channels and but != _CHANNELS:
        conditions.append(among.c[_CHANNELS].is_(true()))
    if but != _SCOPES:
        conditions.append(among.c.scope.in_(sorted(search.scopes)))
    return and_(true(), *conditions)


def count(search: Search, scopes: Mapping[Scope, int] | None = None) -> Counts:
    """Count every value of every kind, each kind without its own limit. Three statements; two with `scopes` given."""
    in_scopes = count_scopes(search) if scopes is None else scopes
    return Counts(_in_channels(search), _with_values(search), in_scopes)


def count_scopes(search: Search) -> dict[Scope, int]:
    """Count the examples in each scope, the other limits kept to. One statement."""
    among = found(search)
    query = select(among.c.scope, func.count()).where(kept(search, among, but=_SCOPES)).group_by(among.c.scope)
    return {Scope(scope): number for scope, number in db.session.execute(query)}


def _in_channels(search: Search) -> dict[str, int]:
    among = found(search)
    query = (
        select(Clearance.channel, func.count())
        .join(among, among.c.example_id == Clearance.example_id)
        .where(Clearance.from_day <= search.day, Clearance.until_day >= search.day)
        .where(kept(search, among, but=_CHANNELS))
        .group_by(Clearance.channel)
    )
    return dict(db.session.execute(query).all())


def _with_values(search: Search) -> dict[tuple[int, int], int]:
    among = found(search)
    kinds = search.limits.kinds
    counted = or_(
        and_(Facet.kind.not_in(kinds), kept(search, among)),
        *(and_(Facet.kind == kind, kept(search, among, but=kind)) for kind in kinds),
    )
    query = (
        select(Facet.kind, Facet.value, func.count())
        .join(among, among.c.example_id == Facet.example_id)
        .where(counted)
        .group_by(Facet.kind, Facet.value)
    )
    return {(kind, value): number for kind, value, number in db.session.execute(query)}
