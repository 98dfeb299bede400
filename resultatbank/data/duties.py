"""What each person is to do: the queue's rows by who answers for the example, and what comes up in two weeks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from resultatbank.data import gate, placements
from resultatbank.data.events import OF_USES, changes_something
from resultatbank.data.models import Due, Event, Example, Listing, Told, User
from resultatbank.extensions import db
from resultatbank.rules.calendar import add_days, day_before, day_of
from resultatbank.rules.reminding import COMING, DAYS_AHEAD, whose_turn
from resultatbank.rules.review import Reason
from resultatbank.rules.roles import Action, Role, may
from resultatbank.rules.words import State


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that a person is to do with an example.

    `until` is the last day to do it on, or None where every day counts. `title` is empty when the person may not see
    the example, and for all while employees don't, because of somebody's yes: a mailbox is an exit like any other.
    `silent` are the names of those who were told before and have done nothing. What doesn't wait yet is to come.
    """

    example_id: int
    title: str
    reason: Reason
    since: date
    until: date | None
    is_visible: bool
    silent: tuple[str, ...] = ()
    is_waiting: bool = True


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the queue, or one to come, with who answers for it. Closed is what somebody's yes keeps out of sight."""

    example_id: int
    reason: Reason
    since: date
    until_day: date
    title: str
    is_visible: bool
    is_closed: bool
    chain: tuple[int, ...]

    @property
    def key(self) -> tuple[int, int, date]:
        """What tells it from all other rows, also from the same reason another time."""
        return self.example_id, self.reason.value, self.since


def assigned(day: date, people: Mapping[int, User]) -> dict[int, list[Duty]]:
    """Return what waits for each person on a day, worst first. A constant number of queries.

    `people` are those who can log in, by their ids. What nobody answers for isn't here: that is for all reviewers, in
    the queue.
    """
    rows = _rows(and_(Due.from_day <= day, Due.until_day >= day), day, people)
    told, acted = _told(), _acted({row.example_id for row in rows})
    heads = _heads(people.values())
    found: dict[int, list[Duty]] = {}
    for row, chain, until in _by_chain(rows, people, day):
        for person, silent in whose_turn(chain, heads, told.get(row.key, {}), acted.get(row.example_id, {}), day):
            names = tuple(people[each].name for each in silent)
            title = _title(row, people[person])
            duty = Duty(row.example_id, title, row.reason, row.since, until, row.is_visible, names)
            found.setdefault(person, []).append(duty)
    return found


def coming(day: date, people: Mapping[int, User]) -> dict[int, list[Duty]]:
    """Return what comes up for each person who answers for something in the next two weeks, the soonest first."""
    soon = and_(Due.from_day > day, Due.from_day <= add_days(day, DAYS_AHEAD))
    found: dict[int, list[Duty]] = {}
    rows = _rows(and_(soon, Due.reason.in_([each.value for each in COMING])), day, people)
    for row in sorted(rows, key=lambda row: (row.since, row.reason, row.example_id)):
        if row.chain:
            until = day_before(row.since) if row.reason is Reason.OVERDUE else row.since
            title = _title(row, people[row.chain[0]])
            duty = Duty(row.example_id, title, row.reason, row.since, until, row.is_visible, is_waiting=False)
            found.setdefault(row.chain[0], []).append(duty)
    return found


def _title(row: _Row, reader: User) -> str:
    may_know = not row.is_closed and may(reader.role_names, Action.SEE_UNPUBLISHED)
    return row.title if row.is_visible or may_know else ""


def _heads(people: Iterable[User]) -> list[int]:
    """Return the heads of communication, or the reviewers where there is none: somebody must be told in the end."""
    everybody = list(people)
    heads = [user.id for user in everybody if Role.HEAD in user.role_names]
    return heads or [user.id for user in everybody if Role.REVIEWER in user.role_names]


def _rows(when: ColumnElement[bool], day: date, people: Collection[int]) -> list[_Row]:
    visible = select(Listing.example_id).where(Listing.example_id == Example.id, gate.visible(day)).exists()
    worse = aliased(Due)
    legal = (worse.reason <= Reason.TAKEDOWN.value, worse.from_day <= day, worse.until_day >= day)
    kept_back = select(worse.example_id).where(worse.example_id == Example.id, *legal).exists()
    closed = or_(Example.state == State.PUBLISHED.value, kept_back)
    query = (
        select(Due.example_id, Due.reason, Due.from_day, Due.until_day, Example.title, visible, closed)
        .add_columns(Example.responsible_id, Example.fallback_id)
        .join(Example, Example.id == Due.example_id)
        .where(when)
    )
    query = query.order_by(Due.reason, Due.from_day, Due.example_id)
    return [
        _Row(
            example_id,
            Reason(reason),
            since,
            until,
            title,
            is_visible,
            is_closed and not is_visible,
            _chain((first, second), people),
        )
        for example_id, reason, since, until, title, is_visible, is_closed, first, second in db.session.execute(query)
    ]


def _chain(ids: Iterable[int | None], people: Collection[int]) -> tuple[int, ...]:
    """Return who answers, in turn, without those who have left."""
    return tuple(dict.fromkeys(each for each in ids if each in people and each is not None))


def _by_chain(
    rows: Iterable[_Row], people: Collection[int], day: date
) -> Iterator[tuple[_Row, tuple[int, ...], date | None]]:
    """Yield each row with who answers for it, and until when. What is to be taken down is for whoever placed it."""
    down: dict[int, dict[int | None, date]] = {}
    to_go = {row.example_id for row in rows if row.reason is Reason.TAKEDOWN}
    for placed in placements.to_take_down(to_go, day):
        firsts = down.setdefault(placed.example.id, {})
        first = placed.placement.responsible_id
        firsts[first] = min(placed.due_on or day, firsts.get(first, placed.due_on or day))
    for row in rows:
        if row.reason is Reason.TAKEDOWN and row.example_id in down:
            by_chain: dict[tuple[int, ...], date] = {}
            for first, due_on in down[row.example_id].items():
                chain = _chain((first, *row.chain), people)
                by_chain[chain] = min(due_on, by_chain.get(chain, due_on))
            yield from ((row, chain, due_on) for chain, due_on in by_chain.items())
        else:
            yield row, row.chain, _until(row)


def _until(row: _Row) -> date | None:
    if row.reason in (Reason.EXPIRING, Reason.LICENCE_ENDING):
        return row.until_day
    if row.reason is Reason.OVERDUE:
        return day_before(row.since)
    if row.reason in (Reason.NEVER_REVIEWED, Reason.FIGURES_DUE, Reason.FOLLOW_UP_DUE):
        return row.since
    return None


def _told() -> dict[tuple[int, int, date], dict[int, date]]:
    found: dict[tuple[int, int, date], dict[int, date]] = {}
    for each in db.session.execute(select(Told.example_id, Told.reason, Told.from_day, Told.user_id, Told.at)):
        found.setdefault((each.example_id, each.reason, each.from_day), {})[each.user_id] = day_of(each.at)
    return found


def _acted(example_ids: Collection[int]) -> dict[int, dict[int, date]]:
    """Return when each person last did something with each of the examples that somebody has been told of."""
    by_somebody = (Event.actor_id.is_not(None), Event.kind.not_in(OF_USES), changes_something())
    query = (
        select(Event.example_id, Event.actor_id, func.max(Event.at))
        .where(Event.example_id.in_(select(Told.example_id)), *by_somebody)
        .group_by(Event.example_id, Event.actor_id)
    )
    found: dict[int, dict[int, date]] = {}
    for example_id, person, at in db.session.execute(query):
        if example_id in example_ids and example_id is not None and person is not None:
            found.setdefault(example_id, {})[person] = day_of(at)
    return found
