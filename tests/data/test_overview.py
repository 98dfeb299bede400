"""The numbers of the page Läget: each counts what its words say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import literal, select

from resultatbank.data import claims, coverage, derive, overview, pacing, queue, sweeping, takedown_times
from resultatbank.data.coverage import Coverage
from resultatbank.data.events import log
from resultatbank.data.models import Event, Example, Party, Placement, QueueEntry, Use
from resultatbank.data.overview import Share
from resultatbank.data.takedown_times import TakedownTimes
from resultatbank.data.types import Instant
from resultatbank.extensions import db
from resultatbank.rules.calendar import add_days
from resultatbank.rules.review import Reason, next_review
from resultatbank.rules.roles import Role
from resultatbank.rules.words import Naming, State, TermKind
from tests import factories as make

TODAY = make.NOW.date()
NOTHING = TakedownTimes([], [], 0, 0)


def ago(days: int) -> datetime:
    return make.NOW - timedelta(days=days)


def day(number: int) -> date:
    return add_days(TODAY, number)


# ------------------------------------------------------------------------------------------------------ in time


def test_an_empty_bank_has_nothing_to_count(within: Flask) -> None:
    found = overview.in_time(TODAY)
    assert (found.examples.per_cent, found.reviews.per_cent, found.first) == (None, None, 0)
    assert overview.oldest(TODAY) is None
    assert takedown_times.takedown_times(TODAY) == NOTHING
    assert not any(week.entered or week.left for week in overview.weeks(TODAY))
    assert not any(month.examples for month in coverage.ending_months(TODAY))
    assert coverage.coverage(TODAY).examples == 0
    assert overview.loads(make.NOW, TODAY) == overview.Loads([], 0, 0)


def test_a_text_counts_as_fresh_up_to_the_day_of_its_next_review(within: Flask) -> None:
    for at in (make.NOW, ago(364), ago(366)):
        make.review(make.example(at=at), at=at)
    make.example()
    make.example(state=State.DRAFT)
    make.example(state=State.ARCHIVED, reviewed=True)
    derive.work_out()
    assert overview.in_time(TODAY).examples == Share(2, 4)
    assert overview.in_time(TODAY).examples.per_cent == 50


def test_a_review_is_in_time_when_it_comes_before_what_is_set_for_its_example(within: Flask) -> None:
    theme = make.term(TermKind.THEME.value, "Ett tema")
    theme.review_months = 3
    late, kept = ago(100), ago(80)
    for at, values in (
        (late, {"review_months": 3}),
        (kept, {"review_months": 3}),
        (late, {"terms": [theme]}),
        (kept, {"terms": [theme]}),
        # What is set for the example itself goes before its theme.
        (late, {"terms": [theme], "review_months": 12}),
        (ago(300), {}),
        (ago(300), {"naming": Naming.NAMED}),
    ):
        example = make.example(at=at, **values)  # type: ignore[arg-type]  # Each is what it says.
        make.review(example, at=at)
        make.review(example, at=make.NOW)
    # The one of more than twelve months ago isn't asked about, only what came after it.
    old = make.example(at=ago(500))
    make.review(old, at=ago(500))
    make.review(old, at=ago(10))
    found = overview.in_time(TODAY)
    assert found.reviews == Share(4, 8)
    assert found.first == 7


@given(
    start=st.dates(date(2023, 1, 1), date(2026, 12, 31)),
    apart=st.integers(0, 800),
    months=st.integers(1, 24),
)
def test_months_in_sql_are_those_of_the_rule(within: Flask, start: date, apart: int, months: int) -> None:
    before, after = (
        datetime(each.year, each.month, each.day, 12, tzinfo=UTC) for each in (start, add_days(start, apart))
    )
    found = db.session.scalar(
        select(overview._within(literal(before, Instant), literal(after, Instant), literal(months)))
    )
    assert bool(found) == (after.date() <= next_review(before, months))


# ------------------------------------------------------------------------------------------------ queue and staff


def test_the_oldest_row_is_the_one_that_has_waited_longest_whatever_its_reason(within: Flask) -> None:
    make.example(naming=Naming.NAMED, at=ago(3), responsible=make.user())
    old = make.example(at=ago(40), responsible=make.user())
    derive.work_out()
    found = overview.oldest(TODAY)
    assert found is not None
    assert (found.example_id, found.reason, found.days) == (old.id, Reason.NEVER_REVIEWED, 40)


def test_rows_are_counted_in_the_week_they_entered_and_left(within: Flask) -> None:
    example = make.example()
    # 2026-11-23 is a Monday.
    for number, (entered, left) in enumerate(((0, None), (-1, 0), (-7, -1), (-175, -174), (-176, -8))):
        days = {"entered_on": day(entered), "left_on": None if left is None else day(left)}
        db.session.add(QueueEntry(example_id=example.id, reason=number + 1, **days))
    db.session.flush()
    weeks = overview.weeks(TODAY)
    assert (len(weeks), weeks[0].first, weeks[-1].first) == (26, day(-175), TODAY)
    assert weeks[-1].number == 48
    told = [(week.entered, week.left) for week in weeks]
    assert told[0] == (1, 1)
    assert told[-3:] == [(0, 1), (2, 1), (1, 1)]


def test_the_load_is_told_of_reviewers_and_of_those_who_answer_for_what_waits(within: Flask) -> None:
    busy, idle = make.user(Role.REVIEWER, name="Bea"), make.user(Role.REVIEWER, name="Ida")
    gone, owner = make.user(name="Gun"), make.user(name="Ove")
    make.user(name="Nils")
    locked = make.user(Role.REVIEWER, name="Lea")
    gone.locked_at = locked.locked_at = ago(5)
    for person in (gone, owner, owner, None):
        example = make.example(responsible=person, at=ago(1))
    for at in (ago(1), ago(27), ago(29)):
        log(make.stamp(busy, at), "queue_decision", "example", example.id)
    claims.take(example, make.stamp(idle, make.NOW - timedelta(hours=23)))
    done = make.example(responsible=owner)
    make.review(done, by=busy)
    claims.take(done, make.stamp(busy, make.NOW - timedelta(hours=25)))
    derive.work_out()
    found = overview.loads(make.NOW, TODAY)
    assert [(each.name, each.has_left, each.decided, each.taken, each.waiting) for each in found.people] == [
        ("Ove", False, 0, 0, 2),
        ("Gun", True, 0, 0, 1),
        ("Bea", False, 2, 0, 0),
        ("Ida", False, 0, 1, 0),
    ]
    assert (found.nobodys, found.decided) == (1, 2)


# ------------------------------------------------------------------------------------------------------ takedown


def out_there(example: Example, channel: str = "web", **values: object) -> Placement:
    count = len(db.session.scalars(select(Placement.id)).all())
    place = Placement(example_id=example.id, position=count, channel=channel, from_day=day(-60), **values)
    db.session.add(place)
    db.session.flush()
    return place


def stopped(days_ago: int, *places: dict[str, object], party: Party | None = None) -> Example:
    """An example whose party took it all back, so many days ago, with what was out there then."""
    example, party = make.example(at=ago(90), reviewed=True), party or make.party()
    make.appearance(party, example)
    given = make.agreement(party, yes=make.everywhere("name"), covers=[example], at=ago(80))
    back = {"withdraws": given, "given_on": day(-days_ago), "from_day": day(-days_ago), "at": ago(days_ago)}
    make.agreement(party, no=make.everywhere("name"), covers=[example], **back)  # type: ignore[arg-type]  # As it takes them.
    for place in places:
        out_there(example, **place)  # type: ignore[arg-type]  # As it takes them.
    return example


def down(days_ago: int, outcome: str = "down") -> dict[str, object]:
    return {"outcome": outcome, "settled_on": day(-days_ago)}


def times() -> TakedownTimes:
    derive.work_out()
    return takedown_times.takedown_times(TODAY)


def test_the_last_that_came_down_decides_and_what_is_up_waits(within: Flask) -> None:
    stopped(30, down(28), down(20))
    stopped(10, down(10), {})
    stopped(9)
    stopped(8, {"until_day": day(-5)})
    stopped(7, down(7, "stays"))
    # What was down before, or came afterwards, wasn't out there.
    stopped(6, down(7), {"until_day": day(-7)})
    stopped(500, down(1))
    found = times()
    assert (found.done, found.waiting) == ([0, 3, 10], [10])
    # 2026-11-15 is a Sunday. Three working days later is the Wednesday on which one of them ended by itself.
    assert (found.in_time, found.stays, found.median) == (2, 1, None)


def test_there_is_no_median_of_fewer_than_five(within: Flask) -> None:
    for number in range(5):
        assert times().median is None
        stopped(20, down(20 - number))
    assert times().median == 2


def test_what_may_be_there_again_does_not_wait(within: Flask) -> None:
    party = make.party()
    example = stopped(10, {}, party=party)
    assert times().waiting == [10]
    make.agreement(party, yes=make.everywhere("name"), covers=[example], from_day=day(-2), at=ago(2))
    assert times() == NOTHING


@pytest.mark.parametrize(("renewed", "waiting"), [(False, [3]), (True, [])])
def test_what_ran_out_counts_from_the_day_after_its_last(within: Flask, renewed: bool, waiting: list[int]) -> None:
    example, party = make.example(at=ago(90)), make.party()
    make.appearance(party, example)
    make.agreement(party, yes=make.everywhere("name"), until_day=day(-4), at=ago(80))
    if renewed:
        make.agreement(party, yes=make.everywhere("name"), from_day=day(-10), at=ago(10))
    place = out_there(example)
    derive.work_out()
    assert sweeping.log_expired(make.stamp()) == 1
    db.session.flush()
    assert times().waiting == waiting
    place.outcome, place.settled_on = "down", day(-1)
    db.session.flush()
    assert times() == (NOTHING if renewed else replace(NOTHING, done=[2], in_time=1))


def test_a_party_that_was_taken_out_of_the_example_still_counts(within: Flask) -> None:
    example, party = make.example(at=ago(90)), make.party()
    inside = make.appearance(party, example)
    make.agreement(party, yes=make.everywhere("name"), until_day=day(-4), at=ago(80))
    out_there(example, **down(2))  # type: ignore[arg-type]  # As it takes them.
    derive.work_out()
    sweeping.log_expired(make.stamp())
    inside.ended_at, example.naming = ago(1), Naming.NONE
    db.session.flush()
    assert times().done == [1]


# ------------------------------------------------------------------------------------------------------ coverage


def told(found: Coverage) -> dict[str, int]:
    return {term.slug: count for term, count in found.channels}


def test_coverage_counts_published_examples_with_parties_and_answers_that_decide(within: Flask) -> None:
    def inside(*, yes: list[tuple[str, str]], until: int = 30, shows: str = "name", **values: object) -> Party:
        party, example = make.party(), make.example(**values)  # type: ignore[arg-type]  # As it takes them.
        make.appearance(party, example, [shows])
        make.agreement(party, yes=yes, until_day=day(until), at=ago(50))
        return party

    inside(yes=[("name", "intranet"), ("name", "web")])
    inside(yes=[("name", "intranet")])
    inside(yes=[("name", "web")], until=-1)
    inside(yes=[("name", "web")], shows="photo")
    inside(yes=make.everywhere("name"), state=State.DRAFT)
    regrets = inside(yes=make.everywhere("name"))
    make.agreement(regrets, no=make.everywhere("name"), ending="withdrawn", from_day=day(-1), at=ago(1))
    elsewhere = inside(yes=[("photo", "web")])
    make.agreement(elsewhere, yes=[("name", "web")], covers=[make.example()], until_day=day(30), at=ago(2))
    make.example()
    derive.work_out()
    found = coverage.coverage(TODAY)
    assert (found.examples, found.nowhere) == (6, 4)
    assert {slug: count for slug, count in told(found).items() if count} == {"intranet": 2, "web": 1}
    assert found.appearances == Share(2, 6)


def test_an_example_that_loses_several_channels_in_a_month_counts_once(within: Flask) -> None:
    for until, channels in ((10, ("web", "intranet")), (20, ("web",)), (366, ("web",)), (-1, ("web",))):
        party, example = make.party(), make.example()
        make.appearance(party, example)
        make.agreement(party, yes=[("name", each) for each in channels], until_day=day(until), at=ago(50))
    derive.work_out()
    months = coverage.ending_months(TODAY)
    assert (months[0].first, months[-1].first, len(months)) == (date(2026, 11, 1), date(2027, 10, 1), 12)
    assert [month.examples for month in months] == [0, 2, *[0] * 10]


# --------------------------------------------------------------------------------------------------------- pace


def imported(assess_from: date, used: int = 0, created: int = 0) -> Example:
    made = make.example(state=State.DRAFT, naming=Naming.UNKNOWN, assess_from=assess_from, at=ago(created))
    for _ in range(used):
        db.session.add(Use(example_id=made.id, user_id=make.user().id, at=make.NOW))
    db.session.flush()
    return made


def test_another_pace_spreads_those_that_wait_from_next_monday_the_most_used_first(within: Flask) -> None:
    up = imported(TODAY)
    assessed = make.example(state=State.DRAFT, naming=Naming.NONE, assess_from=day(7))
    new, old, used = imported(day(7)), imported(day(70), created=9), imported(day(700), used=2)
    last = imported(day(7))
    db.session.commit()
    assert pacing.per_week(10) == 10
    assert pacing.set_per_week(2, make.stamp(make.user())) == 4
    db.session.commit()
    assert pacing.per_week(10) == 2
    assert [each.assess_from for each in (used, old, new, last)] == [day(7), day(7), day(14), day(14)]
    assert (up.assess_from, assessed.assess_from) == (TODAY, day(7))
    # The queue knows at once, and nothing else has come loose.
    assert derive.verify() == []
    assert [queue.counts(day(number)).get(Reason.NOT_ASSESSED) for number in (6, 7, 13, 14)] == [1, 3, 3, 5]
    assert db.session.scalars(select(Event.fields).where(Event.kind == "assess_pace_set")).all() == [["2"]]


@pytest.mark.parametrize("number", [0, 501, -1])
def test_a_pace_that_is_not_allowed_changes_nothing(within: Flask, number: int) -> None:
    waits = imported(day(7))
    with pytest.raises(ValueError, match="pace"):
        pacing.set_per_week(number, make.stamp(make.user()))
    assert (waits.assess_from, pacing.per_week(3)) == (day(7), 3)
