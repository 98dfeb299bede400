"""Taking down what is out there, and telling the party when the last of it is down."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm.exc import StaleDataError

from resultatbank.data import confirmations
from resultatbank.data.events import Stamp, log
from resultatbank.data.models import Placement
from resultatbank.data.placements import STAYS, Placed, to_take_down
from resultatbank.data.reasons import why_closed
from resultatbank.extensions import db
from resultatbank.rules.clearance import Cause


def reopen(placement: Placement, version: int, stamp: Stamp) -> None:
    """Write down that a placement isn't settled after all. A letter that says so, and hasn't gone, doesn't go.

    Raises StaleDataError when somebody has changed it since `version`, or when it isn't settled.
    """
    if placement.version != version or placement.is_up:
        raise StaleDataError
    placement.outcome, placement.outcome_reason = "", ""
    placement.settled_on, placement.settled_by_id = None, None
    log(stamp, "placement_reopened", "placement", placement.id, example=placement.example_id)
    confirmations.take_back_that_all_is_down(placement.example_id)


def waiting_for(example_id: int, party_id: int, day: date) -> list[Placed]:
    """Return what is up in an example and must be taken down because a party's yes was taken back or ran out.

    To show less of the party there wouldn't take it down: what was published is out there as it was.
    """
    whys = why_closed([example_id], day).get(example_id, {})
    stopped = {
        channel
        for channel, found in whys.items()
        if any(why.party_id == party_id and why.cause in (Cause.WITHDRAWN, Cause.EXPIRED) for why in found)
    }
    return [each for each in to_take_down([example_id], day) if each.placement.channel in stopped]


def first_day(placement: Placement, day: date) -> date:
    """Return the first day on which a placement can have been taken down: one yet to come may be stopped today."""
    return min(placement.from_day, day)


def settle(placement: Placement, outcome: str, reason: str, settled_on: date, version: int, stamp: Stamp) -> None:
    """Write down that a placement is taken down (DOWN), or can't be and why (STAYS).

    Raises StaleDataError when somebody has settled or changed it since `version`, and ValueError when it stays
    without a reason, or when the day is after today or before it was published.
    """
    if placement.version != version or not placement.is_up:
        raise StaleDataError
    if outcome == STAYS and not reason:
        raise ValueError("what can't be taken down needs a reason")
    if not first_day(placement, stamp.day) <= settled_on <= stamp.day:
        raise ValueError("nothing is taken down before it is published, or in the future")
    placement.outcome = outcome
    placement.outcome_reason = reason
    placement.settled_on = settled_on
    placement.settled_by_id = stamp.by
    log(stamp, f"placement_{outcome}", "placement", placement.id, example=placement.example_id)
    db.session.flush()
    confirmations.tell_when_all_is_down(stamp, placement.example_id)
