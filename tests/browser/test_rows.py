"""The rows of a step in a real browser: in place with htmx, by keyboard, and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Dialog, Page, expect

from resultatbank.data import rows
from resultatbank.data.session import may_write
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import State
from tests import factories as make
from tests.browser.conftest import Site, log_in

pytestmark = pytest.mark.browser


def address(site: Site, kind: str) -> str:
    with site.app.app_context(), may_write():
        example = make.example(state=State.DRAFT)
        db.session.commit()
        return f"/exempel/{example.id}/rader/{kind}"


def add(page: Page, title: str) -> None:
    page.locator("summary", has_text="Lägg till en källa").click()
    form = page.locator("#rader-sources-ny form")
    form.get_by_label("Titel").fill(title)
    form.get_by_role("button", name="Spara").click()


def expect_headings(page: Page, *headings: str) -> None:
    expect(page.locator("#rader-sources > .card > summary > b")).to_have_text(list(headings))


def test_rows_are_worked_on_in_place_and_focus_follows(site: Site, browser_page: Page) -> None:
    page = log_in(browser_page, site.people[Role.COMMUNICATOR])
    page.goto(address(site, "sources"))
    where = page.url
    add(page, "Första")
    expect(page.locator(".card summary", has_text="1. Första")).to_be_focused()
    add(page, "Andra")
    second = page.locator(".card summary", has_text="2. Andra")
    expect(second).to_be_focused()

    page.keyboard.press("Enter")
    page.get_by_role("button", name="Flytta upp källa 2").click()
    expect(page.locator("summary", has_text="1. Andra")).to_be_visible()
    expect(page.get_by_role("button", name="Flytta ned källa 1")).to_be_focused()
    expect_headings(page, "1. Andra", "2. Första")

    card = page.locator(".card", has=page.locator("summary", has_text="1. Andra"))
    card.get_by_label("Länk").fill("javascript:alert(1)")
    card.get_by_role("button", name="Spara källa 1").click()
    expect(card.get_by_role("alert")).to_be_focused()
    card.get_by_label("Länk").fill("https://www.example.se/a")
    card.get_by_role("button", name="Spara källa 1").click()
    expect(card.locator("summary")).to_be_focused()
    expect(card.locator("summary")).to_contain_text("Sparat")

    card.locator("summary").click()
    card.get_by_role("link", name="Ta bort källa 1").click()
    expect(page.get_by_role("button", name="Ta bort källa 1")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Raden är borttagen.")).to_be_focused()
    expect_headings(page, "1. Första")
    assert page.url == where


def test_an_unsaved_row_is_untouched_when_another_is_saved(site: Site, browser_page: Page) -> None:
    page = log_in(browser_page, site.people[Role.COMMUNICATOR])
    page.goto(address(site, "sources"))
    add(page, "Första")
    expect(page.locator("summary", has_text="1. Första")).to_be_visible()
    page.locator("summary", has_text="1. Första").click()
    page.locator(".card", has_text="1. Första").get_by_label("Diarienummer").fill("Inte sparat än")
    add(page, "Andra")
    expect(page.locator("summary", has_text="2. Andra")).to_be_visible()
    unsaved = page.locator(".card", has=page.locator("summary", has_text="1. Första"))
    expect(unsaved.get_by_label("Diarienummer")).to_have_value("Inte sparat än")


def test_a_new_source_is_offered_to_an_unsaved_value_whose_choice_stays(site: Site, browser_page: Page) -> None:
    page = log_in(browser_page, site.people[Role.COMMUNICATOR])
    page.goto(address(site, "sources").replace("rader/sources", "steg/2"))
    add(page, "Första")
    expect(page.locator("summary", has_text="1. Första")).to_be_visible()
    page.locator("summary", has_text="Lägg till ett värde").click()
    chosen = page.get_by_role("group", name="Lägg till ett värde", exact=True).get_by_label("Källa")
    chosen.select_option(label="Första")
    add(page, "Andra")
    expect(page.locator("summary", has_text="2. Andra")).to_be_visible()
    expect(chosen.get_by_role("option")).to_have_text(["Ingen källa", "Första", "Andra"])
    expect(chosen.locator("option:checked")).to_have_text("Första")


def test_every_open_value_is_offered_the_sources_there_are_and_keeps_what_is_chosen(
    site: Site, browser_page: Page
) -> None:
    step = address(site, "sources").replace("rader/sources", "steg/2")
    with site.app.app_context(), may_write():
        values = {"name": "Nya jobb", "direction": "up"}
        figure = rows.add_row(int(step.split("/")[2]), "indicators", values, make.stamp())
        for value in (3, 4):
            make.measurement(figure, value, make.NOW.date() - timedelta(days=value))
        db.session.commit()
    page = log_in(browser_page, site.people[Role.COMMUNICATOR])
    page.goto(step)
    add(page, "Första")
    expect(page.locator("summary", has_text="1. Första")).to_be_visible()
    cards = page.locator("#rader-measurements > .card")
    for number in (0, 1):
        cards.nth(number).locator("summary").click()
    chosen, other = (cards.nth(number).get_by_label("Källa") for number in (0, 1))
    chosen.select_option(label="Första")
    add(page, "Andra")
    for each in (chosen, other):
        expect(each.get_by_role("option")).to_have_text(["Ingen källa", "Första", "Andra"])
    expect(chosen.locator("option:checked")).to_have_text("Första")
    expect(other.locator("option:checked")).to_have_text("Ingen källa")

    page.locator("summary", has_text="1. Första").click()
    card = page.locator("#rader-sources > .card").first
    card.get_by_label("Titel").fill("Första & bästa")
    card.get_by_role("button", name="Spara källa 1").click()
    expect(chosen.locator("option:checked")).to_have_text("Första & bästa")
    page.locator("summary", has_text="2. Andra").click()
    page.get_by_role("link", name="Ta bort källa 2").click()
    page.get_by_role("button", name="Ta bort källa 2").click()
    expect(other.get_by_role("option")).to_have_text(["Ingen källa", "Första & bästa"])
    expect(chosen.locator("option:checked")).to_have_text("Första & bästa")


def test_the_steps_are_counted_anew_when_a_row_comes_or_goes(site: Site, browser_page: Page) -> None:
    page = log_in(browser_page, site.people[Role.COMMUNICATOR])
    page.goto(address(site, "sources").replace("rader/sources", "steg/2"))
    here = page.locator("#steps [aria-current=step]")
    expect(here).to_contain_text("Ej påbörjat")
    add(page, "Första")
    expect(here).to_contain_text("1 av 4 svar")
    expect(page.locator(".card summary", has_text="1. Första")).to_be_focused()
    page.get_by_label("Vad gjordes?").fill("Elva företag fick råd")
    page.get_by_label("Vad gjordes?").blur()
    expect(here).to_contain_text("2 av 4 svar")
    page.locator("summary", has_text="1. Första").click()
    page.get_by_role("link", name="Ta bort källa 1").click()
    page.get_by_role("button", name="Ta bort källa 1").click()
    expect(here).to_contain_text("1 av 4 svar")


def test_one_who_leaves_something_unsaved_is_asked_first(site: Site, browser_page: Page) -> None:
    page = log_in(browser_page, site.people[Role.COMMUNICATOR])
    page.goto(address(site, "sources"))
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.locator("summary", has_text="Lägg till en källa").click()
    page.locator("#rader-sources-ny").get_by_label("Titel").fill("Inte sparat än")
    page.locator("header .brand").click()
    expect(page.locator("#rader-sources-ny").get_by_label("Titel")).to_have_value("Inte sparat än")
    assert asked == ["beforeunload"]
    page.locator("#rader-sources-ny").get_by_role("button", name="Spara").click()
    expect(page.locator(".card summary", has_text="1. Inte sparat än")).to_be_focused()
    page.locator("header .brand").click()
    page.wait_for_url("**/")
    assert asked == ["beforeunload"]


def test_rows_are_worked_on_without_javascript(site: Site, plain_page: Page) -> None:
    page = log_in(plain_page, site.people[Role.COMMUNICATOR])
    page.goto(address(site, "sources"))
    add(page, "Första")
    add(page, "Andra")
    page.locator("summary", has_text="2. Andra").click()
    page.get_by_role("button", name="Flytta upp källa 2").click()
    expect_headings(page, "1. Andra", "2. Första")
    page.locator("summary", has_text="1. Andra").click()
    page.get_by_role("link", name="Ta bort källa 1").click()
    page.get_by_role("button", name="Ta bort källa 1").click()
    expect_headings(page, "1. Första")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (375, "light"), (375, "dark")])
def test_the_rows_have_no_faults_of_access(site: Site, open_page: Callable[..., Page], width: int, scheme: str) -> None:
    page = log_in(open_page(scheme=scheme), site.people[Role.COMMUNICATOR])
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address(site, "sources"))
    add(page, "En källa med ett långt_namn_utan_mellanslag_som_inte_får_skjuta_sidan_åt_sidan_på_en_telefon")
    expect(page.locator("summary", has_text="1. En källa")).to_be_visible()
    page.locator("summary", has_text="1. En källa").click()
    page.locator("summary", has_text="Lägg till en källa").click()
    page.locator("#rader-sources-ny").get_by_role("button", name="Spara").click()
    expect(page.locator("#rader-sources-ny").get_by_role("alert")).to_be_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
