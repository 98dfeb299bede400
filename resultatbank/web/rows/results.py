"""What came of spreading an example, per placement and in all."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from resultatbank.data import hourly, rows
from resultatbank.data.measuring import measurement
from resultatbank.rules import followup
from resultatbank.rules.followup import Measurement, Outcome, Total
from resultatbank.web.rows.options import Options


@dataclass(frozen=True, slots=True)
class Place:
    """One placement: what it is called, what it gave, and how it stands against the one that reached the most."""

    channel: str
    address: str
    outcome: Outcome
    bar: Decimal | None


@dataclass(frozen=True, slots=True)
class Results:
    """All placements of an example, and what they cost together."""

    places: list[Place]
    total: Total
    hourly_cost: int


def results_of(example_id: int) -> Results:
    """Return the results of an example. Four queries, whatever the number of placements."""
    options = Options(example_id)
    measured: dict[int, list[Measurement]] = {}
    for row in rows.rows_of(example_id, "follow_ups"):
        measured.setdefault(row.placement_id, []).append(measurement(row))
    hour = hourly.hourly_cost()
    outcomes = [(place, followup.outcome(measured.get(place.id, []), hour)) for place in options.placed]
    most = max((each.latest.reached or 0 for _, each in outcomes if each.latest), default=0)
    return Results(
        [Place(options.channel(place.channel), place.address, each, _bar(each, most)) for place, each in outcomes],
        followup.total([each for _, each in outcomes]),
        hour,
    )


def _bar(outcome: Outcome, most: int) -> Decimal | None:
    """Return how long the bar is, in hundredths of the longest."""
    if not most or outcome.latest is None or outcome.latest.reached is None:
        return None
    return (Decimal(100) * outcome.latest.reached / most).quantize(Decimal("0.1"))
