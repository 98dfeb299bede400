"""One's own examples tell what waits for a person, and lead to where it is done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import Tag
from flask import Flask

from resultatbank.data import placements, rows, takedowns
from resultatbank.data.models import Example, User
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import State
from tests import factories as make
from tests.conftest import Clock
from tests.statements import statements
from tests.web.client import Browser, soup, words
from tests.web.files.test_pictures import of_parties, picture

EARLIER = make.NOW - timedelta(days=10)


def own(browser: Browser, example: Example) -> Tag:
    """The example's row among one's own."""
    db.session.commit()
    heading = next(each for each in soup(browser.get("/mina")).select(".hits h3") if example.headline in each.text)
    row = heading.find_parent("li")
    assert isinstance(row, Tag)
    return row


def said(browser: Browser, example: Example) -> str:
    return " ".join(own(browser, example).get_text(" ", strip=True).split())


def led_to(browser: Browser, example: Example, begins: str) -> Tag:
    """What the line's link leads to: the page, or the place in it that the address points at."""
    link = next(each for each in own(browser, example).find_all("a") if each.text.startswith(begins))
    answer = browser.get(link["href"])
    assert answer.status_code == 200
    place = link["href"].partition("#")[2]
    found = soup(answer).find(id=place) if place else soup(answer).find("main")
    assert isinstance(found, Tag), link["href"]
    return found


def test_an_example_in_which_nothing_waits_shows_no_line(browser: Browser, writer: User) -> None:
    example = make.example("Klart", responsible=writer)
    person = make.party()
    make.appearance(person, example)
    make.agreement(person, yes=[("name", "intranet")], no=[("name", "press")])
    row = own(browser, example)
    assert not row.select(".badge"), "a no in a channel is an answer, and nothing that waits"
    assert len(row.find_all("p")) == 1


@pytest.mark.parametrize("state", [State.DRAFT, State.PLANNED, State.PUBLISHED])
def test_names_to_take_a_stand_on_lead_to_those_who_are_in_it(browser: Browser, writer: User, state: State) -> None:
    example = make.example("Bageriet", state=state, texts={"message": "Där jobbar Kalle Testsson."}, responsible=writer)
    assert "Namn att ta ställning till I texten står Kalle Testsson. Ta ställning" in said(browser, example)
    assert "Kalle Testsson" in led_to(browser, example, "Till Medverkande").text
    make.settle_names(example)
    assert "Kalle Testsson" not in said(browser, example)


def test_names_in_what_is_put_away_wait_for_nobody(browser: Browser, writer: User) -> None:
    texts = {"message": "Där jobbar Kalle Testsson."}
    example = make.example("Bageriet", state=State.ARCHIVED, texts=texts, responsible=writer)
    assert "Kalle Testsson" not in said(browser, example)


def test_a_place_to_take_down_says_by_which_day_and_leads_to_where_that_is_written_down(
    browser: Browser, writer: User, clock: Clock
) -> None:
    example = make.example("Snickeriet", responsible=writer)
    person = make.party("Olle Fantasibäck")
    make.appearance(person, example)
    make.agreement(person, yes=make.everywhere("name"), at=EARLIER)
    values = {"channel": "web", "address": "Sidan", "from_day": EARLIER.date()}
    place = rows.add_row(example.id, "placements", values, make.stamp())
    assert "Sidan" not in said(browser, example)
    make.agreement(person, no=[("name", "web")], given_on=clock.day, ending="withdrawn")
    db.session.commit()
    due = placements.to_take_down([example.id], clock.day)[0].due_on
    assert due is not None
    told = said(browser, example)
    assert f"Ska tas ned senast {due} Webb, Sidan." in told
    assert f"Återkallad Olle Fantasibäck drog tillbaka namn {clock.day} (webb)." in told
    assert "1 plats ska tas ned" not in told, "the place is told of beside it"
    assert "Spärrad" not in told, "it is still shown on the intranet"
    assert "Sidan" in led_to(browser, example, "Skriv att det är nedtaget").text
    clock.forward(days=20)
    assert f"Skulle ha tagits ned {due} Webb, Sidan." in said(browser, example)
    takedowns.settle(place, placements.DOWN, "", clock.day, place.version, make.stamp(writer, clock.at))
    assert "Sidan" not in said(browser, example)


def test_what_is_out_of_something_put_away_is_told_of_too(browser: Browser, writer: User) -> None:
    example = make.example("Snickeriet", responsible=writer)
    make.appearance(make.party(), example)
    values = {"channel": "web", "address": "Sidan", "from_day": EARLIER.date()}
    rows.add_row(example.id, "placements", values, make.stamp())
    example.state = State.ARCHIVED
    told = said(browser, example)
    assert "Webb, Sidan." in told
    assert "Spärrad" not in told


def test_a_closed_example_says_so_and_why_until_it_is_open(browser: Browser, writer: User) -> None:
    example = make.example("Snickeriet", responsible=writer)
    person = make.party("Olle Fantasibäck")
    make.appearance(person, example)
    told = said(browser, example)
    assert "Spärrad Medarbetarna kan inte se exemplet." in told
    assert "Överenskommelse saknas Olle Fantasibäck har inte svarat om namn." in told
    assert "Olle Fantasibäck" in led_to(browser, example, "Till Medverkande").text
    make.agreement(person, yes=make.everywhere("name"))
    assert not own(browser, example).select(".badge")


@pytest.mark.parametrize("state", [State.DRAFT, State.PUBLISHED])
def test_a_picture_that_employees_cannot_see_says_why_and_leads_to_its_row(
    app: Flask, browser: Browser, writer: User, state: State
) -> None:
    example = make.example("Snickeriet", state=state, responsible=writer)
    seen = picture(app, example, title="Ugnen", **of_parties((make.party("Olle Fantasibäck"), "photo")))
    picture(app, example, title="Taket")
    told = said(browser, example)
    assert "Bilden visas inte Ugnen: Olle Fantasibäck har inte svarat om foto." in told
    assert "Taket" not in told
    assert "Spärrad" not in told
    assert "Ugnen" in led_to(browser, example, "Till steg 3").text
    make.agreement(seen.parties[0].party, yes=make.everywhere("photo"))
    assert "Ugnen" not in said(browser, example)


def test_a_picture_s_licence_is_told_of_once(app: Flask, browser: Browser, writer: User, clock: Clock) -> None:
    example = make.example("Snickeriet", responsible=writer)
    picture(app, example, title="Ugnen", licence_until=clock.day - timedelta(days=1))
    assert said(browser, example).count("Ugnen") == 1


def test_one_who_edits_no_example_is_led_only_to_where_they_may_go(app: Flask, within: Flask) -> None:
    reviewer = make.user(Role.REVIEWER)
    example = make.example("Snickeriet", texts={"message": "Där jobbar Kalle Testsson."}, responsible=reviewer)
    picture(app, example, title="Ugnen", nobody_seen=False)
    browser = Browser(app)
    browser.log_in(reviewer)
    assert "Bilden visas inte Ugnen: Ingen har sagt vem som syns på bilden." in said(browser, example)
    assert "Kalle Testsson" in led_to(browser, example, "Till Medverkande").text
    for link in own(browser, example).find_all("a"):
        assert browser.get(link["href"]).status_code == 200


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_number_of_queries_is_constant_however_much_waits(app: Flask, browser: Browser, writer: User) -> None:
    def queries() -> int:
        db.session.commit()
        with statements() as sent:
            answer = browser.get("/mina")
        for each in ("Namn att ta", "Spärrad", "Återkallad", "nedtaget", "Bilden visas inte"):
            assert each in words(answer)
        return len(sent)

    def fill() -> None:
        for state in State:
            made = make.example(state=state, texts={"message": "Där jobbar Kalle Testsson."}, responsible=writer)
            person, another = make.party(), make.party()
            for each in (person, another):
                make.appearance(each, made)
            make.agreement(person, yes=make.everywhere("name"), at=EARLIER)
            make.agreement(person, no=make.everywhere("name"), given_on=make.NOW.date(), ending="withdrawn")
            values = {"channel": "web", "address": "Sidan", "from_day": EARLIER.date()}
            rows.add_row(made.id, "placements", values, make.stamp())
            picture(app, made, **of_parties((make.party(), "photo")))

    fill()
    few = queries()
    for _ in range(3):
        fill()
    assert queries() <= few
