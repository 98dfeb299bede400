"""A thousand times two reviewers decide about the same row at the same instant: one does, the other is told."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Select, func, select
from werkzeug.test import TestResponse

from resultatbank.data import derive
from resultatbank.data.models import AgreementRequest, Event, Example, Review, User
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from tests import factories as make
from tests.web.client import Browser

ROUNDS = 1_000
MOST_SECONDS = 60
# The reason that the queue is narrowed to. It has no rows, so that whoever decides is not shown fifty of them.
NOBODY = 13
QUESTIONS = ("figures_right", "people_agree", "links_work", "still_good")


@dataclass
class Reviewer:
    """One at a browser and a process of their own, with what each press of theirs was answered."""

    browser: Browser
    name: str
    id: int
    answers: list[TestResponse] = field(default_factory=list)
    fault: BaseException | None = None

    @property
    def note(self) -> str:
        return f"Skrivet av {self.name}"

    def form(self, row: Row) -> dict[str, str]:
        """Everything is right, says the reviewer, and that new agreements are asked for where that is what it takes."""
        values = dict.fromkeys(QUESTIONS, "ja") | {"version": str(row.version), "note": self.note}
        if row.stays:
            values["remedy"] = "ask"
        return {f"rad{row.id}-{name}": value for name, value in values.items()} | {"csrf_token": self.browser.key}


@dataclass(frozen=True)
class Row:
    """A row that both have open, as they saw it."""

    id: int
    version: int
    stays: bool


@pytest.fixture
def two(within: Flask, make_app: Callable[[], Flask]) -> Iterator[list[Reviewer]]:
    people = []
    for name in ("Maja Testerholm", "Elis Skisslund"):
        user = make.user(Role.REVIEWER, name=name)
        browser = Browser(make_app())
        browser.log_in(user)
        people.append(Reviewer(browser, user.name, user.id))
    yield people
    for person in people:
        with person.browser.app.app_context():
            db.engine.dispose()


def rows_to_decide_about(owner: User) -> list[Row]:
    """Return rows of the queue: three in four leave it when they are reviewed, the fourth stays until it is answered.

    Of those that leave, the late one finds no row; of those that stay, only the version tells.
    """
    rows = []
    for number in range(ROUNDS):
        stays = number % 4 == 3
        example = make.example(f"Kapplöpning {number}", responsible=owner, reviewed=stays)
        if stays:
            party = make.party()
            make.appearance(party, example)
            make.agreement(party, yes=make.everywhere("name"), until_day=date(2026, 11, 21), by=owner)
        rows.append(Row(example.id, example.version, stays))
    db.session.commit()
    return rows


def race(two: list[Reviewer], rows: list[Row]) -> None:
    """Let both press for each row in turn, at the same instant."""
    start = threading.Barrier(len(two))

    def press(person: Reviewer) -> None:
        try:
            for row in rows:
                form = person.form(row)
                start.wait(MOST_SECONDS)
                # Past Browser.post(), which reads each answer's page: here that is done afterwards.
                person.answers.append(person.browser.client.post(f"/granskning/{row.id}?skal={NOBODY}", data=form))
        except BaseException as fault:
            person.fault = fault
            start.abort()

    threads = [threading.Thread(target=press, args=(person,)) for person in two]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [person.fault for person in two] == [None, None]


def test_of_two_who_decide_a_thousand_times_one_does_and_the_other_is_told_and_nothing_is_done_twice(
    two: list[Reviewer],
) -> None:
    rows = rows_to_decide_about(make.user(Role.COMMUNICATOR))
    begun = db.session.scalar(select(func.max(Review.id))) or 0
    db.session.commit()

    race(two, rows)

    db.session.expire_all()
    reviews = by_example(select(Review.example_id, Review.by_id, Review.note).where(Review.id > begun))
    decisions = by_example(select(Event.example_id, Event.actor_id).where(Event.kind == "queue_decision"))
    asked = by_example(select(AgreementRequest.example_id, AgreementRequest.asked_by_id))
    versions = dict(db.session.execute(select(Example.id, Example.version)).all())
    won = Counter[str]()
    for row, *answers in zip(rows, *(person.answers for person in two), strict=True):
        statuses = [answer.status_code for answer in answers]
        assert sorted(statuses) == [303, 409], row
        first, second = two[statuses.index(303)], two[statuses.index(409)]
        told = answers[statuses.index(409)].get_data(as_text=True)
        assert f"{first.name} granskade exemplet" in told
        assert "Inget av det du valde är gjort." in told
        assert second.note in told
        assert reviews[row.id] == [(first.id, first.note)]
        assert decisions[row.id] == [(first.id,)]
        assert asked[row.id] == ([(first.id,)] if row.stays else [])
        assert versions[row.id] == row.version + 1
        won[first.name] += 1
    assert len(rows) == ROUNDS
    assert len(won) == 2, won
    assert derive.verify() == []


def by_example(query: Select[Any]) -> dict[int, list[tuple[Any, ...]]]:
    """Return the rest of each row that a query finds, by the example that stands first in it."""
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for example_id, *rest in db.session.execute(query):
        found[example_id].append(tuple(rest))
    return found
