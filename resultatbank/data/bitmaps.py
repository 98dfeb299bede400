"""The bank as a bitmap index: one bit for each example, and one long number for each thing that can be true of it.

What a search leaves for every value of every limit is then counted by AND and a count of ones, in microseconds, where
grouping in SQL takes as long as the search itself. A process remembers the numbers and reads what has changed since
(search/changes.py); they hold ids and nothing else. Which formats an example is told in is asked of its packages, as it
changes with the day. Which examples a reader is shown is still for the gate to say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, Text, cast, func, select

from resultatbank.data import packages
from resultatbank.data.facts import FACET_FORMAT
from resultatbank.data.gate import visible
from resultatbank.data.models import Clearance, Facet, Listing, ListingChange, Package
from resultatbank.extensions import db
from resultatbank.rules.words import State
from resultatbank.search import changes

# With more than this many changed, reading everything is as quick, and engines have a limit for the ids in a query.
_MOST_CHANGED = 500
_ROOM = 1024
_STRETCH = 32_768

Bits = int
Condition = ColumnElement[bool] | None


@dataclass(frozen=True, slots=True)
class Bitmaps:
    """Which examples have each value, are in each state, may be used in each channel, and may be seen, on a day.

    `closed` are the packages that employees may not see whatever their example says, each with its example.
    """

    values: Mapping[tuple[int, int], Bits] = field(default_factory=dict)
    states: Mapping[str, Bits] = field(default_factory=dict)
    channels: Mapping[str, Bits] = field(default_factory=dict)
    shown: Bits = 0
    closed: Mapping[int, int] = field(default_factory=dict)

    @property
    def blocked(self) -> Bits:
        """Published, but not to be seen."""
        return self.states.get(State.PUBLISHED, 0) & ~self.shown

    @property
    def everything(self) -> Bits:
        """Every example that is listed."""
        return union(self.states.values())


def union(several: Iterable[Bits]) -> Bits:
    """Return the examples that are in any of several."""
    together = 0
    for bits in several:
        together |= bits
    return together


def of_ids(ids: Iterable[int]) -> Bits:
    """Return the bits of some examples."""
    # Setting bytes and reading them as one binary number takes time by the ids; setting bits in a number, its square.
    digits = bytearray(b"0")
    for each in ids:
        if each >= len(digits):
            digits.extend(b"0" * (each + _ROOM - len(digits)))
        digits[each] = 49
    digits.reverse()
    return int(digits, 2)


def holds(bits: Bits, example_id: int) -> bool:
    """Tell whether an example is among some."""
    return bool(bits >> example_id & 1)


def latest_ids(bits: Bits, most: int) -> list[int]:
    """Return the highest ids among some examples, at most so many, the highest first."""
    digits = f"{bits:b}"
    found: list[int] = []
    place = digits.find("1")
    while place >= 0 and len(found) < most:
        found.append(len(digits) - 1 - place)
        place = digits.find("1", place + 1)
    return found


def ids_in_one(column: ColumnElement[int]) -> ColumnElement[str]:
    """Return all the ids of a column as one text, which engines hand over far quicker than as many rows."""
    return func.aggregate_strings(cast(column, Text), ",")


def of_text(text: str | None) -> Bits:
    """Return the bits of the examples in a text made by `ids_in_one`."""
    return of_ids(_numbers(text)) if text else 0


def _numbers(text: str) -> Iterator[int]:
    """Give the numbers, a stretch at a time: all of them as texts would take more memory than all that is kept."""
    start = 0
    while start < len(text):
        end = text.find(",", start + _STRETCH)
        end = len(text) if end < 0 else end
        yield from map(int, text[start:end].split(","))
        start = end + 1


class _Memory:
    """What a process remembers of one database."""

    def __init__(self) -> None:
        self._moment = changes.NEVER
        self._day = date.min
        self._lock = Lock()
        self._bitmaps = Bitmaps()

    def on(self, day: date, connection: Connection) -> Bitmaps:
        now = changes.moment(connection)
        with self._lock:
            if (now, day) != (self._moment, self._day):
                changed = self._changed(now, connection)
                if changed is None or day != self._day:
                    self._bitmaps = _read(connection, day)
                elif changed:
                    self._bitmaps = _read_again(connection, day, changed, self._bitmaps)
                self._moment, self._day = now, day
            return self._bitmaps

    def _changed(self, now: changes.Moment, connection: Connection) -> list[int] | None:
        """Return the examples that have changed, or None when everything is to be read."""
        before = self._moment
        if before == changes.NEVER or now.next < before.next:
            return None
        query = select(ListingChange.example_id).where(ListingChange.number >= before.next).limit(_MOST_CHANGED + 1)
        ids = list(connection.scalars(query))
        return ids if len(ids) <= _MOST_CHANGED else None


_remembered: WeakKeyDictionary[Engine, _Memory] = WeakKeyDictionary()


def on(day: date) -> Bitmaps:
    """Return the bank on a day, as it is now. One small statement when nothing has changed.

    Not for a transaction that writes: were it undone, what it wrote would be remembered.
    """
    connection = db.session.connection()
    return _remembered.setdefault(connection.engine, _Memory()).on(day, connection)


def _read(connection: Connection, day: date, ids: Collection[int] | None = None) -> Bitmaps:
    """Read everything, or what is true of some examples. A constant number of statements."""

    def bits(columns: list[Any], column: Any, condition: Condition = None) -> dict[Any, Bits]:
        query: Select[Any] = select(*columns, ids_in_one(column).label("ids")).group_by(*columns)
        if condition is not None:
            query = query.where(condition)
        if ids is not None:
            query = query.where(column.in_(ids))
        return {_key(row): of_text(row.ids) for row in connection.execute(query)}

    closed = packages.closed_by_their_own(day, ids)
    formats = bits([Package.format_id], Package.example_id, packages.told_in(day, closed))
    stored = bits([Facet.kind, Facet.value], Facet.example_id, Facet.kind != FACET_FORMAT)
    may_be_used = (Clearance.from_day <= day) & (Clearance.until_day >= day)
    return Bitmaps(
        values={**stored, **{(FACET_FORMAT, each): of_it for each, of_it in formats.items()}},
        states=bits([Listing.state], Listing.example_id),
        channels=bits([Clearance.channel], Clearance.example_id, may_be_used),
        shown=bits([Listing.state], Listing.example_id, visible(day)).get(State.PUBLISHED, 0),
        closed=closed,
    )


def _key(row: Row[Any]) -> Any:
    return row[0] if len(row) == 2 else tuple(row[:-1])


def _read_again(connection: Connection, day: date, ids: Collection[int], before: Bitmaps) -> Bitmaps:
    """Return the bitmaps with some examples read anew."""
    ids = set(ids)
    now, kept = _read(connection, day, ids), ~of_ids(ids)

    def merged(old: Mapping[Any, Bits], new: Mapping[Any, Bits]) -> dict[Any, Bits]:
        return {key: (old.get(key, 0) & kept) | new.get(key, 0) for key in {**old, **new}}

    return Bitmaps(
        values=merged(before.values, now.values),
        states=merged(before.states, now.states),
        channels=merged(before.channels, now.channels),
        shown=(before.shown & kept) | now.shown,
        closed={**{each: of for each, of in before.closed.items() if of not in ids}, **now.closed},
    )
