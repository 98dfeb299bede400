"""Tables that only grow: reviews, events and their seals. Triggers in both engines refuse changes and removals."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, String, exists, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from resultatbank.data.models.people import User
from resultatbank.data.types import example_ref, instant, key, maybe_user, user_ref, word
from resultatbank.extensions import Base


class Review(Base):
    """Somebody answered the four questions about an example."""

    __tablename__ = "review"

    id: Mapped[key]
    example_id: Mapped[example_ref]
    at: Mapped[instant]
    by_id: Mapped[user_ref]
    figures_right: Mapped[bool]
    people_agree: Mapped[bool]
    links_work: Mapped[bool]
    still_good: Mapped[bool]
    remedy: Mapped[word] = mapped_column(default="")
    note: Mapped[str] = mapped_column(String(500), default="")

    by: Mapped[User] = relationship()
    undone: Mapped[ReviewUndone | None] = relationship(viewonly=True)

    @hybrid_property
    def stands(self) -> bool:
        """Nobody has undone it: of a row, or as a condition."""
        return self.undone is None

    @stands.inplace.expression
    @classmethod
    def _stands(cls) -> ColumnElement[bool]:
        return ~exists().where(ReviewUndone.review_id == cls.id)

    @hybrid_property
    def all_right(self) -> bool:
        """Every question was answered with yes: of a row, or as a condition."""
        return self.figures_right & self.people_agree & self.links_work & self.still_good


class ReviewUndone(Base):
    """Whoever made a review took it back at once. It stays in the history, and counts for nothing."""

    __tablename__ = "review_undone"

    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"), primary_key=True, autoincrement=False)
    at: Mapped[instant]
    by_id: Mapped[user_ref]


class Event(Base):
    """One line of who did what when. Ids and field names, never content."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_subject", "subject", "subject_id", "at"),
        # A record expires once, also when two sweep at the same time.
        Index(
            "uq_event_expired",
            "subject_id",
            unique=True,
            sqlite_where=text("kind = 'agreement_expired'"),
            postgresql_where=text("kind = 'agreement_expired'"),
        ),
    )

    id: Mapped[key]
    at: Mapped[instant]
    actor_id: Mapped[maybe_user]
    kind: Mapped[word]
    subject: Mapped[word]
    subject_id: Mapped[int] = mapped_column()
    example_id: Mapped[int | None] = mapped_column(ForeignKey("example.id"), index=True)
    fields: Mapped[list[Any]] = mapped_column(JSON, default=list)

    actor: Mapped[User | None] = relationship()


class Seal(Base):
    """An event's place in the chain: `digest` is made from the event and the digest before it (data/sealing.py)."""

    __tablename__ = "seal"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    digest: Mapped[str] = mapped_column(String(64))


class SealHead(Base):
    """The one row that says where the chain ends. Whoever seals holds it until the commit."""

    __tablename__ = "seal_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
