"""That everybody can use every page: what axe can see, and what it can't. The keyboard has a file of its own.

The addresses come from the app's own map of routes, so a new page is looked at the day it is registered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from resultatbank.rules.roles import Role
from tests.browser.conftest import EVERYTHING, NARROW, Site, bank_of, log_in
from tests.web.addresses import Visitor, addresses

pytestmark = pytest.mark.browser

WIDE, NARROWEST = 1280, 320
# Of what axe looks at, the scheme changes the colours and nothing else.
COLOURS: dict[str, Any] = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
PARTS = 4

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
    "an agreement with one who is new": ("/overenskommelser/ny?ny=person", "Spara överenskommelsen"),
    "many agreements": ("/overenskommelser/flera", "Granska listan"),
    "a withdrawal": ("/parter/{party}/aterkalla", "Sluta visa nu"),
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
