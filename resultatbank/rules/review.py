"""Review: what needs a person now, why, since when, and how urgent it is.

Nothing here asks what day it is. Each row of the queue is a period, worked out from what has happened, so that the
queue fills and empties at midnight without any job.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum

from resultatbank.rules.calendar import (
    FIRST_DAY,
    LAST_DAY,
    add_days,
    add_months,
    add_working_days,
    day_after,
    day_of,
)
from resultatbank.rules.checklist import QUESTIONS, Question
from resultatbank.rules.clearance import Cause, Stretch
from resultatbank.rules.words import INTRANET, State

MONTHS_BETWEEN_REVIEWS = 12
MONTHS_BETWEEN_REVIEWS_NAMED = 6
MOST_DAYS_PUT_OFF = 30
DAYS_EXPIRING = 60
DAYS_SOON = 30
DAYS_TO_FIRST_FIGURES = 30
DAYS_AWAITING_ANSWER = 14
WORKING_DAYS_TO_TAKE_DOWN = 3
WORKING_DAYS_TO_TAKE_DOWN_PARTNER = 10
MOST_DAYS_TO_TAKE_DOWN = 60


class Reason(IntEnum):
    """Why an item is in the review queue. A lower number is a greater risk."""

    WITHDRAWN = 1
    EXPIRED = 2
    MISSING = 3
    NAMES = 4
    TAKEDOWN = 5
    NOT_ASSESSED = 6
    LICENCE_ENDED = 7
    EXPIRING = 8
    LICENCE_ENDING = 9
    FAULT = 10
    NEVER_REVIEWED = 11
    OVERDUE = 12
    FIGURES_DUE = 13
    FOLLOW_UP_DUE = 14
    NOBODY = 15

    @property
    def label(self) -> str:
        """The badge's words."""
        return REASON_LABELS[self]

    @property
    def is_legal(self) -> bool:
        """The reason is about somebody's yes. It can't be put off."""
        return self <= Reason.TAKEDOWN

    @property
    def is_a_stop(self) -> bool:
        """Something may not be used, and so it is told of in red."""
        return self.is_legal or self is Reason.LICENCE_ENDED

    @property
    def needs_remedy(self) -> bool:
        """Answering the four questions isn't enough: somebody's yes is missing or ends."""
        return (self.is_legal and self is not Reason.NAMES) or self is Reason.EXPIRING

    @property
    def is_of_a_licence(self) -> bool:
        """It is about the licence of a picture, a film or the like: no party's yes, but what its maker allows."""
        return self in (Reason.LICENCE_ENDED, Reason.LICENCE_ENDING)

    @property
    def lasts_until_mended(self) -> bool:
        """It goes when what it is about has been done, and not because somebody answered or time went by."""
        return self in _LASTING

    @property
    def filled_in(self) -> Question | None:
        """The question whose rows take it out of the queue, where numbers are all that is missing."""
        key = {Reason.FIGURES_DUE: "measurements", Reason.FOLLOW_UP_DUE: "follow_ups"}.get(self)
        return QUESTIONS[key] if key else None


_LASTING = frozenset(
    (
        Reason.NAMES,
        Reason.TAKEDOWN,
        Reason.NOT_ASSESSED,
        Reason.LICENCE_ENDED,
        Reason.LICENCE_ENDING,
        Reason.FIGURES_DUE,
        Reason.FOLLOW_UP_DUE,
        Reason.NOBODY,
    )
)
REASON_LABELS = {
    Reason.WITHDRAWN: "Återkallad",
    Reason.EXPIRED: "Utgången",
    Reason.MISSING: "Överenskommelse saknas",
    Reason.NAMES: "Namn att ta ställning till",
    Reason.TAKEDOWN: "Ska tas ned",
    Reason.NOT_ASSESSED: "Ej bedömd",
    Reason.LICENCE_ENDED: "Licensen gick ut",
    Reason.EXPIRING: "Snart ut",
    Reason.LICENCE_ENDING: "Licensen går ut",
    Reason.FAULT: "Någon såg ett fel",
    Reason.NEVER_REVIEWED: "Aldrig granskad",
    Reason.OVERDUE: "Gammal",
    Reason.FIGURES_DUE: "Siffror saknas",
    Reason.FOLLOW_UP_DUE: "Uppföljning saknas",
    Reason.NOBODY: "Ingen ansvarig",
}


class Freshness(StrEnum):
    """How fresh a text is. It says nothing of whether it may be used."""

    FRESH = "fresh"
    SOON = "soon"
    OLD = "old"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Due:
    """A reason that holds from a day until a day, both included."""

    reason: Reason
    from_day: date
    until_day: date = LAST_DAY


@dataclass(frozen=True, slots=True)
class PlacementFacts:
    """What the queue needs to know of a place where an example was published."""

    channel: str
    from_day: date
    until_day: date = LAST_DAY
    settled: bool = False
    has_figures: bool = False


@dataclass(frozen=True, slots=True)
class LicenceFacts:
    """What the queue needs to know of a licence: its last day, and since when that has been known."""

    until: date
    known_on: date = FIRST_DAY


@dataclass(frozen=True, slots=True)
class Facts:
    """What the queue needs to know of one example."""

    state: str
    timelines: Mapping[str, list[Stretch]]
    published_on: date = FIRST_DAY
    reviewed_at: datetime | None = None
    months: int = MONTHS_BETWEEN_REVIEWS
    put_off_until: date = FIRST_DAY
    assessed: bool = True
    assess_from: date | None = None
    asked_on: date | None = None
    nobody_since: date | None = None
    names_since: date | None = None
    fault_since: date | None = None
    figures_due: tuple[date, ...] = ()
    licences: tuple[LicenceFacts, ...] = ()
    placements: tuple[PlacementFacts, ...] = field(default=())


def months_between(named: bool, own: int | None = None, of_themes: Iterable[int] = ()) -> int:
    """Return how many months there are between two reviews of an example: 12, and 6 where a party is named.

    What is set for the example itself goes before what is set for its themes, of which the shortest counts. Nothing
    that is set makes it more than 6 where a party is named.
    """
    chosen = own or min(of_themes, default=MONTHS_BETWEEN_REVIEWS)
    return min(chosen, MONTHS_BETWEEN_REVIEWS_NAMED) if named else chosen


def next_review(reviewed_at: datetime, months: int) -> date:
    """Return the last day on which the next review is in time, so many months after the last."""
    return add_months(day_of(reviewed_at), months)


def may_be_put_off(reviewed_at: datetime | None, put_off_at: datetime | None) -> bool:
    """Tell whether a review may be put off: once since the latest review, or since the example was published."""
    return put_off_at is None or (reviewed_at is not None and put_off_at < reviewed_at)


def freshness(review_due: date | None, day: date) -> Freshness:
    """Return how fresh a text is on a day. `review_due` is next_review(), or None when it was never reviewed."""
    if review_due is None:
        return Freshness.NEVER
    if review_due < day:
        return Freshness.OLD
    return Freshness.SOON if review_due <= add_days(day, DAYS_SOON) else Freshness.FRESH


def days_to_take_down(channel: str, chosen: int | None = None) -> int:
    """Return how many working days taking down may take: what is chosen, or else 3, and 10 at a partner's."""
    return chosen or (WORKING_DAYS_TO_TAKE_DOWN_PARTNER if channel == "partner" else WORKING_DAYS_TO_TAKE_DOWN)


def takedown_due(closed_on: date, days: int) -> date:
    """Return the day by which a placement must be down, so many working days after its channel closed."""
    return add_working_days(closed_on, days)


def due(facts: Facts) -> list[Due]:
    """Return everything that ever needs a person, with its period, in order of risk and then of time."""
    found: list[Due] = []
    if facts.state == State.PUBLISHED:
        found += _blocked(facts)
        if facts.names_since is not None:
            found.append(Due(Reason.NAMES, max(facts.names_since, facts.published_on)))
        if facts.fault_since is not None:
            found.append(Due(Reason.FAULT, max(facts.fault_since, facts.published_on)))
        found += _closed_elsewhere(facts)
        found += _expiring(facts)
        found += _licences(facts)
        found += _stale(facts)
        found += [Due(Reason.FOLLOW_UP_DUE, day) for day in _without_figures(facts.placements)]
    # What is out there is out there, also when the example has been made a draft again or archived since.
    found += _takedowns(facts)
    if facts.state != State.ARCHIVED:
        found += [Due(Reason.FIGURES_DUE, day) for day in facts.figures_due]
        if facts.nobody_since is not None:
            found.append(Due(Reason.NOBODY, facts.nobody_since))
        if not facts.assessed and facts.assess_from is not None:
            found.append(Due(Reason.NOT_ASSESSED, facts.assess_from))
    return sorted(_joined(found), key=lambda row: (row.reason, row.from_day))


def _blocked(facts: Facts) -> Iterable[Due]:
    """Yield the periods in which the example is closed for the intranet, so that no employee sees it."""
    for stretch in facts.timelines.get(INTRANET, ()):
        if not stretch.is_open and stretch.until_day >= facts.published_on:
            yield Due(_closing_reason(stretch), max(stretch.from_day, facts.published_on), stretch.until_day)


def _closed_elsewhere(facts: Facts) -> Iterable[Due]:
    """Yield what stopped in the other channels, until somebody has reviewed the example after that.

    A second stop while the channel is closed is news of its own: it doesn't end what nobody has reviewed.
    """
    for channel, timeline in facts.timelines.items():
        if channel == INTRANET:
            continue
        has_been_open = False
        for stretch in timeline:
            has_been_open = has_been_open or stretch.is_open
            reason = _closing_reason(stretch)
            stopped = has_been_open and not stretch.is_open and reason not in (Reason.MISSING, Reason.NAMES)
            if stopped and stretch.until_day >= facts.published_on and not _reviewed_since(facts, stretch):
                yield Due(reason, max(stretch.from_day, facts.published_on), stretch.until_day)


def _closing_reason(stretch: Stretch) -> Reason:
    if Cause.WITHDRAWN in stretch.causes:
        return Reason.WITHDRAWN
    if Cause.EXPIRED in stretch.causes:
        return Reason.EXPIRED
    return Reason.NAMES if stretch.causes == {Cause.UNSETTLED} else Reason.MISSING


def _reviewed_since(facts: Facts, stretch: Stretch) -> bool:
    if facts.reviewed_at is None or day_of(facts.reviewed_at) < stretch.from_day:
        return False
    return stretch.known_at is None or facts.reviewed_at > stretch.known_at


def _expiring(facts: Facts) -> Iterable[Due]:
    """Yield the last 60 days of each open period. Asking the party for a new answer gives 14 days to wait for it."""
    for timeline in facts.timelines.values():
        for stretch in timeline:
            if not stretch.is_open or stretch.until_day == LAST_DAY or stretch.until_day < facts.published_on:
                continue
            start = max(add_days(stretch.until_day, 1 - DAYS_EXPIRING), stretch.from_day, facts.published_on)
            if facts.asked_on is not None and facts.asked_on >= start:
                start = add_days(facts.asked_on, DAYS_AWAITING_ANSWER + 1)
            if start <= stretch.until_day:
                yield Due(Reason.EXPIRING, start, stretch.until_day)


def _licences(facts: Facts) -> Iterable[Due]:
    """Yield the last 60 days of each licence, and the time after it: what it is for is still in the example.

    It has waited for nobody before its last day was known.
    """
    for each in facts.licences:
        known = max(facts.published_on, each.known_on)
        start = max(licence_warned_from(each.until), known)
        if start <= each.until:
            yield Due(Reason.LICENCE_ENDING, start, each.until)
        yield Due(Reason.LICENCE_ENDED, max(day_after(each.until), known))


def licence_warned_from(last: date) -> date:
    """Return the first day on which a licence that holds to and with `last` has 60 days or fewer left."""
    return add_days(last, 1 - DAYS_EXPIRING)


def _stale(facts: Facts) -> Iterable[Due]:
    """Yield from when the text is old, or was never reviewed: later, if somebody has put the review off."""
    again = day_after(facts.put_off_until)
    if facts.reviewed_at is None:
        yield Due(Reason.NEVER_REVIEWED, max(facts.published_on, again))
    else:
        yield Due(Reason.OVERDUE, max(day_after(next_review(facts.reviewed_at, facts.months)), again))


def _without_figures(placements: Iterable[PlacementFacts]) -> Iterable[date]:
    return (add_days(place.from_day, DAYS_TO_FIRST_FIGURES) for place in placements if not place.has_figures)


def _takedowns(facts: Facts) -> Iterable[Due]:
    """Yield the periods in which something is out there that may not be."""
    for place in facts.placements:
        if place.settled:
            continue
        for stretch in facts.timelines.get(place.channel, ()):
            start = max(stretch.stops_on, place.from_day)
            until = min(stretch.until_day, place.until_day)
            if not stretch.is_open and start <= until:
                yield Due(Reason.TAKEDOWN, start, until)


def _joined(rows: Iterable[Due]) -> list[Due]:
    """Join periods of the same reason that overlap or follow each other, so that an item is in the queue once."""
    joined: list[Due] = []
    for row in sorted(rows, key=lambda row: (row.reason, row.from_day, row.until_day)):
        last = joined[-1] if joined else None
        if last and last.reason == row.reason and row.from_day <= day_after(last.until_day):
            joined[-1] = Due(last.reason, last.from_day, max(last.until_day, row.until_day))
        else:
            joined.append(row)
    return joined
