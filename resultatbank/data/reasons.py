"""Whose yes is missing, in words: why an example is closed in a channel on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from resultatbank.data.gate import channels, load_cases
from resultatbank.data.models import Party
from resultatbank.extensions import db
from resultatbank.rules.calendar import day_of
from resultatbank.rules.clearance import Cause, Closed, closed_by
from resultatbank.rules.words import Material


@dataclass(frozen=True, slots=True)
class Why:
    """One reason why a channel is closed: whose, what, and in a sentence."""

    cause: Cause
    party_id: int | None
    party_name: str
    material: str | None
    sentence: str


def why_closed(example_ids: Iterable[int], day: date) -> dict[int, dict[str, list[Why]]]:
    """Return, for each example and each channel that is closed for it that day, every reason why.

    A constant number of queries, whatever the number of examples.
    """
    cases = load_cases(example_ids)
    words = channels()
    closed = {
        example_id: {term.slug: found for term in words if (found := closed_by(case, term.slug, day))}
        for example_id, case in cases.items()
    }
    ids = {each.party_id for one in closed.values() for found in one.values() for each in found if each.party_id}
    names = dict(db.session.execute(select(Party.id, Party.name).where(Party.id.in_(ids))).all()) if ids else {}
    return {
        example_id: {channel: [_why(each, names) for each in found] for channel, found in one.items()}
        for example_id, one in closed.items()
    }


def _why(closed: Closed, names: dict[int, str]) -> Why:
    name = names.get(closed.party_id or 0, "")
    return Why(closed.cause, closed.party_id, name, closed.material, _sentence(closed, name))


def _sentence(closed: Closed, name: str) -> str:
    what = Material(closed.material).label.lower() if closed.material else ""
    answer = closed.answer
    if closed.cause is Cause.WITHDRAWN and answer:
        return f"{name} drog tillbaka {what} {day_of(answer.given_at)}."
    if closed.cause is Cause.EXPIRED and answer:
        return f"Överenskommelsen med {name} om {what} gällde till {answer.until_day}."
    return {
        Cause.NO: f"{name} har sagt nej till {what}.",
        Cause.NOT_ASKED: f"{name}: {what}, ej tillfrågad.",
        Cause.NO_MATERIAL: f"{name}: ingen har sagt vad exemplet visar.",
        Cause.PROTECTED: "En part har skyddade uppgifter. Då publicerar vi inte alls.",
        Cause.NO_PARTY: "Exemplet har namngivna, men ingen part är registrerad.",
        Cause.NOT_ASSESSED: "Ingen har bedömt om någon är namngiven.",
    }.get(closed.cause, "")
