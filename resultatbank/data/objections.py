"""What the authority decides about an objection. Whatever it decides, nothing is shown again without a new record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload

from resultatbank.data import letters
from resultatbank.data.events import Stamp, log
from resultatbank.data.models import Agreement, ObjectionDecision, Party
from resultatbank.extensions import db
from resultatbank.rules.words import AgreementKind, Ending, LetterKind, ObjectionOutcome


class AlreadyDecided(Exception):
    """Somebody has decided about the objection already. A decision isn't changed."""


def decide(record: Agreement, outcome: ObjectionOutcome, reason: str, stamp: Stamp) -> ObjectionDecision:
    """Decide about an objection, and have the party told. Raises AlreadyDecided.

    One who objects must be told of the outcome and of the right to complain (GDPR articles 12.3, 12.4 and 21.1).
    """
    locked = select(Agreement.id).where(Agreement.id == record.id).with_for_update()
    db.session.execute(locked)
    if decision_of(record) is not None:
        raise AlreadyDecided
    decision = ObjectionDecision(
        agreement_id=record.id, outcome=outcome, reason=reason, decided_at=stamp.at, decided_by_id=stamp.by
    )
    db.session.add(decision)
    db.session.flush()
    log(stamp, f"objection_{outcome}", "agreement", record.id)
    letters.write(LetterKind.DECISION, record.party, stamp, agreement_id=record.id)
    return decision


def decision_of(record: Agreement) -> ObjectionDecision | None:
    """Return what was decided about an objection, with who did, or None."""
    query = select(ObjectionDecision).where(ObjectionDecision.agreement_id == record.id)
    return db.session.scalar(query.options(joinedload(ObjectionDecision.decided_by)))


@dataclass(frozen=True, slots=True)
class Ended:
    """How a party last took something back, or we did: in which way, and what was decided, if it objected."""

    ending: Ending
    outcome: ObjectionOutcome | None = None


def latest_endings(party_ids: Select[int]) -> dict[int, Ended]:
    """Return how each party last ended something. Parties that never did are left out. One query."""
    query = (
        select(Agreement.party_id, Agreement.ending, ObjectionDecision.outcome)
        .outerjoin(ObjectionDecision, ObjectionDecision.agreement_id == Agreement.id)
        .where(Agreement.party_id.in_(party_ids), Agreement.kind == AgreementKind.WITHDRAWAL.value)
        .order_by(Agreement.given_on, Agreement.recorded_at, Agreement.id)
    )
    return {
        party_id: Ended(Ending(ending or Ending.WITHDRAWN), ObjectionOutcome(outcome) if outcome else None)
        for party_id, ending, outcome in db.session.execute(query)
    }


def waiting_for_us() -> Select[int]:
    """Return the query for the ids of the objections that nobody has decided about, to be counted."""
    return select(Agreement.id).where(*_is_undecided())


def undecided_of_all(limit: int = 50) -> Sequence[Agreement]:
    """Return the objections that nobody has decided about, with whose they are, the oldest first."""
    query = select(Agreement).where(*_is_undecided()).options(joinedload(Agreement.party))
    return db.session.scalars(query.order_by(Agreement.id).limit(limit)).all()


def _is_undecided() -> list[ColumnElement[bool]]:
    decided = select(ObjectionDecision.agreement_id)
    erased = select(Party.id).where(Party.erased_at.is_not(None))
    return [
        Agreement.ending == Ending.OBJECTED.value,
        Agreement.id.not_in(decided),
        Agreement.party_id.not_in(erased),
    ]


def undecided_by_party(party_ids: Iterable[int]) -> dict[int, Agreement]:
    """Return for each party that has one its oldest objection that nobody has decided about. One query."""
    query = select(Agreement).where(Agreement.party_id.in_(list(party_ids)), *_is_undecided())
    return {each.party_id: each for each in db.session.scalars(query.order_by(Agreement.id.desc()))}


def undecided(party_id: int) -> Sequence[Agreement]:
    """Return a party's objections that nobody has decided about, the oldest first."""
    query = select(Agreement).where(Agreement.party_id == party_id, *_is_undecided())
    return db.session.scalars(query.order_by(Agreement.id)).all()
