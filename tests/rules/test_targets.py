"""How an outcome stands against its target."""

from __future__ import annotations

from decimal import Decimal

import pytest

from resultatbank.rules.targets import standing
from resultatbank.rules.words import Direction, Standing

UP, DOWN, KEEP = Direction.UP, Direction.DOWN, Direction.KEEP


def number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


@pytest.mark.parametrize(
    ("direction", "baseline", "target", "outcome", "expected"),
    [
        (UP, "10", "20", "20", Standing.REACHED),
        (UP, "10", "20", "25", Standing.REACHED),
        (UP, "10", "20", "15", Standing.ON_THE_WAY),
        (UP, "10", "20", "10", Standing.NOT_REACHED),
        (UP, "10", "20", "5", Standing.NOT_REACHED),
        (UP, "", "20", "19", Standing.NOT_REACHED),
        (UP, "", "20", "20", Standing.REACHED),
        (UP, "0", "0", "0", Standing.REACHED),
        (UP, "-20", "-10", "-15", Standing.ON_THE_WAY),
        (DOWN, "80", "40", "40", Standing.REACHED),
        (DOWN, "80", "40", "12", Standing.REACHED),
        (DOWN, "80", "40", "60", Standing.ON_THE_WAY),
        (DOWN, "80", "40", "80", Standing.NOT_REACHED),
        (DOWN, "80", "40", "90", Standing.NOT_REACHED),
        (DOWN, "", "40", "41", Standing.NOT_REACHED),
        (KEEP, "90", "100", "95", Standing.REACHED),
        (KEEP, "90", "100", "105", Standing.REACHED),
        (KEEP, "90", "100", "94.9", Standing.NOT_REACHED),
        (KEEP, "90", "100", "105.1", Standing.NOT_REACHED),
        (KEEP, "90", "", "90", Standing.REACHED),
        (KEEP, "90", "", "50", Standing.NOT_REACHED),
        (KEEP, "", "0", "0", Standing.REACHED),
        (KEEP, "", "-100", "-96", Standing.REACHED),
        (KEEP, "", "", "5", Standing.NO_TARGET),
        (UP, "10", "", "20", Standing.NO_TARGET),
        (DOWN, "10", "", "", Standing.NO_TARGET),
        (UP, "10", "20", "", Standing.NOT_MEASURED),
        (KEEP, "10", "", "", Standing.NOT_MEASURED),
    ],
)
def test_each_direction_has_its_own_way(
    direction: Direction, baseline: str, target: str, outcome: str, expected: Standing
) -> None:
    assert standing(direction, number(baseline), number(target), number(outcome)) is expected
