"""Tables of those who use the app."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from resultatbank.data.types import Instant, instant, key, line, maybe_instant, one_of, word
from resultatbank.extensions import Base
from resultatbank.rules.roles import Role


class User(Base):
    """A person who logs in. A locked one can't, and what is theirs comes up for reassigning.

    A removed one is locked for good. Only the name is left, where it stands beside something that was done.
    """

    __tablename__ = "user"

    id: Mapped[key]
    email: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[line]
    password_hash: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[instant]
    locked_at: Mapped[maybe_instant]
    removed_at: Mapped[maybe_instant]
    wants_news: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    roles: Mapped[list[UserRole]] = relationship(cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}

    @property
    def role_names(self) -> frozenset[str]:
        """The roles the person holds."""
        return frozenset(role.role for role in self.roles)

    @property
    def is_locked(self) -> bool:
        """The person can't log in."""
        return self.locked_at is not None


class UserRole(Base):
    """A role that a person holds."""

    __tablename__ = "user_role"
    __table_args__ = (one_of("role", Role),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(40), primary_key=True)

    @property
    def label(self) -> str:
        """The role's Swedish word."""
        return Role(self.role).label


class LoginSession(Base):
    """A login that is in force until it ends. Only a digest of the cookie's token is kept."""

    __tablename__ = "login_session"

    id: Mapped[key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    begun_at: Mapped[instant]
    ended_at: Mapped[maybe_instant]


class LoginFailure(Base):
    """A failed log-in, for the throttle. Who and where from are digests."""

    __tablename__ = "login_failure"
    __table_args__ = (
        Index("ix_login_failure_email", "email_digest", "at"),
        Index("ix_login_failure_address", "address_digest", "at"),
    )

    id: Mapped[key]
    email_digest: Mapped[str] = mapped_column(String(64))
    address_digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)


class Term(Base):
    """A word in one of the lists an administrator keeps. A retired one stays where it is used."""

    __tablename__ = "term"
    __table_args__ = (Index("uq_term_kind_slug", "kind", "slug", unique=True),)

    id: Mapped[key]
    kind: Mapped[word]
    slug: Mapped[word]
    label: Mapped[line]
    position: Mapped[int] = mapped_column(default=0)
    retired: Mapped[bool] = mapped_column(default=False)
    internal: Mapped[bool] = mapped_column(default=False)
    icon: Mapped[word] = mapped_column(default="")
    review_months: Mapped[int | None]
    takedown_days: Mapped[int | None]
