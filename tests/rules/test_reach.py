"""What several placements gave together: sums of what may be added up, and never of people."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from resultatbank.rules.followup import HOURLY_COST
from resultatbank.rules.reach import Added, Reach

UNKNOWN = Added(None, 0)
NOTHING = Reach("web", 1, 0, (), UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, None, 0, 0, 550)


def known(total: str) -> Added:
    return Added(Decimal(total), 1)


@pytest.mark.parametrize(
    ("reached", "highest", "middle"), [((7,), "7", "7"), ((1, 9, 4), "9", "4"), ((10, 3, 4, 900), "900", "7")]
)
def test_people_are_told_as_the_highest_and_the_middle(reached: tuple[int, ...], highest: str, middle: str) -> None:
    reach = replace(NOTHING, reached=reached)
    assert (reach.highest.value, reach.middle.value) == (Decimal(highest), Decimal(middle))


def test_what_is_not_known_is_never_nought() -> None:
    for figure in (NOTHING.highest, NOTHING.middle, NOTHING.clicks.figure, NOTHING.whole_cost, NOTHING.per_action):
        assert figure.value is None
        assert figure.why


def test_money_or_hours_is_enough_for_a_cost() -> None:
    assert replace(NOTHING, cost=known("100.5")).whole_cost.value == Decimal("100.5")
    assert replace(NOTHING, hours=known("2")).whole_cost.value == 2 * HOURLY_COST
    assert replace(NOTHING, cost=known("1"), hours=known("1")).whole_cost.value == 1 + HOURLY_COST


@pytest.mark.parametrize(
    ("spent", "acted", "value"), [("100", 3, "33.33"), ("0", 4, "0"), ("0.05", 10, "0.01"), ("100", 0, None)]
)
def test_what_an_action_cost(spent: str, acted: int, value: str | None) -> None:
    reach = replace(NOTHING, cost=known(spent), actions=known(str(acted)), spent=Decimal(spent), acted=acted)
    assert reach.per_action.value == (None if value is None else Decimal(value))
