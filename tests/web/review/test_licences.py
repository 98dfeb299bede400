"""A licence that ends: in the queue while it is told of, and out of it when the day is moved or the row is gone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from resultatbank.data import derive, duties, inbox, queue, queue_history, rows
from resultatbank.data.models import Example, Package, Party, Placement, QueueEntry, User
from resultatbank.extensions import db
from resultatbank.mailing.reminders import address_of
from resultatbank.rules.reminding import COMING, WHAT
from resultatbank.rules.review import Reason
from resultatbank.rules.roles import Role
from tests import factories as make
from tests.conftest import Clock
from tests.web.client import Browser, soup, words
from tests.web.files.test_pictures import picture, status
from tests.web.review.conftest import logged_in

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


def since(example: Example, day: date = DAY) -> tuple[Reason, date, date]:
    """Return a row's worst reason, since when the queue says that it waits, and since when it is counted to have."""
    db.session.commit()
    row = queue.row_of(example.id, day)
    assert row is not None
    queue_history.count(day)
    entry = select(QueueEntry.entered_on).where(QueueEntry.example_id == example.id, QueueEntry.left_on.is_(None))
    return row.reason, row.since, db.session.scalars(entry.where(QueueEntry.reason == row.reason.value)).one()


@pytest.mark.parametrize(
    ("last", "reason"), [(5, Reason.LICENCE_ENDING), (-7, Reason.LICENCE_ENDED), (0, Reason.LICENCE_ENDING)]
)
def test_it_has_waited_since_the_picture_came_and_not_since_before_it(within: Flask, last: int, reason: Reason) -> None:
    old = make.example(responsible=make.user(), reviewed=True, at=make.NOW - timedelta(days=33))
    package(old, DAY + timedelta(days=last))
    assert since(old) == (reason, DAY, DAY)


def test_it_has_waited_since_its_last_day_was_set_and_another_change_moves_nothing(within: Flask) -> None:
    old = make.example(responsible=make.user(), reviewed=True, at=make.NOW - timedelta(days=33))
    row = rows.add_row(old.id, "packages", {"title": "Vid ugnen"}, make.stamp(at=make.NOW - timedelta(days=20)))
    earlier = make.stamp(at=make.NOW - timedelta(days=9))
    rows.change_row(row, {"licence_until": DAY - timedelta(days=12)}, row.version, earlier)
    set_on = DAY - timedelta(days=9)
    assert since(old) == (Reason.LICENCE_ENDED, set_on, set_on)
    rows.change_row(row, {"title": "Vid bänken"}, row.version, make.stamp())
    assert since(old) == (Reason.LICENCE_ENDED, set_on, set_on)
    assert derive.verify() == []


def test_one_whose_log_says_nothing_has_waited_since_the_licence_ended(within: Flask) -> None:
    old = make.example(responsible=make.user(), reviewed=True, at=make.NOW - timedelta(days=33))
    db.session.add(Package(example_id=old.id, title="Filmen", licence_until=DAY - timedelta(days=4)))
    assert since(old) == (Reason.LICENCE_ENDED, DAY - timedelta(days=3), DAY - timedelta(days=3))


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
    assert f"Vid ugnen Licensen gick ut {row.licence_until}" in said
    assert f"Natten Licensen går ut {DAY + timedelta(days=5)}" in said
    # What ends much later is told of only where the example is read.
    panel = soup(page).select_one(".panel:has(.licensed)")
    assert panel is not None
    assert "Långt fram" not in panel.text
    ways = [str(each["href"]) for each in soup(page).select(".licensed a.btn")]
    assert bool(ways) is may_edit
    for way in ways:
        assert soup(browser.get(way)).find(id=way.partition("#")[2]) is not None
    # The row asks what is done about it, not whether the figures are right.
    assert "Stämmer siffrorna fortfarande?" not in said


def test_whoever_may_not_edit_sends_the_request_that_is_filled_in(maja: Browser, example: Example) -> None:
    row = package(example, DAY - timedelta(days=1))
    db.session.commit()
    url = f"/granskning/{example.id}"
    fields = maja.form(maja.get(url), url)
    asked = f"Licensen för ”Vid ugnen” gick ut {row.licence_until}. Förnya den, eller använd något annat i stället."
    assert (fields[f"rad{example.id}-remedy"], fields[f"rad{example.id}-note"]) == ("fix", asked)
    assert maja.post(url, fields).status_code == 303
    assert [item.text for item in inbox.open_items()] == [asked]


def placed(example: Example, *channels: str, address: str = "www.example.se/ugnen") -> list[Placement]:
    found = [Placement(example_id=example.id, channel=each, address=address, from_day=DAY) for each in channels]
    db.session.add_all(found)
    db.session.commit()
    return found


def note(browser: Browser, example: Example) -> str:
    url = f"/granskning/{example.id}"
    return browser.form(browser.get(url), url)[f"rad{example.id}-note"]


def test_where_the_example_is_out_nobody_says_that_the_picture_may_stay_or_must_go(
    app: Flask, maja: Browser, example: Example
) -> None:
    picture(app, example, title="Vid ugnen", licence_until=DAY - timedelta(days=1), nobody_seen=True)
    placed(example, "web")
    page = maja.get(f"/granskning/{example.id}")
    (row,) = [each for each in queue.rows(DAY) if each.example.id == example.id]
    look = "Se efter om bilden är med där"
    assert f"ligger ute på en plats. {look}, och byt den i så fall, eller förnya licensen." in row.sentence
    (place,) = soup(page).select("tr[id^=plats-]")
    assert f"Uppe. Exemplet får vara kvar tills vidare. {look}." in " ".join(place.text.split())


def test_in_a_row_of_something_else_the_table_of_places_says_nothing_of_a_picture(
    app: Flask, maja: Browser, example: Example
) -> None:
    picture(app, example, licence_until=DAY - timedelta(days=1), nobody_seen=True)
    party = make.party("Tove Låtsberg")
    make.appearance(party, example, ["name"])
    given = make.agreement(party, yes=make.everywhere("name"))
    make.agreement(party, no=[("name", "press")], given_on=DAY, withdraws=given)
    placed(example, "web")
    page = maja.get(f"/granskning/{example.id}")
    (place,) = soup(page).select("tr[id^=plats-]")
    assert "Uppe, får vara kvar" in " ".join(place.text.split())
    assert "Se efter" not in place.text


def test_the_request_names_the_places_to_look_at_as_far_as_there_is_room(
    app: Flask, maja: Browser, example: Example
) -> None:
    picture(app, example, title="Vid ugnen", licence_until=DAY - timedelta(days=1), nobody_seen=True)
    (gone,) = placed(example, "press", address="Tidningen")
    gone.outcome, gone.settled_on = "down", DAY
    assert "Se då efter" not in note(maja, example)
    placed(example, "web")
    assert note(maja, example).endswith(
        "Se då efter om bilden är med här, och byt den i så fall: Webb, www.example.se/ugnen."
    )
    placed(example, "social", "partner", "print", address="adress " * 60)
    picture(app, example, title="t" * 200, licence_until=DAY - timedelta(days=3), nobody_seen=True)
    asked = note(maja, example)
    assert "Se då efter om bilderna är med här, och byt dem i så fall: " in asked
    assert asked.endswith(" och 1 till.")
    assert len(asked) <= 500
    assert "Tidningen" not in asked


def test_whoever_may_edit_has_nothing_chosen(app: Flask, example: Example) -> None:
    package(example, DAY - timedelta(days=1))
    both = logged_in(app, Role.REVIEWER, Role.COMMUNICATOR, name="Både Och", email="bade@example.se")
    db.session.commit()
    url = f"/granskning/{example.id}"
    fields = both.form(both.get(url), url)
    assert (fields.get(f"rad{example.id}-remedy"), fields[f"rad{example.id}-note"]) == (None, "")


def test_what_helps_is_the_first_choice_and_an_agreement_does_not_help(maja: Browser, example: Example) -> None:
    make.appearance(make.party(), example)
    package(example, DAY - timedelta(days=1))
    make.agreement(db.session.scalars(select(Party)).one(), yes=make.everywhere("name"))
    db.session.commit()
    offered = soup(maja.get(f"/granskning/{example.id}")).select(".remedies .opt label")
    assert offered[0].text == "Be om en förnyad licens, eller något annat i stället"
    assert not {"Rätta texten", "Be om en ny överenskommelse"}.intersection(each.text for each in offered)


def test_the_picture_is_shown_beside_its_licence_and_a_film_leads_to_itself(
    app: Flask, maja: Browser, example: Example
) -> None:
    photo = picture(app, example, licence_until=DAY - timedelta(days=1))
    package(example, DAY - timedelta(days=2), "Filmen").link = "https://www.example.se/filmen"
    db.session.commit()
    page = soup(maja.get(f"/granskning/{example.id}"))
    shown = [str(each["src"]) for each in page.select(".licensed img")]
    assert shown == [f"/bilder/{photo.id}/liten"]
    assert status(maja, shown[0]) == 200
    assert page.find("a", string="Filmen", href="https://www.example.se/filmen") is not None


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
