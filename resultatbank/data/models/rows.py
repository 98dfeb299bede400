"""Tables of the rows that are added, changed, reordered and removed inside the five steps."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, inspect
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship
from sqlalchemy.orm.attributes import flag_modified

from resultatbank.data.models.people import Term, User
from resultatbank.data.types import (
    day,
    exact,
    example_ref,
    instant,
    key,
    line,
    maybe_day,
    maybe_exact,
    maybe_user,
    one_of,
    prose,
    real_days,
    user_ref,
    word,
)
from resultatbank.extensions import Base
from resultatbank.rules.calendar import LAST_DAY
from resultatbank.rules.words import SEEN_OR_HEARD, Settled


class Row:
    """What the rows of an example have in common: a place in the order, and a version for two people at once."""

    id: Mapped[key]
    example_id: Mapped[example_ref]
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, object]:
        """Refuse to write over somebody else's newer row."""
        return {"version_id_col": cls.version}


class TargetGroup(Row, Base):
    """Somebody who should hear of the result, and what they care about."""

    __tablename__ = "target_group"

    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"))
    interest: Mapped[prose]

    term: Mapped[Term] = relationship()


class Source(Row, Base):
    """Where a result was found."""

    __tablename__ = "source"
    __table_args__ = (*real_days("dated"),)

    kind: Mapped[word] = mapped_column(default="other")
    title: Mapped[line]
    link: Mapped[str] = mapped_column(String(500), default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    diary_number: Mapped[str] = mapped_column(String(60), default="")
    dated: Mapped[maybe_day]


class Indicator(Row, Base):
    """A figure that is needed: where it begins, where it should go, how it is collected, and what came.

    It is to be there on `due_on`, and with `repeat_until` on the same day each year to and with that year.
    """

    __tablename__ = "indicator"
    __table_args__ = (one_of("direction", ("up", "down", "keep")), *real_days("due_on"))

    name: Mapped[line]
    unit: Mapped[str] = mapped_column(String(60), default="")
    direction: Mapped[word] = mapped_column(default="up")
    baseline: Mapped[maybe_exact]
    target: Mapped[maybe_exact]
    method: Mapped[str] = mapped_column(String(500), default="")
    source_id: Mapped[int | None] = mapped_column(ForeignKey("source.id"))
    responsible_id: Mapped[maybe_user]
    due_on: Mapped[maybe_day]
    repeat_until: Mapped[int | None]

    source: Mapped[Source | None] = relationship()
    responsible: Mapped[User | None] = relationship()
    measurements: Mapped[list[Measurement]] = relationship(
        order_by="Measurement.measured_on", viewonly=True, back_populates="indicator"
    )

    @property
    def latest(self) -> Measurement | None:
        """The value that was measured last."""
        return self.measurements[-1] if self.measurements else None

    @property
    def outcome(self) -> Decimal | None:
        """What came: the value that was measured last."""
        return self.latest.value if self.latest else None

    @property
    def outcome_on(self) -> date | None:
        """The day that what came is about."""
        return self.latest.measured_on if self.latest else None

    @property
    def outcome_source_id(self) -> int | None:
        """Where what came was found, or else where it was to be found."""
        return (self.latest.source_id if self.latest else None) or self.source_id


class Measurement(Row, Base):
    """A value of a figure on one day, and where it was found."""

    __tablename__ = "measurement"
    __table_args__ = (UniqueConstraint("indicator_id", "measured_on"), *real_days("measured_on"))

    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"))
    value: Mapped[exact]
    measured_on: Mapped[day]
    source_id: Mapped[int | None] = mapped_column(ForeignKey("source.id"), index=True)
    note: Mapped[line]

    indicator: Mapped[Indicator] = relationship(back_populates="measurements")
    source: Mapped[Source | None] = relationship()


class Package(Row, Base):
    """A form the result is packed in: an article, a photo, a film.

    `seen` are others than parties, in words. `nobody_seen` is an answer: nobody in it can be recognised.
    """

    __tablename__ = "package"
    __table_args__ = (*real_days("licence_until"),)

    format_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"))
    title: Mapped[line]
    link: Mapped[str] = mapped_column(String(500), default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    alt_text: Mapped[str] = mapped_column(String(500), default="")
    captions: Mapped[str] = mapped_column(String(500), default="")
    creator: Mapped[line]
    licence: Mapped[line]
    licence_until: Mapped[maybe_day]
    seen: Mapped[line]
    nobody_seen: Mapped[bool] = mapped_column(default=False)

    format: Mapped[Term | None] = relationship()
    file: Mapped[StoredFile | None] = relationship()
    parties: Mapped[list[PackageParty]] = relationship(
        cascade="all, delete-orphan", order_by="PackageParty.party_id, PackageParty.material"
    )

    @property
    def shown(self) -> list[str]:
        """The parties that are seen or heard, and in which way, each as "12-photo", in order."""
        return sorted(each.key for each in self.parties)

    @shown.setter
    def shown(self, keys: Collection[str]) -> None:
        kept = [each for each in self.parties if each.key in keys]
        there = {each.key for each in kept}
        added = [key.partition("-") for key in sorted(set(keys) - there)]
        if len(kept) == len(self.parties) and not added:
            return
        self.parties = [*kept, *(PackageParty(party_id=int(party), material=of) for party, _, of in added)]
        if inspect(self).persistent:
            # The row says something else now, so that somebody else's older form must not write over it.
            flag_modified(self, "seen")


class PackageParty(Base):
    """A party that is seen or heard in a package, and in which way: a picture's own clearance is worked out from it."""

    __tablename__ = "package_party"
    __table_args__ = (one_of("material", SEEN_OR_HEARD),)

    package_id: Mapped[int] = mapped_column(ForeignKey("package.id"), primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), primary_key=True, index=True)
    material: Mapped[str] = mapped_column(String(40), primary_key=True)

    party: Mapped[Party] = relationship()

    @property
    def key(self) -> str:
        """The party and the material in one word, as forms send them."""
        return f"{self.party_id}-{self.material}"


class PlannedChannel(Row, Base):
    """A channel in which the example is meant to be spread."""

    __tablename__ = "planned_channel"
    __table_args__ = (*real_days("planned_on"),)

    channel: Mapped[word]
    planned_on: Mapped[maybe_day]
    responsible_id: Mapped[maybe_user]
    note: Mapped[line]
    contact: Mapped[line]

    responsible: Mapped[User | None] = relationship()


class Placement(Row, Base):
    """Where an example was published, from when, until when, and who sees to it.

    `outcome` is empty while it is up, `down` when it has been taken down, `stays` when it can't be (printed, say).
    `planned_channel_id` is the row of the channel plan that it was planned as, where it was.
    """

    __tablename__ = "placement"
    __table_args__ = (
        one_of("outcome", ("", "down", "stays")),
        *real_days("from_day", "until_day", "settled_on"),
        Index("ix_placement_out", "outcome", "channel", "from_day", "id"),
    )

    channel: Mapped[word]
    address: Mapped[str] = mapped_column(String(500), default="")
    from_day: Mapped[day]
    until_day: Mapped[maybe_day]
    responsible_id: Mapped[maybe_user]
    outcome: Mapped[word] = mapped_column(default="")
    outcome_reason: Mapped[line]
    settled_on: Mapped[maybe_day]
    settled_by_id: Mapped[maybe_user]
    planned_channel_id: Mapped[int | None] = mapped_column(ForeignKey("planned_channel.id"), index=True)

    responsible: Mapped[User | None] = relationship(foreign_keys="Placement.responsible_id")

    @property
    def is_up(self) -> bool:
        """Nobody has settled it yet."""
        return not self.outcome

    def is_out(self, day: date) -> bool:
        """Tell whether it is there on a day, as far as is known: begun, not ended, and not taken down."""
        return self.is_up and self.from_day <= day <= (self.until_day or LAST_DAY)

    @property
    def is_down(self) -> bool:
        """It has been taken down. What can't be is there still."""
        return self.outcome == Settled.DOWN


class MatomoFile(Base):
    """A file from Matomo that numbers were taken from: its checksum, the days it covers, and who took it in."""

    __tablename__ = "matomo_file"
    __table_args__ = (
        one_of("counted", ("pages", "downloads")),
        CheckConstraint("first_day <= last_day", name="begins_before_it_ends"),
        *real_days("first_day", "last_day"),
    )

    id: Mapped[key]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    first_day: Mapped[day]
    last_day: Mapped[day]
    counted: Mapped[word]
    taken_at: Mapped[instant]
    taken_by_id: Mapped[user_ref]

    taken_by: Mapped[User] = relationship()


class FollowUp(Row, Base):
    """Numbers of one placement on one day: reach, reception, spread and cost. What isn't known is empty, not nought.

    Each number tells all there has been from the day of publishing to the day of measuring. `reached` are people:
    unique visitors, readers or those who took part. They are never added up, over days or over placements. `views` and
    the rest are times, each of which happened in one place only.
    """

    __tablename__ = "follow_up"
    __table_args__ = (*real_days("measured_on"),)

    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"), index=True)
    measured_on: Mapped[day]
    reached: Mapped[int | None]
    views: Mapped[int | None]
    film_views: Mapped[int | None]
    clicks: Mapped[int | None]
    downloads: Mapped[int | None]
    shares: Mapped[int | None]
    mentions: Mapped[int | None]
    actions: Mapped[int | None]
    survey_answers: Mapped[int | None]
    survey_pleased: Mapped[int | None]
    cost: Mapped[maybe_exact]
    hours: Mapped[maybe_exact]
    note: Mapped[line]
    matomo_file_id: Mapped[int | None] = mapped_column(ForeignKey("matomo_file.id"))

    placement: Mapped[Placement] = relationship()
    matomo_file: Mapped[MatomoFile | None] = relationship()


from resultatbank.data.models.parties import Party, StoredFile  # noqa: E402  The two modules name each other's tables.
