"""What a receipt tells beside the record itself: what has happened to it, in its own events and those after it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from resultatbank.data.models import Agreement, Event
from resultatbank.extensions import db


def events_of_record(record: Agreement) -> Sequence[Event]:
    """Return the events of a record, of those that renew it or take it back, and the party's erasure, oldest first."""
    later = select(Agreement.id).where(or_(Agreement.withdraws_id == record.id, Agreement.renews_id == record.id))
    about = or_(
        and_(Event.subject == "agreement", or_(Event.subject_id == record.id, Event.subject_id.in_(later))),
        and_(Event.subject == "party", Event.subject_id == record.party_id, Event.kind == "party_erased"),
    )
    query = select(Event).where(about).options(joinedload(Event.actor)).order_by(Event.at, Event.id)
    return db.session.scalars(query).all()
