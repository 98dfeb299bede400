"""Putting off the review of a text that is only old: once between two reviews, for at most 30 days, with a reason."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from resultatbank.data.events import Stamp, log
from resultatbank.data.models import Example, PutOff, Review
from resultatbank.data.queue import reasons_of
from resultatbank.data.reviewing import SomebodyElseDecided
from resultatbank.extensions import db
from resultatbank.rules.calendar import add_days
from resultatbank.rules.review import MOST_DAYS_PUT_OFF, Reason, may_be_put_off

STALE = (Reason.NEVER_REVIEWED, Reason.OVERDUE)


class CannotBePutOff(Exception):
    """Somebody's yes is the matter, the review was put off before, or there is nothing to put off."""


def can_be_put_off(example: Example, day: date) -> bool:
    """Tell whether an example's review can be put off that day: it is in the queue for its age alone."""
    reasons = reasons_of(example.id, day)
    return bool(reasons) and all(each in STALE for each in reasons) and _may_be_put_off(example.id)


def _may_be_put_off(example_id: int) -> bool:
    reviewed = db.session.scalar(select(func.max(Review.at)).where(Review.example_id == example_id, Review.stands))
    put_off = db.session.scalar(select(func.max(PutOff.at)).where(PutOff.example_id == example_id))
    return may_be_put_off(reviewed, put_off)


def put_off(example: Example, until: date, reason: str, seen_version: int, stamp: Stamp) -> PutOff:
    """Put a review off until after a day. `example` comes from reviewing.lock().

    Raises SomebodyElseDecided when it has changed since `seen_version`, CannotBePutOff when it can't be, and
    ValueError without a reason, or for a day that isn't among the next 30.
    """
    if example.version != seen_version:
        raise SomebodyElseDecided
    if not can_be_put_off(example, stamp.day):
        raise CannotBePutOff
    if not reason or not stamp.day < until <= add_days(stamp.day, MOST_DAYS_PUT_OFF):
        raise ValueError("a review is put off for a reason, and for 30 days at most")
    row = PutOff(example_id=example.id, at=stamp.at, by_id=stamp.by, until_day=until, reason=reason)
    db.session.add(row)
    log(stamp, "review_put_off", "example", example.id, example=example.id)
    db.session.flush()
    return row
