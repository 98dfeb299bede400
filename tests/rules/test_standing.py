"""Where a party stands, and what one more answer would change."""

from __future__ import annotations

from datetime import date

import pytest

from resultatbank.rules.calendar import LAST_DAY, add_days, day_after
from resultatbank.rules.clearance import Answer
from resultatbank.rules.standing import Cell, Standing, State, cell, outranked, shortened, standing
from tests.rules.test_clearance import JANUARY, JUNE, LAST, MARCH, NOVEMBER, TODAY, answer

SOON = date(2026, 12, 6)
LATER = date(2027, 6, 1)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([], State(Standing.MISSING)),
        ([answer(True, JANUARY, last=LATER)], State(Standing.VALID, LATER)),
        ([answer(True, JANUARY, last=LAST_DAY)], State(Standing.VALID)),
        ([answer(True, JANUARY, last=SOON)], State(Standing.SOON, SOON)),
        ([answer(True, JANUARY, last=TODAY)], State(Standing.SOON, TODAY)),
        # Renewed from the next day: it runs on. From a day later it doesn't.
        (
            [answer(True, JANUARY, last=SOON), answer(True, MARCH, first=day_after(SOON), last=LATER)],
            State(Standing.VALID, LATER),
        ),
        (
            [answer(True, JANUARY, last=SOON), answer(True, MARCH, first=add_days(SOON, 2), last=LATER)],
            State(Standing.SOON, SOON),
        ),
        (
            [answer(True, JANUARY, last=SOON), answer(False, MARCH, first=day_after(SOON), channel="press")],
            State(Standing.SOON, SOON),
        ),
        ([answer(True, JANUARY, last=NOVEMBER)], State(Standing.EXPIRED, NOVEMBER)),
        ([answer(True, JANUARY), answer(False, MARCH, withdrawal=True)], State(Standing.WITHDRAWN, MARCH)),
        ([answer(True, JANUARY), answer(False, MARCH)], State(Standing.NO)),
        ([answer(True, JANUARY, first=LATER, last=LAST_DAY)], State(Standing.MISSING)),
        (
            [answer(True, JANUARY, last=LATER, examples=frozenset({1})), answer(False, MARCH, withdrawal=True)],
            State(Standing.WITHDRAWN, MARCH),
        ),
        (
            [answer(True, JANUARY, last=LATER), answer(False, MARCH, examples=frozenset({1}), withdrawal=True)],
            State(Standing.VALID, LATER),
        ),
        (
            [answer(True, JANUARY, last=LATER), answer(True, JANUARY, last=SOON, channel="press")],
            State(Standing.SOON, SOON),
        ),
    ],
)
def test_what_all_the_answers_come_to(answers: list[Answer], expected: State) -> None:
    assert standing(answers, TODAY) == expected


def test_a_cell_says_when_it_differs_between_the_examples() -> None:
    only_first = [answer(True, JANUARY, examples=frozenset({1}))]
    assert cell(only_first, [1], TODAY) is Cell.YES
    assert cell(only_first, [1, 2], TODAY) is Cell.MIXED
    assert cell(only_first, [], TODAY) is Cell.NOT_ASKED


def test_a_shorter_yes_is_told_of_with_the_day_that_is_lost() -> None:
    old = [answer(True, JANUARY, last=LATER)]
    assert [each.day for each in shortened(old, [answer(True, TODAY, last=SOON)], TODAY)] == [LATER]
    assert not shortened(old, [answer(True, TODAY, last=LATER)], TODAY)
    assert not shortened(old, [answer(True, TODAY, last=SOON, channel="press")], TODAY)
    assert not shortened([answer(False, MARCH)], [answer(True, TODAY, last=SOON)], TODAY)
    # The latest yes ends before the new one, but it is for another of the examples.
    two = [
        answer(True, JANUARY, last=LATER, examples=frozenset({1})),
        answer(True, MARCH, last=NOVEMBER, examples=frozenset({2})),
    ]
    new = answer(True, TODAY, last=SOON, examples=frozenset({1, 2}))
    assert [each.day for each in shortened(two, [new], TODAY)] == [LATER]


def test_an_earlier_contrary_answer_is_told_to_be_beaten() -> None:
    no = [answer(False, JUNE)]
    assert [each.day for each in outranked(no, [answer(True, MARCH)])] == [JUNE]
    assert not outranked(no, [answer(True, NOVEMBER)])
    assert not outranked(no, [answer(False, MARCH)])
    assert outranked([answer(True, JUNE, last=LAST)], [answer(False, MARCH)])
    assert not outranked([answer(False, JUNE, examples=frozenset({1}))], [answer(True, MARCH, examples=frozenset({2}))])
