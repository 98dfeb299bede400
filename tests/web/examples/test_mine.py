"""What is one's own: what waits, what one has copied, and what became of one's tips."""

from __future__ import annotations

import pytest
from flask import Flask

from resultatbank.data import inbox, reading
from resultatbank.data.models import Example, User
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import State
from tests import factories as make
from tests.statements import statements
from tests.web.client import Browser, soup, words
from tests.web.examples.conftest import make_ready


def test_one_sees_what_one_answers_for_and_what_is_missing(browser: Browser, draft: Example, writer: User) -> None:
    make.example("Planerat tillsammans", benefit="", state=State.PLANNED, fallback_id=writer.id)
    page = words(browser.get("/mina"))
    assert "Lägre elräkning" in page
    assert "Planerat tillsammans" in page
    assert "Du är ersättare" in page
    assert "saker saknas före publicering" in page
    assert "Brus som ingen ska röra" not in page
    make_ready(draft, writer)
    assert "Kan publiceras" in words(browser.get("/mina"))


def test_an_employee_sees_copies_and_tips_and_is_told_when_a_copy_may_no_longer_be_used(
    app: Flask, within: Flask
) -> None:
    employee = make.user(name="Hanna Hittepå")
    allowed = make.example("Får visas", benefit="Bageriet anställde tre")
    stopped = make.example("Hitte Påsson berättar", benefit="Hitte Påsson fick jobb", state=State.DRAFT)
    for each in (allowed, stopped):
        reading.record_use(each, make.stamp(employee))
    item = inbox.send("tip", "Kvarteret fick spillvärme", make.stamp(employee))
    inbox.settle(item, "declined", "Tack, men det är för tidigt.", make.stamp())
    browser = Browser(app)
    browser.log_in(employee)
    page = words(browser.get("/mina"))
    assert "Bageriet anställde tre" in page
    assert f"Exempel nummer {stopped.id}" in page
    assert "Får inte användas längre" in page
    assert "Hitte Påsson" not in page
    assert "Tack, men det är för tidigt." in page
    assert not soup(browser.get("/mina")).find("a", href="/exempel/nytt")


def test_one_who_has_nothing_is_told_what_to_do(app: Flask, within: Flask) -> None:
    browser = Browser(app)
    browser.log_in(make.user(Role.REVIEWER))
    page = words(browser.get("/mina"))
    assert "Du är inte ansvarig för något exempel" in page
    assert "Du har inte kopierat något exempel än" in page
    assert "Du har inte tipsat om något än" in page


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_number_of_queries_is_constant(browser: Browser, writer: User) -> None:
    def queries() -> int:
        db.session.commit()
        with statements() as sent:
            assert browser.get("/mina").status_code == 200
        return len(sent)

    def fill() -> None:
        for state in State:
            made = make.example(state=state, responsible=writer, fallback_id=make.user().id)
            make.text(made, "message", "Ett svar")
            make.appearance(make.party(), made)
            reading.record_use(made, make.stamp(writer))
            inbox.send("help", "Hjälp", make.stamp(writer), example=made)

    fill()
    few = queries()
    for _ in range(5):
        fill()
    assert queries() <= few
