"""What ends, month by month: the parties' yeses, and the examples and channels that close with them.

A yes that has been renewed or taken back before its last day doesn't end (rules/stances.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, literal_column, select
from sqlalchemy.orm import contains_eager

from resultatbank.data.accounts import who_answers
from resultatbank.data.models import Appearance, Clearance, Example, Party, PartyStance
from resultatbank.data.stances import answers_of
from resultatbank.extensions import db
from resultatbank.rules.calendar import add_months, day_before
from resultatbank.rules.clearance import Answer, covers, deciding
from resultatbank.rules.stances import End, ends
from resultatbank.rules.words import Material, State

# A yes for a year that is given today ends in this month next year, which is to be seen whole.
MONTHS_AHEAD = 13
MONTHS_BACK = 3
# More than this of a month is told of as a number: the register shows them all.
MOST_OF_A_MONTH = 50


@dataclass(frozen=True, slots=True)
class Closing:
    """An example that can't be used any more in these channels (keys) when a party's yes ends."""

    example: Example
    channels: frozenset[str]


@dataclass(frozen=True, slots=True)
class Ended:
    """A party's yeses that end on a day: for which materials, in which channels (keys), and what closes."""

    party: Party
    day: date
    materials: tuple[Material, ...]
    channels: frozenset[str]
    closes: tuple[Closing, ...]

    @property
    def responsible(self) -> list[str]:
        """The names of those who answer for what closes."""
        people = {each.example.responsible for each in self.closes}
        return sorted(person.name for person in people if person is not None)


@dataclass(frozen=True, slots=True)
class Month:
    """What ends in a month, by day: how much there is in all, and the first of it."""

    first: date
    total: int
    lines: tuple[Ended, ...]
    ended: bool = False

    @property
    def id(self) -> str:
        """A name for the place on a page. The month that is now stands twice, with what has ended in it apart."""
        return f"{'slut' if self.ended else 'manad'}-{self.first:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Ends:
    """What ends from a day on, in this month and those after it, and what has ended lately."""

    coming: tuple[Month, ...]
    past: tuple[Month, ...]


def what_ends(day: date, responsible_id: int | None = None) -> Ends:
    """Return what ends, of parties in examples that somebody answers for, or of all. A constant number of queries."""
    this_month = day.replace(day=1)
    back, stop = add_months(day, -MONTHS_BACK), add_months(this_month, MONTHS_AHEAD)
    rows = db.session.execute(_ends(back, day_before(stop), responsible_id))
    found = [(row.from_day, row.party_id) for row in rows]
    coming = _by_month(each for each in found if each[0] >= day)
    past = _by_month(each for each in found if each[0] < day)
    shown = [each for month in (*coming.values(), *past.values()) for each in month[:MOST_OF_A_MONTH]]
    lines = _lines(shown, responsible_id)
    ahead = [add_months(this_month, number) for number in range(MONTHS_AHEAD)]
    return Ends(
        tuple(_month(first, coming.get(first, []), lines) for first in ahead),
        tuple(_month(first, past[first], lines, ended=True) for first in sorted(past, reverse=True)),
    )


def _ends(start: date, last: date, responsible_id: int | None) -> Select[date, int, str]:
    """Return each day on which a party's yes ends, in order. "end" is written out so that the small index is used."""
    query = select(PartyStance.from_day, PartyStance.party_id, Party.name).distinct()
    query = query.join(Party, Party.id == PartyStance.party_id)
    query = query.where(PartyStance.kind == literal_column("'end'"), PartyStance.from_day.between(start, last))
    if responsible_id is not None:
        inside = select(Appearance.party_id).join(Example, Example.id == Appearance.example_id)
        mine = inside.where(Appearance.ended_at.is_(None), Example.responsible_id == responsible_id)
        query = query.where(PartyStance.party_id.in_(mine))
    order = (PartyStance.from_day, Party.name, PartyStance.party_id)
    return query.where(Party.erased_at.is_(None)).order_by(*order)


def _by_month(found: Iterable[tuple[date, int]]) -> dict[date, list[tuple[date, int]]]:
    months: dict[date, list[tuple[date, int]]] = {}
    for day, party_id in found:
        months.setdefault(day.replace(day=1), []).append((day, party_id))
    return months


def _month(
    first: date, found: Sequence[tuple[date, int]], lines: Mapping[tuple[date, int], Ended], ended: bool = False
) -> Month:
    return Month(first, len(found), tuple(lines[each] for each in found[:MOST_OF_A_MONTH]), ended)


def _lines(shown: Sequence[tuple[date, int]], responsible_id: int | None) -> dict[tuple[date, int], Ended]:
    ids = {party_id for _, party_id in shown}
    parties = {party.id: party for party in db.session.scalars(select(Party).where(Party.id.in_(ids)))}
    answers = answers_of(select(Party.id).where(Party.id.in_(ids)))
    ending = {party_id: ends(given) for party_id, given in answers.items()}
    inside = _inside(ids, responsible_id)
    closing = _closing({each.example_id for mine in inside.values() for each in mine}, {day for day, _ in shown})
    return {
        (day, party_id): _line(
            parties[party_id],
            day,
            [each for each in ending.get(party_id, ()) if each.answer.until_day == day],
            _closes(inside.get(party_id, ()), answers.get(party_id, ()), day, closing),
        )
        for day, party_id in shown
    }


def _line(party: Party, day: date, ending: Sequence[End], closes: Iterable[Closing]) -> Ended:
    materials = {each.answer.material for each in ending}
    channels = frozenset(each.answer.channel for each in ending)
    return Ended(party, day, tuple(each for each in Material if each in materials), channels, tuple(closes))


def _inside(party_ids: set[int], responsible_id: int | None) -> dict[int, list[Appearance]]:
    query = select(Appearance).join(Appearance.example).order_by(Appearance.id)
    now = (Appearance.ended_at.is_(None), Example.state != State.ARCHIVED.value)
    query = query.where(Appearance.party_id.in_(party_ids), *now)
    if responsible_id is not None:
        query = query.where(Example.responsible_id == responsible_id)
    found: dict[int, list[Appearance]] = {}
    for each in db.session.scalars(query.options(contains_eager(Appearance.example).joinedload(Example.responsible))):
        found.setdefault(each.party_id, []).append(each)
    return found


def _closing(example_ids: set[int], days: set[date]) -> dict[tuple[int, date], set[str]]:
    """Return the channels in which each example closes after each of the days."""
    found: dict[tuple[int, date], set[str]] = {}
    if not days:
        return found
    query = select(Clearance.example_id, Clearance.until_day, Clearance.channel)
    during = Clearance.until_day.between(min(days), max(days))
    for example_id, day, channel in db.session.execute(query.where(Clearance.example_id.in_(example_ids), during)):
        found.setdefault((example_id, day), set()).add(channel)
    return found


def _closes(
    inside: Iterable[Appearance],
    answers: Sequence[Answer],
    day: date,
    closing: Mapping[tuple[int, date], set[str]],
) -> Iterable[Closing]:
    """Give the examples that close after a day because of what the party's appearance in them shows."""
    for each in inside:
        shown = {material.material for material in each.materials}
        channels = frozenset(
            channel
            for channel in closing.get((each.example_id, day), ())
            if any(_runs_out(answers, material, channel, each.example_id, day) for material in shown)
        )
        if channels:
            yield Closing(each.example, channels)


def _runs_out(answers: Sequence[Answer], material: str, channel: str, example_id: int, day: date) -> bool:
    here = [a for a in answers if (a.material, a.channel) == (material, channel) and covers(a, example_id)]
    decides = deciding(here, day)
    return decides is not None and decides.yes and decides.until_day == day


@dataclass(frozen=True, slots=True)
class Shut:
    """An example that closes in some channels after a day: all that may leave the house."""

    example_id: int
    title: str
    day: date
    channels: tuple[str, ...]


def what_closes(day: date, responsible_id: int | None = None) -> list[Shut]:
    """Return the examples that close from a day on, by day: those that somebody answers for, or all. No party is in it.

    The fallback answers for what has no responsible. One query. `channels` are keys. Archived examples are left out.
    """
    query = (
        select(Clearance.until_day, Clearance.example_id, Example.title, Clearance.channel)
        .join(Example, Example.id == Clearance.example_id)
        .where(Clearance.until_day.between(day, add_months(day, 12 * 10)), Example.state != State.ARCHIVED.value)
        .order_by(Clearance.until_day, Clearance.example_id, Clearance.channel)
    )
    if responsible_id is not None:
        query = query.where(who_answers() == responsible_id)
    found: dict[tuple[int, date], Shut] = {}
    for until, example_id, title, channel in db.session.execute(query):
        before = found.get((example_id, until))
        channels = (*(before.channels if before else ()), channel)
        found[example_id, until] = Shut(example_id, title, until, channels)
    return list(found.values())
