"""The daily sweep: writes down once what time has done by itself. Nothing waits for it; the gate reads the days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import exists, func, select

from resultatbank.data import confirmations, queue_history, throttle
from resultatbank.data.events import Stamp, log
from resultatbank.data.models import Agreement, AgreementAnswer, Event, Party
from resultatbank.data.proofs import digests_of
from resultatbank.data.stances import answers_of
from resultatbank.extensions import db
from resultatbank.rules.calendar import day_after, first_instant
from resultatbank.rules.standing import runs_out
from resultatbank.rules.words import AgreementEvent, AgreementKind

_BATCH = 500
SWEPT = queue_history.SWEPT
# Sweeping often does no harm, but the log needs no line for each time.
_SELDOM = timedelta(hours=1)
_LATE = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class Swept:
    """How much a sweep found: records that have expired, and parties whose stopped material is down everywhere."""

    expired: int
    all_down: int


def sweep(stamp: Stamp) -> Swept:
    """Log what has expired, and have parties told whose stopped material is down, also where its time just ran out.

    Raises IntegrityError as log_expired() does.
    """
    found = Swept(log_expired(stamp), confirmations.tell_when_all_is_down(stamp))
    last = last_swept()
    throttle.forget(stamp.at)
    queue_history.count(stamp.day)
    if last is None or stamp.at - last >= _SELDOM:
        log(stamp, SWEPT, "event", 0)
    return found


def last_swept() -> datetime | None:
    """Return when a sweep was last written down, or None."""
    return queue_history.last_counted()


def is_late(at: datetime) -> bool:
    """Tell whether no sweep has run for 26 hours, where there is something to sweep: agreements older than that."""
    last = last_swept() or db.session.scalar(select(func.min(Agreement.recorded_at)))
    return last is not None and at - last > _LATE


def log_expired(stamp: Stamp) -> int:
    """Log that each record whose last day has passed expired, at the instant it did. Returns how many were new.

    A record that was wholly taken back before that never expired. Another sweep at the same instant makes this raise
    IntegrityError, when the event is flushed; begin again, and what the other one wrote is seen.
    """
    ended = _ended(stamp.day)
    count = 0
    for start in range(0, len(ended), _BATCH):
        batch = ended[start : start + _BATCH]
        digests = digests_of(batch)
        for agreement_id, last in _last_days(batch).items():
            at = first_instant(day_after(last))
            fields = digests[agreement_id].fields
            log(Stamp(None, at), AgreementEvent.EXPIRED, "agreement", agreement_id, fields=fields)
            count += 1
        db.session.flush()
    return count


def _ended(day: date) -> Sequence[int]:
    """Return the records with a yes whose last day is before a day, and that no event says have expired."""
    told = exists().where(Event.kind == AgreementEvent.EXPIRED.value, Event.subject_id == Agreement.id)
    query = (
        select(Agreement.id)
        .join(AgreementAnswer, AgreementAnswer.agreement_id == Agreement.id)
        .where(Agreement.kind == AgreementKind.GIVEN.value, AgreementAnswer.yes, ~told)
        .group_by(Agreement.id)
        .having(func.max(AgreementAnswer.until_day) < day)
    )
    return db.session.scalars(query.order_by(Agreement.id)).all()


def _last_days(ids: Sequence[int]) -> dict[int, date]:
    """Return each record's last day, without the records that were wholly taken back."""
    parties = select(Agreement.party_id).where(Agreement.id.in_(ids))
    found = {}
    for answers in answers_of(select(Party.id).where(Party.id.in_(parties))).values():
        for agreement_id in {each.agreement_id for each in answers} & set(ids):
            last = runs_out([each for each in answers if each.agreement_id == agreement_id], answers)
            if last is not None:
                found[agreement_id] = last
    return dict(sorted(found.items()))
