"""The reader survey: two questions, and what may be said of the answers. Few tell more of persons than of use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from resultatbank.rules.followup import FEWEST_ANSWERS, Figure, per_cent

SCALE = (1, 2, 3, 4, 5)
_USEFUL = 4
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Scores:
    """How many gave each score, from 1 (no use) to 5 (great use)."""

    counts: Mapping[int, int]

    @property
    def n(self) -> int:
        """How many have answered."""
        return sum(self.counts.values())

    @property
    def are_enough(self) -> bool:
        """There are enough answers to say more of them than how many they are."""
        return self.n >= FEWEST_ANSWERS

    @property
    def average(self) -> Figure:
        """The average score, with one decimal."""
        if not self.are_enough:
            return Figure(None, self._too_few("ett medelvärde"))
        total = sum(score * count for score, count in self.counts.items())
        return Figure((Decimal(total) / self.n).quantize(_TENTH, ROUND_HALF_UP))

    @property
    def useful(self) -> Figure:
        """The share that had use of it (4 or 5), in whole per cent."""
        if not self.are_enough:
            return Figure(None, self._too_few("en andel"))
        part = sum(count for score, count in self.counts.items() if score >= _USEFUL)
        return Figure(per_cent(part, self.n))

    def _too_few(self, what: str) -> str:
        return f"för få svar för {what} ({self.n} av {FEWEST_ANSWERS})"
