"""What each channel's placements gave, in one query. Only placements of examples that employees may see are counted.

A measurement tells the whole so far, so the latest known number of each placement counts (rules/followup.py).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Subquery, Text, and_, case, cast, func, literal, or_, select
from sqlalchemy.orm import aliased

from resultatbank.data import facets
from resultatbank.data.facets import Search
from resultatbank.data.models import FollowUp, Listing, Placement
from resultatbank.extensions import db
from resultatbank.rules.followup import HOURLY_COST
from resultatbank.rules.reach import Added, Reach

_COUNTED = ("reached", "clicks", "downloads", "shares", "actions")
_MONEY = ("cost", "hours")
_ADDED = (*_COUNTED[1:], *_MONEY)
# A number of a measurement is put after its turn, so that the largest of both is the latest known. None is as large.
_ROOM = 2**32


def by_channel(search: Search) -> dict[str, Reach]:
    """Return what the placements of the examples within a search gave, by channel's key. One query."""
    return {row.channel: _reach(row) for row in db.session.execute(_query(search))}


def _reach(row: Any) -> Reach:
    added = {name: Added(getattr(row, name), getattr(row, f"{name}_places")) for name in _ADDED}
    for name in _COUNTED[1:]:
        total = added[name].total
        added[name] = Added(None if total is None else Decimal(total), added[name].places)
    reached = [int(each) for each in row.reached.split(",")] if row.reached else []
    spent = row.spent_cost + row.spent_hours * HOURLY_COST if row.acted_places else None
    return Reach(row.channel, row.places, row.measured, reached, **added, spent=spent, acted=int(row.acted or 0))


def _query(search: Search) -> Any:
    latest, paid, worked = _latest(), aliased(FollowUp), aliased(FollowUp)
    values: dict[str, Any] = {name: latest.c[name] for name in _COUNTED}
    values |= {"cost": paid.cost, "hours": worked.hours}
    both = and_(values["actions"].is_not(None), or_(paid.cost.is_not(None), worked.hours.is_not(None)))

    def where_both(column: Any) -> ColumnElement[Any]:
        return func.sum(case((both, func.coalesce(column, literal(Decimal(0), column.type)))), type_=column.type)

    return (
        select(
            Placement.channel,
            func.count().label("places"),
            func.count(latest.c.placement_id).label("measured"),
            func.aggregate_strings(cast(values["reached"], Text), ",").label("reached"),
            *(func.sum(values[name]).label(name) for name in _ADDED),
            *(func.count(values[name]).label(f"{name}_places") for name in _ADDED),
            where_both(paid.cost).label("spent_cost"),
            where_both(worked.hours).label("spent_hours"),
            func.sum(case((both, values["actions"]))).label("acted"),
            func.count(case((both, 1))).label("acted_places"),
        )
        .join(Listing, Listing.example_id == Placement.example_id)
        .outerjoin(latest, latest.c.placement_id == Placement.id)
        .outerjoin(paid, paid.id == latest.c.cost_in)
        .outerjoin(worked, worked.id == latest.c.hours_in)
        .where(*facets.conditions(search))
        .group_by(Placement.channel)
    )


def _latest() -> Subquery:
    """Return the latest known numbers of each placement, and in which measurements its money and hours stand."""
    in_order = (FollowUp.measured_on, FollowUp.position, FollowUp.id)
    turn = cast(func.row_number().over(partition_by=FollowUp.placement_id, order_by=in_order), BigInteger)
    columns = [FollowUp.placement_id, FollowUp.id, *(getattr(FollowUp, name) for name in (*_COUNTED, *_MONEY))]
    turns = select(*columns, (turn * _ROOM).label("turn")).subquery()

    def latest(known: Any, value: Any) -> ColumnElement[Any]:
        return func.max(case((known.is_not(None), turns.c.turn + value))) % _ROOM

    return (
        select(
            turns.c.placement_id,
            *(latest(turns.c[name], turns.c[name]).label(name) for name in _COUNTED),
            *(latest(turns.c[name], turns.c.id).label(f"{name}_in") for name in _MONEY),
        )
        .group_by(turns.c.placement_id)
        .subquery()
    )
