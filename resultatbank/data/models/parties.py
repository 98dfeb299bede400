"""Tables of the parties, what examples show of them, and what they have answered."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from resultatbank.data.models.examples import Example
from resultatbank.data.models.people import User
from resultatbank.data.types import (
    day,
    example_ref,
    instant,
    key,
    line,
    maybe_instant,
    maybe_user,
    one_of,
    prose,
    real_days,
    user_ref,
    word,
)
from resultatbank.extensions import Base
from resultatbank.rules.words import (
    AgreementKind,
    Capacity,
    Ending,
    HowGiven,
    Language,
    LegalBasis,
    Material,
    PartyKind,
)


class StoredFile(Base):
    """A file, kept outside the web's folders under its SHA-256."""

    __tablename__ = "stored_file"

    id: Mapped[key]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[line]
    mime: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    stored_at: Mapped[instant]
    stored_by_id: Mapped[maybe_user]

    renditions: Mapped[list[Rendition]] = relationship()

    def rendition(self, size: str) -> Rendition | None:
        """Return the picture in a size, or None when the file is no picture."""
        return next((each for each in self.renditions if each.size == size), None)


class Rendition(Base):
    """A picture in one size, made when it was uploaded and kept under its own SHA-256. Only pictures have them."""

    __tablename__ = "rendition"
    __table_args__ = (one_of("size", ("full", "web", "thumb")),)

    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), primary_key=True)
    size: Mapped[word] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    width: Mapped[int]
    height: Mapped[int]


class Party(Base):
    """A named person or organisation. One with protected identity closes every channel."""

    __tablename__ = "party"
    __table_args__ = (one_of("kind", PartyKind),)

    id: Mapped[key]
    kind: Mapped[word]
    name: Mapped[line] = mapped_column(index=True)
    organisation_number: Mapped[str] = mapped_column(String(20), default="")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    role: Mapped[line]
    email: Mapped[line]
    phone: Mapped[str] = mapped_column(String(40), default="")
    protected: Mapped[bool] = mapped_column(default=False)
    minor: Mapped[bool] = mapped_column(default=False)
    under_13: Mapped[bool] = mapped_column(default=False)
    guardian: Mapped[line]
    created_at: Mapped[instant]
    erased_at: Mapped[maybe_instant]
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Party | None] = relationship(remote_side="Party.id")

    __mapper_args__ = {"version_id_col": version}


class Appearance(Base):
    """A party in an example, and what it says there in its own words. An ended one stays as history, without them."""

    __tablename__ = "appearance"
    __table_args__ = (
        Index(
            "uq_appearance_current",
            "example_id",
            "party_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_appearance_party", "party_id", "example_id"),
    )

    id: Mapped[key]
    example_id: Mapped[int] = mapped_column(ForeignKey("example.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    created_at: Mapped[instant]
    created_by_id: Mapped[maybe_user]
    ended_at: Mapped[maybe_instant]
    quote: Mapped[prose]

    example: Mapped[Example] = relationship()
    party: Mapped[Party] = relationship()
    materials: Mapped[list[AppearanceMaterial]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="AppearanceMaterial.material"
    )


class AppearanceMaterial(Base):
    """Something of the party's that the example shows. `added_at` is None for what was there as the party was added."""

    __tablename__ = "appearance_material"
    __table_args__ = (one_of("material", Material),)

    appearance_id: Mapped[int] = mapped_column(ForeignKey("appearance.id"), primary_key=True)
    material: Mapped[str] = mapped_column(String(40), primary_key=True)
    added_at: Mapped[maybe_instant]


class Agreement(Base):
    """A record of what a party allowed, or took back. Never changed: whatever comes after is a new record.

    `ending` says in which way a record takes back: an Ending, or "" for one that gives answers.
    Names and free text are kept apart, in `AgreementProof`, so that they can be erased under a gallringsbeslut while
    the record stays.
    """

    __tablename__ = "agreement"
    __table_args__ = (
        one_of("kind", AgreementKind),
        one_of("basis", LegalBasis),
        one_of("ending", ("", *Ending)),
        Index("ix_agreement_party", "party_id", "given_on"),
        *real_days("given_on"),
    )

    id: Mapped[key]
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    kind: Mapped[word]
    basis: Mapped[word]
    given_on: Mapped[day]
    recorded_at: Mapped[instant]
    recorded_by_id: Mapped[user_ref]
    covers_all: Mapped[bool]
    withdraws_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"))
    renews_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"))
    ending: Mapped[word] = mapped_column(default="")

    party: Mapped[Party] = relationship()
    recorded_by: Mapped[User] = relationship()
    answers: Mapped[list[AgreementAnswer]] = relationship(order_by="AgreementAnswer.material")
    covered: Mapped[list[AgreementExample]] = relationship()
    proof: Mapped[AgreementProof | None] = relationship(back_populates="agreement")


class AgreementExample(Base):
    """An example that a record covers, when it doesn't cover all the party's."""

    __tablename__ = "agreement_example"

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), primary_key=True)
    example_id: Mapped[example_ref] = mapped_column(primary_key=True)


class AgreementAnswer(Base):
    """A yes or no for one material in one channel. A no begins the day it is given and never ends."""

    __tablename__ = "agreement_answer"
    __table_args__ = (
        one_of("material", Material),
        CheckConstraint("from_day <= until_day", name="from_before_until"),
        CheckConstraint("yes OR until_day = '9999-12-31'", name="a_no_never_ends"),
        *real_days("from_day", "until_day"),
    )

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), primary_key=True)
    material: Mapped[str] = mapped_column(String(40), primary_key=True)
    channel: Mapped[str] = mapped_column(String(40), primary_key=True)
    yes: Mapped[bool]
    from_day: Mapped[day]
    until_day: Mapped[day]
    given_at: Mapped[instant]


class AgreementProof(Base):
    """How an answer was given, the very text the party saw, and the proof: a file with its checksum, or a note.

    `notice_version` is the version of the template that the text was made from, 0 where there is no text.
    """

    __tablename__ = "agreement_proof"
    __table_args__ = (
        one_of("how", HowGiven),
        one_of("capacity", Capacity),
        one_of("language", Language),
    )

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), primary_key=True)
    how: Mapped[word]
    note: Mapped[prose]
    received_by: Mapped[line]
    answered_by: Mapped[line]
    capacity: Mapped[word] = mapped_column(default=Capacity.SELF)
    place: Mapped[line]
    language: Mapped[word] = mapped_column(default=Language.SWEDISH)
    notice_version: Mapped[int] = mapped_column(default=0)
    text: Mapped[prose]
    text_sha256: Mapped[str] = mapped_column(String(64), default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))

    agreement: Mapped[Agreement] = relationship(back_populates="proof")
    file: Mapped[StoredFile | None] = relationship()


class AgreementRequest(Base):
    """Somebody asked a party for an answer about an example."""

    __tablename__ = "agreement_request"

    id: Mapped[key]
    example_id: Mapped[example_ref]
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    asked_at: Mapped[instant]
    asked_by_id: Mapped[user_ref]

    party: Mapped[Party] = relationship()
    example: Mapped[Example] = relationship()
