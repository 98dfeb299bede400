"""Registering what a party answered: everything is checked at once, and what was typed stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from resultatbank.data import gate, parties
from resultatbank.data.agreements import agreements_of
from resultatbank.data.models import Agreement, Example, Party
from resultatbank.extensions import db
from resultatbank.rules.words import Capacity, HowGiven, PartyKind
from tests import factories as make
from tests.conftest import Clock
from tests.pictures import tagged_jpeg
from tests.web.client import Browser, soup, words

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
SHOWN = ("name", "photo")


def address(party: Party) -> str:
    return f"/overenskommelser/ny?part={party.id}"


def yes_to(*materials: str, channels: tuple[str, ...] = make.CHANNELS) -> dict[str, str]:
    return {f"svar-{material}-{channel}": "ja" for material in materials for channel in channels}


def oral(**more: Any) -> dict[str, Any]:
    """The fields of an oral yes, besides the answers."""
    return {"basis": "consent", "how": "oral", "received_by": "Kim", "place": "På telefon", **more}


def fill_in(browser: Browser, party: Party, fields: dict[str, Any], url: str = "") -> Any:
    """Open the form and send it with these fields over what it begins with, for all examples unless it chooses."""
    url = url or address(party)
    start = {"covers": "all", **browser.form(browser.get(url), url)}
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
    assert use.until == date(2027, 11, 22)


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
        "years": "dag",
        "until_day": "2025-05-31",
        "received_by": "",
        "note": "Vid mässan",
        "svar-name-web": "ja",
        "given_on": "2026-02-30",
    }
    response = fill_in(browser, person, fields)
    assert response.status_code == 422
    said = " ".join(errors(response))
    for part in ("rättslig grund", "Slutdatumet kommer före", "tog emot", "var ni talades vid", "2026-02-30"):
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
        ({"years": "dag"}, "Ett ja behöver alltid ett slut"),
        ({"years": "dag", "until_day": "2026-11-22", "from_day": "2026-01-01"}, "redan slut"),
        ({"years": "1", "from_day": "2025-01-01"}, "redan slut"),
        ({"years": "2", "until_day": "2026-12-31"}, "töm fältet"),
        ({"years": ""}, "hur länge"),
        ({"place": ""}, "var ni talades vid"),
        ({"received_by": " "}, "tog emot"),
        ({"capacity": "trustee"}, "god man"),
        ({"capacity": "guardian"}, "Välj ett av svaren"),
        ({"language": "klingonska"}, "i listan"),
        ({"given_on": "2026-11-24"}, "inte varit än"),
        ({"how": "paper"}, "påskrivna blanketten"),
        ({"how": "mail"}, "meddelandet"),
        ({"how": "rökpuff"}, "Välj ett av svaren"),
        ({"covers": "some", "examples": []}, "minst ett exempel"),
        ({"covers": "projekt-99"}, "Välj ett av svaren"),
        ({"covers": "some", "examples": "99999"}, "Välj bland rutorna"),
        ({"note": "Ring 19121212-1212"}, "personnummer"),
    ],
)
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_what_can_not_be_kept_is_refused_with_a_sentence(
    browser: Browser, person: Party, example: Example, fields: dict[str, Any], said: str
) -> None:
    response = fill_in(browser, person, {**oral(), "svar-name-web": "ja", **fields})
    assert response.status_code == 422
    assert said in " ".join(errors(response))
    assert not agreements_of(person.id)


@pytest.mark.parametrize(("content", "name"), [(PDF, "avtal.pdf"), (tagged_jpeg(), "avtal.jpg")])
def test_a_signed_form_is_kept(browser: Browser, person: Party, example: Example, content: bytes, name: str) -> None:
    signed = {"how": "paper", "file": (BytesIO(content), name)}
    page = browser.follow(fill_in(browser, person, {**oral(), **yes_to("name"), **signed}))
    proof = latest(person).proof
    assert proof is not None
    assert proof.how == HowGiven.PAPER
    assert proof.file is not None
    with browser.get(f"/filer/{proof.file.id}") as download:
        assert download.data == content
    assert name in words(page)


def test_a_file_that_is_not_what_it_says_is_refused(browser: Browser, person: Party, example: Example) -> None:
    fields = {**oral(), **yes_to("name"), "file": (BytesIO(b"MZ not a pdf"), "avtal.pdf")}
    response = fill_in(browser, person, fields)
    assert response.status_code == 422
    assert "innehåller något annat" in " ".join(errors(response))


def test_a_personnummer_in_the_name_of_a_file_is_refused(browser: Browser, person: Party, example: Example) -> None:
    fields = {**oral(), **yes_to("name"), "file": (BytesIO(PDF), "850709-9805.pdf")}
    response = fill_in(browser, person, fields)
    assert response.status_code == 422
    assert "personnummer i filens namn" in " ".join(errors(response))
    assert not agreements_of(person.id)


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
    assert [row.split("Ja")[0] for row in rows[:2]] == ["Namn", "Foto"]
    assert all("visas inte" in row for row in rows[2:])


def test_a_newer_shorter_yes_is_warned_of_before_it_is_saved(
    browser: Browser, person: Party, example: Example, clock: Clock
) -> None:
    make.agreement(person, yes=make.everywhere(*SHOWN), until_day=date(2028, 1, 1))
    shorter = {**oral(years="dag", until_day="2027-01-01"), **yes_to("photo", channels=("web",))}
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
    assert start["covers"] == "one"
    assert browser.post(url, {**start, **oral(), **yes_to(*SHOWN)}).status_code == 303
    assert gate.is_visible(example.id, clock.day)
    assert not gate.is_visible(other.id, clock.day)


def test_a_guardian_answers_for_a_child(browser: Browser, example: Example) -> None:
    child = make.party("Lill Påhittsson", minor=True, guardian="Vera Påhittsson")
    start = browser.form(browser.get(address(child)), address(child))
    assert (start["answered_by"], start["capacity"]) == ("Vera Påhittsson", "guardian")
    response = fill_in(browser, child, {**oral(answered_by=""), **yes_to("name")})
    assert "vårdnadshavarens namn" in " ".join(errors(response))
    assert "Välj ett av svaren" in " ".join(
        errors(fill_in(browser, child, {**oral(capacity="self"), **yes_to("name")}))
    )
    assert fill_in(browser, child, {**oral(), **yes_to("name")}).status_code == 303
    proof = latest(child).proof
    assert proof is not None
    assert (proof.capacity, proof.answered_by) == (Capacity.GUARDIAN, "Vera Påhittsson")
    assert "Vera Påhittsson, vårdnadshavare för Lill Påhittsson" in proof.text


@pytest.mark.parametrize(("until", "under_13", "may"), [(18, False, False), (13, False, True), (13, True, False)])
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_child_answers_for_itself_only_when_old_enough_for_the_authority(
    app: Flask, browser: Browser, example: Example, until: int, under_13: bool, may: bool
) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], guardian_until=until)
    child = make.party("Lill Påhittsson", minor=True, under_13=under_13, guardian="Vera Påhittsson")
    answered = fill_in(browser, child, {**oral(capacity="self"), **yes_to("name")})
    assert (answered.status_code == 303) is may


def test_somebody_answers_for_an_organisation_and_is_named(browser: Browser, example: Example) -> None:
    company = make.party("Påhittade Bageriet AB", kind=PartyKind.ORGANISATION)
    assert "den som svarade för företaget" in " ".join(errors(fill_in(browser, company, {**oral(), **yes_to("logo")})))
    assert fill_in(browser, company, {**oral(answered_by="Vd Vdsson"), **yes_to("logo")}).status_code == 303
    proof = latest(company).proof
    assert proof is not None
    assert (proof.capacity, proof.answered_by, proof.place) == (Capacity.REPRESENTATIVE, "Vd Vdsson", "På telefon")


def test_a_party_is_searched_for_and_chosen_without_leaving_the_page(
    browser: Browser, person: Party, example: Example
) -> None:
    url = f"/overenskommelser/ny?exempel={example.id}"
    assert "Samira Påhittström" in words(browser.get(url))
    found = browser.post(url, basis="contract", party_name="påhitt", sok="1", htmx="choices")
    hit = soup(found).select_one(".found button")
    assert hit is not None
    part = browser.post(url, {"basis": "contract", "party_name": "påhitt", "valj": hit["value"]}, htmx="answer")
    assert soup(part).find("html") is None
    whole = browser.post(url, {"basis": "contract", "party_name": "påhitt", "valj": hit["value"]})
    start = browser.form(whole, url)
    assert (start["basis"], start["part"], start["covers"]) == ("contract", str(person.id), "one")
    assert browser.post(url, {**start, **oral(), **yes_to(*SHOWN)}).status_code == 303
    assert latest(person).covers_all is False


def test_nothing_typed_is_lost_when_another_party_is_chosen(browser: Browser, person: Party, example: Example) -> None:
    other = make.party("Annan Påhittsson")
    start = browser.form(browser.get(address(person)), address(person))
    typed = {**start, **oral(), **yes_to("name"), "note": "Vid mässan", "years": "3"}
    searching = browser.post(address(person), {**typed, "valj": ""})
    kept = browser.form(searching, address(person))
    chosen = browser.post(address(person), {**kept, "valj": str(other.id)})
    fields = browser.form(chosen, address(person))
    same = ("basis", "note", "years", "svar-name-web", "place", "received_by", "how")
    assert {name: fields[name] for name in same} == {name: typed[name] for name in same}
    assert "examples" not in fields, "the examples were the other party's"
    assert browser.post(address(person), {**fields, "covers": "all"}).status_code == 303
    assert latest(other).proof is not None
    assert not agreements_of(person.id)


def test_one_who_is_new_is_registered_in_the_same_go(browser: Browser, example: Example) -> None:
    company = make.party("Påhittade Bageriet AB", kind=PartyKind.ORGANISATION)
    url = f"/overenskommelser/ny?exempel={example.id}"
    page = browser.post(url, {"basis": "consent", "party_name": "Ny Påhittsson", "valj": "person"})
    start = browser.form(page, url)
    assert start["party_name"] == "Ny Påhittsson"
    who = {"email": "inte en adress", "organisation_id": str(company.id), "role": "bagare"}
    refused = browser.post(url, {**start, **oral(), **yes_to("name"), **who})
    assert "e-postadress" in " ".join(errors(refused))
    assert not parties.search_parties("Ny Påhittsson")
    again = browser.form(refused, url)
    assert browser.post(url, {**again, "email": "ny@example.se"}).status_code == 303
    made = parties.search_parties("Ny Påhittsson")[0]
    assert (made.organisation_id, made.role, made.email) == (company.id, "bagare", "ny@example.se")
    assert latest(made).proof is not None
    assert {each.party_id for each in parties.appearances_in(example.id)} >= {made.id}


def test_a_guardian_who_answers_for_one_who_is_new_makes_it_a_child(browser: Browser, within: Flask) -> None:
    url = "/overenskommelser/ny?ny=person"
    start = browser.form(browser.get(url), url)
    child = {"party_name": "Lill Påhittsson", "under_13": "y", "covers": "all"}
    refused = browser.post(url, {**start, **oral(), **yes_to("name"), **child})
    assert "Under 13 år svarar alltid vårdnadshavaren" in " ".join(errors(refused))
    guarded = {**child, "capacity": "guardian", "answered_by": "Vera Påhittsson"}
    assert browser.post(url, {**start, **oral(), **yes_to("name"), **guarded}).status_code == 303
    made = parties.search_parties("Lill Påhittsson")[0]
    assert (made.minor, made.under_13, made.guardian) == (True, True, "Vera Påhittsson")


def test_one_of_the_same_name_is_asked_about_before_a_new_party_is_made(browser: Browser, person: Party) -> None:
    url = "/overenskommelser/ny?ny=person"
    start = browser.form(browser.get(url), url)
    again = {**start, **oral(), **yes_to("name"), "party_name": "samira  påhittström", "covers": "all"}
    warned = browser.post(url, again)
    assert warned.status_code == 422
    assert "finns redan i registret" in words(warned)
    assert browser.post(url, {**again, "confirmed": "y"}).status_code == 303
    assert len(parties.search_parties("påhittström")) == 2


@pytest.mark.parametrize("staff", ["organisation", "note"])
def test_samtycke_from_ones_own_staff_is_questioned(
    browser: Browser, example: Example, staff: str, within: Flask
) -> None:
    authority = make.party("Exempelverket", kind=PartyKind.ORGANISATION)
    own = {"organisation_id": authority.id} if staff == "organisation" else {}
    colleague = make.party("Kollega Påhittsson", **own)
    note = {"note": "Är kollega på ekonomi."} if staff == "note" else {}
    warned = fill_in(browser, colleague, {**oral(), **note, **yes_to("name")})
    assert warned.status_code == 422
    assert "sällan giltigt" in words(warned)
    other_basis = {**oral(basis="public_interest"), **note, **yes_to("name")}
    assert fill_in(browser, colleague, other_basis).status_code == 303


def test_one_agreement_covers_ten_examples_or_all_in_a_project(
    browser: Browser, person: Party, example: Example, clock: Clock
) -> None:
    several = [make.example(f"Exempel {number}", diary_number="Dnr 7/26") for number in range(10)]
    make.appearance(person, several[0], ["name"])
    outside = make.example("Ett annat", diary_number="Dnr 8/26")
    ticked = {"covers": "some", "examples": [each.id for each in several]}
    assert fill_in(browser, person, {**oral(), **yes_to("name"), **ticked}).status_code == 303
    assert [each.example_id for each in latest(person).covered] == [each.id for each in several]
    page = browser.get(address(person))
    assert "Alla 10 exempel i projektet Dnr 7/26" in words(page)
    project = {"covers": f"projekt-{several[0].id}"}
    clock.forward(minutes=1)
    assert fill_in(browser, person, {**oral(), **yes_to("name"), **project}).status_code == 303
    assert {each.example_id for each in latest(person).covered} == {each.id for each in several}
    assert outside.id not in {each.example_id for each in latest(person).covered}


def test_other_examples_are_found_and_ticked(browser: Browser, person: Party, example: Example) -> None:
    other = make.example("Bageriet vid ån", benefit="Bageriet byggde ut")
    start = browser.form(browser.get(address(person)), address(person))
    found = browser.post(
        address(person), {**start, "find": "bageriet", "sok-exempel": "1", "covers": "some"}, htmx="which"
    )
    box = soup(found).find("input", attrs={"name": "examples", "value": str(other.id)})
    assert box is not None
    both = {"covers": "some", "examples": [example.id, other.id]}
    assert browser.post(address(person), {**start, **oral(), **yes_to("name"), **both}).status_code == 303
    assert [each.example_id for each in latest(person).covered] == [example.id, other.id]


def test_the_example_one_comes_from_gets_the_party_in_it_unless_that_is_unticked(
    browser: Browser, example: Example
) -> None:
    for name, appears in (("Med Påhittsson", {"appears": "y"}), ("Utan Påhittsson", {})):
        party = make.party(name)
        url = f"{address(party)}&exempel={example.id}"
        start = browser.form(browser.get(url), url)
        assert start.pop("appears") == "y"
        answers = {"svar-quote-web": "ja", "svar-photo-web": "nej"}
        assert browser.post(url, {**start, **oral(), **answers, **appears}).status_code == 303
        inside = {each.party_id: each for each in parties.appearances_in(example.id)}
        assert (party.id in inside) is bool(appears)
        if appears:
            # A no is about something that is there too, so it must shut what it is about.
            assert {each.material for each in inside[party.id].materials} == {"photo", "quote"}


@pytest.mark.parametrize(
    ("years", "until"), [("1", date(2027, 11, 22)), ("2", date(2028, 11, 22)), ("3", date(2029, 11, 22))]
)
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_yes_holds_for_whole_years(
    browser: Browser, person: Party, example: Example, years: str, until: date
) -> None:
    assert fill_in(browser, person, {**oral(years=years), **yes_to("name")}).status_code == 303
    assert {each.until_day for each in latest(person).answers} == {until}


def test_rows_columns_and_everything_are_filled_by_buttons(browser: Browser, person: Party, example: Example) -> None:
    start = browser.form(browser.get(address(person)), address(person))

    def pressed(word: str, what: str = "") -> dict[str, str]:
        fields = browser.form(browser.post(address(person), {**start, "fyll": word, "fyll-vad": what}), address(person))
        return {name: said for name, said in fields.items() if name.startswith("svar-") and said}

    assert pressed("ja", "rad-film") == yes_to("film")
    assert pressed("nej:rad-film") == dict.fromkeys(yes_to("film"), "nej")
    assert pressed("ja", "kolumn-web") == yes_to(*SHOWN, channels=("web",))
    assert pressed("ja", "allt") == yes_to(*SHOWN)
    start |= yes_to("film")
    assert pressed("tom", "kolumn-web") == {name: said for name, said in yes_to("film").items() if "web" not in name}
    assert pressed("tom", "allt") == {}
    assert not agreements_of(person.id)


def test_a_renewal_leaves_out_what_was_taken_back(
    browser: Browser, person: Party, example: Example, clock: Clock
) -> None:
    old = make.agreement(
        person,
        yes=make.everywhere("name"),
        no=[("photo", "web"), ("quote", "web")],
        from_day=date(2025, 12, 1),
        until_day=date(2026, 12, 1),
    )
    make.agreement(person, no=[("name", "social")], given_on=date(2026, 5, 1), withdraws=old)
    make.agreement(person, yes=[("quote", "web")], given_on=date(2026, 6, 1), until_day=date(2027, 6, 1))
    url = f"/overenskommelser/ny?part={person.id}&fornya={old.id}"
    page = browser.get(url)
    fields = browser.form(page, url)
    assert fields["svar-name-social"] == "", "a yes that was taken back is no yes to begin with"
    assert fields["svar-quote-web"] == "", "a no that became a yes is none to repeat"
    assert (fields["svar-name-web"], fields["svar-photo-web"]) == ("ja", "nej")
    assert (fields["from_day"], fields["years"]) == ("2026-12-02", "1")
    assert "2 av de gamla svaren" in words(page)
    focused = soup(page).select("[autofocus]")
    assert [each["name"] for each in focused][:1] == ["how"]
    assert browser.post(url, {**fields, **oral()}).status_code == 303
    assert latest(person).renews_id == old.id
    assert old.id in {each.id for each in agreements_of(person.id)}


def test_a_renewal_is_of_the_party_whose_record_it_is(browser: Browser, person: Party, example: Example) -> None:
    old = make.agreement(person, yes=[("name", "web")], until_day=date(2026, 12, 1))
    other = make.party("Annan Påhittsson")
    url = f"/overenskommelser/ny?fornya={old.id}"
    start = browser.form(browser.get(url), url)
    assert browser.post(url, {**start, **oral(), "part": str(other.id)}).status_code == 303
    assert not agreements_of(other.id)
    assert latest(person).renews_id == old.id


def test_the_text_is_shown_before_it_is_read(browser: Browser, person: Party, example: Example) -> None:
    start = browser.form(browser.get(address(person)), address(person))
    shown = browser.post(address(person), {**start, "basis": "public_interest", "visa": "1"}, htmx="text")
    assert shown.status_code == 200
    assert "allmänt intresse" in words(shown)
    assert not agreements_of(person.id)


@pytest.mark.parametrize("query", ["part=0", "part=99999999999999999999", "part=x", "fornya=7", "fornya=å"])
def test_a_party_or_record_that_is_not_there_is_no_page(browser: Browser, query: str) -> None:
    assert browser.get(f"/overenskommelser/ny?{query}").status_code == 404


def test_an_employee_may_do_none_of_it(app: Flask, within: Flask, person: Party) -> None:
    employee = Browser(app)
    employee.log_in(make.user())
    record = make.agreement(person, yes=[("name", "web")])
    for url in ("/overenskommelser", address(person), f"/overenskommelser/{record.id}", f"/parter/{person.id}"):
        assert employee.get(url).status_code == 403
