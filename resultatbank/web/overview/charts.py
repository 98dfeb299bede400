"""The page's two charts, as numbers to draw. Each number stands in a table too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from resultatbank.data.coverage import EndingMonth
from resultatbank.data.overview import Week
from resultatbank.web.wording import MONTHS

# How far apart the columns stand, and how high the highest is.
WEEK_STEP, WEEK_HEIGHT = 20, 70
MONTH_STEP, MONTH_HEIGHT = 35, 92
_WEEKS_BETWEEN_LABELS = 4


@dataclass(frozen=True, slots=True)
class WeekColumn:
    """A week: what entered stands up from the line, what left hangs down from it. Few weeks have room for a label."""

    week: Week
    x: int
    up: float
    down: float
    label: str


@dataclass(frozen=True, slots=True)
class MonthColumn:
    """A month: its number, how high it stands, and its name."""

    month: EndingMonth
    x: int
    height: float
    name: str


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


def month_columns(months: Sequence[EndingMonth]) -> list[MonthColumn]:
    """Return the columns of the months."""
    most = max((month.examples for month in months), default=0) or 1
    return [
        MonthColumn(
            month,
            x=number * MONTH_STEP,
            height=round(MONTH_HEIGHT * month.examples / most, 1),
            name=MONTHS[month.first.month - 1],
        )
        for number, month in enumerate(months)
    ]
