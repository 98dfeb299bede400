"""What has been in the review queue, and when: `due` says only what holds now and later.

Counted once a day by the sweep, and at once when a reviewer decides, so that what comes and goes the same day is there
too. It is counted in a few statements, whatever the number of examples, and counting again changes nothing.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Date,
    Table,
    and_,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from resultatbank.data.models import Due, Event, Example, QueueEntry
from resultatbank.extensions import db
from resultatbank.rules.calendar import day_of

SWEPT = "swept"
_ENTRY = cast(Table, QueueEntry.__table__)
_DUE = cast(Table, Due.__table__)
_COLUMNS = ("example_id", "reason", "entered_on", "left_on")


def last_counted() -> datetime | None:
    """Return when a sweep was last written down, or None."""
    mine = (Event.subject == "event", Event.subject_id == 0, Event.kind == SWEPT)
    return db.session.scalar(select(func.max(Event.at)).where(*mine))


def count(day: date) -> None:
    """Write down what has entered and left the queue until a day.

    What has entered did so on its own day, however long ago that is, but not before its example existed, before it
    left the last time, or before the last count: it wasn't there then. What isn't due any more left when its time ran
    out, or else on the day that this was found.
    """
    if _is_postgresql():
        # Of two who count at once, the second waits, and then finds nothing new. SQLite has one writer at a time.
        db.session.execute(text("LOCK TABLE queue_entry IN SHARE ROW EXCLUSIVE MODE"))
    _count(day, _since(), literal(True), literal(True))


def catch_up(example_id: int, day: date) -> None:
    """Write down what has entered and left of one example, as `due` says just now. Nothing before the first count."""
    if _has_begun():
        _count(day, _since(), _ENTRY.c.example_id == example_id, _DUE.c.example_id == example_id)


def _has_begun() -> bool:
    return db.session.scalar(select(QueueEntry.id).limit(1)) is not None


def _since() -> date | None:
    """Return the day of the last count, or None before the first."""
    last = last_counted() if _has_begun() else None
    return day_of(last) if last else None


def _is_postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"


def _count(day: date, since: date | None, entries: ColumnElement[bool], dues: ColumnElement[bool]) -> None:
    """Count those entries and dues. What they are of is said of both, since no planner sees through it."""
    db.session.execute(_taken_back(day, dues).where(entries))
    db.session.execute(_closed(day, dues).where(entries))
    db.session.execute(_opened(day, since, dues))
    if since is not None:
        db.session.execute(_passed(day, since, dues))


def _holds(day: date) -> ColumnElement[bool]:
    return and_(_DUE.c.from_day <= day, _DUE.c.until_day >= day)


def _same() -> ColumnElement[bool]:
    # With + 0 the index that begins with the reason can't be used: it would read all that are due for it, each time.
    return and_(_ENTRY.c.example_id == _DUE.c.example_id, _ENTRY.c.reason == _DUE.c.reason + 0)


def _taken_back(day: date, dues: ColumnElement[bool]) -> Any:
    """Open again what was closed today although it holds as before: what made it leave has been undone."""
    as_before = exists().where(_same(), dues, _holds(day), _DUE.c.from_day <= _ENTRY.c.entered_on).correlate(_ENTRY)
    again = _ENTRY.alias("again")
    is_open = exists().where(
        again.c.example_id == _ENTRY.c.example_id, again.c.reason == _ENTRY.c.reason, again.c.left_on.is_(None)
    )
    return (
        update(_ENTRY)
        .values(left_on=None)
        .where(_ENTRY.c.left_on == day, _ENTRY.c.entered_on < day, as_before, ~is_open.correlate(_ENTRY))
    )


def _closed(day: date, dues: ColumnElement[bool]) -> Any:
    """Close what doesn't hold any more."""
    ran_out = (
        select(func.max(_DUE.c.until_day))
        .where(_same(), dues, _DUE.c.until_day < day, _DUE.c.until_day >= _ENTRY.c.entered_on)
        .correlate(_ENTRY)
        .scalar_subquery()
    )
    still = exists().where(_same(), dues, _holds(day)).correlate(_ENTRY)
    return (
        update(_ENTRY)
        .values(left_on=func.coalesce(ran_out, literal(day, Date)))
        .where(_ENTRY.c.left_on.is_(None), ~still)
    )


def _opened(day: date, since: date | None, dues: ColumnElement[bool]) -> Any:
    """Open what holds and isn't written down."""
    there = exists().where(_same(), _ENTRY.c.left_on.is_(None)).correlate(_DUE)
    new = _rows(since, literal(None, Date)).where(_holds(day), ~there, dues)
    make = postgresql.insert(_ENTRY) if _is_postgresql() else sqlite.insert(_ENTRY)
    return make.from_select(_COLUMNS, new).on_conflict_do_nothing()


def _passed(day: date, since: date, dues: ColumnElement[bool]) -> Any:
    """Write down what both entered and left since it was last done: the sweep may have been away for weeks."""
    overlaps = and_(
        _ENTRY.c.entered_on <= _DUE.c.until_day, or_(_ENTRY.c.left_on.is_(None), _ENTRY.c.left_on >= _DUE.c.from_day)
    )
    there = exists().where(_same(), overlaps).correlate(_DUE)
    gone = and_(_DUE.c.until_day < day, _DUE.c.until_day >= since)
    existed = func.date(Example.__table__.c.created_at, type_=Date) <= _DUE.c.until_day
    new = _rows(since, _DUE.c.until_day).where(gone, existed, ~there, dues)
    return insert(_ENTRY).from_select(_COLUMNS, new)


def _rows(since: date | None, left_on: Any) -> Any:
    example = Example.__table__
    left_before = select(func.max(_ENTRY.c.left_on)).where(_same()).correlate(_DUE).scalar_subquery()
    latest = func.greatest if _is_postgresql() else func.max
    bounds = [_DUE.c.from_day, func.date(example.c.created_at, type_=Date), func.coalesce(left_before, _DUE.c.from_day)]
    if since is not None:
        bounds.append(literal(since, Date))
    entered = latest(*bounds, type_=Date)
    return select(_DUE.c.example_id, _DUE.c.reason, entered, left_on).join(example, example.c.id == _DUE.c.example_id)
