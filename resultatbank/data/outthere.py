"""What is out there now: every place where an example stands, what must be taken down first, then channel by channel.

What must go is asked of the queue's stored periods and is little. The rest can be a great deal, and is read a page at
a time by an index: nothing here grows with the bank but what is asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true, tuple_, union_all

from resultatbank.data.accounts import who_answers
from resultatbank.data.models import Due, Example, Placement
from resultatbank.data.placements import Placed, may_be_there, placed
from resultatbank.data.words import channel_labels
from resultatbank.extensions import db
from resultatbank.rules.review import Reason

PAGE = 50
_BATCH = 500


class Urgency(StrEnum):
    """What of it is wanted: what must be taken down, or what should have been."""

    MUST_GO = "ned"
    LATE = "sen"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to. `person_id` is whose it is to take down."""

    channel: str = ""
    urgency: Urgency | None = None
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the list's order, from which to go on. Of what must go, `channel` is "" and `day` when it is due."""

    channel: str
    day: date
    placement_id: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many places there are, and of them what must go and what is late."""

    total: int
    must_go: int
    late: int


@dataclass(frozen=True, slots=True)
class Page:
    """What must go, worst first, and then what may stay by channel (its label). `more` is from where to go on.

    The counts are of all there is, whatever page and urgency is asked for.
    """

    must_go: tuple[Placed, ...]
    may_stay: tuple[tuple[str, tuple[Placed, ...]], ...]
    more: Spot | None
    counts: Counts

    @property
    def is_empty(self) -> bool:
        """There is nothing on it."""
        return not self.must_go and not self.may_stay


def page_of(filters: Filters, day: date, after: Spot | None = None) -> Page:
    """Return the next PAGE of what is out there on a day. The number of queries doesn't depend on how much there is."""
    must_go = _must_go(filters, day)
    found = _keys(must_go, filters, day, after, PAGE + 1)
    more = found[PAGE - 1] if len(found) > PAGE else None
    rows = _dressed(found[:PAGE], must_go, day)
    going = sum(1 for each in found[:PAGE] if not each.channel)
    by_channel: dict[str, list[Placed]] = {}
    for row in rows[going:]:
        by_channel.setdefault(row.channel, []).append(row)
    may_stay = tuple((label, tuple(each)) for label, each in by_channel.items())
    return Page(tuple(rows[:going]), may_stay, more, _counts(filters, day, must_go))


def all_of(filters: Filters, day: date) -> Iterator[Placed]:
    """Give all that is out there on a day, in the same order."""
    must_go = _must_go(filters, day)
    found = _keys(must_go, filters, day)
    for start in range(0, len(found), _BATCH):
        yield from _dressed(found[start : start + _BATCH], must_go, day)


def _counts(filters: Filters, day: date, must_go: Collection[Spot]) -> Counts:
    """Return how much there is, whatever urgency is asked for."""
    total = db.session.scalar(select(func.count(Placement.id)).where(*_wanted(filters, day))) or 0
    return Counts(total, len(must_go), sum(1 for each in must_go if each.day < day))


def _keys(
    must_go: Collection[Spot], filters: Filters, day: date, after: Spot | None = None, most: int | None = None
) -> list[Spot]:
    found = [] if after is not None and after.channel else list(must_go)
    if filters.urgency is Urgency.LATE:
        found = [each for each in found if each.day < day]
    if after is not None and not after.channel:
        found = [each for each in found if (each.day, each.placement_id) > (after.day, after.placement_id)]
    if filters.urgency is not None or (most is not None and len(found) >= most):
        return found[:most]
    return found + _may_stay(filters, day, after, None if most is None else most - len(found))


def _dressed(found: Sequence[Spot], must_go: Mapping[Spot, Placed], day: date) -> list[Placed]:
    ids = [each.placement_id for each in found if each not in must_go]
    places = db.session.scalars(select(Placement).where(Placement.id.in_(ids))).all()
    may_stay = {each.placement.id: each for each in placed(places, day)}
    return [must_go[each] if each in must_go else may_stay[each.placement_id] for each in found]


def _is_out(day: date) -> ColumnElement[bool]:
    """Nobody has settled it, it has begun, and it hasn't ended by itself."""
    ends = or_(Placement.until_day.is_(None), Placement.until_day >= day)
    return and_(Placement.outcome == "", Placement.from_day <= day, ends)


def _wanted(filters: Filters, day: date) -> tuple[ColumnElement[bool], ...]:
    return _is_out(day), _is_of(filters), _is_in(filters)


def _is_of(filters: Filters) -> ColumnElement[bool]:
    """It is for the person to take down: as its own responsible, else the example's, else the example's fallback.

    Those who have left are passed by.
    """
    person = filters.person_id
    if person is None:
        return true()
    answers = who_answers(Placement.responsible_id) == person
    return exists(select(Example.id).where(Example.id == Placement.example_id, answers))


def _is_in(filters: Filters) -> ColumnElement[bool]:
    return Placement.channel == filters.channel if filters.channel else true()


def _must_go(filters: Filters, day: date) -> dict[Spot, Placed]:
    """Return what is up on a day though its channel is closed, by when it is due."""
    due = select(Due.example_id).where(Due.reason == Reason.TAKEDOWN.value, Due.from_day <= day, Due.until_day >= day)
    query = select(Placement).where(Placement.example_id.in_(due), *_wanted(filters, day), ~may_be_there(day))
    going = placed(db.session.scalars(query).all(), day)
    found = {Spot("", each.due_on, each.placement.id): each for each in going if each.due_on}
    return {spot: found[spot] for spot in sorted(found, key=lambda spot: (spot.day, spot.placement_id))}


def _may_stay(filters: Filters, day: date, after: Spot | None, most: int | None) -> list[Spot]:
    """Return what may stay on a day, channel by channel and the latest first, in one query."""
    wanted = [each for each in channel_labels() if filters.channel in ("", each)]
    begun = after.channel if after is not None else ""
    if begun:
        wanted = wanted[wanted.index(begun) :] if begun in wanted else []
    parts = [_in_channel(filters, each, day, after if each == begun else None, most) for each in wanted]
    if not parts:
        return []
    order = {channel: number for number, channel in enumerate(wanted)}
    rows = db.session.execute(union_all(*(select(each.subquery()) for each in parts))).all()
    found = sorted((Spot(*row) for row in rows), key=lambda each: (-each.day.toordinal(), -each.placement_id))
    return sorted(found, key=lambda each: order[each.channel])[:most]


def _in_channel(
    filters: Filters, channel: str, day: date, after: Spot | None, most: int | None
) -> Select[*tuple[Any, ...]]:
    query = select(Placement.channel, Placement.from_day, Placement.id).where(Placement.channel == channel)
    query = query.where(_is_out(day), _is_of(filters), may_be_there(day))
    if after is not None:
        query = query.where(tuple_(Placement.from_day, Placement.id) < tuple_(after.day, after.placement_id))
    return query.order_by(Placement.from_day.desc(), Placement.id.desc()).limit(most)
