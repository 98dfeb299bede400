"""Figures that are waited for: told to those who answer for the example, and to whoever is to bring them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from resultatbank.data import rows
from resultatbank.data.models import Example, Indicator, User
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import State
from tests import factories as make
from tests.conftest import Clock
from tests.statements import statements
from tests.web.client import Browser, soup, words

DAY = make.NOW.date()


def figure(example: Example, name: str, due_on: date = DAY, **values: object) -> Indicator:
    made = rows.add_row(example.id, "indicators", {"name": name, "due_on": due_on, **values}, make.stamp())
    db.session.commit()
    return made  # type: ignore[no-any-return]  # Rows of all kinds come from one place.


def as_(app: Flask, person: User) -> Browser:
    db.session.commit()
    browser = Browser(app)
    browser.log_in(person)
    return browser


@pytest.mark.parametrize("state", [State.DRAFT, State.PUBLISHED])
def test_figures_that_are_late_are_told_to_whoever_answers_and_lead_to_where_they_are_written(
    browser: Browser, writer: User, clock: Clock, state: State
) -> None:
    example = make.example("Fisket", state=state, responsible=writer)
    late = figure(example, "Diesel per fångstdag", DAY - timedelta(days=7))
    figure(example, "Nya båtar", DAY + timedelta(days=1))
    own = browser.get("/mina")
    assert "Diesel per fångstdag skulle ha funnits 2026-11-16" in words(own)
    assert "Nya båtar" not in words(own)
    [way] = [each for each in soup(own).find_all("a") if each.text == "Skriv värdet i steg 2"]
    page, _, place = str(way["href"]).partition("#")
    step_two = browser.get(page)
    assert soup(step_two).find(id=place) is not None
    assert "Diesel per fångstdag skulle ha funnits 2026-11-16." in words(step_two)
    step_one = words(browser.get(f"/exempel/{example.id}/steg/1"))
    assert "skulle ha funnits 2026-11-16" in step_one
    assert "ska finnas 2026-11-24" in step_one
    make.measurement(late, 3)
    db.session.commit()
    assert "skulle ha funnits" not in words(browser.get("/mina"))
    assert "skulle ha funnits" not in words(browser.get(page))


def test_a_figure_that_is_measured_every_year_says_so_when_a_later_year_is_missing(
    browser: Browser, draft: Example, clock: Clock
) -> None:
    yearly = figure(draft, "Nya jobb", DAY, repeat_until=2028)
    make.measurement(yearly, 3)
    db.session.commit()
    assert f"nästa {DAY.year + 1}-11-23" in words(browser.get(f"/exempel/{draft.id}/steg/1"))
    clock.forward(days=366)
    browser.log_in(db.session.get(User, draft.responsible_id))
    assert f"skulle ha funnits {DAY.year + 1}-11-23" in words(browser.get(f"/exempel/{draft.id}/steg/1"))


def test_a_reviewer_who_answers_asks_a_communicator_to_write_the_value(app: Flask, within: Flask) -> None:
    reviewer = make.user(Role.REVIEWER)
    example = make.example("Fisket", responsible=reviewer)
    figure(example, "Diesel")
    browser = as_(app, reviewer)
    own = browser.get("/mina")
    assert f"Diesel skulle ha funnits {DAY}" in words(own)
    link = soup(own).find("a", string="Be en kommunikatör skriva värdet")
    assert browser.get(str(link["href"])).status_code == 200


def test_whoever_is_to_bring_a_figure_sees_it_the_day_and_whom_to_send_it_to_and_nothing_more(
    app: Flask, within: Flask, writer: User, clock: Clock
) -> None:
    employee, other = make.user(name="Hanna Hittepå"), make.user()
    draft = make.example("Hemlig titel", benefit="Hemlig nytta", state=State.DRAFT, responsible=writer)
    brought = {"responsible_id": employee.id, "method": "Hemlig metod"}
    late = figure(draft, "Diesel per fångstdag", DAY - timedelta(days=7), unit="liter", **brought)
    figure(draft, "Nya båtar", DAY + timedelta(days=9), **brought)
    put_away = make.example("Arkiverat", state=State.ARCHIVED)
    figure(put_away, "Från arkivet", **brought)
    browser = as_(app, employee)
    own = browser.get("/mina")
    said = words(own)
    assert "Siffror du ska ta fram, 2" in said
    assert "Diesel per fångstdag Skulle ha funnits 2026-11-16 Enhet: liter Skicka den till Karin Mallander" in said
    assert "Nya båtar Ska finnas 2026-12-02" in said
    assert soup(own).find("a", href=f"mailto:{writer.email}") is not None
    assert "Hemlig" not in said
    assert "Från arkivet" not in said
    assert f"/exempel/{draft.id}" not in own.get_data(as_text=True)
    assert "Siffror du ska ta fram" not in words(as_(app, other).get("/mina"))
    make.measurement(late, 3)
    writer.locked_at = clock.at
    db.session.commit()
    said = words(browser.get("/mina"))
    assert "Diesel" not in said
    assert "Skicka den till en kommunikatör" in said
    assert "Karin Mallander" not in said


def test_a_communicator_who_is_to_bring_a_figure_is_led_to_where_it_is_written(
    browser: Browser, writer: User, draft: Example
) -> None:
    figure(draft, "Nya båtar", DAY + timedelta(days=9), responsible_id=writer.id)
    link = soup(browser.get("/mina")).select_one("section[aria-labelledby=siffror] li a")
    assert link is not None
    assert browser.get(str(link["href"]).partition("#")[0]).status_code == 200


@pytest.mark.parametrize("role", [Role.COMMUNICATOR, Role.EMPLOYEE])
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_number_of_queries_is_constant(app: Flask, within: Flask, role: Role) -> None:
    person = make.user(role)

    def queries() -> int:
        for state in (State.DRAFT, State.PLANNED, State.PUBLISHED):
            example = make.example(state=state, responsible=person)
            figure(example, "Nya jobb", responsible_id=person.id)
        browser = as_(app, person)
        browser.get("/mina")
        with statements() as sent:
            assert browser.get("/mina").status_code == 200
        return len(sent)

    assert queries() == queries() == queries()
