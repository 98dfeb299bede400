"""An administrator sees which reminders haven't gone and tries again; everybody chooses about news, not duties."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from resultatbank.data.models import Reminder, User
from resultatbank.data.sending import Fault
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import ReminderKind
from tests import factories as make
from tests.mailing.conftest import free_port
from tests.web.client import Browser, words


@pytest.fixture
def admin(app: Flask, within: Flask) -> Browser:
    browser = Browser(app)
    browser.log_in(make.user(Role.ADMINISTRATOR))
    return browser


@pytest.fixture
def karin(within: Flask) -> User:
    """Somebody whose text is too old."""
    person = make.user(Role.COMMUNICATOR, name="Karin Mållander")
    make.example(at=make.NOW - timedelta(days=500), reviewed=True, responsible=person)
    return person


@pytest.fixture
def failed(karin: User) -> Reminder:
    """A weekly mail that the server wouldn't take."""
    made = Reminder(user_id=karin.id, kind=ReminderKind.WEEK, period=make.NOW.date(), made_at=make.NOW)
    made.tries, made.failed_at, made.error = 3, make.NOW, Fault.REJECTED_ADDRESS
    db.session.add(made)
    db.session.commit()
    return made


def test_what_has_not_gone_is_told_on_the_start_page_and_with_the_reason(
    app: Flask, admin: Browser, failed: Reminder
) -> None:
    assert "Ett brev har inte gått fram" in words(admin.get("/"))
    page = words(admin.get("/utskick"))
    assert "Karin Mållander" in page
    assert "E-postservern sa nej till adressen, efter 3 försök. Vi försöker igen." in page
    assert "E-post är inte inställd" in page
    reviewer = Browser(app)
    reviewer.log_in(make.user(Role.REVIEWER))
    assert "har inte gått fram" not in words(reviewer.get("/"))


def test_trying_again_is_done_at_once_and_one_that_is_sent_stays_sent(
    app: Flask, admin: Browser, failed: Reminder
) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], mail_url=f"smtp://127.0.0.1:{free_port()}")
    admin.get("/utskick")
    assert admin.post(f"/utskick/{failed.id}/skicka").status_code == 303
    db.session.expire_all()
    assert (failed.tries, failed.error) == (1, Fault.UNREACHABLE)
    failed.sent_at, failed.error = make.NOW, ""
    db.session.commit()
    admin.post(f"/utskick/{failed.id}/skicka")
    assert failed.tries == 1
    assert "Veckobrev 2026-11-23" in words(admin.get("/utskick"))


def test_everybody_can_turn_the_news_off_and_on_again(app: Flask, karin: User) -> None:
    browser = Browser(app)
    browser.log_in(karin)
    page = browser.get("/konto")
    assert "går inte att stänga av" in words(page)
    fields = browser.form(page, "/konto/nyheter")
    assert fields.pop("wants_news")
    browser.post("/konto/nyheter", fields)
    db.session.expire_all()
    assert not karin.wants_news
    browser.post("/konto/nyheter", {**fields, "wants_news": "y"})
    db.session.expire_all()
    assert karin.wants_news
