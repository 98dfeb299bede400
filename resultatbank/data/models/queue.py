"""What reviewers do with rows of the queue besides deciding: take one for a while, and put one off once."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from resultatbank.data.models.people import User
from resultatbank.data.types import day, example_ref, instant, key, real_days, user_ref
from resultatbank.extensions import Base

CLAIM_LIFE = timedelta(hours=24)


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
