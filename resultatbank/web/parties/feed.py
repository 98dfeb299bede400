"""The calendar of what ends as a feed (RFC 5545), for calendar programs, which can't log in.

The feed leaves the house, so it names no party: only examples, by title and number, and where to read on.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import abort, current_app, make_response, request, url_for
from icalendar import Alarm, Calendar, Event
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import ending, feeds, gate, throttle
from resultatbank.data.ending import Shut
from resultatbank.rules.calendar import day_after, day_of
from resultatbank.rules.places import place
from resultatbank.web.access import public
from resultatbank.web.looks import listed
from resultatbank.web.parties.blueprint import blueprint
from resultatbank.web.transactions import writing_apart

PRODUCT = "-//Resultatbank//Kalender//SV"
DAYS_BEFORE = 30


@blueprint.get("/kalender/<key>.ics")
@public
def feed(key: str) -> Response:
    """Give the feed to whoever has the key: what closes of the person's examples, or of all when ?alla=1 asks for it.

    Nothing is written, unless the key is wrong: then the failure is counted, and whoever guesses must soon wait.
    """
    place = request.remote_addr or ""
    if throttle.is_throttled(throttle.BY_FEED, place, clock.now(), throttle.MOST_LINKS_PER_PLACE):
        raise TooManyRequests
    user = feeds.user_of_key(key)
    if user is None:
        with writing_apart():
            throttle.note_failure(throttle.BY_FEED, place, clock.now())
        abort(404)
    mine = None if request.args.get("alla") == "1" else user.id
    now = clock.now()
    labels = {term.slug: term.label.lower() for term in gate.channels()}
    events = [_event(each, labels, now) for each in ending.what_closes(day_of(now), mine)]
    response = make_response(_calendar(events).to_ical())
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _calendar(events: list[Event]) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Resultatbank: det som går ut")
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    for event in events:
        calendar.add_component(event)
    return calendar


def _event(shut: Shut, labels: dict[str, str], now: datetime) -> Event:
    """Return the last day of an example in some channels. The UID is the same for as long as that day is."""
    public_url: str = current_app.config["SETTINGS"].public_url
    address = public_url + url_for("parties.people", example_id=shut.example_id)
    known = {slug: label for slug, label in labels.items() if slug in shut.channels}
    where = listed([place(*each) for each in (known or {slug: slug for slug in shut.channels}).items()])
    event = Event()
    event.add("uid", f"slutar-{shut.example_id}-{shut.day}@resultatbank")
    event.add("dtstamp", now)
    event.add("dtstart", shut.day)
    event.add("dtend", day_after(shut.day))
    event.add("summary", f"Ja går ut: {shut.title} (exempel {shut.example_id})")
    event.add(
        "description",
        f"Det här är sista dagen som exemplet får användas {where}. "
        f"Förnya överenskommelsen, eller ta ned exemplet: {address}",
    )
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -timedelta(days=DAYS_BEFORE))
    alarm.add("description", f"Om {DAYS_BEFORE} dagar går ett ja ut: {shut.title}")
    event.add_component(alarm)
    return event
