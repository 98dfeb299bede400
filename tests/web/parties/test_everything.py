"""The page that finds everything about a person: what it shows, what it says when there is nothing, what it leaves."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from werkzeug.test import TestResponse

from resultatbank.data import inbox, textcolumns
from resultatbank.data.everything import Texts, texts_with
from resultatbank.data.models import AgreementProof, Event, Example, Party, Placement, StoredFile
from resultatbank.extensions import Base, db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import State
from resultatbank.search.names import Name
from resultatbank.web.parties import places
from tests import factories as make
from tests.web.client import HTMX, Browser, soup, words
from tests.web.test_every_page import faults

URL = "/parter/allt"
only_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


def ask(browser: Browser, name: str) -> TestResponse:
    browser.get(URL)
    return browser.post(URL, party_name=name)


def section(response: TestResponse, heading: str) -> str:
    """Return the words of the section with a heading."""
    found = soup(response).find(id=heading)
    assert found is not None, f"no section {heading}"
    return " ".join(found.find_parent("section").get_text(" ").split())


def counts(response: TestResponse, group: int = 1) -> dict[str, tuple[str, str]]:
    """Return what the table says: of the places where we looked (1), or of what an account has done (2)."""
    lines = soup(response).select(f"#svar ~ table tbody:nth-of-type({group}) tr")
    rows = [[cell.text for cell in row.find_all(["th", "td"])] for row in lines]
    return {row[0]: (row[1], row[2]) for row in rows if len(row) == 3}


@pytest.fixture
def named(browser: Browser, person: Party) -> dict[str, Example]:
    """Examples with the person: one where she is registered, one where she was, and one where nobody thought of it."""
    examples = {
        "now": make.example(texts={"result": "Det gick bra, säger Samira\nPåhittström."}),
        "then": make.example("Samira Påhittströms verkstad", benefit="Verkstaden växte", state=State.ARCHIVED),
        "never": make.example(texts={"why": "Samira Påhittström frågade."}, state=State.DRAFT, benefit="Ett utkast"),
    }
    make.appearance(person, examples["now"], ["name", "quote"], at=make.NOW)
    make.appearance(person, examples["then"]).ended_at = make.NOW
    make.agreement(person, yes=make.everywhere("name"))
    place = Placement(example_id=examples["now"].id, channel="web", address="https://www.example.se/s")
    place.from_day = make.NOW.date()
    db.session.add(place)
    db.session.commit()
    return examples


def test_all_of_it_stands_on_one_page(browser: Browser, named: dict[str, Example], person: Party) -> None:
    page = ask(browser, "samira påhittström")
    assert page.status_code == 200
    links = {str(link["href"]) for link in soup(page).select("#everything a")}
    assert {f"/parter/{person.id}"} | {f"/exempel/{each.id}" for each in named.values()} <= links
    assert "namn; citat" in section(page, "appearances")
    assert "är inte längre med" in section(page, "appearances")
    assert "Giltig" in section(page, "agreements")
    assert "Ja till namn" in section(page, "agreements")
    assert "https://www.example.se/s" in section(page, "placements")
    assert [mark.text for mark in soup(page).select("#examples ~ ul mark")][-1:] == ["Samira Påhittström"]
    assert counts(page)["Exempel"] == ("3", "0")
    assert "Sammanställt 2026-11-23 10:00 av Kim Kommunikatör, Exempelverket." in words(page)
    assert faults(page.get_data(as_text=True)) == []


def test_it_says_where_the_person_is_not_registered(browser: Browser, named: dict[str, Example]) -> None:
    found = soup(ask(browser, "Samira Påhittström"))
    said = {
        str(item.select_one("h3 a")["href"]): " ".join(item.get_text(" ").split())
        for item in found.select("#examples ~ ul > li")
    }
    now, then, never = (f"/exempel/{named[each].id}" for each in ("now", "then", "never"))
    assert "Registrerad som medverkande" in said[now]
    assert "inte registrerad sedan 2026-11-23" in said[then]
    assert "arkiverat" in said[then]
    assert "Står i texten men är inte registrerad" in said[never]
    assert "utkast" in said[never]
    assert found.select_one(f"#examples ~ ul a[href='{never}/medverkande']")


def test_what_may_be_the_same_person_stands_below(browser: Browser, named: dict[str, Example]) -> None:
    page = ask(browser, "Samira Pahittstrom")
    assert counts(page)["Exempel"] == ("0", "3")
    assert "Samira Påhittström" in section(page, "maybe")
    again = soup(page).select_one("#maybe-parties ~ ul form input[name=party_name]")
    assert again["value"] == "Samira Påhittström"


def test_nothing_says_where_it_looked_and_what_to_try(browser: Browser, named: dict[str, Example]) -> None:
    page = ask(browser, "Zork Qvast")
    assert "Inget finns om ”Zork Qvast”" in words(page)
    assert {"Parter i registret", "Exempel", "Inkorgen", "Bilagor", "Händelser i loggen"} <= set(counts(page))
    assert set(counts(page).values()) == {("0", "0")}
    assert "Prova andra stavningar" in words(page)
    values = [str(each["value"]) for each in soup(page).select("#everything input[name=party_name]")]
    assert values == ["Qvast", "Zork"]


@only_sqlite
def test_every_other_kind_of_place_is_shown(browser: Browser, app: Flask) -> None:
    example, by = make.example(), make.user(Role.REVIEWER, name="Zork Qvast", email="zork@example.se")
    make.review(example, by=by, note="Ringde Zork Qvast.")
    inbox.send("tip", "Zork Qvast har byggt något", make.stamp(by))
    db.session.add(
        StoredFile(sha256="0" * 64, name="zork_qvast.pdf", mime="application/pdf", size=1, stored_at=make.NOW)
    )
    make.term("theme", "Zork Qvasts minnesfond")
    page = ask(browser, "Zork Qvast")
    assert "Ringde Zork Qvast" in section(page, "reviews")
    assert "Hör inte till något längre" in section(page, "files")
    assert "granskningar 1" in section(page, "users")
    assert "Granskare" in section(page, "users")
    assert "minnesfond" in section(page, "terms")
    assert soup(page).select_one("#inbox ~ ul h3 a")
    reviewer = Browser(app)
    reviewer.log_in(make.user(Role.REVIEWER))
    theirs = ask(reviewer, "Zork Qvast")
    assert "har byggt något" in section(theirs, "inbox")
    assert not soup(theirs).select_one("#inbox ~ ul h3 a"), "the inbox isn't the reviewer's"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Skriv namnet"),
        (" % ", "minst tre bokstäver"),
        ("å", "minst tre bokstäver"),
        ('" OR *', "minst tre bokstäver"),
        ("AB", "minst tre bokstäver"),
        ("12 34", "minst sex siffror"),
        ("Hitte 19121212-1212", "personnummer"),
        ("x" * 201, "201 tecken"),
    ],
)
@only_sqlite
def test_what_can_not_be_looked_for_is_refused_with_what_was_typed(browser: Browser, typed: str, said: str) -> None:
    response = ask(browser, typed)
    assert response.status_code == 422
    assert said in words(response)
    assert browser.form(response, URL)["party_name"].strip() == typed.strip()
    assert soup(response).title.text.startswith("Fel: ")
    assert not soup(response).find(id="everything")
    assert searches() == []


@only_sqlite
@pytest.mark.parametrize("typed", ["%%", "zo_k", "'; DROP TABLE party", "NEAR(a b)", "[a-z]+(", "a " * 99, "åäö" * 60])
def test_signs_are_only_signs(browser: Browser, typed: str) -> None:
    assert ask(browser, typed).status_code in (200, 422)


def searches() -> list[Event]:
    db.session.commit()
    return list(db.session.scalars(select(Event).where(Event.kind == "person_searched")))


def test_the_search_is_logged_without_the_name(browser: Browser, named: dict[str, Example]) -> None:
    before = db.session.scalar(select(func.count()).select_from(Event)) or 0
    page = ask(browser, "Samira Påhittström")
    (event,) = searches()
    assert event.actor.name == "Kim Kommunikatör"
    assert event.fields == ["hits=4"]
    assert (db.session.scalar(select(func.count()).select_from(Event)) or 0) == before + 1
    assert "Samira" not in soup(page).title.text


@only_sqlite
def test_a_name_in_the_address_is_not_looked_for(browser: Browser, named: dict[str, Example]) -> None:
    page = browser.get(f"{URL}?party_name=Samira")
    assert not soup(page).find(id="everything")
    assert soup(page).find("form", action=URL)["method"] == "post"
    assert searches() == []
    assert all("amira" not in str(link["href"]) for link in soup(ask(browser, "Samira")).select("a[href]"))


@only_sqlite
def test_it_works_alike_when_htmx_asks(browser: Browser, named: dict[str, Example]) -> None:
    browser.get(URL)
    plain = browser.post(URL, party_name="Samira")
    by_htmx = browser.send("POST", URL, data={"csrf_token": browser.key, "party_name": "Samira"}, headers=HTMX)
    assert words(by_htmx) == words(plain)
    assert browser.send("POST", URL, data={"party_name": "Samira"}).status_code == 400


def test_nobody_waits_to_write_while_it_reads(
    browser: Browser, named: dict[str, Example], monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = []

    def look(name: Name) -> Texts:
        try:
            with db.session.begin_nested():
                db.session.execute(text("UPDATE party SET phone = ''"))
        except DBAPIError as error:
            refused.append(str(error.orig))
        return texts_with(name)

    monkeypatch.setattr("resultatbank.web.parties.everything.texts_with", look)
    assert ask(browser, "Samira").status_code == 200
    assert len(refused) == 1
    assert re.search("readonly|read-only", refused[0])
    assert len(searches()) == 1


@only_sqlite
def test_one_gets_there_from_the_register_and_from_a_party(browser: Browser, named: Any, person: Party) -> None:
    assert soup(browser.get("/overenskommelser")).find("a", href=URL)
    page = browser.get(f"/parter/{person.id}")
    assert counts(browser.post(URL, browser.form(page, URL)))["Parter i registret"] == ("1", "0")


def test_every_column_that_is_searched_has_a_swedish_name() -> None:
    searched = {str(column) for _table, columns in textcolumns.searched() for column in columns}
    assert places.COLUMNS.keys() == searched


def test_every_table_that_points_at_an_account_has_a_swedish_name() -> None:
    pointing = {
        name
        for name, table in Base.metadata.tables.items()
        if any(key.column.table.name == "user" for key in table.foreign_keys)
    }
    assert places.TABLES.keys() == pointing


def test_registration_is_judged_against_everybody_who_was_found(browser: Browser, person: Party) -> None:
    slip, other = (
        make.example(texts={"result": "Samira Påhitström."}),
        make.example(texts={"why": "Samira Påhitström."}),
    )
    right = make.example(texts={"result": "Samira Påhittström."})
    for example in (slip, right):
        make.appearance(person, example)
    asked_wrong = said_of(ask(browser, "Samira Påhitström"))
    for example in (slip, right):
        assert "Samira Påhittström är registrerad som medverkande" in asked_wrong[example.id]
    assert "Står i texten men är inte registrerad" in asked_wrong[other.id]
    asked_right = said_of(ask(browser, "Samira Påhittström"))
    assert "Registrerad som medverkande" in asked_right[slip.id]
    assert "Kontrollera om det är samma person" in asked_right[other.id]
    assert "Står i texten" not in asked_right[other.id]


def said_of(response: TestResponse) -> dict[int, str]:
    """Return what is said of each example that is listed among the texts."""
    items = soup(response).select("#examples ~ ul > li, #maybe-examples ~ ul > li")
    return {
        int(str(item.select_one("a")["href"]).rsplit("/", 1)[1]): " ".join(item.get_text(" ").split()) for item in items
    }


def test_what_an_account_has_done_is_counted_in_the_table(browser: Browser) -> None:
    by = make.user(Role.REVIEWER, name="Zork Qvast")
    make.review(make.example(responsible=by), by=by)
    exact, maybe = (counts(ask(browser, name), 2) for name in ("Zork Qvast", "Zork Qwast"))
    assert (exact["Granskningar"], maybe["Granskningar"]) == (("1", "0"), ("0", "1"))
    assert "granskningar 1" in section(ask(browser, "Zork Qwast"), "maybe-users")


@only_sqlite
def test_nothing_is_said_to_be_there_when_it_only_may_be(browser: Browser, named: dict[str, Example]) -> None:
    page = ask(browser, "Samira Pahittstrom")
    assert "Inget har just namnet ”Samira Pahittstrom”, men det här kan vara samma person" in words(page)
    assert "Det här finns om" not in words(page)
    assert "Det här finns om" in words(ask(browser, "Samira Påhittström"))


@only_sqlite
def test_a_record_is_listed_once_with_the_texts_that_name_the_person(browser: Browser, person: Party) -> None:
    record = make.agreement(person, yes=make.everywhere("name"))
    record.proof = AgreementProof(how="paper", note="Samira Påhittström svarade.")
    db.session.commit()
    page = ask(browser, "Samira Påhittström")
    assert counts(page)["Överenskommelser"] == ("1", "0")
    assert len(soup(page).select(f"#everything a[href='/overenskommelser/{record.id}']")) == 1
    assert "Samira Påhittström svarade." in section(page, "agreements")


@only_sqlite
def test_every_link_to_another_page_opens_in_a_new_tab(browser: Browser, named: dict[str, Example]) -> None:
    page = soup(ask(browser, "Samira Påhittström"))
    leading = [link for link in page.select("#everything a") if not str(link["href"]).startswith("#")]
    assert len(leading) > 8
    assert all((link["target"], link["rel"]) == ("_blank", ["noopener"]) for link in leading)
    assert page.select_one("#everything a[href='#examples']:not([target])")


@only_sqlite
@pytest.mark.parametrize(("channel", "word"), [("print", "I omlopp"), ("web", "Uppe"), ("press", "Publicerad")])
def test_a_placement_is_told_in_the_words_of_its_channel_and_from_when(
    browser: Browser, named: dict[str, Example], person: Party, channel: str, word: str
) -> None:
    place = Placement(example_id=named["now"].id, channel=channel, address="Hyllan", from_day=make.NOW.date())
    db.session.add(place)
    make.agreement(person, yes=make.everywhere("quote"))
    db.session.commit()
    (row,) = (row for row in soup(ask(browser, person.name)).select("#placements ~ table tr") if "Hyllan" in row.text)
    assert [" ".join(cell.text.split()) for cell in row.select("td")][1:] == ["från 2026-11-23", word]
    (row,) = (row for row in soup(browser.get(f"/parter/{person.id}")).select("tr") if "Hyllan" in row.text)
    assert f"{word}, får vara kvar" in row.text


@only_sqlite
def test_an_appearance_without_an_end_is_told_from_its_first_day(browser: Browser, named: dict[str, Example]) -> None:
    said = section(ask(browser, "Samira Påhittström"), "appearances")
    assert re.search("från 2026-11-23 ?, är med nu", said)
    assert not re.search(r"– *(,|är med|$)", said)


@only_sqlite
@pytest.mark.parametrize("typed", ["", "å", "x" * 3000, "Hitte 19121212-1212"])
@pytest.mark.parametrize("url", [URL, "/overenskommelser"])
def test_a_refused_search_speaks_of_searching(browser: Browser, url: str, typed: str) -> None:
    browser.get(url)
    said = words(browser.post(url, party_name=typed))
    assert "spara" not in said.split("Resultatbank för")[0]
    assert "fyllt i" not in said
    if url == URL or len(typed) > 1:
        assert "Rätta en sak, sedan kan du söka" in said
