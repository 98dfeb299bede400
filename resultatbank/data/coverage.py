"""How much of the bank agreements cover today, and what ends in the coming months. No party is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, exists, func, or_, select
from sqlalchemy.orm import aliased

from resultatbank.data import gate
from resultatbank.data.models import (
    Agreement,
    AgreementAnswer,
    AgreementExample,
    Appearance,
    AppearanceMaterial,
    Clearance,
    Example,
    Term,
)
from resultatbank.data.overview import Share
from resultatbank.extensions import db
from resultatbank.rules.calendar import add_months, day_before
from resultatbank.rules.words import Naming, State

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Coverage:
    """Published examples with named parties: how many may be used in each channel today, and how many in none.

    `appearances` is how many of the parties' appearances in them have an answer that holds: a yes for something that
    is shown, in some channel.
    """

    examples: int
    channels: Sequence[tuple[Term, int]]
    nowhere: int
    appearances: Share


def coverage(day: date) -> Coverage:
    """Return how much agreements cover on a day."""
    open_now = and_(Clearance.from_day <= day, Clearance.until_day >= day)
    query = select(Clearance.channel, func.count()).join(Example, Example.id == Clearance.example_id)
    counts = dict(db.session.execute(query.where(open_now, *_named()).group_by(Clearance.channel)).all())
    somewhere = exists().where(Clearance.example_id == Example.id, open_now).correlate(Example)
    nowhere = db.session.scalar(select(func.count(Example.id)).where(*_named(), ~somewhere)) or 0
    total = db.session.scalar(select(func.count(Example.id)).where(*_named())) or 0
    inside = select(func.count(Appearance.id)).join(Example, Example.id == Appearance.example_id)
    inside = inside.where(Appearance.ended_at.is_(None), *_named())
    everyone = db.session.scalar(inside) or 0
    answered = db.session.scalar(inside.where(_answer_holds(day))) or 0
    channels = [(term, counts.get(term.slug, 0)) for term in gate.channels()]
    return Coverage(total, channels, nowhere, Share(answered, everyone))


def _named() -> tuple[ColumnElement[bool], ...]:
    return Example.state == State.PUBLISHED.value, Example.naming == Naming.NAMED.value


def _answer_holds(day: date) -> ColumnElement[bool]:
    """Return the condition that an appearance shows something for which a yes decides and runs (rules/clearance.py)."""
    given, answer = aliased(Agreement), aliased(AgreementAnswer)
    later, newer = aliased(Agreement), aliased(AgreementAnswer)
    replaced = (
        select(newer.agreement_id)
        .join(later, later.id == newer.agreement_id)
        .where(
            later.party_id == Appearance.party_id,
            newer.material == answer.material,
            newer.channel == answer.channel,
            newer.from_day <= day,
            _covers(later),
            _decides_over(newer, answer),
        )
        .correlate(Appearance, answer)
    )
    shown = exists().where(
        AppearanceMaterial.appearance_id == Appearance.id, AppearanceMaterial.material == answer.material
    )
    holds = (
        select(answer.agreement_id)
        .join(given, given.id == answer.agreement_id)
        .where(
            given.party_id == Appearance.party_id,
            answer.yes,
            answer.from_day <= day,
            answer.until_day >= day,
            _covers(given),
            shown.correlate(Appearance, answer),
            ~exists(replaced),
        )
        .correlate(Appearance)
    )
    return exists(holds)


def _covers(record: Any) -> ColumnElement[bool]:
    inside = exists().where(
        AgreementExample.agreement_id == record.id, AgreementExample.example_id == Appearance.example_id
    )
    return or_(record.covers_all, inside.correlate(record, Appearance))


def _decides_over(newer: Any, answer: Any) -> ColumnElement[bool]:
    """Return the condition that an answer goes before a yes: given later, or a no, or recorded later."""
    same_instant = and_(newer.given_at == answer.given_at, or_(~newer.yes, newer.agreement_id > answer.agreement_id))
    return or_(newer.given_at > answer.given_at, same_instant)


@dataclass(frozen=True, slots=True)
class EndingMonth:
    """How many examples lose a channel in a month."""

    first: date
    examples: int


def ending_months(day: date) -> list[EndingMonth]:
    """Return how many published examples lose a channel in this month, from a day on, and in each that follows.

    One that loses several in the same month counts once. What is renewed already doesn't end.
    """
    firsts = [add_months(day.replace(day=1), number) for number in range(MONTHS)]
    last = day_before(add_months(firsts[0], MONTHS))
    month = func.substr(cast(Clearance.until_day, String), 1, 7)
    query = select(month, func.count(Clearance.example_id.distinct()))
    query = query.join(Example, Example.id == Clearance.example_id)
    query = query.where(Clearance.until_day.between(day, last), Example.state == State.PUBLISHED.value)
    counts: dict[str, int] = dict(db.session.execute(query.group_by(month)).all())
    return [EndingMonth(first, counts.get(f"{first:%Y-%m}", 0)) for first in firsts]
