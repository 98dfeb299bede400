"""A chart of months, as numbers to draw (templates/macros/charts.html). Each number stands beside it in words too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from resultatbank.web.wording import MONTHS

# How far apart the columns stand, and how high the highest is.
_STEP, _HEIGHT = 35, 92


@dataclass(frozen=True, slots=True)
class MonthColumn:
    """A month: its first day, its number, how far from the left and how high it stands, and the year if one begins."""

    first: date
    count: int
    x: int
    height: float
    year: str

    @property
    def name(self) -> str:
        """What the month is called."""
        return MONTHS[self.first.month - 1]


def month_columns(months: Sequence[tuple[date, int]]) -> list[MonthColumn]:
    """Return the columns of months that follow each other, each told by its first day and its number."""
    most = max((count for _first, count in months), default=0) or 1
    return [
        MonthColumn(
            first,
            count,
            x=number * _STEP,
            height=round(_HEIGHT * count / most, 1),
            year=str(first.year) if first.month == 1 or number == 0 else "",
        )
        for number, (first, count) in enumerate(months)
    ]
