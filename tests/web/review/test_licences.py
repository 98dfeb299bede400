"""A licence that ends: in the queue while it is told of, and out of it when the day is moved or the row is gone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from resultatbank.data import duties, queue, rows
from resultatbank.data.models import Example, Package, User
from resultatbank.extensions import db
from resultatbank.mailing.reminders import address_of
from resultatbank.rules.reminding import COMING, WHAT
from resultatbank.rules.review import Reason
from resultatbank.rules.roles import Role
from tests import factories as make
from tests.conftest import Clock
from tests.web.client import Browser, soup, words

DAY = make.NOW.date()


@pytest.fixture
def example(within: Flask) -> Example:
    """An example that needs nobody, whose responsible is a communicator."""
    return make.example("Bageriet", responsible=make.user(Role.COMMUNICATOR), reviewed=True)


def package(example: Example, last: date, title: str = "Vid ugnen") -> Package:
    return rows.add_row(example.id, "packages", {"title": title, "licence_until": last}, make.stamp())


def reasons(example: Example, day: date = DAY) -> list[Reason]:
    db.session.commit()
    return queue.reasons_of(example.id, day)


def test_moving_the_day_or_taking_the_row_away_takes_it_out_of_the_queue(example: Example) -> None:
    row = package(example, DAY - timedelta(days=1))
    assert reasons(example) == [Reason.LICENCE_ENDED]
    rows.change_row(row, {"licence_until": DAY + timedelta(days=59)}, row.version, make.stamp())
    assert reasons(example) == [Reason.LICENCE_ENDING]
    rows.change_row(row, {"licence_until": DAY + timedelta(days=60)}, row.version, make.stamp())
    assert reasons(example) == []
    assert reasons(example, DAY + timedelta(days=400))[0] is Reason.LICENCE_ENDED
    rows.remove_row(row, make.stamp())
    assert Reason.LICENCE_ENDED not in reasons(example, DAY + timedelta(days=400))


@pytest.mark.parametrize(("roles", "may_edit"), [((), False), ((Role.COMMUNICATOR,), True)])
def test_the_row_tells_which_and_when_and_leads_to_where_it_is_changed(
    app: Flask, example: Example, roles: tuple[Role, ...], may_edit: bool
) -> None:
    row = package(example, DAY - timedelta(days=1))
    package(example, DAY + timedelta(days=5), "Natten")
    package(example, DAY + timedelta(days=90), "Långt fram")
    browser = Browser(app)
    browser.log_in(make.user(Role.REVIEWER, *roles))
    db.session.commit()
    page = browser.get(f"/granskning/{example.id}")
    said = words(page)
    assert f"Licensen gick ut {row.licence_until} Vid ugnen" in said
    assert f"Licensen går ut {DAY + timedelta(days=5)} Natten" in said
    assert f"{DAY + timedelta(days=90)}" not in said
    link = soup(page).find("a", string="Vid ugnen")
    assert (link is not None) is may_edit
    assert ("En kommunikatör ändrar licensens sista dag" in said) is not may_edit
    if link is not None:
        found = soup(browser.get(str(link["href"]))).find(id=str(link["href"]).partition("#")[2])
        assert found is not None
    # The row asks what is done about it, not whether the figures are right.
    assert "Stämmer siffrorna fortfarande?" not in said


def test_the_mail_tells_of_it_and_leads_to_where_it_is_changed(app: Flask, example: Example, clock: Clock) -> None:
    person = db.session.get_one(User, example.responsible_id)
    package(example, DAY + timedelta(days=65))
    db.session.commit()
    people = {person.id: person}
    (coming,) = duties.coming(DAY, people)[person.id]
    assert (coming.reason, coming.since) == (Reason.LICENCE_ENDING, DAY + timedelta(days=6))
    (ending,) = duties.assigned(DAY + timedelta(days=10), people)[person.id]
    assert (ending.reason, ending.until) == (Reason.LICENCE_ENDING, DAY + timedelta(days=65))
    (ended,) = duties.assigned(DAY + timedelta(days=66), people)[person.id]
    assert ended.reason is Reason.LICENCE_ENDED
    assert "Förnya" in WHAT[ended.reason]
    assert "licens" in COMING[coming.reason]
    browser = Browser(app)
    browser.log_in(person)
    page, _, place = address_of(ended, person).partition("#")
    assert soup(browser.get(page)).find(id=place) is not None
