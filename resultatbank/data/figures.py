"""The figures that are waited for: which, and since or until when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select

from resultatbank.data.models import Example, Indicator, Measurement
from resultatbank.extensions import db
from resultatbank.rules.figures import waiting_days


@dataclass(frozen=True, slots=True)
class Waited:
    """A figure that is to be there on a day, and isn't yet."""

    indicator_id: int
    example_id: int
    name: str
    due_on: date


def waited_for(*conditions: ColumnElement[bool]) -> list[Waited]:
    """Return each day that waits for a value, the earliest first. One query, with Example to put conditions on."""
    latest = select(func.max(Measurement.measured_on)).where(Measurement.indicator_id == Indicator.id)
    query = select(Indicator, latest.scalar_subquery()).join(Example, Example.id == Indicator.example_id)
    found = [
        Waited(each.id, each.example_id, each.name, day)
        for each, measured_on in db.session.execute(query.where(Indicator.due_on.is_not(None), *conditions))
        for day in waiting_days(each.due_on, each.repeat_until, measured_on)
    ]
    return sorted(found, key=lambda each: (each.due_on, each.indicator_id))


def waited_for_in(example_ids: Iterable[int]) -> dict[int, Sequence[Waited]]:
    """Return what is waited for in each of the examples, the earliest first. One query."""
    found: dict[int, list[Waited]] = {}
    for each in waited_for(Indicator.example_id.in_(list(example_ids))):
        found.setdefault(each.example_id, []).append(each)
    return dict(found)
