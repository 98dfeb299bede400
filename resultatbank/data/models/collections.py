"""Tables of the collections in which people gather examples."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from resultatbank.data.models.people import User
from resultatbank.data.types import example_ref, instant, key, line, user_ref
from resultatbank.extensions import Base


class Collection(Base):
    """Examples that somebody has gathered for a speech or a report.

    Whoever is logged in and has the address with `share_token` may read it; without a token nobody but its owner may.
    A shared one that is `listed` can be found without the address too.
    """

    __tablename__ = "collection"

    id: Mapped[key]
    owner_id: Mapped[user_ref] = mapped_column(index=True)
    name: Mapped[line]
    share_token: Mapped[str | None] = mapped_column(String(43), unique=True)
    listed: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[instant]
    changed_at: Mapped[instant]

    owner: Mapped[User] = relationship()

    @property
    def is_shared(self) -> bool:
        """Others may read it."""
        return self.share_token is not None


class CollectionItem(Base):
    """An example's place in a collection, with its owner's line about why it is there."""

    __tablename__ = "collection_item"
    __table_args__ = (UniqueConstraint("collection_id", "example_id"),)

    id: Mapped[key]
    collection_id: Mapped[int] = mapped_column(ForeignKey("collection.id"), index=True)
    example_id: Mapped[example_ref]
    position: Mapped[int]
    note: Mapped[line]
    added_at: Mapped[instant]
