"""Tables of the reader survey: what readers answered, and the links by which readers outside answer."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from resultatbank.data.types import example_ref, instant, key, maybe_instant, maybe_user
from resultatbank.extensions import Base


class ReaderAnswer(Base):
    """What a reader answered about an example: how much use they had of it, and perhaps a line.

    An employee has one answer an example. Whoever answered outside is nobody: only a checksum of the form is kept, so
    that the same form isn't counted twice.
    """

    __tablename__ = "reader_answer"
    __table_args__ = (
        UniqueConstraint("example_id", "user_id"),
        CheckConstraint("score BETWEEN 1 AND 5", name="score_is_on_the_scale"),
    )

    id: Mapped[key]
    example_id: Mapped[example_ref]
    user_id: Mapped[maybe_user] = mapped_column(index=True)
    score: Mapped[int]
    text: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[instant]
    form_sha256: Mapped[str | None] = mapped_column(String(64), unique=True)


class SurveyLink(Base):
    """The address at which readers outside answer about an example. It is no secret: it is printed and passed on."""

    __tablename__ = "survey_link"

    example_id: Mapped[int] = mapped_column(ForeignKey("example.id"), primary_key=True)
    token: Mapped[str] = mapped_column(String(40), unique=True)
    made_at: Mapped[instant]
    made_by_id: Mapped[maybe_user]
    closed_at: Mapped[maybe_instant]
