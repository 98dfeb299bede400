"""How what a party has answered runs through time, held against the rule asked day by day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from resultatbank.rules.calendar import LAST_DAY, add_days, last_instant
from resultatbank.rules.clearance import Answer, Cause, cause_of, covers, deciding
from resultatbank.rules.review import DAYS_EXPIRING
from resultatbank.rules.stances import Stance, StanceKind, ends, stances
from resultatbank.rules.standing import Standing, standing
from tests.rules.test_clearance import JANUARY, JUNE, MARCH, TODAY, answer

FIRST = date(2026, 1, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(-2, 90)]
BASES = dict.fromkeys(range(9), "consent") | {2: "contract", 3: "public_interest"}


@st.composite
def answers(draw: st.DrawFn) -> list[Answer]:
    """What one party has answered: few materials, channels and examples, so that answers meet."""
    found = []
    for number in range(draw(st.integers(0, 5))):
        yes = draw(st.booleans())
        first = FIRST + timedelta(days=draw(st.integers(0, 12)))
        until = add_days(first, draw(st.sampled_from([0, 1, 5, 6, 62]))) if yes and draw(st.booleans()) else LAST_DAY
        found.append(
            Answer(
                party_id=1,
                material=draw(st.sampled_from(["name", "photo"])),
                channel=draw(st.sampled_from(["web", "press"])),
                yes=yes,
                from_day=first,
                until_day=until,
                given_at=last_instant(FIRST + timedelta(days=draw(st.integers(0, 12)))),
                recorded_at=last_instant(FIRST),
                agreement_id=number,
                withdrawal=not yes and draw(st.booleans()),
                examples=draw(st.sampled_from([None, frozenset({1}), frozenset({2}), frozenset({1, 2}), frozenset()])),
            )
        )
    return found


def on(found: list[Stance], kind: StanceKind, day: date) -> list[tuple[str, date | None]]:
    return [
        (each.value, each.ends_on) for each in found if each.kind is kind and each.from_day <= day <= each.until_day
    ]


def naive(given: list[Answer], day: date) -> list[Answer]:
    """What decides somewhere, asked of every material, channel and example there is; 0 is one that nobody mentions."""
    reach = [
        [each for each in given if (each.material, each.channel) == (material, channel) and covers(each, example)]
        for material in ("name", "photo")
        for channel in ("web", "press")
        for example in (0, 1, 2)
    ]
    return [found for each in reach if (found := deciding(each, day)) is not None]


@given(answers())
def test_on_each_day_a_stance_says_what_the_rule_says(given: list[Answer]) -> None:
    found = stances(given, BASES)
    for day in DAYS:
        decides = naive(given, day)
        state = standing(given, day)
        expected = [] if state.standing is Standing.MISSING else [(state.standing.value, state.until)]
        assert on(found, StanceKind.STANDING, day) == expected
        opened = {each.channel for each in decides if cause_of(each, day) is None}
        assert {value for value, _ in on(found, StanceKind.CHANNEL, day)} == opened
        assert {value for value, _ in on(found, StanceKind.BASIS, day)} == {BASES[a.agreement_id] for a in decides}


@given(answers())
def test_what_ends_is_open_one_day_and_not_the_next(given: list[Answer]) -> None:
    found = stances(given, BASES)
    for day in DAYS:
        closing = set()
        for material in ("name", "photo"):
            for channel in ("web", "press"):
                for example in (0, 1, 2):
                    here = [e for e in given if (e.material, e.channel) == (material, channel) and covers(e, example)]
                    today, tomorrow = deciding(here, day), deciding(here, add_days(day, 1))
                    ran_out = today is not None and cause_of(today, day) is None and today.until_day == day
                    if ran_out and cause_of(tomorrow, add_days(day, 1)) is not None:
                        closing.add(channel)
        assert {value for value, _ in on(found, StanceKind.END, day)} == closing


@given(answers())
def test_no_two_stances_of_a_kind_and_a_value_meet(given: list[Answer]) -> None:
    found = stances(given, BASES)
    assert len({(each.kind, each.value, each.from_day) for each in found}) == len(found)


def test_a_renewed_yes_does_not_end() -> None:
    old = answer(True, JANUARY, last=TODAY)
    assert [each.answer for each in ends([old])] == [old]
    assert not ends([old, answer(True, MARCH, first=add_days(TODAY, 1), last=LAST_DAY)])
    later = answer(True, JUNE, last=add_days(TODAY, 90))
    assert [each.answer for each in ends([old, later])] == [later]


def test_a_withdrawn_yes_does_not_end() -> None:
    old, no = answer(True, JANUARY, last=TODAY), answer(False, MARCH, withdrawal=True)
    assert cause_of(no, TODAY) is Cause.WITHDRAWN
    assert not ends([old, no])


def test_a_yes_is_soon_out_from_the_same_day_as_in_the_queue() -> None:
    last = add_days(TODAY, 200)
    yes = answer(True, JANUARY, last=last)
    found = stances([yes], {yes.agreement_id: "consent"})
    days = {each.value: each.from_day for each in found if each.kind is StanceKind.STANDING}
    assert days["soon"] == add_days(last, 1 - DAYS_EXPIRING)
    assert days["expired"] == add_days(last, 1)
