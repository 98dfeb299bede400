"""Two people at the same thing at the same instant: one does it, the other is told, and nothing is half done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from resultatbank.data import derive
from resultatbank.data.models import AgreementRequest, Event, Example, FollowUp, Placement, Review, User
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import State
from tests import factories as make
from tests.at_once import at_once
from tests.web.client import Browser, soup, words
from tests.web.examples.conftest import make_ready

ROUNDS = 5
QUESTIONS = ("figures_right", "people_agree", "links_work", "still_good")
Fields = dict[str, Any]


@dataclass(frozen=True)
class Person:
    """Somebody at a browser and a process of their own."""

    user: User
    browser: Browser

    @property
    def note(self) -> str:
        return f"Skrivet av {self.user.name}"


@pytest.fixture
def two(within: Flask, make_app: Callable[[], Flask]) -> Iterator[list[Person]]:
    """Two who may review and publish."""
    people = []
    for name in ("Maja Testerholm", "Elis Skisslund"):
        user = make.user(Role.REVIEWER, Role.COMMUNICATOR, name=name)
        browser = Browser(make_app())
        browser.log_in(user)
        people.append(Person(user, browser))
    yield people
    for person in people:
        with person.browser.app.app_context():
            db.engine.dispose()


def logged(example: Example, kind: str) -> list[Event]:
    query = select(Event).where(Event.example_id == example.id, Event.kind == kind)
    return list(db.session.scalars(query))


def told_apart(people: list[Person], answers: list[TestResponse], refused: int) -> tuple[Person, Person, TestResponse]:
    """Return who did it, who didn't, and what the latter was answered."""
    statuses = [answer.status_code for answer in answers]
    assert sorted(statuses) == [303, refused], statuses
    first = statuses.index(303)
    return people[first], people[1 - first], answers[1 - first]


# ------------------------------------------------------------------------------------------ a row of the queue


def old() -> Example:
    """An example that was never reviewed, and is somebody's."""
    return make.example("Aldrig granskad", responsible=make.user())


def expired() -> Example:
    """An example whose only party's yes has ended."""
    example, party = make.example("Utgången", responsible=make.user(), reviewed=True), make.party()
    make.appearance(party, example)
    make.agreement(party, yes=make.everywhere("name"), until_day=date(2026, 11, 21))
    return example


def nobodys() -> Example:
    """An example whose responsible person has left."""
    gone = make.user()
    gone.locked_at = make.NOW
    return make.example("Ingens", responsible=gone, reviewed=True)


def reviewing(_person: Person) -> Fields:
    return dict.fromkeys(QUESTIONS, "ja")


def archiving(_person: Person) -> Fields:
    return dict.fromkeys(QUESTIONS, "nej") | {"remedy": "archive"}


def unpublishing(_person: Person) -> Fields:
    return dict.fromkeys(QUESTIONS, "nej") | {"remedy": "draft"}


def asking(_person: Person) -> Fields:
    return dict.fromkeys(QUESTIONS, "ja") | {"remedy": "ask"}


def taking_over(person: Person) -> Fields:
    return {"remedy": "responsible", "responsible": str(person.user.id)}


DECISIONS = [
    (old, reviewing, reviewing),
    (old, reviewing, archiving),
    (old, unpublishing, archiving),
    (old, reviewing, taking_over),
    (expired, asking, asking),
    (expired, asking, archiving),
    (nobodys, taking_over, taking_over),
    (nobodys, taking_over, archiving),
]


@pytest.mark.parametrize(
    ("build", "one", "another"), DECISIONS, ids=["-".join(each.__name__ for each in row) for row in DECISIONS]
)
def test_of_two_who_decide_about_a_row_one_does_and_the_other_is_told_who(
    two: list[Person],
    build: Callable[[], Example],
    one: Callable[[Person], Fields],
    another: Callable[[Person], Fields],
) -> None:
    for number in range(ROUNDS):
        example, choices = build(), [one, another] if number % 2 else [another, one]
        before = len(db.session.scalars(select(Review).where(Review.example_id == example.id)).all())
        url = f"/granskning/{example.id}"
        forms = [
            opened(person, url) | named(example, choice(person) | {"note": person.note})
            for person, choice in zip(two, choices, strict=True)
        ]
        answers = at_once(*(pressing(person, url, form) for person, form in zip(two, forms, strict=True)))
        first, second, told = told_apart(two, answers, 409)
        assert f"{first.user.name} " in words(told)
        assert "Inget av det du valde är gjort." in words(told)
        assert second.note in told.get_data(as_text=True)
        assert [event.actor_id for event in logged(example, "queue_decision")] == [first.user.id]
        decided = choices[two.index(first)]
        assert_only_that_was_done(example, first, decided, before)


def opened(person: Person, url: str) -> Fields:
    return person.browser.form(person.browser.get(url), url)


def named(example: Example, fields: Fields) -> Fields:
    return {f"rad{example.id}-{name}": value for name, value in fields.items()}


def pressing(person: Person, url: str, fields: Fields) -> Callable[[], TestResponse]:
    return lambda: person.browser.post(url, fields)


def assert_only_that_was_done(example: Example, by: Person, decided: Callable[[Person], Fields], before: int) -> None:
    """What was decided is done once, wholly, and nothing of what the other one chose."""
    found = db.session.scalars(select(Review).where(Review.example_id == example.id).order_by(Review.id)).all()
    made = [(review.by_id, review.note) for review in found[before:]]
    assert made == ([] if decided is taking_over else [(by.user.id, by.note)])
    state = {archiving: State.ARCHIVED, unpublishing: State.DRAFT}.get(decided, State.PUBLISHED)
    assert example.state == state
    assert len(logged(example, "example_archived")) == (decided is archiving)
    assert len(logged(example, "example_unpublished")) == (decided is unpublishing)
    assert len(logged(example, "responsible_changed")) == (decided is taking_over)
    assert (example.responsible_id == by.user.id) is (decided is taking_over)
    asked = db.session.scalars(select(AgreementRequest).where(AgreementRequest.example_id == example.id)).all()
    assert [request.asked_by_id for request in asked] == ([by.user.id] if decided is asking else [])
    assert derive.verify() == []


def test_one_who_comes_after_a_change_of_the_details_is_told_who_made_it(two: list[Person]) -> None:
    first, second = two
    example = old()
    make.review(example, by=make.user(Role.REVIEWER, name="Någon Förut"), at=make.NOW - timedelta(days=400))
    url, details = f"/granskning/{example.id}", f"/exempel/{example.id}/uppgifter"
    form = opened(second, url) | named(example, reviewing(second))
    assert first.browser.post(details, opened(first, details) | {"recipient": "Någon annan"}).status_code == 303
    second.browser.get(url)
    late = second.browser.post(url, form)
    assert late.status_code == 409
    assert "Maja Testerholm ändrade exemplet 2026-11-23 10:00" in words(late)
    assert "Någon Förut granskade" not in words(late)
    again = second.browser.form(late, url)
    assert second.browser.post(url, again).status_code == 303


def test_with_htmx_the_row_that_left_the_queue_says_so_in_its_place(two: list[Person]) -> None:
    first, second = two
    example = old()
    url = f"/granskning/{example.id}"
    mine = opened(second, url) | named(example, archiving(second) | {"note": "Bort med den"})
    first.browser.post(url, opened(first, url) | named(example, reviewing(first)))
    late = second.browser.post(url, mine, htmx="queue")
    assert late.status_code == 409
    assert late.headers["HX-Retarget"] == f"#rad-{example.id}"
    place = soup(late).find(id=f"rad-{example.id}")
    assert place is not None
    said = " ".join(place.get_text(" ").split())
    assert "Maja Testerholm granskade exemplet 2026-11-23 10:00" in said
    assert "Är det fortfarande ett bra exempel? Nej" in said
    assert "Vad gör vi åt det? Arkivera" in said
    assert "Bort med den" in said


# --------------------------------------------------------------------------------------- what else meets itself


@pytest.fixture
def placed(within: Flask) -> Placement:
    """A place from which something must be taken down."""
    place = Placement(example_id=expired().id, channel="web", address="www.example.se/a", from_day=date(2026, 10, 1))
    db.session.add(place)
    db.session.flush()
    return place


def test_two_who_take_the_same_place_down_leave_one_answer(two: list[Person], placed: Placement) -> None:
    url = f"/publiceringsplatser/{placed.id}/ta-ned"
    for _ in range(ROUNDS):
        placed.outcome, placed.settled_on, placed.settled_by_id, placed.outcome_reason = "", None, None, ""
        before = len(logged(db.session.get_one(Example, placed.example_id), "placement_stays"))
        forms = [opened(person, url) | {"outcome": "stays", "reason": person.note} for person in two]
        answers = at_once(*(pressing(person, url, form) for person, form in zip(two, forms, strict=True)))
        first, second, told = told_apart(two, answers, 422)
        assert (placed.outcome, placed.settled_by_id, placed.outcome_reason) == ("stays", first.user.id, first.note)
        assert len(logged(db.session.get_one(Example, placed.example_id), "placement_stays")) == before + 1
        assert "Någon annan hann före." in words(told)
        assert f"antecknat 2026-11-23 av {first.user.name}" in words(told)
        assert f"Du skrev: {second.note}" in words(told)
        assert derive.verify() == []


def test_two_who_write_down_the_same_measurement_leave_one(two: list[Person], placed: Placement) -> None:
    example = db.session.get_one(Example, placed.example_id)
    url = f"/exempel/{example.id}/rader/follow_ups"
    for number in range(1, ROUNDS + 1):
        day = date(2026, 11, number)
        forms = [
            opened(person, url)
            | {"placement_id": str(placed.id), "measured_on": str(day), "reached": "1200", "note": person.note}
            for person in two
        ]
        answers = at_once(*(pressing(person, url, form) for person, form in zip(two, forms, strict=True)))
        first, second, told = told_apart(two, answers, 422)
        kept = db.session.scalars(select(FollowUp).where(FollowUp.measured_on == day)).all()
        assert [row.note for row in kept] == [first.note]
        assert len(logged(example, "row_added")) == number
        assert "Platsen har redan en mätning den dagen. Ändra den i stället." in words(told)
        assert second.browser.form(told, url)["note"] == second.note


def test_two_who_publish_at_once_publish_once(two: list[Person]) -> None:
    for _ in range(ROUNDS):
        example = make.example("Till publicering", state=State.DRAFT)
        make_ready(example, two[0].user)
        url = f"/exempel/{example.id}/publicera"
        answers = at_once(*(pressing(person, url, opened(person, url)) for person in two))
        assert [answer.status_code for answer in answers] == [303, 303]
        assert example.state == State.PUBLISHED
        assert len(logged(example, "example_published")) == 1
