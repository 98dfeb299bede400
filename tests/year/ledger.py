"""What the simulation knows by itself: what each party has said, in order, and what may therefore be seen.

It shares nothing with the app's own rules, so that the two can disagree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

CHANNELS = ("intranet", "web", "social", "press", "print", "presentation", "partner")
NEVER = date(9999, 12, 31)
Cell = tuple[str, str]


@dataclass(frozen=True)
class Said:
    """A yes or a no to some materials in some channels, about some examples or (None) all that the party is in."""

    record: int
    cells: frozenset[Cell]
    yes: bool
    first: date
    last: date
    examples: frozenset[int] | None
    takes_back: bool


@dataclass
class Ledger:
    """Plain lists of what has happened. Whatever is said last is said later than all before it."""

    said: dict[int, list[Said]] = field(default_factory=lambda: defaultdict(list))
    shown: dict[int, dict[int, frozenset[str]]] = field(default_factory=lambda: defaultdict(dict))
    inside: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    state: dict[int, str] = field(default_factory=dict)
    replaced_by: dict[int, int] = field(default_factory=dict)
    protected: set[int] = field(default_factory=set)
    touched: set[int] = field(default_factory=set)
    _known: dict[tuple[int, date], frozenset[str]] = field(default_factory=dict)

    def show(self, party: int, example: int, materials: Iterable[str]) -> None:
        """Write down that an example shows something of a party's."""
        self.shown[example][party] = frozenset(materials)
        self.inside[party].add(example)

    def say(
        self,
        party: int,
        record: int,
        cells: Iterable[Cell],
        *,
        yes: bool,
        first: date,
        last: date = NEVER,
        examples: Collection[int] | None = None,
        takes_back: bool = False,
    ) -> None:
        """Write down what a party says."""
        about = None if examples is None else frozenset(examples)
        self.said[party].append(Said(record, frozenset(cells), yes, first, last, about, takes_back))
        self._touch(party)

    def turn(self, example: int, state: str) -> None:
        """Write down that an example is published, archived or made a draft."""
        self.state[example] = state
        self.touched.add(example)

    def protect(self, party: int) -> None:
        """Write down that a party's identity is protected."""
        self.protected.add(party)
        self._touch(party)

    def _touch(self, party: int) -> None:
        """Forget what was found out about a party's examples: it has said something."""
        self.touched |= self.examples_of(party)
        self._known.clear()

    def examples_of(self, party: int) -> set[int]:
        """Return the examples that a party is in."""
        return self.inside[party]

    def channels(self, example: int, day: date) -> frozenset[str]:
        """Return the channels in which everybody in an example has said yes, last of all, and the yes runs that day."""
        key = (example, day)
        if key not in self._known:
            self._known[key] = self._channels(example, day)
        return self._known[key]

    def _channels(self, example: int, day: date) -> frozenset[str]:
        left = set(CHANNELS)
        for party, materials in self.shown.get(example, {}).items():
            if party in self.protected:
                return frozenset()
            for material in materials:
                left &= self._allowed(party, material, example, day)
        return frozenset(left)

    def _allowed(self, party: int, material: str, example: int, day: date) -> set[str]:
        """Return the channels in which the last word about a party's material is a yes that runs."""
        allowed: set[str] = set()
        for each in self.said[party]:
            if each.first > day or (each.examples is not None and example not in each.examples):
                continue
            about = {channel for what, channel in each.cells if what == material}
            allowed = allowed | about if each.yes and day <= each.last else allowed - about
        return allowed

    def seen(self, day: date) -> set[int]:
        """Return what employees may see that day."""
        return {
            example
            for example, state in self.state.items()
            if state == "published" and "intranet" in self.channels(example, day)
        }

    def expired(self, day: date) -> dict[int, datetime]:
        """Return when each record ran out that has done so before a day, but for those that were wholly taken back."""
        found = {}
        for words in self.said.values():
            for number, each in enumerate(words):
                if each.yes and each.last < day and not _taken_back(each, words[number + 1 :]):
                    found[each.record] = midnight_after(each.last)
        return found


def _taken_back(yes: Said, later: list[Said]) -> bool:
    noes = [each for each in later if each.takes_back and each.first <= yes.last]
    return all(_reached(cell, yes.examples, noes) for cell in yes.cells)


def _reached(cell: Cell, examples: frozenset[int] | None, noes: list[Said]) -> bool:
    about = [each.examples for each in noes if cell in each.cells]
    if None in about:
        return True
    return examples is not None and examples <= frozenset().union(*(each or () for each in about))


def midnight_after(day: date) -> datetime:
    """Return the instant (UTC) at which a day has ended in Stockholm: two hours early in summer time, else one."""
    ends = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
    is_summer = _last_sunday(ends.year, 3) < ends.date() <= _last_sunday(ends.year, 10)
    return ends - timedelta(hours=2 if is_summer else 1)


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)
