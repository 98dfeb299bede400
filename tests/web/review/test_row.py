"""An open row shows all that is needed to decide, and a no shows at once what can be done."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from resultatbank.data import examples, rows
from resultatbank.data.duties import Duty
from resultatbank.data.models import Example, Use
from resultatbank.extensions import db
from resultatbank.mailing.reminders import address_of
from resultatbank.rules.review import Reason
from resultatbank.rules.roles import Role
from tests import factories as make
from tests.web.client import Browser, soup, words

DAY = make.NOW.date()
TEXTS = {
    "message": "Snickeriet gick från papper till ritprogram.",
    "challenge": "Varje kök ritades för hand.",
    "effort": "De fick en digitaliseringscheck.",
    "result": "Spillet halverades.",
}


def reviewer(app: Flask, *roles: Role) -> Browser:
    browser = Browser(app)
    browser.log_in(make.user(Role.REVIEWER, *roles, name="Maja Testerholm"))
    return browser


@pytest.fixture
def example(within: Flask) -> Example:
    """Published, never reviewed, with a person who has said yes to the intranet and the web and no to the press."""
    made = make.example("Snickeriet", texts=TEXTS, responsible=make.user(name="Karin Mållander"))
    party = make.party("Olle Fantasibäck")
    make.appearance(party, made, ["name"])
    make.agreement(party, yes=[("name", "intranet"), ("name", "web")], no=[("name", "press")])
    source = rows.add_row(made.id, "sources", {"title": "Slutrapporten", "kind": "other"}, make.stamp())
    values = {"name": "Spill", "unit": "procent", "direction": "down", "source_id": source.id}
    spill = rows.add_row(made.id, "indicators", values, make.stamp())
    make.measurement(spill, 11, date(2026, 6, 1))
    rows.add_row(
        made.id, "placements", {"channel": "web", "address": "Sidan", "from_day": date(2026, 6, 2)}, make.stamp()
    )
    for number in range(7):
        user = make.user(name=f"Läs Läsarsson {number}")
        at = make.NOW - timedelta(days=number)
        db.session.add(Use(example_id=made.id, user_id=user.id, at=at, where_to=""))
    make.settle_names(made)
    db.session.commit()
    return made


def test_an_open_row_shows_the_text_the_figures_the_people_the_places_and_who_used_it(
    app: Flask, example: Example
) -> None:
    answer = reviewer(app).get(f"/granskning/{example.id}")
    page, beside = words(answer), soup(answer).select_one(".job aside")
    for each in TEXTS.values():
        assert each in page
    assert "Spill: 11 procent , 2026-06-01 . Källa: Slutrapporten" in page
    assert "Olle Fantasibäck : namn Ja: intranät, webb" in page
    assert "Press: Olle Fantasibäck har sagt nej till namn." in page
    assert "Olle Fantasibäck har inte svarat om namn." in page
    assert "Sidan 2026-06-02" in page
    assert beside is not None
    assert "2026-11-23 Läs Läsarsson 0" in beside.text
    assert "Läs Läsarsson 5" not in beside.text
    assert "7 gånger i allt" in beside.text


def test_the_part_that_opens_in_the_queue_shows_the_same(app: Flask, example: Example) -> None:
    part = words(reviewer(app).get(f"/granskning/{example.id}", htmx=True))
    assert "Spillet halverades." in part
    assert "Olle Fantasibäck : namn" in part


def test_each_question_leads_to_what_mends_a_no(app: Flask, example: Example) -> None:
    def ways(browser: Browser) -> list[list[str]]:
        page = soup(browser.get(f"/granskning/{example.id}"))
        return [[link.text for link in mend.find_all("a")] for mend in page.select(".mend")]

    people = ["Förnya: Olle Fantasibäck", "Ändra vem som är med"]
    assert ways(reviewer(app)) == [[], people, [], []]
    mends = ["Rätta texten nu", "Rätta källorna"]
    assert ways(reviewer(app, Role.COMMUNICATOR)) == [mends, people, mends, []]


def test_an_edit_of_a_text_leaves_every_review_and_its_day_as_they_are(app: Flask, example: Example) -> None:
    for days in range(40, 640, 50):
        make.review(example, at=make.NOW - timedelta(days=days), by=make.user(Role.REVIEWER, name=f"Gransk {days}"))
    due = examples.next_reviews([example])
    db.session.commit()
    browser = reviewer(app, Role.COMMUNICATOR)
    page = browser.get(f"/exempel/{example.id}/steg/1")
    seen = soup(page).select_one('[name="seen_message"]')
    assert seen is not None
    corrected = {"message": "Snickeriet gick från papper till ritprogram!", "seen_message": seen["value"]}
    assert browser.post(f"/exempel/{example.id}/svar/message", corrected).status_code == 303
    assert "ritprogram!" in words(browser.get(f"/exempel/{example.id}"))
    history = words(browser.get(f"/exempel/{example.id}/historik"))
    assert all(f"Gransk {days}" in history for days in range(40, 640, 50))
    assert examples.next_reviews([example]) == due


def test_figures_that_nobody_can_check_are_said_without_stopping_anything(app: Flask, within: Flask) -> None:
    made = make.example("Siffror", texts={**TEXTS, "result": "Tolv bagerier sänkte kostnaden med 12 procent."})
    jobs = rows.add_row(made.id, "indicators", {"name": "Nya jobb", "direction": "up"}, make.stamp())
    make.measurement(jobs, 3)
    db.session.commit()
    browser = reviewer(app)
    page = words(browser.get(f"/granskning/{made.id}"))
    assert "Nya jobb saknar källa." in page
    assert "exemplet har ingen källa" in page
    source = rows.add_row(made.id, "sources", {"title": "Slutrapporten", "kind": "other"}, make.stamp())
    make.measurement(jobs, 4, date(2026, 11, 24), source_id=source.id)
    db.session.commit()
    page = words(browser.get(f"/granskning/{made.id}"))
    assert "saknar källa" not in page
    assert "har ingen källa" not in page


@pytest.mark.parametrize(
    ("reason", "kind", "values", "filled_in", "number"),
    [
        (Reason.FIGURES_DUE, "indicators", {"name": "Nya jobb", "due_on": date(2026, 11, 1)}, "measurements", 2),
        (
            Reason.FOLLOW_UP_DUE,
            "placements",
            {"channel": "web", "address": "x", "from_day": date(2026, 10, 1)},
            "follow_ups",
            4,
        ),
    ],
)
def test_missing_numbers_lead_to_where_they_are_filled_in(
    app: Flask, within: Flask, reason: Reason, kind: str, values: dict[str, object], filled_in: str, number: int
) -> None:
    person = make.user(Role.COMMUNICATOR)
    made = make.example("Siffror", responsible=person, reviewed=True)
    rows.add_row(made.id, kind, values, make.stamp(person))
    db.session.commit()
    reads = words(reviewer(app).get(f"/granskning/{made.id}"))
    assert f"En kommunikatör fyller i siffrorna i steg {number}." in reads
    browser = reviewer(app, Role.COMMUNICATOR)
    link = soup(browser.get(f"/granskning/{made.id}")).find("a", string="Fyll i siffrorna")
    assert link is not None
    page, _, place = str(link["href"]).partition("#")
    found = soup(browser.get(page)).find(id=place)
    assert found is not None
    assert found.find("form", action=f"/exempel/{made.id}/rader/{filled_in}") is not None
    mailed = address_of(Duty(made.id, made.title, reason, DAY, None, is_visible=True), person)
    assert mailed == link["href"]
