"""The rows of the five steps in the demo's examples."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from resultatbank.data.events import Stamp, log
from resultatbank.data.models import (
    Example,
    FollowUp,
    Indicator,
    Measurement,
    Package,
    Placement,
    PlannedChannel,
    Source,
    TargetGroup,
    User,
)
from resultatbank.demo.content import Calendar, Entry
from resultatbank.demo.people import Words
from resultatbank.extensions import db
from resultatbank.rules.words import TermKind

# How the files name the days, and which columns those are.
_DAYS = {
    "due": "due_on",
    "dated": "dated",
    "from": "from_day",
    "licence_until": "licence_until",
    "measured": "measured_on",
    "on": "planned_on",
    "settled": "settled_on",
    "until": "until_day",
}
_EXACT = {"baseline": "baseline", "target": "target", "value": "value", "cost": "cost", "hours": "hours"}
_NOT_COLUMNS = {"figures", "format", "group", "picture", "responsible", "settled_by", "shown", "source", "values"}


def add_rows(example: Example, entry: Entry, people: dict[str, User], words: Words, calendar: Calendar) -> None:
    """Add an example's target groups, sources, indicators, packages, channel plan, placements and follow-ups."""
    maker = _RowMaker(example, people, words, calendar)
    for each in entry.get("groups", ()):
        maker.add(TargetGroup, each, term_id=maker.word(TermKind.TARGET_GROUP, each["group"]))
    sources = [maker.add(Source, each) for each in entry.get("sources", ())]
    for each in entry.get("indicators", ()):
        source = sources[each["source"] - 1] if "source" in each else None
        indicator = maker.add(Indicator, each, source=source, responsible_id=maker.person(each))
        for value in each.get("values", ()):
            maker.add(Measurement, value, indicator_id=indicator.id, source=source)
    for each in entry.get("packages", ()):
        maker.add(Package, each, format_id=maker.word(TermKind.FORMAT, each["format"]))
    plan = [maker.add(PlannedChannel, each, responsible_id=maker.person(each)) for each in entry.get("plan", ())]
    for each in entry.get("placements", ()):
        planned = next((row for row in plan if row.channel == each["channel"]), None)
        people_of = {"responsible_id": maker.person(each), "settled_by_id": maker.person(each, "settled_by")}
        placement = maker.add(Placement, each, planned_channel_id=planned.id if planned else None, **people_of)
        plan = [row for row in plan if row is not planned]
        for figures in each.get("figures", ()):
            maker.add(FollowUp, figures, placement_id=placement.id)
        if placement.outcome:
            stamp = Stamp(placement.settled_by_id, calendar.at(each["settled"]))
            log(stamp, f"placement_{placement.outcome}", "placement", placement.id, example=example.id)


class _RowMaker:
    """Makes rows of one example, each last in its list."""

    def __init__(self, example: Example, people: dict[str, User], words: Words, calendar: Calendar) -> None:
        self.example = example
        self.people = people
        self.words = words
        self.calendar = calendar
        self.counts: dict[type[Any], int] = {}

    def add(self, table: type[Any], entry: Entry, **values: Any) -> Any:
        self.counts[table] = self.counts.get(table, 0) + 1
        row = table(example_id=self.example.id, position=self.counts[table], **self._plain(entry), **values)
        db.session.add(row)
        db.session.flush()
        return row

    def _plain(self, entry: Entry) -> dict[str, Any]:
        """Return what the entry says of the row itself: days as dates, and figures exact."""
        found: dict[str, Any] = {}
        for name, value in entry.items():
            if name in _DAYS:
                found[_DAYS[name]] = self.calendar.day(value)
            elif name in _EXACT:
                found[_EXACT[name]] = Decimal(str(value))
            elif name not in _NOT_COLUMNS:
                found[name] = value
        return found

    def person(self, entry: Entry, name: str = "responsible") -> int | None:
        user = self.people.get(entry.get(name, ""))
        return user.id if user else None

    def word(self, kind: TermKind, label: str) -> int:
        return self.words[kind.value, label].id
