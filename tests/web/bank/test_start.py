"""The start page: the box, what is newest and to be trusted, and what the bank covers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from resultatbank.data import sweeping
from resultatbank.rules.roles import Role
from resultatbank.rules.words import State
from tests import factories as make
from tests.conftest import Clock
from tests.web.bank.test_search import closing_today, found, logged_in
from tests.web.client import Browser, soup, words


@pytest.fixture
def employee(within: Flask) -> Browser:
    return logged_in(within)


def test_the_newest_reviewed_examples_lead_and_unreviewed_and_old_ones_do_not_stand_there(employee: Browser) -> None:
    for days in (2, 1, 3, 4):
        make.example(benefit=f"Granskad för {days} dagar sedan", reviewed=True, at=make.NOW - timedelta(days=days))
    make.example(benefit="Aldrig granskad nytta")
    make.example(benefit="Gammal nytta", reviewed=True, at=make.NOW - timedelta(days=400))
    make.example(benefit="Utkastets nytta", reviewed=True, state=State.DRAFT)
    assert found(employee.get("/")) == [f"Granskad för {days} dagar sedan" for days in (1, 2, 3)]


def test_the_map_and_its_table_count_what_may_be_seen_today(employee: Browser, clock: Clock) -> None:
    theme = make.term("theme", "Ensamt tema")
    closing_today("Slutar", regions=["24"], terms=[theme], reviewed=True)
    make.example("Kvar", regions=["24", "25"])
    make.example("Utkast", regions=["24"], state=State.DRAFT)

    def counts() -> tuple[str, str]:
        page = soup(employee.get("/"))
        tile = page.find("a", attrs={"aria-label": lambda label: label and label.startswith("Västerbottens län")})
        row = next(row for row in page.select("tbody tr") if "Västerbottens län" in row.get_text())
        return str(tile["aria-label"]), row.td.get_text()  # type: ignore[index, union-attr]  # A missing tile or cell fails here.

    assert counts() == ("Västerbottens län: 2 exempel", "2")
    assert "Alla 2 exempel" in words(employee.get("/"))
    assert "Ensamt tema" in words(employee.get("/"))
    clock.forward(days=1)
    assert counts() == ("Västerbottens län: 1 exempel", "1")
    page = employee.get("/")
    assert "Ensamt tema" not in words(page)
    assert found(page) == []


def test_the_map_has_every_region_and_each_tile_leads_to_its_examples(employee: Browser) -> None:
    make.example("Här", benefit="Härs nytta", regions=["24"])
    make.example("Där", benefit="Därs nytta", regions=["25"])
    links = [str(link["href"]) for link in soup(employee.get("/")).select("svg.tiles a")]
    assert len(links) == len(set(links)) == 21
    assert found(employee.get("/exempel?lan=24")) == ["Härs nytta"]
    assert "/exempel?lan=24" in links


def test_the_box_searches_in_the_channel_that_is_chosen(employee: Browser) -> None:
    example, party = make.example(benefit="Bara intranät växer"), make.party()
    make.appearance(party, example)
    make.agreement(party, yes=[("name", "intranet")])
    make.example(benefit="Överallt växer")
    form = soup(employee.get("/")).find("form", role="search")
    assert form is not None
    radios = {radio["value"] for radio in form.select("input[name=kanal]")}
    assert radios == {"", *make.CHANNELS}
    assert len(found(employee.get(f"{form['action']}?q=växer&kanal="))) == 2
    assert found(employee.get(f"{form['action']}?q=växer&kanal=web")) == ["Överallt växer"]


def test_an_empty_bank_says_what_comes_next(employee: Browser) -> None:
    page = employee.get("/")
    assert page.status_code == 200
    assert "När det första publiceras och granskas visas det här." in words(page)
    assert soup(page).find("a", href="/tipsa", class_="btn") is not None


@pytest.mark.parametrize(("role", "told"), [(Role.ADMINISTRATOR, True), (Role.COMMUNICATOR, False)])
def test_an_administrator_is_told_when_the_daily_sweep_has_not_run(
    app: Flask, within: Flask, clock: Clock, role: Role, told: bool
) -> None:
    make.agreement(make.party(), yes=make.everywhere("name"))
    browser = Browser(app)
    browser.log_in(make.user(role))
    sentence = "Den dagliga genomgången har inte körts"
    assert sentence not in words(browser.get("/"))
    clock.forward(hours=27)
    assert (sentence in words(browser.get("/"))) is told
    sweeping.sweep(make.stamp(at=clock.at))
    assert sentence not in words(browser.get("/"))


def test_those_who_make_examples_begin_one_from_the_first_page_and_nobody_else(app: Flask, within: Flask) -> None:
    for role in Role:
        browser = Browser(app)
        browser.log_in(make.user(role))
        page = soup(browser.get("/"))
        link = page.find("a", href="/exempel/nytt")
        assert bool(link) is (role is Role.COMMUNICATOR), role
        assert bool(page.find("a", href="/exempel/nytt/planerat")) is bool(link)
