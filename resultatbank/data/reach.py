"""What each channel's placements gave, in three queries. Only those of examples that employees may see are counted.

A measurement tells the whole so far, so the latest known number of each placement counts (rules/followup.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Row, Subquery, Text, and_, case, cast, func, literal, or_, select
from sqlalchemy.orm import aliased

from resultatbank.data import facets, hourly
from resultatbank.data.facets import Search
from resultatbank.data.models import FollowUp, Placement
from resultatbank.extensions import db
from resultatbank.rules.followup import whole_cost
from resultatbank.rules.reach import Added, Reach

_COUNTED = ("reached", "clicks", "downloads", "shares", "actions")
_MONEY = ("cost", "hours")
_ADDED = (*_COUNTED[1:], *_MONEY)
# A number is put after when it was measured, so that the largest of both is the latest known. None is as large as this.
_ROOM = 2**32
# When is the day as a number, 20261123, and then the place in the example's list, as far as there is room for it.
_FIRST_DAY, _PLACES = 1900_00_00, 64


def by_channel(search: Search) -> dict[str, Reach]:
    """Return what the placements of the examples within a search gave, by channel's key. Three queries."""
    measured = {row.channel: row for row in db.session.execute(_measured(search))}
    kronor = hourly.hourly_cost()
    return {channel: _reach(channel, places, measured.get(channel), kronor) for channel, places in _places(search)}


def _places(search: Search) -> Sequence[Row[str, int]]:
    query = select(Placement.channel, func.count()).where(*_published_within(search))
    return db.session.execute(query.group_by(Placement.channel)).all()


def _published_within(search: Search) -> tuple[ColumnElement[bool], ...]:
    """The placement has begun by the day of the search, and its example stays within it."""
    return Placement.from_day <= search.day, facets.stays_within(search, Placement.example_id)


def _reach(channel: str, places: int, row: Any, hourly_cost: int) -> Reach:
    if row is None:
        nothing = dict.fromkeys(_ADDED, Added(None, 0))
        return Reach(channel, places, 0, (), **nothing, spent=None, acted=0, both=0, hourly_cost=hourly_cost)
    added = {name: _sum(getattr(row, name), getattr(row, f"{name}_places")) for name in _ADDED}
    return Reach(
        channel,
        places,
        row.measured,
        [int(each) for each in row.reached.split(",")] if row.reached else [],
        **added,
        spent=whole_cost(row.spent_cost, row.spent_hours, hourly_cost).value if row.acted_places else None,
        acted=int(row.acted or 0),
        both=row.acted_places,
        hourly_cost=hourly_cost,
    )


def _sum(total: Any, places: int) -> Added:
    return Added(None if total is None else Decimal(total), places)


def _measured(search: Search) -> Any:
    latest, paid, worked = _latest(), aliased(FollowUp), aliased(FollowUp)
    values: dict[str, Any] = {name: latest.c[name] for name in _COUNTED}
    values |= {"cost": paid.cost, "hours": worked.hours}
    both = and_(values["actions"].is_not(None), or_(paid.cost.is_not(None), worked.hours.is_not(None)))

    def where_both(column: Any) -> ColumnElement[Any]:
        return func.sum(case((both, func.coalesce(column, literal(Decimal(0), column.type)))), type_=column.type)

    return (
        select(
            Placement.channel,
            func.count().label("measured"),
            func.aggregate_strings(cast(values["reached"], Text), ",").label("reached"),
            *(func.sum(values[name]).label(name) for name in _ADDED),
            *(func.count(values[name]).label(f"{name}_places") for name in _ADDED),
            where_both(paid.cost).label("spent_cost"),
            where_both(worked.hours).label("spent_hours"),
            func.sum(case((both, values["actions"]))).label("acted"),
            func.count(case((both, 1))).label("acted_places"),
        )
        .select_from(latest)
        .join(Placement, Placement.id == latest.c.placement_id)
        .outerjoin(paid, paid.id == latest.c.cost_in)
        .outerjoin(worked, worked.id == latest.c.hours_in)
        .where(*_published_within(search))
        .group_by(Placement.channel)
    )


def _latest() -> Subquery:
    """Return the latest known numbers of each placement, and in which measurements its money and hours stand."""
    day = cast(func.replace(cast(FollowUp.measured_on, Text), "-", ""), BigInteger) - _FIRST_DAY
    columns = [FollowUp.placement_id, FollowUp.id, *(getattr(FollowUp, name) for name in (*_COUNTED, *_MONEY))]
    dated = select(*columns, ((day * _PLACES + FollowUp.position % _PLACES) * _ROOM).label("at")).subquery()

    def latest(known: Any, value: Any) -> ColumnElement[Any]:
        return func.max(case((known.is_not(None), dated.c.at + value))) % _ROOM

    return (
        select(
            dated.c.placement_id,
            *(latest(dated.c[name], dated.c[name]).label(name) for name in _COUNTED),
            *(latest(dated.c[name], dated.c.id).label(f"{name}_in") for name in _MONEY),
        )
        .group_by(dated.c.placement_id)
        .subquery()
    )
