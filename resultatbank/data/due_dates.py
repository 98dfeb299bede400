"""What a person is to do and by which day, for their calendar: reviews, takedowns, figures, follow-ups and licences.

It is theirs as the responsible of the placement or the figure, else of the example, else as the example's fallback. It
names no party. What waits in the queue now, and whose turn it is, is data/duties.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import exists, func, select

from resultatbank.data import figures, outthere
from resultatbank.data.accounts import who_answers
from resultatbank.data.gate import visible
from resultatbank.data.models import Due, Example, FollowUp, Indicator, Listing, Package, Placement, PutOff
from resultatbank.extensions import db
from resultatbank.rules.calendar import add_days, day_after
from resultatbank.rules.review import DAYS_TO_FIRST_FIGURES, Reason
from resultatbank.rules.words import State

_STALE = (Reason.NEVER_REVIEWED.value, Reason.OVERDUE.value)


class Kind(StrEnum):
    """What is to be done."""

    FIRST_REVIEW = "first-review"
    REVIEW = "review"
    PUT_OFF = "put-off"
    TAKE_DOWN = "take-down"
    FIGURE = "figure"
    FOLLOW_UP = "follow-up"
    LICENCE = "licence"


@dataclass(frozen=True, slots=True)
class DueDate:
    """Something to do. `number` is that of what it is about: the example, the placement, the figure or the package."""

    kind: Kind
    number: int
    example_id: int
    day: date
    channel: str = ""


def due_dates_of(user_id: int, day: date) -> list[DueDate]:
    """Return all that a person is to do from a day on, and what they should have done, by its day.

    What comes later is told as it stands now: a review that is made, or a yes that ends, moves it.
    """
    found = [*_reviews(user_id, day), *_takedowns(user_id, day), *_figures(user_id), *_follow_ups(user_id)]
    found += _licences(user_id)
    return sorted(found, key=lambda each: (each.day, each.kind, each.number))


def titles(example_ids: Iterable[int], day: date, sees_all: bool) -> dict[int, str]:
    """Return what the examples are called: only those that employees may see that day, or all of them."""
    query = select(Example.id, Example.title).join(Listing, Listing.example_id == Example.id)
    query = query.where(Example.id.in_(set(example_ids)))
    return dict(db.session.execute(query if sees_all else query.where(visible(day))).all())


def _reviews(user_id: int, day: date) -> Iterator[DueDate]:
    last = select(func.max(PutOff.until_day)).where(PutOff.example_id == Due.example_id).scalar_subquery()
    query = select(Due.example_id, Due.reason, Due.from_day, last).join(Example, Example.id == Due.example_id)
    query = query.where(Due.reason.in_(_STALE), Due.until_day >= day, who_answers() == user_id)
    for example_id, reason, since, put_off_until in db.session.execute(query):
        kind = Kind.FIRST_REVIEW if reason == Reason.NEVER_REVIEWED else Kind.REVIEW
        if put_off_until is not None and day_after(put_off_until) == since:
            kind = Kind.PUT_OFF
        yield DueDate(kind, example_id, example_id, since)


def _takedowns(user_id: int, day: date) -> Iterator[DueDate]:
    wanted = outthere.Filters(urgency=outthere.Urgency.MUST_GO, person_id=user_id)
    for each in outthere.all_of(wanted, day):
        if each.due_on is not None:
            place = each.placement
            yield DueDate(Kind.TAKE_DOWN, place.id, place.example_id, each.due_on, place.channel)


def _figures(user_id: int) -> Iterator[DueDate]:
    kept = Example.state != State.ARCHIVED.value
    for each in figures.waited_for(kept, who_answers(Indicator.responsible_id) == user_id):
        yield DueDate(Kind.FIGURE, each.indicator_id, each.example_id, each.due_on)


def _follow_ups(user_id: int) -> Iterator[DueDate]:
    counted = exists(select(FollowUp.id).where(FollowUp.placement_id == Placement.id))
    query = select(Placement.id, Placement.example_id, Placement.from_day, Placement.channel).join(
        Example, Example.id == Placement.example_id
    )
    query = query.where(
        Example.state == State.PUBLISHED.value,
        who_answers(Placement.responsible_id) == user_id,
        ~counted,
    )
    for number, example_id, begun, channel in db.session.execute(query):
        yield DueDate(Kind.FOLLOW_UP, number, example_id, add_days(begun, DAYS_TO_FIRST_FIGURES), channel)


def _licences(user_id: int) -> Iterator[DueDate]:
    query = select(Package.id, Package.example_id, Package.licence_until).join(
        Example, Example.id == Package.example_id
    )
    query = query.where(Example.state == State.PUBLISHED.value, who_answers() == user_id)
    for number, example_id, last in db.session.execute(query):
        if last is not None:
            yield DueDate(Kind.LICENCE, number, example_id, last)
