"""A picture in a real browser: sent with its progress, shown, taken and credited; and without JavaScript too."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from resultatbank.data import rows
from resultatbank.data.session import may_write
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import State
from tests import factories as make
from tests import pictures
from tests.browser.conftest import Site, log_in

pytestmark = pytest.mark.browser
LINE = "Foto: Påhittade Bildbyrån / Fri"


@pytest.fixture
def example(site: Site) -> int:
    """A published example in which packages can be written."""
    with site.app.app_context(), may_write():
        made = make.example(state=State.PUBLISHED, texts={"message": "Vad", "why": "Varför"})
        group = make.term("target_group", "Påhittade företagare")
        rows.add_row(made.id, "target_groups", {"term_id": group.id, "interest": "Pengarna"}, make.stamp())
        db.session.commit()
        return made.id


def fill_in(page: Page, file: Path) -> None:
    form = page.locator("#rader-packages-ny")
    form.locator("summary").click()
    form.get_by_label("Titel").fill("Ugnen")
    form.get_by_label("Format").select_option(label="Foto")
    form.get_by_label("Alt-text").fill("En påhittad ugn")
    form.get_by_label("Upphovsperson").fill("Påhittade Bildbyrån")
    form.get_by_label("Licens eller villkor").fill("Fri")
    form.get_by_label("Ingen kan kännas igen").check()
    form.get_by_label("Fil, om du vill", exact=True).set_input_files(file)
    form.get_by_role("button", name="Spara").click()


def is_drawn(page: Page, selector: str) -> None:
    """See that a picture has come and takes the place that was kept for it."""
    image = page.locator(selector)
    expect(image).to_be_visible()
    assert image.evaluate("each => each.decode().then(() => each.naturalWidth)") > 0


def test_a_large_picture_tells_how_far_it_has_come_and_is_shown_where_it_is_edited(
    site: Site, browser_page: Page, example: int, tmp_path: Path
) -> None:
    page = log_in(browser_page, site.people[Role.COMMUNICATOR])
    noise = Image.frombytes("RGB", (900, 900), random.Random(7).randbytes(900 * 900 * 3))  # noqa: S311  Noise is no secret.
    file = tmp_path / "ugn.jpg"
    file.write_bytes(pictures.encoded(noise, quality=95))
    page.goto(f"/exempel/{example}/rader/packages")
    network = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 300_000}
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", slow)
    fill_in(page, file)
    told = page.locator("#rader-packages-ny [data-sending]")
    expect(told).to_contain_text("% har kommit fram")
    expect(told.get_by_role("progressbar")).to_be_visible()
    card = page.locator("#rader-packages > .card", has=page.locator("summary", has_text="1. Ugnen"))
    expect(card.locator("summary")).to_contain_text("Sparat")
    expect(page.locator("#rader-packages-ny [data-sending]")).to_be_hidden()
    card.locator("summary").click()
    is_drawn(page, "#rader-packages .preview img")


def sent(site: Site, page: Page, example: int, tmp_path: Path) -> None:
    """Let the communicator send a picture."""
    file = tmp_path / "ugn.jpg"
    file.write_bytes(pictures.tagged_jpeg((900, 600)))
    log_in(page, site.people[Role.COMMUNICATOR])
    page.goto(f"/exempel/{example}/rader/packages")
    fill_in(page, file)
    expect(page.locator("#rader-packages > .card > summary", has_text="1. Ugnen")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_an_employee_sees_takes_and_credits_a_picture(
    site: Site, browser_page: Page, plain_page: Page, example: int, tmp_path: Path, javascript: bool
) -> None:
    sent(site, browser_page if javascript else plain_page, example, tmp_path)
    page = browser_page if javascript else plain_page
    # An answer that is still on its way would bring the cookie back.
    page.wait_for_load_state("networkidle")
    page.context.clear_cookies()
    log_in(page, site.people[Role.EMPLOYEE])
    page.goto(f"/exempel/{example}")
    figure = page.locator("figure")
    expect(figure.get_by_role("img", name="En påhittad ugn")).to_be_visible()
    expect(figure).to_contain_text("Får användas i alla kanaler.")
    figure.locator("summary").click()
    field = figure.get_by_label("Skriv det här vid bilden")
    expect(field).to_have_value(LINE)
    copy = figure.get_by_role("button", name="Kopiera byline")
    if javascript:
        is_drawn(page, "figure img")
        copy.click()
        expect(figure.get_by_role("status")).to_contain_text("Kopierat")
    else:
        expect(copy).to_be_hidden()
    with page.expect_download() as download:
        figure.get_by_role("button", name="Ladda ner bilden").click()
    assert download.value.suggested_filename == "ugn.jpg"
    content = Path(download.value.path()).read_bytes()
    assert not any(secret in content for secret in pictures.SECRETS)
    page.goto("/mina")
    expect(page.get_by_role("link", name="Påhittade företag fick det bättre")).to_be_visible()
