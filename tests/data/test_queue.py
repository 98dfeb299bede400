"""What the queue counts, in a page that only reads and in an answer that has just written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from flask import Flask

from resultatbank.data import queue
from resultatbank.data.models import Placement
from resultatbank.data.session import begin_as
from resultatbank.extensions import db
from resultatbank.rules.review import Reason
from resultatbank.rules.words import Naming, State
from tests import factories as make

TODAY = date(2026, 11, 23)


@contextmanager
def transaction(*, writes: bool) -> Iterator[None]:
    db.session.commit()
    begin_as(writes)
    yield
    db.session.rollback()
    begin_as(True)


@pytest.mark.parametrize("writes", [False, True], ids=["in a page", "in an answer to a form"])
def test_those_that_are_blocked_are_the_published_ones_that_nobody_may_see(within: Flask, writes: bool) -> None:
    make.example("Syns")
    make.example("Utkast", state=State.DRAFT)
    ends, party = make.example("Går ut"), make.party()
    make.appearance(party, ends)
    make.agreement(party, yes=make.everywhere("name"), until_day=TODAY)
    for day, blocked in ((TODAY, 0), (TODAY + timedelta(days=1), 1), (TODAY, 0)):
        with transaction(writes=writes):
            assert queue.blocked(day) == blocked
    make.agreement(party, no=make.everywhere("name"), given_on=TODAY, at=make.NOW + timedelta(hours=1))
    with transaction(writes=writes):
        assert queue.blocked(TODAY) == 1


def test_those_that_wait_to_be_assessed_are_drafts_whose_week_has_not_come(within: Flask) -> None:
    for weeks in (0, 1, 3):
        week = TODAY + timedelta(weeks=weeks)
        make.example(state=State.DRAFT, naming=Naming.UNKNOWN, assess_from=week)
    make.example(state=State.ARCHIVED, naming=Naming.UNKNOWN, assess_from=TODAY + timedelta(weeks=9))
    make.example(state=State.DRAFT, naming=Naming.NONE, assess_from=TODAY + timedelta(weeks=9))
    db.session.commit()
    assert queue.waiting_to_be_assessed(TODAY) == queue.Waiting(2, TODAY + timedelta(weeks=3))
    assert queue.waiting_to_be_assessed(TODAY + timedelta(weeks=3)) is None


def test_what_a_draft_has_out_there_must_be_taken_down_too(within: Flask) -> None:
    example, party = make.example("Åter utkast", state=State.DRAFT, responsible=make.user()), make.party()
    make.appearance(party, example)
    make.agreement(party, yes=make.everywhere("name"), until_day=TODAY)
    db.session.add(Placement(example_id=example.id, channel="web", from_day=TODAY))
    db.session.commit()
    assert queue.row_of(example.id, TODAY) is None
    row = queue.row_of(example.id, TODAY + timedelta(days=1))
    assert row is not None
    assert row.reason is Reason.TAKEDOWN
