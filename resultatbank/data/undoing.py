"""Taking back what one has just decided in the queue, where nothing legal happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm.attributes import flag_modified

from resultatbank.data import derive, putting_off, queue, queue_history, reviewing
from resultatbank.data.events import Stamp, log
from resultatbank.data.models import Example, InboxItem, PutOff, Review, ReviewUndone, Undo
from resultatbank.data.models.queue import UNDO_LIFE, UNDO_SHOWN
from resultatbank.data.reviewing import Decision, Remedy, SomebodyElseDecided
from resultatbank.extensions import db


class TooLate(Exception):
    """The time to undo is out, or there is nothing of one's own to undo."""


def decide(example: Example, decision: Decision, seen_version: int, stamp: Stamp) -> Review | None:
    """Decide as reviewing.decide() does, and keep what it takes to undo it.

    Where somebody's yes is the matter, or the parties have been asked, there is no way back: those are acts that others
    rely on.
    """
    legal = any(reason.is_legal for reason in queue.reasons_of(example.id, stamp.day))
    before = _as_it_is(example, stamp)
    review = reviewing.decide(example, decision, seen_version, stamp)
    _keep(before, None if legal or decision.remedy is Remedy.ASK else example, stamp)
    return review


def put_off(example: Example, until: date, reason: str, seen_version: int, stamp: Stamp) -> PutOff:
    """Put a review off as putting_off.put_off() does, and keep what it takes to undo it."""
    before = _as_it_is(example, stamp)
    row = putting_off.put_off(example, until, reason, seen_version, stamp)
    _keep(before, example, stamp)
    return row


def _as_it_is(example: Example, stamp: Stamp) -> Undo:
    return Undo(
        example_id=example.id,
        by_id=stamp.by,
        at=stamp.at,
        state=example.state,
        archived_at=example.archived_at,
        replaced_by_id=example.replaced_by_id,
        responsible_id=example.responsible_id,
    )


def _keep(before: Undo, after: Example | None, stamp: Stamp) -> None:
    """Keep what an example was, or nothing of it. What is too old to be undone goes at the same time."""
    db.session.execute(delete(Undo).where(Undo.example_id == before.example_id))
    db.session.execute(delete(Undo).where(Undo.at < stamp.at - UNDO_LIFE))
    if after is not None:
        before.version = after.version
        db.session.add(before)
        db.session.flush()


def latest(by_id: int, at: datetime) -> datetime | None:
    """Return when a person made the decision that the button undoes now, or None when there is no such."""
    query = select(Undo.at).where(Undo.by_id == by_id, Undo.at > at - UNDO_SHOWN)
    return db.session.scalar(query.order_by(Undo.at.desc()).limit(1))


def undo(decided_at: datetime, stamp: Stamp) -> Sequence[Example]:
    """Undo what a person decided at an instant: an example, or those that were reviewed together. Returns them.

    Raises TooLate, and SomebodyElseDecided when one of them has changed since. Then nothing is undone.
    """
    query = select(Undo).where(Undo.by_id == stamp.by, Undo.at == decided_at, Undo.at > stamp.at - UNDO_LIFE)
    kept = db.session.scalars(query.order_by(Undo.example_id)).all()
    if not kept:
        raise TooLate
    undone = []
    for before in kept:
        example = reviewing.lock(before.example_id)
        if example is None or example.version != before.version:
            raise SomebodyElseDecided
        _take_back(example, before, stamp)
        undone.append(example)
    derive.work_out()
    for example in undone:
        queue_history.catch_up(example.id, stamp.day)
    return undone


def _take_back(example: Example, before: Undo, stamp: Stamp) -> None:
    example.state, example.archived_at = before.state, before.archived_at
    example.replaced_by_id, example.responsible_id = before.replaced_by_id, before.responsible_id
    # A new version, so that a decision on what was seen before fails.
    flag_modified(example, "state")
    mine = {"example_id": example.id, "at": before.at, "by_id": before.by_id}
    for review in db.session.scalars(select(Review).filter_by(**mine)):
        db.session.add(ReviewUndone(review_id=review.id, at=stamp.at, by_id=stamp.by))
    put_off_rows = db.session.scalars(select(PutOff).filter_by(**mine)).all()
    for row in put_off_rows:
        db.session.delete(row)
    _take_back_messages(example, before)
    db.session.delete(before)
    kind = "put_off_undone" if put_off_rows else queue.DECISION_UNDONE
    log(stamp, kind, "example", example.id, example=example.id)
    db.session.flush()


def _take_back_messages(example: Example, before: Undo) -> None:
    """Open the faults that the decision answered, and take back the question it sent, unless somebody has answered."""
    of_it = select(InboxItem).where(InboxItem.example_id == example.id)
    answered = of_it.where(InboxItem.settled_at == before.at, InboxItem.settled_by_id == before.by_id)
    for item in db.session.scalars(answered.where(InboxItem.kind == "fault")):
        item.outcome, item.reply, item.settled_at, item.settled_by_id = "open", "", None, None
    asked = of_it.where(InboxItem.sent_at == before.at, InboxItem.sent_by_id == before.by_id)
    for item in db.session.scalars(asked.where(InboxItem.kind == "help", InboxItem.outcome == "open")):
        db.session.delete(item)
