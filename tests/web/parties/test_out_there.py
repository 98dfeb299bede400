"""The list of what is out there now: what must be taken down first, then channel by channel."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from resultatbank.data import outthere, words
from resultatbank.data.models import Example, Placement, User
from resultatbank.data.outthere import Filters
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import State, TermKind
from tests import factories as make
from tests.conftest import Clock
from tests.statements import statements
from tests.web.client import Browser, soup
from tests.web.client import words as read

URL = "/publiceringsplatser"
BEGUN = date(2026, 10, 1)


def place(example: Example, channel: str = "web", address: str = "", **values: Any) -> Placement:
    made = Placement(example_id=example.id, channel=channel, address=address, **{"from_day": BEGUN, **values})
    db.session.add(made)
    db.session.flush()
    return made


def closing(until: date, title: str = "Med en person", **values: Any) -> Example:
    """An example that may be used in every channel until a day."""
    made = make.example(title, benefit=title, **values)
    person = make.party()
    make.appearance(person, made)
    make.agreement(person, yes=make.everywhere("name"), until_day=until, covers=[made])
    return made


def addresses(browser: Browser, **asked: str) -> list[str]:
    """The addresses in the list, from the top."""
    response = browser.get(URL, query_string=asked)
    return [each.get_text(" ", strip=True).rpartition(", ")[2] for each in soup(response).select("tbody th")]


def test_what_must_go_comes_first_and_then_the_rest_by_channel(browser: Browser, clock: Clock) -> None:
    free = make.example("Fritt", benefit="Fri nytta")
    place(free, "social", "s")
    place(free, "web", "w")
    place(closing(date(2027, 5, 31)), "web", "u")
    place(closing(date(2026, 11, 22)), "web", "ned")
    place(closing(date(2026, 11, 10)), "partner", "partner")
    place(closing(date(2026, 11, 1)), "web", "sen")
    place(free, "web", "klar", outcome="down", settled_on=clock.day)
    place(free, "web", "slut", until_day=date(2026, 11, 22))
    place(free, "web", "kommer", from_day=date(2026, 11, 24))
    assert addresses(browser) == ["sen", "partner", "ned", "u", "w", "s"]
    rows = {
        each.th.get_text(" ", strip=True).rpartition(", ")[2]: " ".join(each.get_text(" ").split())
        for each in soup(browser.get(URL)).select("tbody tr")
    }
    assert "Skulle ha tagits ned 2026-11-05" in rows["sen"]
    assert "Ska tas ned senast 2026-11-26" in rows["ned"]
    assert "får vara kvar till och med 2027-05-31" in rows["u"]
    assert "får vara kvar tills vidare" in rows["w"]
    assert "Fri nytta" in rows["w"]


def test_the_address_narrows_the_list(browser: Browser, writer: User) -> None:
    other = make.user(name="Någon Annan")
    mine = closing(date(2026, 11, 1), responsible=writer)
    place(mine, "web", "min-sen")
    place(mine, "web", "annans", responsible_id=other.id)
    place(closing(date(2026, 11, 22), fallback_id=writer.id), "social", "min-ned")
    place(make.example(responsible=other, fallback_id=writer.id), "web", "fri")
    place(make.example(responsible=other), "web", "min-fri", responsible_id=writer.id)
    assert addresses(browser, lage="ned") == ["min-sen", "annans", "min-ned"]
    assert addresses(browser, lage="sen") == ["min-sen", "annans"]
    assert addresses(browser, vems="mina") == ["min-sen", "min-ned", "min-fri"]
    assert addresses(browser, vems="mina", lage="sen") == ["min-sen"]
    assert addresses(browser, kanal="social") == ["min-ned"]
    assert addresses(browser, kanal="press") == []
    assert browser.get(URL, query_string={"kanal": "brevduva"}).status_code == 422


def test_how_long_taking_down_may_take_decides_what_is_late(browser: Browser) -> None:
    place(closing(date(2026, 11, 19)), "web", "w")
    assert addresses(browser, lage="sen") == []
    web = next(each for each in words.terms(TermKind.CHANNEL) if each.slug == "web")
    words.allow_to_take_down(web, 1, make.stamp())
    assert addresses(browser, lage="sen") == []
    place(closing(date(2026, 11, 18)), "web", "x")
    assert addresses(browser, lage="sen") == ["x"]


def test_what_has_become_a_draft_again_is_still_out_there(browser: Browser) -> None:
    made = closing(date(2026, 11, 1))
    place(made, "web", "utkast")
    made.state = State.DRAFT
    db.session.flush()
    assert addresses(browser, lage="ned") == ["utkast"]


def test_it_is_read_a_page_at_a_time_without_losing_or_repeating_anything(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outthere, "PAGE", 2)
    gone, free = closing(date(2026, 11, 1)), make.example()
    for number in range(3):
        place(gone, "web", f"n{number}")
        place(free, "web", f"w{number}", from_day=BEGUN + timedelta(days=number // 2))
        place(free, "press", f"p{number}")
    found, url = [], URL
    while url:
        page = soup(browser.get(url))
        shown = [each.get_text(" ", strip=True).rpartition(", ")[2] for each in page.select("tbody th")]
        assert 0 < len(shown) <= 2
        found += shown
        more = page.find("a", string="Visa fler")
        url = str(more["href"]) if more else ""
    assert found == ["n0", "n1", "n2", "w2", "w1", "w0", "p2", "p1", "p0"]
    assert browser.get(f"{URL}?efter=web_inte_x").status_code == 200


def test_it_is_taken_down_in_place_and_the_row_stays_a_row_of_the_list(browser: Browser) -> None:
    made = place(closing(date(2026, 11, 1), "Bagaren"), "web", "w")
    url = f"{URL}/{made.id}/ta-ned"
    fields = browser.form(browser.get(f"{URL}?lage=ned"), url)
    wrong = browser.post(url, {**fields, "outcome": "down", "settled_on": "i går"}, htmx=f"plats-{made.id}")
    assert wrong.status_code == 422
    assert len(soup(wrong).select("tr > *")) == 4
    assert browser.form(wrong, url)["back"] == f"{URL}?lage=ned"
    row = browser.post(url, {**fields, "outcome": "down"}, htmx=f"plats-{made.id}")
    assert len(soup(row).select("tr > *")) == 4
    assert "Nedtagen 2026-11-23" in read(row)
    assert addresses(browser) == []


def test_without_scripts_one_comes_back_to_the_same_list(browser: Browser) -> None:
    made = place(closing(date(2026, 11, 1)), "web", "w")
    url = f"{URL}/{made.id}/ta-ned"
    fields = browser.form(browser.get(f"{URL}?lage=ned&kanal=web"), url)
    answer = browser.post(url, {**fields, "outcome": "down"})
    assert answer.headers["Location"].endswith(f"{URL}?lage=ned&kanal=web")
    assert "Inget ska tas ned" in read(browser.follow(answer))


@pytest.mark.parametrize("back", ["https://example.com/x?a=1", "//example.com", "/\\example.com", "exempel"])
def test_one_never_comes_back_to_somewhere_else(browser: Browser, back: str) -> None:
    made = place(closing(date(2026, 11, 1)), "web", "w")
    url = f"{URL}/{made.id}/ta-ned"
    fields = browser.form(browser.get(URL), url)
    assert (
        browser.post(url, {**fields, "back": back, "outcome": "down"}).headers["Location"]
        == f"/exempel/{made.example_id}"
    )


def test_the_same_list_comes_as_a_file_that_runs_nothing(browser: Browser, writer: User) -> None:
    place(closing(date(2026, 11, 1), "=1+1", responsible=writer), "web", "@adress")
    place(closing(date(2027, 5, 31)), "press", "Posten")
    place(make.example(), "social", "s")
    response = browser.get("/publiceringsplatser.csv")
    assert response.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(response.get_data().decode("utf-8-sig")), delimiter=";"))
    assert [each["Adress eller upplaga"] for each in rows] == ["'@adress", "s", "Posten"]
    assert (rows[0]["Exempel"], rows[0]["Ansvarig"]) == ("'=1+1", "Kim Kommunikatör")
    assert [each["Ska vara nere senast"] for each in rows] == ["2026-11-05", "", ""]
    assert [each["Får vara kvar till och med"] for each in rows] == ["", "", "2027-05-31"]
    narrowed = browser.get("/publiceringsplatser.csv?lage=sen").get_data().decode("utf-8-sig")
    assert narrowed.count("\r\n") == 2


def test_an_empty_list_says_what_to_do(browser: Browser) -> None:
    assert "steg 4" in read(browser.get(URL))


def test_only_those_who_take_down_see_it_and_their_menu_leads_there(app: Flask, browser: Browser) -> None:
    menu = soup(browser.get(URL)).select_one("nav[aria-label=Huvudmeny]")
    assert menu is not None
    assert [each.get_text(strip=True) for each in menu.select("[aria-current]")] == ["Ligger ute"]
    other = Browser(app)
    other.log_in(make.user(Role.ADMINISTRATOR))
    assert other.get(URL).status_code == 403
    assert "Ligger ute" not in read(other.get("/"))


def test_the_number_of_questions_doesnt_grow(within: Flask, clock: Clock) -> None:
    def asked() -> int:
        db.session.commit()
        db.session.expire_all()
        with statements() as sent:
            outthere.page_of(Filters(), clock.day)
        return len(sent)

    for channel in make.CHANNELS:
        place(closing(date(2026, 11, 1)), channel)
        place(make.example(), channel)
    before = asked()
    for channel in make.CHANNELS:
        place(closing(date(2026, 11, 1)), channel)
        place(make.example(), channel)
    assert asked() == before
