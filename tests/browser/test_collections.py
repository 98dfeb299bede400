"""Gathering, sharing, taking out and printing, as a person does it, also without JavaScript."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from resultatbank.data.session import may_write
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from tests import factories as make
from tests.browser.conftest import Site, log_in

pytestmark = pytest.mark.browser
PARAGRAPH = "Företagen fick en kartläggning och en rådgivare som återkom efter sex månader och följde upp det. " * 4
QUESTIONS = ("message", "challenge", "public_benefit", "background", "effort", "result", "aim", "learned")
TEXTS = dict.fromkeys(QUESTIONS, PARAGRAPH)


@pytest.fixture
def filled(site: Site) -> Site:
    """Three examples of usual length, with a party each."""
    with site.app.app_context(), may_write():
        for name in ("Bageriet", "Bryggeriet", "Smedjan"):
            example = make.example(f"Om {name}", benefit=f"{name} växte", texts=TEXTS, regions=["01"], year=2025)
            party = make.party(f"{name} Påhittat AB")
            make.appearance(party, example, ["company_name"])
            make.agreement(party, yes=make.everywhere("company_name")[:5])
        db.session.commit()
        db.session.remove()
    return site


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def gather(page: Page, benefit: str, name: str = "") -> None:
    """Put an example in a collection from the list of hits: with a name, in a new one."""
    page.goto("/exempel?q=växte")
    page.get_by_role("listitem").filter(has=page.get_by_role("link", name=benefit)).get_by_role(
        "link", name="Lägg i samling"
    ).click()
    if name:
        page.get_by_label("ny samling").fill(name)
    page.get_by_role("button", name="Lägg i samlingen").click()
    expect(page.locator("#notices")).to_contain_text("Exemplet ligger nu i samlingen ”Talet i Luleå”.")
    expect(page).to_have_url(re.compile(r"/exempel\?q=v"))


@pytest.mark.parametrize("javascript", [True, False])
def test_a_collection_is_gathered_ordered_shared_and_taken_out(
    filled: Site, open_page: Callable[..., Page], tmp_path: Path, javascript: bool
) -> None:
    page = log_in(open_page(javascript=javascript), filled.people[Role.EMPLOYEE])
    gather(page, "Bageriet växte", "Talet i Luleå")
    gather(page, "Smedjan växte")
    page.get_by_role("link", name="Samlingar").click()
    page.get_by_role("link", name="Talet i Luleå").click()
    page.get_by_role("button", name="Ner i ordningen: Bageriet växte").click()
    benefits = page.locator(".places h3")
    expect(benefits).to_have_text(["Smedjan växte", "Bageriet växte"])
    page.get_by_label("Anteckning om Smedjan växte").fill("Börja här.")
    page.get_by_role("button", name="Spara anteckningen om Smedjan växte").click()
    page.get_by_label("Alla här i huset som har länken").check()
    page.get_by_role("button", name="Spara delning").click()
    link = page.get_by_label("Länk för den som är inloggad").input_value()
    reader = log_in(open_page(javascript=javascript), filled.people[Role.REVIEWER])
    reader.goto("/samlingar/delad/" + link.rpartition("/")[2])
    expect(reader.locator(".places")).to_contain_text("Börja här.")
    reader.get_by_label("Vart ska det?").fill("Årsrapporten")
    with reader.expect_download() as download:
        reader.get_by_role("button", name="Word-fil").click()
    download.value.save_as(tmp_path / "samling.docx")
    text = [paragraph.text for paragraph in Document(io.BytesIO((tmp_path / "samling.docx").read_bytes())).paragraphs]
    assert text.index("Smedjan växte") < text.index("Börja här.") < text.index("Bageriet växte")


def test_an_example_is_moved_through_a_collection_by_keyboard_without_looking_for_the_button_again(
    filled: Site, browser_page: Page
) -> None:
    page = log_in(browser_page, filled.people[Role.EMPLOYEE])
    gather(page, "Bageriet växte", "Talet i Luleå")
    gather(page, "Smedjan växte")
    gather(page, "Bryggeriet växte")
    page.get_by_role("link", name="Samlingar").click()
    page.get_by_role("link", name="Talet i Luleå").click()
    page.get_by_role("button", name="Ner i ordningen: Bageriet växte").focus()
    for button in (
        "Ner i ordningen: Bageriet växte, nu plats 2 av 3",
        "Upp i ordningen: Bageriet växte, nu plats 3 av 3",
    ):
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name=button)).to_be_focused()
    for button in (
        "Upp i ordningen: Bageriet växte, nu plats 2 av 3",
        "Ner i ordningen: Bageriet växte, nu plats 1 av 3",
    ):
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name=button)).to_be_focused()
    expect(page.locator(".places h3")).to_have_text(["Bageriet växte", "Smedjan växte", "Bryggeriet växte"])


def test_a_usual_example_is_printed_on_two_sheets_without_menus(filled: Site, browser_page: Page) -> None:
    page = log_in(browser_page, filled.people[Role.EMPLOYEE])
    page.goto("/exempel")
    page.get_by_role("link", name="Bageriet växte").click()
    assert 1 <= pages_of(page.pdf(format="A4", prefer_css_page_size=True)) <= 2
    page.emulate_media(media="print")
    for shown in ("Får användas", "Utmaningen", "Insatsen", "Resultatet"):
        expect(page.get_by_role("heading", name=shown, exact=True)).to_be_visible()
    for hidden in (page.get_by_role("navigation"), page.get_by_role("button"), page.get_by_role("textbox")):
        assert [each.is_visible() for each in hidden.all()] == [False] * hidden.count()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_page_for_printing_has_a_button_where_it_works(
    filled: Site, open_page: Callable[..., Page], javascript: bool
) -> None:
    page = log_in(open_page(javascript=javascript), filled.people[Role.EMPLOYEE])
    gather(page, "Bageriet växte", "Talet i Luleå")
    page.get_by_role("link", name="Samlingar").click()
    page.get_by_role("link", name="Talet i Luleå").click()
    page.get_by_role("button", name="Till utskrift").click()
    button = page.get_by_role("button", name="Skriv ut")
    if javascript:
        page.evaluate("window.print = () => { window.printed = true; }")
        button.click()
        assert page.evaluate("window.printed")
        page.emulate_media(media="print")
    expect(button).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Tillbaka till samlingen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Talet i Luleå")


def test_a_printed_collection_has_a_sheet_for_each_example(filled: Site, browser_page: Page) -> None:
    page = log_in(browser_page, filled.people[Role.EMPLOYEE])
    for number, benefit in enumerate(("Bageriet växte", "Smedjan växte", "Bryggeriet växte")):
        gather(page, benefit, "" if number else "Talet i Luleå")
    page.get_by_role("link", name="Samlingar").click()
    page.get_by_role("link", name="Talet i Luleå").click()
    page.get_by_role("button", name="Till utskrift").click()
    expect(page.locator("article h2")).to_have_text(["Bageriet växte", "Smedjan växte", "Bryggeriet växte"])
    assert 3 <= pages_of(page.pdf(format="A4", prefer_css_page_size=True)) <= 6
    page.emulate_media(media="print")
    breaks = page.locator("article").evaluate_all("found => found.map(each => getComputedStyle(each).breakBefore)")
    assert breaks == ["auto", "page", "page"]
    assert page.get_by_role("navigation").count() == 0
