"""Tables of the registry's daily work: texts, invitations, letters, questions about names, and what was erased."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from resultatbank.data.models.examples import Example
from resultatbank.data.models.parties import Agreement, Party
from resultatbank.data.models.people import User
from resultatbank.data.models.sending import Outgoing
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
from resultatbank.rules import companies
from resultatbank.rules.words import (
    FindingKind,
    FindingOutcome,
    InvitationWay,
    Language,
    LegalBasis,
    LetterKind,
    Material,
    ObjectionOutcome,
)


class NoticeTemplate(Base):
    """One version of the text that parties see for a legal basis in a language. Never changed: an edit is a new one.

    The texts that the app is born with are version 1 and stand in no table.
    """

    __tablename__ = "notice_template"
    __table_args__ = (
        one_of("basis", LegalBasis),
        one_of("language", Language),
        UniqueConstraint("basis", "language", "version"),
    )

    id: Mapped[key]
    basis: Mapped[word]
    language: Mapped[word]
    version: Mapped[int]
    text: Mapped[prose]
    made_at: Mapped[instant]
    made_by_id: Mapped[user_ref]

    made_by: Mapped[User] = relationship()


class Invitation(Base):
    """A party is asked to answer: on a printed form, or by a personal link. The text it sees is frozen here.

    `reference` stands on the form. A link's token is never stored, only its SHA-256, "" where there is none.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        one_of("basis", LegalBasis),
        one_of("way", InvitationWay),
        one_of("language", Language),
        *real_days("from_day", "until_day"),
    )

    id: Mapped[key]
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    way: Mapped[word]
    basis: Mapped[word]
    language: Mapped[word]
    covers_all: Mapped[bool]
    from_day: Mapped[day]
    until_day: Mapped[day]
    renews_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"))
    text: Mapped[prose]
    text_sha256: Mapped[str] = mapped_column(String(64))
    notice_version: Mapped[int]
    made_at: Mapped[instant]
    made_by_id: Mapped[user_ref]
    token_sha256: Mapped[str] = mapped_column(String(64), default="", index=True)
    token_until: Mapped[maybe_instant]
    deferred_at: Mapped[maybe_instant]
    answered_at: Mapped[maybe_instant]
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"), index=True)
    closed_at: Mapped[maybe_instant]
    version: Mapped[int] = mapped_column(default=1)

    party: Mapped[Party] = relationship()
    made_by: Mapped[User] = relationship()
    agreement: Mapped[Agreement | None] = relationship(foreign_keys="Invitation.agreement_id")
    renews: Mapped[Agreement | None] = relationship(foreign_keys="Invitation.renews_id")
    cells: Mapped[list[InvitationCell]] = relationship(order_by="InvitationCell.material")
    covered: Mapped[list[InvitationExample]] = relationship()

    __mapper_args__ = {"version_id_col": version}


class InvitationCell(Base):
    """A material in a channel that the party is asked about."""

    __tablename__ = "invitation_cell"
    __table_args__ = (one_of("material", Material),)

    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id"), primary_key=True)
    material: Mapped[str] = mapped_column(String(40), primary_key=True)
    channel: Mapped[str] = mapped_column(String(40), primary_key=True)


class InvitationExample(Base):
    """An example that the party is asked about, when it isn't asked about all."""

    __tablename__ = "invitation_example"

    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id"), primary_key=True)
    example_id: Mapped[example_ref] = mapped_column(primary_key=True)


class Letter(Outgoing, Base):
    """Something that a party is to be told. It counts as sent when the mail server has taken it, or by hand.

    It holds no text: what is sent is written from what holds at that moment.
    """

    __tablename__ = "letter"
    __table_args__ = (one_of("kind", LetterKind),)

    id: Mapped[key]
    kind: Mapped[word]
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"), index=True)
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"), index=True)
    made_at: Mapped[instant]
    made_by_id: Mapped[maybe_user]
    by_hand_at: Mapped[maybe_instant]
    by_hand_by_id: Mapped[maybe_user]
    version: Mapped[int] = mapped_column(default=1)

    party: Mapped[Party] = relationship()
    agreement: Mapped[Agreement | None] = relationship()
    invitation: Mapped[Invitation | None] = relationship()
    by_hand_by: Mapped[User | None] = relationship(foreign_keys="Letter.by_hand_by_id")

    __mapper_args__ = {"version_id_col": version}


class ObjectionDecision(Base):
    """What the authority decided about an objection (GDPR article 21.1), and why."""

    __tablename__ = "objection_decision"
    __table_args__ = (one_of("outcome", ObjectionOutcome),)

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), primary_key=True)
    outcome: Mapped[word]
    reason: Mapped[prose]
    decided_at: Mapped[instant]
    decided_by_id: Mapped[user_ref]

    agreement: Mapped[Agreement] = relationship()
    decided_by: Mapped[User] = relationship()


class Finding(Base):
    """Something in an example's texts that may be about somebody. `outcome` is "" until somebody has settled it."""

    __tablename__ = "finding"
    __table_args__ = (
        one_of("kind", FindingKind),
        one_of("outcome", ("", *FindingOutcome)),
        UniqueConstraint("example_id", "kind", "text"),
        Index("ix_finding_open", "example_id", "outcome"),
    )

    id: Mapped[key]
    example_id: Mapped[int] = mapped_column(ForeignKey("example.id"))
    kind: Mapped[word]
    text: Mapped[line]
    question: Mapped[word] = mapped_column(default="")
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"), index=True)
    outcome: Mapped[word] = mapped_column(default="")
    found_at: Mapped[instant]
    settled_at: Mapped[maybe_instant]
    settled_by_id: Mapped[maybe_user]

    example: Mapped[Example] = relationship()
    party: Mapped[Party | None] = relationship()
    settled_by: Mapped[User | None] = relationship()

    @property
    def is_company(self) -> bool:
        """It is the name of a company, as far as its form tells."""
        return self.kind in (FindingKind.NAME, FindingKind.PARTY) and companies.is_company(self.text)


class FeedKey(Base):
    """A person's key to the calendar feed, as its SHA-256: calendar programs can't log in."""

    __tablename__ = "feed_key"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    key_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[instant]


class Erasure(Base):
    """A party was erased, under which gallringsbeslut. It holds nothing of what was erased."""

    __tablename__ = "erasure"

    id: Mapped[key]
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    reference: Mapped[line]
    erased_at: Mapped[instant]
    erased_by_id: Mapped[user_ref]

    party: Mapped[Party] = relationship()
    erased_by: Mapped[User] = relationship()
