"""The search box as one writes in it: what it asks for and when, and the suggestions under it."""

from __future__ import annotations

import re
from threading import Lock
from time import sleep
from typing import Any
from urllib.parse import parse_qs

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from resultatbank.data.session import may_write
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from tests import factories as make
from tests.browser.conftest import Site, log_in
from tests.browser.test_accessibility import EVERYTHING

pytestmark = pytest.mark.browser

# Longer than the box waits for the next letter.
PAUSE = 400


@pytest.fixture
def filled(site: Site) -> Site:
    """A bank with a theme, an owner and a few examples about energy."""
    with site.app.app_context(), may_write():
        theme = make.term("theme", "Energi och klimat")
        make.example("Solbageriet", benefit="Bageriet halverade sin energi", terms=[theme])
        make.example("Ugnen", benefit="Energin räckte till två ugnar", project_owner="Energibolaget i Hittepå AB")
        make.example("Smedjan", benefit="Smedjan fick fler kunder")
        db.session.commit()
        db.session.remove()
    return site


@pytest.fixture
def page(filled: Site, browser_page: Page) -> Page:
    return log_in(browser_page, filled.people[Role.EMPLOYEE])


class Asked:
    """Stands in front of the app: what is asked for at an address, slowly answered, and how many at the same time.

    The server counts, since it goes on with a question that the browser has broken off.
    """

    def __init__(self, site: Site, path: str, seconds: float = 0.0) -> None:
        self.path, self.seconds = path, seconds
        self.texts: list[str] = []
        self.most = self._under_way = 0
        self._lock = Lock()
        self._app = site.app.wsgi_app
        site.app.wsgi_app = self  # type: ignore[method-assign]  # It is what Flask's own documentation says to put in place.

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if environ["PATH_INFO"] != self.path or "HTTP_HX_REQUEST" not in environ:
            return self._app(environ, start_response)
        with self._lock:
            self.texts += parse_qs(environ["QUERY_STRING"], keep_blank_values=True)["q"]
            self._under_way += 1
            self.most = max(self.most, self._under_way)
        sleep(self.seconds)
        try:
            return self._app(environ, start_response)
        finally:
            with self._lock:
                self._under_way -= 1


def box(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("combobox").focus()


@pytest.mark.parametrize(("address", "path"), [("/exempel", "/exempel"), ("/exempel", "/forslag"), ("/", "/forslag")])
def test_one_question_at_a_time_and_none_for_what_is_already_asked(
    filled: Site, page: Page, address: str, path: str
) -> None:
    box(page, address)
    asked = Asked(filled, path, seconds=2 * PAUSE / 1000)
    for letters in ("ene", "rg", "i", "n"):
        page.keyboard.type(letters)
        page.wait_for_timeout(PAUSE)
    expect(page.locator("#suggestions")).to_contain_text("Energin räckte")
    page.wait_for_timeout(3 * PAUSE)
    assert asked.most == 1
    assert asked.texts[0] == "ene"
    assert asked.texts[-1] == "energin"
    assert len(asked.texts) < 4, "what is written meanwhile is asked for once"
    before = list(asked.texts)
    page.keyboard.type("x")
    page.keyboard.press("Backspace")
    page.wait_for_timeout(PAUSE)
    page.keyboard.type("  ")
    page.wait_for_timeout(2 * PAUSE)
    assert asked.texts == before


def test_one_letter_and_an_emptied_box_get_no_suggestions(filled: Site, page: Page) -> None:
    box(page, "/")
    asked = Asked(filled, "/forslag")
    page.keyboard.type("e")
    page.wait_for_timeout(PAUSE)
    assert asked.texts == []
    page.keyboard.type("n")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Backspace")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.type("n")
    expect(page.get_by_role("listbox")).to_be_visible()
    assert asked.texts == ["en"]


@pytest.mark.parametrize("address", ["/", "/exempel"])
def test_the_list_has_a_heading_for_each_kind_and_its_number_is_said(page: Page, address: str) -> None:
    box(page, address)
    combobox = page.get_by_role("combobox")
    expect(combobox).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("energ")
    expect(combobox).to_have_attribute("aria-expanded", "true")
    named = page.get_by_role("listbox", name="Förslag")
    expect(combobox).to_have_attribute("aria-controls", str(named.get_attribute("id")))
    for kind, count in (("Exempel", 2), ("Teman", 1), ("Organisationer", 1)):
        expect(named.get_by_role("group", name=kind).get_by_role("option")).to_have_count(count)
    expect(page.locator("#suggested")).to_have_text("4 förslag")
    expect(page.locator("#suggested")).to_have_role("status")
    for width, scheme in ((1280, "light"), (375, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.keyboard.press("ArrowDown")
        violations = Axe().run(page, options=EVERYTHING).response["violations"]
        assert not violations, [(each["id"], [node["html"] for node in each["nodes"]]) for each in violations]


def test_the_arrows_go_round_and_enter_follows_the_chosen_one(page: Page) -> None:
    box(page, "/")
    page.keyboard.type("energ")
    combobox, options = page.get_by_role("combobox"), page.get_by_role("option")
    expect(options).to_have_count(4)

    def chosen() -> str:
        shown = page.locator("[role=option][aria-selected=true]")
        active = combobox.get_attribute("aria-activedescendant")
        assert active == (shown.get_attribute("id") if shown.count() else None)
        return shown.inner_text() if shown.count() else ""

    names = [option.inner_text() for option in options.all()]
    seen = []
    for key in ["ArrowDown"] * 5 + ["ArrowUp"] * 2:
        page.keyboard.press(key)
        seen.append(chosen())
    assert seen == [*names, "", names[3], names[2]]
    expect(combobox).to_be_focused()
    expect(combobox).to_have_value("energ")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/exempel\?tema=\d+$"))
    expect(page.locator(".hits > li")).to_have_count(1)


def test_enter_with_nothing_chosen_searches(page: Page) -> None:
    for address in ("/", "/exempel"):
        box(page, address)
        page.keyboard.type("energ")
        expect(page.get_by_role("listbox")).to_be_visible()
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/exempel\?q=energ"))
        expect(page.locator("#total")).to_have_text("2 exempel")
        expect(page.locator("#suggestions")).to_be_hidden()


def test_escape_shuts_the_list_and_keeps_the_text_and_tab_leaves(page: Page) -> None:
    box(page, "/exempel")
    page.keyboard.type("energ")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    combobox = page.get_by_role("combobox")
    expect(page.locator("#suggestions")).to_be_hidden()
    expect(combobox).to_have_value("energ")
    expect(combobox).to_have_attribute("aria-expanded", "false")
    expect(page.locator("#suggested")).to_have_text("")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator("#suggestions")).to_be_hidden()
    expect(page.get_by_role("main").get_by_role("button", name="Sök")).to_be_focused()


def test_a_late_answer_opens_nothing_for_one_who_has_gone_on(filled: Site, page: Page) -> None:
    box(page, "/exempel")
    Asked(filled, "/forslag", seconds=2 * PAUSE / 1000)
    with page.expect_response(re.compile("/forslag")):
        page.keyboard.type("energ")
        page.wait_for_timeout(PAUSE)
        page.keyboard.press("Tab")
    page.wait_for_timeout(PAUSE)
    expect(page.locator("#suggestions")).to_be_hidden()
    expect(page.locator("#suggested")).to_have_text("")


def test_where_hits_come_as_one_types_the_list_hides_none_and_a_hit_can_be_pressed(page: Page) -> None:
    box(page, "/exempel")
    page.keyboard.type("energ")
    expect(page.locator("#total")).to_have_text("2 exempel")
    shown = page.get_by_role("listbox").bounding_box()
    hit = page.locator(".hits").get_by_role("link", name="Bageriet halverade sin energi")
    top = page.locator("#hits").bounding_box()
    assert shown is not None
    assert top is not None
    assert shown["y"] + shown["height"] <= top["y"]
    hit.click()
    page.wait_for_url(re.compile(r"/exempel/\d+$"))


def test_a_suggestion_can_be_pressed_and_pressing_elsewhere_shuts_the_list(page: Page) -> None:
    box(page, "/")
    page.keyboard.type("energ")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.get_by_role("heading", level=1).click()
    expect(page.locator("#suggestions")).to_be_hidden()
    page.get_by_role("combobox").press("ArrowDown")
    page.get_by_role("option", name="Energibolaget i Hittepå AB").click()
    page.wait_for_url("**/exempel?q=**")
    expect(page.locator("#total")).to_have_text("1 exempel")


def test_without_script_the_box_is_as_it_was(filled: Site, plain_page: Page) -> None:
    page = log_in(plain_page, filled.people[Role.EMPLOYEE])
    for address in ("/", "/exempel"):
        page.goto(address)
        page.get_by_role("searchbox").fill("energ")
        expect(page.locator("#suggestions")).to_be_hidden()
        page.get_by_role("main").get_by_role("button", name="Sök").click()
        expect(page.locator("#total")).to_have_text("2 exempel")
