"""What reviewers do with rows of the queue besides deciding: take one for a while, and put one off once."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from resultatbank.data.models.people import User
from resultatbank.data.types import day, example_ref, instant, key, maybe_instant, maybe_user, real_days, user_ref, word
from resultatbank.extensions import Base

CLAIM_LIFE = timedelta(hours=24)
# How long the button stands there, and how long it works: a slow hand or a slow net takes more than its ten seconds.
UNDO_SHOWN = timedelta(seconds=10)
UNDO_LIFE = timedelta(seconds=30)


class Claim(Base):
    """Somebody works with an example's row just now. The others see who; it says nothing of what may be decided."""

    __tablename__ = "claim"

    example_id: Mapped[int] = mapped_column(ForeignKey("example.id"), primary_key=True, autoincrement=False)
    by_id: Mapped[user_ref]
    at: Mapped[instant]

    by: Mapped[User] = relationship()

    @property
    def until(self) -> datetime:
        """When the row is free again."""
        return self.at + CLAIM_LIFE


class PutOff(Base):
    """A review that was put off until after a day, and why. Once between two reviews (data/putting_off.py)."""

    __tablename__ = "put_off"
    __table_args__ = (*real_days("until_day"),)

    id: Mapped[key]
    example_id: Mapped[example_ref]
    at: Mapped[instant]
    by_id: Mapped[user_ref]
    until_day: Mapped[day]
    reason: Mapped[str] = mapped_column(String(500))

    by: Mapped[User] = relationship()


class Undo(Base):
    """What an example was before the latest decision about it in the queue, for whoever made it to take it back."""

    __tablename__ = "undo"

    example_id: Mapped[int] = mapped_column(ForeignKey("example.id"), primary_key=True, autoincrement=False)
    by_id: Mapped[user_ref] = mapped_column(index=True)
    at: Mapped[instant]
    version: Mapped[int]
    state: Mapped[word]
    archived_at: Mapped[maybe_instant]
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("example.id"))
    responsible_id: Mapped[maybe_user]
