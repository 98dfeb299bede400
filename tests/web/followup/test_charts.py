"""The bar of a figure: where it began, where it should go and where it came, on one scale with nought."""

from __future__ import annotations

from decimal import Decimal

import pytest

from resultatbank.web.charts import TargetBar, target_bar


def number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


@pytest.mark.parametrize(
    ("baseline", "target", "outcome", "expected"),
    [
        ("10", "100", "50", TargetBar(baseline=10.0, target=100.0, outcome=50.0, start=10.0, length=40.0)),
        ("100", "25", "50", TargetBar(baseline=100.0, target=25.0, outcome=50.0, start=50.0, length=50.0)),
        ("", "20", "40", TargetBar(baseline=None, target=50.0, outcome=100.0, start=0.0, length=100.0)),
        ("-10", "10", "0", TargetBar(baseline=0.0, target=100.0, outcome=50.0, start=0.0, length=50.0)),
        ("5", "", "5", TargetBar(baseline=100.0, target=None, outcome=100.0, start=100.0, length=0.0)),
        ("0", "0", "0", TargetBar(baseline=0.0, target=0.0, outcome=0.0, start=0.0, length=0.0)),
    ],
)
def test_a_bar_goes_from_where_it_began_to_where_it_came(
    baseline: str, target: str, outcome: str, expected: TargetBar
) -> None:
    assert target_bar(number(baseline), number(target), number(outcome)) == expected


def test_what_is_not_measured_has_no_bar() -> None:
    assert target_bar(Decimal(1), Decimal(2), None) is None
