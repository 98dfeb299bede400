"""What parties are to be told: which letters wait, who sends them, and what became of them.

A letter counts as sent when the mail server has taken it, or when somebody has handed it over. Whoever sends one takes
it first, in a transaction of its own, so that two who send at the same time never send the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, not_, or_, select
from sqlalchemy.orm import joinedload

from resultatbank.data.events import Stamp
from resultatbank.data.models import Agreement, AgreementProof, Letter, Party
from resultatbank.data.sending import begin, has_failed, is_due
from resultatbank.extensions import db
from resultatbank.rules.words import LetterKind


def write(
    kind: LetterKind, party: Party, stamp: Stamp, *, agreement_id: int | None = None, invitation_id: int | None = None
) -> Letter:
    """Put a letter among those that wait, or return the same letter about the same thing, if there is one.

    A question that has been sent can be sent again; a receipt or a confirmation can't.
    """
    same = select(Letter).where(
        Letter.kind == kind.value,
        Letter.party_id == party.id,
        Letter.agreement_id == agreement_id,
        Letter.invitation_id == invitation_id,
    )
    if kind is LetterKind.INVITATION:
        same = same.where(*_waits())
    letter = db.session.scalar(same.limit(1))
    if letter is None:
        letter = Letter(
            kind=kind,
            party_id=party.id,
            agreement_id=agreement_id,
            invitation_id=invitation_id,
            made_at=stamp.at,
            made_by_id=stamp.by,
        )
        db.session.add(letter)
        db.session.flush()
    return letter


def letter_by_id(letter_id: int) -> Letter | None:
    """Return a letter with all that it tells of, by its id."""
    return db.session.scalar(_whole(select(Letter).where(Letter.id == letter_id)))


def waiting() -> Sequence[Letter]:
    """Return the letters that nobody has sent or handed over, the oldest first."""
    query = _whole(select(Letter).where(*_waits()))
    return db.session.scalars(query.order_by(Letter.made_at, Letter.id)).all()


def to_hand_over(has_mail: bool, limit: int = 50) -> Sequence[Letter]:
    """Return the letters that wait for somebody of us: no mail is set up, the party has no address, or it failed."""
    query = _whole(select(Letter).where(*_waits(), *_needs_us(has_mail)))
    return db.session.scalars(query.order_by(Letter.made_at, Letter.id).limit(limit)).all()


def needing_us(has_mail: bool) -> Select[int]:
    """Return the query for the ids of those letters, to be counted."""
    return select(Letter.id).where(*_waits(), *_needs_us(has_mail))


def failing() -> int:
    """Return how many letters the mail server hasn't taken when they were tried."""
    return db.session.scalar(select(func.count(Letter.id)).where(*_waits(), has_failed(Letter))) or 0


def _needs_us(has_mail: bool) -> list[ColumnElement[bool]]:
    if not has_mail:
        return []
    without_address = select(Party.id).where(Party.id == Letter.party_id, Party.email == "")
    return [or_(without_address.exists(), has_failed(Letter))]


def lately_sent(limit: int = 20) -> Sequence[Letter]:
    """Return the letters that were sent or handed over last, the latest first."""
    query = _whole(select(Letter).where(or_(Letter.sent_at.is_not(None), Letter.by_hand_at.is_not(None))))
    return db.session.scalars(query.order_by(Letter.id.desc()).limit(limit)).all()


def waiting_for(party_id: int) -> Sequence[Letter]:
    """Return a party's letters that nobody has sent or handed over, the oldest first."""
    query = select(Letter).where(Letter.party_id == party_id, *_waits())
    return db.session.scalars(query.order_by(Letter.made_at, Letter.id)).all()


def ask_no_more(invitation_id: int) -> None:
    """Throw away the letters that ask a question and haven't gone: it is answered, or closed."""
    asks = select(Letter).where(
        Letter.invitation_id == invitation_id, Letter.kind == LetterKind.INVITATION.value, *_waits()
    )
    for letter in db.session.scalars(asks):
        db.session.delete(letter)


def drop_unsent(kind: LetterKind, agreement_ids: Select[int]) -> None:
    """Throw away the letters of a kind about these records that nobody has sent or handed over."""
    found = select(Letter).where(Letter.kind == kind.value, Letter.agreement_id.in_(agreement_ids), *_waits())
    for letter in db.session.scalars(found):
        db.session.delete(letter)


def _waits() -> list[ColumnElement[bool]]:
    erased = select(Party.id).where(Party.id == Letter.party_id, Party.erased_at.is_not(None))
    return [Letter.sent_at.is_(None), Letter.by_hand_at.is_(None), not_(erased.exists())]


def _whole(query: Select[Letter]) -> Select[Letter]:
    return query.options(
        joinedload(Letter.party),
        joinedload(Letter.by_hand_by),
        joinedload(Letter.invitation),
        joinedload(Letter.agreement).joinedload(Agreement.proof).joinedload(AgreementProof.file),
    )


def take(letter_id: int, at: datetime) -> Letter | None:
    """Take a letter in order to send it, or return None when it waits no more, or somebody else has just taken it."""
    query = select(Letter).where(Letter.id == letter_id, *_waits()).with_for_update()
    letter = db.session.scalar(query.execution_options(populate_existing=True))
    if letter is None or not letter.party.email or not is_due(letter, at):
        return None
    begin(letter, at)
    return letter


def handed_over(letter: Letter, stamp: Stamp) -> None:
    """Write down that somebody has given the letter to the party. One that is sent already stays as it is."""
    if letter.sent_at is None and letter.by_hand_at is None:
        letter.by_hand_at, letter.by_hand_by_id = stamp.at, stamp.by
