"""The list of hits: what changes it changes nothing else, and the keyboard goes on where it was."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from resultatbank.data.session import may_write
from resultatbank.extensions import db
from resultatbank.rules.regions import REGIONS
from resultatbank.rules.roles import Role
from tests import factories as make
from tests.browser.conftest import Site, log_in

pytestmark = pytest.mark.browser


@pytest.fixture
def searching(site: Site, browser_page: Page) -> Page:
    """An employee who has searched among examples of many regions. The page remembers that it was not loaded anew."""
    with site.app.app_context(), may_write():
        for number, region in enumerate(REGIONS[:12]):
            make.example(f"Bageriet {number}", benefit=f"Bageriet {number} växer", regions=[region.code])
        db.session.commit()
        db.session.remove()
    page = log_in(browser_page, site.people[Role.EMPLOYEE])
    page.goto(f"/exempel?q=bageriet&lan={REGIONS[0].code}&lan={REGIONS[1].code}")
    page.evaluate("window.same = true")
    return page


def expect_same_page(page: Page) -> None:
    assert page.evaluate("window.same") is True


def test_taking_a_limit_off_moves_focus_to_the_hits_and_back_puts_it_on(searching: Page) -> None:
    page = searching
    chips = page.get_by_role("list", name="Valda begränsningar")
    chips.get_by_role("link").filter(has_text=REGIONS[0].name).press("Enter")
    expect(page.locator("#total")).to_have_text("1 exempel")
    expect(page.locator("#total")).to_be_focused()
    assert page.url.endswith(f"/exempel?q=bageriet&lan={REGIONS[1].code}")
    expect_same_page(page)
    page.go_back()
    expect(page.locator("#total")).to_have_text("2 exempel")


def test_another_order_moves_focus_to_the_hits(searching: Page) -> None:
    searching.get_by_role("link", name="Nyast granskad").press("Enter")
    expect(searching.get_by_role("link", name="Bäst träff")).to_be_visible()
    expect(searching.locator("#total")).to_be_focused()
    expect_same_page(searching)


def test_more_values_of_a_limit_keep_focus_among_them(searching: Page) -> None:
    limits = searching.get_by_role("group", name="Län")
    before = limits.get_by_role("checkbox").count()
    limits.get_by_role("link", name="Visa").press("Enter")
    expect(limits.get_by_role("checkbox")).not_to_have_count(before)
    expect(limits.get_by_role("checkbox").first).to_be_focused()
    expect_same_page(searching)
