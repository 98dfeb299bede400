"""The register and its calendar by keyboard: narrowed, ordered and taken along, with and without JavaScript."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from resultatbank.data.session import may_write
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import PartyKind
from tests import factories as make
from tests.browser.conftest import NARROW, Site, log_in
from tests.browser.test_keyboard import Hands

pytestmark = pytest.mark.browser


@pytest.fixture
def crowd(site: Site) -> None:
    """Parties whose yeses end on different days, and one that never answered."""
    with site.app.app_context(), may_write():
        for name, until in (("Sen Senson", date(2027, 9, 1)), ("Snar Snarsson", date(2026, 12, 6))):
            party, example = make.party(name), make.example(f"Om {until}")
            make.appearance(party, example)
            make.agreement(party, yes=make.everywhere("name"), until_day=until)
        make.party("Saknas Sand AB", kind=PartyKind.ORGANISATION)
        db.session.commit()
        db.session.remove()


def names(page: Page) -> list[str]:
    return page.locator("#register tbody th a").all_inner_texts()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_the_register_is_narrowed_ordered_and_taken_along_by_keyboard(
    open_page: Callable[..., Page], site: Site, crowd: None, tmp_path: Path, javascript: bool
) -> None:
    page = log_in(open_page(javascript=javascript), site.people[Role.COMMUNICATOR])
    page.goto("/overenskommelser")
    assert names(page) == ["Saknas Sand AB", "Sen Senson", "Snar Snarsson"]
    hands = Hands(page)
    hands = Hands(page)
    hands.write(page.get_by_label("Namn", exact=True), "son")
    hands.choose(page.get_by_label("Ja i kanalen i dag"), "Webb")
    hands.go_to(page.get_by_label("Ordning"))
    page.keyboard.type("Det")
    hands.send("Sök")
    expect(page.locator("#register tbody tr")).to_have_count(2)
    expect(page.locator("#register tbody th a").first).to_have_text("Snar Snarsson")
    assert "son" not in page.url
    if javascript:
        expect(page).to_have_url(re.compile(r"/overenskommelser\?kanal=web&ordning=slut$"))
    for kind, button in (("csv", "CSV"), ("xlsx", "Excel")):
        with page.expect_download() as taken:
            hands.send(button)
        path = tmp_path / f"register.{kind}"
        taken.value.save_as(path)
        assert taken.value.suggested_filename == f"overenskommelser-2026-11-23.{kind}"
        assert first_column(path) == ["Part", "Snar Snarsson", "Sen Senson"]
    expect(page.get_by_role("heading", level=1, name="Överenskommelser")).to_be_visible()
    if javascript:
        page.locator("#register tbody th a").first.click()
        page.go_back()
        expect(page.get_by_label("Ja i kanalen i dag")).to_have_value("web")
        page.reload()
        expect(page.get_by_label("Ordning")).to_have_value("slut")
        expect(page.get_by_label("Ja i kanalen i dag")).to_have_value("web")
        assert names(page) == ["Snar Snarsson", "Sen Senson"]


def first_column(path: Path) -> list[str]:
    if path.suffix == ".csv":
        return [row[0] for row in csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";")]
    sheet = load_workbook(path).active
    assert sheet is not None
    return [str(row[0].value) for row in sheet.iter_rows()]


def test_the_register_is_a_list_in_a_narrow_window(open_page: Callable[..., Page], site: Site, crowd: None) -> None:
    page = log_in(open_page(width=NARROW), site.people[Role.COMMUNICATOR])
    for address in ("/overenskommelser", "/overenskommelser/kalender"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_a_calendar_program_gets_an_address_that_is_shown_once(
    open_page: Callable[..., Page], site: Site, crowd: None, javascript: bool
) -> None:
    page = log_in(open_page(javascript=javascript), site.people[Role.COMMUNICATOR])
    hands = Hands(page)
    page.goto("/overenskommelser")
    hands.follow("Kalender")
    expect(page.get_by_role("heading", name="December 2026: 1 part")).to_be_visible()
    expect(page.get_by_role("heading", name="September 2027: 1 part")).to_be_visible()
    hands.follow("Till din kalender")
    hands.send("Skapa en personlig adress")
    address = page.get_by_label("Alla exempel").input_value().replace("http://localhost", site.address)
    feed = page.context.browser.new_context().request.get(address)  # type: ignore[union-attr]  # A window has a browser.
    assert feed.ok
    assert len(list(Calendar.from_ical(feed.body()).walk("VEVENT"))) == 2
    page.goto("/kalender")
    expect(page.get_by_label("Alla exempel")).to_have_count(0)
    hands.send("Ta bort adressen")
    expect(page.get_by_text("Adressen är borttagen.")).to_be_visible()
    assert page.context.browser.new_context().request.get(address).status == 404  # type: ignore[union-attr]  # A window has a browser.
