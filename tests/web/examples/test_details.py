"""A new example, what it is about and who answers for it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from resultatbank.data import examples
from resultatbank.data.models import Event, Example, User
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import State
from tests import factories as make
from tests.web.client import Browser, soup, words


def url(example: Example, verb: str = "uppgifter") -> str:
    return f"/exempel/{example.id}/{verb}"


def fields_of(browser: Browser, example: Example) -> dict[str, Any]:
    return browser.form(browser.get(url(example)), url(example))


def fresh(example: Example) -> Example:
    db.session.rollback()
    db.session.expire_all()
    return example


def kinds(example: Example) -> list[str]:
    return list(db.session.scalars(select(Event.kind).where(Event.example_id == example.id).order_by(Event.id)))


def plain(text: str) -> str:
    return text.replace("\xa0", " ")


# ---------------------------------------------------------------------------------------------------- a new one


@pytest.mark.parametrize("state", [State.DRAFT, State.PLANNED])
def test_a_new_example_is_its_makers_and_goes_on_to_its_first_step(
    browser: Browser, writer: User, state: State
) -> None:
    browser.get("/exempel/nytt")
    made = browser.post("/exempel/nytt", title="  Bagerier i glesbygd ", state=state.value)
    example = db.session.scalars(select(Example)).one()
    assert made.headers["Location"].endswith(f"/exempel/{example.id}/steg/1")
    assert (example.title, example.state, example.responsible_id) == ("Bagerier i glesbygd", state, writer.id)
    assert kinds(example) == ["example_created"]
    assert ("Då låses önskemålen." in words(browser.follow(made))) is (state is State.PLANNED)


def test_the_way_to_a_planned_result_has_it_chosen_already(browser: Browser) -> None:
    assert browser.form(browser.get("/exempel/nytt/planerat"), "/exempel/nytt")["state"] == State.PLANNED
    assert "state" not in browser.form(browser.get("/exempel/nytt"), "/exempel/nytt")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": "", "state": "draft"}, "Skriv ett kort namn på exemplet."),
        ({"title": "  ", "state": "draft"}, "Skriv ett kort namn på exemplet."),
        ({"title": "Bagerier"}, "Välj om insatsen har startat."),
        ({"title": "Bagerier", "state": "published"}, "Välj ett av svaren."),
        ({"title": "Hitte 811228-9874", "state": "planned"}, "Det ser ut som ett personnummer"),
        ({"title": "x" * 201, "state": "planned"}, "Korta den till högst 200"),
    ],
)
def test_a_new_example_that_is_not_right_is_refused_and_what_was_typed_stays(
    browser: Browser, fields: dict[str, str], said: str
) -> None:
    browser.get("/exempel/nytt")
    refused = browser.post("/exempel/nytt", fields)
    assert refused.status_code == 422
    assert said in words(refused)
    again = browser.form(refused, "/exempel/nytt")
    assert again["title"] == fields["title"].strip()
    if fields.get("state") in ("draft", "planned"):
        assert again["state"] == fields["state"]
    assert not db.session.scalars(select(Example)).all()


# -------------------------------------------------------------------------------------------------- the details


@pytest.fixture
def whole(draft: Example) -> dict[str, Any]:
    """Every detail that there is, filled in."""
    return {
        "title": "Bagerier i glesbygd",
        "themes": [str(make.term("theme", tema).id) for tema in ("Påhittad energi", "Påhittad export")],
        "programmes": [str(make.term("programme", "Påhittade fonden").id)],
        "formats": [str(make.term("format", "Påhittad affisch").id)],
        "region_codes": ["01", "24", "25"],
        "municipalities": "Påhittköping, Låtsbo",
        "year": "2025",
        "starts_on": "2024-02-01",
        "ends_on": "2025-12-31",
        "recipient": "Påhittade Bageriet AB",
        "amount": "1 250 000,5",
        "diary_number": "Dnr 2025/123",
        "responsible_id": str(make.user(name="Ny Ansvarig").id),
        "fallback_id": str(make.user(name="Ny Ersättare").id),
        "result_owner": "Resa Påhittsson",
        "project_owner": "Pro Påhittsson",
        "owner_approved_on": "2026-11-20",
    }


def test_every_detail_is_kept_and_comes_back_in_the_form(
    browser: Browser, draft: Example, whole: dict[str, Any]
) -> None:
    saved = browser.post(url(draft), fields_of(browser, draft) | whole)
    assert saved.status_code == 303
    assert "Uppgifterna är sparade." in words(browser.follow(saved))
    fresh(draft)
    assert (draft.title, draft.year, draft.amount) == ("Bagerier i glesbygd", 2025, Decimal("1250000.5"))
    assert (draft.starts_on, draft.ends_on) == (date(2024, 2, 1), date(2025, 12, 31))
    assert [region.code for region in draft.regions] == ["01", "24", "25"]
    assert {term.label for term in draft.terms} == {
        "Påhittad energi",
        "Påhittad export",
        "Påhittade fonden",
        "Påhittad affisch",
    }
    assert (draft.responsible.name, draft.fallback.name) == ("Ny Ansvarig", "Ny Ersättare")  # type: ignore[union-attr]  # Just chosen.
    shown = fields_of(browser, draft)
    wanted = whole | {"programmes": whole["programmes"][0], "formats": whole["formats"][0]}
    assert {name: shown[name] for name in whole if name != "amount"} == {
        name: value for name, value in wanted.items() if name != "amount"
    }
    assert plain(shown["amount"]) == "1 250 000,5"


def test_saving_the_form_as_it_came_is_no_event_and_a_change_names_only_its_fields(
    browser: Browser, draft: Example, whole: dict[str, Any]
) -> None:
    browser.post(url(draft), fields_of(browser, draft) | whole)
    assert browser.post(url(draft), fields_of(browser, draft)).status_code == 303
    assert kinds(draft) == ["details_saved"]
    browser.post(url(draft), fields_of(browser, draft) | {"year": "2024", "region_codes": ["24"], "amount": ""})
    latest = db.session.scalars(select(Event).where(Event.example_id == draft.id).order_by(Event.id)).all()[-1]
    assert latest.fields == ["amount", "region_codes", "year"]
    assert [region.code for region in fresh(draft).regions] == ["24"]
    assert draft.amount is None


def test_what_can_be_left_out_can_be_emptied_again(browser: Browser, draft: Example, whole: dict[str, Any]) -> None:
    browser.post(url(draft), fields_of(browser, draft) | whole)
    empty = {name: "" for name in whole if name not in ("title", "themes", "programmes", "formats", "region_codes")}
    kept = {name: value for name, value in fields_of(browser, draft).items() if name in ("seen", "csrf_token")}
    assert browser.post(url(draft), kept | empty | {"title": "Bara ett namn"}).status_code == 303
    details = examples.details_of(fresh(draft))
    assert details.pop("title") == "Bara ett namn"
    assert [name for name, value in details.items() if value not in (None, "", [])] == []


def test_a_word_and_a_person_that_are_chosen_stay_though_they_are_no_longer_offered(
    browser: Browser, draft: Example, whole: dict[str, Any]
) -> None:
    browser.post(url(draft), fields_of(browser, draft) | whole)
    for term in fresh(draft).terms:
        term.retired = True
    assert draft.responsible is not None
    draft.responsible.locked_at = make.NOW
    was = examples.details_of(draft)
    assert browser.post(url(draft), fields_of(browser, draft) | {"recipient": "Någon annan"}).status_code == 303
    assert examples.details_of(fresh(draft)) == was | {"recipient": "Någon annan"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Skriv ett kort namn på exemplet."),
        ({"starts_on": "2026-02-30"}, "Dagen 2026-02-30 finns inte i kalendern."),
        ({"ends_on": "i går"}, "Skriv datumet som år-månad-dag"),
        ({"owner_approved_on": "0001-01-01"}, "Skriv ett år mellan"),
        ({"owner_approved_on": "2026-11-24"}, "Dagen har inte kommit än."),
        ({"starts_on": "2026-02-02", "ends_on": "2026-02-01"}, "Slutdatumet kommer före startdatumet."),
        ({"year": "26"}, "Skriv året med fyra siffror"),
        ({"year": "9999"}, "Skriv ett år mellan"),
        ({"amount": "1.250.000"}, "decimalkomma"),
        ({"amount": "-1"}, "Beloppet kan inte vara mindre än noll."),
        ({"amount": "9" * 13}, "Talet är för stort"),
        ({"diary_number": "x" * 61}, "Korta den till högst 60"),
        ({"result_owner": "Hitte 811228-9874"}, "Det ser ut som ett personnummer"),
        ({"municipalities": "Hitte 811228-9874"}, "Det ser ut som ett personnummer"),
        ({"responsible_id": "999999"}, "Välj något i listan."),
        ({"region_codes": ["99"]}, "Välj bland rutorna."),
        ({"themes": ["999999"]}, "Välj bland rutorna."),
    ],
)
def test_what_is_not_right_is_said_by_its_field_and_everything_typed_stays(
    browser: Browser, draft: Example, whole: dict[str, Any], wrong: dict[str, Any], said: str
) -> None:
    was = examples.details_of(draft)
    refused = browser.post(url(draft), fields_of(browser, draft) | whole | wrong)
    assert refused.status_code == 422
    assert said in words(refused)
    page = soup(refused)
    for link in page.select("#fel li a"):
        assert page.find(id=str(link["href"])[1:]) is not None
    again = browser.form(refused, url(draft))
    typed = {**whole, **wrong}
    for name in ("title", "recipient", "starts_on", "ends_on", "amount", "year", "municipalities", "diary_number"):
        assert again[name] == typed[name], name
    assert examples.details_of(fresh(draft)) == was
    assert kinds(draft) == []


@pytest.mark.parametrize("amount", ["0", "1250000", "1 250 000", "12\xa0000,25", "0,0001"])
def test_an_amount_is_read_as_swedes_write_it(browser: Browser, draft: Example, amount: str) -> None:
    assert browser.post(url(draft), fields_of(browser, draft) | {"amount": amount}).status_code == 303
    stored = fresh(draft).amount
    assert stored == Decimal(amount.replace(" ", "").replace("\xa0", "").replace(",", "."))


def test_the_second_of_two_editors_sees_both_and_nothing_is_written_over(
    app: Flask, browser: Browser, draft: Example
) -> None:
    other = Browser(app)
    other.log_in(make.user(Role.COMMUNICATOR, name="Elis Skisslund"))
    mine, theirs = fields_of(browser, draft), fields_of(other, draft)
    given = {"recipient": "Elis mottagare", "year": "2024", "region_codes": ["24"]}
    assert other.post(url(draft), theirs | given).status_code == 303
    late = browser.post(url(draft), mine | {"recipient": "Karins mottagare", "diary_number": "Dnr 7"})
    assert late.status_code == 422
    said = words(late)
    assert "Elis Skisslund hann ändra uppgifterna 2026-11-23 10:00" in said
    assert "Elis mottagare Du har också ändrat det här. Ditt står kvar i formuläret." in said
    again = browser.form(late, url(draft))
    assert (again["recipient"], again["diary_number"]) == ("Karins mottagare", "Dnr 7")
    assert (again["year"], again["region_codes"]) == ("2024", "24"), "what I never touched is theirs"
    assert (fresh(draft).recipient, draft.diary_number) == ("Elis mottagare", "")
    assert browser.post(url(draft), again).status_code == 303
    assert (fresh(draft).recipient, draft.diary_number, draft.year) == ("Karins mottagare", "Dnr 7", 2024)


def test_two_who_write_the_same_or_in_different_places_are_not_stopped(
    app: Flask, browser: Browser, draft: Example
) -> None:
    other = Browser(app)
    other.log_in(make.user(Role.COMMUNICATOR))
    mine, theirs = fields_of(browser, draft), fields_of(other, draft)
    assert other.post(url(draft), theirs | {"recipient": "Samma"}).status_code == 303
    assert browser.post(url(draft), mine | {"recipient": "Samma", "year": "2025"}).status_code == 303
    assert (fresh(draft).recipient, draft.year) == ("Samma", 2025)


@pytest.mark.parametrize("seen", ["", "{}", "[]", "nonsense", '{"title": 7}'])
def test_a_form_that_does_not_say_what_it_was_made_from_writes_nothing_over(
    browser: Browser, draft: Example, seen: str
) -> None:
    refused = browser.post(url(draft), fields_of(browser, draft) | {"seen": seen, "title": "Ett annat namn"})
    assert refused.status_code == 422
    assert fresh(draft).title == "Lägre elräkning"
