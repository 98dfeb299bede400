"""The chart of weeks, as numbers to draw. Each number stands in a table too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from resultatbank.data.overview import Week

# How far apart the columns stand, and how high the highest is.
WEEK_STEP, WEEK_HEIGHT = 20, 70
_WEEKS_BETWEEN_LABELS = 4


@dataclass(frozen=True, slots=True)
class WeekColumn:
    """A week: what entered stands up from the line, what left hangs down from it. Few weeks have room for a label."""

    week: Week
    x: int
    up: float
    down: float
    label: str


def week_columns(weeks: Sequence[Week]) -> list[WeekColumn]:
    """Return the columns of the weeks, on one scale up and down."""
    most = max((max(week.entered, week.left) for week in weeks), default=0) or 1
    return [
        WeekColumn(
            week,
            x=number * WEEK_STEP,
            up=round(WEEK_HEIGHT * week.entered / most, 1),
            down=round(WEEK_HEIGHT * week.left / most, 1),
            label=f"v. {week.number}" if number % _WEEKS_BETWEEN_LABELS == 0 else "",
        )
        for number, week in enumerate(weeks)
    ]
