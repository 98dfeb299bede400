"""How often an example is reviewed: said for the example and for its themes, and true at once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask

from resultatbank.data import queue
from resultatbank.data.models import Example, Term
from resultatbank.extensions import db
from resultatbank.rules.review import Reason
from resultatbank.rules.roles import Role
from tests import factories as make
from tests.web.client import Browser, words

REVIEWED = make.NOW.date()


@pytest.fixture
def somebody(app: Flask, within: Flask) -> Browser:
    """An administrator who is a communicator too."""
    browser = Browser(app)
    browser.log_in(make.user(Role.ADMINISTRATOR, Role.COMMUNICATOR))
    return browser


@pytest.fixture
def theme(within: Flask) -> Term:
    return make.term("theme", "Energi")


@pytest.fixture
def example(theme: Term) -> Example:
    made = make.example("Granskat i dag", responsible=make.user(), reviewed=True)
    made.terms = [theme]
    db.session.commit()
    return made


def old_on(example: Example, day: date) -> bool:
    """Tell whether the example is old on a day, and wasn't the day before."""
    before = queue.row_of(example.id, date.fromordinal(day.toordinal() - 1))
    row = queue.row_of(example.id, day)
    return before is None and row is not None and row.reason is Reason.OVERDUE


def send(browser: Browser, page: str, url: str, **fields: Any) -> int:
    return browser.post(url, {**browser.form(browser.get(page), url), **fields}).status_code


def test_a_theme_says_how_often_and_it_holds_at_once(somebody: Browser, example: Example, theme: Term) -> None:
    assert old_on(example, date(2027, 11, 24))
    url = f"/ordlistor/ord/{theme.id}"
    assert send(somebody, "/ordlistor/theme", url, review_months="3") == 303
    assert old_on(example, date(2027, 2, 24))
    assert send(somebody, "/ordlistor/theme", url, review_months="") == 303
    assert old_on(example, date(2027, 11, 24))


def test_the_example_itself_goes_before_its_theme_but_never_past_half_a_year_with_somebody_named(
    somebody: Browser, example: Example, theme: Term
) -> None:
    theme.review_months = 3
    db.session.commit()
    url = f"/exempel/{example.id}/uppgifter"
    assert send(somebody, url, url, review_months="24", themes=[str(theme.id)]) == 303
    assert old_on(example, date(2028, 11, 24))
    party = make.party()
    make.appearance(party, example, ["name"])
    make.agreement(party, yes=make.everywhere("name"))
    db.session.commit()
    assert old_on(example, date(2027, 5, 24))
    assert "Vartannat år" in words(somebody.get(url))


def test_what_is_no_choice_is_refused(somebody: Browser, example: Example, theme: Term) -> None:
    url = f"/ordlistor/ord/{theme.id}"
    assert send(somebody, "/ordlistor/theme", url, review_months="999") == 422
    url = f"/exempel/{example.id}/uppgifter"
    assert send(somebody, url, url, review_months="-1") == 422
