"""That everybody can use every page: what axe can see, and what it can't.

The addresses come from the app's own map of routes, so a new page is looked at the day it is registered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from resultatbank.data.session import may_write
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from tests import factories as make
from tests.browser.conftest import Site, log_in, watched
from tests.web.addresses import Visitor, addresses
from tests.web.populated import Bank

pytestmark = pytest.mark.browser

NARROW, WIDE, NARROWEST = 375, 1280, 320
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING: dict[str, Any] = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
# Of what axe looks at, the scheme changes the colours and nothing else.
COLOURS: dict[str, Any] = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
PARTS = 4
MOST_TABS = 80

# Controls smaller than 24 by 24 CSS pixels. A link in a line of text may be as low as the line (WCAG 2.2, 2.5.8), and
# a checkbox is as large as its label.
SMALL = """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
  .filter(tag => tag.checkVisibility({visibilityProperty: true}) && !tag.closest('.vh, .skip, svg'))
  .filter(tag => !(tag.tagName === 'A' && getComputedStyle(tag).display === 'inline'))
  .filter(tag => {
    const boxes = [tag, ...(tag.labels ?? [])].map(each => each.getBoundingClientRect())
    return !boxes.some(box => box.height >= 23.5 && box.width >= 23.5)
  })
  .map(tag => tag.outerHTML.slice(0, 160))"""
OPEN_ALL = "document.querySelectorAll('main details').forEach(each => { each.open = true })"
FOCUS = """() => {
  const tag = document.activeElement, seen = [tag, tag.closest('label'), tag.querySelector('rect')].filter(Boolean)
  const drawn = seen.map(each => getComputedStyle(each)).some(style =>
    style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 || parseFloat(style.strokeWidth) >= 3)
  const box = tag.getBoundingClientRect()
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
  return {tag: tag.outerHTML.slice(0, 160), is_page: tag === document.body, drawn, inside}
}"""


@pytest.fixture
def open_populated(chromium: Browser, populated_site: Site) -> Iterator[Callable[..., Page]]:
    """Open a window on the populated bank."""
    with watched(chromium, populated_site.address) as windows:
        yield windows.open


def paths(site: Site, email: str) -> list[str]:
    """Return an address of each page that a person is answered with, and all those of the example that is open."""
    bank, visitor, found = bank_of(site), Visitor(site.app, email), dict[str, str]()
    for address in addresses(site.app, bank):
        whole = "?" in address.path or address.path.startswith(f"/exempel/{bank.examples['open']}/")
        kind = address.path if whole else address.endpoint
        if kind not in found:
            response = visitor.send("GET", address.path)
            if response.status_code == 200 and response.mimetype == "text/html":
                found[kind] = address.path
            response.close()
    return list(found.values())


def bank_of(site: Site) -> Bank:
    assert site.bank is not None
    return site.bank


def faults_of(page: Page) -> Iterator[str]:
    """Give what is wrong with the page that a window shows: wide and narrow, light and dark, all of it open."""
    page.evaluate(OPEN_ALL)
    page.wait_for_load_state("networkidle")
    for width, scheme, rules in (
        (WIDE, "light", EVERYTHING),
        (WIDE, "dark", COLOURS),
        (NARROW, "dark", COLOURS),
        (NARROW, "light", EVERYTHING),
    ):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for violation in Axe().run(page, options=rules).response["violations"]:
            for node in violation["nodes"]:
                yield f"{width} {scheme}: {violation['id']}, {violation['help']}: {node['html'][:200]}"
    yield from (f"smaller than 24 by 24: {each}" for each in page.evaluate(SMALL))
    page.set_viewport_size({"width": NARROWEST, "height": 900})
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > NARROWEST:
        yield f"scrolls sideways: {wide} px wide in {NARROWEST}"


def look_at(page: Page, addresses: list[str]) -> list[str]:
    found = []
    for address in addresses:
        page.set_viewport_size({"width": WIDE, "height": 900})
        page.goto(address)
        found += [f"{address}: {fault}" for fault in faults_of(page)]
    return found


# --------------------------------------------------------------------------------------------------------- every page


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_without_faults(populated_site: Site, open_populated: Callable[..., Page], part: int) -> None:
    everything = paths(populated_site, bank_of(populated_site).everybody)
    assert len(everything) > 40
    page = log_in(open_populated(), bank_of(populated_site).everybody)
    wrong = look_at(page, everything[part::PARTS])
    assert not wrong, "\n".join(wrong)


def test_the_pages_of_an_employee_and_of_nobody_are_without_faults(
    populated_site: Site, open_populated: Callable[..., Page]
) -> None:
    example = f"/exempel/{bank_of(populated_site).examples['open']}"
    wrong = look_at(open_populated(), ["/logga-in", "/konto", "/om/tillganglighet", "/finns-inte"])
    employee = log_in(open_populated(), populated_site.people[Role.EMPLOYEE])
    wrong += look_at(employee, ["/", "/exempel?q=bageri", example, f"/exempel/{10**8}", "/anvandare", "/mina"])
    assert not wrong, "\n".join(wrong)


FORMS = {
    "a party": ("/parter/ny", "Spara parten"),
    "an agreement": ("/overenskommelser/ny?part={party}", "Spara överenskommelsen"),
    "a withdrawal": ("/parter/{party}/aterkalla", "Återkalla"),
    "a tip": ("/tipsa", "Skicka"),
    "an example": ("/exempel/nytt", "Skapa"),
    "a password": ("/konto", "Byt lösenord"),
    "a person": ("/anvandare", "Lägg till personen"),
    "a word": ("/ordlistor/theme", "Lägg till"),
    "a file": ("/lasin", "Visa vad filen innehåller"),
    "a row of a step": ("/exempel/{draft}/rader/sources", "Spara"),
    "a row of the queue": ("/granskning/{unreviewed}", "Spara granskningen"),
}


def send_empty(page: Page, site: Site, address: str, button: str) -> None:
    """Send a form with nothing that was asked for. The browser's own check, which an old one hasn't, is passed by."""
    bank = bank_of(site)
    page.set_viewport_size({"width": WIDE, "height": 900})
    page.goto(address.format(party=bank.ids["party_id"][0], **bank.examples))
    page.evaluate(OPEN_ALL)
    page.evaluate("document.querySelectorAll('main form').forEach(each => { each.noValidate = true })")
    page.evaluate(
        "document.querySelectorAll('main input[type=text], main textarea').forEach(each => { each.value = '' })"
    )
    page.get_by_role("main").get_by_role("button", name=re.compile(f"^{button}")).last.click()
    page.get_by_role("main").get_by_role("alert").first.wait_for()


def test_a_form_with_errors_leads_to_them_and_is_without_faults(
    populated_site: Site, open_populated: Callable[..., Page]
) -> None:
    page, wrong = log_in(open_populated(), bank_of(populated_site).everybody), []
    for form, (address, button) in FORMS.items():
        send_empty(page, populated_site, address, button)
        wrong += [f"{form}: {fault}" for fault in (*led_wrongly(page), *faults_of(page))]
    assert not wrong, "\n".join(wrong)


def led_wrongly(page: Page) -> Iterator[str]:
    """Give what is wrong with how a person is told about errors: where focus is, and what each leads to."""
    summary = page.get_by_role("main").locator("[role=alert][tabindex]")
    expect(summary).to_be_focused()
    links = summary.get_by_role("link").all()
    if not links:
        yield "the summary leads nowhere"
    for link in links:
        target = str(link.get_attribute("href")).removeprefix("#")
        field = page.locator(f"[id='{target}']")
        tied = [page.locator(f"[id='{each}']") for each in str(field.get_attribute("aria-describedby") or "").split()]
        if not any(each.count() and each.inner_text().strip() in str(link.inner_text()) for each in tied):
            yield f"no error is tied to {target}"
        is_group = field.evaluate("each => ['FIELDSET', 'DIV'].includes(each.tagName)")
        if not is_group and field.get_attribute("aria-invalid") != "true":
            yield f"{target} isn't said to be invalid"
        link.press("Enter")
        if is_group:
            page.keyboard.press("Tab")
        if not field.evaluate("each => each === document.activeElement || each.contains(document.activeElement)"):
            yield f"the link to {target} doesn't move focus there"


def test_a_refused_log_in_is_told_where_focus_is(site: Site, browser_page: Page) -> None:
    browser_page.goto("/logga-in")
    browser_page.get_by_label("E-post").fill("ingen@example.se")
    browser_page.get_by_label("Lösenord").fill("inte det rätta alls")
    browser_page.get_by_role("main").get_by_role("button", name="Logga in").click()
    expect(browser_page.get_by_role("alert")).to_be_focused()
    for label in ("E-post", "Lösenord"):
        expect(browser_page.get_by_label(label)).to_have_attribute("aria-invalid", "true")
        expect(browser_page.get_by_label(label)).to_have_accessible_description(re.compile("stämmer inte"))
    wrong = list(faults_of(browser_page))
    assert not wrong, "\n".join(wrong)


def test_a_page_that_is_wrong_is_caught(site: Site, browser_page: Page) -> None:
    browser_page.goto("/logga-in")
    browser_page.evaluate("""() => {
      const make = (html) => document.querySelector('main .slim').insertAdjacentHTML('beforeend', html)
      make('<img src="/static/icon.svg" width="700"><button id="small"></button>')
      const button = document.getElementById('small')
      for (const [name, value] of [['width', '10px'], ['height', '10px'], ['padding', '0'], ['overflow', 'hidden']])
        button.style.setProperty(name, value)
    }""")
    told = "\n".join(faults_of(browser_page))
    for fault in ("image-alt", "button-name", "smaller than 24 by 24", "scrolls sideways"):
        assert fault in told, fault


# ------------------------------------------------------------------------------------------------------------ keyboard


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
    expect(page.locator("#q")).to_be_focused()


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
    tab_to(page, page.locator("#q"))
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
    box, said = page.locator("#q"), page.locator("#found")
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


# -------------------------------------------------------------------------------------------------------------- print


def test_what_is_printed_is_the_example_and_no_buttons(
    populated_site: Site, open_populated: Callable[..., Page]
) -> None:
    page = log_in(open_populated(), populated_site.people[Role.EMPLOYEE])
    page.goto(f"/exempel/{bank_of(populated_site).examples['open']}")
    warning = page.get_by_text("Kontrollera i Resultatbank innan du använder texten")
    expect(warning).to_be_hidden()
    page.emulate_media(media="print")
    expect(warning).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for hidden in ("header.top", "footer.foot", ".skip", "button", ".btn"):
        for each in page.locator(hidden).all():
            expect(each).to_be_hidden()
