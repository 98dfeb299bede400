"""Clearance in sentences: which answer decides, and what closes a channel."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count, pairwise

import pytest

from resultatbank.rules.calendar import FIRST_DAY, LAST_DAY, day_after, day_before
from resultatbank.rules.clearance import (
    Answer,
    Case,
    Cause,
    Closed,
    Packed,
    Shown,
    closed_by,
    instant_given,
    is_open,
    must_go_since,
    open_until,
    packed_closed_by,
    packed_open_until,
    stretches,
)
from resultatbank.rules.words import Naming

TODAY = date(2026, 11, 23)
LAST = date(2026, 12, 31)
_numbers = count(1)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 11, tzinfo=UTC)


def answer(yes: bool, given: date, *, first: date | None = None, last: date = LAST, **more: object) -> Answer:
    """An answer about the photo on the web, given at noon. A no runs from the day it was given, for ever."""
    begun = first or given
    return replace(
        Answer(
            party_id=1,
            material="photo",
            channel="web",
            yes=yes,
            from_day=begun if yes else given,
            until_day=last if yes else LAST_DAY,
            given_at=noon(given),
            recorded_at=noon(given),
            agreement_id=next(_numbers),
        ),
        **more,  # type: ignore[arg-type]  # The tests name fields of Answer.
    )


def case(*answers: Answer, shown: tuple[Shown, ...] = (Shown(1, frozenset({"photo"})),)) -> Case:
    return Case(example_id=7, naming=Naming.NAMED, shown=shown, answers=answers)


def causes(of: Case, day: date = TODAY) -> list[Cause]:
    return [each.cause for each in closed_by(of, "web", day)]


JANUARY, MARCH, JUNE, NOVEMBER = date(2026, 1, 1), date(2026, 3, 1), date(2026, 6, 1), date(2026, 11, 1)


# ----------------------------------------------------------- each row of the two readings of the rule


def test_a_no_does_not_lapse_when_the_agreement_it_came_with_ends() -> None:
    mixed = case(answer(True, JANUARY), answer(False, MARCH))
    assert causes(mixed, date(2030, 1, 1)) == [Cause.NO]
    assert not is_open(mixed, "web", day_after(LAST))


def test_withdrawing_the_newer_of_two_yeses_does_not_bring_the_older_back() -> None:
    older, newer = answer(True, JANUARY, last=LAST_DAY), answer(True, MARCH)
    withdrawn = case(older, newer, answer(False, NOVEMBER, withdrawal=True))
    assert causes(withdrawn) == [Cause.WITHDRAWN]
    assert is_open(withdrawn, "web", day_before(NOVEMBER))


def test_withdrawing_an_agreement_that_holds_a_no_leaves_it_shut() -> None:
    of = case(answer(True, JANUARY), answer(False, MARCH), answer(False, NOVEMBER, withdrawal=True))
    assert not is_open(of, "web", TODAY)
    assert not is_open(of, "web", MARCH)


def test_a_newer_shorter_yes_replaces_a_longer_one() -> None:
    of = case(answer(True, JANUARY, last=LAST_DAY), answer(True, MARCH, last=NOVEMBER))
    assert is_open(of, "web", NOVEMBER)
    assert causes(of, day_after(NOVEMBER)) == [Cause.EXPIRED]


def test_a_no_begins_the_day_it_is_given_although_the_agreement_starts_later() -> None:
    of = case(answer(True, JANUARY), answer(False, NOVEMBER, first=date(2026, 12, 1)))
    assert causes(of, NOVEMBER) == [Cause.NO]


def test_a_renewal_signed_early_leaves_the_last_days_of_the_old_one_open() -> None:
    of = case(answer(True, JANUARY, last=TODAY), answer(True, NOVEMBER, first=day_after(TODAY)))
    assert is_open(of, "web", TODAY)
    assert is_open(of, "web", day_after(TODAY))
    assert open_until(of, "web", TODAY) == LAST


# ------------------------------------------------------------------------------------- which decides


def test_both_ends_are_included() -> None:
    of = case(answer(True, JANUARY, first=MARCH, last=JUNE))
    verdicts = [is_open(of, "web", day) for day in (day_before(MARCH), MARCH, JUNE, day_after(JUNE))]
    assert verdicts == [False, True, True, False]


def test_at_the_same_instant_a_no_goes_before_a_yes() -> None:
    assert causes(case(answer(False, MARCH), answer(True, MARCH))) == [Cause.NO]


def test_of_two_yeses_at_the_same_instant_the_last_registered_decides() -> None:
    first, second = answer(True, MARCH, last=JUNE), answer(True, MARCH)
    assert is_open(case(second, first), "web", TODAY)


@pytest.mark.parametrize("yes", [True, False])
def test_what_is_registered_the_same_day_counts_from_then(yes: bool) -> None:
    assert instant_given(TODAY, yes, noon(TODAY)) == noon(TODAY)


def test_what_is_registered_late_closes_rather_than_opens() -> None:
    yes, no = (instant_given(MARCH, each, noon(TODAY)) for each in (True, False))
    assert yes < noon(MARCH) < no
    assert no - yes == timedelta(days=1) - timedelta(microseconds=1)


def test_the_day_is_stockholms_and_not_utcs() -> None:
    just_after_midnight = datetime(2026, 6, 1, 22, 30, tzinfo=UTC)
    assert instant_given(date(2026, 6, 2), True, just_after_midnight) == just_after_midnight


# ------------------------------------------------------------------------------------------ the whole


def test_one_closed_material_closes_the_channel_and_says_whose_and_what() -> None:
    of = case(answer(True, JANUARY), shown=(Shown(1, frozenset({"photo", "quote"})),))
    closed = closed_by(of, "web", TODAY)
    assert [(each.cause, each.party_id, each.material) for each in closed] == [(Cause.NOT_ASKED, 1, "quote")]


def test_every_party_must_have_said_yes() -> None:
    both = (Shown(1, frozenset({"photo"})), Shown(2, frozenset({"photo"})))
    assert causes(case(answer(True, JANUARY), shown=both)) == [Cause.NOT_ASKED]
    assert causes(case(answer(True, JANUARY), answer(True, JANUARY, party_id=2), shown=both)) == []


def test_a_yes_for_another_channel_material_or_example_opens_nothing() -> None:
    for more in ({"channel": "press"}, {"material": "film"}, {"examples": frozenset({8})}):
        assert causes(case(answer(True, JANUARY, **more))) == [Cause.NOT_ASKED]
    assert causes(case(answer(True, JANUARY, examples=frozenset({7, 8})))) == []


def test_a_no_for_another_example_closes_nothing_here() -> None:
    assert causes(case(answer(True, JANUARY), answer(False, MARCH, examples=frozenset({8})))) == []


def test_protected_identity_closes_every_channel_whatever_was_answered() -> None:
    of = case(answer(True, JANUARY), shown=(Shown(1, frozenset({"photo"}), protected=True),))
    assert causes(of) == [Cause.PROTECTED]


@pytest.mark.parametrize("naming", list(Naming))
def test_a_party_that_is_named_in_the_text_shuts_until_somebody_has_said_whether_it_is_in_the_example(
    naming: Naming,
) -> None:
    of = Case(1, naming, unsettled=((7, TODAY),))
    assert Closed(Cause.UNSETTLED, 7, since=TODAY) in closed_by(of, "web", TODAY)
    assert not any(stretch.is_open for stretch in stretches(of, "web"))
    with_a_yes = replace(case(answer(True, JANUARY)), unsettled=((7, TODAY),))
    assert causes(with_a_yes) == [Cause.UNSETTLED]


@pytest.mark.parametrize(
    ("naming", "shown", "cause"),
    [
        (Naming.UNKNOWN, (), Cause.NOT_ASSESSED),
        (Naming.NAMED, (), Cause.NO_PARTY),
        (Naming.NAMED, (Shown(1, frozenset()),), Cause.NO_MATERIAL),
        (Naming.NONE, (Shown(1, frozenset({"photo"})),), Cause.NOT_ASSESSED),
        ("something else", (), Cause.NOT_ASSESSED),
    ],
)
def test_what_nobody_has_answered_is_shut(naming: str, shown: tuple[Shown, ...], cause: Cause) -> None:
    assert causes(Case(7, naming, shown)) == [cause]


def test_an_example_without_anybody_named_is_open_for_ever() -> None:
    of = Case(7, Naming.NONE)
    assert is_open(of, "web", TODAY)
    assert open_until(of, "web", TODAY) == LAST_DAY


def test_stretches_cover_all_time_without_gaps_and_agree_with_the_rule() -> None:
    of = case(
        answer(True, JANUARY, last=MARCH),
        answer(True, JUNE, last=NOVEMBER),
        answer(False, date(2026, 9, 9), withdrawal=True),
    )
    found = stretches(of, "web")
    assert found[0].from_day == FIRST_DAY
    assert found[-1].until_day == LAST_DAY
    for before, after in pairwise(found):
        assert after.from_day == day_after(before.until_day)
    for stretch in found:
        for day in (stretch.from_day, stretch.until_day):
            assert is_open(of, "web", day) == stretch.is_open
    assert [stretch.is_open for stretch in found] == [False, True, False, True, False]


# ------------------------------------------------------------------------- since when what is out there has had to go

MAY = date(2026, 5, 6)


def test_a_party_that_is_added_closes_from_that_day_and_was_in_nobodys_way_before() -> None:
    of = case(shown=(Shown(1, frozenset({"photo"}), since=TODAY),))
    assert must_go_since(of, "web", TODAY) == TODAY
    taken_back = case(answer(False, TODAY, withdrawal=True), shown=of.shown)
    assert must_go_since(taken_back, "web", TODAY) == TODAY
    assert must_go_since(taken_back, "web", day_after(TODAY)) == TODAY


def test_a_no_that_is_older_than_the_party_in_the_example_counts_from_when_it_was_added() -> None:
    of = case(answer(False, MAY), shown=(Shown(1, frozenset({"photo"}), since=TODAY),))
    assert must_go_since(of, "web", TODAY) == TODAY


def test_a_no_to_one_who_was_there_counts_from_the_no() -> None:
    of = case(answer(True, JANUARY), answer(False, MAY), shown=(Shown(1, frozenset({"photo"}), since=JANUARY),))
    assert must_go_since(of, "web", TODAY) == MAY


def test_what_is_shown_later_counts_from_when_it_was_added() -> None:
    shown = Shown(1, frozenset({"photo", "quote"}), since=JANUARY, later={"quote": TODAY})
    of = case(answer(True, JANUARY), shown=(shown,))
    assert causes(of) == [Cause.NOT_ASKED]
    assert must_go_since(of, "web", TODAY) == TODAY


def test_of_two_that_close_the_first_that_was_there_decides() -> None:
    other = Shown(2, frozenset({"photo"}), since=TODAY)
    of = case(answer(True, JANUARY), answer(False, MAY), shown=(Shown(1, frozenset({"photo"}), since=JANUARY), other))
    assert must_go_since(of, "web", TODAY) == MAY


def test_a_name_that_is_found_and_a_question_that_is_answered_anew_count_from_then() -> None:
    found = Case(1, Naming.NONE, unsettled=((7, MAY),))
    assert must_go_since(found, "web", TODAY) == MAY
    assert must_go_since(Case(1, Naming.NAMED, named_on=MAY), "web", TODAY) == MAY
    assert must_go_since(Case(1, Naming.NONE), "web", TODAY) is None


def test_a_pause_between_two_stops_makes_the_later_one_count() -> None:
    of = case(
        answer(True, JANUARY, last=MAY),
        answer(True, date(2026, 7, 1), last=date(2026, 9, 30)),
        shown=(Shown(1, frozenset({"photo"}), since=JANUARY),),
    )
    assert must_go_since(of, "web", date(2026, 6, 1)) == day_after(MAY)
    assert must_go_since(of, "web", date(2026, 8, 1)) is None
    assert must_go_since(of, "web", TODAY) == date(2026, 10, 1)


# ------------------------------------------------------------------------------------ a picture's own clearance


def packed(*answers: Answer, **values: object) -> Packed:
    """A picture in which party 1 is seen."""
    return replace(
        Packed(example_id=7, shown=(Shown(1, frozenset({"photo"})),), answers=answers),
        **values,  # type: ignore[arg-type]  # The tests name fields of Packed.
    )


def own(of: Packed, day: date = TODAY, channel: str = "web") -> list[Cause]:
    return [each.cause for each in packed_closed_by(of, channel, day)]


def test_the_answer_that_decides_an_example_decides_a_picture_alike() -> None:
    answers = (answer(True, JANUARY), answer(False, MARCH, withdrawal=True), answer(True, JUNE, last=LAST))
    for day in (JANUARY, day_before(MARCH), MARCH, JUNE, LAST, day_after(LAST)):
        assert packed_closed_by(packed(*answers), "web", day) == closed_by(case(*answers), "web", day), day
    assert own(packed(*answers), channel="press") == [Cause.NOT_ASKED]


def test_a_picture_may_be_used_until_the_first_of_its_ends() -> None:
    yes = packed(answer(True, JANUARY, last=LAST))
    for example_until, licence_until, until in (
        (LAST_DAY, LAST_DAY, LAST),
        (day_before(LAST), LAST_DAY, day_before(LAST)),
        (LAST_DAY, TODAY, TODAY),
        (None, LAST_DAY, None),
        (LAST_DAY, day_before(TODAY), None),
    ):
        of = replace(yes, licence_until=licence_until)
        assert packed_open_until(of, example_until, "web", TODAY) == until, (example_until, licence_until)
    assert packed_open_until(yes, LAST_DAY, "press", TODAY) is None


def test_a_licence_holds_its_last_day_and_tells_when_it_ended() -> None:
    of = packed(shown=(), licence_until=TODAY)
    assert own(of) == []
    (closed,) = packed_closed_by(of, "web", day_after(TODAY))
    assert (closed.cause, closed.since) == (Cause.LICENCE, day_after(TODAY))


def test_silence_about_who_is_seen_closes_every_channel() -> None:
    assert own(packed(shown=(), said=False)) == [Cause.NOT_SAID]
    assert packed_open_until(packed(shown=(), said=False), LAST_DAY, "web", TODAY) is None
    assert packed_open_until(packed(shown=()), LAST_DAY, "web", TODAY) == LAST_DAY


def test_a_yes_for_another_example_and_a_protected_identity_close_a_picture() -> None:
    elsewhere = answer(True, JANUARY, examples=frozenset({8}))
    assert own(packed(elsewhere)) == [Cause.NOT_ASKED]
    hidden = packed(answer(True, JANUARY), shown=(Shown(1, frozenset({"photo"}), protected=True),))
    assert own(hidden) == [Cause.PROTECTED]
