"""Whose yes is missing, in words: why an example is closed in a channel on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from resultatbank.data.gate import channels, load_cases
from resultatbank.data.models import Agreement, Example, Party
from resultatbank.extensions import db
from resultatbank.rules.calendar import day_before, day_of
from resultatbank.rules.clearance import Cause, Closed, closed_by
from resultatbank.rules.words import INTRANET, Ending, Material, State


@dataclass(frozen=True, slots=True)
class Why:
    """One reason why a channel is closed: whose, and in a sentence that says what."""

    cause: Cause
    party_id: int | None
    party_name: str
    sentence: str


def by_sentence(closed: Mapping[str, Sequence[Why]], *causes: Cause) -> dict[str, list[str]]:
    """Return the reasons' sentences, or those of some causes, each with the keys of the channels it closes."""
    where: dict[str, list[str]] = {}
    for channel, whys in closed.items():
        for why in whys:
            if not causes or why.cause in causes:
                where.setdefault(why.sentence, []).append(channel)
    return where


def why_closed(example_ids: Iterable[int], day: date) -> dict[int, dict[str, list[Why]]]:
    """Return, for each example and each channel that is closed for it that day, every reason why.

    What closes one party's materials for the same cause is one reason. A constant number of queries, whatever the
    number of examples.
    """
    cases = load_cases(example_ids)
    words = channels()
    closed = {
        example_id: {term.slug: found for term in words if (found := closed_by(case, term.slug, day))}
        for example_id, case in cases.items()
    }
    return in_words(closed)


def blocked_sentence(closed: Mapping[str, Sequence[Why]]) -> str:
    """Say that a published example is blocked, and why, from what closes each channel. "" when it isn't."""
    whys = closed.get(INTRANET, ())
    return " ".join(["Exemplet är spärrat.", *dict.fromkeys(why.sentence for why in whys)]) if whys else ""


def why_blocked(example: Example, day: date) -> str:
    """Say why a published example is blocked that day. "" when it isn't, and for one that isn't published."""
    if example.state != State.PUBLISHED:
        return ""
    return blocked_sentence(why_closed([example.id], day).get(example.id, {}))


def in_words(
    closed: Mapping[int, Mapping[str, Sequence[Closed]]], *, to_come: bool = False
) -> dict[int, dict[str, list[Why]]]:
    """Return reasons in words, by whose they are and by channel. At most two queries.

    What is to come hasn't closed anything yet: it tells until when what is open stays so.
    """
    ids = {each.party_id for one in closed.values() for found in one.values() for each in found if each.party_id}
    names = dict(db.session.execute(select(Party.id, Party.name).where(Party.id.in_(ids))).all()) if ids else {}
    endings = _endings({each for one in closed.values() for found in one.values() for each in found})
    return {
        example_id: {channel: _whys(found, names, endings, to_come) for channel, found in one.items()}
        for example_id, one in closed.items()
    }


def _endings(found: Iterable[Closed]) -> dict[int, Ending]:
    """Return in which way each record of those that took something back did. The oldest records don't say."""
    ids = {each.answer.agreement_id for each in found if each.cause is Cause.WITHDRAWN and each.answer}
    query = select(Agreement.id, Agreement.ending).where(Agreement.id.in_(ids))
    return {each: Ending(ending or Ending.WITHDRAWN) for each, ending in db.session.execute(query)} if ids else {}


def _whys(
    found: Sequence[Closed], names: dict[int, str], endings: dict[int, Ending], to_come: bool = False
) -> list[Why]:
    alike: dict[tuple[Cause, int | None, date | None, Ending | None], list[str]] = {}
    for each in found:
        ending = endings.get(each.answer.agreement_id) if each.cause is Cause.WITHDRAWN and each.answer else None
        materials = alike.setdefault((each.cause, each.party_id, _day(each), ending), [])
        if each.material:
            materials.append(Material(each.material).label.lower())
    return [
        Why(cause, party_id, name, _sentence(cause, name, day, what, ending, to_come))
        for (cause, party_id, day, ending), what in alike.items()
        for name in [names.get(party_id or 0, "")]
    ]


def _day(closed: Closed) -> date | None:
    """Return the day that belongs to the reason: when it was taken back, or until when it or the licence held."""
    if closed.cause is Cause.LICENCE:
        return day_before(closed.since)
    if closed.answer is None:
        return None
    if closed.cause is Cause.WITHDRAWN:
        return day_of(closed.answer.given_at)
    return closed.answer.until_day if closed.cause is Cause.EXPIRED else None


def _sentence(
    cause: Cause, name: str, day: date | None, materials: list[str], ending: Ending | None, to_come: bool
) -> str:
    what = " och ".join([", ".join(materials[:-1]), materials[-1]] if len(materials) > 1 else materials)
    if to_come and cause is Cause.EXPIRED:
        return f"{name} har sagt ja till {what} till och med {day}."
    if to_come and cause is Cause.LICENCE:
        return f"Licensen går ut {day}."
    return {
        Cause.WITHDRAWN: _ended(name, day, what)[ending or Ending.WITHDRAWN],
        Cause.EXPIRED: f"Överenskommelsen med {name} om {what} gällde till {day}.",
        Cause.NO: f"{name} har sagt nej till {what}.",
        Cause.NOT_ASKED: f"{name} har inte svarat om {what}.",
        Cause.NO_MATERIAL: f"{name}: ingen har sagt vad exemplet visar.",
        Cause.PROTECTED: "En part har skyddade uppgifter. Då publicerar vi inte alls.",
        Cause.UNSETTLED: f"{name} står i texten. Ingen har sagt om det är parten.",
        Cause.NO_PARTY: "Exemplet har namngivna, men ingen part är registrerad.",
        Cause.NOT_ASSESSED: "Ingen har bedömt om någon är namngiven.",
        Cause.NOT_SAID: "Ingen har sagt vem som syns på bilden.",
        Cause.LICENCE: f"Licensen gick ut {day}.",
    }[cause]


def _ended(name: str, day: date | None, what: str) -> dict[Ending, str]:
    return {
        Ending.WITHDRAWN: f"{name} drog tillbaka {what} {day}.",
        Ending.OBJECTED: f"{name} invände mot {what} {day}.",
        Ending.ENDED: f"Avtalet med {name} om {what} avslutades {day}.",
        Ending.REVOKED: f"Vi stoppade {what} från {name} {day}.",
        Ending.INVALIDATED: f"Posten om {what} från {name} var fel, och gäller inte sedan {day}.",
    }
