"""The register, and registering a party: every filter at once, and what may not be kept is refused."""

from __future__ import annotations

import codecs
import csv
import html
import io
import zipfile
from datetime import date
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from resultatbank.data import parties
from resultatbank.data.models import Event, Party
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import PartyKind
from tests import factories as make
from tests.statements import statements
from tests.web.client import Browser, soup, words

URL = "/overenskommelser"
YES = [("name", "web")]


def names(response: Any) -> list[str]:
    return [link.text for link in soup(response).select("#register tbody th a")]


@pytest.fixture
def crowd(within: Flask) -> None:
    """One party in each standing, and noise."""
    make.agreement(make.party("Giltig Gustavsson"), yes=YES, until_day=date(2027, 6, 1))
    make.agreement(make.party("Snart Svensson"), yes=YES, until_day=date(2026, 12, 6))
    make.agreement(make.party("Utgången Ulvsson"), yes=YES, until_day=date(2026, 11, 22))
    withdrawn = make.party("Återkallad Åberg")
    first = make.agreement(withdrawn, yes=YES)
    make.agreement(withdrawn, no=YES, given_on=date(2026, 11, 20), withdraws=first)
    make.agreement(make.party("Nej Nilsson"), no=YES)
    make.party("Saknas Sand")
    make.agreement(make.party("Giltiga Bolaget AB", kind=PartyKind.ORGANISATION), yes=[("logo", "web")])


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        ("valid", ["Giltig Gustavsson", "Giltiga Bolaget AB"]),
        ("soon", ["Snart Svensson"]),
        ("expired", ["Utgången Ulvsson"]),
        ("withdrawn", ["Återkallad Åberg"]),
        ("no", ["Nej Nilsson"]),
        ("missing", ["Saknas Sand"]),
    ],
)
def test_each_standing_is_a_filter(browser: Browser, crowd: None, standing: str, expected: list[str]) -> None:
    assert names(browser.get(f"{URL}?lage={standing}")) == expected


def test_every_filter_holds_at_once(browser: Browser, crowd: None) -> None:
    browser.get(URL)
    fields = {"party_name": "giltig", "lage": "valid", "typ": "organisation", "grund": "consent"}
    assert names(browser.post(URL, fields)) == ["Giltiga Bolaget AB"]
    assert names(browser.post(URL, {**fields, "grund": "contract"})) == []
    assert names(browser.post(URL, {**fields, "typ": ""})) == ["Giltig Gustavsson", "Giltiga Bolaget AB"]


@pytest.mark.parametrize("typed", ["åter", "ÅTERKALLAD", "Återkallad å"])
def test_a_name_is_found_whatever_its_case(browser: Browser, crowd: None, typed: str) -> None:
    browser.get(URL)
    assert names(browser.post(URL, party_name=typed)) == ["Återkallad Åberg"]


@pytest.mark.parametrize("typed", ["%", "_", "'", "NEAR(", "åäö" * 60, "\\"])
def test_a_name_full_of_signs_finds_nobody(browser: Browser, crowd: None, typed: str) -> None:
    browser.get(URL)
    assert names(browser.post(URL, party_name=typed)) == []


def test_a_name_is_never_taken_from_the_address(browser: Browser, crowd: None) -> None:
    response = browser.get(f"{URL}?party_name=Snart")
    assert len(names(response)) == 7
    assert soup(response).find("form", action=URL)["method"] == "post"


@pytest.mark.parametrize("query", ["lage=bogus", "typ=x&grund=y", "sida=x", "sida=-1"])
def test_a_filter_that_is_not_one_is_told_of(browser: Browser, crowd: None, query: str) -> None:
    assert browser.get(f"{URL}?{query}").status_code == 422


def test_there_are_fifty_on_a_page_and_the_next_keeps_the_filters(browser: Browser) -> None:
    for number in range(53):
        make.party(f"Radsson {number:02}")
    make.party("Annan")
    browser.get(URL)
    first = browser.post(URL, party_name="radsson")
    assert len(names(first)) == 50
    fields = browser.form(first, URL)
    second = browser.post(URL, {**fields, "sida": "2"}, htmx="register")
    assert names(second) == ["Radsson 50", "Radsson 51", "Radsson 52"]
    assert len(names(browser.post(URL, {**fields, "sida": "2000000"}))) == 3


@pytest.mark.parametrize("query", ["", "?lage=valid&typ=person&grund=consent&kanal=web&ordning=lage"])
def test_the_number_of_questions_to_the_database_is_constant(app: Flask, browser: Browser, query: str) -> None:
    def asked() -> int:
        with statements() as sent:
            browser.get(f"{URL}{query}")
        return len(sent)

    make.agreement(make.party(), yes=YES)
    db.session.commit()
    few = asked()
    for _ in range(12):
        make.agreement(make.party(), yes=YES, no=[("photo", "web")])
    db.session.commit()
    assert asked() == few


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("inom=30", ["Snart Svensson"]),
        ("inom=365", ["Giltig Gustavsson", "Snart Svensson"]),
        ("kanal=web&typ=organisation", ["Giltiga Bolaget AB"]),
        ("kanal=press", []),
        ("grund=consent&lage=withdrawn", ["Återkallad Åberg"]),
    ],
)
def test_what_is_no_name_can_stand_in_the_address(
    browser: Browser, crowd: None, query: str, expected: list[str]
) -> None:
    assert names(browser.get(f"{URL}?{query}")) == expected


def test_htmx_puts_the_filters_in_the_address_but_never_the_name(browser: Browser, crowd: None) -> None:
    browser.get(URL)
    fields = {"party_name": "giltig", "lage": "valid", "ordning": "namn", "typ": "organisation", "grund": ""}
    narrowed = browser.post(URL, fields, htmx="register")
    assert narrowed.headers["HX-Replace-Url"] == f"{URL}?lage=valid&typ=organisation"
    assert names(browser.get(narrowed.headers["HX-Replace-Url"])) == ["Giltiga Bolaget AB"]
    assert browser.post(URL, party_name="giltig", htmx="register").headers["HX-Replace-Url"] == URL
    turned = browser.post(URL, ordning="slut", sida="1", htmx="register").headers["HX-Replace-Url"]
    assert turned == f"{URL}?ordning=slut&sida=1"
    assert (
        browser.post(URL, lage="påhittat", party_name="giltig", htmx="register").headers.get("HX-Replace-Url") is None
    )
    assert browser.post(URL, fields).headers.get("HX-Replace-Url") is None
    assert (
        browser.get(f"{URL}?lage=valid&party_name=x", htmx="register").headers["HX-Replace-Url"] == f"{URL}?lage=valid"
    )


def test_an_organisation_is_found_with_those_who_belong_to_it(browser: Browser) -> None:
    company = make.party("Påhittade Rökeriet AB", kind=PartyKind.ORGANISATION)
    make.party("Rök Röksson", organisation_id=company.id)
    make.party("Annan Annansson")
    assert names(browser.get(f"{URL}?organisation={company.id}")) == ["Påhittade Rökeriet AB", "Rök Röksson"]


def test_the_parties_in_the_examples_that_somebody_answers_for(browser: Browser) -> None:
    kim = make.user(Role.COMMUNICATOR, name="Kim Ansvarig")
    mine, other = make.party("Min Part"), make.party("Annans Part")
    make.appearance(mine, make.example(responsible=kim))
    make.appearance(other, make.example(responsible=make.user(Role.COMMUNICATOR)))
    page = browser.get(f"{URL}?ansvarig={kim.id}")
    assert names(page) == ["Min Part"]
    assert "Kim Ansvarig" in soup(page).select("#register tbody td")[-1].text


def test_the_order_is_kept_from_page_to_page(browser: Browser) -> None:
    for number in range(52):
        make.agreement(make.party(f"Part {99 - number}"), yes=YES, until_day=date(2027, 1, 1 + number % 28))
    browser.get(URL)
    first = browser.post(URL, ordning="slut")
    second = browser.post(URL, {**browser.form(first, URL), "sida": "2"})
    days = [
        row.text for page in (first, second) for row in soup(page).select("#register td[data-l='Gäller till'] time")
    ]
    assert len(days) == 52
    assert days == sorted(days)


def test_an_empty_register_says_what_to_do_first(browser: Browser) -> None:
    page = browser.get(URL)
    assert "Registret är tomt" in words(page)
    assert soup(page).select_one("#register a[href='/parter/ny']")
    make.party("Hitte Påsson")
    assert "Ingen part stämmer" in words(browser.get(f"{URL}?lage=valid"))


# --------------------------------------------------------------------------------------------------------- as a file


def taken(browser: Browser, kind: str, **fields: str) -> Any:
    browser.get(URL)
    response = browser.post(f"{URL}/fil/{kind}", fields)
    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == f'attachment; filename="overenskommelser-2026-11-23.{kind}"'
    assert response.headers["Cache-Control"] == "no-store"
    return response


def as_rows(response: Any) -> list[dict[str, str]]:
    assert response.data.startswith(codecs.BOM_UTF8)
    return list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"), newline=""), delimiter=";"))


def as_cells(response: Any) -> list[list[Any]]:
    sheet = load_workbook(io.BytesIO(response.data)).active
    assert sheet is not None
    assert sheet.freeze_panes == "A2"
    return [list(row) for row in sheet.iter_rows()]


def test_what_is_filtered_is_taken_as_csv(browser: Browser, crowd: None) -> None:
    rows = as_rows(taken(browser, "csv", party_name="s", lage="soon"))
    assert [row["Part"] for row in rows] == ["Snart Svensson"]
    assert rows[0]["Läge"] == "Snart ut"
    assert rows[0]["Gäller till"] == "2026-12-06"
    assert rows[0]["Kanaler i dag"] == "Webb"
    assert rows[0]["Rättslig grund"] == "Samtycke"


def test_every_page_is_in_the_file_in_the_same_order(browser: Browser) -> None:
    for number in range(53):
        make.agreement(make.party(f"Part {99 - number}"), yes=YES, until_day=date(2027, 1, 1 + number % 28))
    days = [row["Gäller till"] for row in as_rows(taken(browser, "csv", ordning="slut"))]
    assert len(days) == 53
    assert days == sorted(days)


def test_days_are_days_and_texts_are_texts_in_the_workbook(browser: Browser, crowd: None) -> None:
    headings, *rows = as_cells(taken(browser, "xlsx", lage="soon"))
    row = {heading.value: cell for heading, cell in zip(headings, rows[0], strict=True)}
    assert len(rows) == 1
    assert row["Gäller till"].is_date
    assert row["Gäller till"].value.date() == date(2026, 12, 6)
    assert row["Antal exempel"].value == 0
    assert row["Part"].data_type in ("s", "inlineStr")


@pytest.mark.parametrize("name", ['=HYPERLINK("https://example.se";"x")', "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_no_name_becomes_a_formula(browser: Browser, name: str) -> None:
    company = make.party(name, kind=PartyKind.ORGANISATION)
    make.party("Hitte Påsson", organisation_id=company.id, role=name)
    for row in as_rows(taken(browser, "csv")):
        assert not any(value.startswith(("=", "+", "-", "@", "\t", "\r")) for value in row.values())
    assert "'" + name in {row["Part"] for row in as_rows(taken(browser, "csv"))}
    headings, *rows = as_cells(taken(browser, "xlsx"))
    assert "f" not in {cell.data_type for row in [headings, *rows] for cell in row}
    assert name in {row[0].value for row in rows}


def test_how_to_reach_a_party_is_in_no_file(browser: Browser) -> None:
    make.party("Hitte Påsson", email="hitte@example.se", phone="070-000 00 00", guardian="Senior Påhittsson")
    for kind in ("csv", "xlsx"):
        content = taken(browser, kind).data
        texts = zipfile.ZipFile(io.BytesIO(content)) if kind == "xlsx" else None
        whole = b"".join(texts.read(name) for name in texts.namelist()) if texts else content
        # A workbook may hold its letters as numbers.
        said = html.unescape(whole.decode())
        assert "Hitte Påsson" in said
        for secret in ("hitte@example.se", "070-000", "Senior"):
            assert secret not in said


def test_that_a_file_was_taken_is_an_event_without_what_was_searched_for(browser: Browser, crowd: None) -> None:
    taken(browser, "csv", party_name="Snart")
    event = db.session.scalars(select(Event).where(Event.kind == "register_exported")).one()
    assert event.fields == ["csv", "1"]
    assert event.actor_id == event.subject_id
    assert "Snart" not in str(vars(event))


def test_a_filter_that_is_not_one_gives_no_file(browser: Browser, crowd: None) -> None:
    browser.get(URL)
    response = browser.post(f"{URL}/fil/csv", lage="bogus", party_name="Snart")
    assert response.status_code == 422
    assert browser.form(response, URL)["party_name"] == "Snart"
    assert not db.session.scalars(select(Event).where(Event.kind == "register_exported")).all()


def fields_of(browser: Browser, url: str, **fields: Any) -> dict[str, Any]:
    return {**browser.form(browser.get(url), url), **fields}


def test_a_person_in_a_company_is_registered(browser: Browser) -> None:
    company = make.party("Påhittade Rökeriet AB", kind=PartyKind.ORGANISATION)
    fields = fields_of(
        browser, "/parter/ny", kind="person", party_name="Samira Påhittström", organisation_id=str(company.id)
    )
    page = browser.follow(browser.post("/parter/ny", fields, role="delägare", phone="070-000 00 00"))
    assert "delägare i Påhittade Rökeriet AB" in words(page)


def test_an_organisation_number_is_written_one_way(browser: Browser) -> None:
    fields = fields_of(browser, "/parter/ny", kind="organisation", party_name="Påhittat AB")
    page = browser.follow(browser.post("/parter/ny", fields, organisation_number="5560000167"))
    assert "556000-0167" in words(page)
    again = browser.post("/parter/ny", fields, organisation_number="556000-0167")
    assert again.status_code == 422
    assert "Påhittat AB har redan det numret" in words(again)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": ""}, "Välj om det är"),
        ({"party_name": " "}, "Skriv namnet"),
        ({"minor": "y"}, "vårdnadshavare"),
        ({"party_name": "Hitte 19121212-1212"}, "personnummer"),
        ({"organisation_number": "556000-0167"}, "hör till ett företag"),
        ({"kind": "organisation", "organisation_number": "556000-0168"}, "stämmer inte"),
        ({"kind": "organisation", "minor": "y"}, "bara personer"),
        ({"email": "inte en adress"}, "hel e-postadress"),
        ({"phone": "ring mig"}, "telefonnumret"),
        ({"organisation_id": "99999"}, "Välj något i listan"),
        ({"party_name": "x" * 201}, "201 tecken"),
    ],
)
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_party_that_can_not_be_kept_is_refused_with_what_was_typed(
    browser: Browser, fields: dict[str, str], said: str
) -> None:
    typed = fields_of(browser, "/parter/ny", **{"kind": "person", "party_name": "Hitte", "role": "delägare", **fields})
    response = browser.post("/parter/ny", typed)
    assert response.status_code == 422
    assert said in words(response)
    assert browser.form(response, "/parter/ny")["role"] == "delägare"
    assert not parties.search_parties("Hitte")


def test_the_second_of_two_editors_is_told_and_keeps_the_text(browser: Browser, person: Party) -> None:
    url = f"/parter/{person.id}/andra"
    mine, theirs = fields_of(browser, url, role="ägare"), fields_of(browser, url, role="vd")
    assert browser.post(url, theirs).status_code == 303
    late = browser.post(url, mine)
    assert late.status_code == 422
    assert "Någon annan har ändrat" in words(late)
    kept = browser.form(late, url)
    assert kept["role"] == "ägare"
    assert browser.post(url, kept).status_code == 303


def test_protecting_a_party_shuts_its_examples_at_once(browser: Browser, person: Party, example: Any) -> None:
    make.agreement(person, yes=make.everywhere("name", "photo"))
    url = f"/parter/{person.id}/andra"
    page = browser.follow(browser.post(url, fields_of(browser, url, protected="y")))
    assert "Inget exempel där parten är med får användas" in words(page)
    assert "Inte i någon kanal" in words(page)
