"""What an hour of the staff's work is reckoned to cost. The latest choice holds for all that is reckoned."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from resultatbank.data.events import Stamp, log
from resultatbank.data.models import HourlyCost
from resultatbank.data.models.keeping import LEAST_HOURLY, MOST_HOURLY
from resultatbank.extensions import db
from resultatbank.rules.followup import HOURLY_COST


def hourly_cost() -> int:
    """Return what an hour costs in kronor: what somebody last said, or else what is assumed."""
    chosen = db.session.scalar(select(HourlyCost.kronor).order_by(HourlyCost.id.desc()).limit(1))
    return chosen or HOURLY_COST


def choices(most: int = 20) -> Sequence[HourlyCost]:
    """Return what has been said, the latest first, with who said it."""
    query = select(HourlyCost).options(joinedload(HourlyCost.set_by)).order_by(HourlyCost.id.desc())
    return db.session.scalars(query.limit(most)).all()


def set_hourly_cost(kronor: int, stamp: Stamp) -> bool:
    """Say what an hour costs, and return whether that was news. Raises ValueError for a number that isn't allowed."""
    if not LEAST_HOURLY <= kronor <= MOST_HOURLY:
        raise ValueError(f"an hour costs {LEAST_HOURLY} to {MOST_HOURLY} kronor")
    latest = choices(1)
    if latest and latest[0].kronor == kronor:
        return False
    chosen = HourlyCost(kronor=kronor, set_at=stamp.at, set_by_id=stamp.by or 0)
    db.session.add(chosen)
    db.session.flush()
    log(stamp, "hourly_cost_set", "hourly_cost", chosen.id, fields=[str(kronor)])
    return True
