"""How much waits. Counted no further than a person cares for."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CompoundSelect, Select, func, select

from resultatbank.data import letters, objections
from resultatbank.data.models import Due, InboxItem
from resultatbank.extensions import db

MOST = 1000


def waiting_for_review(day: date) -> int:
    """Return how many examples are in the review queue that day, at most MOST + 1."""
    return _capped(select(Due.example_id).where(Due.from_day <= day, Due.until_day >= day).distinct())


def waiting_in_inbox(has_mail: bool) -> int:
    """Return how much waits for the communicators, at most MOST + 1: messages, letters to hand over, and objections."""
    items = select(InboxItem.id).where(InboxItem.outcome == "open")
    return _capped(items.union_all(letters.needing_us(has_mail), objections.waiting_for_us()))


def _capped(query: Select[int] | CompoundSelect[int]) -> int:
    return db.session.scalar(select(func.count()).select_from(query.limit(MOST + 1).subquery())) or 0


def shown(count: int) -> str:
    """Return a count as text: "" for nought, "1000+" for more than MOST."""
    if count > MOST:
        return f"{MOST}+"
    return str(count) if count else ""
