"""Tables that are worked out from the others at the edge of each transaction (see data/derive.py).

Triggers empty an example's rows whenever what they build on changes, so that a forgotten refresh shuts.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from resultatbank.data.types import day, maybe_day, word
from resultatbank.extensions import Base
from resultatbank.rules.calendar import FIRST_DAY, LAST_DAY


class Clearance(Base):
    """A period in which an example may be used in a channel, both days included."""

    __tablename__ = "clearance"
    __table_args__ = (Index("ix_clearance_example", "example_id"),)

    channel: Mapped[str] = mapped_column(String(40), primary_key=True)
    example_id: Mapped[int] = mapped_column(ForeignKey("example.id"), primary_key=True)
    from_day: Mapped[date] = mapped_column(Date, primary_key=True)
    until_day: Mapped[day]


class Due(Base):
    """A period in which an example needs a person, and why (rules.review.Reason)."""

    __tablename__ = "due"
    __table_args__ = (Index("ix_due_reason", "reason", "from_day", "until_day", "example_id"),)

    example_id: Mapped[int] = mapped_column(ForeignKey("example.id"), primary_key=True)
    reason: Mapped[int] = mapped_column(Integer, primary_key=True)
    from_day: Mapped[date] = mapped_column(Date, primary_key=True)
    until_day: Mapped[day]


class Listing(Base):
    """The narrow row that lists and searches read.

    An employee sees the example on a day when shown_from <= day <= shown_until, or when again_from <= day and a
    clearance for the intranet holds that day: the first open period stands here, later ones in `clearance`.
    """

    __tablename__ = "listing"
    __table_args__ = (Index("ix_listing_state", "state", "published_on"),)

    example_id: Mapped[int] = mapped_column(ForeignKey("example.id"), primary_key=True)
    state: Mapped[word]
    published_on: Mapped[day]
    reviewed_on: Mapped[day]
    review_due: Mapped[day]
    year: Mapped[int] = mapped_column(default=0)
    shown_from: Mapped[date] = mapped_column(Date, default=LAST_DAY)
    shown_until: Mapped[date] = mapped_column(Date, default=FIRST_DAY)
    again_from: Mapped[date] = mapped_column(Date, default=LAST_DAY)


class ListingChange(Base):
    """When an example's listing last changed (search/changes.py). Triggers write it, whoever changes the listing."""

    __tablename__ = "listing_change"
    __table_args__ = (Index("ix_listing_change_number", "number"),)

    example_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)


class Facet(Base):
    """A value by which an example can be narrowed: a region's code, a term's id."""

    __tablename__ = "facet"
    __table_args__ = (Index("ix_facet_value", "kind", "value", "example_id"),)

    example_id: Mapped[int] = mapped_column(ForeignKey("example.id"), primary_key=True)
    kind: Mapped[int] = mapped_column(Integer, primary_key=True)
    value: Mapped[int] = mapped_column(Integer, primary_key=True)


_END = text("kind = 'end'")


class PartyStance(Base):
    """Something that is true of a party in a period, both days included (rules/stances.py): what the register asks.

    A party's rows are emptied when an answer of its reaches the table past the app, so that they never say too much.
    """

    __tablename__ = "party_stance"
    __table_args__ = (Index("ix_party_stance_end", "from_day", sqlite_where=_END, postgresql_where=_END),)

    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(40), primary_key=True)
    from_day: Mapped[date] = mapped_column(Date, primary_key=True)
    until_day: Mapped[day]
    ends_on: Mapped[maybe_day]
