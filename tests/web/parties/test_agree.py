"""Registering what a party answered: everything is checked at once, and what was typed stays."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from resultatbank.data import gate
from resultatbank.data.agreements import agreements_of
from resultatbank.data.models import Agreement, Example, Party
from resultatbank.extensions import db
from resultatbank.rules.words import HowGiven
from tests import factories as make
from tests.conftest import Clock
from tests.web.client import Browser, soup, words

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
SHOWN = ("name", "photo")


def address(party: Party) -> str:
    return f"/overenskommelser/ny?part={party.id}"


def yes_to(*materials: str, channels: tuple[str, ...] = make.CHANNELS) -> dict[str, str]:
    return {f"svar-{material}-{channel}": "ja" for material in materials for channel in channels}


def oral(**more: Any) -> dict[str, Any]:
    """The fields of an oral yes, besides the answers."""
    return {"basis": "consent", "how": "oral", "received_by": "Kim", "answered_by": "Samira", **more}


def fill_in(browser: Browser, party: Party, fields: dict[str, Any], url: str = "") -> Any:
    """Open the form and send it with these fields over what it begins with."""
    url = url or address(party)
    start = browser.form(browser.get(url), url)
    return browser.post(url, {**start, **fields})


def latest(party: Party) -> Agreement:
    db.session.expire_all()
    return agreements_of(party.id)[0]


def errors(response: Any) -> list[str]:
    return [link.text for link in soup(response).select("#fel a")]


def test_a_yes_opens_the_example_and_a_no_keeps_its_channel_shut(
    browser: Browser, person: Party, example: Example, clock: Clock
) -> None:
    assert not gate.is_visible(example.id, clock.day)
    no = {"svar-photo-social": "nej"}
    response = fill_in(browser, person, {**oral(), **yes_to(*SHOWN), **no})
    assert response.status_code == 303
    use = gate.usability([example.id], clock.day)[example.id]
    assert [each.channel.slug for each in use.closed] == ["social"]
    assert use.until == date(2027, 11, 23)


def test_the_page_shows_the_frozen_text_with_its_checksum(browser: Browser, person: Party, example: Example) -> None:
    page = browser.follow(fill_in(browser, person, {**oral(), **yes_to(*SHOWN)}))
    record = latest(person)
    assert record.proof is not None
    assert "Samira Påhittström" in record.proof.text
    assert "Text version 1" in record.proof.text
    assert "Text version 1, svenska." in words(page)
    assert record.proof.text_sha256[:32] in words(page)


def test_every_fault_is_told_at_once_and_what_was_typed_stays(
    browser: Browser, person: Party, example: Example
) -> None:
    fields = {
        "how": "oral",
        "from_day": "2026-06-01",
        "until_day": "2025-05-31",
        "note": "Vid mässan",
        "svar-name-web": "ja",
        "given_on": "2026-02-30",
    }
    response = fill_in(browser, person, fields)
    assert response.status_code == 422
    said = " ".join(errors(response))
    for part in ("rättslig grund", "Slutdatumet kommer före", "tog emot", "vem som svarade", "2026-02-30"):
        assert part in said
    assert soup(response).title is not None
    assert soup(response).title.text.startswith("Fel: ")
    kept = browser.form(response, address(person))
    assert {name: kept[name] for name in fields} == fields
    assert not agreements_of(person.id)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"svar-name-web": "kanske"}, "Ja, Nej eller Ej frågad"),
        ({"svar-name-rymden": "ja"}, "Ja, Nej eller Ej frågad"),
        ({"svar-logo-web": "ja"}, "Ja, Nej eller Ej frågad"),
        ({"svar-name-web": ""}, "minst ett svar"),
        ({"until_day": ""}, "Ett ja behöver alltid ett slut"),
        ({"until_day": "2026-11-22", "from_day": "2026-01-01"}, "redan slut"),
        ({"given_on": "2026-11-24"}, "inte varit än"),
        ({"how": "paper"}, "påskrivna blanketten"),
        ({"how": "mail"}, "meddelandet"),
        ({"how": "rökpuff"}, "Välj ett av svaren"),
        ({"covers": "some"}, "minst ett exempel"),
        ({"covers": "some", "examples": "99999"}, "Välj bland rutorna"),
        ({"note": "Ring 19121212-1212"}, "personnummer"),
    ],
)
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_what_can_not_be_kept_is_refused_with_a_sentence(
    browser: Browser, person: Party, example: Example, fields: dict[str, str], said: str
) -> None:
    response = fill_in(browser, person, {**oral(), "svar-name-web": "ja", **fields})
    assert response.status_code == 422
    assert said in " ".join(errors(response))
    assert not agreements_of(person.id)


def test_a_signed_form_is_kept_as_proof_and_handed_out(browser: Browser, person: Party, example: Example) -> None:
    fields = {**oral(), **yes_to("name"), "how": "paper", "file": (BytesIO(PDF), "avtal.pdf")}
    page = browser.follow(fill_in(browser, person, fields))
    proof = latest(person).proof
    assert proof is not None
    assert proof.how == HowGiven.PAPER
    assert proof.file is not None
    with browser.get(f"/filer/{proof.file.id}") as download:
        assert download.data == PDF
    assert "avtal.pdf" in words(page)


def test_a_file_that_is_not_what_it_says_is_refused(browser: Browser, person: Party, example: Example) -> None:
    fields = {**oral(), **yes_to("name"), "file": (BytesIO(b"MZ not a pdf"), "avtal.pdf")}
    response = fill_in(browser, person, fields)
    assert response.status_code == 422
    assert "innehåller något annat" in " ".join(errors(response))


def test_the_buttons_fill_what_the_examples_show_and_empty_it_without_complaining(
    browser: Browser, person: Party, example: Example
) -> None:
    filled = fill_in(browser, person, {"fyll": "ja", "note": "kvar"})
    assert filled.status_code == 200
    fields = browser.form(filled, address(person))
    assert [name for name, word in fields.items() if word == "ja"] == list(yes_to(*SHOWN))
    assert fields["note"] == "kvar"
    emptied = browser.post(address(person), {**fields, "fyll": "tom"}, htmx="grid")
    assert soup(emptied).find(id="grid") is not None
    assert soup(emptied).find("html") is None
    assert not soup(emptied).select("option[selected][value=ja]")
    assert not agreements_of(person.id)


def test_the_materials_that_the_examples_show_come_first(browser: Browser, person: Party, example: Example) -> None:
    rows = [row.find("th").text for row in soup(browser.get(address(person))).select("#grid tbody tr")]
    assert rows[:2] == ["Namn", "Foto"]
    assert all("visas inte" in row for row in rows[2:])


def test_a_newer_shorter_yes_is_warned_of_before_it_is_saved(
    browser: Browser, person: Party, example: Example, clock: Clock
) -> None:
    make.agreement(person, yes=make.everywhere(*SHOWN), until_day=date(2028, 1, 1))
    shorter = {**oral(until_day="2027-01-01"), **yes_to("photo", channels=("web",))}
    warned = fill_in(browser, person, shorter)
    assert warned.status_code == 422
    assert "som längst till 2028-01-01" in words(warned)
    assert len(agreements_of(person.id)) == 1
    fields = browser.form(warned, address(person))
    assert browser.post(address(person), {**fields, "confirmed": "y"}).status_code == 303
    later = date(2027, 1, 2)
    assert not gate.usability([example.id], later)[example.id].may_go_in("web")
    assert gate.usability([example.id], later)[example.id].may_go_in("press")


def test_a_longer_yes_is_saved_without_a_warning(browser: Browser, person: Party, example: Example) -> None:
    make.agreement(person, yes=make.everywhere(*SHOWN), until_day=date(2027, 1, 1))
    assert fill_in(browser, person, {**oral(), **yes_to(*SHOWN)}).status_code == 303


def test_a_yes_dated_before_a_no_is_warned_of(browser: Browser, person: Party, example: Example) -> None:
    make.agreement(person, no=[("photo", "web")], given_on=date(2026, 11, 20))
    fields = {**oral(given_on="2026-11-10", from_day="2026-11-10"), **yes_to("photo", channels=("web",))}
    response = fill_in(browser, person, fields)
    assert response.status_code == 422
    assert "säger emot, från 2026-11-20" in words(response)


def test_renewing_begins_with_the_old_answers_and_makes_a_new_record(
    browser: Browser, person: Party, example: Example, clock: Clock
) -> None:
    old = make.agreement(person, yes=make.everywhere(*SHOWN), until_day=clock.day - timedelta(days=1), covers=[example])
    url = f"/overenskommelser/ny?part={person.id}&fornya={old.id}"
    assert fill_in(browser, person, oral(), url).status_code == 303
    record = latest(person)
    assert record.renews_id == old.id
    assert [each.example_id for each in record.covered] == [example.id]
    assert gate.is_visible(example.id, clock.day)


def test_an_answer_for_one_example_leaves_the_others_shut(
    browser: Browser, person: Party, example: Example, clock: Clock
) -> None:
    other = make.example("Ett annat")
    make.appearance(person, other, ["name"])
    url = f"{address(person)}&exempel={example.id}"
    start = browser.form(browser.get(url), url)
    assert (start["covers"], start["examples"]) == ("some", str(example.id))
    assert browser.post(url, {**start, **oral(), **yes_to(*SHOWN)}).status_code == 303
    assert gate.is_visible(example.id, clock.day)
    assert not gate.is_visible(other.id, clock.day)


def test_a_guardian_answers_for_a_child(browser: Browser, example: Example) -> None:
    child = make.party("Lill Påhittsson", minor=True, guardian="Vera Påhittsson")
    start = browser.form(browser.get(address(child)), address(child))
    assert start["answered_by"] == "Vera Påhittsson"
    response = fill_in(browser, child, {**oral(how="mail", answered_by="", note="brev"), **yes_to("name")})
    assert "för barnet" in " ".join(errors(response))
    assert fill_in(browser, child, {**oral(), **yes_to("name")}).status_code == 303
    proof = latest(child).proof
    assert proof is not None
    assert "Vera Påhittsson, vårdnadshavare för Lill Påhittsson" in proof.text


def test_legal_basis_and_party_are_chosen_first(browser: Browser, person: Party, example: Example) -> None:
    url = f"/overenskommelser/ny?exempel={example.id}"
    assert "Samira Påhittström" in words(browser.get(url))
    found = browser.post(url, basis="contract", text="påhitt", htmx="choices")
    link = soup(found).find("a", string="Samira Påhittström")
    assert link is not None
    page = browser.get(str(link["href"]))
    assert browser.form(page, str(link["href"]))["basis"] == "contract"


@pytest.mark.parametrize("query", ["part=0", "part=99999999999999999999", "part=x", "part=", "fornya=7", "fornya=å"])
def test_a_party_or_record_that_is_not_there_is_no_page(browser: Browser, query: str) -> None:
    assert browser.get(f"/overenskommelser/ny?{query}").status_code == 404


def test_an_employee_may_do_none_of_it(app: Flask, within: Flask, person: Party) -> None:
    employee = Browser(app)
    employee.log_in(make.user())
    record = make.agreement(person, yes=[("name", "web")])
    for url in ("/overenskommelser", address(person), f"/overenskommelser/{record.id}", f"/parter/{person.id}"):
        assert employee.get(url).status_code == 403
