"""Who did what when. Written in the same transaction as the change, and never changed afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from resultatbank.data.models import (
    Agreement,
    AgreementExample,
    Appearance,
    Event,
    Invitation,
    InvitationExample,
)
from resultatbank.extensions import db
from resultatbank.rules.calendar import day_of
from resultatbank.rules.words import Reading

# What an employee takes out of the bank, and no longer uses. It is told of without saying who it was.
OF_USES = frozenset(("used", "use_ended"))


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who does something, and when. `by` is a user's id, or None for the app itself."""

    by: int | None
    at: datetime

    @property
    def day(self) -> date:
        """The calendar day in Stockholm."""
        return day_of(self.at)


def log(
    stamp: Stamp, kind: str, subject: str, subject_id: int, *, example: int | None = None, fields: Iterable[str] = ()
) -> Event:
    """Add a line to the event log: ids and field names only, never content.

    A licence's last day is the one exception, as "licence_until=" with the day before and after (data/rows.py).
    """
    entry = Event(
        at=stamp.at,
        actor_id=stamp.by,
        kind=kind,
        subject=subject,
        subject_id=subject_id,
        example_id=example,
        fields=list(fields),
    )
    db.session.add(entry)
    return entry


def events_of_example(example_id: int, limit: int = 50) -> Sequence[Event]:
    """Return the latest events of an example, newest first, with their actors.

    What has happened to the questions and records that cover it is there too, but not who has read them.
    """
    parties = select(Appearance.party_id).where(Appearance.example_id == example_id)
    asked = _covering(Invitation, InvitationExample.invitation_id, InvitationExample.example_id == example_id, parties)
    said = _covering(Agreement, AgreementExample.agreement_id, AgreementExample.example_id == example_id, parties)
    about = [
        and_(Event.subject == subject, Event.subject_id.in_(ids), changes_something())
        for subject, ids in (("invitation", asked), ("agreement", said))
    ]
    query = select(Event).where(or_(Event.example_id == example_id, *about)).options(joinedload(Event.actor))
    return db.session.scalars(query.order_by(Event.at.desc(), Event.id.desc()).limit(limit)).all()


def _covering(
    table: type[Invitation | Agreement],
    key: InstrumentedAttribute[int],
    this_one: ColumnElement[bool],
    parties: Select[int],
) -> CompoundSelect[int]:
    """Return a query for the ids of what covers an example: named in it, or as all that its parties are in."""
    return union(select(key).where(this_one), select(table.id).where(table.covers_all, table.party_id.in_(parties)))


def events_of(subject: str, subject_id: int, limit: int = 50) -> Sequence[Event]:
    """Return the latest events of one thing, newest first, with their actors. Readings of it are left out."""
    return _latest(subject, subject_id, changes_something(), limit)


def readings_of(subject: str, subject_id: int, limit: int = 50) -> Sequence[Event]:
    """Return the latest times that somebody read the pages of one thing, newest first, with who it was."""
    return _latest(subject, subject_id, Event.kind.in_(Reading), limit)


def changes_something() -> ColumnElement[bool]:
    """Return the condition that leaves out the events of somebody reading: they would drown the rest."""
    return Event.kind.not_in(Reading)


def _latest(subject: str, subject_id: int, which: ColumnElement[bool], limit: int) -> Sequence[Event]:
    query = select(Event).where(Event.subject == subject, Event.subject_id == subject_id, which)
    query = query.options(joinedload(Event.actor)).order_by(Event.at.desc(), Event.id.desc())
    return db.session.scalars(query.limit(limit)).all()
