"""Taking down what is out there, and telling the party when the last of it is down."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm.exc import StaleDataError

from resultatbank.data import confirmations
from resultatbank.data.events import Stamp, log
from resultatbank.data.models import Placement
from resultatbank.data.placements import STAYS
from resultatbank.extensions import db


def settle(placement: Placement, outcome: str, reason: str, settled_on: date, version: int, stamp: Stamp) -> None:
    """Write down that a placement is taken down (DOWN), or can't be and why (STAYS).

    Raises StaleDataError when somebody has settled or changed it since `version`, and ValueError when it stays
    without a reason.
    """
    if placement.version != version or not placement.is_up:
        raise StaleDataError
    if outcome == STAYS and not reason:
        raise ValueError("what can't be taken down needs a reason")
    placement.outcome = outcome
    placement.outcome_reason = reason
    placement.settled_on = settled_on
    placement.settled_by_id = stamp.by
    log(stamp, f"placement_{outcome}", "placement", placement.id, example=placement.example_id)
    db.session.flush()
    confirmations.tell_when_all_is_down(stamp, placement.example_id)
