"""Personal data is seen only by those who need it, and no missing yes can be passed over by anybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, request
from sqlalchemy import Select, select

from resultatbank.data import derive, gate
from resultatbank.data.models import AgreementProof, Clearance, Example, Party, StoredFile
from resultatbank.extensions import db
from resultatbank.rules.roles import PERMISSIONS, Action, Role
from resultatbank.rules.words import HowGiven
from tests import factories as make
from tests.web.addresses import Visitor, addresses
from tests.web.client import words
from tests.web.page_forms import Populated
from tests.web.populated import Bank, bank

__all__ = ["bank"]

only_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
# Each can be told from everything else in the bank.
EMAIL, PHONE, GUARDIAN = "hemlig-adress@example.se", "070-987 65 43", "Hemlig Vårdnadsson"
NOTE, ANSWERED_BY, PLACE, TEXT = "hemlig anteckning", "Hemlig Svarsson", "hemlig plats", "hemlig text som parten såg"
FILE = "hemlig blankett.pdf"
SECRETS = (EMAIL, PHONE, GUARDIAN, NOTE, ANSWERED_BY, PLACE, TEXT, FILE)


@pytest.fixture
def secret(bank: Bank) -> Bank:
    """The bank, where every party has secrets and every record a proof with more of them."""
    for party in db.session.scalars(select(Party)):
        party.email, party.phone, party.guardian = EMAIL, PHONE, GUARDIAN
    for proof in db.session.scalars(select(AgreementProof)):
        proof.note, proof.answered_by, proof.place, proof.text = NOTE, ANSWERED_BY, PLACE, TEXT
    for file in db.session.scalars(select(StoredFile)):
        if file.id in _proofs():
            file.name = FILE
    db.session.commit()
    return bank


def _proofs() -> set[int | None]:
    return set(db.session.scalars(select(AgreementProof.file_id)))


def leaks(app: Flask, bank: Bank, who: str) -> Iterator[tuple[str, str]]:
    """Give each page that shows a secret to somebody, with the secret."""
    visitor = Visitor(app, who)
    for address in addresses(app, bank):
        response = visitor.send("GET", address.path)
        body, headers = response.get_data(), str(response.headers)
        response.close()
        for each in SECRETS:
            if each.encode() in body or each in headers:
                yield address.path, each


@only_sqlite
@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.ADMINISTRATOR])
def test_who_needs_no_personal_data_never_sees_any(app: Flask, secret: Bank, role: Role) -> None:
    assert list(leaks(app, secret, secret.people[role])) == []


@only_sqlite
def test_the_secrets_would_have_been_seen(app: Flask, secret: Bank) -> None:
    assert {what for _path, what in leaks(app, secret, secret.people[Role.COMMUNICATOR])} == set(SECRETS)


@only_sqlite
def test_an_employee_sees_where_an_example_may_be_used(app: Flask, secret: Bank) -> None:
    page = Visitor(app, secret.people[Role.EMPLOYEE]).send("GET", f"/exempel/{secret.examples['open']}")
    assert page.status_code == 200
    assert "Får användas" in words(page)


@only_sqlite
def test_a_proof_is_no_file_for_who_may_not_see_parties(app: Flask, secret: Bank) -> None:
    proof = next(each for each in secret.ids["file_id"] if each in _proofs())
    for role in (Role.EMPLOYEE, Role.ADMINISTRATOR):
        assert Visitor(app, secret.people[role]).ask("GET", f"/filer/{proof}") == 404


# ------------------------------------------------------------------------------ nobody can publish in spite of a no

# What may open a channel: saying what a party answered, or what an example shows of whom. Nothing else may.
OPENS = {
    Action.REGISTER_AGREEMENT,
    # A new channel, or one that is no longer used, changes which channels there are.
    Action.KEEP_WORDS,
}
SHUT = ("Bryggeriet vid ån", "Väveriet i skogen", "Smedjan som växte")
EXCEPTIONS = {"publicera_anda": "y", "anda": "y", "force": "1", "confirmed": "y"}


def test_no_action_is_an_exception_to_a_missing_yes() -> None:
    names = {str(action) for action in PERMISSIONS}
    assert not [name for name in names if any(word in name for word in ("force", "override", "exception", "anyway"))]


def test_no_form_opens_a_closed_channel(populated: Populated, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every form there is, sent by the one who has every role with every box ticked, leaves what is closed closed."""
    visitor, app = populated.visitor(), populated.app
    opened: list[str] = []

    def look_and_undo() -> None:
        derive.work_out()
        if db.session.scalars(_open_though_shut()).all():
            opened.append(request.endpoint or "")
        db.session.rollback()

    monkeypatch.setattr(db.session, "commit", look_and_undo)
    sent = 0
    for form in populated.posts:
        if getattr(app.view_functions.get(form.endpoint), "required", None) not in OPENS:
            fields = {name: control.choices or control.values for name, control in form.controls.items()}
            fields.pop("csrf_token", None)
            visitor.ask("POST", form.action, {**fields, **EXCEPTIONS})
            sent += 1
    assert sent > 20
    assert opened == []


def _open_though_shut() -> Select[int]:
    day = make.NOW.date()
    shut = select(Example.id).where(Example.title.in_(SHUT))
    of_these = select(Clearance.example_id).where(Clearance.example_id.in_(shut))
    return of_these.where(Clearance.from_day <= day, Clearance.until_day >= day)


@only_sqlite
def test_publishing_shows_nothing_whose_yes_is_missing(app: Flask, bank: Bank) -> None:
    """Publishing is a state; whether it may be seen is for the answers to say, for whoever publishes."""
    visitor, employee = Visitor(app, bank.everybody), Visitor(app, bank.people[Role.EMPLOYEE])
    for name in ("missing", "withdrawn", "expired"):
        example_id = bank.examples[name]
        for path in ("avpublicera", "publicera", "publicera?anda=1"):
            visitor.ask("POST", f"/exempel/{example_id}/{path}", EXCEPTIONS)
        assert employee.ask("GET", f"/exempel/{example_id}") == 404
        assert not gate.is_visible(example_id, make.NOW.date())


@only_sqlite
def test_protected_identity_closes_whatever_is_answered(app: Flask, within: Flask, tmp_path: Path) -> None:
    hidden, inside = make.party("Skyddad Person", protected=True), make.example()
    make.appearance(hidden, inside)
    given = make.agreement(hidden, yes=make.everywhere("name"))
    db.session.add(AgreementProof(agreement_id=given.id, how=HowGiven.ORAL))
    db.session.commit()
    assert not gate.usability([inside.id], make.NOW.date())[inside.id].open
