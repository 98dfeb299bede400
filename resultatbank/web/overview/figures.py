"""All that the page tells, gathered in a constant number of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from resultatbank.data import coverage, overview, pacing, queue, takedown_times
from resultatbank.data.coverage import Coverage, EndingMonth
from resultatbank.data.overview import InTime, Loads, Oldest, Week
from resultatbank.data.takedown_times import TakedownTimes
from resultatbank.rules.calendar import day_of
from resultatbank.rules.review import Reason

# So many rows are no long queue, however few were decided.
_SHORT = 10


@dataclass(frozen=True, slots=True)
class Figures:
    """The page's numbers, as they are on a day."""

    day: date
    in_time: InTime
    total: int
    reasons: Mapping[Reason, int]
    oldest: Oldest | None
    takedowns: TakedownTimes
    weeks: Sequence[Week]
    coverage: Coverage
    ending: Sequence[EndingMonth]
    loads: Loads
    per_week: int
    waiting: queue.Waiting | None

    @property
    def has_history(self) -> bool:
        """Anything has entered or left the queue in the weeks that are shown."""
        return any(week.entered or week.left for week in self.weeks)

    @property
    def is_long(self) -> bool:
        """The queue holds more than was decided in the last four weeks: more rows only make it longer."""
        return self.total > max(self.loads.decided, _SHORT)


def figures(at: datetime, setting: int) -> Figures:
    """Return the numbers as they are at an instant. `setting` is the pace where nobody has chosen another."""
    day = day_of(at)
    return Figures(
        day=day,
        in_time=overview.in_time(day),
        total=queue.total(day),
        reasons=queue.counts(day),
        oldest=overview.oldest(day),
        takedowns=takedown_times.takedown_times(day),
        weeks=overview.weeks(day),
        coverage=coverage.coverage(day),
        ending=coverage.ending_months(day),
        loads=overview.loads(at, day),
        per_week=pacing.per_week(setting),
        waiting=queue.waiting_to_be_assessed(day),
    )
