"""The feature's blueprint, and what more than one of its modules needs."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint

from resultatbank.data.models import Placement

blueprint = Blueprint("followup", __name__)

LABELS = {
    "views": "Visningar",
    "reached": "Unika besökare",
    "clicks": "Klick",
    "downloads": "Nedladdningar",
    "film_views": "Filmvisningar",
    "shares": "Delningar",
    "mentions": "Omnämnanden",
    "actions": "Önskade handlingar",
    "cost": "Kostnad, kr",
    "hours": "Timmar",
    "survey_answers": "Svar på enkät",
    "survey_pleased": "Hade nytta",
}
"""What each number is called."""


def name_of(placement: Placement, channels: dict[str, str]) -> str:
    """Return what a placement is called: its channel and its address."""
    return ", ".join(filter(None, [channels.get(placement.channel, placement.channel), placement.address]))


def listed_numbers(row: object, names: Iterable[str] = LABELS) -> list[tuple[str, object]]:
    """Return the numbers that a measurement has, each with what it is called."""
    return [(LABELS[name], value) for name in names if (value := getattr(row, name)) is not None]
