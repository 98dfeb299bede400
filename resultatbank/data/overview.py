"""How honest the bank is and how well it is kept, in numbers. Counted in SQL, a query a number; no party is in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, cast, extract, func, or_, select
from sqlalchemy.orm import aliased

from resultatbank.data.models import (
    Claim,
    Due,
    Event,
    Example,
    ExampleTerm,
    Listing,
    QueueEntry,
    Review,
    Term,
    User,
    UserRole,
)
from resultatbank.data.models.queue import CLAIM_LIFE
from resultatbank.data.queue import decisions
from resultatbank.extensions import db
from resultatbank.rules.calendar import add_days, add_months, first_instant, monday_of
from resultatbank.rules.review import MONTHS_BETWEEN_REVIEWS, MONTHS_BETWEEN_REVIEWS_NAMED, Reason
from resultatbank.rules.roles import Role
from resultatbank.rules.words import Naming, State, TermKind

WEEKS = 26
WEEKS_OF_DECISIONS = 4


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def per_cent(self) -> int | None:
        """The share in whole per cent, rounded down so that 100 means all; None of nothing."""
        return 100 * self.part // self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class InTime:
    """Published examples whose text isn't too old; reviews made in time, of those that had a day; and first reviews."""

    examples: Share
    reviews: Share
    first: int


def in_time(day: date) -> InTime:
    """Return how many texts are fresh that day, and how many reviews of the last 12 months were in time.

    A review had a day to keep when there was one before it: that, and the months between reviews as they are set now.
    Putting one off doesn't move that day. Days are those of UTC.
    """
    fresh = func.sum(case((Listing.review_due >= day, 1), else_=0))
    listed = select(fresh, func.count()).where(Listing.state == State.PUBLISHED.value)
    part, whole = db.session.execute(listed).one()
    kept, had_a_day, made = db.session.execute(_reviews(first_instant(add_months(day, -12)))).one()
    return InTime(Share(part or 0, whole), Share(kept or 0, had_a_day), made - had_a_day)


def _reviews(since: datetime) -> Any:
    earlier = aliased(Review)
    before = select(func.max(earlier.at)).where(
        earlier.example_id == Review.example_id, earlier.at < Review.at, earlier.stands
    )
    made = (
        select(
            Review.at.label("at"), before.correlate(Review).scalar_subquery().label("before"), _months().label("months")
        )
        .join(Example, Example.id == Review.example_id)
        .where(Review.at >= since, Review.stands)
        .subquery()
    )
    kept = _within(made.c.before, made.c.at, made.c.months)
    return select(func.sum(case((kept, 1), else_=0)), func.count(made.c.before), func.count(made.c.at))


def _months() -> ColumnElement[int]:
    """Return how many months there are between two reviews of an example: rules.review.months_between, in SQL."""
    of_themes = (
        select(func.min(Term.review_months))
        .join(ExampleTerm, ExampleTerm.term_id == Term.id)
        .where(ExampleTerm.example_id == Example.id, Term.kind == TermKind.THEME.value)
        .correlate(Example)
        .scalar_subquery()
    )
    chosen = func.coalesce(Example.review_months, of_themes, MONTHS_BETWEEN_REVIEWS)
    too_long = and_(Example.naming == Naming.NAMED.value, chosen > MONTHS_BETWEEN_REVIEWS_NAMED)
    return cast(case((too_long, MONTHS_BETWEEN_REVIEWS_NAMED), else_=chosen), Integer)


def _within(start: Any, end: Any, months: Any) -> ColumnElement[bool]:
    """Return the condition that an instant isn't after the day so many months later than another (add_months)."""
    apart = (extract("year", end) - extract("year", start)) * 12 + extract("month", end) - extract("month", start)
    return or_(apart < months, and_(apart == months, extract("day", end) <= extract("day", start)))


@dataclass(frozen=True, slots=True)
class Oldest:
    """The row that has waited longest in the queue."""

    example_id: int
    reason: Reason
    since: date
    days: int


def oldest(day: date) -> Oldest | None:
    """Return the row that has waited longest, or None when the queue is empty."""
    query = select(Due.example_id, Due.reason, Due.from_day).where(Due.from_day <= day, Due.until_day >= day)
    row = db.session.execute(query.order_by(Due.from_day, Due.reason, Due.example_id).limit(1)).first()
    return None if row is None else Oldest(row[0], Reason(row[1]), row[2], (day - row[2]).days)


@dataclass(frozen=True, slots=True)
class Week:
    """How many rows entered and left the queue in a week that begins on a Monday."""

    first: date
    entered: int
    left: int

    @property
    def number(self) -> int:
        """The week's number, as calendars in Sweden have it."""
        return self.first.isocalendar().week


def weeks(day: date) -> list[Week]:
    """Return the weeks up to and with the one that a day is in, the oldest first. A row is an example and a reason."""
    mondays = [monday_of(day) - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    entered, left = (_by_week(column, mondays[0], day) for column in (QueueEntry.entered_on, QueueEntry.left_on))
    return [Week(each, entered[each], left[each]) for each in mondays]


def _by_week(column: Any, first: date, last: date) -> Counter[date]:
    found: Counter[date] = Counter()
    query = select(column, func.count()).where(column.between(first, last)).group_by(column)
    for each, count in db.session.execute(query):
        found[monday_of(each)] += count
    return found


@dataclass(frozen=True, slots=True)
class Load:
    """What a person of the staff has decided lately, has taken now, and answers for that waits."""

    name: str
    has_left: bool
    decided: int
    taken: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Loads:
    """The load of each, those with the most to do first; how much nobody answers for; and all decisions lately."""

    people: Sequence[Load]
    nobodys: int
    decided: int


def loads(at: datetime, day: date) -> Loads:
    """Return the load of each reviewer, and of each who decides, has taken rows or answers for some that wait."""
    decided, taken, waiting = _decided(day), _taken(at), _waiting(day)
    nobodys = waiting.pop(None, 0)
    reviewers = select(UserRole.user_id).where(UserRole.role == Role.REVIEWER.value)
    active = and_(User.id.in_(reviewers), User.locked_at.is_(None))
    ids = {each for each in (*decided, *taken, *waiting) if each is not None}
    query = select(User.id, User.name, User.locked_at).where(or_(active, User.id.in_(ids))).order_by(User.name)
    people = [
        Load(name, locked_at is not None, decided[user_id], taken[user_id], waiting[user_id])
        for user_id, name, locked_at in db.session.execute(query)
    ]
    people.sort(key=lambda each: (-each.waiting, -each.decided, each.name))
    return Loads(people, nobodys, sum(decided.values()))


def _decided(day: date) -> Counter[int | None]:
    since = first_instant(add_days(day, 1 - 7 * WEEKS_OF_DECISIONS))
    return _counter(decisions(Event.actor_id).where(Event.at >= since).group_by(Event.actor_id))


def _taken(at: datetime) -> Counter[int | None]:
    return _counter(select(Claim.by_id, func.count()).where(Claim.at > at - CLAIM_LIFE).group_by(Claim.by_id))


def _waiting(day: date) -> Counter[int | None]:
    query = select(Example.responsible_id, func.count(Due.example_id.distinct()))
    query = query.join(Example, Example.id == Due.example_id).where(Due.from_day <= day, Due.until_day >= day)
    return _counter(query.group_by(Example.responsible_id))


def _counter(query: Any) -> Counter[int | None]:
    return Counter(dict(db.session.execute(query).all()))
