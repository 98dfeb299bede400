"""The measurements of an example's placements: read together, and written together.

A placement has at most one measurement a day. What is written for a day that has one is put into it; what isn't said
stays as it was, since unknown is not nought.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from resultatbank.data import rows
from resultatbank.data.events import Stamp
from resultatbank.data.models import Event, FollowUp, MatomoFile
from resultatbank.extensions import db
from resultatbank.rules.checksums import sha256_of
from resultatbank.rules.followup import Measurement, latest

NUMBERS = tuple(each.name for each in fields(Measurement) if each.name != "measured_on")
FOLLOW_UPS = "follow_ups"


def measured(placement_ids: Iterable[int]) -> dict[int, list[FollowUp]]:
    """Return the measurements of each placement, the latest first, with the file that each came from. One query."""
    query = select(FollowUp).where(FollowUp.placement_id.in_(list(placement_ids)))
    query = query.options(joinedload(FollowUp.matomo_file).joinedload(MatomoFile.taken_by))
    found: dict[int, list[FollowUp]] = {}
    for row in db.session.scalars(query.order_by(FollowUp.measured_on.desc(), FollowUp.id.desc())):
        found.setdefault(row.placement_id, []).append(row)
    return found


class Origin(StrEnum):
    """Where a number came from: typed by hand, the file that its measurement names, or one taken in before that."""

    HAND = "hand"
    FILE = "file"
    EARLIER_FILE = "earlier_file"


def origins(example_id: int) -> dict[int, dict[str, Origin]]:
    """Return where each number of an example's measurements came from, by their ids. One query.

    The log tells it: whatever was written together with a file came from it, and the rest was typed.
    """
    query = select(Event.subject_id, Event.kind, Event.fields)
    query = query.where(Event.example_id == example_id, Event.subject == FollowUp.__tablename__)
    found: dict[int, dict[str, Origin]] = {}
    for row_id, kind, names in db.session.execute(query.order_by(Event.id)):
        of_row = found.setdefault(row_id, {})
        if kind == "row_added":
            # SQLite may give a row the id of one that was removed.
            of_row.clear()
        has_file = "matomo_file_id" in names
        if has_file:
            of_row.update({name: Origin.EARLIER_FILE for name, each in of_row.items() if each == Origin.FILE})
        of_row.update(dict.fromkeys(names, Origin.FILE if has_file else Origin.HAND))
    return found


def measurement(row: FollowUp) -> Measurement:
    """Return a row as the rules reckon with it."""
    return Measurement(row.measured_on, **{name: getattr(row, name) for name in NUMBERS})


def known(found: Iterable[FollowUp], before: date | None = None) -> Measurement | None:
    """Return the latest known numbers among a placement's measurements, or None: all of them, or those before a day.

    The measurements come with the latest first, as `measured` gives them.
    """
    rows = [row for row in found if before is None or row.measured_on < before]
    return latest(measurement(row) for row in reversed(rows))


def seen(found: Sequence[FollowUp]) -> str:
    """Return a short digest of a placement's measurements, for a form to tell which its reader saw."""
    return sha256_of(" ".join(f"{row.id}:{row.version}" for row in sorted(found, key=lambda row: row.id)))[:16]


def write(
    example_id: int,
    placement_id: int,
    day: date,
    numbers: Mapping[str, Any],
    found: Sequence[FollowUp],
    stamp: Stamp,
    file: MatomoFile | None = None,
) -> FollowUp:
    """Write the numbers of a placement on a day, and return the row. `found` are the placement's measurements.

    Hold the example first: two who measure the same placement on the same day would make two rows.
    """
    known = {name: value for name, value in numbers.items() if value is not None}
    values = known | ({"matomo_file_id": file.id} if file else {})
    row = next((each for each in found if each.measured_on == day), None)
    if row is None:
        made: FollowUp = rows.add_row(
            example_id, FOLLOW_UPS, {"placement_id": placement_id, "measured_on": day, **values}, stamp
        )
        return made
    rows.change_row(row, values, row.version, stamp)
    return row
