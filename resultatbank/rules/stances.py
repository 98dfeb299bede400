"""How what a party has answered runs through time: its standing, its channels, its legal bases, and what ends.

The rule in standing.py is asked again on each day when something begins, has just ended or comes near its end, and
nowhere stated a second time. What comes out can be stored and asked with any day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from resultatbank.rules.calendar import FIRST_DAY, LAST_DAY, add_days, day_after, day_before
from resultatbank.rules.clearance import Answer, cause_of
from resultatbank.rules.review import DAYS_EXPIRING
from resultatbank.rules.standing import Place, Standing, deciding_in, places, state_of


class StanceKind(StrEnum):
    """What a stance says of a party: its Standing; a channel it has a yes in; a basis that decides; a yes that ends."""

    STANDING = "standing"
    CHANNEL = "channel"
    BASIS = "basis"
    END = "end"


@dataclass(frozen=True, slots=True)
class Stance:
    """Something that is true of a party from a day until another, both included.

    A standing that has a day (State.until) has it in `ends_on`. MISSING is no stance: it is that there is none.
    The stance of an end lasts for the last day of the yes; its value is the channel. A yes that has been replaced
    before then, or is followed by another the next day, doesn't end.
    """

    kind: StanceKind
    value: str
    from_day: date
    until_day: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class End:
    """A yes that ends: the answer, and the place where it does."""

    place: Place
    answer: Answer


def stances(answers: Sequence[Answer], bases: Mapping[int, str]) -> list[Stance]:
    """Return all that the answers of one party make true, in order. `bases` are the legal bases by agreement."""
    at = places(answers)
    days = sorted(_turns(answers))
    found: list[Stance] = []
    running: dict[tuple[StanceKind, str, date | None], date] = {}
    for day in days:
        decides = deciding_in(at, day)
        true_now = set(_true(at, decides, bases, day))
        for what in sorted(running.keys() - true_now, key=str):
            found.append(Stance(what[0], what[1], running.pop(what), day_before(day), what[2]))
        for what in true_now - running.keys():
            running[what] = day
    found += [Stance(kind, value, first, LAST_DAY, ends_on) for (kind, value, ends_on), first in running.items()]
    channels = {(end.answer.until_day, end.place[1]) for end in ends(answers)}
    found += [Stance(StanceKind.END, channel, day, day) for day, channel in channels]
    return sorted(found, key=lambda each: (each.kind, each.value, each.from_day))


def _turns(answers: Iterable[Answer]) -> set[date]:
    """Return the days on which something may become true: between two of them nothing does."""
    days = {FIRST_DAY}
    for answer in answers:
        days.add(answer.from_day)
        if answer.until_day < LAST_DAY:
            days.add(day_after(answer.until_day))
            days.add(add_days(answer.until_day, 1 - DAYS_EXPIRING))
    return days


def _true(
    at: Mapping[Place, Sequence[Answer]], decides: Mapping[Place, Answer], bases: Mapping[int, str], day: date
) -> Iterator[tuple[StanceKind, str, date | None]]:
    state = state_of(at, decides, day)
    if state.standing is not Standing.MISSING:
        yield StanceKind.STANDING, state.standing.value, state.until
    for (_, channel, _), answer in decides.items():
        yield StanceKind.BASIS, bases[answer.agreement_id], None
        if cause_of(answer, day) is None:
            yield StanceKind.CHANNEL, channel, None


def ends(answers: Sequence[Answer]) -> list[End]:
    """Return each yes that ends, with where: it decides on its last day, and the day after there is no running yes."""
    at = places(answers)
    found: list[End] = []
    for last in sorted({answer.until_day for answer in answers if answer.yes and answer.until_day < LAST_DAY}):
        after = deciding_in(at, day_after(last))
        for place, answer in deciding_in(at, last).items():
            still = cause_of(after[place], day_after(last)) is None
            if answer.yes and answer.until_day == last and not still:
                found.append(End(place, answer))
    return found
