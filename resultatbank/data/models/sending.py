"""What is sent by e-mail, and what those who work with the bank have been reminded of."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, ForeignKey, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from resultatbank.data.models.people import User
from resultatbank.data.types import day, instant, key, maybe_instant, one_of, real_days, word
from resultatbank.extensions import Base
from resultatbank.rules.words import ReminderKind


class Outgoing:
    """How sending something has gone (data/sending.py)."""

    tries: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[maybe_instant]
    error: Mapped[word] = mapped_column(default="")
    sent_at: Mapped[maybe_instant]


class Reminder(Outgoing, Base):
    """A person is reminded, once a week or for once a day. It holds no text: what holds as it is sent is told.

    `period` is the Monday of the week, or the day.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        one_of("kind", ReminderKind),
        *real_days("period"),
        UniqueConstraint("user_id", "kind", "period"),
    )

    id: Mapped[key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[word]
    period: Mapped[day]
    made_at: Mapped[instant]

    user: Mapped[User] = relationship()

    @property
    def label(self) -> str:
        """What kind it is, in Swedish."""
        return ReminderKind(self.kind).label


class Told(Base):
    """A person has been reminded of a row of the queue: since when the next in turn waits for them to do something."""

    __tablename__ = "told"
    __table_args__ = (*real_days("from_day"),)

    example_id: Mapped[int] = mapped_column(ForeignKey("example.id"), primary_key=True)
    reason: Mapped[int] = mapped_column(Integer, primary_key=True)
    from_day: Mapped[date] = mapped_column(Date, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    at: Mapped[instant]
