"""Tables of the example and what is written in it."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from resultatbank.data.models.people import Term, User
from resultatbank.data.types import (
    example_ref,
    instant,
    key,
    line,
    maybe_day,
    maybe_exact,
    maybe_instant,
    maybe_user,
    one_of,
    prose,
    real_days,
    user_ref,
    word,
)
from resultatbank.extensions import Base
from resultatbank.rules.words import Naming, State, Taken


class Example(Base):
    """A result or good example, from idea to archive.

    `title` is its short name; `benefit`, in one line, is what every page and every hit leads with.
    """

    __tablename__ = "example"
    __table_args__ = (
        one_of("state", State),
        one_of("naming", Naming),
        CheckConstraint("naming = 'unknown' OR naming_at IS NOT NULL", name="naming_is_signed"),
        CheckConstraint("state <> 'published' OR published_at IS NOT NULL", name="published_has_a_date"),
        *real_days("starts_on", "ends_on", "owner_approved_on", "assess_from"),
    )

    id: Mapped[key]
    title: Mapped[line]
    benefit: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[word] = mapped_column(default=State.DRAFT)
    naming: Mapped[word] = mapped_column(default=Naming.UNKNOWN)
    naming_by_id: Mapped[maybe_user]
    naming_at: Mapped[maybe_instant]
    responsible_id: Mapped[maybe_user] = mapped_column(index=True)
    fallback_id: Mapped[maybe_user] = mapped_column(index=True)
    result_owner: Mapped[line]
    project_owner: Mapped[line]
    owner_approved_on: Mapped[maybe_day]
    recipient: Mapped[line]
    diary_number: Mapped[str] = mapped_column(String(60), default="")
    municipalities: Mapped[prose]
    amount: Mapped[maybe_exact]
    year: Mapped[int | None]
    starts_on: Mapped[maybe_day]
    ends_on: Mapped[maybe_day]
    external_id: Mapped[str | None] = mapped_column(String(100), unique=True)
    import_fingerprint: Mapped[str] = mapped_column(String(64), default="")
    assess_from: Mapped[maybe_day]
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("example.id"))
    created_at: Mapped[instant]
    created_by_id: Mapped[maybe_user]
    published_at: Mapped[maybe_instant]
    archived_at: Mapped[maybe_instant]
    review_months: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)

    responsible: Mapped[User | None] = relationship(foreign_keys=[responsible_id])
    fallback: Mapped[User | None] = relationship(foreign_keys=[fallback_id])
    replaced_by: Mapped[Example | None] = relationship(remote_side="Example.id")
    terms: Mapped[list[Term]] = relationship(secondary="example_term", order_by=Term.position)
    regions: Mapped[list[ExampleRegion]] = relationship(cascade="all, delete-orphan", order_by="ExampleRegion.code")

    __mapper_args__ = {"version_id_col": version}

    @property
    def headline(self) -> str:
        """What the example is called in lists: its benefit, or its title until the benefit is written."""
        return self.benefit or self.title

    @property
    def is_published(self) -> bool:
        """The example is published. Whether it may be seen is for the gate to say."""
        return self.state == State.PUBLISHED


class ExampleTerm(Base):
    """A theme, programme or format of an example."""

    __tablename__ = "example_term"

    example_id: Mapped[int] = mapped_column(ForeignKey("example.id"), primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"), primary_key=True, index=True)


class ExampleRegion(Base):
    """A county (län) that an example is about, by its official code."""

    __tablename__ = "example_region"

    example_id: Mapped[int] = mapped_column(ForeignKey("example.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(2), primary_key=True)


class ExampleText(Base):
    """The answer to one of the guide's questions, as it stands now."""

    __tablename__ = "example_text"

    example_id: Mapped[int] = mapped_column(ForeignKey("example.id"), primary_key=True)
    question: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[prose]
    changed_at: Mapped[instant]
    changed_by_id: Mapped[maybe_user]

    changed_by: Mapped[User | None] = relationship()


class EarlierText(Base):
    """What an answer said before it was changed."""

    __tablename__ = "earlier_text"
    __table_args__ = (Index("ix_earlier_text_example", "example_id", "question"),)

    id: Mapped[key]
    example_id: Mapped[int] = mapped_column(ForeignKey("example.id"))
    question: Mapped[word]
    value: Mapped[prose]
    changed_at: Mapped[instant]
    changed_by_id: Mapped[maybe_user]

    changed_by: Mapped[User | None] = relationship()


class FrozenText(Base):
    """What was wanted when the effort began. Written once, shown beside what came."""

    __tablename__ = "frozen_text"

    example_id: Mapped[int] = mapped_column(ForeignKey("example.id"), primary_key=True)
    question: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[prose]
    frozen_at: Mapped[instant]
    frozen_by_id: Mapped[maybe_user]


class Use(Base):
    """Somebody copied an example, and is told if it stops being allowed, until they say that they use it no more.

    `took` is what they took; of those who copied before that was written down it is empty. The package is the picture
    that was taken, as long as it is there.
    """

    __tablename__ = "use"
    __table_args__ = (Index("ix_use_example_at", "example_id", "at"), one_of("took", ("", *Taken)))

    id: Mapped[key]
    example_id: Mapped[example_ref]
    user_id: Mapped[user_ref] = mapped_column(index=True)
    at: Mapped[instant]
    where_to: Mapped[line]
    took: Mapped[word] = mapped_column(default="")
    package_id: Mapped[int | None] = mapped_column(ForeignKey("package.id"), index=True)
    told_at: Mapped[maybe_instant]
    ended_at: Mapped[maybe_instant]

    example: Mapped[Example] = relationship()


class InboxItem(Base):
    """A tip about a result, or a request for a communicator's help, perhaps by a day. Somebody answers it."""

    __tablename__ = "inbox_item"
    __table_args__ = (
        one_of("kind", ("tip", "help", "fault")),
        one_of("outcome", ("open", "became_example", "done", "declined")),
        *real_days("wanted_by"),
    )

    id: Mapped[key]
    kind: Mapped[word]
    example_id: Mapped[int | None] = mapped_column(ForeignKey("example.id"), index=True)
    text: Mapped[prose]
    read_more: Mapped[str] = mapped_column(String(500), default="")
    sent_at: Mapped[instant]
    sent_by_id: Mapped[user_ref]
    wanted_by: Mapped[maybe_day]
    outcome: Mapped[word] = mapped_column(default="open", index=True)
    reply: Mapped[prose]
    settled_at: Mapped[maybe_instant]
    settled_by_id: Mapped[maybe_user]
    version: Mapped[int] = mapped_column(default=1)

    sent_by: Mapped[User] = relationship(foreign_keys="InboxItem.sent_by_id")
    settled_by: Mapped[User | None] = relationship(foreign_keys="InboxItem.settled_by_id")
    example: Mapped[Example | None] = relationship()

    __mapper_args__ = {"version_id_col": version}
