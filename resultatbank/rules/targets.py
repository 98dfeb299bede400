"""Whether a figure came to where it should."""

from __future__ import annotations

from decimal import Decimal

from resultatbank.rules.words import Direction, Standing

CLOSE_ENOUGH = Decimal("0.05")
"""How far, as a share of it, a figure that should stay may be from its target and still have stayed."""


def standing(
    direction: Direction, baseline: Decimal | None, target: Decimal | None, outcome: Decimal | None
) -> Standing:
    """Return how an outcome stands against its target.

    A figure that should rise or sink has reached its target when it is there or past it. It is on the way when it has
    moved from the baseline towards the target; without a baseline nobody can tell that, and it isn't reached. A figure
    that should stay is measured against its target, or else against where it began, and is never on the way.
    """
    if direction is Direction.KEEP and target is None:
        target = baseline
    if target is None:
        return Standing.NO_TARGET
    if outcome is None:
        return Standing.NOT_MEASURED
    if direction is Direction.KEEP:
        return Standing.REACHED if abs(outcome - target) <= abs(target) * CLOSE_ENOUGH else Standing.NOT_REACHED
    sign = 1 if direction is Direction.UP else -1
    if outcome * sign >= target * sign:
        return Standing.REACHED
    moved = baseline is not None and outcome * sign > baseline * sign
    return Standing.ON_THE_WAY if moved else Standing.NOT_REACHED
