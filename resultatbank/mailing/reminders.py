"""How a reminder reads. It names no party, and its subject says only how much needs the person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from resultatbank.config import Settings
from resultatbank.data.duties import Duty
from resultatbank.data.models import User
from resultatbank.data.reminders import Contents
from resultatbank.data.uses import PastUse, PictureClosed
from resultatbank.mailing.messages import Heading, Link, Paragraph, Text
from resultatbank.rules.places import place
from resultatbank.rules.reminding import COMING, WHAT
from resultatbank.rules.review import Reason
from resultatbank.rules.roles import Action, may
from resultatbank.rules.words import ReminderKind

MOST_LINES = 20
THEMES_NAMED = 3
_ABOUT_PEOPLE = (Reason.WITHDRAWN, Reason.EXPIRED, Reason.MISSING, Reason.NAMES, Reason.NOT_ASSESSED, Reason.EXPIRING)


def text_of(contents: Contents, user: User, settings: Settings, day: date) -> Text:
    """Return what a person is reminded of on a day, with a link for each thing to do."""
    greeting = f"Hej {user.name.split()[0]}!"
    parts = _parts(contents, user, settings.public_url, day)
    return Text("sv", _subject(contents), (greeting, *parts, *_farewell(contents, user, settings)))


def _subject(contents: Contents) -> str:
    count = len(contents.duties) + len(contents.stopped)
    things = f"{count} {'sak' if count == 1 else 'saker'} behöver dig"
    if contents.kind is ReminderKind.DAY:
        return f"Stoppat: {things} i Resultatbank"
    if count:
        return f"{things} i Resultatbank"
    if contents.in_queue:
        return f"{contents.in_queue} exempel i granskningskön i Resultatbank"
    if contents.in_inbox:
        return f"{contents.in_inbox} att svara på i inkorgen i Resultatbank"
    return "Det som kommer i Resultatbank" if contents.coming else "Nytt i Resultatbank"


def _parts(contents: Contents, user: User, home: str, day: date) -> Iterator[Paragraph]:
    own = [each for each in contents.duties if not each.silent]
    passed_on = [each for each in contents.duties if each.silent]
    if own:
        yield Heading("Det här behöver dig")
        yield _lines(own, lambda duty: f"{WHAT[duty.reason]} {_when(duty, day)}", user, home)
    if passed_on:
        yield Heading("Ingen annan har gjort något på två veckor")
        yield _lines(passed_on, lambda duty: f"{WHAT[duty.reason]} {_who(duty)} {_when(duty, day)}", user, home)
    if contents.stopped:
        yield Heading("Sluta använda det här")
        yield tuple(Link(_stop(each), f"{home}/mina") for each in contents.stopped[:MOST_LINES])
    if contents.coming:
        yield Heading("På väg")
        yield _lines(contents.coming, lambda duty: f"{COMING[duty.reason]} {_when(duty, day)}", user, home)
    if contents.in_queue or contents.in_inbox:
        yield Heading("För er som hjälps åt")
        yield tuple(_shared(contents, home))
    if contents.published:
        yield Heading("Nytt i banken")
        yield (Link(_news(contents), f"{home}/exempel?ordning=nyast"),)


def _lines(duties: Iterable[Duty], say: Callable[[Duty], str], user: User, home: str) -> tuple[str | Link, ...]:
    found = list(duties)
    lines = [Link(f"{_name(duty)}: {say(duty)}", home + address_of(duty, user)) for duty in found[:MOST_LINES]]
    more = len(found) - MOST_LINES
    return (*lines, Link(f"Och {more} till.", f"{home}/mina")) if more > 0 else tuple(lines)


def _name(duty: Duty) -> str:
    return f"Exempel {duty.example_id}, {duty.title}" if duty.title else f"Exempel {duty.example_id}"


def _when(duty: Duty, day: date) -> str:
    if duty.until is None:
        return f"Har väntat sedan {duty.since}."
    return f"Senast {duty.until}." if duty.until >= day else f"Skulle ha varit klart {duty.until}."


def _who(duty: Duty) -> str:
    return f"{' och '.join(duty.silent)} har fått påminnelser."


def address_of(duty: Duty, user: User) -> str:
    """Return the page, from its first slash, where a person can do something about a duty, or at least read on."""
    example = f"/exempel/{duty.example_id}"
    if may(user.role_names, Action.REVIEW) and duty.is_waiting:
        return f"/granskning/{duty.example_id}"
    if not may(user.role_names, Action.SEE_UNPUBLISHED):
        return example if duty.is_visible else "/mina"
    if duty.reason in _ABOUT_PEOPLE:
        return f"{example}/medverkande"
    if duty.reason.is_of_a_licence:
        return f"{example}/steg/3#fraga-packages"
    if question := duty.reason.filled_in:
        return f"{example}/steg/{question.step}#fraga-{question.key}"
    return example


def _stop(use: PastUse) -> str:
    """Tell which use must stop, and where it may go on. What the example says isn't told: it may be somebody's no."""
    copied = f"Exempel {use.example_id}, som du kopierade {use.used_on}"
    if not use.example_stopped and use.picture_closed:
        return f"Bilden från exempel {use.example_id}, som du hämtade {use.used_on}, {_where(use.picture_closed)}"
    if not use.allowed:
        return f"{copied}, får inte användas längre. Ta bort det där du har använt det."
    closed = " och ".join(place(each.channel.slug, each.channel.label.lower()) for each in use.closed)
    return f"{copied}, får inte längre användas {closed}. Ta bort det där."


def _where(closed: PictureClosed) -> str:
    if closed.everywhere:
        return "får inte användas längre. Ta bort den där du har använt den."
    where = " och ".join(place(each.slug, each.label.lower()) for each in closed.channels)
    return f"får inte längre användas {where}. Ta bort den där."


def _shared(contents: Contents, home: str) -> Iterator[Link]:
    if contents.in_queue:
        yield Link(f"Granskningskön: {contents.in_queue} exempel.", f"{home}/granskning")
    if contents.in_inbox:
        yield Link(f"Inkorgen: {contents.in_inbox} att svara på.", f"{home}/inkorg")


def _news(contents: Contents) -> str:
    themes = ", ".join(f"{label} ({count})" for label, count in contents.themes[:THEMES_NAMED])
    added = f"{contents.published} {'nytt' if contents.published == 1 else 'nya'} exempel den senaste veckan"
    return f"{added}: {themes}." if themes else f"{added}."


def _farewell(contents: Contents, user: User, settings: Settings) -> Iterator[Paragraph]:
    if contents.kind is ReminderKind.DAY and contents.duties:
        yield "Du får det här brevet varje dag tills det är löst, eftersom någons nej gäller direkt."
    elif contents.duties or contents.coming:
        yield "Du får brevet en gång i veckan när något behöver dig. Det går inte att stänga av."
    if contents.published:
        yield f"Vill du inte ha nyheter? Stäng av dem under Ditt konto: {settings.public_url}/konto"
    yield f"Hälsningar\nResultatbank, {settings.authority_name}"
