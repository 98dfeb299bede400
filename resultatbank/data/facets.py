"""What a search is limited by, how many examples each limit would leave, and the SQL that keeps to the limits.

Counts come from bitmaps, the examples themselves from a query in whose innermost part the gate stands.
"""

from __future__ import annotations

import operator
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Float,
    FromClause,
    Select,
    and_,
    case,
    cast,
    exists,
    literal,
    not_,
    or_,
    select,
    union_all,
)

from resultatbank.data import packages
from resultatbank.data.bitmaps import Bitmaps, Bits, on, union
from resultatbank.data.facts import FACET_FORMAT
from resultatbank.data.gate import open_in, visible
from resultatbank.data.models import Facet, Listing, Package
from resultatbank.extensions import db
from resultatbank.rules.words import State, Word
from resultatbank.search import Query, matching

# How much of its score a hit keeps when its text is old or was never reviewed.
_WORTH_OF_STALE = 0.6
# Where few have the words, those that do are lifted over this, and what only comes near stays below (search/index.py).
_WORTH_OF_OTHERS = 100.0
_CHANNELS = "channels"
_SCOPES = "scopes"
_Key = TypeVar("_Key")


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


@dataclass(frozen=True, slots=True)
class Search:
    """A question to the bank on a day.

    `sees_all` lets it look beyond what employees may see, and `sees_parties` find by parties' names.
    """

    query: Query
    limits: Limits
    day: date
    sees_all: bool = False
    sees_parties: bool = False

    @property
    def scopes(self) -> frozenset[Scope]:
        """Among which examples it looks: the visible ones, unless something else is chosen and allowed."""
        return self.limits.scopes if self.sees_all and self.limits.scopes else frozenset({Scope.VISIBLE})


@dataclass(frozen=True, slots=True)
class Counts:
    """How many examples there are with each value, the other limits kept to, and which are left by all limits."""

    channels: Mapping[str, int]
    values: Mapping[tuple[int, int], int]
    scopes: Mapping[Scope, int]
    left: Bits

    @property
    def total(self) -> int:
        """How many examples are left by all limits."""
        return self.left.bit_count()


def among(search: Search, bitmaps: Bitmaps) -> Bits:
    """Return the examples that the one who asks may be told of."""
    return bitmaps.everything if search.sees_all else bitmaps.shown


def listed(search: Search, also: Collection[int] = ()) -> Select[int]:
    """Return the ids of the examples to list, in no order: what the words find, the gate lets through and limits leave.

    `score` is the name of how well the words fit, where there are any. `also` are examples that were found by something
    else than their text. They fit less well than all that have the words, and better than what only comes near.
    """
    query = select(Listing.example_id).where(*conditions(search))
    if not search.query.is_empty:
        hits = _with_others(search.query, also)
        worth = case((Listing.review_due < search.day, _WORTH_OF_STALE), else_=1.0)
        query = query.join(hits, hits.c.id == Listing.example_id)
        query = query.add_columns((hits.c.score * cast(worth, Float)).label("score"))
    return query


def conditions(search: Search) -> list[ColumnElement[bool]]:
    """Return what an example must be to stay within a search, its words apart: the gate and the limits.

    Needs Listing in the query.
    """
    found = [or_(*(_is_in(scope, search.day) for scope in sorted(search.scopes)))]
    for kind, chosen in search.limits.values.items():
        if chosen:
            found.append(_is_told_in(chosen, search.day) if kind == FACET_FORMAT else _has(kind, chosen))
    if search.limits.channels:
        found.append(or_(*(open_in(channel, search.day) for channel in sorted(search.limits.channels))))
    return found


def _has(kind: int, chosen: Collection[int]) -> ColumnElement[bool]:
    having = (Facet.example_id == Listing.example_id, Facet.kind == kind, Facet.value.in_(sorted(chosen)))
    return exists(select(Facet.example_id).where(*having)).correlate(Listing)


def _is_told_in(formats: Collection[int], day: date) -> ColumnElement[bool]:
    """Return the condition that employees meet the example in one of some formats that day."""
    told = (Package.format_id.in_(sorted(formats)), packages.told_in(day, on(day).closed))
    return exists(select(Package.id).where(Package.example_id == Listing.example_id, *told)).correlate(Listing)


def stays_within(search: Search, example_id: Any) -> ColumnElement[bool]:
    """Return the condition that a row is about an example within a search, given the row's column.

    It is asked row by row: joined to the listing, a few rows make SQLite read all examples.
    """
    return exists(select(Listing.example_id).where(Listing.example_id == example_id, *conditions(search)))


def _with_others(query: Query, also: Collection[int]) -> FromClause:
    found = matching(query, db.engine.dialect.name)
    if not also:
        return found.subquery("hits")
    worth = _WORTH_OF_OTHERS if query.narrower else 0.0
    others = select(Listing.example_id, literal(worth, Float)).where(Listing.example_id.in_(also))
    return union_all(found, others).subquery("hits")


def _is_in(scope: Scope, day: date) -> ColumnElement[bool]:
    if scope is Scope.VISIBLE:
        return visible(day)
    if scope is Scope.BLOCKED:
        return and_(Listing.state == State.PUBLISHED.value, not_(visible(day)))
    return Listing.state == scope.value


def count(search: Search, found: Bits, bitmaps: Bitmaps) -> Counts:
    """Count, among the examples found, every value of every kind, each kind without its own limit."""
    kept, told_of = _kept(search, bitmaps), found & among(search, bitmaps)

    def but(own: int | str) -> Bits:
        return reduce(operator.and_, (bits for kind, bits in kept.items() if kind != own), told_of)

    def counted(bits: Mapping[_Key, Bits], within: Bits) -> dict[_Key, int]:
        return {key: number for key, each in bits.items() if (number := (each & within).bit_count())}

    values: dict[tuple[int, int], int] = {}
    everything_kept = but("")
    for kind in {kind for kind, _ in bitmaps.values}:
        within = but(kind) if kind in kept else everything_kept
        values |= counted({key: bits for key, bits in bitmaps.values.items() if key[0] == kind}, within)
    return Counts(
        channels=counted(bitmaps.channels, but(_CHANNELS)),
        values=values,
        scopes=counted(_scopes(bitmaps), but(_SCOPES)),
        left=everything_kept,
    )


def _kept(search: Search, bitmaps: Bitmaps) -> dict[int | str, Bits]:
    """Return, for each kind of limit that is in use, the examples that keep to it."""
    in_scopes = _scopes(bitmaps)
    kept: dict[int | str, Bits] = {_SCOPES: union(in_scopes[scope] for scope in search.scopes)}
    for kind, chosen in search.limits.values.items():
        if chosen:
            kept[kind] = union(bitmaps.values.get((kind, value), 0) for value in chosen)
    if search.limits.channels:
        kept[_CHANNELS] = union(bitmaps.channels.get(channel, 0) for channel in search.limits.channels)
    return kept


def _scopes(bitmaps: Bitmaps) -> dict[Scope, Bits]:
    unpublished = (Scope.DRAFT, Scope.PLANNED, Scope.ARCHIVED)
    return {
        Scope.VISIBLE: bitmaps.shown,
        Scope.BLOCKED: bitmaps.blocked,
        **{scope: bitmaps.states.get(scope.value, 0) for scope in unpublished},
    }
