"""The whole job in a browser, as three people do it: from a file of projects to an example that comes and goes.

It is done twice, with JavaScript and without.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from resultatbank.rules.calendar import add_days
from resultatbank.rules.roles import Role
from tests.browser.conftest import Site, log_in
from tests.browser.desk import Desk, fill_in_how, publish, register_answers, register_party, say_who_is_in_it, with_row

pytestmark = pytest.mark.browser

PROJECTS = 374
TITLE = "Ugnen i Påhittsby"
COMPANY = "Påhittade Ugnsbageriet AB"
BAKER = "Hitte Bagarsson"
ANSWERS = {
    1: {
        "message": "Ett litet bageri fick råd att byta ugn.",
        "why": "Fler små företag ska våga spara energi.",
        "benefit": "Bageriet halverade elräkningen och anställde två personer",
    },
    2: {"result": "Den nya ugnen drar hälften så mycket el som den gamla."},
    3: {"challenge": "Elen kostade mer än mjölet.", "public_benefit": "Bygden får behålla sitt bröd."},
}


@pytest.fixture
def projects(tmp_path: Path) -> Path:
    """A file such as the public project bank's, with as many projects and the same headings. All is invented."""
    made = [
        {
            "ärende-id": str(70000 + number),
            "stödmottagare": f"Påhittade Verkstad {number} AB",
            "projektnamn": f"Påhittat projekt {number}",
            "projektbeskrivning": f"Verkstad {number} provade något nytt.",
            "projekt_starttid": "2019-01-01",
            "projekt_sluttid": "2020-12-31",
            "län": ["Jämtlands län", "Västernorrlands län"],
            "kommuner": ["Östersund"],
            "område": "Mellersta Norrland",
            "insatsområde": "Små och medelstora företag",
            "tematiskt_mål": "Att öka konkurrenskraften",
            "beviljat_belopp_sek": 100000 + number,
        }
        for number in range(1, PROJECTS)
    ]
    mine = {**made[0], "ärende-id": "70000", "projektnamn": TITLE, "stödmottagare": COMPANY}
    path = tmp_path / "projekt.json"
    path.write_text(json.dumps([*made, mine], ensure_ascii=False), encoding="utf-8")
    return path


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_the_main_job(site: Site, open_page: Callable[..., Page], projects: Path, javascript: bool) -> None:
    communicator, employee, reviewer = (
        Desk(log_in(open_page(javascript=javascript), site.people[role]), javascript)
        for role in (Role.COMMUNICATOR, Role.EMPLOYEE, Role.REVIEWER)
    )
    read_in(communicator, projects)
    example = open_draft(communicator)
    take_through_steps(communicator, example)
    company = register_party(communicator, "Företag eller organisation", COMPANY)
    baker = register_party(communicator, "Person", BAKER)
    say_who_is_in_it(communicator, example, {company: ["Företagsnamn"], baker: ["Namn"]})
    tomorrow = add_days(site.clock.day, 1).isoformat()
    register_answers(communicator, company, example, {"company_name": ("intranet", "web")}, {}, tomorrow)
    register_answers(communicator, baker, example, {"name": ("intranet", "web")}, {"name": ("social",)}, tomorrow)
    publish(communicator, example)

    employee.search("bagerier elräkningar")
    employee.expect_hits(1)
    employee.expect_text(f"Snart ut: intranät, webb till {tomorrow}")
    employee.follow(ANSWERS[1]["benefit"])
    refused = employee.page.locator(".chan .nej", has_text="Sociala medier")
    expect(refused).to_contain_text("Nej")

    before = visible_to(employee)
    site.clock.forward(minutes=5)
    withdraw(communicator, company)
    employee.search("bagerier elräkningar")
    employee.expect_hits(0)
    answer = employee.page.goto(example)
    assert answer is not None
    assert answer.status == 404
    assert visible_to(employee) == before - 1

    reviewer.go("/granskning")
    top = reviewer.page.locator(".queue > li").first
    expect(top).to_contain_text("Återkalla")
    expect(top).to_contain_text(TITLE)
    site.clock.forward(minutes=5)
    renew(reviewer, company, tomorrow)
    employee.search("bagerier elräkningar")
    employee.expect_hits(1)
    reviewer.go("/granskning")
    expect(reviewer.page.locator(".queue > li", has_text=TITLE)).not_to_contain_text("Återkalla")

    # The last day counts. The day after, nobody has to do anything for it to be gone.
    site.clock.forward(days=1)
    employee.search("bagerier elräkningar")
    employee.expect_hits(1)
    site.clock.forward(days=1)
    employee.search("bagerier elräkningar")
    employee.expect_hits(0)


def read_in(desk: Desk, projects: Path) -> None:
    desk.go("/lasin")
    desk.page.get_by_label("Fil").set_input_files(projects)
    desk.press("Visa vad filen innehåller")
    expect(desk.page.locator(".figs > div", has_text="nya utkast")).to_contain_text(str(PROJECTS))
    desk.press(f"Läs in {PROJECTS} rader")
    desk.expect_text(f"Alla {PROJECTS} rader är lästa")
    desk.expect_text(f"{PROJECTS} nya")


def open_draft(desk: Desk) -> str:
    """Find the project among the drafts. Returns the example's address."""
    desk.follow("Se utkasten")
    desk.page.locator("#q").fill(TITLE)
    desk.page.get_by_role("main").get_by_role("button", name="Sök").click()
    desk.page.get_by_role("link", name=TITLE).click()
    expect(desk.page.get_by_role("heading", level=1)).to_be_visible()
    return desk.page.url


def take_through_steps(desk: Desk, example: str) -> None:
    """Answer what must be answered, and add a row of each kind that an example like this has."""
    desk.go(f"{example}/uppgifter")
    desk.page.get_by_label("Ansvarig", exact=True).select_option(label=Role.COMMUNICATOR.label)
    desk.press("Spara uppgifterna")
    desk.go(f"{example}/steg/3")
    desk.expect_text("väntar tills vad, för vem och varför är besvarat")
    desk.go(f"{example}/steg/1")
    for question, words in ANSWERS[1].items():
        desk.answer(question, words)
    with_row(desk, "target_groups", "Lägg till en målgrupp", {"Vad är av intresse för dem?": "Vad det kostade."})
    desk.go(f"{example}/steg/2")
    with_row(desk, "sources", "Lägg till en källa", {"Titel": "Elräkningen"})
    for step in (2, 3):
        desk.go(f"{example}/steg/{step}")
        for question, words in ANSWERS[step].items():
            desk.answer(question, words)
    desk.go(f"{example}/steg/3")
    with_row(desk, "packages", "Lägg till ett paket", {"Titel": "Artikeln"})
    with_row(desk, "channel_plan", "Lägg till en kanal", {})
    desk.go(f"{example}/steg/4")
    days_ago = {"Adress eller upplaga": "https://www.example.se/ugnen", "Från och med": "2026-11-01"}
    with_row(desk, "placements", "Lägg till en publiceringsplats", days_ago)
    numbers = {"Mätt den": "2026-11-20", "Unika besökare": "1 200", "Kostnad, kr": "6000,00"}
    desk.go(f"{example}/steg/4")
    with_row(desk, "follow_ups", "Lägg till en mätning", numbers)
    desk.go(f"{example}/steg/4")
    line = desk.page.get_by_role("row", name="https://www.example.se/ugnen")
    expect(line.get_by_role("cell", name="5", exact=True)).to_be_visible()
    desk.go(f"{example}/steg/5")
    desk.answer("kept_by", "Bageriet hör av sig när ugnen byts.")


def visible_to(desk: Desk) -> int:
    """Count what an employee may see, by the search page."""
    desk.go("/exempel")
    words = desk.page.locator("#total").inner_text()
    found = re.search(r"\d+", words)
    return int(found.group()) if found else 0


def withdraw(desk: Desk, party: str) -> None:
    desk.go(party)
    desk.follow("Sluta visa")
    desk.page.get_by_label("Muntligt", exact=True).check()
    desk.press("Sluta visa nu")
    desk.expect_text("gäller nu")


def renew(desk: Desk, party: str, until: str) -> None:
    """Renew what was taken back, from its row in the queue."""
    desk.page.locator(".queue > li").first.locator("summary").first.click()
    if not desk.javascript:
        desk.follow("Öppna raden")
    desk.page.get_by_role("link", name=f"Förnya: {COMPANY}").click()
    # What was taken back is no yes to begin with: somebody has to have said it again.
    for channel in ("intranet", "web"):
        cell = desk.page.locator(f"select[name='svar-company_name-{channel}']")
        expect(cell).to_have_value("")
        cell.select_option(label="Ja")
    fill_in_how(desk, until)
    desk.press("Spara överenskommelsen")
    desk.expect_text("Överenskommelsen är sparad.")
