"""The review queue: what needs a person on a day, why, and since when. Read live; nothing runs at midnight."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, tuple_
from sqlalchemy.orm import aliased, joinedload, selectinload

from resultatbank.data import bitmaps, gate, queue_words
from resultatbank.data.models import Due, Event, Example, Listing, Review, Use, User
from resultatbank.data.session import is_writing
from resultatbank.extensions import db
from resultatbank.rules.calendar import add_days, first_instant, last_instant
from resultatbank.rules.review import Reason
from resultatbank.rules.words import Naming, State

PAGE = 50
DECISION_UNDONE = "decision_undone"
_DECISIONS = func.sum(case((Event.kind == "queue_decision", 1), else_=-1))


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the queue's order, from which to go on."""

    reason: int
    since: date
    example_id: int


@dataclass(frozen=True, slots=True)
class QueueRow:
    """An example that needs a person, its worst reason, and that reason in a sentence.

    `blocked` is one that is published, and that no employee can see that day.
    """

    example: Example
    reason: Reason
    since: date
    sentence: str
    blocked: bool

    @property
    def place(self) -> Place:
        """Where the row stands."""
        return Place(self.reason.value, self.since, self.example.id)


def _in_force(row: type[Due], day: date) -> ColumnElement[bool]:
    return and_(row.from_day <= day, row.until_day >= day)


def counts(day: date) -> dict[Reason, int]:
    """Return how many examples each reason holds for that day, worst first, without reasons that hold for none."""
    query = select(Due.reason, func.count(Due.example_id.distinct())).where(_in_force(Due, day))
    return {
        Reason(reason): count for reason, count in db.session.execute(query.group_by(Due.reason).order_by(Due.reason))
    }


def total(day: date) -> int:
    """Return how many examples need a person that day."""
    return db.session.scalar(select(func.count(Due.example_id.distinct())).where(_in_force(Due, day))) or 0


def blocked(day: date) -> int:
    """Return how many published examples no employee can see that day."""
    if not is_writing():
        return bitmaps.on(day).blocked.bit_count()
    return db.session.scalar(select(func.count()).select_from(_hidden(day).subquery())) or 0


def _hidden(day: date) -> Select[int]:
    return select(Listing.example_id).where(Listing.state == State.PUBLISHED.value, ~gate.visible(day))


def rows(
    day: date, reason: Reason | None = None, after: Place | None = None, *, only_blocked: bool = False
) -> list[QueueRow]:
    """Return the next PAGE rows, worst first and oldest first within a reason.

    Without a reason each example comes once, with its worst; with one, all for which it holds. The number of queries
    doesn't depend on the number of rows.
    """
    query = select(Due.example_id, Due.reason, Due.from_day).where(_in_force(Due, day))
    if reason is None:
        worse = aliased(Due)
        same_or_older = or_(worse.reason < Due.reason, and_(worse.reason == Due.reason, worse.from_day < Due.from_day))
        worse_now = select(worse.example_id).where(
            worse.example_id == Due.example_id, _in_force(worse, day), same_or_older
        )
        query = query.where(~exists(worse_now.correlate(Due)))
    else:
        query = query.where(Due.reason == reason.value)
    if only_blocked:
        query = query.where(Due.example_id.in_(_hidden(day)))
    order = (Due.reason, Due.from_day, Due.example_id)
    if after is not None:
        query = query.where(tuple_(*order) > tuple_(after.reason, after.since, after.example_id))
    found = db.session.execute(query.order_by(*order).limit(PAGE)).all()
    return _dressed([(example_id, Reason(number), since) for example_id, number, since in found], day)


def row_of(example_id: int, day: date) -> QueueRow | None:
    """Return an example's row with its worst reason, or None when it needs nobody that day."""
    query = select(Due.reason, Due.from_day).where(Due.example_id == example_id, _in_force(Due, day))
    worst = db.session.execute(query.order_by(Due.reason, Due.from_day).limit(1)).first()
    return None if worst is None else _dressed([(example_id, Reason(worst[0]), worst[1])], day)[0]


def reasons_of(example_id: int, day: date) -> list[Reason]:
    """Return every reason that holds for an example that day, worst first."""
    query = select(Due.reason).where(Due.example_id == example_id, _in_force(Due, day)).distinct()
    return [Reason(number) for number in db.session.scalars(query.order_by(Due.reason))]


def reasons_in(example_ids: Collection[int], day: date) -> dict[int, list[Reason]]:
    """Return every reason that holds that day for each of the examples, worst first. One query."""
    query = select(Due.example_id, Due.reason).where(Due.example_id.in_(example_ids), _in_force(Due, day)).distinct()
    found: dict[int, list[Reason]] = {}
    for example_id, number in db.session.execute(query.order_by(Due.example_id, Due.reason)):
        found.setdefault(example_id, []).append(Reason(number))
    return found


def _dressed(found: Sequence[tuple[int, Reason, date]], day: date) -> list[QueueRow]:
    ids = [example_id for example_id, _reason, _since in found]
    query = select(Example).where(Example.id.in_(ids))
    query = query.options(joinedload(Example.responsible), selectinload(Example.terms))
    examples = {example.id: example for example in db.session.scalars(query)}
    seen = gate.visible_among(ids, day)
    sentences = queue_words.sentences([(examples[each], reason) for each, reason, _since in found], day)
    return [
        QueueRow(
            example=examples[example_id],
            reason=reason,
            since=since,
            sentence=sentence,
            blocked=examples[example_id].is_published and example_id not in seen,
        )
        for (example_id, reason, since), sentence in zip(found, sentences, strict=True)
    ]


def next_to_come(day: date) -> tuple[date, Example] | None:
    """Return the first day after `day` on which something comes up, and which example it is."""
    query = select(Due.from_day, Example).join(Example, Example.id == Due.example_id).where(Due.from_day > day)
    row = db.session.execute(query.order_by(Due.from_day, Due.reason, Due.example_id).limit(1)).first()
    return None if row is None else (row[0], row[1])


def expiring_within(day: date, days: int = 60) -> int:
    """Return how many examples lose a channel within so many days."""
    until = add_days(day, days)
    query = select(func.count(Due.example_id.distinct())).where(
        Due.reason == Reason.EXPIRING.value, Due.until_day >= day, Due.until_day <= until
    )
    return db.session.scalar(query) or 0


def settled_today(day: date) -> int:
    """Return how many examples were decided about that day and need nobody now. What was undone isn't among them."""
    made = decisions(Event.example_id).where(Event.at >= first_instant(day), Event.at <= last_instant(day))
    decided = made.group_by(Event.example_id).having(_DECISIONS > 0).subquery()
    still = exists().where(Due.example_id == decided.c.example_id, _in_force(Due, day))
    return db.session.scalar(select(func.count()).select_from(decided).where(~still)) or 0


def decisions(*by: Any) -> Select[Any]:
    """Return the query for how many decisions were made in the queue, without those that were undone.

    Columns of the event to count them by come before the number; the caller groups by them.
    """
    return select(*by, _DECISIONS).where(Event.kind.in_(("queue_decision", DECISION_UNDONE)))


@dataclass(frozen=True, slots=True)
class Waiting:
    """Imported drafts that wait for their week to be assessed."""

    count: int
    last: date


def waiting_to_be_assessed(day: date) -> Waiting | None:
    """Return how many imported drafts haven't come up in the queue yet, and when the last ones do."""
    # The listing has an index by state, and drafts are few beside all there is.
    drafts = select(Listing.example_id).where(Listing.state == State.DRAFT.value)
    query = select(func.count(Example.id), func.max(Example.assess_from)).where(
        Example.id.in_(drafts), Example.assess_from > day, Example.naming == Naming.UNKNOWN.value
    )
    count, last = db.session.execute(query).one()
    return Waiting(count, last) if count and last else None


def reviews_of(example_id: int, limit: int = 10) -> Sequence[Review]:
    """Return an example's latest reviews that nobody has undone, newest first, with who made them."""
    query = select(Review).where(Review.example_id == example_id, Review.stands).options(joinedload(Review.by))
    return db.session.scalars(query.order_by(Review.at.desc(), Review.id.desc()).limit(limit)).all()


def latest_uses(example_id: int, limit: int = 5) -> list[tuple[str, datetime]]:
    """Return who copied an example last and when, the latest first."""
    query = select(User.name, Use.at).join(User, User.id == Use.user_id).where(Use.example_id == example_id)
    return [(name, at) for name, at in db.session.execute(query.order_by(Use.at.desc(), Use.id.desc()).limit(limit))]


def times_used(example_id: int) -> int:
    """Return how many times somebody has copied an example."""
    return db.session.scalar(select(func.count(Use.id)).where(Use.example_id == example_id)) or 0
