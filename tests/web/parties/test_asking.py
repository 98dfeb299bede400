"""Asking a party: on paper, whose scan comes back as proof, or by a link that is shown once."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from resultatbank.data import agreements, gate, invitations, parties, regretting
from resultatbank.data.models import Agreement, Example, Invitation, Letter, Party, Placement, PlannedChannel
from resultatbank.extensions import db
from resultatbank.rules.checksums import sha256_of
from resultatbank.rules.words import Capacity, HowGiven, InvitationWay, LegalBasis, State
from tests import factories as make
from tests.conftest import Clock
from tests.web.client import Browser, soup, words
from tests.web.populated import PDF

ASK = "/overenskommelser/fraga"
only_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


def ask(browser: Browser, url: str, **fields: Any) -> Any:
    """Fill in the form as it comes, but for these fields."""
    start = browser.form(browser.get(url), url)
    return browser.post(url, {**start, "basis": "consent", **fields})


def only(model: type[Any]) -> Any:
    db.session.expire_all()
    return db.session.scalars(select(model)).one()


def settings(app: Flask, **values: Any) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], **values)


# ------------------------------------------------------------------------------------------------------------ asking


def test_what_the_examples_show_is_asked_about_unless_something_else_is_ticked(
    browser: Browser, person: Party, example: Example
) -> None:
    response = ask(browser, f"{ASK}?part={person.id}", channels=["web", "print"])
    asked = only(Invitation)
    assert response.headers["Location"] == f"/overenskommelser/fragor/{asked.id}"
    assert invitations.asked_cells(asked) == {(m, c) for m in ("name", "photo") for c in ("web", "print")}
    assert (asked.way, asked.basis) == (InvitationWay.LINK, LegalBasis.CONSENT)
    assert [each.example_id for each in asked.covered] == [example.id]
    assert (str(asked.from_day), str(asked.until_day)) == ("2026-11-23", "2027-11-22")
    assert asked.text_sha256 == hashlib.sha256(asked.text.encode()).hexdigest()
    assert "Samira Påhittström" in asked.text


def test_no_more_channels_are_asked_about_than_the_examples_use_or_plan(
    browser: Browser, person: Party, example: Example
) -> None:
    url = f"{ASK}?part={person.id}"
    start = browser.form(browser.get(url), url)
    assert (start["channels"], start["covers"], start["examples"]) == (["intranet", "web"], "some", str(example.id))
    db.session.add(Placement(example_id=example.id, channel="press", from_day=date(2026, 5, 1), position=1))
    db.session.add(PlannedChannel(example_id=example.id, channel="social", position=1))
    db.session.add(PlannedChannel(example_id=example.id, channel="borttagen", position=2))
    elsewhere = make.example("Ett annat")
    db.session.add(Placement(example_id=elsewhere.id, channel="print", from_day=date(2026, 5, 1), position=1))
    assert browser.form(browser.get(url), url)["channels"] == ["intranet", "social", "press"]
    example.state = State.DRAFT
    assert browser.form(browser.get(url), url)["channels"] == ["social", "press"]


def test_the_words_that_the_example_shows_are_those_that_are_asked_about(
    browser: Browser, person: Party, example: Example
) -> None:
    said = parties.appearances_in(example.id)[0]
    parties.show_materials(said, ["name", "quote"], make.stamp(), "Nu räcker pengarna.")
    url = f"{ASK}?part={person.id}&exempel={example.id}"
    assert browser.form(browser.get(url), url)["wording"] == "Nu räcker pengarna."
    other = make.example("Ett annat")
    make.appearance(person, other, ["name", "quote"]).quote = "Något annat."
    assert browser.form(browser.get(url), url)["wording"] == "Nu räcker pengarna."
    both = f"{ASK}?part={person.id}"
    assert browser.form(browser.get(both), both)["wording"] == ""


@only_sqlite
@pytest.mark.parametrize(
    ("fields", "until"),
    [
        ({"years": "3"}, "2029-11-22"),
        ({"years": "2", "from_day": "2027-01-01"}, "2028-12-31"),
        ({"years": "dag", "until_day": "2027-05-31"}, "2027-05-31"),
    ],
)
def test_the_period_is_years_or_a_day(
    browser: Browser, person: Party, example: Example, fields: dict[str, str], until: str
) -> None:
    ask(browser, f"{ASK}?part={person.id}&exempel={example.id}", **fields)
    asked = only(Invitation)
    assert str(asked.until_day) == until
    assert [each.example_id for each in asked.covered] == [example.id]


@only_sqlite
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"basis": ""}, "Välj rättslig grund"),
        ({"materials": []}, "Välj minst en sak"),
        ({"channels": []}, "Välj minst en kanal"),
        ({"covers": "some", "examples": []}, "Välj minst ett exempel"),
        ({"covers": "some", "examples": [], "visa": "text"}, "Välj minst ett exempel"),
        ({"years": "dag"}, "Skriv en sista dag"),
        ({"years": "dag", "until_day": "2026-02-30"}, "dag"),
        ({"years": "dag", "until_day": "2026-11-22"}, "före startdatumet"),
        ({"from_day": "2020-01-01"}, "redan slut"),
        ({"way": "duva"}, "Välj ett av svaren"),
    ],
)
def test_a_question_that_can_not_be_asked_is_refused_and_nothing_is_saved(
    browser: Browser, person: Party, example: Example, fields: dict[str, Any], said: str
) -> None:
    response = ask(browser, f"{ASK}?part={person.id}", **fields)
    assert response.status_code == 422
    assert said in words(response)
    assert db.session.scalars(select(Invitation)).all() == []


def test_the_text_can_be_read_first_and_nothing_is_saved(browser: Browser, person: Party, example: Example) -> None:
    make.appearance(person, make.example(benefit="En annan nytta"), ["name"])
    response = ask(browser, f"{ASK}?part={person.id}", visa="text", examples=[example.id])
    assert response.status_code == 200
    assert "exemplet ”Lägre elräkning, fler jobb”" in words(response)
    assert "Så här läser parten texten" in words(response)
    assert "Integritetsskyddsmyndigheten" in words(response)
    assert db.session.scalars(select(Invitation)).all() == []


def test_the_party_reads_the_very_words_before_it_answers_and_they_are_frozen(
    browser: Browser, person: Party, example: Example
) -> None:
    url = f"/overenskommelser/fraga?part={person.id}"
    start = browser.form(browser.get(url), url)
    fields = {**start, "basis": "consent", "wording": "Vi sparade\n38 procent.", "covers": "all"}
    seen = browser.post(url, {**fields, "visa": "text"})
    assert "Så här står det: ”Vi sparade 38 procent”." in words(seen)
    assert browser.form(seen, url)["wording"].split() == ["Vi", "sparade", "38", "procent."]
    browser.post(url, fields)
    asked = db.session.scalars(select(Invitation)).one()
    assert "Så här står det: ”Vi sparade 38 procent”." in asked.text
    assert asked.text_sha256 == sha256_of(asked.text)
    number = browser.post(url, {**fields, "wording": "Ring 19121212-1212"})
    assert number.status_code == 422
    assert "personnummer" in words(number)


def test_a_party_with_protected_identity_is_not_asked(browser: Browser, within: Flask) -> None:
    hidden = make.party("Hemlig Hemligsson", protected=True)
    url = f"{ASK}?part={hidden.id}"
    assert "Fråga inte den här parten" in words(browser.get(url))
    browser.post(url, {"basis": "consent", "way": "paper"})
    assert db.session.scalars(select(Invitation)).all() == []


def test_renewing_by_link_begins_with_the_old_yeses_and_points_at_the_old_record(
    browser: Browser, person: Party, example: Example
) -> None:
    until = date(2027, 5, 31)
    old = make.agreement(person, yes=[("photo", "web")], no=[("name", "press")], covers=[example], until_day=until)
    url = f"{ASK}?fornya={old.id}"
    page = browser.get(f"/overenskommelser/{old.id}")
    assert soup(page).find("a", href=url) is not None
    ask(browser, url)
    asked = only(Invitation)
    assert (asked.renews_id, asked.covers_all) == (old.id, False)
    assert invitations.asked_cells(asked) == {("photo", "web")}
    record = invitations.answer(asked, {("photo", "web"): True}, invitations.Answerer(), make.stamp())
    assert record.renews_id == old.id


@only_sqlite
def test_where_there_are_no_links_the_choice_says_why(
    app: Flask, browser: Browser, person: Party, example: Example
) -> None:
    settings(app, links_url="")
    url = f"{ASK}?part={person.id}"
    page = browser.get(url)
    assert "Fråga administratören" in words(page)
    assert soup(page).find("input", attrs={"name": "way", "value": "link"}) is None
    assert ask(browser, url, way="link").status_code == 422
    assert ask(browser, url).status_code == 303
    assert only(Invitation).way == InvitationWay.PAPER


# -------------------------------------------------------------------------------------------------------------- link


def test_a_link_is_shown_once_with_its_code_and_a_new_one_ends_it(browser: Browser, person: Party) -> None:
    asked = make.asked(person)
    url = f"/overenskommelser/fragor/{asked.id}"
    browser.get(url)
    shown = soup(browser.post(f"{url}/lank"))
    address = str(shown.find("input", id="lanken")["value"])  # type: ignore[index]  # The field is there.
    assert re.fullmatch(r"http://localhost/svar/[\w-]{43}", address)
    assert shown.find("svg", class_="qr") is not None
    assert browser.get(address.removeprefix("http://localhost")).status_code == 200
    assert address.rpartition("/")[2] not in browser.get(url).get_data(as_text=True)
    browser.get(url)
    browser.post(f"{url}/lank")
    assert browser.get(address.removeprefix("http://localhost")).status_code == 404


def test_what_to_do_with_the_link_is_what_can_be_done(app: Flask, browser: Browser, person: Party) -> None:
    person.email = "samira@example.se"
    url, channels = f"{ASK}?part={person.id}", ["web"]
    shown = browser.follow(ask(browser, url, materials=["name"], channels=channels, way="link"))
    assert "Visa länk och QR-kod" in words(shown)
    assert "Skicka länken" not in words(shown)
    settings(app, mail_url="smtp://127.0.0.1:9")
    assert "Skicka länken med e-post" in words(browser.follow(ask(browser, url, materials=["name"], channels=channels)))


def test_what_is_asked_is_told_as_one_says_it(browser: Browser, person: Party) -> None:
    cells = [("name", "intranet"), ("photo", "social"), ("name", "egen")]
    asked = make.asked(person, cells=cells)
    assert "Namn och foto på intranätet" in words(browser.get(f"/overenskommelser/fragor/{asked.id}"))


def test_closing_ends_the_link_and_the_question(browser: Browser, person: Party) -> None:
    asked = make.asked(person)
    token = invitations.new_link(asked, 30, make.stamp())
    url = f"/overenskommelser/fragor/{asked.id}"
    browser.get(url)
    assert asked.reference in words(browser.get(f"/parter/{person.id}"))
    page = browser.follow(browser.post(f"{url}/stang"))
    assert asked.reference not in words(page)
    assert browser.get(f"/svar/{token}").status_code == 404
    browser.get(url)
    assert browser.post(f"{url}/lank").status_code == 303, "no new link to a closed question"


@only_sqlite
def test_the_partys_page_tells_where_each_question_stands(browser: Browser, person: Party, clock: Clock) -> None:
    never, lives, later, ended, answered = (make.asked(person) for _ in range(5))
    for each in (lives, later, answered):
        invitations.new_link(each, 30, make.stamp())
    invitations.new_link(ended, 1, make.stamp())
    invitations.defer(later, make.stamp())
    invitations.answer(answered, {("name", "web"): True}, invitations.Answerer(), make.stamp())
    db.session.commit()
    clock.forward(days=2)
    rows = soup(browser.get(f"/parter/{person.id}")).select("section[aria-labelledby=fragor] tbody tr")
    states = {row.th.get_text(strip=True): row.select_one(".badge").get_text(" ", strip=True) for row in rows}  # type: ignore[union-attr]  # Each row has both.
    assert states == {
        never.reference: "Inte skickad än",
        lives.reference: "Väntar på svar",
        later.reference: "Vill svara senare, sade det 2026-11-23",
        ended.reference: "Länken har slutat gälla",
        answered.reference: "Besvarad",
    }


def test_a_link_is_mailed_only_where_that_can_be_done(app: Flask, browser: Browser, person: Party) -> None:
    asked = make.asked(person)
    url = f"/overenskommelser/fragor/{asked.id}"
    assert "kan inte skicka e-post" in words(browser.get(url))
    browser.post(f"{url}/mejla")
    assert db.session.scalars(select(Letter)).all() == []
    settings(app, mail_url="smtp://127.0.0.1:9")
    assert "ingen e-postadress" in words(browser.get(url))
    person.email = "samira@example.se"
    browser.get(url)
    assert browser.post(f"{url}/mejla").status_code == 303
    letter = only(Letter)
    assert (letter.invitation_id, letter.tries, letter.sent_at) == (asked.id, 1, None)
    assert "Ett brev väntar" in words(browser.get(url))


# ------------------------------------------------------------------------------------------------------------- paper


@pytest.fixture
def paper(person: Party, example: Example) -> Invitation:
    return make.asked(person, way=InvitationWay.PAPER)


def come_back(browser: Browser, paper: Invitation, **fields: Any) -> Any:
    url = f"/overenskommelser/fragor/{paper.id}"
    start = browser.form(browser.get(url), url)
    signed = {"file": (io.BytesIO(PDF), "påskriven.pdf"), "svar-name-web": "ja", "svar-photo-web": "ja"}
    return browser.post(url, {**start, **signed, **fields})


def test_the_printed_form_has_text_boxes_reference_and_a_code_that_leads_behind_the_log_in(
    app: Flask, browser: Browser, paper: Invitation
) -> None:
    url = f"/overenskommelser/fragor/{paper.id}/blankett"
    page = browser.get(url)
    tree, text = soup(page), words(page)
    assert paper.reference in text
    assert "Du bestämmer själv." in text
    assert "Underskrift" in text
    assert "Postadress" not in text
    settings(app, postal_address="Exempelverket, 831 00 Östersund")
    assert "Postadress: Exempelverket, 831 00 Östersund" in words(browser.get(url))
    assert len(tree.select("tbody .box")) == 2 * 4
    code = tree.find("svg", class_="qr")
    assert code is not None
    assert code.has_attr("viewbox"), "without it a code that is drawn smaller loses its edge"
    assert "/svar/" not in page.get_data(as_text=True)


def test_the_scan_and_its_ticks_become_a_record_with_the_text_of_that_form(
    browser: Browser, paper: Invitation, example: Example, clock: Clock
) -> None:
    response = come_back(browser, paper, place="Östersund", given_on="2026-11-20")
    record = only(Agreement)
    assert response.headers["Location"] == f"/overenskommelser/{record.id}"
    proof = record.proof
    assert (proof.how, proof.text_sha256, proof.place) == (HowGiven.PAPER, paper.text_sha256, "Östersund")
    assert proof.file.sha256 == hashlib.sha256(PDF).hexdigest()
    assert {(each.material, each.channel): each.yes for each in record.answers} == {
        ("name", "web"): True,
        ("photo", "web"): True,
        ("name", "intranet"): False,
        ("photo", "intranet"): False,
    }
    assert [each.channel.slug for each in gate.usability([example.id], clock.day)[example.id].open] == ["web"]
    again = browser.follow(browser.post(f"/overenskommelser/fragor/{paper.id}", {"given_on": "2026-11-20"}))
    assert "Parten har redan svarat" in words(again)
    assert len(agreements.agreements_of(paper.party_id)) == 1


@only_sqlite
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"file": (io.BytesIO(b""), "")}, "Lägg till den påskrivna blanketten"),
        ({"file": (io.BytesIO(b"<script>"), "blankett.pdf")}, "innehåller något annat"),
        ({"given_on": "2026-11-24"}, "inte varit än"),
        ({"svar-name-web": "", "svar-photo-web": ""}, "minst ett svar"),
        ({"capacity": "trustee"}, "Skriv namnet på den som skrev under"),
        ({"capacity": "guardian"}, "Välj ett av svaren"),
        ({"svar-film-web": "ja"}, "Välj Ja, Nej eller"),
    ],
)
def test_a_form_that_is_not_whole_is_not_registered(
    browser: Browser, paper: Invitation, fields: dict[str, Any], said: str
) -> None:
    response = come_back(browser, paper, note="kvar", **fields)
    assert response.status_code == 422
    assert said in words(response)
    url = f"/overenskommelser/fragor/{paper.id}"
    assert browser.form(response, url)["note"] == "kvar"
    assert db.session.scalars(select(Agreement)).all() == []


def test_a_guardian_signs_for_a_child(browser: Browser, within: Flask) -> None:
    child = make.party("Ada Påhittsdotter", minor=True, guardian="Vera Vårdnadsson")
    paper = make.asked(child, way=InvitationWay.PAPER)
    assert come_back(browser, paper).status_code == 303
    proof = only(Agreement).proof
    assert (proof.capacity, proof.answered_by) == (Capacity.GUARDIAN, "Vera Vårdnadsson")


def ticked(browser: Browser, url: str) -> list[str]:
    found = browser.form(browser.get(url), url).get("channels", [])
    return [found] if isinstance(found, str) else found


def test_a_channel_that_is_answered_is_not_asked_about_again(browser: Browser, example: Example, person: Party) -> None:
    url = f"{ASK}?part={person.id}&exempel={example.id}"
    db.session.add(Placement(example_id=example.id, channel="web", from_day=date(2026, 5, 1), position=1))
    make.agreement(person, yes=[("name", "web"), ("photo", "web")], until_day=date(2027, 11, 1))
    assert ticked(browser, url) == ["intranet"]
    assert "Ingen kanal är ikryssad" not in words(browser.get(url))
    make.agreement(person, yes=[("name", "intranet")], no=[("photo", "intranet")])
    assert ticked(browser, url) == []
    assert "Ingen kanal är ikryssad, eftersom Samira Påhittström redan har svarat" in words(browser.get(url))


@only_sqlite
@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"yes": [("name", "web")]}, ["intranet", "web"]),
        ({"yes": [("name", "web"), ("photo", "web")], "until_day": date(2026, 12, 1)}, ["intranet", "web"]),
        ({"yes": [("name", "web"), ("photo", "web")], "until_day": date(2026, 11, 1)}, ["intranet", "web"]),
        ({"no": [("name", "web"), ("photo", "web")]}, ["intranet"]),
    ],
)
def test_a_channel_is_asked_about_when_an_answer_is_missing_or_ends(
    browser: Browser, example: Example, person: Party, answers: dict[str, Any], expected: list[str]
) -> None:
    make.agreement(person, **answers)
    assert ticked(browser, f"{ASK}?part={person.id}&exempel={example.id}") == expected


def test_what_another_example_shows_is_not_asked_about(browser: Browser, example: Example, person: Party) -> None:
    make.appearance(person, make.example("Ett annat"), ["film"])
    url = f"{ASK}?part={person.id}"
    assert browser.form(browser.get(url), url)["materials"] == ["name", "photo", "film"]
    one = f"{url}&exempel={example.id}"
    assert browser.form(browser.get(one), one)["materials"] == ["name", "photo"]


def test_a_question_that_would_shorten_a_longer_yes_says_so_before_it_is_saved(
    browser: Browser, example: Example, person: Party
) -> None:
    both = [("name", "intranet"), ("name", "web")]
    make.agreement(person, yes=both, until_day=date(2028, 10, 28), given_on=date(2026, 11, 1))
    url, cells = f"{ASK}?part={person.id}&exempel={example.id}", {"materials": ["name"]}
    warned = ask(browser, url, channels=["web", "intranet"], **cells)
    assert warned.status_code == 422
    assert "namn på intranätet och på webben till 2028-10-28" in words(warned)
    assert "gäller bara till 2027-11-22" in words(warned)
    assert "Välj en längre period, eller ta bort ”Intranät” och ”Webb” ur frågan." in words(warned)
    assert db.session.scalars(select(Invitation)).all() == []
    kept = browser.form(warned, url)
    assert (kept["channels"], kept["basis"]) == (["intranet", "web"], "consent")
    assert browser.post(url, {**kept, "confirmed": "y"}).status_code == 303


@only_sqlite
@pytest.mark.parametrize("fields", [{"channels": ["intranet"]}, {"years": "2"}])
def test_a_question_that_shortens_nothing_is_saved_without_a_word(
    browser: Browser, example: Example, person: Party, fields: dict[str, Any]
) -> None:
    make.agreement(person, yes=[("name", "web")], until_day=date(2028, 10, 28), given_on=date(2026, 11, 1))
    url = f"{ASK}?part={person.id}&exempel={example.id}"
    assert ask(browser, url, **{"materials": ["name"], "channels": ["web"], **fields}).status_code == 303


def test_the_question_says_when_its_answer_was_taken_back(
    browser: Browser, person: Party, example: Example, clock: Clock
) -> None:
    asked = make.asked(person, covers=[example])
    url = f"/overenskommelser/fragor/{asked.id}"
    who = invitations.Answerer()
    invitations.answer(asked, dict.fromkeys(invitations.asked_cells(asked), True), who, make.stamp())
    db.session.commit()
    assert "tagits tillbaka" not in words(browser.get(url))
    regretting.withdraw(asked, [("name", "web")], who, make.stamp())
    db.session.commit()
    assert "En del av svaret har tagits tillbaka 2026-11-23" in words(browser.get(url))
    clock.forward(days=1)
    regretting.withdraw_everything(asked, who, make.stamp(at=clock.at))
    db.session.commit()
    assert "Svaret har tagits tillbaka 2026-11-24" in words(browser.get(url))
