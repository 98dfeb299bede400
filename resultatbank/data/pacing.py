"""How fast imported examples that nobody has assessed come up in the review queue: so many a week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import cast

from sqlalchemy import Table, bindparam, func, select, update

from resultatbank.data.events import Stamp, log
from resultatbank.data.models import AssessPace, Due, Example, Use
from resultatbank.data.models.keeping import LEAST_PER_WEEK, MOST_PER_WEEK
from resultatbank.extensions import db
from resultatbank.rules.calendar import add_days, monday_of
from resultatbank.rules.review import Reason
from resultatbank.rules.words import Naming, State


def per_week(setting: int) -> int:
    """Return how many come up each week: what somebody last chose, or else what the setting says."""
    chosen = db.session.scalar(select(AssessPace.per_week).order_by(AssessPace.id.desc()).limit(1))
    return chosen or setting


def set_per_week(number: int, stamp: Stamp) -> int:
    """Let so many come up each week, and spread those that wait anew from next Monday on. Returns how many they are.

    The most used come first, then the oldest. Those that have come up already stay in the queue. Raises ValueError
    for a number that isn't allowed.
    """
    if not LEAST_PER_WEEK <= number <= MOST_PER_WEEK:
        raise ValueError(f"the pace is {LEAST_PER_WEEK} to {MOST_PER_WEEK} a week")
    pace = AssessPace(per_week=number, set_at=stamp.at, set_by_id=stamp.by or 0)
    db.session.add(pace)
    db.session.flush()
    log(stamp, "assess_pace_set", "assess_pace", pace.id, fields=[str(number)])
    ids = _waiting(stamp.day)
    if ids:
        _spread(ids, number, add_days(monday_of(stamp.day), 7))
    return len(ids)


def _waiting(day: date) -> Sequence[int]:
    """Return the imported drafts that haven't come up, in the order in which they will."""
    used = select(Use.example_id, func.count(Use.id).label("times")).group_by(Use.example_id).subquery()
    query = select(Example.id).outerjoin(used, used.c.example_id == Example.id)
    query = query.where(
        Example.assess_from > day, Example.naming == Naming.UNKNOWN.value, Example.state == State.DRAFT.value
    )
    order = (func.coalesce(used.c.times, 0).desc(), Example.created_at, Example.id)
    return db.session.scalars(query.order_by(*order)).all()


def _spread(ids: Sequence[int], number: int, monday: date) -> None:
    """Give each its Monday, and the queue's rows with it: nothing else that is worked out builds on that day.

    The examples' versions stay, since nobody who works with one of them is in the way.
    """
    db.session.flush()
    rows = [{"of": each, "day": monday + timedelta(weeks=place // number)} for place, each in enumerate(ids)]
    example, due = cast(Table, Example.__table__), cast(Table, Due.__table__)
    connection = db.session.connection()
    connection.execute(
        update(example).where(example.c.id == bindparam("of")).values(assess_from=bindparam("day")), rows
    )
    of_queue = update(due).where(due.c.example_id == bindparam("of"), due.c.reason == Reason.NOT_ASSESSED.value)
    connection.execute(of_queue.values(from_day=bindparam("day")), rows)
    db.session.expire_all()
