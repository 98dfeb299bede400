"""What a party is told when something of it stops: that it has stopped, and then that all is down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from resultatbank.data import letters, placements
from resultatbank.data.events import Stamp
from resultatbank.data.models import (
    Agreement,
    AgreementAnswer,
    AgreementExample,
    Appearance,
    AppearanceMaterial,
    Letter,
    Placement,
)
from resultatbank.extensions import db
from resultatbank.rules.endings import is_told
from resultatbank.rules.words import AgreementKind, Ending, LetterKind

# Nobody waits longer than this for a second confirmation: what isn't down by then can't be taken down.
_LONGEST = timedelta(days=730)


def ending_of(record: Agreement) -> Ending | None:
    """Return in which way a record takes back, or None when it gives answers. The oldest records say nothing of it."""
    if record.kind != AgreementKind.WITHDRAWAL:
        return None
    return Ending(record.ending or Ending.WITHDRAWN)


def tell_that_it_stopped(record: Agreement, stamp: Stamp) -> None:
    """Have the party told that what a record takes back has stopped."""
    ending = ending_of(record)
    if ending is not None and is_told(ending):
        letters.write(LetterKind.STOPPED, record.party, stamp, agreement_id=record.id)


def examples_of(record: Agreement) -> list[int]:
    """Return the examples that a record reaches, also those that the party is no longer in."""
    if not record.covers_all:
        return sorted(each.example_id for each in record.covered)
    query = select(Appearance.example_id).where(Appearance.party_id == record.party_id).distinct()
    return sorted(db.session.scalars(query))


def left(record: Agreement, day: date) -> list[placements.Placed]:
    """Return what is still up on a day of what a record takes back, the most urgent first.

    What only somebody else's no has closed isn't for this party to be told of.
    """
    taken = {(each.material, each.channel) for each in record.answers}
    return [
        place
        for place in placements.to_take_down(examples_of(record), day)
        if any(
            each.party_id == record.party_id and (each.material, place.placement.channel) in taken
            for each in place.because_of
        )
    ]


def settled(record: Agreement) -> Sequence[Placement]:
    """Return what has been taken down, or can't be, since a record took it back, the first settled first."""
    query = _out_then(record).where(Placement.settled_on >= record.given_on)
    return db.session.scalars(query.order_by(Placement.settled_on, Placement.id)).all()


def _was_out(record: Agreement) -> bool:
    """Tell whether anything of what a record takes back was out there when it was recorded."""
    still_up = or_(Placement.settled_on.is_(None), Placement.settled_on >= record.given_on)
    runs = or_(Placement.until_day.is_(None), Placement.until_day >= record.given_on)
    return db.session.scalar(_out_then(record).where(still_up, runs).limit(1)) is not None


def _out_then(record: Agreement) -> Select[Placement]:
    """Return the places where what a record takes back had been published by then."""
    shows = exists().where(
        Appearance.example_id == Placement.example_id,
        Appearance.party_id == record.party_id,
        AppearanceMaterial.appearance_id == Appearance.id,
        AgreementAnswer.agreement_id == record.id,
        AgreementAnswer.material == AppearanceMaterial.material,
        AgreementAnswer.channel == Placement.channel,
    )
    published = Placement.from_day <= record.given_on
    return select(Placement).where(Placement.example_id.in_(examples_of(record)), published, shows)


def tell_when_all_is_down(stamp: Stamp, example_id: int | None = None) -> int:
    """Have each party told, once, whose stopped material is down everywhere. Returns how many were.

    With an example, only those with something in it are looked at. Who had nothing up when it stopped was told so at
    once, and is told no more.
    """
    told = 0
    for record in db.session.scalars(_waiting(stamp, example_id)).all():
        if _was_out(record) and not left(record, stamp.day) and _is_ours_to_tell(record):
            letters.write(LetterKind.ALL_DOWN, record.party, stamp, agreement_id=record.id)
            told += 1
    return told


def _is_ours_to_tell(record: Agreement) -> bool:
    """Hold the record, so that of two who find the same at once one tells the party and the other sees that it did."""
    db.session.execute(select(Agreement.id).where(Agreement.id == record.id).with_for_update(key_share=True))
    told = select(Letter.id).where(Letter.agreement_id == record.id, Letter.kind == LetterKind.ALL_DOWN.value)
    return db.session.scalar(told.limit(1)) is None


def take_back_that_all_is_down(example_id: int) -> None:
    """Throw away the letters which say that all is down, of those that reach an example and haven't gone."""
    reaching = select(Agreement.id).where(_reaches(example_id))
    letters.drop_unsent(LetterKind.ALL_DOWN, reaching)


def _waiting(stamp: Stamp, example_id: int | None) -> Select[Agreement]:
    second = aliased(Letter)
    is_told_twice = exists().where(second.agreement_id == Agreement.id, second.kind == LetterKind.ALL_DOWN.value)
    query = (
        select(Agreement)
        .join(Letter, Letter.agreement_id == Agreement.id)
        .where(Letter.kind == LetterKind.STOPPED.value, Letter.made_at > stamp.at - _LONGEST, ~is_told_twice)
        .options(selectinload(Agreement.answers), selectinload(Agreement.covered), joinedload(Agreement.party))
        .order_by(Agreement.id)
    )
    return query if example_id is None else query.where(_reaches(example_id))


def _reaches(example_id: int) -> ColumnElement[bool]:
    covered = exists().where(AgreementExample.agreement_id == Agreement.id, AgreementExample.example_id == example_id)
    appears = exists().where(Appearance.party_id == Agreement.party_id, Appearance.example_id == example_id)
    return or_(covered, Agreement.covers_all & appears)
