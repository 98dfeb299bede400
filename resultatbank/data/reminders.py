"""Reminding those who work with the bank: once a week of what waits, and once a day of what somebody has stopped.

A reminder holds no text. It is written as it is sent, from what holds then, and is dropped when nothing waits any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, not_, select
from sqlalchemy.orm import joinedload

from resultatbank.data import accounts, counts, duties, gate, queue, uses
from resultatbank.data.duties import Duty
from resultatbank.data.events import Stamp, log
from resultatbank.data.models import Due, Event, ExampleTerm, Listing, Reminder, Term, Told, User
from resultatbank.data.sending import SHORTEST_WAIT, Fault, begin, has_failed, is_due
from resultatbank.data.uses import PastUse
from resultatbank.extensions import db
from resultatbank.rules.calendar import add_days, day_of, first_instant, monday_of
from resultatbank.rules.review import Reason
from resultatbank.rules.roles import Action, may
from resultatbank.rules.words import ReminderKind, TermKind

WEEK_BEGUN = "reminders_written"
DAYS_TOLD = 30
_DAYS_OF_NEWS = 7


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who can be reminded on a day, what waits for each of them, and what is the same for all."""

    day: date
    people: tuple[User, ...]
    duties: dict[int, list[Duty]]
    stopped: dict[int, list[PastUse]]
    coming: dict[int, list[Duty]]
    in_queue: int
    in_inbox: int
    published: int
    themes: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """What one reminder tells: what is the person's own, what is shared, and news."""

    kind: ReminderKind
    duties: tuple[Duty, ...]
    stopped: tuple[PastUse, ...] = ()
    coming: tuple[Duty, ...] = ()
    in_queue: int = 0
    in_inbox: int = 0
    published: int = 0
    themes: tuple[tuple[str, int], ...] = ()

    def __bool__(self) -> bool:
        """There is something to tell."""
        return bool(self.duties or self.stopped or self.coming or self.in_queue or self.in_inbox or self.published)


def what_waits(day: date) -> Waiting:
    """Gather what waits for everybody on a day, where mail is set up. A constant number of queries."""
    people = {user.id: user for user in accounts.active_users()}
    return Waiting(
        day=day,
        people=tuple(people.values()),
        duties=duties.assigned(day, people),
        stopped=uses.untold(day, DAYS_TOLD),
        coming=duties.coming(day, people),
        in_queue=queue.total(day),
        in_inbox=counts.waiting_in_inbox(has_mail=True),
        published=_published(day),
        themes=_themes(day),
    )


def contents(kind: ReminderKind, user: User, waiting: Waiting) -> Contents:
    """Return what a person is reminded of: by the day only of what somebody has stopped, and of what one has copied."""
    own, stopped = tuple(waiting.duties.get(user.id, ())), tuple(waiting.stopped.get(user.id, ()))
    if kind is ReminderKind.DAY:
        return Contents(kind, tuple(each for each in own if each.reason is Reason.WITHDRAWN), stopped)
    news = user.wants_news
    return Contents(
        kind,
        own,
        stopped,
        tuple(waiting.coming.get(user.id, ())),
        waiting.in_queue if may(user.role_names, Action.REVIEW) else 0,
        waiting.in_inbox if may(user.role_names, Action.HANDLE_INBOX) else 0,
        waiting.published if news else 0,
        waiting.themes if news else (),
    )


def write(stamp: Stamp) -> int:
    """Put the reminders of the week and of the day among those to send. Returns how many are new.

    The week's are written by the first who does this in the week, and the day's for those who get no other that day.
    Another who does it at the same instant makes this raise IntegrityError, when it is flushed: begin again.
    """
    waiting = what_waits(stamp.day)
    made = 0
    if not _has_begun(stamp.day):
        made += _write(ReminderKind.WEEK, monday_of(stamp.day), waiting.people, waiting, stamp)
        log(stamp, WEEK_BEGUN, "event", 0)
        _forget()
    told_today = set(db.session.scalars(select(Reminder.user_id).where(Reminder.made_at >= first_instant(stamp.day))))
    others = [user for user in waiting.people if user.id not in told_today]
    return made + _write(ReminderKind.DAY, stamp.day, others, waiting, stamp)


def _write(kind: ReminderKind, period: date, people: Iterable[User], waiting: Waiting, stamp: Stamp) -> int:
    to_tell = [user.id for user in people if contents(kind, user, waiting)]
    # An older one that never went would say the same thing once more. One that is being sent may have gone.
    under_way = and_(Reminder.error == Fault.SENDING.value, Reminder.failed_at > stamp.at - SHORTEST_WAIT)
    older = and_(Reminder.user_id.in_(to_tell), Reminder.sent_at.is_(None), not_(under_way))
    db.session.execute(delete(Reminder).where(older))
    db.session.add_all(Reminder(user_id=each, kind=kind, period=period, made_at=stamp.at) for each in to_tell)
    db.session.flush()
    return len(to_tell)


def _has_begun(day: date) -> bool:
    begun = select(Event.id).where(Event.kind == WEEK_BEGUN, Event.at >= first_instant(monday_of(day)))
    return db.session.scalar(begun.limit(1)) is not None


def _forget() -> None:
    """Forget who was told of rows that are no more: the same reason another time begins anew."""
    there = exists().where(Due.example_id == Told.example_id, Due.reason == Told.reason, Due.from_day == Told.from_day)
    db.session.execute(delete(Told).where(~there))


def _new(day: date) -> ColumnElement[bool]:
    return and_(Listing.published_on > add_days(day, -_DAYS_OF_NEWS), Listing.published_on <= day, gate.visible(day))


def _published(day: date) -> int:
    return db.session.scalar(select(func.count(Listing.example_id)).where(_new(day))) or 0


def _themes(day: date) -> tuple[tuple[str, int], ...]:
    """Return the themes of what is new, with how many examples each has, the most first."""
    count = func.count(Listing.example_id)
    query = (
        select(Term.label, count)
        .join(ExampleTerm, ExampleTerm.term_id == Term.id)
        .join(Listing, Listing.example_id == ExampleTerm.example_id)
        .where(Term.kind == TermKind.THEME.value, _new(day))
        .group_by(Term.id, Term.label, Term.position)
    )
    return tuple((label, many) for label, many in db.session.execute(query.order_by(count.desc(), Term.position)))


def waiting_to_go(at: datetime) -> list[int]:
    """Return the ids of the reminders that are to be tried now, the oldest first."""
    unsent = db.session.scalars(_unsent().order_by(Reminder.made_at, Reminder.id)).all()
    return [each.id for each in unsent if is_due(each, at)]


def take(reminder_id: int, waiting: Waiting, at: datetime) -> tuple[Reminder, Contents] | None:
    """Take a reminder in order to send it, with what it tells, and write down that the person is told of that.

    Returns None when somebody else has just taken it, and when nothing waits for the person any more or they have had
    one like it today: then it is thrown away.
    """
    query = _unsent().where(Reminder.id == reminder_id).with_for_update(of=Reminder)
    reminder = db.session.scalar(query.execution_options(populate_existing=True))
    if reminder is None or not is_due(reminder, at):
        return None
    told = contents(ReminderKind(reminder.kind), reminder.user, waiting)
    if not told or reminder.user.is_locked or _has_had_one(reminder, at):
        db.session.delete(reminder)
        return None
    _remember(reminder.user_id, told.duties, at)
    uses.mark_told(told.stopped, at)
    begin(reminder, at)
    return reminder, told


def _has_had_one(reminder: Reminder, at: datetime) -> bool:
    """Tell whether the person has got the week's today, or, for one of the day, any at all."""
    sent = select(Reminder.id).where(
        Reminder.user_id == reminder.user_id, Reminder.sent_at >= first_instant(day_of(at))
    )
    if reminder.kind == ReminderKind.WEEK:
        sent = sent.where(Reminder.kind == ReminderKind.WEEK.value)
    return db.session.scalar(sent.limit(1)) is not None


def _remember(user_id: int, duties_told: Iterable[Duty], at: datetime) -> None:
    known = {
        (each.example_id, each.reason, each.from_day)
        for each in db.session.scalars(select(Told).where(Told.user_id == user_id))
    }
    new = {(each.example_id, each.reason.value, each.since) for each in duties_told} - known
    db.session.add_all(
        Told(example_id=example_id, reason=reason, from_day=since, user_id=user_id, at=at)
        for example_id, reason, since in sorted(new)
    )


def _unsent() -> Select[Reminder]:
    return select(Reminder).where(Reminder.sent_at.is_(None)).options(joinedload(Reminder.user))


def not_gone() -> Sequence[Reminder]:
    """Return the reminders that haven't been sent, those that have failed most often first."""
    return db.session.scalars(_unsent().order_by(Reminder.tries.desc(), Reminder.id)).all()


def lately_sent(limit: int = 20) -> Sequence[Reminder]:
    """Return the reminders that were sent last, the latest first."""
    query = select(Reminder).where(Reminder.sent_at.is_not(None)).options(joinedload(Reminder.user))
    return db.session.scalars(query.order_by(Reminder.sent_at.desc(), Reminder.id.desc()).limit(limit)).all()


def failing() -> int:
    """Return how many reminders the mail server hasn't taken when they were tried."""
    return (
        db.session.scalar(select(func.count(Reminder.id)).where(Reminder.sent_at.is_(None), has_failed(Reminder))) or 0
    )


def reminder_by_id(reminder_id: int) -> Reminder | None:
    """Return a reminder by its id."""
    return db.session.get(Reminder, reminder_id)
