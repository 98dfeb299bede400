"""Withdrawing stops at once, changes nothing older, gives a receipt, and leaves what must be taken down."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask

from resultatbank.data import gate
from resultatbank.data.agreements import agreements_of
from resultatbank.data.models import Example, Party, Placement
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import AgreementKind, State
from tests import factories as make
from tests.conftest import Clock
from tests.web.client import Browser, soup, words


@pytest.fixture
def cleared(example: Example, person: Party) -> Example:
    """The example is open everywhere until the end of next year."""
    make.agreement(person, yes=make.everywhere("name", "photo"), until_day=date(2027, 12, 31))
    return example


def placement(example: Example, channel: str = "web", **values: Any) -> Placement:
    made = Placement(example_id=example.id, channel=channel, from_day=date(2026, 10, 1), **values)
    db.session.add(made)
    db.session.flush()
    return made


def withdraw(browser: Browser, person: Party, **fields: Any) -> Any:
    url = f"/parter/{person.id}/aterkalla"
    start = browser.form(browser.get(url), url)
    return browser.post(url, {**start, "how": "mail", **fields})


def open_channels(example: Example, day: date) -> list[str]:
    return [each.channel.slug for each in gate.usability([example.id], day)[example.id].open]


def test_withdrawing_everything_stops_at_once_and_keeps_the_evidence(
    browser: Browser, person: Party, cleared: Example, clock: Clock
) -> None:
    assert withdraw(browser, person).status_code == 303
    db.session.expire_all()
    assert open_channels(cleared, clock.day) == []
    records = agreements_of(person.id)
    assert [each.kind for each in records] == [AgreementKind.WITHDRAWAL, AgreementKind.GIVEN]
    assert not any(answer.yes for answer in records[0].answers)
    assert all(answer.yes for answer in records[1].answers)
    assert records[0].withdraws_id == records[1].id


def test_the_receipt_tells_what_stopped_and_what_is_still_out(
    browser: Browser, person: Party, cleared: Example
) -> None:
    kim = make.user(Role.COMMUNICATOR, name="Nina Nedtagare")
    placement(cleared, address="www.example.se/elrakning", responsible_id=kim.id)
    page = browser.follow(withdraw(browser, person, note="Ville inte längre"))
    text = words(page)
    assert "Samira Påhittström tog tillbaka sitt ja 2026-11-23" in text
    assert "Foto alla kanaler" in text
    assert "www.example.se/elrakning: senast 2026-11-26 , Nina Nedtagare" in text


def test_the_form_says_which_published_examples_it_stops(browser: Browser, person: Party, cleared: Example) -> None:
    draft = make.example("Ett utkast", state=State.DRAFT)
    make.appearance(person, draft)
    db.session.commit()
    page = words(browser.get(f"/parter/{person.id}/aterkalla"))
    assert cleared.headline in page
    assert draft.headline not in page


def test_some_materials_and_channels_leave_the_rest_open(
    browser: Browser, person: Party, cleared: Example, clock: Clock
) -> None:
    assert withdraw(browser, person, scope="some", materials=["photo"], channels=["social", "press"]).status_code == 303
    assert open_channels(cleared, clock.day) == ["intranet", "web", "print", "presentation", "partner"]


def test_one_agreement_is_taken_back_for_its_own_examples(
    browser: Browser, person: Party, cleared: Example, clock: Clock
) -> None:
    other = make.example("Ett annat")
    make.appearance(person, other, ["name"])
    only = make.agreement(person, yes=make.everywhere("name"), covers=[other], given_on=date(2026, 2, 1))
    assert withdraw(browser, person, scope="one", agreement_id=str(only.id)).status_code == 303
    assert open_channels(other, clock.day) == []
    assert open_channels(cleared, clock.day) == list(make.CHANNELS)


def test_an_older_yes_does_not_come_back_after_a_withdrawal(
    browser: Browser, person: Party, cleared: Example, clock: Clock
) -> None:
    withdraw(browser, person)
    assert open_channels(cleared, date(2026, 12, 24)) == []
    assert open_channels(cleared, date(2030, 1, 1)) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"given_on": "2026-11-24"}, "inte varit än"),
        ({"given_on": "2025-12-31"}, "sagt ja efter den dagen"),
        ({"given_on": "igår"}, "år-månad-dag"),
        ({"how": ""}, "hur parten hörde av sig"),
        ({"scope": "some"}, "minst ett material"),
        ({"scope": "one"}, "vilken överenskommelse"),
        ({"scope": "one", "agreement_id": "4711"}, "Välj något i listan"),
        ({"scope": "some", "materials": "logo"}, "Välj bland rutorna"),
    ],
)
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_withdrawal_that_can_not_be_right_is_refused_and_nothing_is_saved(
    browser: Browser, person: Party, cleared: Example, fields: dict[str, str], said: str
) -> None:
    response = withdraw(browser, person, note="kvar", **fields)
    assert response.status_code == 422
    assert said in words(response)
    assert browser.form(response, f"/parter/{person.id}/aterkalla")["note"] == "kvar"
    assert len(agreements_of(person.id)) == 1


def test_a_placement_is_taken_down_from_the_partys_page(browser: Browser, person: Party, cleared: Example) -> None:
    place = placement(cleared, address="www.example.se/elrakning")
    before = browser.get(f"/parter/{person.id}")
    assert "Uppe, får vara kvar" in words(before)
    withdraw(browser, person)
    page = browser.get(f"/parter/{person.id}")
    url = f"/publiceringsplatser/{place.id}/ta-ned"
    assert "Ska tas ned senast 2026-11-26" in words(page)
    assert "1 nedtagning kvar" in words(page)
    back = browser.follow(browser.post(url, {**browser.form(page, url), "outcome": "down"}))
    assert "Nedtagen 2026-11-23 av Kim Kommunikatör" in words(back)
    assert "nedtagning kvar" not in words(back)


def test_what_can_not_be_taken_down_needs_a_reason(browser: Browser, person: Party, cleared: Example) -> None:
    place = placement(cleared, "print", address="400 ex till mässan")
    withdraw(browser, person)
    url = f"/publiceringsplatser/{place.id}/ta-ned"
    fields = browser.form(browser.get(url), url)
    refused = browser.post(url, {**fields, "outcome": "stays"})
    assert refused.status_code == 422
    assert "varför den inte kan tas ned" in words(refused)
    assert browser.post(url, {**fields, "outcome": "stays", "reason": "Redan utdelad"}).status_code == 303
    assert "Kan inte tas ned: Redan utdelad" in words(browser.get(f"/parter/{person.id}"))


def test_with_htmx_the_row_answers_in_its_place(browser: Browser, person: Party, cleared: Example) -> None:
    place = placement(cleared)
    withdraw(browser, person)
    page = browser.get(f"/parter/{person.id}")
    url = f"/publiceringsplatser/{place.id}/ta-ned"
    fields = browser.form(page, url)
    wrong = browser.post(url, {**fields, "outcome": "down", "settled_on": "2026-11-24"}, htmx=f"plats-{place.id}")
    assert wrong.status_code == 422
    assert "inte varit än" in words(wrong)
    row = browser.post(url, {**fields, "outcome": "down"}, htmx=f"plats-{place.id}")
    assert "Nedtagen 2026-11-23" in words(row)
    assert soup(row).find("html") is None


def test_a_placement_is_not_settled_twice(browser: Browser, person: Party, cleared: Example) -> None:
    place = placement(cleared)
    url = f"/publiceringsplatser/{place.id}/ta-ned"
    fields = {**browser.form(browser.get(url), url), "outcome": "down"}
    assert browser.post(url, fields).status_code == 303
    late = browser.post(url, {**fields, "outcome": "stays", "reason": "annat"})
    assert late.status_code == 422
    db.session.expire_all()
    assert place.outcome == "down"


@pytest.mark.parametrize("back", ["//example.org/x", "https://example.org/", "/\\example.org", "javascript:1", ""])
def test_the_way_back_never_leaves_the_app(browser: Browser, cleared: Example, back: str) -> None:
    place = placement(cleared)
    url = f"/publiceringsplatser/{place.id}/ta-ned"
    fields = {**browser.form(browser.get(url), url), "outcome": "down", "back": back}
    assert browser.post(url, fields).headers["Location"] == f"/exempel/{cleared.id}"


def test_an_employee_may_neither_withdraw_nor_take_down(
    app: Flask, within: Flask, person: Party, cleared: Example
) -> None:
    place = placement(cleared)
    employee = Browser(app)
    employee.log_in(make.user())
    for url in (f"/parter/{person.id}/aterkalla", f"/publiceringsplatser/{place.id}/ta-ned"):
        assert employee.get(url).status_code == 403
        assert employee.post(url, outcome="down").status_code == 403


def test_only_a_withdrawal_has_a_receipt(browser: Browser, person: Party, cleared: Example) -> None:
    given = agreements_of(person.id)[0]
    assert browser.get(f"/overenskommelser/{given.id}/bekraftelse").status_code == 404
