"""The review queue: each reason by examples, both sides of every boundary, and all of it said naively again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resultatbank.rules.calendar import FIRST_DAY, LAST_DAY, day_after, day_before, day_of
from resultatbank.rules.clearance import Cause, Stretch
from resultatbank.rules.review import (
    Facts,
    Freshness,
    LicenceFacts,
    PlacementFacts,
    Reason,
    days_to_take_down,
    due,
    freshness,
    may_be_put_off,
    months_between,
    next_review,
    takedown_due,
)
from resultatbank.rules.words import INTRANET, State

DAY = date(2026, 11, 23)
BEFORE = DAY - timedelta(days=1)
PUBLISHED = date(2026, 1, 15)


def at(day: date, hour: int = 11) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def licences(*until: date, known_on: date = FIRST_DAY) -> tuple[LicenceFacts, ...]:
    return tuple(LicenceFacts(last, known_on) for last in until)


def timeline(*pieces: tuple[date, Cause | None], known: datetime | None = None) -> list[Stretch]:
    """Stretches from the first day there is to the last: each piece begins on its day, closed for its cause or open."""
    days = [FIRST_DAY, *(day for day, _ in pieces[1:])]
    ends = [*(day_before(day) for day in days[1:]), LAST_DAY]
    return [
        Stretch(start, end, frozenset({cause} if cause else ()), known if cause else None)
        for (_, cause), start, end in zip(pieces, days, ends, strict=True)
    ]


OPEN = timeline((FIRST_DAY, None))


def closes(day: date, cause: Cause, again: date | None = None, known: datetime | None = None) -> list[Stretch]:
    """Open until a day, then closed; perhaps open again from another."""
    pieces: list[tuple[date, Cause | None]] = [(FIRST_DAY, None), (day, cause)]
    return timeline(*pieces, *([(again, None)] if again else []), known=known)


def facts(state: State = State.PUBLISHED, **values: object) -> Facts:
    """An example that needs nobody, but for what is said."""
    settled: dict[str, object] = {
        "timelines": {INTRANET: OPEN, "web": OPEN},
        "published_on": PUBLISHED,
        "reviewed_at": at(DAY),
    }
    return Facts(state=state, **{**settled, **values})  # type: ignore[arg-type]  # The tests name fields of Facts.


def on_intranet(stretches: list[Stretch], **values: object) -> Facts:
    return facts(timelines={INTRANET: stretches}, **values)


def on_the_web(stretches: list[Stretch], **values: object) -> Facts:
    return facts(timelines={INTRANET: OPEN, "web": stretches}, **values)


def place(channel: str = "web", start: date = PUBLISHED, **values: object) -> PlacementFacts:
    return PlacementFacts(channel, start, **{"has_figures": True, **values})  # type: ignore[arg-type]  # As above.


def reasons(of: Facts, day: date = DAY) -> list[Reason]:
    return [row.reason for row in due(of) if row.from_day <= day <= row.until_day]


def test_an_example_in_which_all_is_well_needs_nobody() -> None:
    for day in (PUBLISHED, DAY, DAY + timedelta(days=365)):
        assert reasons(facts(), day) == []


# ------------------------------------------------------------------------------------ since when, and until when

LAST_CHANCE = date(2026, 12, 31)
CASES = [
    ("withdrawn", on_intranet(closes(DAY, Cause.WITHDRAWN)), Reason.WITHDRAWN, DAY, LAST_DAY),
    ("withdrawn then renewed", on_intranet(closes(DAY, Cause.WITHDRAWN, date(2026, 12, 1))),
     Reason.WITHDRAWN, DAY, date(2026, 11, 30)),
    ("withdrawn before it was published", on_intranet(closes(date(2026, 1, 1), Cause.WITHDRAWN)),
     Reason.WITHDRAWN, PUBLISHED, LAST_DAY),
    ("expired", on_intranet(closes(DAY, Cause.EXPIRED)), Reason.EXPIRED, DAY, LAST_DAY),
    ("never asked", on_intranet(closes(DAY, Cause.NOT_ASKED)), Reason.MISSING, DAY, LAST_DAY),
    ("said no", on_intranet(closes(DAY, Cause.NO)), Reason.MISSING, DAY, LAST_DAY),
    ("protected", on_intranet(timeline((FIRST_DAY, Cause.PROTECTED))), Reason.MISSING, PUBLISHED, LAST_DAY),
    ("withdrawn on the web", on_the_web(closes(DAY, Cause.WITHDRAWN), reviewed_at=at(BEFORE)),
     Reason.WITHDRAWN, DAY, LAST_DAY),
    ("expired on the web", on_the_web(closes(DAY, Cause.EXPIRED, date(2026, 12, 5)), reviewed_at=at(BEFORE)),
     Reason.EXPIRED, DAY, date(2026, 12, 4)),
    ("to be taken down", on_the_web(closes(DAY, Cause.NO), placements=(place(),)), Reason.TAKEDOWN, DAY, LAST_DAY),
    ("to be taken down until it ends", on_the_web(closes(DAY, Cause.NO), placements=(place(until_day=LAST_CHANCE),)),
     Reason.TAKEDOWN, DAY, LAST_CHANCE),
    ("put up where it may not be", on_the_web(closes(PUBLISHED, Cause.NO), placements=(place(start=DAY),)),
     Reason.TAKEDOWN, DAY, LAST_DAY),
    ("not assessed", facts(State.DRAFT, assessed=False, assess_from=DAY), Reason.NOT_ASSESSED, DAY, LAST_DAY),
    ("expiring in 60 days", on_intranet(closes(date(2027, 1, 22), Cause.EXPIRED)),
     Reason.EXPIRING, DAY, date(2027, 1, 21)),
    ("expiring on the web", on_the_web(closes(date(2027, 1, 22), Cause.EXPIRED)),
     Reason.EXPIRING, DAY, date(2027, 1, 21)),
    ("open for fewer than 60 days in all",
     on_intranet(timeline((FIRST_DAY, Cause.NO), (DAY, None), (LAST_CHANCE, Cause.EXPIRED))),
     Reason.EXPIRING, DAY, date(2026, 12, 30)),
    ("published when it was expiring", on_intranet(closes(LAST_CHANCE, Cause.EXPIRED), published_on=DAY),
     Reason.EXPIRING, DAY, date(2026, 12, 30)),
    ("asked and not answered", on_intranet(closes(LAST_CHANCE, Cause.EXPIRED), asked_on=date(2026, 11, 8)),
     Reason.EXPIRING, DAY, date(2026, 12, 30)),
    ("asked before it mattered", on_intranet(closes(date(2027, 1, 22), Cause.EXPIRED), asked_on=BEFORE),
     Reason.EXPIRING, DAY, date(2027, 1, 21)),
    ("a licence ends", facts(licences=licences(date(2027, 1, 21))), Reason.LICENCE_ENDING, DAY, date(2027, 1, 21)),
    ("a licence ends after that of a draft",
     facts(published_on=BEFORE, licences=licences(date(2026, 12, 1))),
     Reason.LICENCE_ENDING, BEFORE, date(2026, 12, 1)),
    ("two licences end, one after the other", facts(licences=licences(date(2027, 1, 21), date(2027, 2, 1))),
     Reason.LICENCE_ENDING, DAY, date(2027, 2, 1)),
    ("a licence has ended", facts(licences=licences(BEFORE)), Reason.LICENCE_ENDED, DAY, LAST_DAY),
    ("a picture came with a licence that soon ends", facts(licences=licences(date(2026, 12, 1), known_on=DAY)),
     Reason.LICENCE_ENDING, DAY, date(2026, 12, 1)),
    ("a picture came with a licence that had ended", facts(licences=licences(date(2026, 1, 1), known_on=DAY)),
     Reason.LICENCE_ENDED, DAY, LAST_DAY),
    ("a picture came on the last day of its licence", facts(licences=licences(BEFORE, known_on=BEFORE)),
     Reason.LICENCE_ENDED, DAY, LAST_DAY),
    ("a licence had ended when it was published", facts(licences=licences(date(2025, 1, 1))),
     Reason.LICENCE_ENDED, PUBLISHED, LAST_DAY),
    ("never reviewed", facts(reviewed_at=None, published_on=DAY), Reason.NEVER_REVIEWED, DAY, LAST_DAY),
    ("reviewed a year ago", facts(reviewed_at=at(date(2025, 11, 22))), Reason.OVERDUE, DAY, LAST_DAY),
    ("named, reviewed half a year ago", facts(reviewed_at=at(date(2026, 5, 22)), months=6),
     Reason.OVERDUE, DAY, LAST_DAY),
    ("put off", facts(reviewed_at=at(date(2025, 9, 22)), put_off_until=BEFORE), Reason.OVERDUE, DAY, LAST_DAY),
    ("never reviewed, put off", facts(reviewed_at=None, put_off_until=BEFORE), Reason.NEVER_REVIEWED, DAY, LAST_DAY),
    ("figures due", facts(figures_due=(DAY,)), Reason.FIGURES_DUE, DAY, LAST_DAY),
    ("figures due in a plan", facts(State.PLANNED, figures_due=(LAST_CHANCE, DAY)), Reason.FIGURES_DUE, DAY, LAST_DAY),
    ("no follow-up", facts(placements=(place(start=date(2026, 10, 24), has_figures=False),)),
     Reason.FOLLOW_UP_DUE, DAY, LAST_DAY),
    ("nobody's", facts(nobody_since=DAY), Reason.NOBODY, DAY, LAST_DAY),
    ("nobody's draft", facts(State.DRAFT, nobody_since=DAY), Reason.NOBODY, DAY, LAST_DAY),
]  # fmt: skip  # A table reads best as one.


@pytest.mark.parametrize(
    ("of", "reason", "first", "last"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_reason_holds_from_its_day_to_its_day(of: Facts, reason: Reason, first: date, last: date) -> None:
    assert reason not in reasons(of, day_before(first))
    assert reason in reasons(of, first)
    assert reason in reasons(of, last)
    if last < LAST_DAY:
        assert reason not in reasons(of, day_after(last))
    assert [row.from_day for row in due(of) if row.reason is reason and row.from_day <= DAY <= row.until_day] == [first]


@pytest.mark.parametrize(
    "of",
    [
        on_the_web(closes(DAY, Cause.NOT_ASKED), reviewed_at=at(BEFORE)),
        on_the_web(closes(DAY, Cause.NO), reviewed_at=at(BEFORE)),
        on_the_web(timeline((FIRST_DAY, Cause.EXPIRED)), reviewed_at=at(BEFORE)),
        on_the_web(closes(PUBLISHED, Cause.EXPIRED, date(2026, 2, 1)), published_on=date(2026, 2, 1)),
        on_the_web(closes(DAY, Cause.NO), placements=(place(settled=True),)),
        on_the_web(closes(DAY, Cause.NO), placements=(place(until_day=BEFORE),)),
        on_the_web(closes(DAY, Cause.NO), placements=(place("social"),)),
        on_intranet(closes(DAY + timedelta(days=10), Cause.EXPIRED), asked_on=BEFORE),
        facts(State.DRAFT, assessed=False),
        facts(State.DRAFT, reviewed_at=None),
        facts(placements=(place(start=FIRST_DAY),)),
    ],
)
def test_what_needs_nobody(of: Facts) -> None:
    assert reasons(of) == []


def test_a_stop_elsewhere_than_on_the_intranet_stays_until_somebody_reviews_after_it() -> None:
    known = at(DAY, 12)
    of = on_the_web(closes(DAY, Cause.WITHDRAWN, known=known), reviewed_at=at(BEFORE))
    assert reasons(of, DAY) == [Reason.WITHDRAWN]
    for reviewed, stays in ((at(DAY, 11), True), (known, True), (at(DAY, 13), False)):
        assert (Reason.WITHDRAWN in reasons(replace(of, reviewed_at=reviewed))) is stays
    expired = on_the_web(closes(DAY, Cause.EXPIRED))
    assert reasons(replace(expired, reviewed_at=at(BEFORE, 22))) == [Reason.EXPIRED]
    # 23 UTC on the 22nd is the 23rd in Stockholm.
    assert reasons(replace(expired, reviewed_at=at(BEFORE, 23))) == []


@pytest.mark.parametrize("first", [Cause.EXPIRED, Cause.WITHDRAWN])
def test_a_second_stop_does_not_end_what_nobody_has_reviewed(first: Cause) -> None:
    later = DAY + timedelta(days=2)
    stretches = [
        Stretch(FIRST_DAY, BEFORE, frozenset()),
        Stretch(DAY, day_before(later), frozenset({first}), at(DAY) if first is Cause.WITHDRAWN else None),
        Stretch(later, LAST_DAY, frozenset({first, Cause.WITHDRAWN}), at(later)),
    ]
    of = on_the_web(stretches, reviewed_at=at(BEFORE))
    assert reasons(of, day_before(later)) == [Reason.WITHDRAWN if first is Cause.WITHDRAWN else Reason.EXPIRED]
    assert reasons(of, later) == [Reason.WITHDRAWN]
    assert reasons(replace(of, reviewed_at=at(DAY, 20)), later) == [Reason.WITHDRAWN], "the second is news"
    assert reasons(replace(of, reviewed_at=at(later, 20)), later) == []


# -------------------------------------------------------------------------------------------------------- states


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.PUBLISHED, set(Reason) - {Reason.NEVER_REVIEWED, Reason.WITHDRAWN}),
        (State.DRAFT, {Reason.TAKEDOWN, Reason.NOT_ASSESSED, Reason.FIGURES_DUE, Reason.NOBODY}),
        (State.PLANNED, {Reason.TAKEDOWN, Reason.NOT_ASSESSED, Reason.FIGURES_DUE, Reason.NOBODY}),
        (State.ARCHIVED, {Reason.TAKEDOWN}),
    ],
)
def test_what_is_asked_of_an_example_depends_on_its_state(state: State, expected: set[Reason]) -> None:
    of = facts(
        state,
        timelines={
            INTRANET: closes(DAY, Cause.NOT_ASKED),
            "web": closes(DAY, Cause.EXPIRED),
            "social": closes(LAST_CHANCE, Cause.EXPIRED),
        },
        reviewed_at=at(date(2025, 1, 1)),
        assessed=False,
        assess_from=DAY,
        nobody_since=DAY,
        names_since=DAY,
        fault_since=DAY,
        figures_due=(DAY,),
        licences=licences(BEFORE, DAY),
        placements=(place(has_figures=False),),
    )
    assert set(reasons(of)) == expected
    assert reasons(of) == sorted(expected), "worst first"


def test_the_order_of_risk_is_withdrawn_first_and_nobody_last() -> None:
    assert [reason.name for reason in sorted(Reason)] == [
        "WITHDRAWN",
        "EXPIRED",
        "MISSING",
        "NAMES",
        "TAKEDOWN",
        "NOT_ASSESSED",
        "LICENCE_ENDED",
        "EXPIRING",
        "LICENCE_ENDING",
        "FAULT",
        "NEVER_REVIEWED",
        "OVERDUE",
        "FIGURES_DUE",
        "FOLLOW_UP_DUE",
        "NOBODY",
    ]
    assert len({reason.label for reason in Reason}) == len(Reason)


def test_what_is_about_somebodys_yes_is_not_settled_by_answers() -> None:
    legal = {Reason.WITHDRAWN, Reason.EXPIRED, Reason.MISSING, Reason.TAKEDOWN}
    assert {reason for reason in Reason if reason.is_legal} == legal | {Reason.NAMES}
    assert {reason for reason in Reason if reason.needs_remedy} == legal | {Reason.EXPIRING}


# --------------------------------------------------------------------------------------------------------- dates


@pytest.mark.parametrize(
    ("reviewed", "months", "until"),
    [
        (at(date(2025, 11, 23)), 12, date(2026, 11, 23)),
        (at(date(2025, 11, 23)), 6, date(2026, 5, 23)),
        (at(date(2026, 8, 31)), 6, date(2027, 2, 28)),
        (at(date(2024, 2, 29)), 12, date(2025, 2, 28)),
        # 23 UTC on New Year's Eve is New Year's Day in Stockholm.
        (at(date(2025, 12, 31), 23), 12, date(2027, 1, 1)),
    ],
)
def test_the_next_review_is_so_many_months_after_the_last(reviewed: datetime, months: int, until: date) -> None:
    assert next_review(reviewed, months) == until


@pytest.mark.parametrize(
    ("named", "own", "themes", "months"),
    [
        (False, None, [], 12),
        (True, None, [], 6),
        (False, None, [18, 9], 9),
        (False, 24, [9], 24),
        (True, 24, [9], 6),
        (True, 3, [9], 3),
        (True, None, [4], 4),
    ],
)
def test_how_often_is_said_by_the_example_its_themes_and_who_is_named(
    named: bool, own: int | None, themes: list[int], months: int
) -> None:
    assert months_between(named, own, themes) == months


def test_a_review_is_put_off_once_between_two_reviews() -> None:
    assert may_be_put_off(None, None)
    assert not may_be_put_off(None, at(BEFORE))
    assert not may_be_put_off(at(BEFORE), at(DAY))
    assert may_be_put_off(at(DAY), at(BEFORE))


@pytest.mark.parametrize(
    ("review_due", "fresh"),
    [
        (None, Freshness.NEVER),
        (BEFORE, Freshness.OLD),
        (DAY, Freshness.SOON),
        (DAY + timedelta(days=30), Freshness.SOON),
        (DAY + timedelta(days=31), Freshness.FRESH),
    ],
)
def test_a_text_is_soon_old_thirty_days_before_its_review_is_late(review_due: date | None, fresh: Freshness) -> None:
    assert freshness(review_due, DAY) is fresh


@pytest.mark.parametrize(
    ("closed_on", "channel", "until"),
    [
        (date(2026, 11, 23), "web", date(2026, 11, 26)),
        (date(2026, 11, 26), "web", date(2026, 12, 1)),
        (date(2026, 11, 28), "web", date(2026, 12, 2)),
        (date(2026, 11, 23), "partner", date(2026, 12, 7)),
    ],
)
def test_a_placement_must_be_down_in_three_working_days_and_ten_at_a_partners(
    closed_on: date, channel: str, until: date
) -> None:
    assert takedown_due(closed_on, days_to_take_down(channel)) == until


@pytest.mark.parametrize(("channel", "until"), [("web", date(2026, 11, 24)), ("partner", date(2026, 11, 24))])
def test_what_is_set_for_a_channel_goes_before_what_is_usual(channel: str, until: date) -> None:
    assert takedown_due(date(2026, 11, 23), days_to_take_down(channel, 1)) == until


# ------------------------------------------------------------------------------------------- said naively, again

OFFSETS = st.integers(-90, 90)
DAYS_NEAR = OFFSETS.map(lambda number: DAY + timedelta(days=number))
INSTANTS = st.builds(at, st.integers(-400, 90).map(lambda number: DAY + timedelta(days=number)), st.integers(0, 23))
CAUSES = st.frozensets(
    st.sampled_from([Cause.WITHDRAWN, Cause.EXPIRED, Cause.NO, Cause.NOT_ASKED]), min_size=0, max_size=2
)


@st.composite
def timelines(draw: st.DrawFn) -> list[Stretch]:
    """Any timeline that the rules of clearance can give: without gaps, and no two neighbours alike."""
    cuts = [FIRST_DAY, *sorted(draw(st.sets(DAYS_NEAR, max_size=4)))]
    found: list[Stretch] = []
    for start, end in zip(cuts, [*map(day_before, cuts[1:]), LAST_DAY], strict=True):
        causes = draw(CAUSES)
        known = at(start, draw(st.integers(0, 22))) if causes & {Cause.WITHDRAWN, Cause.NO} else None
        if found and (found[-1].causes, found[-1].known_at) == (causes, known):
            found[-1] = replace(found[-1], until_day=end)
        else:
            found.append(Stretch(start, end, causes, known))
    return found


PLACEMENTS = st.builds(
    PlacementFacts,
    channel=st.sampled_from([INTRANET, "web", "gone"]),
    from_day=DAYS_NEAR,
    until_day=st.one_of(st.just(LAST_DAY), DAYS_NEAR),
    settled=st.booleans(),
    has_figures=st.booleans(),
)
ANY_FACTS = st.builds(
    Facts,
    state=st.sampled_from(list(State)),
    timelines=st.fixed_dictionaries({INTRANET: timelines(), "web": timelines()}),
    published_on=DAYS_NEAR,
    reviewed_at=st.none() | INSTANTS,
    months=st.sampled_from([1, 6, 12]),
    put_off_until=st.just(FIRST_DAY) | DAYS_NEAR,
    assessed=st.booleans(),
    assess_from=st.none() | DAYS_NEAR,
    asked_on=st.none() | DAYS_NEAR,
    nobody_since=st.none() | DAYS_NEAR,
    fault_since=st.none() | DAYS_NEAR,
    figures_due=st.lists(DAYS_NEAR, max_size=2).map(tuple),
    licences=st.lists(st.builds(LicenceFacts, until=DAYS_NEAR, known_on=DAYS_NEAR), max_size=2).map(tuple),
    placements=st.lists(PLACEMENTS, max_size=2).map(tuple),
)


def naive(of: Facts, day: date) -> set[Reason]:
    """What an example needs on a day, said as a person would."""
    found: set[Reason] = set()
    out_there = [p for p in of.placements if not p.settled and p.from_day <= day <= p.until_day]
    if any(p.channel in of.timelines and that_day(of, p.channel, day).causes for p in out_there):
        found.add(Reason.TAKEDOWN)
    if of.state != State.ARCHIVED:
        if any(due_on <= day for due_on in of.figures_due):
            found.add(Reason.FIGURES_DUE)
        if of.nobody_since and of.nobody_since <= day:
            found.add(Reason.NOBODY)
        if not of.assessed and of.assess_from and of.assess_from <= day:
            found.add(Reason.NOT_ASSESSED)
    if of.state == State.PUBLISHED:
        if any(not p.has_figures and (day - p.from_day).days >= 30 for p in of.placements):
            found.add(Reason.FOLLOW_UP_DUE)
        if of.fault_since and max(of.fault_since, of.published_on) <= day:
            found.add(Reason.FAULT)
        if of.reviewed_at is None and of.published_on <= day and of.put_off_until < day:
            found.add(Reason.NEVER_REVIEWED)
        if of.reviewed_at is not None and max(next_review(of.reviewed_at, of.months), of.put_off_until) < day:
            found.add(Reason.OVERDUE)
        if of.published_on <= day:
            left = [(each.until - day).days for each in of.licences if each.known_on <= day]
            found |= {Reason.LICENCE_ENDED for days in left if days < 0}
            found |= {Reason.LICENCE_ENDING for days in left if 0 <= days < 60}
            found |= {reason for channel in of.timelines if (reason := naive_in(of, channel, day))}
    return found


def that_day(of: Facts, channel: str, day: date) -> Stretch:
    return next(each for each in of.timelines[channel] if each.from_day <= day <= each.until_day)


def naive_in(of: Facts, channel: str, day: date) -> Reason | None:
    """What the answers in one channel call for on a day, when the example is published."""
    now = that_day(of, channel, day)
    if not now.causes:
        return Reason.EXPIRING if is_expiring(of, now, day) else None
    reason = Reason.MISSING
    if Cause.EXPIRED in now.causes:
        reason = Reason.EXPIRED
    if Cause.WITHDRAWN in now.causes:
        reason = Reason.WITHDRAWN
    if channel == INTRANET:
        return reason
    was_open = any(not each.causes for each in of.timelines[channel] if each.until_day < now.from_day)
    seen = of.reviewed_at is not None and day_of(of.reviewed_at) >= now.from_day
    if of.reviewed_at is not None and now.known_at is not None:
        seen = seen and of.reviewed_at > now.known_at
    return reason if was_open and not seen and reason is not Reason.MISSING else None


def is_expiring(of: Facts, now: Stretch, day: date) -> bool:
    """Sixty days or fewer are left, this one counted, and nobody who was asked in that time has two weeks to answer."""
    if now.until_day == LAST_DAY or (now.until_day - day).days >= 60:
        return False
    window = max(now.from_day, of.published_on, now.until_day - timedelta(days=59))
    waits = of.asked_on is not None and of.asked_on >= window
    return not waits or (of.asked_on is not None and (day - of.asked_on).days > 14)


@settings(max_examples=300)
@given(of=ANY_FACTS)
def test_the_periods_say_day_by_day_what_a_person_would(of: Facts) -> None:
    for number in range(-95, 96):
        day = DAY + timedelta(days=number)
        assert set(reasons(of, day)) == naive(of, day), day


@settings(max_examples=300)
@given(of=ANY_FACTS)
def test_the_periods_are_in_order_and_those_of_a_reason_never_touch(of: Facts) -> None:
    rows = due(of)
    assert rows == sorted(rows, key=lambda row: (row.reason, row.from_day))
    assert all(row.from_day <= row.until_day for row in rows)
    for one, next_one in pairwise(rows):
        if one.reason is next_one.reason:
            assert day_after(one.until_day) < next_one.from_day
