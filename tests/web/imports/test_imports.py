"""Results from a file: looked at first, taken in once, and never half."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from resultatbank.data import derive
from resultatbank.data.models import Example, ExampleText
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import Naming, State
from tests import factories as make
from tests.conftest import Clock
from tests.web.client import Browser, words


@pytest.fixture
def browser(app: Flask, within: Flask) -> Browser:
    browser = Browser(app)
    browser.log_in(make.user(Role.COMMUNICATOR))
    return browser


def rows(count: int, **more: str) -> bytes:
    made = [
        {
            "ärende-id": f"P{number}",
            "projektnamn": f"Påhittat projekt {number}",
            "län": "Skåne, Blekinge",
            "tema": "Energi",
            **more,
        }
        for number in range(count)
    ]
    return json.dumps(made).encode()


def choose(browser: Browser, data: bytes, name: str = "projekt.json"):  # type: ignore[no-untyped-def]  # A werkzeug answer.
    browser.get("/lasin")
    return browser.post("/lasin", file=(io.BytesIO(data), name))


def say_yes(browser: Browser, preview):  # type: ignore[no-untyped-def]  # Werkzeug answers.
    return browser.post("/lasin/ja", browser.form(preview, "/lasin/ja"))


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Example)) or 0


def test_looking_saves_nothing_and_saying_yes_makes_drafts_nobody_has_assessed(browser: Browser) -> None:
    preview = choose(browser, rows(3, beskrivning="En lång insats"))
    assert count() == 0
    assert "Påhittat projekt 2" in words(preview)
    assert "3 nya" in words(say_yes(browser, preview))
    example = db.session.scalars(select(Example).order_by(Example.id)).first()
    assert example is not None
    assert (example.state, example.naming, example.title) == (State.DRAFT, Naming.UNKNOWN, "Påhittat projekt 0")
    assert [region.code for region in example.regions] == ["10", "12"]
    assert [term.label for term in example.terms] == ["Energi"]
    assert db.session.get(ExampleText, (example.id, "effort")).value == "En lång insats"  # type: ignore[union-attr]  # It is there.
    assert derive.verify() == []


def test_the_same_file_twice_makes_nothing_twice(browser: Browser) -> None:
    preview = choose(browser, rows(3))
    say_yes(browser, preview)
    assert "Det finns inget nytt att läsa in." in words(choose(browser, rows(3)))
    # Somebody who has the first page open may still say yes again.
    once_more = browser.post("/lasin/ja", browser.form(preview, "/lasin/ja"))
    assert once_more.status_code == 422 or "0 nya, 0 ändrade, 3 oförändrade" in words(once_more)
    assert count() == 3


def test_what_comes_in_today_waits_since_today(browser: Browser, clock: Clock) -> None:
    clock.forward(days=3)
    say_yes(browser, choose(browser, rows(3)))
    assert set(db.session.scalars(select(Example.assess_from))) == {clock.day}


def test_a_changed_row_changes_an_untouched_draft_but_not_one_in_work(browser: Browser) -> None:
    say_yes(browser, choose(browser, rows(2)))
    first, second = db.session.scalars(select(Example).order_by(Example.id))
    second.responsible_id = make.user().id
    db.session.commit()
    answer = say_yes(browser, choose(browser, rows(2, organisation="Hitte & På AB")))
    assert "0 nya, 1 ändrade, 0 oförändrade, 1 ändrade men rörs inte" in words(answer)
    db.session.expire_all()
    assert (first.recipient, second.recipient) == ("Hitte & På AB", "")


def test_a_wrong_row_is_told_by_line_and_the_rest_goes_in(browser: Browser) -> None:
    data = "id;titel;slutdatum\n1;Rätt;2026-01-31\n2;Fel;2026-02-30\n".encode("utf-16")
    preview = choose(browser, data, "rader.csv")
    assert "Rad 3" in words(preview)
    assert "1 nya, 0 ändrade, 0 oförändrade, 1 felaktiga" in words(say_yes(browser, preview))


def test_drafts_wait_for_their_week(browser: Browser) -> None:
    say_yes(browser, choose(browser, rows(25)))
    monday = date(2026, 11, 23)
    planned = db.session.scalars(select(Example.assess_from).order_by(Example.id)).all()
    assert [planned.count(monday + timedelta(weeks=week)) for week in range(3)] == [10, 10, 5]


def test_a_long_file_goes_in_by_parts(browser: Browser) -> None:
    answer = say_yes(browser, choose(browser, rows(450)))
    assert "400 av 450" in words(answer)
    assert count() == 400
    assert "450 nya" in words(say_yes(browser, answer))
    assert count() == 450


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.json", b"{"),
        ("x.xlsx", b"not a workbook"),
        ("x.exe", b"MZ"),
        ("x.csv", b""),
        ("x.csv", b"a;b\n1;2\n"),
        ("x.json", b"\x00\xff" * 50),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(browser: Browser, name: str, data: bytes) -> None:
    answer = choose(browser, data, name)
    assert answer.status_code == 422
    assert "Rätta en sak" in words(answer)


def test_nobody_can_say_yes_to_somebody_elses_file(app: Flask, browser: Browser) -> None:
    preview = choose(browser, rows(1))
    other = Browser(app)
    other.log_in(make.user(Role.COMMUNICATOR))
    fields = browser.form(preview, "/lasin/ja")
    other.get("/lasin")
    assert other.post("/lasin/ja", {**fields, "csrf_token": other.key}).status_code == 422
    assert count() == 0


def test_no_file_and_a_made_up_key_are_refused(browser: Browser) -> None:
    browser.get("/lasin")
    assert browser.post("/lasin").status_code == 422
    assert browser.post("/lasin/ja", key="../../etc/passwd", start="x").status_code == 422
