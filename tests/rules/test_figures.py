"""When figures are to be there, and which days still wait for a value."""

from __future__ import annotations

from datetime import date

import pytest

from resultatbank.rules.figures import MOST_YEARS, due_days, waiting_days

MAY = date(2025, 5, 31)


def test_a_figure_is_to_be_there_once_or_the_same_day_each_year() -> None:
    assert due_days(MAY) == [MAY]
    assert due_days(MAY, 2027) == [MAY, date(2026, 5, 31), date(2027, 5, 31)]
    assert due_days(date(2024, 2, 29), 2026)[1:] == [date(2025, 2, 28), date(2026, 2, 28)]


def test_years_that_can_not_be_right_give_no_endless_list() -> None:
    assert due_days(MAY, 2020) == [MAY]
    assert len(due_days(MAY, 9999)) == MOST_YEARS + 1


@pytest.mark.parametrize(
    ("measured_on", "waiting"),
    [
        (None, [2025, 2026, 2027]),
        (date(2024, 11, 28), [2025, 2026, 2027]),
        (date(2024, 11, 29), [2026, 2027]),
        (date(2025, 5, 20), [2026, 2027]),
        (date(2025, 11, 28), [2026, 2027]),
        (date(2025, 12, 1), [2027]),
        (date(2027, 1, 1), []),
    ],
)
def test_a_value_serves_what_has_passed_and_the_next_day_within_half_a_year(
    measured_on: date | None, waiting: list[int]
) -> None:
    assert [day.year for day in waiting_days(MAY, 2027, measured_on)] == waiting


def test_a_figure_without_a_day_waits_for_nothing() -> None:
    assert waiting_days(None, 2030, None) == []
