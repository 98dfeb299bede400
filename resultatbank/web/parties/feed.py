"""A person's own dates as a feed (RFC 5545), for calendar programs, which can't log in: what ends, and what to do.

The feed leaves the house, so it names no party: only examples, by title and number, and where to read on. One who
may not see examples that are closed gets no title of such a one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from flask import abort, current_app, make_response, request, url_for
from icalendar import Alarm, Calendar, Event
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import due_dates, ending, feeds, gate, throttle
from resultatbank.data.due_dates import DueDate, Kind
from resultatbank.data.ending import Shut
from resultatbank.data.models import User
from resultatbank.rules.calendar import day_after, day_of
from resultatbank.rules.places import place
from resultatbank.rules.roles import Action, may
from resultatbank.web.access import public
from resultatbank.web.looks import listed
from resultatbank.web.parties.blueprint import blueprint
from resultatbank.web.transactions import writing_apart

PRODUCT = "-//Resultatbank//Kalender//SV"
DAYS_BEFORE = 30
# What is said of each kind of duty, more closely, and how many days before one is reminded.
_WORDS = {
    Kind.FIRST_REVIEW: ("Ska granskas", "Exemplet är publicerat och ingen har granskat det.", 1),
    Kind.REVIEW: ("Ska granskas", "Från den här dagen är texten gammal.", 7),
    Kind.PUT_OFF: ("Ska granskas", "Granskningen sköts upp, och nu är den tillbaka i kön.", 1),
    Kind.TAKE_DOWN: (
        "Ska vara nedtaget",
        "Exemplet får inte finnas kvar {where}. Det här är sista dagen att ta ned det.",
        1,
    ),
    Kind.FIGURE: ("Siffra ska finnas", "Den här dagen ska siffran finnas.", 7),
    Kind.FOLLOW_UP: ("Ska följas upp", "Skriv hur det har gått för exemplet {where}.", 1),
    Kind.LICENCE: (
        "Licens går ut",
        "Det här är sista dagen för licensen på något i exemplet. Förnya den, eller byt det som den gäller.",
        DAYS_BEFORE,
    ),
}


@blueprint.get("/kalender/<key>.ics")
@public
def feed(key: str) -> Response:
    """Give the feed to whoever has the key: what closes of the person's examples, and what the person is to do.

    With ?alla=1 it is what closes of all examples, for one who may see the register.

    Nothing is written, unless the key is wrong: then the failure is counted, and whoever guesses must soon wait.
    """
    origin = request.remote_addr or ""
    if throttle.is_throttled(throttle.BY_FEED, origin, clock.now(), throttle.MOST_LINKS_PER_PLACE):
        raise TooManyRequests
    user = feeds.user_of_key(key)
    if user is None:
        with writing_apart():
            throttle.note_failure(throttle.BY_FEED, origin, clock.now())
        abort(404)
    everybody = request.args.get("alla") == "1" and may(user.role_names, Action.SEE_PARTIES)
    events = _events(user, everybody, clock.now())
    response = make_response(_calendar(events).to_ical())
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _events(user: User, everybody: bool, now: datetime) -> list[Event]:
    day = day_of(now)
    labels = {term.slug: term.label for term in gate.channels()}
    closing = ending.what_closes(day, None if everybody else user.id)
    to_do = [] if everybody else due_dates.due_dates_of(user.id, day)
    sees_all = may(user.role_names, Action.SEE_UNPUBLISHED)
    numbers = {each.example_id for each in closing} | {each.example_id for each in to_do}
    titles = due_dates.titles(numbers, day, sees_all)
    named = {each: f"{titles[each]} (exempel {each})" if each in titles else f"exempel {each}" for each in numbers}
    finds = may(user.role_names, Action.SEE_PARTIES)
    return [
        *(_closing(each, labels, named[each.example_id], finds, now) for each in closing),
        *(_to_do(each, labels, named[each.example_id], now) for each in to_do),
    ]


def _calendar(events: list[Event]) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Resultatbank: dina datum")
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    for event in events:
        calendar.add_component(event)
    return calendar


def _closing(shut: Shut, labels: Mapping[str, str], named: str, sees_parties: bool, now: datetime) -> Event:
    """Return the last day of an example in some channels. The UID is the same for as long as that day is."""
    page = "parties.people" if sees_parties else "bank.example"
    known = [place(slug, label) for slug, label in labels.items() if slug in shut.channels]
    where = listed(known or [place(each, each) for each in shut.channels])
    return _event(
        uid=f"slutar-{shut.example_id}-{shut.day}",
        day=shut.day,
        summary=f"Ja går ut: {named}",
        told=f"Det här är sista dagen som exemplet får användas {where}. Förnya överenskommelsen, eller ta ned det.",
        address=url_for(page, example_id=shut.example_id),
        before=DAYS_BEFORE,
        now=now,
    )


def _to_do(due: DueDate, labels: Mapping[str, str], named: str, now: datetime) -> Event:
    """Return the day by which something is to be done. The UID is the same for as long as that day is."""
    summary, told, before = _WORDS[due.kind]
    where = place(due.channel, labels.get(due.channel, due.channel)) if due.channel else ""
    return _event(
        uid=f"{due.kind}-{due.number}-{due.day}",
        day=due.day,
        summary=f"{summary}: {named}",
        told=told.format(where=where),
        address=url_for("bank.example", example_id=due.example_id),
        before=before,
        now=now,
    )


def _event(*, uid: str, day: date, summary: str, told: str, address: str, before: int, now: datetime) -> Event:
    public_url: str = current_app.config["SETTINGS"].public_url
    event = Event()
    event.add("uid", f"{uid}@resultatbank")
    event.add("dtstamp", now)
    event.add("dtstart", day)
    event.add("dtend", day_after(day))
    event.add("summary", summary)
    event.add("description", f"{told} {public_url}{address}")
    event.add("url", public_url + address)
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -timedelta(days=before))
    alarm.add("description", f"Om {before} {'dag' if before == 1 else 'dagar'}: {summary}")
    event.add_component(alarm)
    return event
