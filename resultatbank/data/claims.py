"""Taking a row of the queue, so that two don't do the same work. It is free again after a day, or when it is let go."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from resultatbank.data.events import Stamp
from resultatbank.data.models import Claim, Example
from resultatbank.data.models.queue import CLAIM_LIFE
from resultatbank.extensions import db


class Taken(Exception):
    """Somebody else has the row. claims_of() tells who."""


def claims_of(example_ids: Iterable[int], at: datetime) -> dict[int, Claim]:
    """Return the claims that hold at an instant, by example, with whose they are. One query."""
    query = select(Claim).where(Claim.example_id.in_(list(example_ids)), Claim.at > at - CLAIM_LIFE)
    return {each.example_id: each for each in db.session.scalars(query.options(joinedload(Claim.by)))}


def take(example: Example, stamp: Stamp) -> Claim:
    """Take an example's row for a day, counted anew when one has it already. Raises Taken.

    `example` comes from reviewing.lock(), so that of two who take it at the same instant one is told.
    """
    claim = db.session.get(Claim, example.id, populate_existing=True)
    if claim is not None and claim.by_id != stamp.by and claim.until > stamp.at:
        raise Taken
    claim = db.session.merge(Claim(example_id=example.id, by_id=stamp.by, at=stamp.at))
    db.session.flush()
    return claim


def let_go(example_id: int, by_id: int | None) -> None:
    """Let a row go. One that somebody else has stays theirs, unless `by_id` is None."""
    claim = db.session.get(Claim, example_id)
    if claim is not None and by_id in (None, claim.by_id):
        db.session.delete(claim)
        db.session.flush()
