"""What a receipt tells beside the record itself: what has happened to it, in its own events and those after it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from resultatbank.data.events import changes_something
from resultatbank.data.models import Agreement, Event
from resultatbank.extensions import db


def events_of_record(record: Agreement) -> Sequence[Event]:
    """Return the events of a record and of those that renew it or take it back, oldest first, without the readings."""
    later = select(Agreement.id).where(or_(Agreement.withdraws_id == record.id, Agreement.renews_id == record.id))
    about = or_(Event.subject_id == record.id, Event.subject_id.in_(later))
    query = select(Event).where(Event.subject == "agreement", about, changes_something())
    return db.session.scalars(query.options(joinedload(Event.actor)).order_by(Event.at, Event.id)).all()
