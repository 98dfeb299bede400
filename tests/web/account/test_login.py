"""Logging in, staying in, and being let out."""

from __future__ import annotations

import pytest
from flask import Flask

from resultatbank.data import accounts
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from tests import factories as make
from tests.conftest import Clock
from tests.web.client import Browser, soup, words


@pytest.fixture
def person(within: Flask) -> make.User:
    make.user(name="Brus Brusson")
    person = make.user(name="Hanna Hittepå", email="hanna@example.se")
    db.session.commit()
    return person


def test_the_right_password_opens_the_account(app: Flask, person: make.User) -> None:
    browser = Browser(app)
    assert browser.log_in(person).status_code == 303
    assert "Hanna Hittepå" in words(browser.get("/konto"))


def test_wrong_password_and_unknown_address_are_told_the_same(app: Flask, person: make.User) -> None:
    answers = set()
    for email in ("hanna@example.se", "ingen@example.se"):
        browser = Browser(app)
        browser.get("/logga-in")
        response = browser.post("/logga-in", email=email, password="fel lösenord här")
        assert response.status_code == 422
        answers.add(words(response).replace(email, ""))
    assert len(answers) == 1


def test_five_failures_make_that_person_wait_but_not_another(app: Flask, person: make.User, clock: Clock) -> None:
    other = make.user(email="annan@example.se")
    db.session.commit()
    browser = Browser(app)
    browser.get("/logga-in")
    for _ in range(5):
        assert browser.post("/logga-in", email=person.email, password="fel").status_code == 422
    assert browser.post("/logga-in", email=person.email, password=make.PASSWORD).status_code == 429
    assert browser.post("/logga-in", email=other.email, password=make.PASSWORD).status_code == 303
    clock.forward(minutes=16)
    assert Browser(app).log_in(person).status_code == 303


def test_an_old_cookie_is_worthless_after_logging_out(app: Flask, person: make.User) -> None:
    browser = Browser(app)
    browser.log_in(person)
    cookie = browser.client.get_cookie("resultatbank")
    assert cookie is not None
    assert browser.post("/logga-ut").status_code == 303
    browser.client.set_cookie("resultatbank", cookie.value)
    assert browser.get("/konto").status_code == 401


def test_locking_ends_every_login_and_refuses_the_password(app: Flask, person: make.User) -> None:
    browser = Browser(app)
    browser.log_in(person)
    accounts.lock_user(person, make.stamp())
    db.session.commit()
    assert browser.get("/konto").status_code == 401
    again = Browser(app)
    again.get("/logga-in")
    assert again.post("/logga-in", email=person.email, password=make.PASSWORD).status_code == 422


def test_a_new_password_ends_the_other_logins_and_keeps_this_one(app: Flask, person: make.User) -> None:
    here, elsewhere = Browser(app), Browser(app)
    here.log_in(person)
    elsewhere.log_in(person)
    new = "ett helt nytt lösenord"
    fields = {"current_password": make.PASSWORD, "new_password": new, "again": new}
    assert here.post("/konto/losenord", fields).status_code == 303
    assert here.get("/konto").status_code == 200
    assert elsewhere.get("/konto").status_code == 401


@pytest.mark.parametrize(
    ("current", "new", "again"),
    [
        ("fel", "långt nog lösenord", "långt nog lösenord"),
        (make.PASSWORD, "kort", "kort"),
        (make.PASSWORD, "x" * 12, "y" * 12),
    ],
)
def test_a_bad_change_of_password_changes_nothing(
    app: Flask, person: make.User, current: str, new: str, again: str
) -> None:
    browser = Browser(app)
    browser.log_in(person)
    fields = {"current_password": current, "new_password": new, "again": again}
    assert browser.post("/konto/losenord", fields).status_code == 422
    assert Browser(app).log_in(person).status_code == 303


@pytest.mark.parametrize(
    "target", ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", "javascript:x"]
)
def test_logging_in_never_leads_to_another_site(app: Flask, person: make.User, target: str) -> None:
    browser = Browser(app)
    browser.get("/logga-in")
    response = browser.post("/logga-in", email=person.email, password=make.PASSWORD, next=target)
    assert response.headers["Location"] == "/"


def test_one_who_asks_for_a_page_comes_to_it_after_logging_in(app: Flask, person: make.User) -> None:
    browser = Browser(app)
    first = browser.get("/konto?fran=start")
    assert first.status_code == 401
    fields = browser.form(first, "/logga-in")
    response = browser.post("/logga-in", {**fields, "email": person.email, "password": make.PASSWORD})
    assert response.headers["Location"] == "/konto?fran=start"


def test_what_was_typed_before_the_login_ended_comes_along_and_can_be_sent(app: Flask, person: make.User) -> None:
    browser = Browser(app)
    browser.log_in(person)
    accounts.end_logins(person, make.NOW)
    db.session.commit()
    refused = browser.post("/konto/losenord", {"note": "En lång text som ingen vill skriva om igen."})
    assert refused.status_code == 401
    fields = browser.form(refused, "/logga-in")
    back = browser.post("/logga-in", {**fields, "email": person.email, "password": make.PASSWORD})
    assert browser.form(back, "/konto/losenord")["note"] == "En lång text som ingen vill skriva om igen."


def test_a_form_with_an_old_key_comes_back_with_its_text_and_a_new_key(app: Flask, person: make.User) -> None:
    browser = Browser(app)
    browser.log_in(person)
    browser.key = "en gammal nyckel"
    refused = browser.post("/konto/losenord", {"note": "En lång text som ingen vill skriva om igen."})
    assert refused.status_code == 400
    assert browser.form(refused, "/konto/losenord")["note"].startswith("En lång text")


def test_one_whose_login_has_ended_is_asked_to_log_in_before_anything_is_sent_again(
    app: Flask, person: make.User
) -> None:
    browser = Browser(app)
    browser.log_in(person)
    form = {"what": "En lång text som inte får gå förlorad i en annan flik", "csrf_token": browser.key}
    browser.client.delete_cookie("resultatbank")
    response = browser.client.post("/tipsa", data=form, headers={"Sec-Fetch-Site": "same-origin"})
    assert response.status_code == 401
    assert form["what"] in response.get_data(as_text=True)
    assert soup(response).find("input", attrs={"name": "password"})


def test_a_form_sent_by_another_site_gets_nothing_back(app: Flask, person: make.User) -> None:
    browser = Browser(app)
    browser.log_in(person)
    browser.key = "en påhittad nyckel"
    browser.client.environ_base["HTTP_SEC_FETCH_SITE"] = "cross-site"
    refused = browser.post("/konto/losenord", {"note": "En text från en annan plats"})
    assert refused.status_code == 400
    assert "annan plats" not in words(refused)


def test_the_cookie_is_too_old_after_eight_idle_hours(app: Flask, person: make.User) -> None:
    assert app.permanent_session_lifetime.total_seconds() == 8 * 3600
    browser = Browser(app)
    browser.log_in(person)
    with browser.client.session_transaction() as session:
        assert session.permanent
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]  # Flask's own interface has it.
    cookie = browser.client.get_cookie("resultatbank")
    assert cookie is not None
    with pytest.raises(Exception, match="age"):
        serializer.loads(cookie.value, max_age=-1)


def test_the_last_administrator_cannot_be_locked(within: Flask) -> None:
    only = make.user(Role.ADMINISTRATOR)
    with pytest.raises(accounts.LastAdministrator):
        accounts.lock_user(only, make.stamp())
    make.user(Role.ADMINISTRATOR)
    accounts.lock_user(only, make.stamp())
    assert only.is_locked
