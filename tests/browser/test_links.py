"""A party answers on its phone without JavaScript, changes its mind in two clicks, and signs a printed form."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from resultatbank.data import gate, invitations
from resultatbank.data.models import Agreement, Example, Invitation, Party
from resultatbank.data.session import may_write
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import Language, PartyKind
from tests import factories as make
from tests.browser.conftest import NARROW, Site, log_in
from tests.browser.test_accessibility import faults_of
from tests.web.populated import PDF

pytestmark = pytest.mark.browser


@pytest.fixture
def outside(site: Site) -> Site:
    """The site, reached from outside at its own address."""
    urls = {"links_url": site.address, "public_url": site.address}
    site.app.config["SETTINGS"] = replace(site.app.config["SETTINGS"], **urls)
    return site


@pytest.fixture
def party_id(outside: Site) -> int:
    """A person in a published example that shows name and photo."""
    with outside.app.app_context(), may_write():
        person = make.party("Samira Påhittström")
        example = make.example("Lägre elräkning", benefit="Lägre elräkning, fler jobb")
        make.appearance(person, example, ["name", "photo"])
        db.session.commit()
        return person.id


def open_channels(site: Site) -> list[str]:
    """Return where the one example may be used now."""
    with site.app.app_context():
        example_id = db.session.scalars(select(Example.id)).one()
        found = gate.usability([example_id], site.clock.day)[example_id].open
        db.session.remove()
    return [each.channel.slug for each in found]


def test_asked_by_link_answered_on_a_phone_and_taken_back_in_two_clicks(
    outside: Site, party_id: int, open_page: Callable[..., Page]
) -> None:
    staff = log_in(open_page(), outside.people[Role.COMMUNICATOR])
    staff.goto(f"/parter/{party_id}")
    staff.get_by_role("link", name="Fråga på papper eller med länk").click()
    staff.get_by_label("Samtycke", exact=True).check()
    staff.get_by_label("Sociala medier", exact=True).check()
    staff.get_by_role("button", name="Visa texten först").click()
    expect(staff.get_by_role("heading", name="Så här läser parten texten")).to_be_visible()
    staff.locator("section.note").get_by_role("button", name="Spara frågan").click()
    staff.get_by_role("button", name="Visa länk och QR-kod").click()
    link = staff.get_by_label("Personlig länk").input_value()
    expect(staff.get_by_role("img", name="QR-kod med den personliga länken")).to_be_visible()

    phone = open_page(javascript=False, width=NARROW)
    phone.goto(link)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Vad får vi berätta om dig?")
    assert phone.get_by_role("navigation").count() == 0
    expect(phone.get_by_role("group", name="Svara på varje rad")).to_be_hidden()
    phone.get_by_label("Jag vill välja själv").check()
    for material, no in (("Namn", ""), ("Foto", "Sociala medier")):
        rows = phone.get_by_role("group", name=material, exact=True)
        for channel in ("Intranät, för våra anställda", "Vår webbplats", "Sociala medier"):
            answer = "Nej" if channel == no else "Ja"
            rows.get_by_role("group", name=channel).get_by_label(answer).check()
    assert phone.evaluate("document.documentElement.scrollWidth") <= NARROW
    phone.get_by_role("button", name="Skicka mitt svar").click()
    expect(phone.get_by_text("Tack. Vi har tagit emot ditt svar.")).to_be_visible()
    expect(phone.get_by_role("region", name="Foto")).to_contain_text(re.compile(r"Sociala medier\s+Nej"))
    assert open_channels(outside) == ["intranet", "web"]

    again = open_page(javascript=False, width=NARROW)
    again.goto(link)
    again.get_by_role("link", name="Jag ångrar mig").click()
    again.get_by_role("button", name="Ta tillbaka allt").click()
    expect(again.get_by_text("Det är gjort. Det gäller från och med nu.")).to_be_visible()
    expect(again.get_by_role("heading", name="Det här tar vi ned")).to_be_visible()
    assert open_channels(outside) == []


def test_a_form_is_printed_on_at_most_two_sheets_and_its_scan_becomes_the_proof(
    outside: Site, party_id: int, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    page = log_in(open_page(), outside.people[Role.COMMUNICATOR])
    page.goto(f"/overenskommelser/fraga?part={party_id}")
    page.get_by_label("Blankett på papper").check()
    page.get_by_label("Samtycke", exact=True).check()
    page.get_by_role("button", name="Spara frågan").last.click()
    page.get_by_role("link", name="Skriv ut blanketten").click()
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    sheets = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert 1 <= sheets <= 2
    page.get_by_role("link", name="Tillbaka till frågan").click()
    scan = tmp_path / "påskriven.pdf"
    scan.write_bytes(PDF)
    page.get_by_label("Den påskrivna blanketten").set_input_files(scan)
    page.get_by_role("button", name="Ja", exact=True).first.click()
    expect(page.locator("table.grid select").first).to_have_value("ja")
    page.get_by_role("button", name="Spara svaret").last.click()
    expect(page.get_by_text("Svaret är sparat med blanketten som bevis.")).to_be_visible()
    expect(page.get_by_role("link", name="påskriven.pdf")).to_be_visible()
    with outside.app.app_context():
        record, asked = db.session.scalars(select(Agreement)).one(), db.session.scalars(select(Invitation)).one()
        assert record.proof is not None
        assert record.proof.text_sha256 == asked.text_sha256
        db.session.remove()


def test_the_partys_pages_are_without_faults_in_every_language(
    outside: Site, party_id: int, open_page: Callable[..., Page]
) -> None:
    with outside.app.app_context(), may_write():
        person = db.session.get_one(Party, party_id)
        company = make.party("Frågade Påhittet AB", kind=PartyKind.ORGANISATION)
        questions = [make.asked(each, language=language) for each in (person, company) for language in Language]
        answered = [make.asked(person, language=language) for language in Language]
        for each in answered:
            invitations.answer(
                each, {("name", "web"): True, ("photo", "web"): False}, invitations.Answerer(), make.stamp()
            )
        links = [f"/svar/{invitations.new_link(each, 30, make.stamp())}" for each in (*questions, *answered)]
        db.session.commit()
        db.session.remove()
    page, wrong = open_page(), []
    regrets = [f"{each}/angra" for each in links[len(questions) :]]
    for address in (*links, *regrets, "/svar/finns-inte"):
        page.set_viewport_size({"width": NARROW, "height": 900})
        page.goto(address)
        wrong += [f"{address}: {fault}" for fault in faults_of(page)]
    for address in links[: len(questions)]:
        page.goto(address)
        page.locator("[value=valj]").check()
        page.locator("form button").first.click()
        wrong += [f"{address}, sent empty: {fault}" for fault in faults_of(page)]
    assert not wrong, "\n".join(wrong)
