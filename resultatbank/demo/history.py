"""What had been in the demo's queue before the day it is built: what the demo's own days say, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from sqlalchemy import func, select

from resultatbank.data.intervals import months_of
from resultatbank.data.models import Example, FollowUp, Indicator, Measurement, Placement, QueueEntry, Review
from resultatbank.extensions import db
from resultatbank.rules.calendar import add_days, day_after, day_of
from resultatbank.rules.review import DAYS_TO_FIRST_FIGURES, Reason, next_review

Passed = tuple[Reason, date, date]


def add_history(examples: dict[str, Example]) -> None:
    """Add the rows that entered the queue and left it again: late reviews, late figures, late follow-ups."""
    for example in examples.values():
        for reason, entered, left in (*_reviews(example), *_figures(example), *_follow_ups(example)):
            if entered <= left:
                entered = max(entered, day_of(example.created_at))
                db.session.add(QueueEntry(example_id=example.id, reason=reason, entered_on=entered, left_on=left))
    db.session.flush()


def _reviews(example: Example) -> Iterator[Passed]:
    """Give the time before the first review, and before each that came too late."""
    reviewed = db.session.scalars(select(Review.at).where(Review.example_id == example.id).order_by(Review.at)).all()
    if reviewed and example.published_at:
        yield Reason.NEVER_REVIEWED, day_of(example.published_at), day_of(reviewed[0])
    for before, after in pairwise(reviewed):
        yield Reason.OVERDUE, day_after(next_review(before, months_of(example))), day_of(after)


def _figures(example: Example) -> Iterator[Passed]:
    query = select(Indicator.due_on, func.min(Measurement.measured_on)).where(Indicator.example_id == example.id)
    query = query.join(Measurement, Measurement.indicator_id == Indicator.id).group_by(Indicator.id, Indicator.due_on)
    for due_on, measured_on in db.session.execute(query):
        if due_on and measured_on:
            yield Reason.FIGURES_DUE, due_on, measured_on


def _follow_ups(example: Example) -> Iterator[Passed]:
    query = select(Placement.from_day, func.min(FollowUp.measured_on))
    query = query.join(FollowUp, FollowUp.placement_id == Placement.id).where(Placement.example_id == example.id)
    for from_day, measured_on in db.session.execute(query.group_by(Placement.id, Placement.from_day)):
        yield Reason.FOLLOW_UP_DUE, add_days(from_day, DAYS_TO_FIRST_FIGURES), measured_on
