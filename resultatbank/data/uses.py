"""What people have copied, which of it they must stop using, and what they answer to that.

A use must stop when the example is no longer shown, and where a channel has closed since it was copied; that of a
picture also where only the picture has. Nothing of what the example says is told here once it is no longer shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, update

from resultatbank.data import packages
from resultatbank.data.events import Stamp, log
from resultatbank.data.gate import Usability, usability, visible
from resultatbank.data.models import Clearance, Example, Listing, Package, Term, Use, User
from resultatbank.data.packages import PackageUse
from resultatbank.extensions import db
from resultatbank.rules.calendar import LAST_DAY, add_days, day_after, day_before, day_of, first_instant
from resultatbank.rules.clearance import Packed, packed_closed_by, packed_open_until
from resultatbank.rules.words import INTRANET, State, Taken

# What was copied longer ago than this isn't looked up to tell of: nobody knows any more where it went.
_LONGEST = 730


@dataclass(frozen=True, slots=True)
class ClosedSince:
    """A channel that was open when somebody copied an example and isn't now, and the first day on which it wasn't."""

    channel: Term
    day: date


@dataclass(frozen=True, slots=True)
class PictureClosed:
    """Where a picture may no longer be used although its example may: in some channels, or everywhere."""

    channels: tuple[Term, ...]
    everywhere: bool


@dataclass(frozen=True, slots=True)
class PastUse:
    """Something that somebody has copied, and how it stands.

    `benefit` is empty when the example is no longer shown. `stopped_on` is the first day on which it wasn't, where
    that is known. `closed` are the channels in which one that is shown may no longer be used, and `picture_closed`
    tells where else the picture that was taken may not. `took` is None of what was copied before that was written down.
    """

    use_id: int
    user_id: int
    example_id: int
    used_at: datetime
    where_to: str
    took: Taken | None
    allowed: bool
    benefit: str
    use: Usability
    closed: tuple[ClosedSince, ...]
    picture_closed: PictureClosed | None
    stopped_on: date | None
    ended_at: datetime | None

    @property
    def used_on(self) -> date:
        """The day on which it was copied."""
        return day_of(self.used_at)

    @property
    def has_ended(self) -> bool:
        """The person has said that they use it no more, after the latest stop."""
        return self.ended_at is not None and (self.stopped_on is None or day_of(self.ended_at) >= self.stopped_on)

    @property
    def must_stop(self) -> bool:
        """It may no longer be used, everywhere or somewhere, and the person hasn't answered."""
        return (self.example_stopped or self.picture_closed is not None) and not self.has_ended

    @property
    def example_stopped(self) -> bool:
        """The example itself may no longer be used, everywhere or somewhere."""
        return not self.allowed or bool(self.closed)


@dataclass(frozen=True, slots=True)
class Gathered:
    """The collection that an example came along in when it was taken out, and the channel that it was taken out for."""

    collection_id: int
    channel_id: int


def record_use(
    example: Example,
    stamp: Stamp,
    where_to: str = "",
    took: Taken = Taken.TEXT,
    package_id: int | None = None,
    gathered: Gathered | None = None,
) -> Use:
    """Write down that somebody took an example out of the bank, so that they can be told if it stops being allowed.

    `where_to` is their own line about where it goes, and the package is the picture, where that is what they took.
    Which collection it came along in stands in the log. Raises ValueError without a person.
    """
    if stamp.by is None:
        raise ValueError("a use is somebody's")
    use = Use(
        example_id=example.id,
        user_id=stamp.by,
        at=stamp.at,
        where_to=where_to,
        took=took.value,
        package_id=package_id,
    )
    db.session.add(use)
    if gathered:
        subject, fields = ("collection", gathered.collection_id), [str(gathered.channel_id)]
    else:
        subject, fields = ("example", example.id), []
    log(stamp, "used", *subject, example=example.id, fields=fields)
    return use


def end_use(use_id: int, stamp: Stamp) -> bool:
    """Write down that the person who copied something uses it no more. Returns whether it was theirs to say."""
    use = db.session.get(Use, use_id, with_for_update=True)
    if use is None or use.user_id != stamp.by:
        return False
    use.ended_at = stamp.at
    log(stamp, "use_ended", "example", use.example_id, example=use.example_id)
    return True


def uses_of(user_id: int, day: date) -> list[PastUse]:
    """Return all that a person has copied, as often as it was, the latest first, as it stands on a day."""
    query = select(Use).where(Use.user_id == user_id).order_by(Use.at.desc(), Use.id.desc())
    return _as_they_stand(db.session.scalars(query).all(), day)


def pictures_in(uses: Iterable[PastUse], day: date) -> dict[int, PackageUse]:
    """Return, for those of some uses that are of a picture which is still there, where it may be used on a day.

    They are by the use's id. A constant number of queries.
    """
    of_pictures = [each.use_id for each in uses if each.took is Taken.PICTURE]
    query = select(Use.id, Package).join(Package, Package.id == Use.package_id).where(Use.id.in_(of_pictures))
    found = dict(db.session.execute(query.options(*packages.ALONG)).all()) if of_pictures else {}
    there = {each.package.id: each for each in packages.uses_of(list({*found.values()}), day)}
    return {use_id: there[package.id] for use_id, package in found.items()}


def stopped_uses(user_id: int, day: date, days: int) -> list[PastUse]:
    """Return what a person must stop using since at most so many days, and hasn't answered about.

    Where it isn't known when it stopped, the days are counted from when the person copied it.
    """
    stopped = [each for each in uses_of(user_id, day) if each.must_stop]
    return [each for each in stopped if (day - (each.stopped_on or each.used_on)).days <= days]


def untold(day: date, days: int) -> dict[int, list[PastUse]]:
    """Return what each person must stop using since at most so many days, hasn't answered about and isn't told of.

    Only those who can still be told are here. A constant number of queries.
    """
    since = first_instant(add_days(day, -_LONGEST))
    query = select(Use).join(User, User.id == Use.user_id)
    query = query.where(User.locked_at.is_(None), Use.told_at.is_(None), Use.ended_at.is_(None), Use.at >= since)
    found: dict[int, list[PastUse]] = {}
    for each in _as_they_stand(db.session.scalars(query.order_by(Use.id)).all(), day):
        if each.must_stop and (day - (each.stopped_on or each.used_on)).days <= days:
            found.setdefault(each.user_id, []).append(each)
    return found


def mark_told(uses: Iterable[PastUse], at: datetime) -> None:
    """Write down that the person who copied these has been told to stop."""
    db.session.execute(update(Use).where(Use.id.in_([each.use_id for each in uses])).values(told_at=at))


def unanswered(example_ids: Iterable[int], day: date) -> dict[int, int]:
    """Return how many people must stop using each example and haven't answered. A constant number of queries.

    Who they are is told to nobody else: each of them is asked to stop. Those who only took a picture that has closed
    by itself, and those who have left and can't answer, aren't counted.
    """
    query = select(Use).join(User, User.id == Use.user_id).where(User.locked_at.is_(None))
    uses = db.session.scalars(query.where(Use.example_id.in_(set(example_ids))).order_by(Use.id)).all()
    people: dict[int, set[int]] = {}
    for each in _as_they_stand(uses, day):
        if each.must_stop and each.example_stopped:
            people.setdefault(each.example_id, set()).add(each.user_id)
    return {example_id: len(mine) for example_id, mine in people.items()}


def _as_they_stand(uses: Sequence[Use], day: date) -> list[PastUse]:
    ids = {each.example_id for each in uses}
    allowed = set(db.session.scalars(select(Listing.example_id).where(Listing.example_id.in_(ids), visible(day))))
    stopped = stopped_since(ids - allowed, day)
    names = db.session.execute(select(Example.id, Example.benefit, Example.title).where(Example.id.in_(allowed)))
    benefits = {example_id: benefit or title for example_id, benefit, title in names}
    now, before = usability(ids, day), _open_before(allowed, day)
    pictures = _pictures_closed([each for each in uses if each.example_id in allowed], now, day)
    found = []
    for each in uses:
        closed = _closed_since(each, now[each.example_id], before) if each.example_id in allowed else ()
        picture, picture_since = pictures.get(each.id, (None, None))
        days = [*(channel.day for channel in closed), *filter(None, (picture_since, stopped.get(each.example_id)))]
        found.append(
            PastUse(
                use_id=each.id,
                user_id=each.user_id,
                example_id=each.example_id,
                used_at=each.at,
                where_to=each.where_to,
                took=Taken(each.took) if each.took else None,
                allowed=each.example_id in allowed,
                benefit=benefits.get(each.example_id, ""),
                use=now[each.example_id],
                closed=closed,
                picture_closed=picture,
                stopped_on=max(days, default=None),
                ended_at=each.ended_at,
            )
        )
    return found


def _closed_since(
    use: Use, now: Usability, before: Mapping[tuple[int, str], Sequence[tuple[date, date]]]
) -> tuple[ClosedSince, ...]:
    """Return the channels that were open when it was copied and are closed now.

    A no closes from the beginning of its day, so what was open the day before may have been open at the copying.
    """
    copied = day_of(use.at)
    found = []
    for each in now.closed:
        periods = before.get((use.example_id, each.channel.slug), ())
        if any(start <= copied and until >= day_before(copied) for start, until in periods):
            found.append(ClosedSince(each.channel, day_after(max(until for _, until in periods))))
    return tuple(found)


def _pictures_closed(
    uses: Iterable[Use], now: Mapping[int, Usability], day: date
) -> dict[int, tuple[PictureClosed, date | None]]:
    """Return, by the use's id, where the pictures that were taken have closed by themselves, and since when if known.

    Each is still in an example that is shown. At most five queries.
    """
    taken = [(each, each.package_id) for each in uses if each.package_id is not None]
    if not taken:
        return {}
    query = select(Package).where(Package.id.in_({package_id for _, package_id in taken})).options(*packages.ALONG)
    cases = packages.packed(db.session.scalars(query))
    found = {use.id: _picture_closed(use, cases[package_id], now[use.example_id], day) for use, package_id in taken}
    return {use_id: closed for use_id, closed in found.items() if closed}


def _picture_closed(use: Use, case: Packed, now: Usability, day: date) -> tuple[PictureClosed, date | None] | None:
    """Return the channels in which a picture could be used when it was taken, and that are closed for it alone.

    Whoever took it could see it. Where it looks now as if it had been closed already then, somebody has said later who
    is in it: since when isn't known.
    """
    copied = day_of(use.at)
    shut, lasts = [], []
    for each in now.open:
        slug = each.channel.slug
        if not packed_closed_by(case, slug, day):
            continue
        was_open = [packed_open_until(case, LAST_DAY, slug, each_day) for each_day in (day_before(copied), copied)]
        last = max((until for until in was_open if until), default=None)
        if last or slug == INTRANET:
            shut.append(each.channel)
            lasts += [last] if last else []
    if not shut:
        return None
    everywhere = all(packed_closed_by(case, each.channel.slug, day) for each in now.open)
    return PictureClosed(tuple(shut), everywhere), day_after(max(lasts)) if lasts else None


def _open_before(example_ids: set[int], day: date) -> dict[tuple[int, str], list[tuple[date, date]]]:
    """Return the periods in which the channels of the examples were open and which are over."""
    query = select(Clearance.example_id, Clearance.channel, Clearance.from_day, Clearance.until_day)
    found: dict[tuple[int, str], list[tuple[date, date]]] = {}
    over = query.where(Clearance.example_id.in_(example_ids), Clearance.until_day < day)
    for example_id, channel, start, until in db.session.execute(over):
        found.setdefault((example_id, channel), []).append((start, until))
    return found


def number_of_uses(example_id: int) -> int:
    """Return how many times an example has been taken out of the bank."""
    return db.session.scalar(select(func.count()).select_from(Use).where(Use.example_id == example_id)) or 0


def stopped_since(example_ids: set[int], day: date) -> dict[int, date]:
    """Return since when each of some examples that aren't shown is out of sight, where that is known.

    It is the day it was archived, or the day after its last open day.
    """
    query = select(Example.id, Example.archived_at).where(Example.id.in_(example_ids), Example.state == State.ARCHIVED)
    archived = {each: day_of(at) for each, at in db.session.execute(query) if at}
    last = (
        select(Clearance.example_id, func.max(Clearance.until_day))
        .where(Clearance.example_id.in_(example_ids - set(archived)))
        .where(Clearance.channel == INTRANET, Clearance.until_day < day)
        .group_by(Clearance.example_id)
    )
    return {**archived, **{each: day_after(until) for each, until in db.session.execute(last)}}
