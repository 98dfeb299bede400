"""What a renewal begins with."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from resultatbank.rules.calendar import LAST_DAY
from resultatbank.rules.clearance import Answer, instant_given
from resultatbank.rules.renewal import last_of_years, next_period, still_meant, years_between

TODAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def answer(cell: str, *, yes: bool, record: int, given_on: date, examples: frozenset[int] | None = None) -> Answer:
    material, channel = cell.split()
    return Answer(
        party_id=1,
        material=material,
        channel=channel,
        yes=yes,
        from_day=given_on,
        until_day=date(2027, 11, 23) if yes else LAST_DAY,
        given_at=instant_given(given_on, yes, AT + timedelta(minutes=record)),
        recorded_at=AT + timedelta(minutes=record),
        agreement_id=record,
        examples=examples,
    )


def test_what_is_not_contradicted_is_still_meant() -> None:
    old, later = date(2026, 1, 1), date(2026, 6, 1)
    answers = [
        answer("name web", yes=True, record=1, given_on=old),
        answer("photo web", yes=True, record=1, given_on=old),
        answer("quote web", yes=False, record=1, given_on=old),
        answer("film web", yes=False, record=1, given_on=old),
        answer("photo web", yes=False, record=2, given_on=later),
        answer("quote web", yes=True, record=3, given_on=later),
        answer("name web", yes=True, record=3, given_on=later),
    ]
    assert still_meant(answers, 1) == {("name", "web"): True, ("film", "web"): False}
    assert still_meant(answers, 3) == {("quote", "web"): True, ("name", "web"): True}


def test_what_was_taken_back_for_another_example_is_still_meant() -> None:
    answers = [
        answer("name web", yes=True, record=1, given_on=date(2026, 1, 1), examples=frozenset({1})),
        answer("name web", yes=False, record=2, given_on=date(2026, 6, 1), examples=frozenset({2})),
    ]
    assert still_meant(answers, 1) == {("name", "web"): True}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (("2026-01-01", "2026-12-31"), ("2027-01-01", "2027-12-31")),
        (("2024-03-01", "2026-03-01"), ("2026-11-23", "2028-11-22")),
        (("2026-11-20", "2026-11-29"), ("2026-11-30", "2026-12-09")),
        (("2026-01-01", "9999-12-31"), ("2026-11-23", "2027-11-22")),
        (("2027-02-28", "2028-02-28"), ("2028-02-29", "2029-02-28")),
    ],
)
def test_a_period_is_as_long_as_the_old_one_and_follows_on_it(old: tuple[str, str], new: tuple[str, str]) -> None:
    first, last = (date.fromisoformat(each) for each in old)
    assert next_period(first, last, TODAY) == tuple(date.fromisoformat(each) for each in new)


def test_what_was_taken_back_begins_anew_today() -> None:
    assert next_period(date(2026, 1, 1), date(2027, 1, 1), TODAY, holds=False)[0] == TODAY


@pytest.mark.parametrize(
    ("first", "years", "last"),
    [
        ("2026-11-27", 2, "2028-11-26"),
        ("2026-01-01", 1, "2026-12-31"),
        ("2027-03-01", 1, "2028-02-29"),
        ("2028-02-29", 1, "2029-02-28"),
        ("2028-02-29", 3, "2031-02-28"),
        ("2028-03-01", 1, "2029-02-28"),
    ],
)
def test_whole_years_end_the_day_before_they_would_begin_again(first: str, years: int, last: str) -> None:
    begins, ends = date.fromisoformat(first), date.fromisoformat(last)
    assert last_of_years(begins, years) == ends
    assert years_between(begins, ends) == years


def test_whole_years_are_recognised_with_either_last_day() -> None:
    assert years_between(date(2026, 1, 1), date(2027, 1, 1)) == 1
    assert years_between(date(2026, 1, 1), date(2028, 12, 31)) == 3
    assert years_between(date(2026, 1, 1), date(2026, 12, 30)) is None
    assert years_between(date(2026, 1, 1), date(2030, 1, 1)) is None
