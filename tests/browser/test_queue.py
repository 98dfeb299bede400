"""Clearing the queue on a Monday morning: twenty mixed rows, by keyboard alone, and without scripts."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from resultatbank.data import queue
from resultatbank.data.models import Indicator
from resultatbank.data.session import may_write
from resultatbank.extensions import db
from resultatbank.rules.review import Reason
from resultatbank.rules.roles import Role
from tests import factories as make
from tests.browser.conftest import Site, let_the_scripts_come, log_in, open_before_the_scripts

pytestmark = pytest.mark.browser

ROWS = 20


@pytest.fixture
def full(site: Site) -> Site:
    """A queue of twenty: expired, ending, never reviewed, old, nobody's, and without a figure."""
    with site.app.app_context(), may_write():
        someone = make.user(Role.COMMUNICATOR, name="Karin Ansvarig")
        for number in range(ROWS):
            kind = number % 5
            example = make.example(
                f"Exempel {number}", responsible=None if kind == 4 else someone, reviewed=kind not in (2,)
            )
            if kind in (0, 1):
                party = make.party(f"Hitte {number} Påsson")
                make.appearance(party, example, ["name"])
                until = date(2026, 11, 20) if kind == 0 else date(2026, 12, 10)
                make.agreement(party, yes=make.everywhere("name"), until_day=until)
            if kind == 3:
                db.session.add(Indicator(example_id=example.id, name="Nya jobb", due_on=date(2026, 11, 1), position=1))
        db.session.commit()
        db.session.remove()
    return site


def waiting(site: Site) -> int:
    with site.app.app_context():
        left = queue.total(site.clock.at.date())
        db.session.remove()
    return left


def kinds(site: Site) -> set[Reason]:
    with site.app.app_context():
        found = set(queue.counts(site.clock.at.date()))
        db.session.remove()
    return found


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_twenty_mixed_rows_are_cleared_by_keyboard_alone(full: Site, browser_page: Page) -> None:
    assert len(kinds(full)) >= 4
    page = log_in(browser_page, full.people[Role.REVIEWER])
    page.goto("/granskning")
    first = page.locator(".job > summary").first
    for _ in range(40):
        if first.evaluate("each => each === document.activeElement"):
            break
        page.keyboard.press("Tab")
    press(page, "Enter")
    for number in range(ROWS):
        row = page.locator(".job[open]").first
        expect(row.get_by_role("button", name="öppna nästa")).to_be_visible()
        if row.locator(".quiz").count():
            press(page, "1", "2", "3", "4")
        archive = row.get_by_label("Arkivera", exact=True)
        if archive.is_visible():
            # The remedies are radio buttons: to the first of them with Tab, and on with the arrows.
            for _ in range(30):
                if archive.evaluate("each => document.activeElement.name === each.name"):
                    break
                page.keyboard.press("Tab")
            while not archive.is_checked():
                page.keyboard.press("ArrowDown")
        press(page, "s")
        left = ROWS - number - 1
        if left:
            expect(page.locator("#count-review-queue")).to_contain_text(str(left))
            expect(page.locator(".job[open] > summary")).to_be_focused()
    expect(page.get_by_role("heading", name="Kön är tom")).to_be_visible()
    assert waiting(full) == 0


def test_j_and_k_go_between_rows_and_never_where_something_is_typed(full: Site, browser_page: Page) -> None:
    page = log_in(browser_page, full.people[Role.REVIEWER])
    page.goto("/granskning")
    summaries = page.locator(".job > summary")
    summaries.nth(0).focus()
    press(page, "j", "j", "k")
    expect(summaries.nth(1)).to_be_focused()
    press(page, "Enter")
    note = page.locator(".job[open]").get_by_label("Anteckning")
    note.fill("")
    note.press("j")
    expect(note).to_have_value("j")
    page.locator(".brand").focus()
    press(page, "j")
    expect(page.locator(".brand")).to_be_focused()
    summaries.nth(0).focus()
    press(page, "?")
    expect(page.get_by_text("nästa rad, förra raden")).to_be_visible()


def test_a_row_is_taken_with_a_key_and_the_focus_stays(full: Site, browser_page: Page) -> None:
    page = log_in(browser_page, full.people[Role.REVIEWER])
    page.goto("/granskning")
    page.locator(".job > summary").nth(0).focus()
    press(page, "Enter")
    expect(page.get_by_role("button", name="Jag tar den")).to_be_visible()
    press(page, "t")
    expect(page.get_by_role("button", name="Släpp raden")).to_be_focused()


def test_a_key_that_is_quicker_than_the_row_waits_for_it(full: Site, browser_page: Page) -> None:
    page = log_in(browser_page, full.people[Role.REVIEWER])
    page.goto("/granskning")
    page.evaluate("htmx.config.defaultSettleDelay = 500")
    page.locator(".job > summary").nth(0).focus()
    press(page, "Enter")
    expect(page.get_by_role("button", name="Jag tar den")).to_be_visible()
    press(page, "t")
    expect(page.get_by_role("button", name="Släpp raden")).to_be_focused()
    expect(page).to_have_url(re.compile("/granskning$"))


def test_a_decision_is_undone_with_a_key_and_the_button_goes_by_itself(full: Site, browser_page: Page) -> None:
    page = log_in(browser_page, full.people[Role.REVIEWER])
    page.goto(f"/granskning?skal={Reason.NEVER_REVIEWED.value}")
    page.locator(".job > summary").first.focus()
    press(page, "Enter")
    expect(page.locator(".job[open]").get_by_role("button", name="öppna nästa")).to_be_visible()
    press(page, "1", "2", "3", "4", "s")
    expect(page.locator("#count-review-queue")).to_contain_text(str(ROWS - 1))
    expect(page.locator(".job[open] > summary")).to_be_focused()
    expect(page.locator(".htmx-settling, .htmx-added")).to_have_count(0)
    press(page, "z")
    expect(page.locator("#count-review-queue")).to_contain_text(str(ROWS))
    expect(page.locator(".job[open] > summary")).to_be_focused()
    expect(page.locator("#said")).to_contain_text("Ångrat")
    assert waiting(full) == ROWS
    page.locator(".job[open] .yn input[value=nej]").first.check()
    expect(page.locator(".job[open]").get_by_label("Arkivera", exact=True)).to_be_visible()
    for question in page.locator(".job[open] .quiz").all():
        question.get_by_label("Ja", exact=True).check()
    page.locator(".job[open]").get_by_role("button", name="öppna nästa").click()
    expect(page.get_by_role("button", name="Ångra det senaste")).to_be_visible()
    page.evaluate("document.getAnimations().forEach((each) => each.finish())")
    expect(page.get_by_role("button", name="Ångra det senaste")).to_be_hidden()


def test_a_decision_is_undone_without_scripts(full: Site, plain_page: Page) -> None:
    page = log_in(plain_page, full.people[Role.REVIEWER])
    page.goto(f"/granskning?skal={Reason.NEVER_REVIEWED.value}")
    page.locator(".job > summary").first.click()
    page.locator(".job[open]").get_by_role("link", name="Öppna raden").click()
    title = page.get_by_role("heading", level=1).inner_text()
    for question in page.locator(".quiz").all():
        question.get_by_label("Ja", exact=True).check()
    page.get_by_role("button", name="öppna nästa").click()
    assert waiting(full) == ROWS - 1
    page.get_by_role("button", name="Ångra det senaste").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert waiting(full) == ROWS


def test_the_same_twenty_are_cleared_without_scripts(full: Site, plain_page: Page) -> None:
    page = log_in(plain_page, full.people[Role.REVIEWER])
    page.goto("/granskning")
    page.locator(".job > summary").first.click()
    page.locator(".job[open]").get_by_role("link", name="Öppna raden").click()
    for _ in range(ROWS):
        for question in page.locator(".quiz").all():
            question.get_by_label("Ja", exact=True).check()
        if not page.get_by_label("Arkivera", exact=True).is_visible():
            page.get_by_text("Vad gör vi åt det?").first.click()
        if page.locator("details.disc[open]").get_by_label("Arkivera", exact=True).count():
            page.get_by_label("Arkivera", exact=True).check()
        page.get_by_role("button", name="öppna nästa").click()
        page.wait_for_load_state()
    assert waiting(full) == 0


def test_a_row_that_is_opened_before_the_scripts_have_come_is_filled_when_they_come(
    full: Site, browser_page: Page
) -> None:
    log_in(browser_page, full.people[Role.REVIEWER])
    held = open_before_the_scripts(browser_page, "/granskning")
    browser_page.locator(".job > summary").first.click()
    let_the_scripts_come(browser_page, held)
    expect(browser_page.locator(".job").first.get_by_role("button", name="Spara granskningen")).to_be_visible()
