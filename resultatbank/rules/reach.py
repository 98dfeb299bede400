"""What several placements gave together, and what they cost: what may be added up is, and what may not isn't.

People reached are never added up over placements, since the same person may have met the example in several: they are
told as the highest and the middle one. What isn't known is a dash with the reason, never nought.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from resultatbank.rules.followup import NO_ACTIONS, Figure, cost_of_each, whole_cost


@dataclass(frozen=True, slots=True)
class Added:
    """A sum, and on how many placements it rests. None where it is known of none."""

    total: Decimal | None
    places: int

    @property
    def figure(self) -> Figure:
        """The sum, or why there is none."""
        return Figure(None, "saknas") if self.total is None else Figure(self.total)


@dataclass(frozen=True, slots=True)
class Reach:
    """What the placements of one channel gave. `measured` of the `places` have any numbers.

    `reached` are the latest known numbers of people, one a placement. `spent` is what was paid and what was worked, in
    kronor, where wanted actions are known too; `acted` are those actions, and `both` how many placements it rests on.
    """

    channel: str
    places: int
    measured: int
    reached: Sequence[int]
    clicks: Added
    downloads: Added
    shares: Added
    actions: Added
    cost: Added
    hours: Added
    spent: Decimal | None
    acted: int
    both: int
    hourly_cost: int

    @property
    def highest(self) -> Figure:
        """The most people that one placement reached."""
        return Figure(Decimal(max(self.reached))) if self.reached else _UNKNOWN

    @property
    def middle(self) -> Figure:
        """The median of how many people each placement reached."""
        return Figure(Decimal(median(self.reached))) if self.reached else _UNKNOWN

    @property
    def whole_cost(self) -> Figure:
        """What was paid and what the work is reckoned to cost, in kronor, where any of it is known."""
        return whole_cost(self.cost.total, self.hours.total, self.hourly_cost)

    @property
    def per_action(self) -> Figure:
        """What a wanted action cost, on the placements where both are known."""
        if self.whole_cost.value is None:
            return self.whole_cost
        if self.spent is None:
            return Figure(None, NO_ACTIONS if self.actions.total is None else "inte kända på samma plats")
        return cost_of_each(Figure(self.spent), self.acted, unknown=NO_ACTIONS)


_UNKNOWN = Figure(None, "saknas")
