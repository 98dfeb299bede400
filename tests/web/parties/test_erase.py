"""Erasing a party by the pages: the assessment first, a decision, and a page that says no more than that."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from resultatbank.data import erasure_file
from resultatbank.data.models import Agreement, AgreementProof, Erasure, Example, Party, Placement
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import HowGiven, State
from tests import factories as make
from tests.web.client import Browser, soup, words
from tests.web.parties.anyway import removed

NAME = "Zork Qvastberg"
DECISION = "Dnr 2026/17"


@pytest.fixture
def reviewer(app: Flask, within: Flask) -> Browser:
    person = Browser(app)
    person.log_in(make.user(Role.REVIEWER, name="Greger Granskare"))
    return person


@pytest.fixture
def gone(within: Flask) -> Party:
    """A party that nothing stops from being erased."""
    made = make.party(NAME, email="zork@example.se", phone="070-000 12 34")
    archived = make.example("Gammalt", state=State.ARCHIVED, texts={"result": f"Så sade {NAME}."})
    make.appearance(made, archived).ended_at = make.NOW
    given = make.agreement(made, yes=[("name", "web")], until_day=make.NOW.date().replace(day=1))
    db.session.add(AgreementProof(agreement_id=given.id, how=HowGiven.ORAL, answered_by=NAME, text=f"{NAME} läste."))
    db.session.commit()
    return made


def url_of(party: Party) -> str:
    return f"/parter/{party.id}/radera"


def test_it_takes_a_decision_and_a_tick_and_leaves_a_page_that_says_only_that(
    reviewer: Browser, gone: Party, tmp_path: Path
) -> None:
    page = reviewer.get(url_of(gone))
    assert "Det här försvinner" in words(page)
    assert "artikel 5.2 och 17.3 e" in words(page)
    for fields in ({}, {"reference": DECISION}, {"read": "y"}, {"reference": f"Om {NAME}", "read": "y"}):
        assert reviewer.post(url_of(gone), fields).status_code == 422
        assert gone.name == NAME
    erased = reviewer.follow(reviewer.post(url_of(gone), reference=DECISION, read="y"))
    text = words(erased)
    assert f"Raderad part {gone.id}" in text
    assert f"raderade 2026-11-23 av Greger Granskare, med stöd av {DECISION}" in text
    main = soup(erased).find("main")
    assert main is not None
    assert len(main.find_all("a")) == 1
    assert [line.reference for line in erasure_file.read(tmp_path)] == [DECISION]


def test_afterwards_nothing_finds_the_name_and_nothing_more_can_be_done(reviewer: Browser, gone: Party) -> None:
    reviewer.get(url_of(gone))
    reviewer.post(url_of(gone), reference=DECISION, read="y")
    reviewer.get("/parter/allt")
    for asked in (NAME, "zork@example.se", "070-000 12 34"):
        assert f"Inget finns om ”{asked}”" in words(reviewer.post("/parter/allt", party_name=asked))
    assert f"Raderad part {gone.id}" not in words(reviewer.get("/overenskommelser"))
    agreement = db.session.scalars(select(Agreement)).one()
    for path in ("radera", "andra", "aterkalla", "utdrag"):
        assert reviewer.get(f"/parter/{gone.id}/{path}").status_code == 404
    for query in (f"part={gone.id}", f"part={gone.id}&fornya={agreement.id}"):
        assert reviewer.get(f"/overenskommelser/ny?{query}").status_code == 404
    record = words(reviewer.get(f"/overenskommelser/{agreement.id}"))
    assert NAME not in record
    assert "Förnya" not in record
    assert "Texten är raderad" in words(reviewer.get(f"/overenskommelser/{agreement.id}/kvitto"))


def test_what_stops_it_is_told_with_links_and_there_is_no_button(app: Flask, reviewer: Browser, gone: Party) -> None:
    public = make.example("Publicerat", benefit="Nytta för alla", texts={"result": f"{NAME} vann."})
    make.appearance(gone, public)
    make.agreement(gone, yes=make.everywhere("name"))
    page = reviewer.get(url_of(gone))
    text = words(page)
    for part in ("Ett ja gäller fortfarande", "Parten är med i exempel", "Nytta för alla", "så ändrar en kommunikatör"):
        assert part in text
    assert soup(page).find("input", attrs={"name": "reference"}) is None
    refused = reviewer.post(url_of(gone), reference=DECISION, read="y")
    assert refused.status_code == 422
    assert "Parten är inte raderad" in words(refused)
    assert gone.name == NAME
    both = Browser(app)
    both.log_in(make.user(Role.REVIEWER, Role.COMMUNICATOR))
    links = {str(link["href"]) for link in soup(both.get(url_of(gone))).find_all("a")}
    assert f"/exempel/{public.id}/steg/2#fraga-result" in links
    assert f"/exempel/{public.id}/medverkande" in links


def test_what_is_still_up_leads_to_the_answer_and_back(reviewer: Browser, gone: Party) -> None:
    shown = make.example("Affischen", benefit="Nytta för alla")
    make.appearance(gone, shown)
    place = Placement(example_id=shown.id, channel="print", address="400 affischer", from_day=date(2026, 11, 1))
    db.session.add(place)
    db.session.commit()
    page = reviewer.get(url_of(gone))
    assert "400 affischer" in words(page)
    url = f"/publiceringsplatser/{place.id}/ta-ned"
    link = soup(page).find("a", href=f"{url}?part={gone.id}")
    assert link is not None
    assert link.get_text().startswith("Svara nedtagen eller kan inte tas ned")
    answer = reviewer.get(str(link["href"]))
    wrong = reviewer.post(url, {**reviewer.form(answer, url), "outcome": "stays"})
    settled = reviewer.post(url, {**reviewer.form(wrong, url), "outcome": "stays", "reason": "Utdelade"})
    assert settled.headers["Location"] == url_of(gone)
    assert "400 affischer" not in words(reviewer.follow(settled))


def test_two_at_once_erase_once(reviewer: Browser, gone: Party) -> None:
    reviewer.get(url_of(gone))
    assert reviewer.post(url_of(gone), reference=DECISION, read="y").status_code == 303
    assert reviewer.post(url_of(gone), reference=DECISION, read="y").status_code == 404
    assert len(db.session.scalars(select(Erasure)).all()) == 1


@pytest.mark.parametrize("role", [Role.COMMUNICATOR, Role.ADMINISTRATOR, Role.EMPLOYEE])
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_only_a_reviewer_may(app: Flask, gone: Party, role: Role) -> None:
    person = Browser(app)
    person.log_in(make.user(role))
    assert person.get(url_of(gone)).status_code == 403
    assert person.post(url_of(gone), reference=DECISION, read="y").status_code == 403
    assert gone.name == NAME


# -------------------------------------------------------------------------------- removing somebody from an example


def test_an_appearance_ends_today_or_on_a_day_that_has_been_and_the_page_shows_where_the_name_stands(
    browser: Browser, example: Example, person: Party
) -> None:
    make.text(example, "result", "Samira Påhittström byggde ut. Bra, säger Samira Påhittström.")
    make.party("Någon Annan")
    appearance = make.appearance(make.party("Bo Ek"), example)
    mine = db.session.scalars(select(type(appearance)).where(type(appearance).party_id == person.id)).one()
    url = f"/exempel/{example.id}/medverkande"
    browser.get(url)
    assert "Namnet står kvar" not in words(browser.get(url))
    for wrong in ("2026-11-24", "2025-01-06", "2026-02-30"):
        refused = browser.post(f"{url}/{mine.id}/avsluta", ended_on=wrong)
        assert refused.status_code == 422
        assert wrong in str(soup(refused))
        assert mine.ended_at is None
    removed(browser, f"{url}/{mine.id}/avsluta", ended_on="2026-11-23")
    page = browser.get(url)
    assert mine.ended_at == make.NOW
    assert "Namnet står kvar" in words(page)
    links = {str(link["href"]) for link in soup(page).find_all("a")}
    assert f"/exempel/{example.id}/steg/2#fraga-result" in links


def test_an_earlier_day_ends_with_the_day(browser: Browser, example: Example) -> None:
    early = make.appearance(make.party("Bo Ek"), example, at=make.NOW - timedelta(days=9))
    browser.get(f"/exempel/{example.id}/medverkande")
    removed(browser, f"/exempel/{example.id}/medverkande/{early.id}/avsluta", ended_on="2026-11-20")
    assert early.ended_at is not None
    assert early.ended_at.isoformat() == "2026-11-20T22:59:59.999999+00:00"
