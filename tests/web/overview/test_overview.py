"""The page Läget: what it shows whom, that chart and table agree, the file, and the pace."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from resultatbank.data import derive, pacing
from resultatbank.data.models import Example, QueueEntry
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import Naming, State
from tests import factories as make
from tests.statements import statements
from tests.web.client import Browser, soup, words
from tests.web.populated import Bank, bank

__all__ = ["bank"]

TODAY = make.NOW.date()
only_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def head(app: Flask, within: Flask) -> Browser:
    return logged_in(app, Role.HEAD)


def logged_in(app: Flask, role: Role) -> Browser:
    browser = Browser(app)
    browser.log_in(make.user(role))
    return browser


def entry(of: Example, entered: int, left: int | None, reason: int) -> None:
    days = {"entered_on": TODAY + timedelta(days=entered)}
    db.session.add(
        QueueEntry(
            example_id=of.id,
            reason=reason,
            left_on=None if left is None else TODAY + timedelta(days=left),
            **days,
        )
    )


def cells(page: BeautifulSoup, table: str) -> list[list[str]]:
    return [
        [cell.get_text(strip=True) for cell in row.find_all(["th", "td"])] for row in page.select(f".{table} tbody tr")
    ]


def test_an_empty_bank_says_something_sensible_everywhere(head: Browser) -> None:
    answer = head.get("/laget")
    assert answer.status_code == 200
    page = soup(answer)
    assert not page.select("svg.chart")
    for section in page.select("main section:not(#numbers)"):
        assert any(said in section.get_text() for said in ("Inget", "tom", "för få")), section
    assert head.get("/laget/fil/csv").status_code == 200


def test_the_chart_of_weeks_shows_the_numbers_of_its_table(head: Browser) -> None:
    example = make.example()
    for number in range(8):
        entry(example, -7 * number, -7 * number + (3 if number else 0), number + 1)
    entry(example, -14, None, 10)
    page = soup(head.get("/laget"))
    table = {row[0]: (int(row[2]), int(row[3])) for row in cells(page, "by-week")}
    assert len(table) == 26
    assert max(entered for entered, _ in table.values()) == 2
    columns = page.select("svg.weeks g")
    drawn = {}
    for column in columns:
        week, entered, left = re.findall(r"\d+", column.find("title").get_text())
        drawn[week] = (int(entered), int(left))
        heights = [float(rect["height"]) for rect in column.find_all("rect")]
        assert heights == [70 * int(entered) / 2, 70 * int(left) / 2]
    assert drawn == table


def test_the_chart_of_months_shows_the_numbers_of_its_table(head: Browser) -> None:
    for until in (20, 40, 41):
        party, example = make.party(), make.example()
        make.appearance(party, example)
        make.agreement(party, yes=make.everywhere("name"), until_day=TODAY + timedelta(days=until))
    derive.work_out()
    page = soup(head.get("/laget"))
    table = [(name, int(number)) for name, number in cells(page, "by-month")]
    assert [number for _, number in table] == [0, 1, 2, *[0] * 9]
    drawn = [each.get_text().split(": ") for each in page.select("svg.chart:not(.weeks) title")]
    assert [(name, int(number)) for name, number in drawn] == table
    heights = [float(each["height"]) for each in page.select("svg.chart:not(.weeks) rect")]
    assert heights == [46.0 * number for _, number in table]


@only_sqlite
@pytest.mark.parametrize("role", [Role.HEAD, Role.COMMUNICATOR, Role.REVIEWER])
def test_it_names_no_party_and_leads_only_where_one_may_go(app: Flask, bank: Bank, role: Role) -> None:
    browser = Browser(app)
    browser.log_in(bank.people[role])
    answer = browser.get("/laget")
    text = words(answer) + browser.get("/laget/fil/csv").get_data(as_text=True)
    for name in ("Påsson", "Bageriet", "Skyddad Person", "Smedsson", "Bryggdotter", "Vävsson", "Länkdotter"):
        assert name not in text
    links = {str(each["href"]) for each in soup(answer).select("main a[href^='/']")}
    assert any(each.startswith("/granskning/") for each in links) is (role is Role.REVIEWER)
    assert ("/overenskommelser/kalender" in links) is (role is not Role.HEAD)
    for each in links:
        assert browser.get(each).status_code == 200, each


@only_sqlite
def test_the_menu_has_a_line_for_those_who_may(app: Flask, within: Flask) -> None:
    for role in Role:
        lines = soup(logged_in(app, role).get("/")).select(".menu a[href='/laget']")
        assert bool(lines) is (role in (Role.HEAD, Role.COMMUNICATOR, Role.REVIEWER)), role


def test_the_file_says_what_the_page_says(head: Browser) -> None:
    make.example(reviewed=True)
    make.example()
    derive.work_out()
    rows = list(csv.reader(io.StringIO(head.get("/laget/fil/csv").get_data().decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Avsnitt", "Mått", "Värde", "Av", "Per den"]
    fresh = next(row for row in rows if row[1].startswith("Publicerade exempel med en text"))
    assert fresh[2:] == ["1", "2", str(TODAY)]
    assert "1 av 2 publicerade exempel" in words(head.get("/laget"))
    assert {row[4] for row in rows[1:]} == {str(TODAY)}


def waiting(number: int) -> list[Example]:
    return [
        make.example(state=State.DRAFT, naming=Naming.UNKNOWN, assess_from=TODAY + timedelta(days=70 + each))
        for each in range(number)
    ]


@pytest.mark.parametrize("role", [Role.HEAD, Role.REVIEWER])
def test_another_pace_acts_at_once(app: Flask, within: Flask, role: Role) -> None:
    browser, examples = logged_in(app, role), waiting(3)
    answer = browser.post("/laget/takt", per_week="2")
    assert "De 3 som väntar har fått nya veckor" in words(browser.follow(answer))
    db.session.expire_all()
    assert [(each.assess_from - TODAY).days for each in examples if each.assess_from] == [7, 7, 14]
    assert "2 i veckan kommer upp" in words(browser.get("/laget"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "Skriv hur många"), ("0", "från 1 till 500"), ("501", "från 1 till 500"), ("tio", "Skriv ett helt tal")],
)
def test_a_pace_that_is_wrong_comes_back_with_what_was_typed(head: Browser, typed: str, said: str) -> None:
    (example,) = waiting(1)
    before = example.assess_from
    answer = head.post("/laget/takt", per_week=typed)
    assert answer.status_code == 422
    field = soup(answer).find("input", attrs={"name": "per_week"})
    assert field is not None
    assert field.get("value", "") == typed
    assert said in words(answer)
    db.session.expire_all()
    assert (example.assess_from, pacing.per_week(10)) == (before, 10)


@only_sqlite
def test_one_who_only_sees_the_page_is_offered_no_pace(app: Flask, within: Flask) -> None:
    browser = logged_in(app, Role.COMMUNICATOR)
    assert not soup(browser.get("/laget")).select("main form")
    assert browser.post("/laget/takt", per_week="2").status_code == 403


def test_a_long_queue_is_told_of_before_one_makes_it_longer(head: Browser) -> None:
    warning = "Kön är redan lång"
    for _ in range(10):
        make.example()
    derive.work_out()
    assert warning not in words(head.get("/laget"))
    make.example()
    derive.work_out()
    assert warning in words(head.get("/laget"))


def test_the_number_of_queries_does_not_grow(head: Browser) -> None:
    def asked(number: int) -> int:
        for _ in range(number):
            party, example = make.party(), make.example(responsible=make.user(Role.REVIEWER))
            make.appearance(party, example)
            make.agreement(party, yes=make.everywhere("name"), until_day=TODAY + timedelta(days=50))
            entry(example, -3, None, 9)
        derive.work_out()
        db.session.commit()
        with statements() as sent:
            assert head.get("/laget").status_code == 200
        return len(sent)

    asked(1)
    assert asked(1) == asked(6)
