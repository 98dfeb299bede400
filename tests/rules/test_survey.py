"""What may be said of readers' answers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from resultatbank.rules.survey import Scores


@pytest.mark.parametrize("n", range(5))
def test_of_few_only_how_many_they_are_is_said(n: int) -> None:
    scores = Scores({5: n} if n else {})
    assert (scores.n, scores.are_enough) == (n, False)
    assert scores.average.value is None
    assert scores.useful.value is None
    assert scores.average.why == f"för få svar för ett medelvärde ({n} av 5)"
    assert scores.useful.why == f"för få svar för en andel ({n} av 5)"


@pytest.mark.parametrize(
    ("counts", "average", "useful"),
    [
        ({1: 5}, "1.0", "0"),
        ({3: 2, 4: 2, 5: 1}, "3.8", "60"),
        ({2: 1, 3: 7, 5: 4}, "3.6", "33"),
        ({4: 5, 3: 1}, "3.8", "83"),
    ],
)
def test_five_are_enough_and_four_and_five_are_use(counts: dict[int, int], average: str, useful: str) -> None:
    scores = Scores(counts)
    assert (scores.average.value, scores.useful.value) == (Decimal(average), Decimal(useful))
