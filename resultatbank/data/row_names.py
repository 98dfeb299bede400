"""What the rows are called that events are about. Looked up as it stands now: an event never holds what was written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from resultatbank.data.models import (
    Event,
    FollowUp,
    Indicator,
    Measurement,
    Package,
    Placement,
    PlannedChannel,
    Source,
    TargetGroup,
)
from resultatbank.data.words import channel_labels
from resultatbank.extensions import db

# Where a row is called by another one, that comes along.
_BESIDE = {
    FollowUp: (joinedload(FollowUp.placement),),
    Measurement: (joinedload(Measurement.indicator),),
    TargetGroup: (joinedload(TargetGroup.term),),
}


def names_of(events: Iterable[Event]) -> dict[int, str]:
    """Return what the row of each event is called, by the event's id: of those rows that are there still.

    The events are all that happened since some day in an example, the latest first. At most nine queries.
    """
    concerned = list(_of_rows_now(events))
    if not concerned:
        return {}
    labels = channel_labels()
    named: dict[tuple[str, int, int], str] = {}
    for table, name in _NAMES.items():
        ids = {each.subject_id for each in concerned if each.subject == table.__tablename__}
        query = select(table).where(table.id.in_(ids)).options(*_BESIDE.get(table, ()))
        for row in db.session.scalars(query) if ids else ():
            named[table.__tablename__, row.id, row.example_id] = name(row, labels)
    keys = {each.id: (each.subject, each.subject_id, each.example_id or 0) for each in concerned}
    return {event_id: named[key] for event_id, key in keys.items() if named.get(key)}


def _of_rows_now(events: Iterable[Event]) -> Iterable[Event]:
    """Leave out what is older than a row's being added: SQLite may give a row the id of one that was removed."""
    begun: set[tuple[str, int]] = set()
    for event in events:
        key = (event.subject, event.subject_id)
        if event.kind.startswith("row_") and key not in begun:
            yield event
        if event.kind in ("row_added", "row_removed"):
            begun.add(key)


def _channel(slug: str, labels: dict[str, str]) -> str:
    return labels.get(slug, slug)


_NAMES: dict[type[Any], Callable[[Any, dict[str, str]], str]] = {
    FollowUp: lambda row, labels: f"{_channel(row.placement.channel, labels)} {row.measured_on}",
    Indicator: lambda row, _labels: str(row.name),
    Measurement: lambda row, _labels: f"{row.indicator.name} {row.measured_on}",
    Package: lambda row, _labels: str(row.title),
    Placement: lambda row, labels: f"{_channel(row.channel, labels)} från {row.from_day}",
    PlannedChannel: lambda row, labels: _channel(row.channel, labels),
    Source: lambda row, _labels: str(row.title),
    TargetGroup: lambda row, _labels: str(row.term.label),
}
