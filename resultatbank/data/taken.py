"""What somebody has taken out of the bank, by example: each time with what, out of which collection and where to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select

from resultatbank.data import uses, words
from resultatbank.data.gate import Usability
from resultatbank.data.models import Collection, Event, Term, Use
from resultatbank.data.packages import PackageUse
from resultatbank.data.uses import ClosedSince, PastUse
from resultatbank.extensions import db
from resultatbank.rules.words import TermKind


@dataclass(frozen=True, slots=True)
class Take:
    """One time that somebody took an example out.

    `collection` is what the collection is called that it came along in, when the person may still read that, and
    `channel` where it was to be used. `picture` is the picture that was taken, while it is there, and `is_first` tells
    whether the picture wasn't taken later too.
    """

    use: PastUse
    collection: str
    channel: Term | None
    picture: PackageUse | None
    is_first: bool

    @property
    def title(self) -> str:
        """What the picture is called, where that may be told.

        A name may stand in it. So it is told while employees may see the picture, and when only the licence is in the
        way, but not when somebody has said no.
        """
        if not self.use.allowed or self.picture is None:
            return ""
        may_know = self.picture.use.in_intranet or self.picture.only_licence_ended
        return self.picture.package.title if may_know else ""

    @property
    def licence_ended(self) -> bool:
        """The picture's licence has ended, and nothing else keeps employees from it."""
        return self.use.allowed and self.picture is not None and self.picture.only_licence_ended


@dataclass(frozen=True, slots=True)
class TakenExample:
    """An example with the times that somebody took it out, the latest first."""

    example_id: int
    takes: tuple[Take, ...]

    @property
    def latest(self) -> PastUse:
        """The latest time. How the example stands is the same for all of them."""
        return self.takes[0].use

    @property
    def allowed(self) -> bool:
        """Employees may still see the example."""
        return self.latest.allowed

    @property
    def only_picture(self) -> bool:
        """The example may be used as before. What may not is a picture in it."""
        return not any(take.use.example_stopped for take in self.takes)

    @property
    def by_picture(self) -> list[list[Take]]:
        """The times, those of the same picture together, and each of the others by itself."""
        found: dict[tuple[str, int], list[Take]] = {}
        for take in self.takes:
            key = ("picture", take.picture.package.id) if take.picture else ("use", take.use.use_id)
            found.setdefault(key, []).append(take)
        return list(found.values())

    @property
    def use(self) -> Usability:
        """Where the example may be used."""
        return self.latest.use

    @property
    def closed(self) -> list[ClosedSince]:
        """The channels that were open at any of the times and are closed now, in order."""
        found = {each.channel.id: each for take in self.takes for each in take.use.closed}
        return sorted(found.values(), key=lambda each: (each.channel.position, each.channel.id))


def by_example(taken: Sequence[PastUse], user_id: int, day: date) -> list[TakenExample]:
    """Return what a person has taken out, by example, the latest taken first. A constant number of queries."""
    pictures, gathered = uses.pictures_in(taken, day), _gathered(taken, user_id)
    channels = {each.id: each for each in words.terms(TermKind.CHANNEL, retired=True)} if gathered else {}
    found: dict[int, list[Take]] = {}
    seen: set[int] = set()
    for each in sorted(taken, key=lambda use: (use.used_at, use.use_id), reverse=True):
        picture = pictures.get(each.use_id)
        collection, channel_id = gathered.get(each.use_id, ("", 0))
        is_first = picture is not None and picture.package.id not in seen
        seen |= {picture.package.id} if picture else set()
        take = Take(each, collection, channels.get(channel_id), picture, is_first)
        found.setdefault(each.example_id, []).append(take)
    return [TakenExample(example_id, tuple(takes)) for example_id, takes in found.items()]


def _gathered(taken: Iterable[PastUse], user_id: int) -> dict[int, tuple[str, int]]:
    """Return, for what came along in a collection, what that is called now, and the id of the channel.

    The log says which it was. A collection that is gone, or that its owner shares no more, isn't named.
    """
    ids = [each.use_id for each in taken if each.took is not None and each.took.is_gathered]
    same = (Event.example_id == Use.example_id, Event.actor_id == Use.user_id, Event.at == Use.at)
    # A new collection may get the number of one that is gone.
    there = (Collection.id == Event.subject_id, Collection.created_at <= Event.at)
    readable = or_(Collection.owner_id == user_id, Collection.share_token.is_not(None))
    query = select(Use.id, Collection.name, Event.fields).where(Use.id.in_(ids))
    query = query.join(Event, and_(Event.kind == "used", Event.subject == "collection", *same))
    query = query.outerjoin(Collection, and_(*there, readable))
    rows = db.session.execute(query).all() if ids else []
    return {use_id: (name or "", int(fields[0])) for use_id, name, fields in rows}
