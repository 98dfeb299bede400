"""Reading one example: who may, what it says, and what a copy of it holds."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from resultatbank.data.models import (
    Event,
    Example,
    FrozenText,
    Indicator,
    Package,
    Source,
    TargetGroup,
    Use,
)
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import State
from tests import factories as make
from tests.conftest import START, Clock
from tests.web.bank.test_search import closing_today, logged_in
from tests.web.client import Browser, soup, words

TEXTS = {
    "challenge": "Elpriset svängde.\nMarginalen försvann.",
    "public_benefit": "Orten behåller sina jobb.",
    "result": "Nio av elva gjorde minst tre åtgärder.",
    "aim": "Företag ska kunna växa här.",
    "why": "Internt skäl som läsaren inte ska se",
}


@pytest.fixture
def employee(within: Flask) -> Browser:
    return logged_in(within)


def full_example() -> Example:
    """An example with something of everything."""
    example = make.example("Lägre elräkning", benefit="Elva företag sänkte elkostnaden", texts=TEXTS, regions=["24"])
    example.result_owner, example.owner_approved_on = "Elis Skisslund", date(2026, 11, 10)
    example.responsible = make.user(Role.COMMUNICATOR, name="Karin Mallander", email="karin@example.se")
    source = Source(example_id=example.id, title="Mätning", link="https://www.example.se/m", dated=date(2026, 9, 30))
    db.session.add(source)
    db.session.flush()
    group = TargetGroup(example_id=example.id, term_id=make.term("target_group", "Kommuner").id, interest="Kostnaden")
    figure = Indicator(
        example_id=example.id,
        name="Lägre elkostnad",
        unit="procent",
        target=Decimal(20),
        source_id=source.id,
    )
    without_source = Indicator(example_id=example.id, name="Nya jobb", unit="heltid", position=1)
    wanted = FrozenText(
        example_id=example.id, question="wanted_result", value="Minst 20 procent lägre.", frozen_at=make.NOW
    )
    db.session.add_all([group, figure, without_source, wanted])
    db.session.flush()
    make.measurement(figure, "12.5", date(2025, 9, 30))
    make.measurement(figure, "31.5", date(2026, 9, 30))
    make.measurement(without_source, 3)
    return example


def test_a_figure_measured_again_shows_its_line_and_the_same_numbers_in_a_table(employee: Browser) -> None:
    example = full_example()
    page = soup(employee.get(f"/exempel/{example.id}"))
    (figure,) = page.select("figure.values")
    drawn = [each.get_text() for each in figure.select("svg title")]
    rows = [[cell.get_text(strip=True) for cell in row.select("th, td")] for row in figure.select("tbody tr")]
    assert rows == [["2026-09-30", "31,5", "källa saknas"], ["2025-09-30", "12,5", "källa saknas"]]
    assert drawn == [f"{day}: {value}" for day, value, _ in reversed(rows)]
    assert "mål 20" in figure.get_text()


def test_the_page_leads_with_the_benefit_and_shows_what_came_beside_what_was_wanted(employee: Browser) -> None:
    example = full_example()
    page = employee.get(f"/exempel/{example.id}")
    assert page.status_code == 200
    heading = soup(page).h1
    assert heading is not None
    assert heading.get_text() == "Elva företag sänkte elkostnaden"
    text = words(page)
    for shown in (
        "i 7 av 7 kanaler tills vidare",
        "Elpriset svängde.",
        "Orten behåller sina jobb.",
        "Nio av elva",
        "31,5 procent",
        "mot målet 20",
        "källa 1",
        "källa saknas",
        "Minst 20 procent lägre.",
        "Företag ska kunna växa här.",
        "Mätning",
        "För kommuner.",
        "Karin Mallander",
        "Elis Skisslund, godkände 2026-11-10",
        "Aldrig granskad",
        "Utskriven 2026-11-23",
    ):
        assert shown in text.replace("\u00a0", " ")
    assert "Internt skäl" not in text


def test_the_gate_says_for_each_channel_yes_or_whose_no_and_to_what(employee: Browser) -> None:
    example, party = make.example(), make.party("Samira Provström")
    make.appearance(party, example, ["name", "photo"])
    make.agreement(party, yes=make.everywhere("name", "photo"), until_day=date(2027, 5, 31))
    make.agreement(party, no=[("photo", "social")], given_on=START.date())
    page = soup(employee.get(f"/exempel/{example.id}"))
    rows = {row.span.get_text(): row.get_text(" ", strip=True) for row in page.select(".chan li")}  # type: ignore[union-attr]  # A row without a name fails here.
    assert rows.pop("Sociala medier") == "Sociala medier Nej Samira Provström har sagt nej till foto."
    assert len(rows) == 6
    assert all(row.endswith("Ja") for row in rows.values())
    gate = page.select_one(".gate")
    assert gate is not None
    assert "i 6 av 7 kanaler till och med 2027-05-31" in " ".join(gate.get_text(" ").split())
    assert gate.find("a") is None, "an employee may not see the parties' pages"


def test_missing_and_hidden_examples_get_the_very_same_answer(employee: Browser, clock: Clock) -> None:
    closing = closing_today("Slutar")
    draft = make.example("Utkast", state=State.DRAFT)
    archived = make.example("Arkiverat", state=State.ARCHIVED)
    unassessed = make.example("Ej bedömt", naming="unknown")
    hidden = [each.id for each in (draft, archived, unassessed)]
    db.session.commit()
    assert employee.get(f"/exempel/{closing.id}").status_code == 200
    clock.forward(days=1)
    answers = set()
    for example_id in (closing.id, *hidden, 999_999):
        page = employee.get(f"/exempel/{example_id}")
        assert page.status_code == 404
        answers.add(words(page))
        assert employee.post(f"/exempel/{example_id}/kopiera").status_code == 404
    assert len(answers) == 1
    assert employee.get(f"/exempel/{2**63}").status_code == 404
    assert db.session.scalars(select(Use)).all() == []


@pytest.mark.parametrize("role", [Role.COMMUNICATOR, Role.REVIEWER])
def test_those_who_work_with_the_bank_are_told_why_employees_do_not_see_it(within: Flask, role: Role) -> None:
    blocked, party = make.example("Spärrat"), make.party("Samira Provström")
    make.appearance(party, blocked, ["photo"])
    states = {state: make.example(state.label, state=state) for state in (State.DRAFT, State.PLANNED, State.ARCHIVED)}
    browser = logged_in(within, role)
    page = browser.get(f"/exempel/{blocked.id}")
    banner = soup(page).find("section", attrs={"aria-labelledby": "state"})
    assert banner is not None
    for told in ("Spärrad", "Medarbetare ser inte exemplet", "Samira Provström", "foto"):
        assert told in banner.get_text()
    assert "Kopiera text" not in words(page)
    assert browser.post(f"/exempel/{blocked.id}/kopiera").status_code == 409
    for state, example in states.items():
        response = browser.get(f"/exempel/{example.id}")
        note = soup(response).find(id="state")
        assert note is not None
        assert note.get_text(strip=True).startswith(state.label)
    assert db.session.scalars(select(Use)).all() == []


def test_what_one_can_do_from_the_page_follows_the_role(within: Flask) -> None:
    example = make.example("Utkast", state=State.DRAFT)
    published = make.example("Synligt")

    def actions(browser: Browser, example: Example) -> set[str]:
        page = soup(browser.get(f"/exempel/{example.id}"))
        begins = f"/exempel/{example.id}/"
        return {str(a["href"]).removeprefix(begins) for a in page.select(".about a") if a["href"].startswith(begins)}

    editing = {"steg/1", "uppfoljning", "publicera", "medverkande", "historik", "fel"}
    assert actions(logged_in(within, Role.COMMUNICATOR), example) == editing
    assert actions(logged_in(within, Role.REVIEWER), example) == {"medverkande", "historik", "fel"}
    assert actions(logged_in(within), published) == {"fel"}


def test_an_archived_example_leads_on_to_the_one_that_took_its_place(employee: Browser, clock: Clock) -> None:
    new = closing_today("Nytt", benefit="Det nya exemplets nytta")
    old = make.example("Gammalt", benefit="Den gamla nyttan", state=State.ARCHIVED, replaced_by_id=new.id)
    page = employee.get(f"/exempel/{old.id}")
    assert page.status_code == 404
    assert soup(page).find("a", href=f"/exempel/{new.id}") is not None
    assert "Den gamla nyttan" not in words(page)
    clock.forward(days=1)
    assert "nya exemplets" not in words(employee.get(f"/exempel/{old.id}"))


def test_a_package_is_a_link_only_while_its_licence_runs(employee: Browser, clock: Clock) -> None:
    example = make.example()
    link = "https://www.example.se/film"
    package = Package(example_id=example.id, title="Filmen", link=link, licence_until=START.date())
    wrong = Package(example_id=example.id, title="Skriptet", link="javascript:alert(1)", position=1)
    db.session.add_all([package, wrong])
    page = employee.get(f"/exempel/{example.id}")
    assert soup(page).find("a", href=link) is not None
    assert "javascript:" not in page.get_data(as_text=True)
    clock.forward(days=1)
    page = employee.get(f"/exempel/{example.id}")
    assert link not in page.get_data(as_text=True)
    assert "sedan licensen gick ut 2026-11-23" in words(page)


def test_similar_examples_are_gone_the_day_after_their_last_day(employee: Browser, clock: Clock) -> None:
    mine = make.example("Mitt", regions=["24"])
    closing_today("Likt", benefit="Det liknande exemplets nytta", regions=["24"])
    assert "Det liknande exemplets nytta" in words(employee.get(f"/exempel/{mine.id}"))
    clock.forward(days=1)
    assert "Det liknande exemplets nytta" not in words(employee.get(f"/exempel/{mine.id}"))


def test_copying_gives_text_with_source_and_terms_and_is_written_down(employee: Browser) -> None:
    example = full_example()
    party = make.party()
    make.appearance(party, example, ["photo"])
    make.agreement(party, yes=[("photo", "intranet"), ("photo", "web")], until_day=date(2027, 5, 31))
    db.session.commit()
    page = employee.get(f"/exempel/{example.id}")
    action = f"/exempel/{example.id}/kopiera"
    copied = employee.post(action, employee.form(page, action))
    assert copied.status_code == 200
    area = soup(copied).find("textarea", readonly=True)
    assert area is not None
    text = area.get_text().replace("\u00a0", " ")
    for part in (
        "Elva företag sänkte elkostnaden",
        "Elpriset svängde.",
        "Nio av elva",
        "Lägre elkostnad, procent: mål 20, utfall 31,5 (källa 1).",
        "Nya jobb, heltid: utfall 3 (källa saknas).",
        "Källa: Exempelverket, Resultatbank, ”Lägre elräkning”",
        f"http://localhost/exempel/{example.id}, hämtat 2026-11-23.",
        "Får användas på intranätet och på webben till och med 2027-05-31. Inte i sociala medier",
    ):
        assert part in text
    assert "Internt skäl" not in text
    assert "Antecknat 10:00" in words(copied)
    uses = db.session.scalars(select(Use)).all()
    assert [(use.example_id, use.at) for use in uses] == [(example.id, START)]
    event = db.session.scalars(select(Event).where(Event.kind == "used")).one()
    assert (event.subject_id, event.actor_id, event.fields) == (example.id, uses[0].user_id, [])


def test_with_script_the_copied_text_comes_as_a_part(employee: Browser) -> None:
    example = make.example()
    db.session.commit()
    employee.get(f"/exempel/{example.id}")
    part = employee.post(f"/exempel/{example.id}/kopiera", htmx="copied")
    assert soup(part).find("html") is None
    done = soup(part).find(attrs={"data-copied": True})
    assert done is not None
    assert done["data-copied"] == "Kopierat med källa, antecknat 10:00"


def test_one_who_used_an_example_that_stops_is_told_but_not_shown_it(employee: Browser, clock: Clock) -> None:
    example = closing_today("Titeln", benefit="Nyttan")
    db.session.commit()
    employee.get(f"/exempel/{example.id}")
    employee.post(f"/exempel/{example.id}/kopiera")
    assert "du har använt" not in words(employee.get("/"))
    clock.forward(days=1)
    page = words(employee.get("/"))
    assert "Ett exempel du har använt får inte längre användas" in page
    assert f"Exempel nummer {example.id} , som du har tagit ut: Text 2026-11-23 kl. 10:00" in page
    assert "Får inte användas någonstans längre, sedan 2026-11-24" in page
    assert "Nyttan" not in page
    assert "Titeln" not in page
    clock.at += timedelta(days=40)
    employee.log_in(db.session.get_one(make.User, db.session.scalars(select(Use)).one().user_id))
    assert "du har använt" not in words(employee.get("/"))


def test_a_review_in_which_something_was_wrong_is_no_day_to_trust_and_no_day_to_come(within: Flask) -> None:
    example = make.example("Stigen")
    make.review(example, people_agree=False)
    db.session.commit()
    page = words(logged_in(within, Role.REVIEWER).get(f"/exempel/{example.id}"))
    assert "Granskad, men allt stämde inte" in page
    assert "Granskas igen när det är rättat" in page
    assert "0001-01-01" not in page
    assert "Aldrig granskad" not in page
