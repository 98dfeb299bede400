"""Whoever opens a page about a party is written down, or doesn't see it."""

from __future__ import annotations

import sqlite3
from contextvars import Context
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from resultatbank.data import agreements, sealing, verifying
from resultatbank.data.agreements import Given, Proof
from resultatbank.data.events import log
from resultatbank.data.models import Event, Example, Party, User
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import LegalBasis, Reading
from tests import factories as make
from tests.conftest import Clock
from tests.statements import statements
from tests.web.client import Browser, soup, words

only_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


def readings() -> list[tuple[str, str, int, str]]:
    query = select(Event.kind, Event.subject, Event.subject_id, User.name).join(User).where(Event.kind.in_(Reading))
    return [tuple(each) for each in db.session.execute(query.order_by(Event.id))]


def readers(page: TestResponse) -> list[str]:
    return [each.get_text() for each in soup(page).select("details ol.log b")]


def test_opening_a_partys_page_is_written_down_and_told_on_it(
    app: Flask, browser: Browser, person: Party, clock: Clock
) -> None:
    path = f"/parter/{person.id}"
    assert "Ingen före dig" in words(browser.get(path))
    assert readings() == [("party_viewed", "party", person.id, "Kim Kommunikatör")]
    clock.forward(hours=1)
    other = Browser(app)
    other.log_in(make.user(Role.REVIEWER, name="Greger Granskare"))
    assert readers(other.get(path)) == ["Kim Kommunikatör"]
    assert readers(browser.get(path)) == ["Greger Granskare", "Kim Kommunikatör"]
    assert verifying.verify(app.config["SETTINGS"].data_dir).faults == []


def test_the_fifty_latest_are_told(browser: Browser, person: Party) -> None:
    for number in range(60):
        log(make.stamp(make.user(), make.NOW - timedelta(hours=number + 1)), Reading.PARTY, "party", person.id)
    assert len(readers(browser.get(f"/parter/{person.id}"))) == 50


def test_opening_a_record_and_its_confirmation_is_written_down_and_not_told_among_what_happened(
    browser: Browser, person: Party
) -> None:
    by, day = make.user(), make.NOW.date()
    given = Given(LegalBasis.CONSENT, day, {("name", "web"): True}, day)
    record = agreements.record(person, given, Proof("oral"), make.stamp(by))
    noes = Given(LegalBasis.CONSENT, day, {("name", "web"): False}, day, withdraws_id=record.id)
    ended = agreements.withdraw(person, noes, Proof("oral"), make.stamp(by))
    for _ in range(2):
        page = browser.get(f"/overenskommelser/{record.id}")
    assert browser.get(f"/overenskommelser/{ended.id}/bekraftelse").status_code == 200
    assert [each[:3] for each in readings()] == [
        ("agreement_viewed", "agreement", record.id),
        ("agreement_viewed", "agreement", record.id),
        ("receipt_viewed", "agreement", ended.id),
    ]
    assert [each.get_text() for each in soup(page).select("#handelser ~ ol b")] == ["Överenskommelse registrerad"]


def test_a_page_that_is_not_there_or_not_allowed_is_not_written_down(
    app: Flask, browser: Browser, person: Party
) -> None:
    employee = Browser(app)
    employee.log_in(make.user())
    assert employee.get(f"/parter/{person.id}").status_code == 403
    assert browser.get("/parter/999").status_code == 404
    assert browser.get("/overenskommelser/999").status_code == 404
    assert readings() == []


def test_a_page_whose_reading_cannot_be_written_down_is_not_shown(app: Flask, browser: Browser, person: Party) -> None:
    path = f"/parter/{person.id}"
    browser.get(path)

    def refuse(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT INTO event"):
            raise OperationalError(statement, None, Exception("disk full"))

    event.listen(db.engine, "before_cursor_execute", refuse)
    try:
        response = browser.get(path)
    finally:
        event.remove(db.engine, "before_cursor_execute", refuse)
    assert response.status_code == 503
    assert person.name not in response.get_data(as_text=True)


@only_sqlite
def test_a_page_waits_for_whoever_writes_but_not_for_ever(
    app: Flask, browser: Browser, person: Party, database_url: str
) -> None:
    path = f"/parter/{person.id}"
    browser.get(path)
    db.session.remove()
    db.engine.dispose()

    def impatient(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout=1")

    event.listen(db.engine, "connect", impatient)
    holder = sqlite3.connect(Path(make_url(database_url).database or ""), isolation_level=None)
    try:
        holder.execute("BEGIN IMMEDIATE")
        response = Context().run(browser.client.open, path)
    finally:
        holder.close()
    assert response.status_code == 503
    assert "Påhittström" not in response.get_data(as_text=True)
    assert browser.get(path).status_code == 200


def test_a_party_in_two_hundred_examples_takes_no_more_questions_than_one_in_few(
    browser: Browser, person: Party, example: Example
) -> None:
    def asked() -> int:
        browser.get(f"/parter/{person.id}")
        with statements() as sent:
            assert browser.get(f"/parter/{person.id}").status_code == 200
        return len(sent)

    make.agreement(person, yes=make.everywhere("name", "photo"))
    few = asked()
    for _ in range(199):
        make.appearance(person, make.example(), ["name", "photo"])
    assert asked() == few


def test_the_chain_is_explained_with_its_head_to_those_who_may_see_parties(
    app: Flask, browser: Browser, person: Party
) -> None:
    browser.get(f"/parter/{person.id}")
    page = browser.get("/overenskommelser/kedjan")
    assert str(sealing.head()) in soup(page).get_text()
    employee = Browser(app)
    employee.log_in(make.user())
    assert employee.get("/overenskommelser/kedjan").status_code == 403
