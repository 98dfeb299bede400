"""Figures: when each is to be there, once or year after year, and which of those days still wait for a value."""

from __future__ import annotations

from datetime import date

from resultatbank.rules.calendar import add_days, add_months

MOST_YEARS = 30
DAYS_AHEAD = 183


def due_days(first: date, repeat_until: int | None = None) -> list[date]:
    """Return the days on which a figure is to be there: the first, and the same day each year to and with a year."""
    years = min(max((repeat_until or first.year) - first.year, 0), MOST_YEARS)
    return [add_months(first, 12 * number) for number in range(years + 1)]


def waiting_days(first: date | None, repeat_until: int | None, measured_on: date | None) -> list[date]:
    """Return the days that wait for a value, of which the latest was measured on `measured_on`.

    A value serves every day that had passed by then, and the next one when it was measured at most half a year before.
    """
    if first is None:
        return []
    days = due_days(first, repeat_until)
    return days if measured_on is None else [day for day in days if day > add_days(measured_on, DAYS_AHEAD)]
