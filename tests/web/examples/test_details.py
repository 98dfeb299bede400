"""A new example, what it is about and who answers for it, and the day when its effort begins."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from resultatbank.data import examples, rows, texts
from resultatbank.data.models import Event, Example, ExampleText, FrozenText, Indicator, User
from resultatbank.extensions import db
from resultatbank.rules import checklist
from resultatbank.rules.roles import Role
from resultatbank.rules.words import State
from tests import factories as make
from tests.web.client import Browser, soup, words

WANTED = "Tio bagerier sänker sin elkostnad."
TARGET = "Elkostnad (kr): ska minska från 38 400 till 30 700, senast 2027-09-30"


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


# ------------------------------------------------------------------------------------------- the effort begins


@pytest.fixture
def planned(draft: Example) -> Example:
    """A planned example with a wanted result and a figure to reach."""
    draft.state = State.PLANNED
    make.text(draft, "wanted_result", WANTED)
    values = {
        "name": "Elkostnad",
        "unit": "kr",
        "direction": "down",
        "baseline": Decimal(38400),
        "target": Decimal(30700),
        "due_on": date(2027, 9, 30),
    }
    rows.add_row(draft.id, "indicators", values, make.stamp())
    db.session.commit()
    return draft


def begin(browser: Browser, example: Example, day: str = "2026-11-02"):  # type: ignore[no-untyped-def]  # The test client's response.
    browser.get(url(example))
    return browser.post(url(example, "starta"), began_on=day)


def frozen(example: Example) -> dict[str, str]:
    db.session.rollback()
    found = db.session.scalars(select(FrozenText).where(FrozenText.example_id == example.id))
    return {each.question: plain(each.value) for each in found}


def test_beginning_freezes_what_was_wanted_and_shows_it_beside_what_came(
    browser: Browser, planned: Example, writer: User
) -> None:
    before = plain(words(browser.get(url(planned))))
    assert WANTED in before
    assert TARGET in before
    begun = begin(browser, planned)
    assert begun.headers["Location"].endswith(f"/exempel/{planned.id}/steg/1")
    assert frozen(planned) == {"wanted_result": WANTED, "indicators": TARGET}
    assert (fresh(planned).state, planned.starts_on) == (State.DRAFT, date(2026, 11, 2))
    stored = db.session.get_one(FrozenText, (planned.id, "wanted_result"))
    assert (stored.frozen_at, stored.frozen_by_id) == (make.NOW, writer.id)
    assert kinds(planned)[-1] == "example_begun"
    make.text(planned, "result", "Tolv bagerier sänkte sin elkostnad.")
    for page in (browser.get(f"/exempel/{planned.id}/steg/1"), browser.get(f"/exempel/{planned.id}")):
        assert WANTED in words(page)
        assert TARGET in plain(words(page))
    assert "Tolv bagerier sänkte sin elkostnad." in words(browser.get(f"/exempel/{planned.id}"))


def fresh_row(row: Indicator) -> Indicator:
    db.session.refresh(row)
    return row


def test_what_is_frozen_can_not_be_changed_by_any_way_there_is(browser: Browser, planned: Example) -> None:
    step = browser.get(f"/exempel/{planned.id}/steg/1")
    assert soup(step).find("textarea", attrs={"name": "wanted_result"}) is not None
    begin(browser, planned)
    was = frozen(planned)
    step = browser.get(f"/exempel/{planned.id}/steg/1")
    assert soup(step).find("textarea", attrs={"name": "wanted_result"}) is None
    sent = {"wanted_result": "Något lättare", "seen_wanted_result": texts.digest(WANTED)}
    for more in ({}, {"val_wanted_result": "min", "min_wanted_result": "Något lättare"}):
        for question in ("wanted_result", "message"):
            refused = browser.post(url(planned, f"svar/{question}"), {**sent, **more})
            assert refused.status_code == 422, (question, more)
    browser.post(url(planned, "svar/wanted_result"), {**sent, "val_wanted_result": "annan"})
    (indicator,) = rows.rows_of(planned.id, "indicators")
    row = f"/exempel/{planned.id}/rader/indicators"
    fields = browser.form(browser.get(row), f"{row}/{indicator.id}")
    for moved in ({"target": "38 000"}, {"baseline": "40 000"}, {"name": "Annat"}, {"due_on": "2028-09-30"}):
        refused = browser.post(f"{row}/{indicator.id}", fields | moved)
        assert refused.status_code == 422, moved
        assert "Målet låstes när insatsen startade" in words(refused)
    assert browser.post(f"{row}/{indicator.id}/ta-bort").status_code == 422
    assert browser.post(f"{row}/{indicator.id}", fields | {"method": "Elräkningarna"}).status_code == 303
    assert (fresh_row(indicator).target, indicator.method) == (Decimal(30700), "Elräkningarna")
    assert "redan startat" in words(browser.follow(begin(browser, planned, "2026-11-20")))
    for verb in ("arkivera", "aterstall"):
        assert browser.post(url(planned, verb)).status_code == 303
    assert begin(browser, planned, "2026-11-20").status_code == 303
    assert frozen(planned) == was
    assert db.session.get_one(ExampleText, (planned.id, "wanted_result")).value == WANTED
    assert fresh(planned).starts_on == date(2026, 11, 2)
    assert kinds(planned).count("example_begun") == 1


def test_what_is_filled_in_beside_is_saved_as_the_effort_begins(browser: Browser, planned: Example) -> None:
    given = {"recipient": "Bageriet", "amount": "125", "starts_on": "2026-11-01", "began_on": "2026-11-02"}
    begun = browser.post(url(planned, "starta"), fields_of(browser, planned) | given)
    assert begun.headers["Location"].endswith(f"/exempel/{planned.id}/steg/1")
    assert (fresh(planned).state, planned.starts_on) == (State.DRAFT, date(2026, 11, 2))
    assert (planned.recipient, planned.amount) == ("Bageriet", Decimal(125))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"began_on": "2027-06-01"}, "Dagen har inte kommit än."),
        ({"began_on": "i går"}, "Skriv datumet som år-månad-dag"),
        ({"ends_on": "2026-10-01"}, "Dagen kommer efter dagen då insatsen slutade, 2026-10-01."),
        ({"amount": "-5"}, "Beloppet kan inte vara mindre än noll."),
        ({"title": ""}, "Skriv ett kort namn på exemplet."),
    ],
)
def test_what_is_filled_in_beside_a_day_that_can_not_be_is_still_there(
    browser: Browser, planned: Example, wrong: dict[str, str], said: str
) -> None:
    given = {"recipient": "Bageriet", "amount": "125", "began_on": "2026-11-02"} | wrong
    refused = browser.post(url(planned, "starta"), fields_of(browser, planned) | given)
    assert refused.status_code == 422
    assert said in words(refused)
    assert len(soup(refused).select("[role=alert]")) == 1
    again = browser.form(refused, url(planned))
    assert {name: again[name] for name in given} == given
    assert (fresh(planned).state, planned.recipient, planned.starts_on) == (State.PLANNED, "", None)
    assert frozen(planned) == {}


def test_what_somebody_else_changed_beside_stops_the_beginning_and_shows_both(
    app: Flask, browser: Browser, planned: Example
) -> None:
    sent = fields_of(browser, planned) | {"recipient": "Min", "began_on": "2026-11-02"}
    other = Browser(app)
    other.log_in(make.user(Role.COMMUNICATOR, name="Elis Skisslund"))
    other.post(url(planned), fields_of(other, planned) | {"recipient": "Hans"})
    refused = browser.post(url(planned, "starta"), sent)
    assert refused.status_code == 422
    assert "Elis Skisslund hann ändra uppgifterna" in words(refused)
    again = browser.form(refused, url(planned))
    assert (again["recipient"], again["began_on"]) == ("Min", "2026-11-02")
    assert (fresh(planned).state, frozen(planned)) == (State.PLANNED, {})


def test_what_is_filled_in_is_saved_also_when_somebody_else_began_it_first(browser: Browser, planned: Example) -> None:
    sent = fields_of(browser, planned) | {"diary_number": "Dnr 7", "starts_on": "2026-11-02", "began_on": "2026-11-20"}
    begin(browser, planned)
    assert browser.post(url(planned, "starta"), sent).status_code == 303
    assert (fresh(planned).diary_number, planned.starts_on) == ("Dnr 7", date(2026, 11, 2))


def test_while_planned_the_day_is_the_planned_start_and_is_suggested_when_it_begins(
    browser: Browser, planned: Example
) -> None:
    assert "Insatsen började" not in words(browser.get(url(planned)))
    sent = fields_of(browser, planned) | {"starts_on": "2027-06-01"}
    assert browser.post(url(planned), sent).status_code == 303
    page = browser.get(url(planned))
    assert "Planerad start" in words(page)
    assert "skulle starta" not in words(page)
    assert browser.form(page, url(planned))["began_on"] == "2027-06-01"
    assert (fresh(planned).state, frozen(planned)) == (State.PLANNED, {})
    planned.starts_on = date(2026, 11, 20)
    db.session.commit()
    assert "Insatsen skulle starta 2026-11-20" in words(browser.get(url(planned)))


def test_what_has_begun_did_not_begin_on_a_day_to_come(browser: Browser, planned: Example) -> None:
    begin(browser, planned)
    sent = fields_of(browser, planned) | {"recipient": "Bageriet"}
    refused = browser.post(url(planned), sent | {"starts_on": "2027-06-01"})
    assert refused.status_code == 422
    assert "Insatsen har startat. Dagen har inte kommit än." in words(refused)
    again = browser.form(refused, url(planned))
    assert (again["starts_on"], again["recipient"]) == ("2027-06-01", "Bageriet")
    assert fresh(planned).starts_on == date(2026, 11, 2)
    assert browser.post(url(planned), sent | {"starts_on": make.NOW.date().isoformat()}).status_code == 303


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("", "Skriv dagen då insatsen startade."),
        ("2026-02-30", "finns inte i kalendern"),
        ("2026-11-24", "Dagen har inte kommit än."),
    ],
)
def test_a_day_that_can_not_be_begins_nothing(browser: Browser, planned: Example, day: str, said: str) -> None:
    refused = begin(browser, planned, day)
    assert refused.status_code == 422
    assert said in words(refused)
    assert browser.form(refused, url(planned))["began_on"] == day
    assert frozen(planned) == {}
    assert fresh(planned).state == State.PLANNED


def test_an_effort_begins_today_but_not_without_anything_wanted(browser: Browser, planned: Example) -> None:
    text = db.session.get_one(ExampleText, (planned.id, "wanted_result"))
    text.value = ""
    refused = begin(browser, planned)
    assert refused.status_code == 422
    assert "Skriv först i steg 1 vilket resultat ni önskar." in words(refused)
    link = soup(refused).select_one("section[aria-labelledby=starta] a[href*='steg/1']")
    assert link is not None
    assert frozen(planned) == {}
    text = db.session.get_one(ExampleText, (planned.id, "wanted_result"))
    text.value = WANTED
    assert begin(browser, planned, "2026-11-23").status_code == 303
    assert frozen(planned)["wanted_result"] == WANTED


def test_a_plan_without_figures_freezes_only_its_words(browser: Browser, planned: Example) -> None:
    (indicator,) = rows.rows_of(planned.id, "indicators")
    rows.remove_row(indicator, make.stamp())
    assert begin(browser, planned).status_code == 303
    assert frozen(planned) == {"wanted_result": WANTED}


def test_a_draft_that_was_never_planned_has_a_wanted_result_that_stays_open(browser: Browser, draft: Example) -> None:
    browser.get(url(draft))
    for value in ("Först", "Sedan"):
        stored = db.session.get(ExampleText, (draft.id, "wanted_result"), populate_existing=True)
        sent = {"wanted_result": value, "seen_wanted_result": texts.digest(stored.value if stored else "")}
        assert browser.post(url(draft, "svar/wanted_result"), sent).status_code == 303
    stored = db.session.get_one(ExampleText, (draft.id, "wanted_result"), populate_existing=True)
    assert stored.value == "Sedan"


# ------------------------------------------------------------------------------------------------------ who may


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.REVIEWER, Role.ADMINISTRATOR])
def test_only_a_communicator_makes_describes_and_begins(app: Flask, planned: Example, role: Role) -> None:
    browser = Browser(app)
    browser.log_in(make.user(role))
    for address in ("/exempel/nytt", "/exempel/nytt/planerat", url(planned)):
        assert browser.get(address).status_code == 403
    for address in ("/exempel/nytt", url(planned), url(planned, "starta")):
        assert browser.post(address, title="x", state="draft", began_on="2026-11-02").status_code == 403
    assert fresh(planned).state == State.PLANNED


def test_what_was_wanted_stands_in_the_first_step() -> None:
    assert checklist.QUESTIONS[texts.WANTED_RESULT].step == checklist.QUESTIONS["indicators"].step == 1
