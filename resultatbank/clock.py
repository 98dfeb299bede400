"""The one clock. Whatever needs the time asks here, and tests put another clock in its place."""

from __future__ import annotations

from datetime import UTC, date, datetime

from flask import current_app

from resultatbank.rules.calendar import day_of


def system_clock() -> datetime:
    """Return the instant the machine's own clock shows."""
    return datetime.now(UTC)


def now() -> datetime:
    """Return the present instant (UTC) by the app's clock."""
    instant: datetime = current_app.config["CLOCK"]()
    return instant


def today() -> date:
    """Return the present calendar day in Stockholm by the app's clock."""
    return day_of(now())
