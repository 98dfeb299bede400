"""A name is written, asked about, settled and published: with JavaScript and without, and by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from resultatbank.data.models import User
from resultatbank.data.session import may_write
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import State
from tests import factories as make
from tests.browser.conftest import Site, log_in
from tests.web.examples.conftest import make_ready

pytestmark = pytest.mark.browser

NAMED = "Karin Provmallander"


@pytest.fixture
def example(site: Site) -> int:
    """A draft that lacks nothing but an answer to whether somebody is named, and a party that isn't in it."""
    with site.app.app_context(), may_write():
        made = make.example("Ugnen", state=State.DRAFT)
        make_ready(made, db.session.scalars(select(User).where(User.email == site.people[Role.COMMUNICATOR])).one())
        make.party(NAMED)
        db.session.commit()
        return made.id


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_name_is_asked_about_where_it_is_written_and_settled_before_publishing(
    site: Site, open_page: Callable[..., Page], example: int, javascript: bool
) -> None:
    page = log_in(open_page(javascript=javascript), site.people[Role.COMMUNICATOR])
    main = page.get_by_role("main")
    page.goto(f"/exempel/{example}/steg/2")
    page.locator("#result").fill(f"Det sa {NAMED}s chef Amira Hittad. Ring 070-174 06 05 till Eva Påhittsson.")
    if javascript:
        page.locator("#result").blur()
    else:
        page.locator("#spara-result").click()
    status = page.locator("#sparat-result")
    expect(status).to_contain_text(f"Kan handla om någon: {NAMED}")

    page.goto(f"/exempel/{example}/publicera")
    expect(main).to_contain_text("Ta ställning till 4 saker i texten som kan vara namn: ")
    expect(main.get_by_role("button", name="Publicera exemplet")).to_have_count(0)
    main.get_by_role("link", name="Ta ställning till 4 saker").click()
    page.wait_for_load_state()

    questions = page.locator("#names .panel")
    expect(questions).to_have_count(4)
    expect(questions.first.locator("mark")).to_have_text(f"{NAMED}s")
    page.get_by_role("button", name=re.compile("Offentlig roll.*Amira Hittad")).press("Enter")
    expect(questions).to_have_count(3)
    if javascript:
        expect(page.locator("#names h3", has_text="070-174 06 05")).to_be_focused()
        assert "medverkande" in page.url
    questions.first.locator("button", has_text="Inget namn").click()
    expect(questions).to_have_count(2)
    page.get_by_role("button", name="Inget av det här är namn").click()
    expect(questions).to_have_count(0)

    page.get_by_text("Det som är besvarat (4)").click()
    page.get_by_role("button", name=re.compile("Ta upp frågan igen.*Eva Påhittsson")).press("Enter")
    expect(questions).to_have_count(1)
    if javascript:
        expect(page.locator("#names h3", has_text="Eva Påhittsson")).to_be_focused()
    questions.first.locator("button", has_text="Inget namn").click()
    expect(questions).to_have_count(0)

    page.goto(f"/exempel/{example}/publicera")
    main.get_by_role("button", name="Publicera exemplet").click()
    expect(main).to_contain_text("Exemplet är publicerat")


def test_a_party_in_the_text_is_put_in_the_example(site: Site, open_page: Callable[..., Page], example: int) -> None:
    page = log_in(open_page(width=375), site.people[Role.COMMUNICATOR])
    page.goto(f"/exempel/{example}/steg/2")
    page.locator("#result").fill("Det sa Amira Hittad.")
    page.locator("#result").blur()
    page.locator("#sparat-result").get_by_role("link", name="Ta ställning").click()
    page.locator("#names button", has_text="Är en part").click()
    page.get_by_role("button", name="Lägg till en ny part").click()
    expect(page.locator("#party_name")).to_have_value("Amira Hittad")
    expect(page.locator(".note.bad")).to_have_count(0)
    page.get_by_role("button", name="Spara parten").click()
    expect(page.get_by_label("Namn", exact=True)).to_be_checked()
    page.get_by_role("button", name="Lägg till i exemplet").click()
    expect(page.locator("#medverkande")).to_contain_text("Amira Hittad: namn")
    expect(page.locator("#names .panel")).to_have_count(0)
