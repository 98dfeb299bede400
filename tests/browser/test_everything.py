"""Everything about a person, as one goes on from there and comes back: the name is kept nowhere, and Back works."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from resultatbank.data.session import may_write
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from tests import factories as make
from tests.browser.conftest import Site, log_in

pytestmark = pytest.mark.browser

NAME = "Zork Qvast"


@pytest.fixture
def party_id(site: Site) -> int:
    """A person who is in an example that is published, and named in its text."""
    with site.app.app_context(), may_write():
        party, example = make.party(NAME), make.example(texts={"result": f"Det gick bra, säger {NAME}."})
        make.appearance(party, example)
        db.session.commit()
        found = party.id
        db.session.remove()
    return found


def ask(page: Page) -> None:
    page.goto("/parter/allt")
    page.get_by_label("Namn eller e-postadress").fill(NAME)
    page.get_by_role("button", name="Sök i allt").click()
    expect(page.get_by_role("heading", name=f"Det här finns om ”{NAME}”")).to_be_focused()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_a_link_leaves_the_answer_where_it_is(
    open_page: Callable[..., Page], site: Site, party_id: int, javascript: bool
) -> None:
    page = log_in(open_page(javascript=javascript), site.people[Role.COMMUNICATOR])
    ask(page)
    expect(page.get_by_text("Länkarna öppnas i nya flikar, så att den här sidan finns kvar.")).to_have_count(1)
    with page.context.expect_page() as opened:
        page.locator("#examples ~ ul h3 a").click()
    opened.value.wait_for_load_state()
    assert "/exempel/" in opened.value.url
    opened.value.close()
    expect(page.locator("#svar")).to_be_visible()


def test_back_to_the_search_is_a_page_and_not_an_error(site: Site, browser_page: Page, party_id: int) -> None:
    page = log_in(browser_page, site.people[Role.COMMUNICATOR])
    ask(page)
    page.get_by_role("navigation", name="Du är här").get_by_role("link", name="Överenskommelser").click()
    expect(page.get_by_role("heading", level=1, name="Överenskommelser")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1, name="Allt om en person")).to_be_visible()


def test_from_a_party_one_comes_back_to_it(site: Site, browser_page: Page, party_id: int) -> None:
    page = log_in(browser_page, site.people[Role.COMMUNICATOR])
    page.goto(f"/parter/{party_id}")
    page.get_by_role("button", name=f"Allt om {NAME}").click()
    expect(page.locator("#svar")).to_be_focused()
    expect(page).to_have_title("Allt om en person – Resultatbank")
    assert page.url.endswith("/parter/allt")
    page.get_by_role("link", name="Överenskommelser").first.click()
    expect(page.get_by_role("heading", level=1, name="Överenskommelser")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1, name="Allt om en person")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1, name=NAME)).to_be_visible()


def test_the_name_stays_out_of_what_the_browser_keeps(site: Site, browser_page: Page, party_id: int) -> None:
    page = log_in(browser_page, site.people[Role.COMMUNICATOR])
    ask(page)
    kept = page.evaluate("JSON.stringify([location.href, history.state, {...localStorage}, {...sessionStorage}])")
    assert "Qvast" not in kept
    assert all("Qvast" not in cookie["value"] for cookie in page.context.cookies())


def test_too_short_a_name_is_refused_in_place(site: Site, browser_page: Page) -> None:
    page = log_in(browser_page, site.people[Role.COMMUNICATOR])
    page.goto("/parter/allt")
    page.get_by_label("Namn eller e-postadress").fill("å")
    page.get_by_role("button", name="Sök i allt").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Namn eller e-postadress")).to_have_value("å")
    expect(page).to_have_title("Fel: Allt om en person – Resultatbank")


@pytest.mark.parametrize("width", [1280, 375])
def test_what_was_found_is_what_one_sees(open_page: Callable[..., Page], site: Site, party_id: int, width: int) -> None:
    page = log_in(open_page(width=width), site.people[Role.COMMUNICATOR])
    for word in ("Qvast", "Zork"):
        ask(page)
        page.get_by_role("button", name=word, exact=True).click()
        expect(page.get_by_role("heading", name=f"Det här finns om ”{word}”")).to_be_focused()
        page.wait_for_function("document.getElementById('svar').getBoundingClientRect().top < 100")
