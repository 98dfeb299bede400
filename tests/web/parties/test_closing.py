"""What closes a published example is told before it is saved, and again when it is."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from resultatbank.data import gate, parties
from resultatbank.data.events import events_of_example
from resultatbank.data.models import Appearance, Example, Party, Placement
from resultatbank.extensions import db
from resultatbank.rules.words import Material, State
from tests import factories as make
from tests.conftest import Clock
from tests.web.client import Browser, soup, words
from tests.web.parties.anyway import button_anyway, saved_anyway
from tests.web.parties.test_agree import fill_in, oral, yes_to

QUOTE = "Nu räcker pengarna till två till."
MORE = {"materials": ["name", "photo", "quote"], "quote": QUOTE}


@pytest.fixture
def appearance(example: Example, person: Party) -> Appearance:
    """The person in a published example, with a yes for all that it shows."""
    make.agreement(person, yes=make.everywhere("name", "photo"))
    db.session.commit()
    return parties.appearances_in(example.id)[0]


def people_of(example: Example) -> str:
    return f"/exempel/{example.id}/medverkande"


def test_nothing_is_saved_until_what_it_closes_is_read(
    browser: Browser, example: Example, appearance: Appearance, clock: Clock
) -> None:
    url = f"{people_of(example)}/{appearance.id}"
    browser.get(people_of(example))
    warned = browser.post(url, MORE)
    assert warned.status_code == 422
    text = words(warned)
    assert "Exemplet spärras om du sparar" in text
    assert "Medarbetare ser det inte längre, och det får inte användas i någon kanal." in text
    assert "Samira Påhittström har inte svarat om citat." in text
    kept = browser.form(warned, url)
    assert (set(kept["materials"]), kept["quote"]) == (set(MORE["materials"]), QUOTE)
    assert any(link.get("href") == people_of(example) for link in soup(warned).select("[role=alert] a"))
    db.session.expire_all()
    assert gate.is_visible(example.id, clock.day)
    assert (appearance.quote, len(appearance.materials)) == ("", 2)
    assert [each.kind for each in events_of_example(example.id)] == []


def test_what_it_led_to_is_said_when_it_is_saved_with_the_way_to_ask(
    browser: Browser, example: Example, person: Party, appearance: Appearance, clock: Clock
) -> None:
    browser.get(people_of(example))
    page = saved_anyway(browser, f"{people_of(example)}/{appearance.id}", **MORE)
    (said,) = soup(page).select("#notices p")
    assert "Ändringen är sparad. Exemplet är nu spärrat: medarbetare ser det inte." in said.get_text()
    assert "Samira Påhittström har inte svarat om citat." in said.get_text()
    link = said.find("a", string="Be om en överenskommelse")
    assert link is not None
    asked = soup(browser.get(str(link["href"])))
    ticked = {str(each["value"]) for each in asked.select("input[name=materials][checked]")}
    assert ticked == set(MORE["materials"])
    assert not gate.is_visible(example.id, clock.day)
    assert appearance.party_id == person.id


def test_the_list_leads_to_asking_those_whose_yes_is_missing_and_no_others(
    browser: Browser, example: Example, person: Party, appearance: Appearance
) -> None:
    other = make.party("Bo Ek")
    make.appearance(other, example, ["name"])
    links = soup(browser.get(people_of(example))).select("#medverkande a[href*=fraga]")
    assert [str(each["href"]) for each in links] == [f"/overenskommelser/fraga?part={other.id}&exempel={example.id}"]
    assert links[0].get_text() == "Be om svar från Bo Ek"


def test_one_can_ask_first_with_the_same_boxes_ticked(
    browser: Browser, example: Example, appearance: Appearance
) -> None:
    browser.get(people_of(example))
    warned = soup(browser.post(f"{people_of(example)}/{appearance.id}", MORE))
    link = next(each for each in warned.select("[role=alert] a") if "Be om en överenskommelse" in each.get_text())
    assert sorted(parse_qs(urlsplit(str(link["href"])).query)["material"]) == sorted(MORE["materials"])
    ticked = {str(each["value"]) for each in soup(browser.get(str(link["href"]))).select("[name=materials][checked]")}
    assert Material.QUOTE in ticked
    odd = soup(browser.get(f"{link['href']}&material=<b>&material=logo"))
    assert {str(each["value"]) for each in odd.select("[name=materials][checked]")} == ticked


def test_what_is_said_anyway_to_is_what_was_read(
    browser: Browser, example: Example, appearance: Appearance, clock: Clock
) -> None:
    url = f"{people_of(example)}/{appearance.id}"
    browser.get(people_of(example))
    button = button_anyway(browser.post(url, MORE))
    other = browser.post(url, {"materials": ["name", "photo", "role"], **button})
    assert other.status_code == 422
    assert "har inte svarat om titel/roll" in words(other)
    assert gate.is_visible(example.id, clock.day)


def test_only_where_it_is_allowed_now_is_anything_lost(
    browser: Browser, example: Example, person: Party, clock: Clock
) -> None:
    make.agreement(person, yes=make.everywhere("name", "photo"))
    make.agreement(person, yes=[("quote", each.slug) for each in gate.channels() if each.slug not in ("web", "press")])
    make.agreement(person, no=[("photo", "press")])
    appearance = parties.appearances_in(example.id)[0]
    browser.get(people_of(example))
    warned = browser.post(f"{people_of(example)}/{appearance.id}", MORE)
    assert "Det får inte längre användas på webben." in words(warned)
    assert "press" not in soup(warned).select_one("[role=alert]").get_text()  # type: ignore[union-attr]  # It is there.
    page = saved_anyway(browser, f"{people_of(example)}/{appearance.id}", **MORE)
    assert "Det får inte längre användas på webben." in words(page)
    assert gate.is_visible(example.id, clock.day)


def test_what_must_be_taken_down_is_told_of(
    browser: Browser, example: Example, appearance: Appearance, clock: Clock
) -> None:
    there = Placement(example_id=example.id, channel="web", from_day=clock.day, address="https://www.example.se/a")
    db.session.add(there)
    browser.get(people_of(example))
    warned = browser.post(f"{people_of(example)}/{appearance.id}", MORE)
    assert "Ett ställe där det ligger ute ska då tas ned." in words(warned)


def test_adding_a_party_without_a_yes_is_warned_of_too(
    browser: Browser, example: Example, appearance: Appearance, clock: Clock
) -> None:
    other = make.party("Bertil Hittepåsson")
    url = f"{people_of(example)}/ny?part={other.id}"
    browser.get(url)
    warned = browser.post(url, materials=["name"])
    assert warned.status_code == 422
    assert "Bertil Hittepåsson har inte svarat om namn." in words(warned)
    assert browser.form(warned, url)["materials"] == "name"
    assert [each.party_id for each in parties.appearances_in(example.id)] == [appearance.party_id]
    page = saved_anyway(browser, url, materials=["name"])
    assert "Bertil Hittepåsson är med i exemplet. Exemplet är nu spärrat" in words(page)
    assert not gate.is_visible(example.id, clock.day)


def test_a_name_in_what_is_said_closes_as_well(browser: Browser, example: Example, person: Party) -> None:
    make.agreement(person, yes=make.everywhere("name", "photo", "quote"))
    make.party("Bertil Hittepåsson")
    appearance = parties.appearances_in(example.id)[0]
    browser.get(people_of(example))
    warned = browser.post(
        f"{people_of(example)}/{appearance.id}", {**MORE, "quote": "Tack vare Bertil Hittepåsson gick det."}
    )
    assert "Bertil Hittepåsson står i texten. Ingen har sagt om det är parten." in words(warned)
    assert "Be om en överenskommelse" not in words(warned)


def test_a_draft_has_nothing_to_lose_and_is_saved_at_once(
    browser: Browser, example: Example, appearance: Appearance
) -> None:
    example.state = State.DRAFT
    browser.get(people_of(example))
    page = browser.follow(browser.post(f"{people_of(example)}/{appearance.id}", MORE))
    assert "Ändringen är sparad." in words(page)
    assert "spärrat" not in soup(page).select_one("#notices").get_text()  # type: ignore[union-attr]  # It is there.


def test_one_that_is_closed_already_is_saved_at_once(browser: Browser, example: Example, within: Flask) -> None:
    appearance = parties.appearances_in(example.id)[0]
    browser.get(people_of(example))
    assert browser.post(f"{people_of(example)}/{appearance.id}", MORE).status_code == 303


def test_a_message_never_makes_markup_of_a_name(browser: Browser, example: Example, person: Party) -> None:
    person.name = "<b>Samira</b> Påhittström"
    make.agreement(person, yes=make.everywhere("name", "photo"))
    appearance = parties.appearances_in(example.id)[0]
    browser.get(people_of(example))
    page = saved_anyway(browser, f"{people_of(example)}/{appearance.id}", **MORE)
    (said,) = soup(page).select("#notices p")
    assert said.find("b") is None
    assert "<b>Samira</b>" in said.get_text()


def test_a_yes_that_is_registered_says_whether_the_example_is_open_now(
    browser: Browser, example: Example, person: Party
) -> None:
    url = f"/overenskommelser/ny?part={person.id}&exempel={example.id}"

    def register(*materials: str) -> str:
        page = browser.follow(fill_in(browser, person, {**oral(), **yes_to(*materials)}, url))
        (said,) = soup(page).select("#notices p")
        assert said.select_one("a")["href"] == people_of(example)  # type: ignore[index]  # It is there.
        return " ".join(said.get_text().split())

    make.appearance(make.party("<i>Bo</i> Ek"), example, ["name"])
    assert "Exemplet är spärrat. <i>Bo</i> Ek har inte svarat om namn." in register("name", "photo")
    make.agreement(parties.appearances_in(example.id)[1].party, yes=[("name", "intranet"), ("name", "web")])
    assert "Exemplet får nu användas på intranätet och på webben." in register("name", "photo")


def test_what_is_refused_of_one_party_is_not_put_in_the_form_of_another(
    browser: Browser, example: Example, appearance: Appearance
) -> None:
    other = make.party("Yusuf Tänkberg")
    make.agreement(other, yes=make.everywhere("name", "role"))
    theirs = make.appearance(other, example, ["name", "role"])
    db.session.commit()
    browser.get(people_of(example))
    warned = browser.post(f"{people_of(example)}/{appearance.id}", MORE)
    assert warned.status_code == 422
    kept = browser.form(warned, f"{people_of(example)}/{theirs.id}")
    assert (set(kept["materials"]), kept["quote"]) == ({"name", "role"}, "")
    searched = browser.post(people_of(example), text="Yus")
    assert set(browser.form(searched, f"{people_of(example)}/{theirs.id}")["materials"]) == {"name", "role"}
