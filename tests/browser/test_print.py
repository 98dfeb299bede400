"""What is printed from the bank with the most in it: the examples and the statistics of the demo."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from resultatbank import demo
from resultatbank.data.models import Example
from resultatbank.data.session import may_write
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import State
from tests.browser.conftest import Site, log_in

pytestmark = pytest.mark.browser


@pytest.fixture
def shown(site: Site) -> tuple[Site, list[int]]:
    """The demo, and the examples in it that are published."""
    with site.app.app_context(), may_write():
        demo.build(site.clock(), site.app.config["SETTINGS"].data_dir)
        db.session.commit()
        published = list(db.session.scalars(select(Example.id).where(Example.state == State.PUBLISHED)))
        db.session.remove()
    return site, published


def sheets(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4", prefer_css_page_size=True)))


def test_examples_with_pictures_and_figures_are_printed_on_two_sheets(
    shown: tuple[Site, list[int]], browser_page: Page
) -> None:
    site, published = shown
    page = log_in(browser_page, site.people[Role.REVIEWER])
    most = {}
    for number in published:
        page.goto(f"/exempel/{number}")
        most[number] = sheets(page)
    assert [number for number, count in most.items() if count > 2] == []


def test_the_printed_map_stands_beside_its_table_on_the_first_sheet(
    shown: tuple[Site, list[int]], browser_page: Page
) -> None:
    page = log_in(browser_page, shown[0].people[Role.EMPLOYEE])
    page.set_viewport_size({"width": 672, "height": 1020})  # An A4 sheet within its margins, in CSS pixels.
    page.goto("/statistik")
    page.emulate_media(media="print")
    drawn = page.locator("svg.tiles[role=group]").bounding_box()
    table = page.locator(".by-region").bounding_box()
    assert drawn is not None
    assert table is not None
    assert drawn["x"] + drawn["width"] <= table["x"]
    assert max(drawn["y"] + drawn["height"], table["y"] + table["height"]) <= 1020
    assert page.evaluate("document.documentElement.scrollWidth") <= 672
