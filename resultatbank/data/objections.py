"""What the authority decides about an objection. Whatever it decides, nothing is shown again without a new record."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from resultatbank.data import letters
from resultatbank.data.events import Stamp, log
from resultatbank.data.models import Agreement, ObjectionDecision
from resultatbank.extensions import db
from resultatbank.rules.words import Ending, LetterKind, ObjectionOutcome


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


def undecided(party_id: int) -> Sequence[Agreement]:
    """Return a party's objections that nobody has decided about, the oldest first."""
    decided = select(ObjectionDecision.agreement_id)
    query = select(Agreement).where(
        Agreement.party_id == party_id, Agreement.ending == Ending.OBJECTED.value, Agreement.id.not_in(decided)
    )
    return db.session.scalars(query.order_by(Agreement.id)).all()
