"""The day when a planned example's effort begins, and what is frozen then."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from resultatbank.data import rows, texts
from resultatbank.data.models import Example, ExampleText, FrozenText, Indicator, User
from resultatbank.extensions import db
from resultatbank.rules import checklist
from resultatbank.rules.roles import Role
from resultatbank.rules.words import State
from tests import factories as make
from tests.web.client import Browser, soup, words
from tests.web.examples.test_details import fields_of, fresh, kinds, plain, url

WANTED = "Tio bagerier sänker sin elkostnad."
TARGET = "Elkostnad (kr): ska minska från 38 400 till 30 700, senast 2027-09-30"


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


def test_a_day_that_is_written_and_not_told_to_have_begun_is_asked_about(browser: Browser, planned: Example) -> None:
    fields = fields_of(browser, planned) | {"recipient": "Bageriet", "began_on": "2026-11-02"}
    answer = browser.post(url(planned), fields)
    assert answer.status_code == 422
    assert "Välj Insatsen har startat" in words(answer)
    assert browser.form(answer, url(planned))["recipient"] == "Bageriet"
    assert fresh(planned).recipient == ""
    assert browser.post(url(planned), fields | {"began_on": ""}).status_code == 303
    assert (fresh(planned).recipient, planned.state) == ("Bageriet", State.PLANNED)
