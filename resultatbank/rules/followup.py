"""What spreading an example gave, and what it cost: reckoned from the numbers of each placement.

Numbers are cumulative: each measurement tells the whole so far, so the latest known number counts and none are added
up over days. People reached are not added up over placements either, since the same person may have met the example in
several. Costs and wanted actions are, since each is counted in one place only. What isn't known is never nought.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

HOURLY_COST = Decimal(500)
"""What an hour of the staff's work is reckoned to cost, in kronor."""
_ORE = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Measurement:
    """The numbers of one placement on one day, counted from the day it was published. None is unknown.

    `cost` is what was paid, in kronor; `hours` what was worked.
    """

    measured_on: date
    reached: int | None = None
    clicks: int | None = None
    downloads: int | None = None
    shares: int | None = None
    actions: int | None = None
    survey_answers: int | None = None
    survey_pleased: int | None = None
    cost: Decimal | None = None
    hours: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that was reckoned, or why it couldn't be: exactly one of the two is given."""

    value: Decimal | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one placement gave: its latest numbers, and what they make."""

    latest: Measurement | None
    cost: Figure
    per_reached: Figure
    per_action: Figure
    pleased: Figure


@dataclass(frozen=True, slots=True)
class Total:
    """What all placements together cost, and what a wanted action cost where both are known.

    `costed` and `acted` tell on how many of the `places` the two rest.
    """

    places: int
    costed: int
    cost: Figure
    acted: int
    per_action: Figure


def latest(measurements: Iterable[Measurement]) -> Measurement | None:
    """Return the latest known numbers, or None when nothing was measured.

    A number that was left out of the latest measurement is taken from the one before it. The survey's two numbers
    belong together and come from the same day. Of two measurements on one day the later in order counts.
    """
    newest_first = sorted(enumerate(measurements), key=lambda pair: (pair[1].measured_on, pair[0]), reverse=True)
    found = [measurement for _, measurement in newest_first]
    if not found:
        return None
    known: dict[str, Any] = {
        field.name: next((value for each in found if (value := getattr(each, field.name)) is not None), None)
        for field in fields(Measurement)
        if not field.name.startswith("survey_")
    }
    survey = next((each for each in found if each.survey_answers is not None), found[0])
    return Measurement(**known, survey_answers=survey.survey_answers, survey_pleased=survey.survey_pleased)


def outcome(measurements: Iterable[Measurement]) -> Outcome:
    """Return what one placement gave, from all its measurements."""
    now = latest(measurements)
    if now is None:
        nothing = Figure(None, "inget är mätt än")
        return Outcome(None, nothing, nothing, nothing, nothing)
    cost = whole_cost(now)
    return Outcome(
        latest=now,
        cost=cost,
        per_reached=_each(cost, now.reached, unknown="antal saknas", nobody="ingen har tagit del"),
        per_action=_each(cost, now.actions, unknown="handlingar saknas", nobody="ingen har gjort det vi önskade"),
        pleased=_share(now.survey_pleased, now.survey_answers),
    )


def whole_cost(measurement: Measurement) -> Figure:
    """Return what was paid and what the work is reckoned to cost, in kronor. One of the two is enough."""
    if measurement.cost is None and measurement.hours is None:
        return Figure(None, "kostnad saknas")
    return Figure((measurement.cost or Decimal(0)) + (measurement.hours or Decimal(0)) * HOURLY_COST)


def _each(cost: Figure, count: int | None, *, unknown: str, nobody: str) -> Figure:
    if cost.value is None:
        return cost
    if count is None:
        return Figure(None, unknown)
    if count == 0:
        return Figure(None, nobody)
    return Figure((cost.value / count).quantize(_ORE, ROUND_HALF_UP))


def _share(pleased: int | None, answers: int | None) -> Figure:
    """Return the share in whole per cent."""
    if answers is None or pleased is None:
        return Figure(None, "svar saknas")
    if answers == 0:
        return Figure(None, "ingen har svarat")
    return Figure((Decimal(100) * pleased / answers).quantize(Decimal(1), ROUND_HALF_UP))


def total(outcomes: Sequence[Outcome]) -> Total:
    """Return what the placements together cost: the sum of the latest cost of each, where it is known."""
    costs = [each.cost.value for each in outcomes if each.cost.value is not None]
    both = [
        (each.cost.value, each.latest.actions)
        for each in outcomes
        if each.latest is not None and each.cost.value is not None and each.latest.actions is not None
    ]
    spent, actions = sum((cost for cost, _ in both), Decimal(0)), sum(count for _, count in both)
    return Total(
        places=len(outcomes),
        costed=len(costs),
        cost=Figure(sum(costs, Decimal(0))) if costs else Figure(None, "kostnad saknas"),
        acted=len(both),
        per_action=_each(
            Figure(spent) if both else Figure(None, "kostnad och handlingar är inte kända på samma plats"),
            actions,
            unknown="",
            nobody="ingen har gjort det vi önskade",
        ),
    )
