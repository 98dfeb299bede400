"""Two people who follow up the same placement at the same instant."""

from __future__ import annotations

import io
from datetime import date

from flask import Flask
from sqlalchemy import func, select

from resultatbank.data.models import MatomoFile
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from tests import factories as make
from tests.at_once import at_once
from tests.importing.test_matomo import RAW
from tests.web.client import Browser
from tests.web.followup.conftest import Desk

ROUNDS = 3
YES = "/uppfoljning/matomo/ja"


def colleague_of(app: Flask) -> Browser:
    browser = Browser(app)
    browser.log_in(make.user(Role.COMMUNICATOR))
    return browser


def test_two_who_save_the_same_placement_at_once_leave_one_measurement_and_one_is_told(desk: Desk, app: Flask) -> None:
    colleague, place, url = colleague_of(app), desk.place("https://www.example.se/a"), desk.url
    for number in range(1, ROUNDS + 1):
        typed = {f"plats{place.id}-measured_on": f"2026-11-0{number}"}
        mine = desk.form() | typed | {f"plats{place.id}-views": "111"}
        theirs = colleague.form(colleague.get(url), url) | typed | {f"plats{place.id}-views": "222"}
        statuses = at_once(
            lambda mine=mine: desk.browser.post(url, mine).status_code,  # type: ignore[misc]  # Bound now.
            lambda theirs=theirs: colleague.post(url, theirs).status_code,  # type: ignore[misc]  # Bound now.
        )
        assert sorted(statuses) == [303, 409]
        won = 111 if statuses[0] == 303 else 222
        kept = [row.views for row in desk.measured() if row.measured_on == date(2026, 11, number)]
        assert kept == [won]


def test_two_who_take_the_same_file_in_at_once_write_it_once(desk: Desk, app: Flask) -> None:
    colleague = colleague_of(app)
    desk.place("https://www.example.se/bageri")
    forms = []
    for browser in (desk.browser, colleague):
        browser.get("/uppfoljning/matomo")
        fields = {"first_day": "2026-10-01", "last_day": "2026-10-31", "counted": "pages"}
        preview = browser.post("/uppfoljning/matomo", {**fields, "file": (io.BytesIO(RAW.encode()), "a.csv")})
        forms.append(browser.form(preview, YES))
    statuses = at_once(
        lambda: desk.browser.post(YES, forms[0]).status_code,
        lambda: colleague.post(YES, forms[1]).status_code,
    )
    assert sorted(statuses) == [303, 409]
    assert [(row.views, row.reached) for row in desk.measured()] == [(412, 280)]
    assert db.session.scalar(select(func.count()).select_from(MatomoFile)) == 1
