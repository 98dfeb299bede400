"""The calendar of what ends: what really closes, month by month, and the feed that a calendar program fetches."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from resultatbank.data import accounts, throttle
from resultatbank.data.models import (
    Event,
    Example,
    FeedKey,
    FollowUp,
    Indicator,
    LoginFailure,
    Package,
    Party,
    Placement,
    User,
)
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import State
from tests import factories as make
from tests.conftest import Clock
from tests.statements import statements
from tests.web.client import Browser, soup, words

URL = "/overenskommelser/kalender"
DECEMBER = date(2026, 12, 31)
YES = make.everywhere("name")


@pytest.fixture
def me(writer: User) -> User:
    return writer


def shown(name: str, until: date, *, responsible: User | None = None, **more: Any) -> tuple[Party, Example]:
    """A party in an example of its own, whose name may be used everywhere until a day."""
    party, example = make.party(name), make.example(f"Exempel om {until}", responsible=responsible, **more)
    make.appearance(party, example, ["name"])
    make.agreement(party, yes=YES, until_day=until)
    db.session.commit()
    return party, example


def rows(response: Any, heading: str) -> list[str]:
    """The rows under a month's heading, as text."""
    found = [each for each in soup(response).select("section") if each.h3 and each.h3.get_text().startswith(heading)]
    return [" ".join(row.get_text(" ").split()) for section in found for row in section.select("tbody tr")]


def test_a_yes_stands_on_its_last_day_with_what_it_closes_and_who_answers(browser: Browser, me: User) -> None:
    shown("Hitte Påsson", DECEMBER, responsible=me)
    page = browser.get(URL)
    assert rows(page, "December 2026: 1 part") == [
        "2026-12-31 Hitte Påsson Namn Alla kanaler Exempel om 2026-12-31 Alla kanaler Kim Kommunikatör"
    ]


def test_a_renewed_yes_does_not_end_before_the_new_one(browser: Browser) -> None:
    party, _ = shown("Hitte Påsson", DECEMBER)
    make.agreement(party, yes=YES, from_day=date(2027, 1, 1), until_day=date(2027, 3, 5), given_on=date(2026, 11, 1))
    page = browser.get(URL)
    assert not rows(page, "December 2026")
    assert rows(page, "Mars 2027: 1 part")[0].startswith("2027-03-05 Hitte Påsson")


def test_a_withdrawn_yes_has_no_end_to_come(browser: Browser) -> None:
    party, _ = shown("Hitte Påsson", DECEMBER)
    make.agreement(party, no=YES, given_on=date(2026, 11, 20), withdraws=make.agreement(party, yes=YES))
    assert "Hitte Påsson" not in words(browser.get(URL))


def test_only_what_the_example_shows_of_the_party_closes_it(browser: Browser) -> None:
    party, example = make.party("Hitte Påsson"), make.example("Bageriet")
    make.appearance(party, example, ["name"])
    make.agreement(party, yes=[("name", "web")])
    make.agreement(party, yes=[("photo", "web")], until_day=DECEMBER)
    assert rows(browser.get(URL), "December 2026: 1 part") == ["2026-12-31 Hitte Påsson Foto Webb Inget exempel –"]


def test_what_has_ended_stands_apart_and_today_has_not_ended(browser: Browser, clock: Clock) -> None:
    shown("I Dag", clock.day)
    shown("I Går", clock.day - timedelta(days=1))
    shown("Länge Sedan", clock.day - timedelta(days=120))
    page = browser.get(URL)
    coming, past = soup(page).select_one("#manad-2026-11"), soup(page).select_one("#slut-2026-11")
    assert coming is not None
    assert past is not None
    assert "I Dag" in coming.find_parent("section").get_text()
    assert "I Går" in past.find_parent("section").get_text()
    assert "Länge Sedan" not in words(page)


def test_the_calendar_can_be_of_mine_only(browser: Browser, me: User) -> None:
    shown("Min Part", DECEMBER, responsible=me)
    shown("Annans Part", DECEMBER, responsible=make.user(Role.COMMUNICATOR))
    page = words(browser.get(f"{URL}?ansvarig={me.id}"))
    assert "Min Part" in page
    assert "Annans Part" not in page
    assert browser.get(f"{URL}?ansvarig=999999").status_code == 422
    assert browser.get(f"{URL}?ansvarig=x").status_code == 422


def test_the_chart_says_nothing_that_the_headings_do_not(browser: Browser) -> None:
    for number in range(3):
        shown(f"Part {number}", DECEMBER)
    shown("En till", date(2027, 2, 1))
    page = soup(browser.get(URL))
    chart = page.find("svg", role="img")
    assert chart is not None
    assert chart["aria-label"]
    assert [each.get_text() for each in chart.select("text.val")] == ["3", "1"]
    assert [h.get_text() for h in page.select("h3") if "part" in h.get_text()] == [
        "December 2026: 3 parter",
        "Februari 2027: 1 part",
    ]


def test_the_same_month_next_year_is_whole(browser: Browser, clock: Clock) -> None:
    shown("Ett År", clock.day.replace(year=2027))
    shown("Sista Dagen", date(2027, 11, 30))
    shown("Månaden Efter", date(2027, 12, 1))
    page = browser.get(URL)
    assert len(rows(page, "November 2027: 2 parter")) == 2
    assert "Till och med november 2027: 2" in words(page)
    chart = soup(page).find("svg", role="img")
    assert chart is not None
    assert len(chart.select("rect")) == 13
    assert all(float(each["x"]) + 27 <= float(str(chart["viewbox"]).split()[2]) for each in chart.select("rect"))


def test_a_crowded_month_tells_how_many_there_are(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resultatbank.data.ending.MOST_OF_A_MONTH", 2)
    for number in range(3):
        shown(f"Part {number}", DECEMBER)
    page = browser.get(URL)
    assert len(rows(page, "December 2026: 3 parter")) == 2
    assert "De 2 första visas" in words(page)


def test_the_calendar_asks_no_more_when_there_is_more(browser: Browser, me: User) -> None:
    def asked() -> int:
        with statements() as sent:
            browser.get(URL)
        return len(sent)

    shown("Första", DECEMBER, responsible=me)
    browser.get(URL)
    few = asked()
    for number in range(8):
        shown(f"Part {number}", DECEMBER - timedelta(days=number), responsible=me)
    assert asked() == few


# ------------------------------------------------------------------------------------------------------------ the feed


def make_feed(browser: Browser) -> list[str]:
    """Make a personal address, and return the paths: of one's own examples, and of all."""
    browser.get("/kalender")
    page = soup(browser.post("/kalender/adress"))
    return [each["value"].removeprefix("http://localhost") for each in page.select("input[readonly]")]


def events(app: Flask, path: str, kinds: str = "slutar") -> list[Any]:
    """What the feed tells, of the kind that its name begins with: what ends, unless something else is asked for."""
    response = Browser(app).get(path)
    assert response.status_code == 200
    assert response.mimetype == "text/calendar"
    return [each for each in Calendar.from_ical(response.data).walk("VEVENT") if each["uid"].startswith(kinds)]


def test_the_feed_tells_when_a_yes_ends_and_never_whose(app: Flask, browser: Browser, me: User) -> None:
    _, example = shown("Hitte Påsson", DECEMBER, responsible=me)
    path, _ = make_feed(browser)
    text = Browser(app).get(path).data
    unfolded = text.replace(b"\r\n ", b"").decode()
    assert "Hitte" not in unfolded
    assert "Kim" not in unfolded
    assert f"http://localhost/exempel/{example.id}/medverkande" in unfolded
    [event] = events(app, path)
    assert event["dtstart"].dt == DECEMBER
    assert not isinstance(event["dtstart"].dt, datetime)
    assert event["dtend"].dt == date(2027, 1, 1)
    assert str(example.id) in event["summary"]
    assert "Exempel om 2026-12-31" in event["summary"]
    [alarm] = event.walk("VALARM")
    assert alarm["trigger"].dt == timedelta(days=-30)
    assert alarm["action"] == "DISPLAY"


def test_the_feed_keeps_the_form_of_the_standard(app: Flask, browser: Browser, me: User) -> None:
    shown("Hitte Påsson", DECEMBER, responsible=me)
    path, _ = make_feed(browser)
    text = Browser(app).get(path).data
    assert text.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in text.replace(b"\r\n", b"")
    assert max(len(line) for line in text.split(b"\r\n")) <= 75
    calendar = Calendar.from_ical(text)
    assert calendar["version"] == "2.0"
    assert calendar["prodid"]
    event, _review = calendar.walk("VEVENT")
    assert event["dtstamp"].dt.tzinfo is not None
    assert b"DTSTAMP:20261123T090000Z" in text
    assert b"DTSTART;VALUE=DATE:20261231" in text


def test_an_event_keeps_its_name_for_as_long_as_its_day(app: Flask, browser: Browser, clock: Clock, me: User) -> None:
    party, _ = shown("Hitte Påsson", DECEMBER, responsible=me)
    path, _ = make_feed(browser)
    [before] = events(app, path)
    clock.forward(days=3)
    [after] = events(app, path)
    assert before["uid"] == after["uid"]
    make.agreement(party, yes=YES, from_day=clock.day, until_day=date(2028, 1, 1), at=clock.at)
    [renewed] = events(app, path)
    assert renewed["uid"] != before["uid"]
    assert renewed["dtstart"].dt == date(2028, 1, 1)


def test_the_feed_is_of_mine_or_of_all(app: Flask, browser: Browser, me: User) -> None:
    shown("Min", DECEMBER, responsible=me)
    shown("Annans", date(2027, 1, 5), responsible=make.user(Role.COMMUNICATOR))
    shown("Arkiverad", date(2027, 1, 6), responsible=me, state=State.ARCHIVED)
    mine, everybody = make_feed(browser)
    assert [each["dtstart"].dt for each in events(app, mine)] == [DECEMBER]
    assert [each["dtstart"].dt for each in events(app, everybody)] == [DECEMBER, date(2027, 1, 5)]


def test_a_key_is_shown_once_and_kept_as_a_digest(app: Flask, browser: Browser) -> None:
    path, _ = make_feed(browser)
    key = path.removeprefix("/kalender/").removesuffix(".ics")
    assert len(key) >= 43
    assert key not in browser.get("/kalender").text
    kept = db.session.scalars(select(FeedKey)).one()
    assert kept.key_sha256 != key
    assert key not in str(db.session.execute(select(Event.kind, Event.fields)).all())


def test_a_new_key_stops_the_old_at_once_and_a_removed_one_too(app: Flask, browser: Browser) -> None:
    old, _ = make_feed(browser)
    new, _ = make_feed(browser)
    assert Browser(app).get(old).status_code == 404
    assert Browser(app).get(new).status_code == 200
    browser.get("/kalender")
    browser.post("/kalender/adress/ta-bort")
    assert Browser(app).get(new).status_code == 404
    kinds = db.session.scalars(select(Event.kind).where(Event.kind.like("feed_key%")).order_by(Event.id)).all()
    assert kinds == ["feed_key_made", "feed_key_made", "feed_key_removed"]


@pytest.mark.parametrize("how", ["locked", "removed"])
def test_the_key_of_one_who_may_no_longer_log_in_stops(app: Flask, browser: Browser, me: User, how: str) -> None:
    make.user(Role.ADMINISTRATOR)
    path, _ = make_feed(browser)
    assert Browser(app).get(path).status_code == 200
    if how == "locked":
        accounts.lock_user(me, make.stamp())
    else:
        accounts.remove_user(me, make.stamp())
    db.session.commit()
    assert Browser(app).get(path).status_code == 404


def test_a_wrong_key_is_the_page_that_does_not_exist(app: Flask, browser: Browser) -> None:
    wrong = Browser(app).get("/kalender/" + "x" * 43 + ".ics")
    nothing = Browser(app).get("/finns-inte")
    assert wrong.status_code == nothing.status_code == 404
    assert re.sub(r"\d\d:\d\d", "", words(wrong)) == re.sub(r"\d\d:\d\d", "", words(nothing))


def test_one_who_guesses_must_wait_and_then_may_come_again(app: Flask, browser: Browser, clock: Clock) -> None:
    path, _ = make_feed(browser)
    for number in range(throttle.MOST_LINKS_PER_PLACE):
        assert Browser(app).get(f"/kalender/gissning{number}.ics").status_code == 404
    assert Browser(app).get(path).status_code == 429
    clock.forward(minutes=16)
    assert Browser(app).get(path).status_code == 200


def test_fetching_the_feed_writes_nothing(app: Flask, browser: Browser, me: User) -> None:
    shown("Hitte Påsson", DECEMBER, responsible=me)
    path, _ = make_feed(browser)
    with statements() as sent:
        assert Browser(app).get(path).status_code == 200
    assert sent
    assert all(each.lstrip().startswith("SELECT") for each in sent)
    assert not db.session.scalars(select(LoginFailure)).all()


def test_one_who_may_not_see_the_register_gets_their_own_dates_and_no_title_of_what_is_closed(
    app: Flask, within: Flask, clock: Clock
) -> None:
    employee = make.user(name="Emma Egen")
    browser = Browser(app)
    browser.log_in(employee)
    _, closed = shown("Hitte Påsson", clock.day - timedelta(days=1), responsible=employee)
    _, open_one = shown("Hitta Påsdotter", DECEMBER, responsible=employee)
    shown("Annans", DECEMBER)
    [path] = make_feed(browser)
    assert [str(each["summary"]) for each in events(app, path, "")] == [
        f"Ja går ut: {open_one.title} (exempel {open_one.id})",
        f"Ska granskas: exempel {closed.id}",
        f"Ska granskas: {open_one.title} (exempel {open_one.id})",
    ]
    assert [each["uid"] for each in events(app, f"{path}?alla=1")] == [each["uid"] for each in events(app, path)]
    assert closed.title not in Browser(app).get(path).text


def test_the_feed_tells_of_reviews_by_their_day_and_of_those_that_come_back(
    app: Flask, browser: Browser, me: User, clock: Clock
) -> None:
    fresh = make.example("Färsk", responsible=me, reviewed=True)
    made = make.example("Ersättarens", fallback_id=me.id)
    make.review(made, at=make.NOW - timedelta(days=100))
    make.example("Annans", responsible=make.user(), fallback_id=me.id, reviewed=True)
    back = make.example("Tillbaka", responsible=me)
    make.review(back, at=make.NOW - timedelta(days=400))
    make.put_off(back, until=date(2026, 12, 7))
    path, _ = make_feed(browser)
    [first] = events(app, path, "put-off")
    assert (first["dtstart"].dt, "Tillbaka" in first["summary"]) == (date(2026, 12, 8), True)
    found = {str(each["summary"]).split(" (")[0]: each["dtstart"].dt for each in events(app, path, "review")}
    assert found == {"Ska granskas: Färsk": date(2027, 11, 24), "Ska granskas: Ersättarens": date(2027, 8, 16)}
    [before] = [each["uid"] for each in events(app, path, f"review-{fresh.id}-")]
    clock.forward(days=5)
    assert [each["uid"] for each in events(app, path, f"review-{fresh.id}-")] == [before]


def test_the_feed_tells_of_takedowns_figures_and_follow_ups_that_are_mine(
    app: Flask, browser: Browser, me: User, clock: Clock
) -> None:
    other = make.user()
    _, closed = shown("Hitte Påsson", clock.day - timedelta(days=1), responsible=other)
    _, mine = shown("Hitta Påsdotter", DECEMBER, responsible=me)
    down = Placement(example_id=closed.id, channel="web", from_day=clock.day, responsible_id=me.id)
    theirs = Placement(example_id=closed.id, channel="web", from_day=clock.day)
    counted = Placement(example_id=mine.id, channel="press", from_day=clock.day)
    ready = Indicator(example_id=mine.id, name="Klar", due_on=date(2026, 12, 2), repeat_until=2028)
    db.session.add_all([down, theirs, counted, ready])
    make.measurement(ready, 1)
    db.session.add_all(
        [
            Indicator(example_id=mine.id, name="Jobb", due_on=date(2027, 3, 1)),
            Indicator(example_id=mine.id, name="Annans", due_on=date(2027, 3, 3), responsible_id=other.id),
        ]
    )
    path, _ = make_feed(browser)
    [takedown] = events(app, path, "take-down")
    assert takedown["dtstart"].dt == date(2026, 11, 26)
    assert takedown["uid"] == f"take-down-{down.id}-2026-11-26@resultatbank"
    assert "på webben" in takedown["description"]
    assert sorted(each["dtstart"].dt for each in events(app, path, "figure")) == [
        date(2027, 3, 1),
        date(2027, 12, 2),
        date(2028, 12, 2),
    ]
    follow_up = f"follow-up-{down.id}-2026-12-23@resultatbank"
    assert {each["uid"] for each in events(app, path, "follow-up")} == {
        follow_up,
        follow_up.replace(str(down.id), str(counted.id), 1),
    }
    db.session.add(FollowUp(example_id=mine.id, placement_id=counted.id, measured_on=clock.day, reached=1))
    assert [each["uid"] for each in events(app, path, "follow-up")] == [follow_up]


def test_the_feed_tells_of_licences_in_what_is_published(app: Flask, browser: Browser, me: User) -> None:
    mine, drafted, others = make.example("Mitt", responsible=me), make.example(state=State.DRAFT), make.example()
    drafted.responsible_id = me.id
    for example in (mine, drafted, others):
        db.session.add(Package(example_id=example.id, title="Ugnen", licence_until=DECEMBER))
    db.session.add(Package(example_id=mine.id, title="Utan slut"))
    path, _ = make_feed(browser)
    [licence] = events(app, path, "licence")
    assert (licence["dtstart"].dt, str(licence["summary"])) == (DECEMBER, f"Licens går ut: Mitt (exempel {mine.id})")


def test_what_one_who_has_left_answered_for_is_the_fallbacks(
    app: Flask, browser: Browser, me: User, clock: Clock
) -> None:
    gone = make.user()
    gone.locked_at = clock.at
    _, closed = shown("Hitte Påsson", clock.day - timedelta(days=1), responsible=gone)
    _, mine = shown("Hitta Påsdotter", DECEMBER, responsible=gone)
    closed.fallback_id = mine.fallback_id = me.id
    db.session.add(Placement(example_id=closed.id, channel="web", from_day=clock.day, responsible_id=gone.id))
    db.session.add(Placement(example_id=mine.id, channel="press", from_day=clock.day))
    db.session.add(Indicator(example_id=mine.id, name="Jobb", due_on=date(2027, 3, 1), responsible_id=gone.id))
    path, _ = make_feed(browser)
    assert [len(events(app, path, kind)) for kind in ("take-down", "figure", "follow-up", "slutar")] == [1, 1, 2, 1]


def test_what_comes_in_the_calendar_is_told_where_it_is_made_and_found_from_ones_own_page(browser: Browser) -> None:
    assert soup(browser.get("/mina")).find("a", href="/kalender")
    assert "siffror som ska finnas" in words(browser.get("/kalender"))
