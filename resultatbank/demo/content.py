"""Reading the demo's content, and turning its days into dates."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import resources
from typing import Any

from resultatbank.rules.calendar import LAST_DAY, add_days, day_of, first_instant

Entry = dict[str, Any]
_OFFICE_HOURS_BEGIN = timedelta(hours=9)


def entries(kind: str) -> Iterator[Entry]:
    """Yield every `[[kind]]` of the demo's files, file by file in the order of their names."""
    folder = resources.files("resultatbank.demo")
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            yield from tomllib.loads(file.read_text(encoding="utf-8")).get(kind, ())


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days counted from the day the demo is built: 0 is that day, -7 a week before, 30 a month after."""

    now: datetime

    @property
    def today(self) -> date:
        """The day the demo is built, in Stockholm."""
        return day_of(self.now)

    def day(self, days: int) -> date:
        """Return a day."""
        return add_days(self.today, days)

    def maybe_day(self, days: int | None) -> date | None:
        """Return a day, or None where none is given."""
        return None if days is None else self.day(days)

    def last_day(self, days: int | None) -> date:
        """Return the last day of a period, which never ends where none is given."""
        return LAST_DAY if days is None else self.day(days)

    def at(self, days: int) -> datetime:
        """Return an instant on a day that has been: in the morning, or now if the day is today."""
        return self.now if days >= 0 else first_instant(self.day(days)) + _OFFICE_HOURS_BEGIN
