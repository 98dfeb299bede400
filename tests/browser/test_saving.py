"""What is typed in the steps and couldn't be saved: said where it was typed, tried again, and asked about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Locator, Page, Route, expect

from resultatbank.data.session import may_write
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import State
from tests import factories as make
from tests.browser.conftest import Site, Windows, let_the_scripts_come, log_in, open_before_the_scripts

pytestmark = pytest.mark.browser

NO_ANSWER = "Inte sparat. Servern svarar inte, men texten står kvar här."
SAVED = re.compile(r"Sparat \d\d:\d\d")
SAVING = "**/svar/**"


@pytest.fixture
def page(chromium: Browser, site: Site) -> Iterator[Page]:
    """A communicator's window, in which requests may fail: that is what these tests are about."""
    windows = Windows(chromium, site.address)
    yield log_in(windows.open(), site.people[Role.COMMUNICATOR])
    windows.close()
    assert [fault for fault in windows.faults if "script:" in fault or "Content Security" in fault] == []


@pytest.fixture
def example(site: Site) -> str:
    """The address of a draft."""
    with site.app.app_context(), may_write():
        made = make.example(state=State.DRAFT)
        db.session.commit()
        return f"/exempel/{made.id}"


def type_in(page: Page, question: str, text: str) -> None:
    page.locator(f"#{question}").fill(text)
    page.locator(f"#{question}").blur()


def said_at(page: Page, question: str) -> Locator:
    return page.locator(f"#fraga-{question}").get_by_role("alert")


def status_of(page: Page, question: str) -> Locator:
    return page.locator(f"#sparat-{question}")


def asked_when_leaving(page: Page) -> list[str]:
    """Stay on the page whenever the browser asks, and return a list that grows with each time."""
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    return asked


def expect_kept(page: Page, example: str, question: str, text: str) -> None:
    page.goto(f"{example}/steg/1")
    expect(page.locator(f"#{question}")).to_have_value(text)


def test_without_network_an_answer_is_told_unsaved_and_saved_when_it_is_back(page: Page, example: str) -> None:
    page.goto(f"{example}/steg/1")
    type_in(page, "message", "Först")
    expect(status_of(page, "message")).to_contain_text(SAVED)
    page.context.set_offline(True)
    type_in(page, "message", "Sedan")
    expect(said_at(page, "message")).to_have_text(NO_ANSWER)
    expect(status_of(page, "message").get_by_text(SAVED)).to_be_hidden()
    expect(page.locator("#message")).to_have_value("Sedan")
    asked = asked_when_leaving(page)
    page.locator("header .brand").click()
    expect(page.locator("#message")).to_have_value("Sedan")
    assert asked == ["beforeunload"]
    page.context.set_offline(False)
    expect(status_of(page, "message")).to_contain_text(SAVED)
    expect(said_at(page, "message")).to_have_count(0)
    expect_kept(page, example, "message", "Sedan")
    assert asked == ["beforeunload"]


def test_what_is_typed_before_the_scripts_have_come_is_saved_when_they_come(page: Page, example: str) -> None:
    held = open_before_the_scripts(page, f"{example}/steg/1")
    type_in(page, "message", "Vad")
    page.get_by_role("group", name="Behövs mål?").get_by_label("Ja").check()
    let_the_scripts_come(page, held)
    expect(status_of(page, "message")).to_contain_text(SAVED)
    expect(page.get_by_role("group", name="Behövs mål?")).to_contain_text(SAVED)
    expect(status_of(page, "why")).not_to_contain_text(SAVED)
    expect_kept(page, example, "message", "Vad")
    expect(page.get_by_role("group", name="Behövs mål?").get_by_label("Ja")).to_be_checked()


def test_a_field_that_one_is_in_when_the_scripts_come_is_saved_as_it_is_left(page: Page, example: str) -> None:
    held = open_before_the_scripts(page, f"{example}/steg/1")
    page.locator("#message").press_sequentially("Va")
    let_the_scripts_come(page, held)
    page.wait_for_load_state()
    page.locator("#message").press_sequentially("d")
    expect(status_of(page, "message")).not_to_contain_text(SAVED)
    page.locator("#message").blur()
    expect(status_of(page, "message")).to_contain_text(SAVED)
    expect_kept(page, example, "message", "Vad")


def test_one_who_leaves_a_row_filled_before_the_scripts_had_come_is_asked_first(page: Page, example: str) -> None:
    held = open_before_the_scripts(page, f"{example}/steg/1")
    new = page.locator("#rader-indicators-ny")
    new.locator("summary").click()
    new.get_by_label("Vad mäter vi?").fill("Antal jobb")
    let_the_scripts_come(page, held)
    page.wait_for_load_state()
    asked = asked_when_leaving(page)
    page.get_by_role("link", name="Till steg 2").click()
    expect(new.get_by_label("Vad mäter vi?")).to_have_value("Antal jobb")
    assert asked == ["beforeunload"]


def test_nobody_is_asked_who_has_typed_nothing(page: Page, example: str) -> None:
    for address in ("steg/1", "steg/2", "steg/3", "steg/4", "steg/5", "uppgifter", "medverkande", "publicera"):
        page.goto(f"{example}/{address}")
        asked = asked_when_leaving(page)
        page.locator("main h1").click()
        page.locator("header .brand").click()
        page.wait_for_url("**/")
        assert asked == []


def test_what_was_not_saved_goes_along_with_the_next_change(page: Page, example: str) -> None:
    page.goto(f"{example}/steg/1")
    page.route("**/svar/message", lambda route: route.abort(), times=1)
    type_in(page, "message", "Vad")
    expect(said_at(page, "message")).to_have_text(NO_ANSWER)
    type_in(page, "why", "Varför")
    expect(status_of(page, "message")).to_contain_text(SAVED)
    expect(said_at(page, "message")).to_have_count(0)
    expect_kept(page, example, "message", "Vad")


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_fault_of_the_servers_is_told_by_the_field(page: Page, example: str, status: int) -> None:
    page.goto(f"{example}/steg/1")
    page.route(SAVING, lambda route: route.fulfill(status=status, body="<h1>Bad gateway</h1>"), times=1)
    type_in(page, "message", "Vad")
    expect(said_at(page, "message")).to_contain_text("Inte sparat. Något gick fel hos oss")
    expect(page.locator("#notices")).not_to_contain_text("gateway")
    page.get_by_role("button", name="Försök igen").click()
    expect(status_of(page, "message")).to_contain_text(SAVED)
    expect(page.get_by_role("button", name="Försök igen")).to_have_count(0)


def test_a_server_that_never_answers_is_told_too(page: Page, example: str) -> None:
    page.goto(f"{example}/steg/1")
    asked = asked_when_leaving(page)
    held: list[Route] = []
    page.route(SAVING, lambda route: held.append(route))
    page.evaluate("document.addEventListener('htmx:configRequest', ({ detail }) => detail.timeout &&= 1500)")
    type_in(page, "message", "Vad")
    page.wait_for_timeout(1200)
    page.locator("header .brand").click()
    assert asked == ["beforeunload"]
    expect(said_at(page, "message")).to_have_text(NO_ANSWER)
    assert held


def test_without_network_a_row_is_told_unsaved_and_stays(page: Page, example: str) -> None:
    page.goto(f"{example}/steg/2")
    new = page.locator("#rader-sources-ny")
    new.locator("summary").click()
    new.get_by_label("Titel").fill("Elräkningen")
    new.get_by_label("Slag").select_option(index=1)
    page.context.set_offline(True)
    new.get_by_role("button", name="Spara").click()
    expect(new.get_by_role("alert")).to_have_text(NO_ANSWER)
    asked = asked_when_leaving(page)
    page.locator("header .brand").click()
    assert asked == ["beforeunload"]
    page.context.set_offline(False)
    # The row isn't sent by itself: it would be there twice, if it was only the reply that was lost.
    expect(page.locator("#rader-sources > .card")).to_have_count(0)
    new.get_by_role("button", name="Spara").click()
    expect(page.locator("#rader-sources > .card > summary")).to_contain_text("1. Elräkningen")
    expect(page.get_by_role("button", name="Försök igen")).to_have_count(0)
    page.locator("header .brand").click()
    page.wait_for_url("**/")


def log_in_elsewhere(page: Page, site: Site) -> None:
    """Log in again in another tab, and come back."""
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Logga in i en ny flik").click()
    log_in(opened.value, site.people[Role.COMMUNICATOR])
    opened.value.close()
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")


def test_one_who_is_logged_out_is_told_by_the_answer_and_it_is_saved_after_the_login(
    site: Site, page: Page, example: str
) -> None:
    page.goto(f"{example}/steg/1")
    page.locator("#measures_why").scroll_into_view_if_needed()
    page.context.clear_cookies()
    type_in(page, "measures_why", "Vi vill veta")
    said = said_at(page, "measures_why")
    expect(said).to_contain_text("Du har blivit utloggad")
    expect(said).to_be_in_viewport()
    expect(page.locator("#notices")).to_be_empty()
    page.evaluate("scrollTo(0, 0)")
    expect(said).not_to_be_in_viewport()
    expect(page.get_by_text("Du har blivit utloggad").last).to_be_in_viewport()
    page.get_by_role("button", name="Visa var").click()
    expect(said).to_be_in_viewport()
    expect(page.locator("#measures_why")).to_be_focused()
    log_in_elsewhere(page, site)
    expect(status_of(page, "measures_why")).to_contain_text(SAVED)
    expect_kept(page, example, "measures_why", "Vi vill veta")


def test_one_who_is_logged_out_is_told_in_the_row_and_can_save_it_after_the_login(
    site: Site, page: Page, example: str
) -> None:
    page.goto(f"{example}/steg/2")
    new = page.locator("#rader-sources-ny")
    new.locator("summary").click()
    new.get_by_label("Titel").fill("Elräkningen")
    new.get_by_label("Slag").select_option(index=1)
    page.context.clear_cookies()
    new.get_by_role("button", name="Spara").click()
    expect(new.get_by_role("alert")).to_contain_text("Du har blivit utloggad")
    expect(new.get_by_role("alert")).to_be_in_viewport()
    log_in_elsewhere(page, site)
    new.get_by_role("button", name="Spara").click()
    expect(page.locator("#rader-sources > .card > summary")).to_contain_text("1. Elräkningen")


def test_one_who_leaves_a_half_filled_figure_is_asked_first(page: Page, example: str) -> None:
    page.goto(f"{example}/steg/1")
    asked = asked_when_leaving(page)
    new = page.locator("#rader-indicators-ny")
    new.locator("summary").click()
    new.get_by_label("Vad mäter vi?").fill("Antal jobb")
    page.get_by_role("link", name="Till steg 2").click()
    expect(new.get_by_label("Vad mäter vi?")).to_have_value("Antal jobb")
    assert asked == ["beforeunload"]


def test_one_who_leaves_a_row_that_came_back_with_a_fault_is_asked_first(page: Page, example: str) -> None:
    page.goto(f"{example}/steg/1")
    asked = asked_when_leaving(page)
    new = page.locator("#rader-indicators-ny")
    new.locator("summary").click()
    new.get_by_label("Enhet").fill("antal")
    new.get_by_role("button", name="Spara").click()
    expect(new.get_by_role("alert")).to_be_focused()
    page.get_by_role("link", name="Till steg 2").click()
    expect(new.get_by_label("Enhet")).to_have_value("antal")
    assert asked == ["beforeunload"]


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A file above what may be sent at all."""
    file = tmp_path / "stor.pdf"
    with file.open("wb") as content:
        content.truncate(13 * 1024**2)
    return file


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(page: Page, example: str, large: Path) -> None:
    page.goto(f"{example}/steg/2")
    new = page.locator("#rader-sources-ny")
    new.locator("summary").click()
    field = new.get_by_label("Fil", exact=True)
    expect(field).to_have_accessible_description(re.compile("Högst 10 MB"))
    field.set_input_files(large)
    expect(new.get_by_role("alert")).to_have_text("Filen är 13 MB. Välj en som är högst 10 MB.")
    expect(field).to_have_accessible_description(re.compile("Filen är 13 MB"))
    expect(field).to_have_value("")
    small = large.with_name("liten.pdf")
    small.write_bytes(b"%PDF-1.4")
    field.set_input_files(small)
    expect(new.get_by_role("alert")).to_have_count(0)


def test_a_file_that_the_server_finds_too_large_is_told_in_the_row(page: Page, example: str, large: Path) -> None:
    page.goto(f"{example}/steg/2")
    new = page.locator("#rader-sources-ny")
    new.locator("summary").click()
    new.get_by_role("button", name="Spara").click()
    expect(new.get_by_role("alert")).to_contain_text("Rätta")
    # As if what checks it in the browser had never been there.
    new.get_by_label("Fil", exact=True).evaluate("field => delete field.dataset.most")
    new.get_by_label("Titel").fill("Elräkningen")
    new.get_by_label("Fil", exact=True).set_input_files(large)
    new.get_by_role("button", name="Spara").click()
    expect(new.get_by_role("alert")).to_have_count(1)
    expect(new.get_by_role("alert")).to_contain_text("En fil får vara högst 10 MB.")
    expect(new.get_by_role("alert")).to_be_in_viewport()
    expect(new.get_by_label("Titel")).to_have_value("Elräkningen")


def test_without_javascript_one_comes_back_from_a_file_that_is_too_large(
    site: Site, open_page: Callable[..., Page], example: str, large: Path
) -> None:
    page = log_in(open_page(javascript=False), site.people[Role.COMMUNICATOR])
    page.goto(f"{example}/rader/sources")
    new = page.locator("#rader-sources-ny")
    new.locator("summary").click()
    new.get_by_label("Fil", exact=True).set_input_files(large)
    new.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("main")).to_contain_text("En fil får vara högst 10 MB.")
    page.get_by_role("link", name="Tillbaka till sidan du kom från").click()
    assert page.url.endswith(f"{example}/rader/sources")


def test_without_javascript_the_answers_beside_a_row_are_saved_on_the_way_to_it(
    site: Site, open_page: Callable[..., Page], example: str
) -> None:
    page = log_in(open_page(javascript=False), site.people[Role.COMMUNICATOR])
    page.goto(f"{example}/steg/1")
    page.locator("#message").fill("Vad")
    page.locator("#why").fill("Varför")
    # In the step nothing can be typed in a row, whose form would leave the answers behind.
    expect(page.locator("#rader-indicators-ny summary")).to_be_hidden()
    page.get_by_role("button", name="Spara svaren och lägg till en siffra").click()
    expect(page.get_by_role("main")).to_contain_text("Svaren är sparade.")
    page.locator("#rader-indicators-ny summary").click()
    new = page.locator("#rader-indicators-ny")
    new.get_by_label("Vad mäter vi?").fill("Antal jobb")
    new.get_by_label("Riktning").select_option(label="Ska öka")
    new.get_by_role("button", name="Spara").click()
    page.get_by_role("link", name="Till steg 1").click()
    expect(page.locator("#rader-indicators")).to_contain_text("1. Antal jobb")
    expect(page.locator("#message")).to_have_value("Vad")
    expect(page.locator("#why")).to_have_value("Varför")
    page.get_by_role("button", name="Spara svaren och lägg till en siffra eller ändra").click()
    page.locator("summary", has_text="1. Antal jobb").click()
    expect(page.get_by_role("button", name="Spara siffra 1")).to_be_visible()


def test_without_javascript_a_fault_in_an_answer_is_mended_before_the_rows(
    site: Site, open_page: Callable[..., Page], example: str
) -> None:
    page = log_in(open_page(javascript=False), site.people[Role.COMMUNICATOR])
    page.goto(f"{example}/steg/1")
    page.locator("#message").fill("Ring 850709-9805")
    page.get_by_role("button", name="Spara svaren och lägg till en siffra").click()
    expect(page.get_by_role("main")).to_contain_text("Det ser ut som ett personnummer")
    expect(page.locator("#message")).to_have_value("Ring 850709-9805")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_long_comment_is_refused_rather_than_cut(
    site: Site, open_page: Callable[..., Page], javascript: bool
) -> None:
    with site.app.app_context(), may_write():
        published = make.example("Lägre elräkning").id
        db.session.commit()
    page = log_in(open_page(javascript=javascript), site.people[Role.EMPLOYEE])
    page.goto(f"/exempel/{published}")
    page.get_by_label("Något du vill säga?").focus()
    page.keyboard.insert_text("x" * 510)
    page.get_by_label("4", exact=True).check()
    page.get_by_role("button", name="Skicka svaret").click()
    expect(page.get_by_role("main")).to_contain_text("Texten är 510 tecken. Korta den till högst 500.")
    expect(page.get_by_label("Något du vill säga?")).to_have_value("x" * 510)
