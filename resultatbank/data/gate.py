"""The gate: the only place that says, in SQL, whether an example may be seen or used on a day.

Every exit asks it: page, search, count, facet, suggestion, related, list, export, file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import selectinload

from resultatbank.data.models import (
    Agreement,
    Appearance,
    Clearance,
    Example,
    Finding,
    Listing,
    Term,
)
from resultatbank.extensions import db
from resultatbank.rules import clearance
from resultatbank.rules.calendar import FIRST_DAY, LAST_DAY, add_days, day_of
from resultatbank.rules.review import DAYS_EXPIRING
from resultatbank.rules.words import INTRANET, AgreementKind, FindingKind, State, TermKind

# A day, or a place in a query for one.
Day = date | ColumnElement[date]


def open_in(channel: str, day: Day) -> ColumnElement[bool]:
    """Return the condition that the listed example may be used in a channel on a day. Needs Listing in the query."""
    return exists(
        select(Clearance.example_id).where(
            Clearance.channel == channel,
            Clearance.example_id == Listing.example_id,
            Clearance.from_day <= day,
            Clearance.until_day >= day,
        )
    ).correlate(Listing)


def visible(day: Day) -> ColumnElement[bool]:
    """Return the condition that employees may see the listed example on a day. Needs Listing in the query."""
    return and_(
        Listing.state == State.PUBLISHED.value,
        or_(
            and_(Listing.shown_from <= day, Listing.shown_until >= day),
            and_(Listing.again_from <= day, open_in(INTRANET, day)),
        ),
    )


def is_visible(example_id: int, day: date) -> bool:
    """Tell whether employees may see an example on a day."""
    return db.session.connection().scalar(_visible_one(), {"id": example_id, "day": day}) is not None


def visible_among(example_ids: Iterable[int], day: date) -> set[int]:
    """Return which of some examples employees may see on a day. One statement."""
    ids = set(example_ids)
    query = select(Listing.example_id).where(Listing.example_id.in_(ids), visible(day))
    return set(db.session.scalars(query)) if ids else set()


@cache
def _visible_one() -> Select[int]:
    return select(Listing.example_id).where(
        Listing.example_id == bindparam("id"), visible(bindparam("day", type_=Date))
    )


@dataclass(frozen=True, slots=True)
class ChannelUse:
    """Whether an example may be used in a channel on a day, and until when if so."""

    channel: Term
    until: date | None

    @property
    def is_open(self) -> bool:
        """The channel is open that day."""
        return self.until is not None


@dataclass(frozen=True, slots=True)
class Usability:
    """In which channels an example may be used on a day, and until when."""

    uses: tuple[ChannelUse, ...]

    @property
    def open(self) -> list[ChannelUse]:
        """The open channels."""
        return [use for use in self.uses if use.is_open]

    @property
    def closed(self) -> list[ChannelUse]:
        """The closed channels."""
        return [use for use in self.uses if not use.is_open]

    @property
    def until(self) -> date | None:
        """The last day on which all the channels that are open now are still open. None when it never ends."""
        last = min((use.until for use in self.open if use.until), default=LAST_DAY)
        return None if last == LAST_DAY else last

    def ends_soon(self, day: date) -> bool:
        """Tell whether the day is among the last 60 on which all that is open now still is."""
        return self.until is not None and day >= add_days(self.until, 1 - DAYS_EXPIRING)

    @property
    def in_intranet(self) -> bool:
        """It may be used on the intranet, so employees can see it."""
        return any(use.is_open for use in self.uses if use.channel.slug == INTRANET)

    def may_go_in(self, channel: str) -> bool:
        """Tell whether it may be used in a channel, by the channel's key."""
        return any(use.is_open for use in self.uses if use.channel.slug == channel)


def channels() -> Sequence[Term]:
    """Return the channels in use, in order."""
    return db.session.scalars(_channels()).all()


@cache
def _channels() -> Select[Term]:
    query = select(Term).where(Term.kind == TermKind.CHANNEL.value, Term.retired.is_(False))
    return query.order_by(Term.position, Term.id)


def usability(example_ids: Iterable[int], day: date) -> dict[int, Usability]:
    """Return where each example may be used on a day. Two queries, whatever the number of examples."""
    ids = list(example_ids)
    if not ids:
        return {}
    rows = db.session.connection().execute(_open_until(), {"ids": ids, "day": day})
    until = {(example_id, channel): last for example_id, channel, last in rows}
    words = channels()
    return {
        example_id: Usability(tuple(ChannelUse(term, until.get((example_id, term.slug))) for term in words))
        for example_id in ids
    }


@cache
def _open_until() -> Select[*tuple[Any, ...]]:
    """Return the query for where examples may be used: `ids` on a `day`. It is made once, as it never varies."""
    day = bindparam("day", type_=Date)
    query = select(Clearance.example_id, Clearance.channel, Clearance.until_day)
    period = (Clearance.from_day <= day, Clearance.until_day >= day)
    return query.where(Clearance.example_id.in_(bindparam("ids", expanding=True)), *period)


def load_cases(example_ids: Iterable[int]) -> dict[int, clearance.Case]:
    """Return what clearance needs to know of the examples: a constant number of queries."""
    ids = list(example_ids)
    named = db.session.execute(select(Example.id, Example.naming, Example.naming_at).where(Example.id.in_(ids))).all()
    appearances = _current_appearances(ids)
    answers = answers_of_parties({appearance.party_id for appearance in appearances})
    shown: dict[int, list[clearance.Shown]] = {}
    given: dict[int, list[clearance.Answer]] = {}
    for appearance in appearances:
        shown.setdefault(appearance.example_id, []).append(_shown(appearance))
        mine = [a for a in answers.get(appearance.party_id, ()) if clearance.covers(a, appearance.example_id)]
        given.setdefault(appearance.example_id, []).extend(mine)
    unsettled = _unsettled(ids)
    return {
        example_id: clearance.Case(
            example_id,
            word,
            tuple(shown.get(example_id, ())),
            tuple(given.get(example_id, ())),
            day_of(named_at) if named_at else FIRST_DAY,
            tuple(unsettled.get(example_id, ())),
        )
        for example_id, word, named_at in named
    }


def _shown(appearance: Appearance) -> clearance.Shown:
    later = {each.material: day_of(each.added_at) for each in appearance.materials if each.added_at}
    return clearance.Shown(
        party_id=appearance.party_id,
        materials=frozenset(each.material for each in appearance.materials),
        protected=appearance.party.protected,
        since=day_of(appearance.created_at),
        later=later,
    )


def _unsettled(ids: list[int]) -> dict[int, list[tuple[int, date]]]:
    query = select(Finding.example_id, Finding.party_id, Finding.found_at).where(
        Finding.example_id.in_(ids), Finding.outcome == "", Finding.kind == FindingKind.PARTY.value
    )
    found: dict[int, list[tuple[int, date]]] = {}
    for example_id, party_id, found_at in db.session.execute(query.order_by(Finding.id)):
        found.setdefault(example_id, []).append((party_id or 0, day_of(found_at)))
    return found


def _current_appearances(ids: list[int]) -> Sequence[Appearance]:
    query = (
        select(Appearance)
        .where(Appearance.example_id.in_(ids), Appearance.ended_at.is_(None))
        .options(selectinload(Appearance.materials), selectinload(Appearance.party))
        .order_by(Appearance.id)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(query).all()


def answers_of_parties(party_ids: Iterable[int]) -> dict[int, list[clearance.Answer]]:
    """Return every answer the parties ever gave, as the rules read them. Three queries, whatever the number."""
    query = (
        select(Agreement)
        .where(Agreement.party_id.in_(list(party_ids)))
        .options(selectinload(Agreement.answers), selectinload(Agreement.covered))
        .execution_options(populate_existing=True)
    )
    found: dict[int, list[clearance.Answer]] = {}
    for agreement in db.session.scalars(query):
        covered = None if agreement.covers_all else frozenset(each.example_id for each in agreement.covered)
        found.setdefault(agreement.party_id, []).extend(
            clearance.Answer(
                party_id=agreement.party_id,
                material=answer.material,
                channel=answer.channel,
                yes=answer.yes,
                from_day=answer.from_day,
                until_day=answer.until_day,
                given_at=answer.given_at,
                recorded_at=agreement.recorded_at,
                agreement_id=agreement.id,
                withdrawal=agreement.kind == AgreementKind.WITHDRAWAL,
                examples=covered,
            )
            for answer in agreement.answers
        )
    return found
