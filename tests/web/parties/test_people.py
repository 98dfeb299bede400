"""Who is in an example: the answer is given by somebody, and what it shows is said party by party."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from bs4 import Tag
from flask import Flask, g, render_template_string
from sqlalchemy import select
from werkzeug.test import TestResponse

from resultatbank.data import findings, gate, parties, placements, rows, takedowns
from resultatbank.data.models import Appearance, Example, Package, PackageParty, Party, Placement
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import Naming, PartyKind
from tests import factories as make
from tests.conftest import Clock
from tests.statements import statements
from tests.web.client import Browser, soup, words
from tests.web.parties.anyway import removed, saved_anyway


def url_of(example: Example, tail: str = "") -> str:
    return f"/exempel/{example.id}/medverkande{tail}"


@pytest.fixture
def unknown(within: Flask) -> Example:
    return make.example("Obedömt", naming=Naming.UNKNOWN)


def test_nobody_named_is_an_answer_with_name_and_date(browser: Browser, unknown: Example, clock: Clock) -> None:
    browser.get(url_of(unknown))
    page = browser.follow(browser.post(url_of(unknown, "/inga")))
    assert "Svar 2026-11-23 av Kim Kommunikatör" in words(page)
    assert gate.is_visible(unknown.id, clock.day)


def test_a_registered_name_in_the_text_is_not_passed_over(browser: Browser, unknown: Example) -> None:
    make.party("Hitte Påsson")
    make.text(unknown, "result", "Det gick bra, säger Hitte Påsson.")
    db.session.commit()
    browser.get(url_of(unknown))
    refused = browser.post(url_of(unknown, "/inga"))
    assert refused.status_code == 422
    assert "Ta först ställning till namnen i texten" in words(refused)
    make.settle_names(unknown)
    db.session.commit()
    assert browser.post(url_of(unknown, "/inga")).status_code == 303


def test_nobody_named_is_refused_while_somebody_is(browser: Browser, example: Example) -> None:
    browser.get(url_of(example))
    response = browser.post(url_of(example, "/inga"))
    assert response.status_code == 422
    assert "Avsluta deras medverkan först" in words(response)
    db.session.expire_all()
    assert example.naming == Naming.NAMED


def test_a_party_is_found_by_two_letters_and_added_with_what_is_shown(browser: Browser, unknown: Example) -> None:
    company = make.party("Påhittade Rökeriet AB", kind=PartyKind.ORGANISATION)
    make.party("Någon Annan")
    browser.get(url_of(unknown))
    found = browser.post(url_of(unknown), text="rö", htmx="found")
    assert soup(found).find("html") is None
    link = soup(found).find("a", string=company.name)
    assert link is not None
    assert soup(found).find("a", string="Någon Annan") is None
    page = browser.get(str(link["href"]))
    assert "Företagsnamn" in words(page)
    assert "Titel/roll" not in words(page)
    refused = browser.post(str(link["href"]))
    assert refused.status_code == 422
    added = browser.follow(browser.post(str(link["href"]), materials=["company_name", "logo"]))
    assert "Påhittade Rökeriet AB : företagsnamn och logotyp" in words(added)
    assert "Påhittade Rökeriet AB har inte svarat om företagsnamn och logotyp." in words(added)


def test_one_letter_finds_nobody(browser: Browser, unknown: Example, person: Party) -> None:
    browser.get(url_of(unknown))
    assert person.name not in words(browser.post(url_of(unknown), text="S"))


def test_the_same_party_is_not_added_twice(browser: Browser, example: Example, person: Party) -> None:
    url = url_of(example, f"/ny?part={person.id}")
    browser.get(url)
    response = browser.post(url, materials=["name"])
    assert response.status_code == 422
    assert "redan med" in words(response)


def test_a_material_that_the_kind_of_party_does_not_have_is_refused(
    browser: Browser, unknown: Example, person: Party
) -> None:
    url = url_of(unknown, f"/ny?part={person.id}")
    browser.get(url)
    assert browser.post(url, materials=["logo"]).status_code == 422


def test_showing_one_thing_more_needs_a_yes_for_it(
    browser: Browser, example: Example, person: Party, clock: Clock
) -> None:
    make.agreement(person, yes=make.everywhere("name", "photo"))
    appearance = parties.appearances_in(example.id)[0]
    browser.get(url_of(example))
    assert gate.is_visible(example.id, clock.day)
    url = url_of(example, f"/{appearance.id}")
    saved_anyway(browser, url, materials=["name", "photo", "quote"])
    assert not gate.is_visible(example.id, clock.day)
    assert browser.post(url, materials=["name"]).status_code == 303
    assert gate.is_visible(example.id, clock.day)


@pytest.mark.parametrize("how", ["less is shown", "the party is ended"])
def test_a_take_down_is_not_forgotten_by_showing_less_of_the_party(
    browser: Browser, example: Example, person: Party, clock: Clock, how: str
) -> None:
    given = make.agreement(person, yes=make.everywhere("name", "photo"))
    place = Placement(example_id=example.id, channel="web", from_day=clock.day, address="https://www.example.se/a")
    db.session.add(place)
    db.session.commit()
    make.agreement(person, no=make.everywhere("photo"), withdraws=given, given_on=clock.day, ending="withdrawn")
    appearance = parties.appearances_in(example.id)[0]
    browser.get(url_of(example))
    tail, sent = ("", {"materials": ["name"]}) if how == "less is shown" else ("/avsluta", {})
    url = url_of(example, f"/{appearance.id}{tail}")
    refused = browser.post(url, **sent)
    assert refused.status_code == 422
    assert "Något ligger ute som ska tas ned för partens skull." in words(refused)
    assert [each.placement.id for each in placements.to_take_down([example.id], clock.day)] == [place.id]
    takedowns.settle(place, placements.DOWN, "", clock.day, place.version, make.stamp(make.user(), clock.at))
    db.session.commit()
    assert browser.post(url, **sent).status_code == (303 if how == "less is shown" else 200)


def test_an_ended_appearance_stays_as_history_and_leaves_the_example_unanswered(
    browser: Browser, example: Example, person: Party, clock: Clock
) -> None:
    make.agreement(person, yes=make.everywhere("name", "photo"))
    appearance = parties.appearances_in(example.id)[0]
    browser.get(url_of(example))
    removed(browser, url_of(example, f"/{appearance.id}/avsluta"))
    page = browser.get(url_of(example))
    assert "ingen part är registrerad" in words(page)
    assert not gate.is_visible(example.id, clock.day)
    assert db.session.scalar(select(Appearance.ended_at).where(Appearance.id == appearance.id)) is not None
    assert browser.post(url_of(example, "/inga")).status_code == 303
    assert gate.is_visible(example.id, clock.day)


def test_another_examples_appearance_is_no_page(browser: Browser, example: Example, unknown: Example) -> None:
    appearance = parties.appearances_in(example.id)[0]
    browser.get(url_of(unknown))
    assert browser.post(url_of(unknown, f"/{appearance.id}/avsluta")).status_code == 404
    assert parties.appearances_in(example.id)


@pytest.mark.parametrize("tail", ["", "/ny?part={}", "/namn/{}"])
def test_the_pages_belong_to_ones_examples_in_the_menu(
    browser: Browser, unknown: Example, person: Party, tail: str
) -> None:
    make.text(unknown, "result", "Det gick bra, säger Hitte Påsson.")
    db.session.commit()
    about = findings.asked_in(unknown.id)[0].finding.id if "namn" in tail else person.id
    page = browser.get(url_of(unknown, tail.format(about)))
    assert page.status_code == 200
    assert [each.get_text().strip() for each in soup(page).select("header [aria-current]")] == ["Mina exempel"]


def test_other_pages_can_show_the_part(app: Flask, within: Flask, example: Example, person: Party) -> None:
    with app.test_request_context():
        g.user = make.user(Role.COMMUNICATOR)
        shown: Any = render_template_string("{{ people_part(example) }}", example=example)
    assert person.name in shown
    assert "inte svarat om" in shown
    assert url_of(example) in shown


def test_a_question_that_waits_is_told_by_the_party_it_was_put_to(browser: Browser, example: Example) -> None:
    person = parties.appearances_in(example.id)[0].party
    assert "Fråga ställd" not in words(browser.get(url_of(example)))
    asked = make.asked(person)
    db.session.commit()
    page = browser.get(url_of(example))
    assert f"Fråga ställd 2026-11-23 till {person.name}" in words(page)
    assert "Inte skickad än." in words(page)
    assert soup(page).select(f"#medverkande a[href$='/fragor/{asked.id}']")


def in_a_picture(example: Example, party: Party, title: str, *materials: str) -> Package:
    seen = [PackageParty(party_id=party.id, material=each) for each in materials]
    row = rows.add_row(example.id, "packages", {"title": title, "parties": seen}, make.stamp())
    db.session.commit()
    return row


def line_of(page: TestResponse, party: Party) -> Tag:
    (line,) = [each for each in soup(page).select("#medverkande li") if party.name in each.text]
    return line


def test_it_says_in_which_pictures_a_party_is_seen_and_asks_for_what_is_missing_there(
    browser: Browser, within: Flask
) -> None:
    example, berit, other = make.example("Bageriet"), make.party("Berit Bagarsson"), make.party("Örjan Påhitt")
    for each in (berit, other):
        make.appearance(each, example, ["name", "quote"])
        make.agreement(each, yes=make.everywhere("name", "quote"))
    in_a_picture(example, berit, "Ugnen", "photo")
    in_a_picture(example, berit, "Röster", "sound", "film")
    page = browser.get(url_of(example))
    line = line_of(page, berit)
    assert "Syns eller hörs i: Ugnen (foto), Röster (film och ljud)." in " ".join(line.text.split())
    assert "Berit Bagarsson har inte svarat om foto." in line.text
    assert "Berit Bagarsson har inte svarat om film och ljud." in line.text
    assert "Syns eller hörs" not in line_of(page, other).text
    assert not line_of(page, other).find("a", string=re.compile("^Be om svar"))
    ask = line.find("a", string=re.compile("^Be om svar")) or line.select_one("a[href*='/fraga']")
    assert ask is not None
    form = soup(browser.get(str(ask["href"])))
    ticked = {str(each["value"]) for each in form.select("input[name=materials][checked]")}
    assert ticked == {"name", "quote", "photo", "film", "sound"}


def test_what_a_party_has_said_yes_to_in_some_channels_is_told_with_the_others(browser: Browser, within: Flask) -> None:
    example, berit = make.example("Bageriet"), make.party("Berit Bagarsson")
    make.appearance(berit, example, ["name"])
    make.agreement(berit, yes=make.everywhere("name", "photo"))
    make.agreement(berit, no=[("photo", "press")])
    in_a_picture(example, berit, "Ugnen", "photo")
    line = line_of(browser.get(url_of(example)), berit)
    assert "Ugnen (foto). I press: Berit Bagarsson har sagt nej till foto." in " ".join(line.text.split())


def test_a_picture_where_all_is_said_asks_for_nothing(browser: Browser, within: Flask) -> None:
    example, berit = make.example("Bageriet"), make.party("Berit Bagarsson")
    make.appearance(berit, example, ["name"])
    make.agreement(berit, yes=make.everywhere("name", "photo"))
    in_a_picture(example, berit, "Ugnen", "photo")
    line = line_of(browser.get(url_of(example)), berit)
    assert "Syns eller hörs i: Ugnen (foto)." in " ".join(line.text.split())
    assert "Be om svar" not in line.text


def test_more_pictures_and_people_take_no_more_queries(browser: Browser, within: Flask) -> None:
    example = make.example("Bageriet")

    def asked(number: int) -> int:
        for _ in range(number):
            party = make.party()
            make.appearance(party, example, ["name"])
            in_a_picture(example, party, "Ugnen", "photo", "film")
        db.session.commit()
        with statements() as sent:
            assert browser.get(url_of(example)).status_code == 200
        return len(sent)

    asked(2)
    assert asked(1) == asked(6)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"yes": [("name", "web")], "no": [("photo", "web")]}, "Svarade 2026-01-01: ja till namn, nej till foto"),
        ({"no": [("name", "web"), ("photo", "web")]}, "Svarade 2026-01-01: nej till namn och foto"),
        (
            {"yes": [("name", "web"), ("photo", "web")], "no": [("photo", "press")]},
            "Svarade 2026-01-01: ja till namn, ja till foto i en del kanaler",
        ),
        ({"no": [("name", "web"), ("film", "web")], "ending": "withdrawn"}, "Tog tillbaka namn 2026-01-01"),
    ],
)
def test_the_latest_answer_about_the_example_is_told_by_the_party(
    browser: Browser, example: Example, person: Party, answers: dict[str, Any], expected: str
) -> None:
    record = make.agreement(person, **answers, covers=[example])
    make.agreement(person, yes=[("name", "press")], from_day=date(2026, 2, 1), covers=[make.example("Ett annat")])
    db.session.commit()
    link = soup(browser.get(url_of(example))).select_one(f"#medverkande a[href='/overenskommelser/{record.id}']")
    assert link is not None
    assert " ".join(link.get_text().split()) == f"{expected}, {person.name}"


def test_a_later_answer_about_all_examples_is_the_latest(browser: Browser, example: Example, person: Party) -> None:
    make.agreement(person, yes=[("name", "web")], covers=[example])
    make.agreement(person, no=[("name", "web")], from_day=date(2026, 3, 1))
    make.agreement(person, yes=[("film", "web")], from_day=date(2026, 4, 1))
    db.session.commit()
    page = words(browser.get(url_of(example)))
    assert "Svarade 2026-03-01: nej till namn" in page
    assert "2026-01-01" not in page


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_more_parties_and_answers_cost_no_more_queries(browser: Browser, example: Example, person: Party) -> None:
    def queries() -> int:
        with statements() as sent:
            assert browser.get(url_of(example)).status_code == 200
        return len(sent)

    make.agreement(person, yes=[("name", "web")])
    queries()
    few = queries()
    for number in range(4):
        another = make.party(f"Påhittad Person{number}")
        make.appearance(another, example, ["name"])
        for _ in range(3):
            make.agreement(another, yes=[("name", "web")], no=[("photo", "web")], covers=[example])
    db.session.commit()
    assert queries() == few
