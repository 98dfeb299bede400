"""How long it takes from when something stops until the last of it is down. No party is in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from sqlalchemy import Select, exists, func, or_, select, union

from resultatbank.data.models import (
    Agreement,
    AgreementAnswer,
    AgreementExample,
    Appearance,
    Clearance,
    Event,
    Placement,
)
from resultatbank.data.placements import STAYS, may_be_there
from resultatbank.data.words import takedown_days
from resultatbank.extensions import db
from resultatbank.rules.calendar import add_months, day_after, first_instant
from resultatbank.rules.review import takedown_due
from resultatbank.rules.words import AgreementEvent, AgreementKind

# A median of fewer says nothing, and could be about one that people know of.
FEWEST_FOR_MEDIAN = 5


@dataclass(frozen=True, slots=True)
class TakedownTimes:
    """Days from each stop until the last of it was down, and days so far for each that isn't; both the shortest first.

    `in_time` is how many of those that are down were so by the day they should. `stays` is how many of them hold
    something that can't be taken down, which counts as down from the day that was written.
    """

    done: Sequence[int]
    waiting: Sequence[int]
    in_time: int
    stays: int

    @property
    def median(self) -> float | None:
        """The median of the days, or None when they are too few."""
        return median(self.done) if len(self.done) >= FEWEST_FOR_MEDIAN else None


@dataclass(frozen=True, slots=True)
class _Place:
    """Something that was out there when it stopped: since when it may not be, and when it came down if it has."""

    stopped: date
    channel: str
    down: date | None
    stays: bool


def takedown_times(day: date) -> TakedownTimes:
    """Return the times of what was withdrawn, objected to, ended or ran out in the last 12 months. Three queries.

    Only what had something out there counts. What may be there again today doesn't wait to be taken down.
    """
    since = add_months(day, -12)
    stops: dict[tuple[str, int], list[_Place]] = defaultdict(list)
    for kind, query in (("withdrawn", _withdrawn(since, day)), ("expired", _expired(since, day))):
        for agreement_id, last_before, channel, settled_on, until, outcome, is_open in db.session.execute(query):
            stopped = last_before if kind == "withdrawn" else day_after(last_before)
            ended = until if until is not None and until < day else None
            down = min(filter(None, (settled_on, ended)), default=None)
            if down is not None or not is_open:
                stops[kind, agreement_id].append(_Place(stopped, channel, down, outcome == STAYS))
    return _told(list(stops.values()), day)


def _told(stops: Sequence[Sequence[_Place]], day: date) -> TakedownTimes:
    allowed = takedown_days()
    done = [places for places in stops if all(each.down for each in places)]
    waiting = [places for places in stops if not all(each.down for each in places)]
    return TakedownTimes(
        done=sorted(max(_days(each, each.down or day) for each in places) for places in done),
        waiting=sorted(max(_days(each, day) for each in places if each.down is None) for places in waiting),
        in_time=sum(all(_was_in_time(each, allowed) for each in places) for places in done),
        stays=sum(any(each.stays for each in places) for places in done),
    )


def _days(place: _Place, until: date) -> int:
    return max(0, (until - place.stopped).days)


def _was_in_time(place: _Place, allowed: Mapping[str, int]) -> bool:
    return place.down is not None and place.down <= takedown_due(place.stopped, allowed[place.channel])


def _reached() -> Any:
    """Return the examples that each record reaches, also those that the party is no longer in."""
    named = select(AgreementExample.agreement_id, AgreementExample.example_id)
    of_party = select(Agreement.id.label("agreement_id"), Appearance.example_id)
    of_party = of_party.join(Appearance, Appearance.party_id == Agreement.party_id).where(Agreement.covers_all)
    return union(named, of_party).subquery()


def _withdrawn(since: date, day: date) -> Select[Any]:
    """Return what was out there of each record that took something back, as confirmations.py sees it."""
    reached = _reached()
    inside = exists().where(AgreementAnswer.agreement_id == Agreement.id, AgreementAnswer.channel == Placement.channel)
    return (
        select(*_columns(Agreement.given_on), may_be_there(day))
        .select_from(Agreement)
        .join(reached, reached.c.agreement_id == Agreement.id)
        .join(Placement, Placement.example_id == reached.c.example_id)
        .where(
            Agreement.kind == AgreementKind.WITHDRAWAL.value,
            Agreement.recorded_at >= first_instant(since),
            inside.correlate(Agreement, Placement),
            Placement.from_day <= Agreement.given_on,
            or_(Placement.settled_on.is_(None), Placement.settled_on >= Agreement.given_on),
            or_(Placement.until_day.is_(None), Placement.until_day >= Agreement.given_on),
        )
    )


def _expired(since: date, day: date) -> Select[Any]:
    """Return what was out there of each record that ran out, in the channels that closed with it."""
    reached = _reached()
    last = (
        select(AgreementAnswer.agreement_id, AgreementAnswer.channel, func.max(AgreementAnswer.until_day).label("day"))
        .join(Event, (Event.subject_id == AgreementAnswer.agreement_id) & (Event.kind == AgreementEvent.EXPIRED.value))
        .where(AgreementAnswer.yes, Event.at >= first_instant(since))
        .group_by(AgreementAnswer.agreement_id, AgreementAnswer.channel)
        .subquery()
    )
    there = (Clearance.example_id == Placement.example_id, Clearance.channel == Placement.channel)
    closed_then = exists().where(*there, Clearance.until_day == last.c.day).correlate(Placement, last)
    # Taking the party out of the example is a way to open it again, and leaves no trace of that it had closed.
    taken_out = exists().where(
        Appearance.party_id == Agreement.party_id,
        Appearance.example_id == Placement.example_id,
        func.date(Appearance.ended_at) > func.date(last.c.day),
    )
    return (
        select(*_columns(last.c.day), may_be_there(day))
        .select_from(Agreement)
        .join(last, last.c.agreement_id == Agreement.id)
        .join(reached, reached.c.agreement_id == Agreement.id)
        .join(Placement, (Placement.example_id == reached.c.example_id) & (Placement.channel == last.c.channel))
        .where(
            or_(closed_then, taken_out.correlate(Agreement, Placement, last)),
            Placement.from_day <= last.c.day,
            or_(Placement.settled_on.is_(None), Placement.settled_on > last.c.day),
            or_(Placement.until_day.is_(None), Placement.until_day > last.c.day),
        )
    )


def _columns(stopped: Any) -> tuple[Any, ...]:
    return Agreement.id, stopped, Placement.channel, Placement.settled_on, Placement.until_day, Placement.outcome
