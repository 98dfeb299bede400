"""Likely names of companies: a run of words with capitals and a form, and nothing that only has the letters of one."""

from __future__ import annotations

import pytest

from resultatbank.rules.companies import find_companies, is_company
from resultatbank.rules.findings import Known, find, possible_names


def names(text: str) -> list[str]:
    return [name.name for name in find_companies(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Provbageriet AB växer.", ["Provbageriet AB"]),
        ("Det gjorde Hittepå Plåt AB.", ["Hittepå Plåt AB"]),
        ("Låtsby Foods ABs råvaror", ["Låtsby Foods AB"]),
        ("Låtsby Foods AB:s råvaror", ["Låtsby Foods AB"]),
        ("Maskinfirma Låtsas Handelsbolag", ["Maskinfirma Låtsas Handelsbolag"]),
        ("Påhittade Maskiner handelsbolag", ["Påhittade Maskiner handelsbolag"]),
        ("Påhitt Kommanditbolag och Hittepå Aktiebolag", ["Påhitt Kommanditbolag", "Hittepå Aktiebolag"]),
        ("Låtsas HB, Provköp KB", ["Låtsas HB", "Provköp KB"]),
        ("Mjölkbönderna Påhitt ekonomisk förening har", ["Mjölkbönderna Påhitt ekonomisk förening"]),
        ("Hos Påhittbönderna Ekonomiska Förening", ["Påhittbönderna Ekonomiska Förening"]),
        ("Vi mötte Påhittbönderna ek. för. där.", ["Påhittbönderna ek. för."]),
        ("Vi mötte Påhittbönderna ek.för.", ["Påhittbönderna ek.för."]),
        ("Karin Provberg enskild firma", ["Karin Provberg enskild firma"]),
        ("AB Påhittet levererade.", ["AB Påhittet"]),
        ("Det gjorde AB Plåt i Påhittköping. Sedan", ["AB Plåt i Påhittköping"]),
        ("Aktiebolaget Påhittade Plåtar växer.", ["Aktiebolaget Påhittade Plåtar"]),
        ("AB Påhittets vd och AB Hittepå:s vd", ["AB Påhittets", "AB Hittepå"]),
        ("Norsken GmbH, Påhitt Ltd. och Hitt Oy", ["Norsken GmbH", "Påhitt Ltd", "Hitt Oy"]),
        ("Låtsas AS och Provia ApS samt Hitt Inc.", ["Låtsas AS", "Provia ApS", "Hitt Inc"]),
        ("Hittsson & Söner AB", ["Hittsson & Söner AB"]),
        ("Hittsson och Söner AB", ["Hittsson och Söner AB"]),
        ("Påhitt och Låtsas AB", ["Låtsas AB"]),
        ("H&L Prov-Plåt 2000 AB", ["H&L Prov-Plåt 2000 AB"]),
        ("3D Påhitt AB, iProva AB", ["3D Påhitt AB", "iProva AB"]),
        ("Plåtslagarn i Påhittköping AB", ["Plåtslagarn i Påhittköping AB"]),
        ("P. Hittsson AB", ["P. Hittsson AB"]),
        ("Det är Hittepå\nPlåt\nAB här", ["Plåt AB"]),
        ("Bra (Hittepå Plåt AB), ”Hittepå AB”", ["Hittepå Plåt AB", "Hittepå AB"]),
        ("Bra. Hittepå Plåt AB! Hittepå AB", ["Hittepå Plåt AB", "Hittepå AB"]),
        ("Hittepå Plåt AB Hittepå AB", ["Hittepå Plåt AB", "Hittepå AB"]),
        ("Enligt Hittepå Plåt AB", ["Hittepå Plåt AB"]),
        ("Företaget Hittepå Plåt AB", ["Hittepå Plåt AB"]),
        ("Under 2021 Hittepå Plåt AB", ["Hittepå Plåt AB"]),
        ("VI ARBETAR MED SPÅNGA PLÅT AB", ["SPÅNGA PLÅT AB"]),
        ("Region Påhitt Utveckling AB", ["Region Påhitt Utveckling AB"]),
        ("Påhittsfors Kommun Fastigheter AB", ["Påhittsfors Kommun Fastigheter AB"]),
    ],
)
def test_a_company_is_found_by_its_form_and_without_what_leads_to_it(text: str, expected: list[str]) -> None:
    assert names(text) == expected
    assert all(is_company(name) for name in expected)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "AB",
        "AB.",
        "Ett AB är en form.",
        "De startade ett AB i Påhittköping.",
        "Vårt AB växer.",
        "bolaget AB",
        "AB län har länsbokstaven AB.",
        "Länsstyrelsen AB",
        "Länsstyrelsen Påhitt AB",
        "Påhittköpings Kommun AB",
        "Kungliga Biblioteket KB",
        "Bilden är på 100 KB. Foto 100 KB",
        "Sveriges aktiebolag och Norrbottens handelsbolag",
        "Starta aktiebolag",
        "de bildade en ekonomisk förening",
        "Ha enskild firma",
        "AS-nivå, AB-test och Påhitt AB-prov",
        "1 AB",
        "Påhitt\n\nAB",
        "Påhitt, AB",
    ],
)
def test_letters_of_a_form_alone_and_public_bodies_are_let_by(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize("name", ["Karin Provberg", "AB", "Karin Provberg på Låtsas AB", "070-174 06 05", ""])
def test_what_has_more_than_a_companys_name_or_none_is_no_company(name: str) -> None:
    assert not is_company(name)


def found(text: str, *known: Known) -> list[tuple[str, str]]:
    return [(each.kind.value, each.text) for each in find(text, known)]


def test_a_company_is_asked_about_and_not_the_person_it_is_called_after() -> None:
    text = "Karin Provberg AB levererade. Det sa Eva Hittsson på Hittepå Plåt AB."
    assert found(text) == [("name", "Karin Provberg AB"), ("name", "Eva Hittsson"), ("name", "Hittepå Plåt AB")]


@pytest.mark.parametrize(
    "text", ["Hittepå Plåt AB", "hittepå plåt ab", "Hittepå\nPlåt AB:s", "Hittepå Plåt Aktiebolag"]
)
def test_a_registered_company_is_found_as_itself_and_only_once(text: str) -> None:
    assert found(text, Known(7, "Hittepå Plåt AB", is_person=False)) == [("party", "Hittepå Plåt AB")]


def test_a_registered_association_is_looked_up_with_its_full_stops() -> None:
    assert "påhittbönderna ek. för." in possible_names("Vi mötte Påhittbönderna ek. för. där.")
    known = Known(8, "Påhittbönderna ek. för.", is_person=False)
    assert found("Vi mötte Påhittbönderna ek. för. där.", known) == [("party", known.name)]


def test_a_long_text_of_capitals_is_read_at_once() -> None:
    text = "Påhitt & " * 20_000 + "AB " * 20_000
    assert len(find_companies(text)) == 0
