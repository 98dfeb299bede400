"""Rule 1, three ways: the rules, what is stored for SQL, and a naive restatement. Day by day, with no refresh between.

Random worlds are built through the verbs that the pages use. The three must agree on every example, channel and day.
A second test plants bugs in the rules, and holds the generator to finding each.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from resultatbank.data import agreements, gate, parties
from resultatbank.data.agreements import Given, Proof
from resultatbank.data.events import Stamp
from resultatbank.data.models import Listing
from resultatbank.data.parties import PartyFacts
from resultatbank.extensions import db
from resultatbank.rules import clearance
from resultatbank.rules.clearance import Answer, Cause
from resultatbank.rules.words import INTRANET, LegalBasis, Naming, PartyKind
from tests import factories as make

TODAY = date(2026, 11, 23)
DAYS = [TODAY + timedelta(days=number) for number in range(-9, 10)]
CHANNELS = (INTRANET, "web", "social")
MATERIALS = ("name", "photo")
EXAMPLES, PARTIES = (0, 1), (0, 1)
WORLDS = 200
PROOF = Proof(how="oral", received_by="Kim", answered_by="parten")


# ------------------------------------------------------------------------------------- random worlds


@dataclass(frozen=True)
class Recorded:
    """A record that a person registers: replies by material and channel, as days from today."""

    party: int
    replies: dict[tuple[str, str], bool]
    given: int
    late: int
    starts: int
    lasts: int
    examples: tuple[int, ...] | None
    withdraws: bool


@dataclass(frozen=True)
class World:
    """What is registered. `shown` is what each example shows of each party; `ended` are appearances that have ended."""

    naming: dict[int, str]
    shown: dict[tuple[int, int], tuple[str, ...]]
    ended: frozenset[tuple[int, int]]
    protected: frozenset[int]
    records: tuple[Recorded, ...]


def often(usual: Any, *others: Any) -> st.SearchStrategy[Any]:
    """The usual value about half of the time: a world where hardly anything is open finds nothing."""
    return st.one_of(st.just(usual), st.sampled_from(others))


CELLS = list(itertools.product(MATERIALS, CHANNELS))
ALL_YES = dict.fromkeys(CELLS, True)
SOME = st.dictionaries(st.sampled_from(CELLS), st.booleans(), min_size=1, max_size=4)
NOES = st.one_of(st.just(dict.fromkeys(CELLS, False)), SOME.map(lambda cells: dict.fromkeys(cells, False)))


@st.composite
def records(draw: st.DrawFn) -> Recorded:
    withdraws = draw(st.integers(0, 4)) == 0
    # Often the same day, so that what was registered late meets what was registered in time.
    given = draw(often(-3, *range(-8, 1)))
    return Recorded(
        party=draw(st.sampled_from(PARTIES)),
        replies=draw(NOES if withdraws else st.one_of(st.just(ALL_YES), SOME)),
        given=given,
        late=draw(often(0, *range(0, 1 - given))),
        starts=given if withdraws else draw(often(given, *range(-9, 8))),
        lasts=draw(st.integers(0, 12)),
        examples=draw(often(None, (0,), (1,), (0, 1))),
        withdraws=withdraws,
    )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    shown = {
        (example, party): draw(often(("name",), ("name", "photo"), ("photo",)))
        for example in EXAMPLES
        for party in PARTIES
        if draw(st.integers(0, 3)) < (3 if party == 0 else 1)
    }
    naming = {example: Naming.NAMED.value for example, _ in shown}
    for example in EXAMPLES:
        naming.setdefault(example, draw(often(Naming.NONE.value, Naming.UNKNOWN.value)))
    return World(
        naming=naming,
        shown=shown,
        ended=frozenset(pair for pair in shown if draw(st.integers(0, 9)) == 0),
        protected=frozenset(party for party in PARTIES if draw(st.integers(0, 7)) == 0),
        records=tuple(draw(st.lists(records(), min_size=1, max_size=6))),
    )


# ------------------------------------------------------------------- the naive restatement of rule 1


@dataclass(frozen=True)
class Said:
    """One answer as the naive rule remembers it. `order` says which of two answers is the later."""

    order: tuple[datetime, int, int]
    yes: bool
    first: date
    last: date


def day_at(number: int) -> date:
    return TODAY + timedelta(days=number)


def recorded_at(record: Recorded, number: int) -> datetime:
    """Noon in Stockholm of the day it was registered, each record a second after the one before."""
    day = day_at(record.given + record.late)
    return datetime(day.year, day.month, day.day, 11, 0, number, tzinfo=UTC)


def naive_open(world: World, example: int, channel: str, day: date) -> bool:
    """Rule 1 as product.md says it, with nothing borrowed from the app."""
    here = [pair for pair in world.shown if pair[0] == example and pair not in world.ended]
    if world.naming[example] == "none":
        return True
    if world.naming[example] == "unknown" or not here:
        return False
    for pair in here:
        if pair[1] in world.protected:
            return False
        for material in world.shown[pair]:
            begun = [each for each in said(world, pair, material, channel) if each.first <= day]
            if not begun:
                return False
            latest = sorted(begun, key=lambda each: each.order)[-1]
            if not latest.yes or latest.last < day:
                return False
    return True


def said(world: World, pair: tuple[int, int], material: str, channel: str) -> Iterator[Said]:
    """Yield a party's answers about one material in one channel of one example.

    A late registered yes counts from its day's beginning and a late registered no from its end; one registered the
    same day counts from when it was registered.
    """
    example, party = pair
    for number, record in enumerate(world.records):
        if record.party != party or (material, channel) not in record.replies:
            continue
        if record.examples is not None and example not in record.examples:
            continue
        yes, day = record.replies[material, channel], day_at(record.given)
        moment = recorded_at(record, number)
        if record.late:
            hour = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=1)
            moment = hour if yes else hour + timedelta(days=1) - timedelta(microseconds=1)
        first = day_at(record.starts) if yes else day
        last = first + timedelta(days=record.lasts) if yes else date(9999, 12, 31)
        yield Said((moment, 0 if yes else 1, number), yes, first, last)


# ----------------------------------------------------------------------------- the world in the bank


@pytest.fixture
def empty(within: Flask) -> int:
    """A bank with one user, whose id it is."""
    return make.user().id


def build(world: World, by: int) -> list[int]:
    """Register the world through the verbs, commit, and return its examples' ids."""
    early = Stamp(by, datetime(2026, 11, 1, 12, tzinfo=UTC))
    examples = [make.example(naming=Naming.UNKNOWN) for _ in EXAMPLES]
    people = [parties.add_party(PartyFacts(PartyKind.PERSON, f"Hitte {each}"), early) for each in PARTIES]
    for (example, party), materials in world.shown.items():
        appearance = parties.add_appearance(examples[example], people[party], materials, early)
        if (example, party) in world.ended:
            parties.end_appearance(appearance, early)
    for example, made in enumerate(examples):
        if world.naming[example] == Naming.NONE:
            parties.name_nobody(made, early)
    for number, record in enumerate(world.records):
        verb = agreements.withdraw if record.withdraws else agreements.record
        terms = terms_of(record, [each.id for each in examples])
        verb(people[record.party], terms, PROOF, stamp_of(record, number, by))
        if number == 0:
            # Half way, so that later records meet what is stored already.
            db.session.commit()
    for party in world.protected:
        facts = PartyFacts(PartyKind.PERSON, people[party].name, protected=True)
        parties.change_party(people[party], facts, people[party].version, early)
    db.session.commit()
    return [each.id for each in examples]


def terms_of(record: Recorded, example_ids: Sequence[int]) -> Given:
    """What is given to the verb that registers it."""
    first = day_at(record.starts)
    return Given(
        basis=LegalBasis.CONSENT,
        given_on=day_at(record.given),
        replies=record.replies,
        from_day=first,
        until_day=first + timedelta(days=record.lasts),
        examples=None if record.examples is None else [example_ids[each] for each in record.examples],
    )


def stamp_of(record: Recorded, number: int, by: int | None) -> Stamp:
    return Stamp(by, recorded_at(record, number))


@dataclass(frozen=True)
class Difference:
    """Where the three don't agree."""

    example: int
    channel: str
    day: date
    by_rule: bool
    by_sql: bool
    naive: bool


def differences(world: World, ids: list[int]) -> list[Difference]:
    """Return every example, channel and day on which the three faces don't give the same verdict."""
    cases = gate.load_cases(ids)
    found = []
    for day in DAYS:
        stored = {channel: open_ids(ids, gate.open_in(channel, day)) for channel in CHANNELS}
        seen = open_ids(ids, gate.visible(day))
        for example, channel in itertools.product(EXAMPLES, CHANNELS):
            by_rule = clearance.is_open(cases[ids[example]], channel, day)
            by_sql = ids[example] in stored[channel]
            naive = naive_open(world, example, channel, day)
            inline = ids[example] in seen if channel == INTRANET else by_sql
            if not by_rule == by_sql == inline == naive:
                found.append(Difference(example, channel, day, by_rule, by_sql, naive))
    return found


def open_ids(ids: list[int], condition: Any) -> set[int]:
    return set(db.session.scalars(select(Listing.example_id).where(Listing.example_id.in_(ids), condition)))


def hold(empty: int, examples: int) -> None:
    """Hold the three faces equal over so many random worlds."""

    @settings(max_examples=examples, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(worlds())
    def compared(world: World) -> None:
        ids = build(world, empty)
        assert differences(world, ids) == []

    compared()


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_rules_sql_and_the_naive_restatement_agree_day_by_day(empty: int) -> None:
    hold(empty, examples=60)


@pytest.mark.parametrize("engine_name", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_they_agree_on_postgresql_too(empty: int) -> None:
    hold(empty, examples=20)


# ------------------------------------------------------------------------------------- planted bugs


def no_is_ignored(answers: Any, day: date) -> Answer | None:
    return deciding_rule([each for each in answers if each.yes], day)


def an_ended_answer_lets_the_older_back(answers: Any, day: date) -> Answer | None:
    return deciding_rule([each for each in answers if each.until_day >= day], day)


def the_earliest_decides(answers: Any, day: date) -> Answer | None:
    begun = [each for each in answers if each.from_day <= day]
    return min(begun, key=lambda each: (each.given_at, each.agreement_id), default=None)


def the_last_registered_decides(answers: Any, day: date) -> Answer | None:
    begun = [each for each in answers if each.from_day <= day]
    return max(begun, key=lambda each: each.agreement_id, default=None)


def what_has_not_begun_decides(answers: Any, day: date) -> Answer | None:
    return max(answers, key=lambda each: (each.given_at, not each.yes, each.agreement_id), default=None)


def open_one_day_too_long(answer: Answer | None, day: date) -> Cause | None:
    cause = cause_rule(answer, day)
    if cause is Cause.EXPIRED and answer is not None and answer.until_day == day - timedelta(days=1):
        return None
    return cause


def shut_on_the_last_day(answer: Answer | None, day: date) -> Cause | None:
    return Cause.EXPIRED if answer is not None and answer.yes and answer.until_day == day else cause_rule(answer, day)


def not_asked_is_a_yes(answer: Answer | None, day: date) -> Cause | None:
    return None if answer is None else cause_rule(answer, day)


def every_answer_covers_every_example(answer: Answer, example_id: int) -> bool:
    return True


def no_answer_covers_only_some_examples(answer: Answer, example_id: int) -> bool:
    return answer.examples is None


def protection_is_ignored(case: clearance.Case, channel: str, day: date) -> list[clearance.Closed]:
    return [each for each in closed_rule(case, channel, day) if each.cause is not Cause.PROTECTED]


def one_yes_is_enough_for_all_materials(case: clearance.Case, channel: str, day: date) -> list[clearance.Closed]:
    closed = closed_rule(case, channel, day)
    return closed if len(closed) >= sum(len(shown.materials) for shown in case.shown) else []


def not_assessed_is_open(case: clearance.Case, channel: str, day: date) -> list[clearance.Closed]:
    return [each for each in closed_rule(case, channel, day) if each.cause is not Cause.NOT_ASSESSED]


def a_late_no_counts_from_the_mornings_beginning(given_day: date, yes: bool, recorded_at: datetime) -> datetime:
    return instant_rule(given_day, True, recorded_at)


deciding_rule, cause_rule = clearance.deciding, clearance.cause_of
closed_rule, instant_rule = clearance.closed_by, clearance.instant_given

BUGS: list[tuple[Any, str, Callable[..., Any]]] = [
    (clearance, "deciding", no_is_ignored),
    (clearance, "deciding", an_ended_answer_lets_the_older_back),
    (clearance, "deciding", the_earliest_decides),
    (clearance, "deciding", the_last_registered_decides),
    (clearance, "deciding", what_has_not_begun_decides),
    (clearance, "cause_of", open_one_day_too_long),
    (clearance, "cause_of", shut_on_the_last_day),
    (clearance, "cause_of", not_asked_is_a_yes),
    (clearance, "covers", every_answer_covers_every_example),
    (clearance, "covers", no_answer_covers_only_some_examples),
    (clearance, "closed_by", protection_is_ignored),
    (clearance, "closed_by", one_yes_is_enough_for_all_materials),
    (clearance, "closed_by", not_assessed_is_open),
    (agreements, "instant_given", a_late_no_counts_from_the_mornings_beginning),
]


@contextmanager
def planted(home: Any, name: str, bug: Callable[..., Any]) -> Iterator[None]:
    sound = getattr(home, name)
    setattr(home, name, bug)
    try:
        yield
    finally:
        setattr(home, name, sound)


@cache
def some_worlds() -> list[World]:
    """Worlds as the generator makes them, without a database, so that there can be more of them."""
    collected: list[World] = []

    @settings(max_examples=WORLDS, derandomize=True, database=None, phases=[Phase.generate])
    @given(worlds())
    def collect(world: World) -> None:
        collected.append(world)

    collect()
    return collected


def case_of(world: World, example: int) -> clearance.Case:
    """What the rules would be given of an example, without a database. An example's and a party's number is its id."""
    shown = [pair for pair in world.shown if pair[0] == example and pair not in world.ended]
    answers = [
        replace(answer, agreement_id=number, withdrawal=record.withdraws)
        for number, record in enumerate(world.records)
        for answer in agreements.as_answers(record.party, terms_of(record, EXAMPLES), stamp_of(record, number, None))
    ]
    return clearance.Case(
        example,
        world.naming[example],
        tuple(clearance.Shown(pair[1], frozenset(world.shown[pair]), pair[1] in world.protected) for pair in shown),
        tuple(answers),
    )


def rule_differs_somewhere() -> bool:
    """Tell whether the rule, as it stands now, differs from the naive restatement in any of the worlds."""
    return any(
        clearance.is_open(case, channel, day) != naive_open(world, example, channel, day)
        for world in some_worlds()
        for example in EXAMPLES
        for case in [case_of(world, example)]
        for channel in CHANNELS
        for day in DAYS
    )


def test_the_rule_as_it_is_differs_nowhere() -> None:
    assert not rule_differs_somewhere()


@pytest.mark.parametrize(("home", "name", "bug"), BUGS, ids=[bug.__name__ for _, _, bug in BUGS])
def test_the_generator_finds_the_planted_bug_that(home: Any, name: str, bug: Callable[..., Any]) -> None:
    with planted(home, name, bug):
        assert rule_differs_somewhere()
