"""What we hold about one: the register extract, the receipts and the record of processing."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from resultatbank.data import agreements, files, rows, sealing
from resultatbank.data.agreements import Given, Proof
from resultatbank.data.models import Agreement, AgreementProof, Event, Example, Party
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import HowGiven, LegalBasis, PartyKind
from tests import factories as make
from tests.conftest import Clock
from tests.statements import statements
from tests.web.client import Browser, soup, words

TODAY = make.NOW.date()
NOTICE = "Samira Påhittström får läsa det här."


@pytest.fixture
def record(example: Example, person: Party, tmp_path: Path) -> Agreement:
    """An answer with a proof, for a party that has an address and stands in texts beside others."""
    person.email, person.phone = "samira@example.se", "070-000 12 34"
    by = make.user(Role.COMMUNICATOR, name="Handläggare Hemlig")
    make.party("Annan Annansson", email="annan@example.se")
    make.text(
        example,
        "result",
        "Samira Påhittström och Annan Annansson byggde. "
        "Nå dem på samira@example.se, annan@example.se och 08-123 45 67.",
    )
    made = make.agreement(
        person,
        yes=[("name", "web"), ("photo", "web")],
        no=[("name", "social")],
        until_day=TODAY + timedelta(days=90),
        by=by,
    )
    file = files.store(io.BytesIO(b"%PDF-1.4"), "blankett.pdf", "application/pdf", make.stamp(by), tmp_path)
    db.session.add(
        AgreementProof(
            agreement_id=made.id,
            how=HowGiven.PAPER,
            answered_by=person.name,
            note="Ringde och sade ja.",
            text=NOTICE,
            text_sha256=hashlib.sha256(NOTICE.encode()).hexdigest(),
            notice_version=3,
            file_id=file.id,
        )
    )
    pictured = {"title": "Annan Annansson vid ugnen", "shown": [f"{person.id}-photo"]}
    rows.add_row(example.id, "packages", pictured, make.stamp(by))
    rows.add_row(
        example.id,
        "placements",
        {"channel": "web", "address": "https://www.example.se/a", "from_day": TODAY},
        make.stamp(by),
    )
    db.session.commit()
    return made


def made_extract(browser: Browser, party: Party) -> Any:
    browser.get(f"/parter/{party.id}")
    response = browser.post(f"/parter/{party.id}/utdrag", som="json")
    assert response.status_code == 200
    assert "attachment" in response.headers["Content-Disposition"]
    return json.loads(response.get_data(as_text=True))


# ------------------------------------------------------------------------------------------------------ the extract


def test_the_extract_answers_every_point_of_the_article_and_holds_everything(
    browser: Browser, record: Agreement, person: Party, clock: Clock
) -> None:
    made = made_extract(browser, person)
    assert (made["schema"], made["schema_version"]) == ("resultatbank-registerutdrag", 1)
    assert made["made_at"] == "2026-11-23T09:00:00Z"
    told = made["information"]
    assert all(told.values()), [name for name, value in told.items() if not value]
    assert told["legal_bases"] == ["Samtycke, artikel 6.1 a"]
    assert told["recipients"] == ["Webb"]
    assert made["controller"] == {
        "name": "Exempelverket",
        "contact": "resultat@example.se",
        "data_protection_officer": "dataskyddsombud@example.se",
    }
    assert (made["party"]["name"], made["party"]["email"], made["party"]["phone"]) == (
        person.name,
        person.email,
        person.phone,
    )
    (appearance,) = made["appearances"]
    assert appearance["materials"] == ["name", "photo"]
    assert [each["materials"] for each in made["packages"]] == [["photo"]]
    (agreement,) = made["agreements"]
    assert len(agreement["answers"]) == 3
    assert agreement["proof"]["notice"] == NOTICE
    assert agreement["proof"]["file"]["sha256"] == hashlib.sha256(b"%PDF-1.4").hexdigest()
    assert [each["address"] for each in made["placements"]] == ["https://www.example.se/a"]


def test_the_page_says_what_the_json_says(browser: Browser, record: Agreement, person: Party) -> None:
    browser.get(f"/parter/{person.id}")
    page = browser.post(f"/parter/{person.id}/utdrag")
    text = words(page)
    assert page.status_code == 200
    assert "Utdraget gjordes 2026-11-23 kl. 10:00" in text
    assert "Foto i " in text
    for part in (person.email, person.phone, NOTICE, "https://www.example.se/a", "Integritetsskyddsmyndigheten"):
        assert part in text


def test_a_party_that_has_only_said_no_gets_an_extract_too(browser: Browser, person: Party) -> None:
    make.agreement(person, no=[("name", "web")])
    browser.get(f"/parter/{person.id}")
    assert "Namn: nej på webben" in words(browser.post(f"/parter/{person.id}/utdrag"))


def test_nobody_else_stands_in_it(browser: Browser, record: Agreement, person: Party) -> None:
    browser.get(f"/parter/{person.id}")
    whole = json.dumps(made_extract(browser, person), ensure_ascii=False)
    page = words(browser.post(f"/parter/{person.id}/utdrag")).replace("Kim Kommunikatör", "", 1)
    for told in (whole, page):
        assert "[annan person] byggde" in told
        assert "samira@example.se, [annan person] och [annan person]" in told
        for other in ("Annansson", "annan@example.se", "08-123", "Handläggare Hemlig", "Kim Kommunikatör"):
            assert other not in told


def test_that_it_was_made_is_an_event_and_reading_about_it_is_none(
    browser: Browser, record: Agreement, person: Party
) -> None:
    def made() -> int:
        return db.session.scalar(select(func.count()).where(Event.kind == "party_extract")) or 0

    assert browser.get(f"/parter/{person.id}/utdrag").status_code == 200
    assert made() == 0
    browser.post(f"/parter/{person.id}/utdrag")
    assert made() == 1
    event = db.session.scalars(select(Event).where(Event.kind == "party_extract")).one()
    assert (event.subject, event.subject_id, event.fields) == ("party", person.id, [])


def test_invitations_letters_and_decisions_are_in_it(
    browser: Browser, record: Agreement, person: Party, example: Example
) -> None:
    make.registry_rows(example.id, person.id, record.id)
    made = made_extract(browser, person)
    assert [each["notice"] for each in made["invitations"]] == ["Påhittad text."]
    assert [each["kind"] for each in made["letters"]] == ["stopped"]
    assert made["agreements"][0]["objection_decision"]["reason"] == "Påhittad text."


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_neither_page_nor_extract_asks_more_for_two_hundred(browser: Browser, record: Agreement, person: Party) -> None:
    page, by, name = f"/parter/{person.id}", make.user(Role.COMMUNICATOR), person.name

    def asked() -> list[int]:
        counts = []
        for send in (browser.get, lambda path: browser.post(f"{path}/utdrag")):
            browser.get(page)
            with statements() as sent:
                assert send(page).status_code == 200
            counts.append(len(sent))
        return counts

    before = asked()
    for number in range(200):
        inside = make.example(f"Exempel {number}", texts={"result": f"{name} är med."})
        make.appearance(person, inside, ["name"])
        given = TODAY - timedelta(days=number + 1)
        make.agreement(person, yes=[("name", "web")], given_on=given, from_day=given, covers=[inside], by=by)
    db.session.commit()
    assert all(after <= first for after, first in zip(asked(), before, strict=True))


# ------------------------------------------------------------------------------------------------------ the receipts

REQUIRED = {
    "root": {
        "@context",
        "@id",
        "dct:conformsTo",
        "dpv:hasIdentifier",
        "dct:created",
        "dct:creator",
        "dct:subject",
        "rb:chainHead",
    },
    "record": {
        "@id",
        "@type",
        "dct:conformsTo",
        "dpv:hasIdentifier",
        "dct:created",
        "dct:creator",
        "dct:language",
        "dpv:hasDataSubject",
        "dpv:hasNotice",
        "dpv:hasProcess",
        "dpv:hasEntity",
        "rb:hasEvent",
    },
    "notice": {"dpv:hasIdentifier", "dct:hasVersion", "dct:language", "dct:description", "rb:sha256"},
    "process": {
        "dpv:hasPurpose",
        "dpv:hasLegalBasis",
        "dpv:hasDataController",
        "dpv:hasAuthority",
        "dpv:hasProcessing",
        "dpv:hasDataSource",
        "rb:collectionMethod",
        "dpv:hasStorageCondition",
        "dpv:hasJurisdiction",
        "dpv:hasRight",
        "dpv:hasConsentControl",
        "dpv:hasProcess",
    },
    "answer": {"dpv:hasPersonalData", "dpv:hasRecipient", "rb:answer"},
    "event": {"rb:type", "dct:date", "rb:actor", "dpv:isImplementedByEntity"},
}


def receipt(browser: Browser, agreement: Agreement) -> Any:
    response = browser.get(f"/overenskommelser/{agreement.id}/kvitto.json")
    assert response.status_code == 200
    assert response.mimetype == "application/ld+json"
    return json.loads(response.get_data(as_text=True))


def test_a_receipt_has_every_field_of_the_standards(browser: Browser, person: Party) -> None:
    example = make.example("Lägre elräkning")
    make.appearance(person, example, ["name"])
    given = Given(
        LegalBasis.CONSENT,
        TODAY,
        {("name", "web"): True, ("name", "social"): False},
        TODAY,
        until_day=TODAY + timedelta(days=365),
    )
    proof = Proof(HowGiven.ORAL, received_by="Kim", answered_by="Samira", notice_version=3, text=NOTICE)
    agreement = agreements.record(person, given, proof, make.stamp(make.user(Role.COMMUNICATOR)))
    made = receipt(browser, agreement)
    record = made["dct:subject"]
    (notice,), (process,) = record["dpv:hasNotice"], record["dpv:hasProcess"]
    found = {
        "root": [made],
        "record": [record],
        "notice": [notice],
        "process": [process],
        "answer": process["dpv:hasProcess"],
        "event": record["rb:hasEvent"],
    }
    for name, each in found.items():
        assert each
        assert all(REQUIRED[name] <= one.keys() for one in each), name
        assert all(one[key] for one in each for key in REQUIRED[name]), name
    assert hashlib.sha256(notice["dct:description"].encode()).hexdigest() == notice["rb:sha256"]
    by_channel = {each["dpv:hasRecipient"][0]: each for each in process["dpv:hasProcess"]}
    assert by_channel["rb:channel:web"]["dpv:hasConsentStatus"][0]["@type"] == ["dpv:ConsentGiven"]
    assert by_channel["rb:channel:social"]["dpv:hasConsentStatus"][0]["@type"] == ["dpv:ConsentRefused"]
    assert by_channel["rb:channel:web"]["dpv:hasConsentStatus"][0]["dpv:hasDuration"]["rdf:value"] == "2027-11-23"
    assert set(by_channel) <= record["dpv:hasEntity"].keys()
    assert record["dpv:hasDataSubject"]["dpv:hasName"] == person.name
    assert [each["rb:type"] for each in record["rb:hasEvent"]] == ["given"]


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize("basis", list(LegalBasis))
def test_only_consent_has_a_state_of_consent(browser: Browser, person: Party, basis: LegalBasis) -> None:
    given = make.agreement(person, yes=[("name", "web")])
    other = Agreement(
        party_id=person.id,
        kind="given",
        basis=basis,
        given_on=TODAY,
        recorded_at=make.NOW,
        recorded_by_id=given.recorded_by_id,
        covers_all=True,
    )
    other.answers = [
        type(given.answers[0])(
            material="name", channel="web", yes=True, from_day=TODAY, until_day=TODAY, given_at=make.NOW
        )
    ]
    db.session.add(other)
    db.session.commit()
    record = receipt(browser, other)["dct:subject"]
    told = json.dumps(record)
    assert ("dpv:hasConsentStatus" in told) == (basis is LegalBasis.CONSENT)
    assert (record["@type"] == ["dpv:ConsentRecord"]) == (basis is LegalBasis.CONSENT)


def test_a_receipt_is_a_snapshot_of_a_record_that_is_always_the_same(
    browser: Browser, record: Agreement, person: Party
) -> None:
    head = sealing.head()
    before = receipt(browser, record)
    assert before["rb:chainHead"] == str(head)
    assert receipt(browser, record)["dct:subject"] == before["dct:subject"]
    browser.get(f"/parter/{person.id}/aterkalla")
    fields = {"ending": "withdrawn", "scope": "all", "given_on": "2026-11-23", "how": "oral"}
    assert browser.post(f"/parter/{person.id}/aterkalla", fields).status_code == 303
    after = receipt(browser, record)
    assert after["dct:subject"]["dpv:hasIdentifier"] == before["dct:subject"]["dpv:hasIdentifier"]
    assert after["dpv:hasIdentifier"] != before["dpv:hasIdentifier"]
    assert [each["rb:type"] for each in after["dct:subject"]["rb:hasEvent"]][-1:] == ["withdrawn"]
    page = words(browser.get(f"/overenskommelser/{record.id}/kvitto"))
    for part in (after["dpv:hasIdentifier"], NOTICE, "version 3", "blankett.pdf", "Överenskommelse återkallad"):
        assert part in page


# ------------------------------------------------------------------------------------------- the record of processing


def test_the_record_of_processing_counts_and_names_nobody(browser: Browser, record: Agreement, person: Party) -> None:
    make.party("Påhittade Bolaget AB", kind=PartyKind.ORGANISATION)
    make.party("Liten Litensson", minor=True, guardian="Stor Storsson")
    page = browser.get("/behandlingsregister")
    made = json.loads(browser.get("/behandlingsregister.json").get_data(as_text=True))
    assert (made["numbers"]["persons"], made["numbers"]["organisations"], made["numbers"]["minors"]) == (3, 1, 1)
    assert made["numbers"]["parties_with_a_running_yes"] == 1
    assert {each["basis"]: each["records"] for each in made["legal_bases"]} == {
        "consent": 1,
        "contract": 0,
        "public_interest": 0,
        "legal_obligation": 0,
    }
    assert {each["channel"]: each["placements"] for each in made["recipients"]}["Webb"] == 1
    told = words(page) + json.dumps(made, ensure_ascii=False)
    for party in db.session.scalars(select(Party)):
        assert party.name not in told
    assert "Stor Storsson" not in told
    assert soup(page).find("a", href="/behandlingsregister.json") is not None


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.ADMINISTRATOR, 200), (Role.COMMUNICATOR, 200), (Role.REVIEWER, 403), (Role.EMPLOYEE, 403)],
)
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_who_reads_the_record_of_processing(app: Flask, within: Flask, role: Role, status: int) -> None:
    person = Browser(app)
    person.log_in(make.user(role))
    assert person.get("/behandlingsregister").status_code == status
