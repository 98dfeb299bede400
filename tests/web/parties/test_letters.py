"""The letters that wait are seen, tried again, and handed over by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from resultatbank.data import invitations, letters
from resultatbank.data.models import Letter, Party
from resultatbank.data.sending import Fault
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import LetterKind
from tests import factories as make
from tests.web.client import Browser, words


@pytest.fixture
def letter(person: Party) -> Letter:
    """A receipt that waits."""
    asked = make.asked(person)
    record = invitations.answer(asked, {("name", "web"): True}, invitations.Answerer(), make.stamp())
    return letters.write(LetterKind.GIVEN, person, make.stamp(), agreement_id=record.id, invitation_id=asked.id)


def test_a_letter_that_waits_is_seen_with_the_reason_and_can_be_read(
    app: Flask, browser: Browser, person: Party, letter: Letter
) -> None:
    assert "1 brev till Samira Påhittström väntar" in words(browser.get(f"/parter/{person.id}"))
    assert "Parten har ingen e-postadress" in words(browser.get("/brev"))
    person.email = "samira@example.se"
    assert "E-post är inte inställd" in words(browser.get("/brev"))
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], mail_url="smtp://127.0.0.1:9")
    assert "Väntar på att skickas" in words(browser.get("/brev"))
    letter.tries, letter.error, letter.failed_at = 3, Fault.REJECTED_ADDRESS, make.NOW
    page = words(browser.get("/brev"))
    assert "E-postservern sa nej till adressen, efter 3 försök. Vi försöker igen. Senast 2026-11-23 10:00" in page
    text = words(browser.get(f"/brev/{letter.id}"))
    assert "Kvitto på ditt svar till Exempelverket" in text
    assert "Namn: Vår webbplats" in text


def test_handing_over_is_written_down_with_who_and_when(browser: Browser, letter: Letter) -> None:
    browser.get(f"/brev/{letter.id}")
    page = browser.follow(browser.post(f"/brev/{letter.id}/lamnat"))
    assert "Inget brev väntar" in words(page)
    assert "Lämnat 2026-11-23 av Kim Kommunikatör" in words(page)


def test_trying_again_is_done_at_once(app: Flask, browser: Browser, person: Party, letter: Letter) -> None:
    person.email = "samira@example.se"
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], mail_url="smtp://127.0.0.1:9")
    letter.tries, letter.error, letter.failed_at = 9, Fault.REFUSED, make.NOW
    browser.get(f"/brev/{letter.id}")
    assert browser.post(f"/brev/{letter.id}/skicka").status_code == 303
    db.session.expire_all()
    assert (letter.tries, letter.error, letter.sent_at) == (1, Fault.UNREACHABLE, None)


def test_letters_are_not_for_every_employee(app: Flask, within: Flask, letter: Letter) -> None:
    employee = Browser(app)
    employee.log_in(make.user(Role.ADMINISTRATOR))
    assert employee.get("/brev").status_code == 403
    assert employee.get(f"/brev/{letter.id}").status_code == 403
