"""What has been in the queue: each row enters and leaves once, on its own day, however seldom one counts."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import delete, select

from resultatbank.cli import swept
from resultatbank.data import derive, queue_history, reviewing, sweeping
from resultatbank.data.events import Stamp
from resultatbank.data.models import Example, QueueEntry
from resultatbank.data.reviewing import Decision
from resultatbank.data.session import may_write
from resultatbank.extensions import db
from resultatbank.rules.review import Reason
from resultatbank.rules.roles import Role
from tests import factories as make
from tests.at_once import at_once
from tests.conftest import Clock
from tests.statements import statements

TODAY = make.NOW.date()
YES = {"figures_right": True, "people_agree": True, "links_work": True, "still_good": True}
Line = tuple[Reason, date, date | None]


def days(number: int) -> date:
    return TODAY + timedelta(days=number)


def sweep(number: int = 0) -> None:
    derive.work_out()
    sweeping.sweep(make.stamp(at=make.NOW + timedelta(days=number)))
    db.session.flush()


def entries(of: Example) -> list[Line]:
    query = select(QueueEntry).where(QueueEntry.example_id == of.id).order_by(QueueEntry.id)
    query = query.execution_options(populate_existing=True)
    return [(Reason(each.reason), each.entered_on, each.left_on) for each in db.session.scalars(query)]


@pytest.fixture
def example(within: Flask) -> Example:
    """Somebody answers for it, and nobody has reviewed it since it was published ten days ago."""
    made = make.example(responsible=make.user(), at=make.NOW - timedelta(days=10))
    db.session.commit()
    return made


def test_a_row_enters_on_its_own_day_and_is_written_down_once(example: Example) -> None:
    for _ in range(2):
        sweep()
        assert entries(example) == [(Reason.NEVER_REVIEWED, days(-10), None)]


def test_it_leaves_when_it_is_found_to_be_gone_and_stays_gone(example: Example) -> None:
    sweep()
    make.review(example, at=make.NOW + timedelta(days=3))
    for number in (3, 3, 4):
        sweep(number)
        assert entries(example) == [(Reason.NEVER_REVIEWED, days(-10), days(3))]


def test_after_weeks_without_a_sweep_the_days_are_still_the_true_ones(example: Example) -> None:
    make.review(example, at=make.NOW)
    make.example(at=make.NOW)
    sweep()
    party = make.party()
    make.appearance(party, example)
    make.agreement(party, yes=make.everywhere("name"), until_day=days(70))
    sweep(85)
    mine = entries(example)
    # It was soon out for the sixty days to its last, which came and went while nobody swept.
    assert (Reason.EXPIRING, days(11), days(70)) in mine
    assert (Reason.EXPIRED, days(71), None) in mine
    assert entries(example) == mine
    sweep(86)
    assert entries(example) == mine


def test_a_row_does_not_enter_before_its_example_existed_or_before_the_last_count(example: Example) -> None:
    example.responsible = None
    sweep()
    # Nobody answered for it since it was made.
    assert (Reason.NOBODY, days(-10), None) in entries(example)
    example.responsible = make.user()
    sweep(5)
    example.responsible = None
    sweep(9)
    nobody = [line for line in entries(example) if line[0] is Reason.NOBODY]
    assert nobody == [(Reason.NOBODY, days(-10), days(5)), (Reason.NOBODY, days(5), None)]


def decided(example: Example, number: int = 0) -> None:
    locked = reviewing.lock(example.id)
    assert locked is not None
    stamp = make.stamp(make.user(Role.REVIEWER), make.NOW + timedelta(days=number))
    reviewing.decide(locked, Decision(YES), locked.version, stamp)


def test_a_decision_is_counted_at_once(example: Example) -> None:
    sweep()
    decided(example, 1)
    assert entries(example) == [(Reason.NEVER_REVIEWED, days(-10), days(1))]


def test_what_comes_and_goes_between_two_sweeps_is_counted(example: Example) -> None:
    sweep()
    decided(example)
    other = make.example(responsible=example.responsible)
    derive.work_out()
    decided(other)
    assert entries(other) == [(Reason.NEVER_REVIEWED, TODAY, TODAY)]
    sweep(1)
    assert entries(other) == [(Reason.NEVER_REVIEWED, TODAY, TODAY)]


def test_nothing_is_counted_before_the_first_sweep(example: Example) -> None:
    decided(example)
    assert entries(example) == []


def test_what_left_today_and_holds_as_before_has_not_left(example: Example) -> None:
    sweep()
    entry = db.session.scalars(select(QueueEntry)).one()
    entry.left_on = TODAY
    queue_history.catch_up(example.id, TODAY)
    assert entries(example) == [(Reason.NEVER_REVIEWED, days(-10), None)]


def test_the_number_of_statements_does_not_grow_with_the_rows(within: Flask) -> None:
    def asked(number: int) -> int:
        for _ in range(number):
            make.example()
        db.session.commit()
        with statements() as sent:
            queue_history.count(TODAY)
        return len(sent)

    asked(1)
    assert asked(1) == asked(8)


def test_one_who_decides_while_another_counts_stands_in_nobodys_way(
    within: Flask, make_app: Callable[[], Flask], engine_name: str
) -> None:
    """On SQLite there is one writer at a time, so there it is only that both get done."""
    examples = [make.example(responsible=make.user(), at=make.NOW - timedelta(days=1)) for _ in range(5)]
    by, ids = make.user(Role.REVIEWER).id, [example.id for example in examples]
    db.session.commit()
    sweep()
    # There is something new to write down of the very example that the other one holds.
    db.session.execute(delete(QueueEntry).where(QueueEntry.example_id == ids[0]))
    db.session.commit()
    wrong: list[BaseException] = []
    start = threading.Barrier(2)

    def decide(process: Flask) -> None:
        for each in ids:
            with process.app_context(), may_write():
                locked = reviewing.lock(each)
                assert locked is not None
                if each == ids[0] and engine_name == "postgresql":
                    start.wait(10)
                    time.sleep(0.5)
                reviewing.decide(locked, Decision(YES), locked.version, Stamp(by, make.NOW))
                db.session.commit()
                db.session.remove()

    def sweep_too(process: Flask) -> None:
        if engine_name == "postgresql":
            start.wait(10)
        with process.app_context():
            swept()

    def run(work: Callable[[Flask], None], process: Flask) -> None:
        try:
            work(process)
        except BaseException as fault:
            wrong.append(fault)

    threads = [threading.Thread(target=run, args=(work, make_app())) for work in (decide, sweep_too)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not wrong
    left = select(QueueEntry.example_id).where(QueueEntry.left_on == TODAY)
    assert sorted(db.session.scalars(left)) == ids


def test_two_who_count_at_once_write_each_row_once(within: Flask, clock: Clock, make_app: Callable[[], Flask]) -> None:
    for _ in range(20):
        make.example(responsible=make.user())

    def sweep_in(process: Flask) -> None:
        with process.app_context():
            swept()

    at_once(*(partial(sweep_in, make_app()) for _ in range(3)))
    assert len(db.session.scalars(select(QueueEntry.id)).all()) == 20
