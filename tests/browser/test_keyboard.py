"""The keyboard through the whole job: an employee's, a reviewer's and a communicator's, by people who have no mouse."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from resultatbank.data.session import may_write
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from tests import factories as make
from tests.browser.conftest import EVERYTHING, NARROW, Site, bank_of, log_in

pytestmark = pytest.mark.browser

MOST_TABS = 80

FOCUS = """() => {
  const tag = document.activeElement, seen = [tag, tag.closest('label'), tag.querySelector('rect')].filter(Boolean)
  const drawn = seen.map(each => getComputedStyle(each)).some(style =>
    style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 || parseFloat(style.strokeWidth) >= 3)
  const box = tag.getBoundingClientRect()
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
  return {tag: tag.outerHTML.slice(0, 160), is_page: tag === document.body, drawn, inside}
}"""


def tab_to(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Press Tab until something has focus, as one who has no mouse does."""
    wanted.wait_for()
    for _ in range(MOST_TABS):
        if wanted.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{MOST_TABS} tabs don't lead to {wanted}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/", "/exempel?q=bageri", "/overenskommelser/ny?part=1", "/granskning/4"])
def test_focus_is_seen_wherever_it_is(
    populated_site: Site, open_populated: Callable[..., Page], address: str, scheme: str
) -> None:
    page = log_in(open_populated(scheme=scheme), bank_of(populated_site).everybody)
    page.goto(address)
    unseen, places = [], set()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        place = page.evaluate(FOCUS)
        if place["is_page"]:
            break
        places.add(place["tag"])
        if not (place["drawn"] and place["inside"]):
            unseen.append(place["tag"])
    assert len(places) > 10
    assert not unseen, "\n".join(unseen)


def test_the_first_tab_leads_past_the_menu(site: Site, browser_page: Page) -> None:
    page = log_in(browser_page, site.people[Role.EMPLOYEE])
    page.goto("/exempel")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Hoppa till innehållet")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_the_menu_of_a_narrow_window_opens_by_keyboard(site: Site, open_page: Callable[..., Page]) -> None:
    page = log_in(open_page(width=NARROW), site.people[Role.EMPLOYEE])
    page.goto("/")
    link = page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name="Sök exempel")
    expect(link).to_be_hidden()
    tab_to(page, page.locator("summary", has_text="Meny"))
    page.keyboard.press("Enter")
    expect(link).to_be_visible()
    assert not list(Axe().run(page, options=EVERYTHING).response["violations"])
    tab_to(page, link)
    page.keyboard.press("Enter")
    page.wait_for_url("**/exempel")


def published(site: Site, *titles: str) -> None:
    """Publish examples that nobody has reviewed."""
    with site.app.app_context(), may_write():
        for title in titles:
            make.example(title, benefit=f"{title} fick fler kunder", responsible=make.user())
        db.session.commit()
        db.session.remove()


def log_in_by_keyboard(page: Page, email: str) -> None:
    page.goto("/logga-in")
    tab_to(page, page.get_by_label("E-post"))
    page.keyboard.type(email)
    page.keyboard.press("Tab")
    page.keyboard.type(make.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")


def test_an_employee_finds_and_copies_by_keyboard_alone(site: Site, browser_page: Page) -> None:
    published(site, "Påhittade Bageriet", "Påhittade Smedjan")
    page = browser_page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    log_in_by_keyboard(page, site.people[Role.EMPLOYEE])
    tab_to(page, page.get_by_role("searchbox"))
    page.keyboard.type("bageri")
    page.keyboard.press("Enter")
    page.wait_for_url("**/exempel?**")
    tab_to(page, page.locator(".hits").get_by_role("link", name="Påhittade Bageriet fick fler kunder"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Kopiera text med källa"))
    page.keyboard.press("Enter")
    expect(page.locator("#copied").get_by_role("status")).to_contain_text("Kopierat med källa")
    assert "Påhittade Bageriet fick fler kunder" in page.evaluate("navigator.clipboard.readText()")
    expect(page.locator("body")).not_to_be_focused()


def test_focus_stays_in_the_box_while_hits_come_and_their_number_is_said(site: Site, browser_page: Page) -> None:
    published(site, "Påhittade Bageriet", "Påhittade Smedjan")
    page = log_in(browser_page, site.people[Role.EMPLOYEE])
    page.goto("/exempel")
    box, said = page.get_by_role("searchbox"), page.locator("#found")
    expect(said).to_have_role("status")
    said.evaluate("each => { each.dataset.same = 'yes' }")
    box.press_sequentially("smedja")
    expect(page.locator(".hits > li")).to_have_count(1)
    expect(said).to_have_text("1 exempel")
    box.fill("påhittade")
    expect(said).to_have_text("2 exempel")
    expect(box).to_be_focused()
    # A reader is only told of changes in an element that stays.
    expect(said).to_have_attribute("data-same", "yes")


def test_a_reviewer_settles_a_row_by_keyboard_alone(site: Site, browser_page: Page) -> None:
    published(site, "Påhittade Bageriet", "Påhittade Smedjan")
    page = browser_page
    log_in_by_keyboard(page, site.people[Role.REVIEWER])
    tab_to(page, page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name="Granskningskö"))
    page.keyboard.press("Enter")
    said = page.locator("#said")
    said.evaluate("each => { each.dataset.same = 'yes' }")
    first = page.locator(".job > summary").first
    settled = first.locator("h3").inner_text()
    tab_to(page, first)
    page.keyboard.press("Enter")
    save = page.get_by_role("button", name="Spara granskningen och öppna nästa")
    tab_to(page, save)
    page.keyboard.press("Enter")
    summary = page.locator(".job").get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Rätta 4 saker")
    for question in page.locator("fieldset.quiz").all():
        tab_to(page, question.get_by_label("Ja"))
        page.keyboard.press("Space")
    tab_to(page, save)
    page.keyboard.press("Enter")
    expect(page.locator(".job")).to_have_count(1)
    expect(page.locator(".job > summary")).to_be_focused()
    expect(page.locator(".job")).to_have_attribute("open", "")
    expect(said).to_contain_text("klart. 1 väntar på dig.")
    expect(said).to_have_attribute("data-same", "yes")
    assert settled not in page.locator(".job").inner_text()
