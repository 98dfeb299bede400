"""How much waits. Counted no further than a person cares for."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, func, select

from resultatbank.data.models import Due, InboxItem
from resultatbank.extensions import db

MOST = 1000


def waiting_for_review(day: date) -> int:
    """Return how many examples are in the review queue that day, at most MOST + 1."""
    return _capped(select(Due.example_id).where(Due.from_day <= day, Due.until_day >= day).distinct())


def open_inbox_items() -> int:
    """Return how many items wait in the communicators' inbox, at most MOST + 1."""
    return _capped(select(InboxItem.id).where(InboxItem.outcome == "open"))


def _capped(query: Select[int]) -> int:
    return db.session.scalar(select(func.count()).select_from(query.limit(MOST + 1).subquery())) or 0


def shown(count: int) -> str:
    """Return a count as text: "" for nought, "1000+" for more than MOST."""
    if count > MOST:
        return f"{MOST}+"
    return str(count) if count else ""
