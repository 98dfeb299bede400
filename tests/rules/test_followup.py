"""The sums of the follow-up: the latest known number counts, and what isn't known is never nought."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resultatbank.rules.followup import NOT_ADDED_UP, Figure, Measurement, Outcome, Share, latest, misfit, share, total
from resultatbank.rules.followup import outcome as outcome_at

MONDAY, TUESDAY = date(2026, 11, 2), date(2026, 11, 3)
HOUR = 500


def outcome(measurements: list[Measurement]) -> Outcome:
    return outcome_at(measurements, HOUR)


def measured(on: date = MONDAY, **numbers: object) -> Measurement:
    return Measurement(on, **numbers)  # type: ignore[arg-type]  # Each test gives the numbers their right types.


def test_the_latest_measurement_counts_in_whatever_order_they_come() -> None:
    older, newer = measured(MONDAY, reached=900, actions=5), measured(TUESDAY, reached=1000, actions=8)
    assert latest([older, newer]) == latest([newer, older]) == newer


def test_a_number_left_out_of_the_latest_measurement_is_taken_from_the_one_before() -> None:
    now = latest([measured(MONDAY, reached=10, cost=Decimal(500)), measured(TUESDAY, reached=40)])
    assert now == measured(TUESDAY, reached=40, cost=Decimal(500))


def test_the_two_numbers_of_a_survey_come_from_the_same_day() -> None:
    now = latest([measured(MONDAY, survey_answers=10, survey_pleased=9), measured(TUESDAY, survey_answers=3)])
    assert now is not None
    assert (now.survey_answers, now.survey_pleased) == (3, None)


def test_of_two_measurements_on_one_day_the_later_counts() -> None:
    now = latest([measured(reached=1), measured(reached=2)])
    assert now == measured(reached=2)


def test_cost_per_person_and_per_action_are_in_ore_and_include_the_hours() -> None:
    found = outcome([measured(reached=4210, actions=312, cost=Decimal(17500), hours=Decimal(2))])
    assert found.cost == Figure(Decimal(18500))
    assert found.per_reached == Figure(Decimal("4.39"))
    assert found.per_action == Figure(Decimal("59.29"))


def test_the_share_that_was_pleased_is_in_whole_per_cent() -> None:
    assert outcome([measured(survey_answers=137, survey_pleased=112)]).pleased == Share(Figure(Decimal(82)), 137)
    assert outcome([measured(survey_answers=8, survey_pleased=5)]).pleased == Share(Figure(Decimal(63)), 8)


@pytest.mark.parametrize(
    ("pleased", "answers", "expected"),
    [
        (None, None, Share(Figure(None, "svar saknas"), None)),
        (None, 4, Share(Figure(None, "svar saknas"), 4)),
        (0, 0, Share(Figure(None, "ingen har svarat"), 0)),
        (4, 4, Share(Figure(None, "färre än 5 svar"), 4)),
        (5, 5, Share(Figure(Decimal(100)), 5)),
        (0, 5, Share(Figure(Decimal(0)), 5)),
    ],
)
def test_a_share_is_told_from_five_answers_on_and_always_of_how_many(
    pleased: int | None, answers: int | None, expected: Share
) -> None:
    assert share(pleased, answers) == expected


@pytest.mark.parametrize(
    ("hourly", "numbers", "expected"),
    [
        (550, {"cost": Decimal(100), "hours": Decimal("1.5")}, Decimal(925)),
        (800, {"cost": Decimal(100), "hours": Decimal("1.5")}, Decimal(1300)),
        (550, {"hours": Decimal(0)}, Decimal(0)),
        (550, {"cost": Decimal("0.5")}, Decimal("0.5")),
    ],
)
def test_the_whole_cost_is_what_was_paid_and_the_hours_at_what_an_hour_costs(
    hourly: int, numbers: dict[str, object], expected: Decimal
) -> None:
    assert outcome_at([measured(**numbers)], hourly).cost == Figure(expected)


@pytest.mark.parametrize(
    ("numbers", "which", "why"),
    [
        ({"reached": 10}, "per_reached", "kostnad saknas"),
        ({"cost": Decimal(5)}, "per_reached", "unika besökare saknas"),
        ({"cost": Decimal(5), "reached": 0}, "per_reached", "ingen har tagit del"),
        ({"cost": Decimal(5), "reached": 1}, "per_action", "handlingar saknas"),
        ({"cost": Decimal(5), "actions": 0}, "per_action", "ingen har gjort det vi önskade"),
    ],
)
def test_what_is_not_known_says_why(numbers: dict[str, object], which: str, why: str) -> None:
    assert getattr(outcome([measured(**numbers)]), which) == Figure(None, why)


def test_nothing_measured_says_so() -> None:
    found = outcome([])
    assert found.latest is None
    assert {found.cost, found.per_reached, found.per_action, found.pleased.figure} == {Figure(None, "inget är mätt än")}


def test_a_free_placement_costs_nought_which_is_not_unknown() -> None:
    assert outcome([measured(reached=3, cost=Decimal(0))]).per_reached == Figure(Decimal("0.00"))


def test_the_total_is_the_sum_of_the_latest_cost_of_each_placement_and_says_what_it_rests_on() -> None:
    web = outcome([measured(MONDAY, cost=Decimal(100), actions=1), measured(TUESDAY, cost=Decimal(300), actions=10)])
    print_run = outcome([measured(cost=Decimal(200))])
    unknown = outcome([measured(reached=7, actions=40)])
    found = total([web, print_run, unknown])
    assert (found.places, found.costed, found.cost) == (3, 2, Figure(Decimal(500)))
    assert (found.acted, found.per_action) == (1, Figure(Decimal("30.00")))


def test_people_are_never_added_up_over_placements_so_the_cost_of_each_is_known_for_one_placement_only() -> None:
    web, paper = outcome([measured(reached=10, cost=Decimal(100))]), outcome([measured(reached=5, cost=Decimal(100))])
    assert total([web]).per_reached == Figure(Decimal("10.00"))
    assert total([web, paper]).per_reached == Figure(None, NOT_ADDED_UP)
    assert total([]).per_reached.value is None


def test_answers_are_added_up_since_each_is_given_in_one_place() -> None:
    web = outcome([measured(survey_answers=3, survey_pleased=3)])
    paper = outcome([measured(survey_answers=2, survey_pleased=1)])
    assert total([web]).pleased == Share(Figure(None, "färre än 5 svar"), 3)
    assert total([web, paper, outcome([])]).pleased == Share(Figure(Decimal(80)), 5)


def test_without_any_cost_the_total_is_unknown() -> None:
    found = total([outcome([measured(reached=7)])])
    assert found.cost.value is None
    assert found.per_action.value is None
    assert found.cost.why
    assert found.per_action.why


known = st.none() | st.integers(0, 10**6)
money = st.none() | st.decimals(0, 10**6, places=2)
measurements = st.lists(
    st.builds(
        Measurement,
        st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        reached=known,
        actions=known,
        survey_answers=known,
        survey_pleased=known,
        cost=money,
        hours=money,
    ),
    max_size=5,
)


@given(st.lists(measurements, max_size=4))
def test_a_figure_has_a_value_or_a_reason_but_never_both(places: list[list[Measurement]]) -> None:
    found = [outcome(place) for place in places]
    together = total(found)
    figures = [
        figure for each in found for figure in (each.cost, each.per_reached, each.per_action, each.pleased.figure)
    ]
    for figure in [*figures, together.cost, together.per_action, together.per_reached, together.pleased.figure]:
        assert (figure.value is None) == bool(figure.why)
        assert figure.value is None or figure.value >= 0


@pytest.mark.parametrize(
    ("told", "stands", "name"),
    [
        (measured(reached=5, views=4), [], "reached"),
        (measured(reached=5), [measured(views=4)], "reached"),
        (measured(views=4), [measured(reached=5)], "views"),
        (measured(MONDAY, reached=5), [measured(TUESDAY, views=4)], "reached"),
        (measured(TUESDAY, views=4), [measured(MONDAY, reached=5)], "views"),
    ],
)
def test_people_by_a_day_are_never_more_than_the_views_by_that_day_or_a_later(
    told: Measurement, stands: list[Measurement], name: str
) -> None:
    wrong = misfit(told, stands)
    assert wrong is not None
    assert wrong.name == name
    assert (wrong.people.reached, wrong.times.views) == (5, 4)
    assert ("För " in wrong.sentence) == bool(stands)


@pytest.mark.parametrize(
    ("told", "stands"),
    [
        (measured(reached=5, views=5), []),
        (measured(reached=5), []),
        (measured(TUESDAY, reached=5), [measured(MONDAY, views=4)]),
        (measured(MONDAY, views=4), [measured(TUESDAY, reached=5)]),
        (measured(reached=5, views=6), [measured(reached=9, views=4)]),
        (measured(clicks=9), [measured(reached=9, views=4)]),
        (measured(views=6), [measured(reached=5, views=4)]),
    ],
)
def test_what_may_be_true_beside_what_stands_is_let_in(told: Measurement, stands: list[Measurement]) -> None:
    assert misfit(told, stands) is None


def test_the_sentence_names_what_stands_and_for_which_day() -> None:
    wrong = misfit(measured(TUESDAY, views=1), [measured(MONDAY, reached=1200)])
    assert wrong is not None
    assert wrong.sentence.endswith("För 2026-11-02 står 1\u00a0200 unika besökare.")
