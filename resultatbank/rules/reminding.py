"""Who is reminded of what waits, when it is somebody else's turn, and how it is said. A reminder names no party."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from resultatbank.rules.review import Reason

DAYS_TO_ACT = 14
DAYS_AHEAD = 14

WHAT = {
    Reason.WITHDRAWN: "Någon har tagit tillbaka sitt ja.",
    Reason.EXPIRED: "En överenskommelse har gått ut.",
    Reason.MISSING: "En överenskommelse saknas.",
    Reason.NAMES: "Ta ställning till namn i texten.",
    Reason.TAKEDOWN: "Något ligger ute som inte får ligga kvar.",
    Reason.NOT_ASSESSED: "Ingen har bedömt om någon är namngiven.",
    Reason.LICENCE_ENDED: "En licens har gått ut. Förnya den, eller byt det den gällde, även där exemplet ligger ute.",
    Reason.EXPIRING: "En överenskommelse går snart ut. Fråga igen, eller ta ned exemplet.",
    Reason.LICENCE_ENDING: "En licens går snart ut. Förnya den, eller byt det som den gäller.",
    Reason.FAULT: "Någon har sett ett fel.",
    Reason.NEVER_REVIEWED: "Texten är publicerad utan granskning.",
    Reason.OVERDUE: "Texten är för gammal och ska granskas.",
    Reason.FIGURES_DUE: "En siffra ska fyllas i.",
    Reason.FOLLOW_UP_DUE: "Siffror om hur många som nåddes saknas.",
    Reason.NOBODY: "Ingen ansvarar för exemplet.",
}
# What is known beforehand. Somebody's no isn't.
COMING = {
    Reason.EXPIRING: "En överenskommelse börjar ta slut.",
    Reason.LICENCE_ENDING: "En licens börjar ta slut.",
    Reason.OVERDUE: "Texten ska granskas.",
    Reason.FIGURES_DUE: "En siffra ska fyllas i.",
    Reason.FOLLOW_UP_DUE: "Fyll i hur många som nåddes.",
}


def whose_turn(
    chain: Iterable[int], heads: Iterable[int], told: Mapping[int, date], acted: Mapping[int, date], day: date
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield who is reminded of something that waits, each with those before them who have done nothing.

    `chain` is the responsible and then the fallback. The next in turn is reminded when the one before was told 14 days
    ago and has done nothing with the example in the last 14 days; after the last of the chain, the heads are. `told`
    and `acted` say when each person was, by their ids.
    """
    silent: tuple[int, ...] = ()
    for person in dict.fromkeys(chain):
        yield person, silent
        if not _has_been_silent(told.get(person), acted.get(person), day):
            return
        silent = (*silent, person)
    for head in heads:
        if silent and head not in silent:
            yield head, silent


def _has_been_silent(told_on: date | None, acted_on: date | None, day: date) -> bool:
    """Tell whether a person was told so long ago, and has done nothing since or as lately."""
    if told_on is None:
        return False
    return (day - max(told_on, acted_on or told_on)).days >= DAYS_TO_ACT
