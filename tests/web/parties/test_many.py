"""Many answers at once: a list is looked through row by row, and then all of it is saved, or nothing."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select

from resultatbank.data import gate, parties
from resultatbank.data.agreements import agreements_of
from resultatbank.data.models import Agreement, Example, Party
from resultatbank.extensions import db
from resultatbank.rules.words import Capacity, PartyKind
from tests import factories as make
from tests.conftest import Clock
from tests.statements import statements
from tests.web.client import Browser, soup, words

URL = "/overenskommelser/flera"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
TEN = "\n".join(
    f"Deltagare {number} Påhittsson;Påhittade Bolaget AB;deltagare;d{number}@example.se" for number in range(10)
)
NUMBER = "19121212-1212"


def common(example: Example | None = None, **more: Any) -> dict[str, Any]:
    """What all of them answered, orally on a fair."""
    covers = {"covers": "one", "appears": "y"} if example else {"covers": "all"}
    how = {"basis": "consent", "how": "oral", "place": "På mässan", "received_by": "Kim"}
    return {**covers, **how, "svar-name-web": "ja", "svar-name-intranet": "ja", **more}


def address(example: Example | None) -> str:
    return f"{URL}?exempel={example.id}" if example else URL


def look(browser: Browser, example: Example | None, people: str, **more: Any) -> Any:
    """Fill in the form and have the list looked through."""
    url = address(example)
    start = browser.form(browser.get(url), url)
    return browser.post(url, {**start, **common(example), "people": people, **more})


def save(browser: Browser, example: Example | None, seen: Any, **more: Any) -> Any:
    """Save what has been looked through, as the page came."""
    url = address(example)
    return browser.post(url, {**browser.form(seen, url), **more})


def how_many(of: type[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(of)) or 0


def errors(response: Any) -> str:
    return " ".join(link.text for link in soup(response).select("#fel a"))


def test_ten_people_get_each_their_own_record_after_a_look(browser: Browser, clock: Clock) -> None:
    example = make.example("Mässan")
    before = how_many(Party)
    seen = look(browser, example, TEN)
    assert seen.status_code == 200
    assert len(soup(seen).select("#rader tbody tr")) == 10
    assert "Spara 10 överenskommelser" in words(seen)
    assert (how_many(Party), how_many(Agreement)) == (before, 0), "nothing is saved by looking"
    assert save(browser, example, seen).status_code == 303
    inside = parties.appearances_in(example.id)
    assert [each.party.name for each in inside] == [f"Deltagare {number} Påhittsson" for number in range(10)]
    assert {each.party.organisation.name for each in inside if each.party.organisation} == {"Påhittade Bolaget AB"}
    assert how_many(Party) == before + 11, "the organisation is registered once"
    for each in inside:
        (record,) = agreements_of(each.party_id)
        assert record.proof is not None
        assert (record.proof.answered_by, record.proof.capacity) == (each.party.name, Capacity.SELF)
        assert (record.proof.place, record.proof.received_by) == ("På mässan", "Kim")
        assert each.party.name in record.proof.text
        assert [covered.example_id for covered in record.covered] == [example.id]
    assert gate.is_visible(example.id, clock.day)


def test_one_signed_list_proves_them_all_and_is_asked_for_when_all_is_saved(browser: Browser) -> None:
    seen = look(browser, None, "Ett Påhittsson\nTvå Påhittsson", how="paper")
    assert seen.status_code == 200
    assert "påskrivna blanketten" in errors(save(browser, None, seen))
    assert not how_many(Agreement)
    assert save(browser, None, seen, file=(BytesIO(PDF), "lista.pdf")).status_code == 303
    records = db.session.scalars(select(Agreement)).all()
    assert len(records) == 2
    assert len({each.proof.file_id for each in records if each.proof}) == 1


def test_somebody_who_is_registered_is_chosen_or_said_to_be_another(browser: Browser) -> None:
    company = make.party("Påhittade Bolaget AB", kind=PartyKind.ORGANISATION)
    known = make.party("Känd Påhittsson", organisation_id=company.id)
    by_email = make.party("Bytt Namnsson", email="KAND@example.se")
    people = "känd  påhittsson;påhittade bolaget ab\nNytt Namnsson;;;kand@example.se\nKänd Påhittsson;Ett annat"
    seen = look(browser, None, people)
    fields = browser.form(seen, URL)
    assert (fields["rad-1"], fields["rad-2"]) == (str(known.id), str(by_email.id))
    assert "rad-3" not in fields, "the same name elsewhere is somebody else"
    assert save(browser, None, seen, **{"rad-2": "ny"}).status_code == 303
    assert len(agreements_of(known.id)) == 1
    assert not agreements_of(by_email.id)
    assert parties.search_parties("Nytt Namnsson")


def test_the_look_tells_where_each_stands_and_warns_of_one_who_has_taken_it_back(browser: Browser) -> None:
    company = make.party("Påhittade Bolaget AB", kind=PartyKind.ORGANISATION)
    given, regretted = make.party("Given Påhittsson", organisation_id=company.id), make.party("Ångrad Påhittsson")
    make.agreement(given, yes=[("name", "web")], until_day=date(2027, 12, 31))
    yes = make.agreement(regretted, yes=[("name", "web")])
    make.agreement(regretted, no=[("name", "web")], given_on=date(2026, 11, 2), withdraws=yes)
    seen = look(
        browser, None, "Given Påhittsson;påhittade bolaget ab\nÅngrad Påhittsson\nNy Påhittsson;Nytt Påhittat AB"
    )
    assert seen.status_code == 200
    rows = [row.get_text(" ", strip=True) for row in soup(seen).select("#rader tbody tr")]
    assert "Giltig till 2027-12-31" in rows[0]
    assert "Återkallad 2026-11-02" in rows[1]
    assert "Nytt Påhittat AB Ny" in rows[2], "that a company will be registered is told before it is"
    assert "har tidigare tagit tillbaka sitt ja: Ångrad Påhittsson" in words(seen)
    as_new = browser.post(URL, {**browser.form(seen, URL), "rad-2": "ny", "granska": "1"})
    assert "tagit tillbaka" not in words(as_new)


def test_every_fault_of_a_list_is_told_in_one_go(browser: Browser) -> None:
    wrong = look(browser, None, f"Nils Påhittsson;;;inte en adress\nAnna Påhittsson;{NUMBER}", place="")
    said = words(wrong)
    assert "E-postadressen är inte hel" in said
    assert "hade ett personnummer" in said
    assert "var ni talades vid" in said
    assert "Inget du har fyllt i är borta" not in said


def test_one_of_several_has_to_be_chosen(browser: Browser) -> None:
    first, second = make.party("Dubbel Påhittsson"), make.party("Dubbel Påhittsson")
    seen = look(browser, None, "Dubbel Påhittsson")
    assert seen.status_code == 422
    assert "Välj vem det är" in words(seen)
    looked = browser.post(URL, {**browser.form(seen, URL), "rad-1": str(second.id)})
    assert save(browser, None, looked).status_code == 303
    assert (len(agreements_of(first.id)), len(agreements_of(second.id))) == (0, 1)


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ("", "Listan är tom"),
        ("namn;e-post\n;nils@example.se", "Namnet saknas"),
        ("Nils Påhittsson;;;inte en adress", "E-postadressen"),
        ("Nils Påhittsson;;;;ring mig", "Telefonnumret"),
        ("Nils Påhittsson;A\nAnna Påhittsson\nnils påhittsson;a", "står på rad 1"),
        ("Nils;;;n@example.se\nAnna;;;N@example.se", "står på rad 1"),
        ("Nils;A;b;n@example.se;070-1;och mer", "fler kolumner"),
        ("x" * 300, "för lång"),
        ('Nils "Nisse;A\n"Anna', "dela upp i celler"),
        ("\n".join(f"Person {number}" for number in range(201)), "fler än 200"),
        ("Skyddad Påhittsson", "skyddade uppgifter"),
        ("Lill Påhittsson", "under 18 år"),
    ],
)
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_row_that_is_wrong_stops_all_of_it_with_a_sentence(browser: Browser, people: str, said: str) -> None:
    make.party("Skyddad Påhittsson", protected=True)
    make.party("Lill Påhittsson", minor=True, guardian="Vera Påhittsson")
    before = how_many(Party)
    wrong = look(browser, None, people)
    assert wrong.status_code == 422
    assert said in words(wrong)
    assert browser.form(wrong, URL)["people"].strip() == people.strip()
    assert save(browser, None, wrong).status_code == 422
    assert (how_many(Party), how_many(Agreement)) == (before, 0)


def test_a_personnummer_is_refused_by_its_line_and_never_shown_back(browser: Browser) -> None:
    wrong = look(browser, None, f"namn;telefon\nNils Påhittsson;\nAnna Påhittsson;{NUMBER}")
    assert wrong.status_code == 422
    assert "Rad 3 hade ett personnummer" in errors(wrong)
    assert NUMBER not in wrong.get_data(as_text=True)
    assert not how_many(Agreement)
    looked = browser.post(URL, browser.form(wrong, URL))
    assert save(browser, None, looked).status_code == 303
    assert how_many(Agreement) == 2


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("lista.csv", "namn;roll\nÅsa Påhittsson;vd".encode()),
        ("lista.csv", "namn;roll\nÅsa Påhittsson;vd".encode("cp1252")),
        ("lista.csv", "\ufeffnamn,roll\r\nÅsa Påhittsson,vd".encode()),
        ("lista.txt", "förnamn\tefternamn\troll\nÅsa\tPåhittsson\tvd".encode("utf-16")),
    ],
)
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_list_may_be_a_file_as_excel_writes_it(browser: Browser, name: str, data: bytes) -> None:
    seen = look(browser, None, "", people_file=(BytesIO(data), name))
    assert seen.status_code == 200
    assert save(browser, None, seen).status_code == 303
    (made,) = parties.search_parties("Påhittsson")
    assert (made.name, made.role) == ("Åsa Påhittsson", "vd")


@pytest.mark.parametrize(("name", "data"), [("lista.csv", b"\x00\x81"), ("lista.pdf", PDF), ("lista.csv", b"")])
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_file_that_is_no_list_is_refused(browser: Browser, name: str, data: bytes) -> None:
    assert look(browser, None, "Nils Påhittsson", people_file=(BytesIO(data), name)).status_code == 422


def test_another_list_than_the_one_that_was_seen_is_looked_through_first(browser: Browser) -> None:
    seen = look(browser, None, "Nils Påhittsson")
    changed = save(browser, None, seen, people="Anna Påhittsson")
    assert changed.status_code == 200
    assert not how_many(Agreement)
    assert save(browser, None, changed).status_code == 303


def test_nothing_is_saved_when_one_of_them_cant_be(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    before = how_many(Party)
    seen = look(browser, None, TEN)
    last = parties.add_party

    def fails_at_the_last(facts: Any, stamp: Any) -> Party:
        if "9" in facts.name:
            raise RuntimeError
        return last(facts, stamp)

    monkeypatch.setattr(parties, "add_party", fails_at_the_last)
    with pytest.raises(RuntimeError):
        save(browser, None, seen)
    db.session.rollback()
    assert (how_many(Party), how_many(Agreement)) == (before, 0)


def test_one_who_is_in_the_example_already_stays_as_they_are(browser: Browser) -> None:
    example, known = make.example("Mässan"), make.party("Känd Påhittsson")
    make.appearance(known, example, ["photo"])
    assert save(browser, example, look(browser, example, "Känd Påhittsson\nNy Påhittsson")).status_code == 303
    shown = {each.party.name: [m.material for m in each.materials] for each in parties.appearances_in(example.id)}
    assert shown == {"Känd Påhittsson": ["photo"], "Ny Påhittsson": ["name"]}


def test_looking_costs_the_same_whatever_the_number_of_rows(browser: Browser) -> None:
    def cost(rows: int) -> int:
        people = "\n".join(f"Person {number}" for number in range(rows))
        start = browser.form(browser.get(URL), URL)
        with statements() as counted:
            browser.post(URL, {**start, **common(), "people": people})
        return len(counted)

    cost(1)
    assert cost(2) == cost(100)
