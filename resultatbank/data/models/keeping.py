"""How the work with the bank goes: what has been in the queue and when, and what somebody has chosen for all of it."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, relationship

from resultatbank.data.models.people import User
from resultatbank.data.types import day, instant, key, maybe_day, real_days, user_ref
from resultatbank.extensions import Base

_OPEN = text("left_on IS NULL")
LEAST_PER_WEEK, MOST_PER_WEEK = 1, 500
LEAST_HOURLY, MOST_HOURLY = 1, 10_000


class QueueEntry(Base):
    """That a reason (rules.review.Reason) put an example in the queue, from a day until the day it left.

    `due` says only what holds now and later; this is what is left of what held before (data/queue_history.py).
    The example is no foreign key: the count would wait for one who decides about it, who waits for the count.
    """

    __tablename__ = "queue_entry"
    __table_args__ = (
        Index("uq_queue_entry_open", "example_id", "reason", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_queue_entry_example", "example_id", "reason", "left_on"),
        Index("ix_queue_entry_entered", "entered_on"),
        Index("ix_queue_entry_left", "left_on"),
        CheckConstraint("entered_on <= left_on", name="enters_before_it_leaves"),
        *real_days("entered_on", "left_on"),
    )

    id: Mapped[key]
    example_id: Mapped[int]
    reason: Mapped[int]
    entered_on: Mapped[day]
    left_on: Mapped[maybe_day]


class AssessPace(Base):
    """How many imported examples come up for assessment each week, and who chose it. The latest row holds."""

    __tablename__ = "assess_pace"
    __table_args__ = (CheckConstraint(f"per_week BETWEEN {LEAST_PER_WEEK} AND {MOST_PER_WEEK}", name="per_week_range"),)

    id: Mapped[key]
    per_week: Mapped[int]
    set_at: Mapped[instant]
    set_by_id: Mapped[user_ref]

    set_by: Mapped[User] = relationship()


class HourlyCost(Base):
    """What an hour of the staff's work is reckoned to cost, in kronor, and who chose it. The latest row holds."""

    __tablename__ = "hourly_cost"
    __table_args__ = (CheckConstraint(f"kronor BETWEEN {LEAST_HOURLY} AND {MOST_HOURLY}", name="kronor_range"),)

    id: Mapped[key]
    kronor: Mapped[int]
    set_at: Mapped[instant]
    set_by_id: Mapped[user_ref]

    set_by: Mapped[User] = relationship()
