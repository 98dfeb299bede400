"""How figures are drawn: a bar from where one began to where it came, and a line of its values over time."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from resultatbank.web.charts import MOST_LABELLED, TargetBar, target_bar, value_line


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


BEGAN = date(2025, 1, 1)


def test_a_line_goes_through_each_value_at_its_day_with_the_target_on_the_same_scale() -> None:
    line = value_line([(BEGAN, Decimal(10)), (BEGAN + timedelta(days=100), Decimal(20))], Decimal(15))
    assert line is not None
    first, last = line.points
    assert (first.x, last.x) == (20, 320)
    assert first.y > last.y
    assert line.target_y == (first.y + last.y) / 2
    assert line.path == f"M{first.x} {first.y}L{last.x} {last.y}"
    assert [each.is_labelled for each in line.points] == [True, True]


@pytest.mark.parametrize(("target", "apart"), [("10", True), ("29", False), ("30", False)])
def test_the_words_of_where_it_began_stand_clear_of_the_targets(target: str, apart: bool) -> None:
    line = value_line([(BEGAN, Decimal(10)), (BEGAN + timedelta(days=9), Decimal(20))], Decimal(target), Decimal(30))
    assert line is not None
    assert line.baseline_y == 30, "the greatest is at the top"
    assert line.target_y is not None
    assert line.baseline_words_y is not None
    assert abs(line.baseline_words_y - line.target_y) >= 15
    assert (line.baseline_words_y == line.baseline_y) is apart


@pytest.mark.parametrize("target", range(31))
@pytest.mark.parametrize("baseline", [0, 12, 19, 30])
def test_no_line_goes_through_a_value_where_it_seems_to_be_a_minus_sign(target: int, baseline: int) -> None:
    measured = [(BEGAN, Decimal(10)), (BEGAN + timedelta(days=9), Decimal(20))]
    line = value_line(measured, Decimal(target), Decimal(baseline))
    assert line is not None
    for point in line.points:
        assert 10 < point.words_y < point.y
        for crossing in (line.target_y, line.baseline_y):
            assert crossing is not None
            assert not point.words_y - 10 < crossing < point.words_y + 3


def test_one_value_makes_no_line_and_the_same_value_again_a_flat_one() -> None:
    assert value_line([(BEGAN, Decimal(1))], Decimal(2)) is None
    flat = value_line([(BEGAN, Decimal(5)), (BEGAN + timedelta(days=9), Decimal(5))], None)
    assert flat is not None
    assert len({each.y for each in flat.points}) == 1
    assert flat.target_y is None


def test_of_many_values_only_the_first_and_the_last_are_written_out() -> None:
    many = [(BEGAN + timedelta(days=each), Decimal(each)) for each in range(MOST_LABELLED + 1)]
    line = value_line(many, None)
    assert line is not None
    assert [each.is_labelled for each in line.points] == [True, *[False] * (MOST_LABELLED - 1), True]
