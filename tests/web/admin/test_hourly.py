"""What an hour costs: chosen by an administrator, with its history."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from resultatbank.data import hourly
from resultatbank.data.models import Event, User
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from tests import factories as make
from tests.web.client import Browser, words

PAGE, URL = "/ordlistor", "/ordlistor/timkostnad"


@pytest.fixture
def administrator(within: Flask) -> User:
    return make.user(Role.ADMINISTRATOR, name="Ada Påhittsson")


@pytest.fixture
def browser(app: Flask, administrator: User) -> Browser:
    browser = Browser(app)
    browser.log_in(administrator)
    return browser


def test_until_somebody_has_chosen_it_is_assumed_and_said_so(browser: Browser) -> None:
    said = words(browser.get(PAGE))
    assert "vi antar 550 kr" in said
    assert hourly.hourly_cost() == 550


def test_what_is_chosen_holds_and_what_was_chosen_before_is_told_with_who(
    browser: Browser, administrator: User
) -> None:
    for kronor in ("600", "725"):
        fields = browser.form(browser.get(PAGE), URL) | {"kronor": kronor}
        assert browser.post(URL, fields).status_code == 303
    assert hourly.hourly_cost() == 725
    said = words(browser.get(PAGE))
    assert "2026-11-23 725 kr, Ada Påhittsson" in said
    assert "2026-11-23 600 kr, Ada Påhittsson" in said
    events = db.session.scalars(select(Event).where(Event.kind == "hourly_cost_set").order_by(Event.id)).all()
    assert [(event.actor_id, event.fields) for event in events] == [
        (administrator.id, ["600"]),
        (administrator.id, ["725"]),
    ]


def test_the_same_again_changes_nothing(browser: Browser) -> None:
    for _ in range(2):
        answer = browser.post(URL, browser.form(browser.get(PAGE), URL) | {"kronor": "600"})
    assert "redan så" in words(browser.follow(answer))
    assert len(hourly.choices()) == 1


@pytest.mark.parametrize("typed", ["", "0", "-5", "10001", "dyrt", "1" + "0" * 30, "550,5"])
def test_what_no_hour_costs_is_refused_with_what_was_typed(browser: Browser, typed: str) -> None:
    answer = browser.post(URL, browser.form(browser.get(PAGE), URL) | {"kronor": typed})
    assert answer.status_code == 422
    assert browser.form(answer, URL)["kronor"] == typed
    assert not hourly.choices()


def test_only_an_administrator_chooses(app: Flask, within: Flask) -> None:
    for role in (Role.COMMUNICATOR, Role.REVIEWER, Role.EMPLOYEE):
        other = Browser(app)
        other.log_in(make.user(role))
        other.get("/konto")
        assert other.post(URL, kronor="1").status_code == 403
    assert hourly.hourly_cost() == 550
