"""Collections: examples that somebody gathers for a speech or a report, puts in order, and may share inside the house.

What is shown of one is for the gate to say, each day: an example that employees may no longer see leaves an empty place
behind, which says since when and nothing more.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, delete, func, select
from sqlalchemy.orm import joinedload, selectinload

from resultatbank.data import bank, reading, reasons, uses
from resultatbank.data.bank import Hit
from resultatbank.data.events import Stamp, log
from resultatbank.data.gate import is_visible, open_in, visible, visible_among
from resultatbank.data.models import Collection, CollectionItem, Example, Listing, Source, User
from resultatbank.extensions import db

MOST_COLLECTIONS = 200
MOST_EXAMPLES = 200
_MOST_LISTED = 100


class TooManyCollections(Exception):
    """The person has as many collections as one may have."""


class CollectionIsFull(Exception):
    """The collection has as many examples as one may have."""


class NotAllowed(Exception):
    """Employees may not see the example, so it can't be gathered."""


@dataclass(frozen=True, slots=True)
class Line:
    """A collection in a list, with how many of its examples may be seen, and how many may no longer."""

    collection: Collection
    shown: int
    stopped: int


@dataclass(frozen=True, slots=True)
class Place:
    """An example's place in a collection.

    `hit` is None when the reader may not see the example; then nothing is told of it but since when, where that is
    known, and which example has replaced it. `allowed` tells whether employees may see it, `fits` whether it may be
    used in the channel that was asked for too. `whys` tell in sentences why it may not, when the reader may see it.
    """

    item_id: int
    example_id: int
    hit: Hit | None
    note: str
    sources: tuple[str, ...]
    allowed: bool
    fits: bool
    whys: tuple[str, ...]
    stopped_on: date | None
    replacement: Example | None


@dataclass(frozen=True, slots=True)
class Contents:
    """What a collection holds for a reader on a day, in its order."""

    collection: Collection
    places: tuple[Place, ...]

    @property
    def allowed(self) -> int:
        """How many of the examples employees may see."""
        return sum(place.allowed for place in self.places)

    @property
    def stopped(self) -> int:
        """How many of them they may no longer see."""
        return len(self.places) - self.allowed

    @property
    def named_left_out(self) -> list[Place]:
        """Those that may not be used in the channel that was asked for, of which the reader may be told."""
        return [place for place in self.places if place.hit and not place.fits]

    @property
    def fitting(self) -> int:
        """How many may be used in the channel that was asked for."""
        return sum(place.fits for place in self.places)


# ------------------------------------------------------------------------------------------ which collections


def of_person(user_id: int, day: date) -> list[Line]:
    """Return a person's collections, the latest changed first, with what is in each. Two statements."""
    return _lines((Collection.owner_id == user_id,), MOST_COLLECTIONS, day)


def listed(user_id: int, day: date) -> list[Line]:
    """Return the collections that others have put in the list for everybody, the latest changed first."""
    is_listed = and_(Collection.share_token.is_not(None), Collection.listed)
    return _lines((is_listed, Collection.owner_id != user_id), _MOST_LISTED, day)


def _lines(which: Sequence[ColumnElement[bool]], most: int, day: date) -> list[Line]:
    query = select(Collection).join(User, User.id == Collection.owner_id).options(joinedload(Collection.owner))
    latest = (Collection.changed_at.desc(), Collection.id.desc())
    found = db.session.scalars(query.where(User.locked_at.is_(None), *which).order_by(*latest).limit(most)).all()
    of_these = CollectionItem.collection_id.in_([each.id for each in found])
    counts = select(CollectionItem.collection_id, visible(day).label("shown"), func.count())
    counts = counts.join(Listing, Listing.example_id == CollectionItem.example_id)
    counts = counts.where(of_these).group_by(CollectionItem.collection_id, "shown")
    numbers = {(each, bool(shown)): number for each, shown, number in db.session.execute(counts)}
    return [Line(each, numbers.get((each.id, True), 0), numbers.get((each.id, False), 0)) for each in found]


def holding(example_id: int, user_id: int) -> set[int]:
    """Return the ids of a person's collections that have an example in them."""
    query = select(Collection.id).join(CollectionItem, CollectionItem.collection_id == Collection.id)
    mine = (Collection.owner_id == user_id, CollectionItem.example_id == example_id)
    return set(db.session.scalars(query.where(*mine)))


def own(collection_id: int, user_id: int) -> Collection | None:
    """Return a collection if it is the person's own."""
    found = db.session.get(Collection, collection_id)
    return found if found is not None and found.owner_id == user_id else None


def shared(token: str) -> Collection | None:
    """Return the collection that is shared with a token. Its owner must still be one who can log in."""
    query = select(Collection).join(User, User.id == Collection.owner_id).options(joinedload(Collection.owner))
    return db.session.scalars(query.where(Collection.share_token == token, User.locked_at.is_(None))).first()


# ----------------------------------------------------------------------------------------------- changing them


def make(name: str, stamp: Stamp) -> Collection:
    """Begin a collection of one's own. Raises TooManyCollections, and ValueError without a person or a name."""
    if stamp.by is None or not name:
        raise ValueError("a collection is somebody's, and has a name")
    # Whoever makes two at once waits for the first, so that the limit holds.
    db.session.get_one(User, stamp.by, with_for_update=True)
    mine = select(func.count()).select_from(Collection).where(Collection.owner_id == stamp.by)
    if (db.session.scalar(mine) or 0) >= MOST_COLLECTIONS:
        raise TooManyCollections
    made = Collection(owner_id=stamp.by, name=name, created_at=stamp.at, changed_at=stamp.at)
    db.session.add(made)
    db.session.flush()
    log(stamp, "collection_made", "collection", made.id)
    return made


def add(collection: Collection, example: Example, stamp: Stamp) -> bool:
    """Put an example last in a collection. Returns False when it lies there already.

    Raises NotAllowed when employees may not see it, and CollectionIsFull.
    """
    if not is_visible(example.id, stamp.day):
        raise NotAllowed
    items = _items(collection)
    if any(each.example_id == example.id for each in items):
        return False
    if len(items) >= MOST_EXAMPLES:
        raise CollectionIsFull
    last = max((each.position for each in items), default=0)
    values = {"collection_id": collection.id, "example_id": example.id, "note": "", "added_at": stamp.at}
    db.session.add(CollectionItem(position=last + 1, **values))
    collection.changed_at = stamp.at
    db.session.flush()
    return True


def move(collection: Collection, item_id: int, steps: int, stamp: Stamp) -> bool:
    """Move an example so many places down, or up when it is negative. Returns whether it is in the collection.

    Past the first or the last it stays where it is.
    """
    items = _items(collection)
    here = next((place for place, each in enumerate(items) if each.id == item_id), None)
    if here is None:
        return False
    items.insert(min(max(here + steps, 0), len(items) - 1), items.pop(here))
    for position, each in enumerate(items, 1):
        each.position = position
    collection.changed_at = stamp.at
    return True


def remove(collection: Collection, item_id: int, stamp: Stamp) -> bool:
    """Take an example out of a collection. Returns whether it was there."""
    item = _item(collection, item_id)
    if item is None:
        return False
    db.session.delete(item)
    collection.changed_at = stamp.at
    return True


def write_note(collection: Collection, item_id: int, note: str, stamp: Stamp) -> bool:
    """Write the line about why an example is in a collection. Returns whether it is there."""
    item = _item(collection, item_id)
    if item is None:
        return False
    item.note, collection.changed_at = note, stamp.at
    return True


def rename(collection: Collection, name: str, stamp: Stamp) -> None:
    """Give a collection another name. Raises ValueError without one."""
    if not name:
        raise ValueError("a collection has a name")
    collection.name, collection.changed_at = name, stamp.at


def share(collection: Collection, in_list: bool, stamp: Stamp) -> None:
    """Let whoever is logged in and has the address read a collection; with `in_list` it can be found without it."""
    if collection.share_token is None:
        collection.share_token = secrets.token_urlsafe(32)
        log(stamp, "collection_shared", "collection", collection.id)
    collection.listed = in_list


def stop_sharing(collection: Collection, stamp: Stamp) -> None:
    """Let nobody else read a collection. Its address leads nowhere from now on, also if it is shared again."""
    if collection.share_token is not None:
        log(stamp, "collection_unshared", "collection", collection.id)
    collection.share_token, collection.listed = None, False


def delete_collection(collection: Collection, stamp: Stamp) -> None:
    """Delete a collection for good. Its examples stay in the bank."""
    log(stamp, "collection_deleted", "collection", collection.id)
    db.session.execute(delete(CollectionItem).where(CollectionItem.collection_id == collection.id))
    db.session.delete(collection)


def _items(collection: Collection) -> list[CollectionItem]:
    """Return what is in a collection, in order, and let nobody else change it meanwhile."""
    db.session.get_one(Collection, collection.id, with_for_update=True)
    query = select(CollectionItem).where(CollectionItem.collection_id == collection.id)
    return list(db.session.scalars(query.order_by(CollectionItem.position, CollectionItem.id)))


def _item(collection: Collection, item_id: int) -> CollectionItem | None:
    item = db.session.get(CollectionItem, item_id)
    return item if item is not None and item.collection_id == collection.id else None


# ---------------------------------------------------------------------------------------------- reading them


def read(collection: Collection, day: date, channel: str = "", sees_all: bool = False) -> Contents:
    """Return what a collection holds on a day. With `sees_all` also what employees may not see is told of.

    A constant number of statements.
    """
    query = select(CollectionItem).where(CollectionItem.collection_id == collection.id)
    items = db.session.scalars(query.order_by(CollectionItem.position, CollectionItem.id)).all()
    ids = [each.example_id for each in items]
    allowed = visible_among(ids, day)
    told = ids if sees_all else [each for each in ids if each in allowed]
    hits = {each.example_id: each for each in bank.hits(told, day)}
    gone = set(ids) - allowed
    stopped, replaced = uses.stopped_since(gone, day), reading.replacements_of(gone, day)
    sources = _sources(told)
    fits = {each for each in allowed if each in hits and (not channel or hits[each].use.may_go_in(channel))}
    closed = hits.keys() - fits
    whys = reasons.why_closed(closed, day) if closed else {}
    return Contents(
        collection,
        tuple(
            Place(
                item_id=each.id,
                example_id=each.example_id,
                hit=hits.get(each.example_id),
                note=each.note if each.example_id in hits else "",
                sources=sources.get(each.example_id, ()),
                allowed=each.example_id in allowed,
                fits=each.example_id in fits,
                whys=tuple(why.sentence for why in whys.get(each.example_id, {}).get(channel, ())),
                stopped_on=stopped.get(each.example_id),
                replacement=replaced.get(each.example_id),
            )
            for each in items
        ),
    )


def examples_to_take(collection: Collection, day: date, channel: str) -> list[tuple[Example, str]]:
    """Return the examples that employees may see and use in a channel that day, in order, each with its note."""
    query = select(Example, CollectionItem.note).join(CollectionItem, CollectionItem.example_id == Example.id)
    query = query.join(Listing, Listing.example_id == Example.id)
    query = query.where(CollectionItem.collection_id == collection.id, visible(day), open_in(channel, day))
    people = (joinedload(Example.responsible), joinedload(Example.fallback))
    words = (selectinload(Example.terms), selectinload(Example.regions))
    rows = db.session.execute(query.options(*people, *words).order_by(CollectionItem.position, CollectionItem.id))
    return [(example, note) for example, note in rows]


def number_in(collection: Collection) -> int:
    """Return how many examples lie in a collection, also those that may not be used."""
    lying = select(func.count()).where(CollectionItem.collection_id == collection.id)
    return db.session.scalar(lying) or 0


def _sources(example_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    query = select(Source.example_id, Source.title, Source.link).where(Source.example_id.in_(example_ids))
    found: dict[int, tuple[str, ...]] = {}
    for example_id, title, link in db.session.execute(query.order_by(Source.position, Source.id)):
        found[example_id] = (*found.get(example_id, ()), title or link)
    return found
