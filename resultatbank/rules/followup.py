"""What spreading an example gave, and what it cost: reckoned from the numbers of each placement.

Numbers are cumulative: each measurement tells the whole from the day of publishing, so the latest known number counts,
earlier ones are history, and none are added up over days. People reached are not added up over placements either, since
the same person may have met the example in several. Costs, wanted actions and answers to surveys are, since each of
them is counted in one place only. What isn't known is never nought.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from resultatbank.rules.numbers import format_decimal

HOURLY_COST = 550
"""What an hour of the staff's work is assumed to cost, in kronor, until somebody has said something else."""
FEWEST_ANSWERS = 5
"""Of fewer answers no share is told: it would say little, and could say who answered."""
NOT_ADDED_UP = "unika besökare läggs inte ihop över platser"
MORE_PEOPLE = "Det är fler än visningarna, och den som besöker har minst en. Rätta ett av talen."
FEWER_VIEWS = "Det är färre än de unika besökarna, och den som besöker har minst en. Rätta ett av talen."
NO_ACTIONS, NOBODY_ACTED = "handlingar saknas", "ingen har gjort det vi önskade"
_ORE = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Measurement:
    """The numbers of one placement on one day, counted from the day it was published. None is unknown.

    `reached` are people: unique visitors, readers or those who took part. `views`, `film_views`, `clicks`, `downloads`,
    `shares`, `mentions` and `actions` are times. `cost` is what was paid, in kronor; `hours` what was worked.
    """

    measured_on: date
    reached: int | None = None
    views: int | None = None
    film_views: int | None = None
    clicks: int | None = None
    downloads: int | None = None
    shares: int | None = None
    mentions: int | None = None
    actions: int | None = None
    survey_answers: int | None = None
    survey_pleased: int | None = None
    cost: Decimal | None = None
    hours: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Misfit:
    """More people by one day than views by that day or a later one: those who counted `people` and `times`.

    `name` is the number that was told now. `stands` is the other where it was told before.
    """

    name: Literal["reached", "views"]
    people: Measurement
    times: Measurement
    stands: Measurement | None

    @property
    def sentence(self) -> str:
        """What to say at the number that was told now."""
        said = MORE_PEOPLE if self.name == "reached" else FEWER_VIEWS
        if self.stands is None:
            return said
        other = in_views(self.times) if self.name == "reached" else in_people(self.people)
        return f"{said} För {self.stands.measured_on} står {other}."


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that was reckoned, or why it couldn't be: exactly one of the two is given."""

    value: Decimal | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """How large a share had use of it, in whole per cent, and of how many answers. None is that nobody was asked."""

    figure: Figure
    answers: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one placement gave: its latest numbers, and what they make."""

    latest: Measurement | None
    cost: Figure
    per_reached: Figure
    per_action: Figure
    pleased: Share


@dataclass(frozen=True, slots=True)
class Total:
    """What all placements together cost and gave.

    `costed` and `acted` tell on how many of the `places` the cost and the cost per action rest.
    """

    places: int
    costed: int
    cost: Figure
    acted: int
    per_action: Figure
    per_reached: Figure
    pleased: Share


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


def in_people(measured: Measurement) -> str:
    """Return how many people were reached, in words."""
    return f"{format_decimal(measured.reached or 0)} {'unik besökare' if measured.reached == 1 else 'unika besökare'}"


def in_views(measured: Measurement) -> str:
    """Return how many views there were, in words."""
    return f"{format_decimal(measured.views or 0)} {'visning' if measured.views == 1 else 'visningar'}"


def misfit(told: Measurement, standing: Iterable[Measurement]) -> Misfit | None:
    """Return what keeps numbers from being true beside what stands for the same placement, or None.

    Everybody has at least one view, and both can only grow: people by a day are never more than the views by that day,
    nor by a later one. By an earlier day they may be. What is told for a day replaces what stands for it.
    """
    day, known = told.measured_on, list(standing)
    now = latest([*(each for each in known if each.measured_on == day), told]) or told
    every = [now, *(each for each in known if each.measured_on != day)]
    if told.reached is not None:
        for each in every:
            if each.views is not None and each.measured_on >= day and told.reached > each.views:
                return Misfit("reached", now, each, None if each is now and told.views is not None else each)
    if told.views is not None:
        for each in every:
            if each.reached is not None and each.measured_on <= day and each.reached > told.views:
                return Misfit("views", each, now, each)
    return None


def outcome(measurements: Iterable[Measurement], hourly_cost: int) -> Outcome:
    """Return what one placement gave, from all its measurements and what an hour costs, in kronor."""
    now = latest(measurements)
    if now is None:
        nothing = Figure(None, "inget är mätt än")
        return Outcome(None, nothing, nothing, nothing, Share(nothing))
    cost = whole_cost(now.cost, now.hours, hourly_cost)
    return Outcome(
        latest=now,
        cost=cost,
        per_reached=cost_of_each(cost, now.reached, unknown="unika besökare saknas", nobody="ingen har tagit del"),
        per_action=cost_of_each(cost, now.actions, unknown=NO_ACTIONS),
        pleased=share(now.survey_pleased, now.survey_answers),
    )


def whole_cost(cost: Decimal | None, hours: Decimal | None, hourly_cost: int) -> Figure:
    """Return what was paid and what the work is reckoned to cost, in kronor. One of the two is enough."""
    if cost is None and hours is None:
        return Figure(None, "kostnad saknas")
    return Figure((cost or Decimal(0)) + (hours or Decimal(0)) * hourly_cost)


def cost_of_each(cost: Figure, count: int | None, *, unknown: str, nobody: str = NOBODY_ACTED) -> Figure:
    """Return what one of so many cost, to the öre. `unknown` and `nobody` say why, where none can be told."""
    if cost.value is None:
        return cost
    if count is None:
        return Figure(None, unknown)
    if count == 0:
        return Figure(None, nobody)
    return Figure((cost.value / count).quantize(_ORE, ROUND_HALF_UP))


def per_cent(part: int, whole: int) -> Decimal:
    """Return a part of a whole that isn't nought, in whole per cent."""
    return (Decimal(100) * part / whole).quantize(Decimal(1), ROUND_HALF_UP)


def share(pleased: int | None, answers: int | None) -> Share:
    """Return how large a share had use of it, where at least FEWEST_ANSWERS have answered."""
    if answers is None or pleased is None:
        return Share(Figure(None, "svar saknas"), answers)
    if answers == 0:
        return Share(Figure(None, "ingen har svarat"), 0)
    if answers < FEWEST_ANSWERS:
        return Share(Figure(None, f"färre än {FEWEST_ANSWERS} svar"), answers)
    return Share(Figure(per_cent(pleased, answers)), answers)


def total(outcomes: Sequence[Outcome]) -> Total:
    """Return what the placements together cost and gave: the sums of the latest of each, where it is known.

    With one placement nothing has to be added up, and its cost per person is the example's. With more it is unknown.
    """
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
        per_action=cost_of_each(
            Figure(spent) if both else Figure(None, "kostnad och handlingar är inte kända på samma plats"),
            actions,
            unknown=NO_ACTIONS,
        ),
        per_reached=outcomes[0].per_reached if len(outcomes) == 1 else Figure(None, NOT_ADDED_UP),
        pleased=_pleased(each.latest for each in outcomes),
    )


def _pleased(measured: Iterable[Measurement | None]) -> Share:
    known = [
        (each.survey_pleased, each.survey_answers)
        for each in measured
        if each is not None and each.survey_pleased is not None and each.survey_answers is not None
    ]
    if not known:
        return share(None, None)
    return share(sum(pleased for pleased, _ in known), sum(answers for _, answers in known))
