"""Days and instants. A day is a calendar day in Stockholm, and both ends of a period are included."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FIRST_DAY = date(1, 1, 1)
LAST_DAY = date(9999, 12, 31)


def day_of(instant: datetime) -> date:
    """Return the calendar day in Stockholm of an aware instant."""
    return instant.astimezone(STOCKHOLM).date()


def first_instant(day: date) -> datetime:
    """Return the instant (UTC) at which a day begins in Stockholm."""
    return datetime.combine(day, time.min, STOCKHOLM).astimezone(UTC)


def last_instant(day: date) -> datetime:
    """Return the last microsecond (UTC) of a day in Stockholm."""
    return datetime.combine(day, time.max, STOCKHOLM).astimezone(UTC)


def day_after(day: date) -> date:
    """Return the next day. The last day there is has itself as its next."""
    return day if day >= LAST_DAY else day + timedelta(days=1)


def day_before(day: date) -> date:
    """Return the day before. The first day there is has itself as the day before."""
    return day if day <= FIRST_DAY else day - timedelta(days=1)


def add_days(day: date, days: int) -> date:
    """Return the day `days` later (earlier when negative), kept within the calendar."""
    if day in (FIRST_DAY, LAST_DAY):
        return day
    return date.fromordinal(min(max(day.toordinal() + days, 1), LAST_DAY.toordinal()))


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later, or the last day of a month that is shorter."""
    month = day.year * 12 + day.month - 1 + months
    year, month = divmod(month, 12)
    if year > LAST_DAY.year:
        return LAST_DAY
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def monday_of(day: date) -> date:
    """Return the Monday of a day's week, kept within the calendar."""
    return add_days(day, -day.weekday())


def add_working_days(day: date, days: int) -> date:
    """Return the day that is `days` Mondays to Fridays later. Public holidays count as working days."""
    while days > 0:
        day = day_after(day)
        days -= day.weekday() < 5
    return day
