"""What an employee says is wrong becomes a row of the queue, and whoever said it is told what was done."""

from __future__ import annotations

import pytest
from flask import Flask

from resultatbank.data import inbox, queue
from resultatbank.data.models import Example
from resultatbank.extensions import db
from resultatbank.rules.review import Reason
from resultatbank.rules.roles import Role
from tests import factories as make
from tests.web.client import Browser, words

TODAY = make.NOW.date()
LINE = "Länken till slutrapporten leder ingenstans."


@pytest.fixture
def example(within: Flask) -> Example:
    made = make.example("Granskat", responsible=make.user(), reviewed=True)
    db.session.commit()
    return made


@pytest.fixture
def johan(app: Flask, within: Flask) -> Browser:
    browser = Browser(app)
    browser.log_in(make.user(name="Johan Utkastsson", email="johan@example.se"))
    return browser


def tell(browser: Browser, example: Example) -> None:
    url = f"/exempel/{example.id}/fel"
    assert browser.post(url, {**browser.form(browser.get(url), url), "text": LINE}).status_code == 303


def answer(browser: Browser, example: Example, **more: str) -> None:
    url = f"/granskning/{example.id}"
    prefix = f"rad{example.id}-"
    yes = dict.fromkeys(("figures_right", "people_agree", "links_work", "still_good"), "ja")
    fields = {prefix + name: value for name, value in {**yes, **more}.items()}
    assert browser.post(url, {**browser.form(browser.get(url), url), **fields}).status_code == 303


def test_what_any_employee_says_is_wrong_is_a_row_with_who_and_when(
    johan: Browser, maja: Browser, example: Example
) -> None:
    tell(johan, example)
    row = queue.row_of(example.id, TODAY)
    assert row is not None
    assert row.reason is Reason.FAULT
    assert row.sentence == f"Johan Utkastsson 2026-11-23: ”{LINE}”"
    assert LINE in words(maja.get(f"/granskning/{example.id}"))


def test_the_review_answers_whoever_saw_it_in_the_inbox_too(johan: Browser, maja: Browser, example: Example) -> None:
    tell(johan, example)
    answer(maja, example, note="Ny länk är inlagd.")
    assert queue.row_of(example.id, TODAY) is None
    assert not inbox.open_items()
    assert "Granskat 2026-11-23. Ny länk är inlagd." in words(johan.get("/mina"))


def test_asking_for_a_correction_puts_no_new_row_in_the_queue(johan: Browser, maja: Browser, example: Example) -> None:
    tell(johan, example)
    answer(maja, example, links_work="nej", remedy="fix", note="Byt länken.")
    assert queue.row_of(example.id, TODAY) is None
    (asked,) = inbox.open_items()
    assert asked.kind == "help"
    assert asked.text.startswith("Byt länken.\nJohan Utkastsson: ”")
    assert "Granskat 2026-11-23. Kommunikatörerna är ombedda att rätta det. Byt länken." in words(johan.get("/mina"))


def test_what_is_to_be_mended_must_be_said_unless_somebody_has_said_it(johan: Browser, maja: Browser) -> None:
    example = make.example("Aldrig granskad", responsible=make.user())
    db.session.commit()
    url = f"/granskning/{example.id}"
    asked = dict.fromkeys(("figures_right", "people_agree", "links_work", "still_good"), "nej") | {"remedy": "fix"}
    for told in (False, True):
        if told:
            tell(johan, example)
        fields = maja.form(maja.get(url), url) | {f"rad{example.id}-{name}": value for name, value in asked.items()}
        response = maja.post(url, fields)
        assert response.status_code == (303 if told else 422)
        assert told or "Skriv vad som ska rättas" in words(response)
    assert [item.kind for item in inbox.open_items()] == ["help"]


def test_answering_in_the_inbox_takes_the_row_away_too(johan: Browser, example: Example) -> None:
    tell(johan, example)
    (item,) = inbox.open_items()
    inbox.settle(item, "done", "Rättat.", make.stamp(make.user(Role.COMMUNICATOR)))
    db.session.commit()
    assert queue.row_of(example.id, TODAY) is None
