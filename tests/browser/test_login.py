"""Logging in as a person does it, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from resultatbank.rules.roles import Role
from tests.browser.conftest import Site, log_in

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_person_logs_in_and_out(site: Site, open_page: Callable[..., Page], javascript: bool) -> None:
    page = log_in(open_page(javascript=javascript), site.people[Role.EMPLOYEE])
    page.goto("/konto")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("button", name="Logga ut").first.click()
    expect(page.get_by_label("E-post")).to_be_visible()
    page.goto("/konto")
    expect(page.get_by_label("Lösenord")).to_be_visible()


def test_a_wrong_password_is_told_and_the_address_stays(site: Site, browser_page: Page) -> None:
    browser_page.goto("/logga-in")
    browser_page.get_by_label("E-post").fill(site.people[Role.EMPLOYEE])
    browser_page.get_by_label("Lösenord").fill("inte det rätta alls")
    browser_page.get_by_role("main").get_by_role("button", name="Logga in").click()
    expect(browser_page.get_by_label("E-post")).to_have_value(site.people[Role.EMPLOYEE])
    expect(browser_page).to_have_title("Fel: Logga in – Resultatbank")
