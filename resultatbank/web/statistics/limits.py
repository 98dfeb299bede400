"""What the figures are limited to, as it stands in an address: the search page's names, and a period for what is used.

Whatever isn't known in an address is left out, so that an old or hand-made one still gives a page.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from resultatbank.data.facets import Counts, Limits, Search
from resultatbank.data.facts import FACET_PROGRAMME, FACET_REGION, FACET_TARGET_GROUP, FACET_THEME, FACET_YEAR
from resultatbank.data.models import Term
from resultatbank.rules.calendar import add_days, add_months, first_instant
from resultatbank.rules.regions import REGIONS
from resultatbank.rules.words import TermKind
from resultatbank.search import Query

_MOST_VALUES = 40
_YEARS = range(1900, 2200)
PERIOD, PERIODS, USUAL = "period", {"manad": "30 dagar", "ar": "12 månader", "alla": "sedan starten"}, "ar"
# Each kind of facet: its name in the address, its heading, and its word list where it has one.
KINDS = (
    (FACET_REGION, "lan", "Län", None),
    (FACET_THEME, "tema", "Tema", TermKind.THEME),
    (FACET_PROGRAMME, "program", "Program", TermKind.PROGRAMME),
    (FACET_TARGET_GROUP, "malgrupp", "Målgrupp", TermKind.TARGET_GROUP),
    (FACET_YEAR, "ar", "År", None),
)
_KEYS = {kind: key for kind, key, *_ in KINDS}


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that can be chosen, with how many examples have it."""

    value: int
    label: str
    count: int
    chosen: bool


class Chosen:
    """What is chosen in an address, and addresses with one thing changed."""

    def __init__(self, arguments: MultiDict[str, str], terms: Collection[Term]) -> None:
        """Read the address. `terms` are the word lists."""
        self.terms = terms
        self.labels = {kind: self._labels(kind, words) for kind, _, _, words in KINDS}
        self.values = {kind: _known(arguments.getlist(key), self.labels[kind]) for kind, key, *_ in KINDS}
        period = arguments.get(PERIOD, USUAL)
        self.period = period if period in PERIODS else USUAL

    def _labels(self, kind: int, words: TermKind | None) -> Mapping[int, str]:
        if words:
            return {term.id: term.label for term in self.terms if term.kind == words}
        if kind == FACET_REGION:
            return {int(region.code): region.name for region in REGIONS}
        return {year: str(year) for year in reversed(_YEARS)}

    def search(self, day: date) -> Search:
        """Return what to look among. Everyone gets the same figures: those of what employees may see."""
        return Search(Query(), Limits(values={kind: frozenset(each) for kind, each in self.values.items()}), day)

    def since(self, day: date) -> datetime | None:
        """Return the instant at which the period for what is used begins. None when it has no beginning."""
        if self.period == "alla":
            return None
        return first_instant(add_days(day, -30) if self.period == "manad" else add_months(day, -12))

    @property
    def is_limited(self) -> bool:
        """Something limits the examples."""
        return any(self.values.values())

    def leaves_out(self, kind: int, value: int) -> bool:
        """Tell whether other values of the kind are chosen, so that nothing is asked about this one."""
        return bool(self.values[kind]) and value not in self.values[kind]

    def pairs(self, without: tuple[int, int] | None = None) -> list[tuple[str, str]]:
        """Return the limits as an address has them."""
        return [
            (_KEYS[kind], _written(kind, value))
            for kind, values in self.values.items()
            for value in values
            if (kind, value) != without
        ]

    def url(self, *, without: tuple[int, int] | None = None, unlimited: bool = False) -> str:
        """Return the page's address without one value or all."""
        pairs = [] if unlimited else self.pairs(without)
        return "/statistik" + _question([*pairs, *self._period()])

    def file(self, what: str, kind: str) -> str:
        """Return the address of a table as a file, with the same limits."""
        return f"/statistik/{what}/{kind}" + _question([*self.pairs(), *self._period()])

    def examples(self, kind: int | None = None, value: int = 0) -> str:
        """Return where the search shows the examples that are counted, of one value or of all, and no others.

        It is "" where the search can't ask for just those: beside a chosen value of a kind those are counted that have
        both, and of values of one kind the search takes either.
        """
        if kind is None:
            return "/exempel" + _question(self.pairs())
        if self.leaves_out(kind, value):
            return ""
        own = (_KEYS[kind], _written(kind, value))
        return "/exempel" + _question([own, *(pair for pair in self.pairs() if pair[0] != own[0])])

    def region(self, code: str) -> str:
        """Return where the search shows the counted examples of a län, as the map asks for it."""
        return self.examples(FACET_REGION, int(code))

    def in_words(self) -> list[tuple[str, str]]:
        """Return what is chosen: for each value the heading of its kind, and its label."""
        headings = {kind: heading for kind, _, heading, _ in KINDS}
        return [(headings[kind], self.labels[kind][value]) for kind, each in self.values.items() for value in each]

    def _period(self) -> list[tuple[str, str]]:
        return [] if self.period == USUAL else [(PERIOD, self.period)]

    def chips(self) -> list[tuple[str, str]]:
        """Return each limit in use: what it is called, and the address without it."""
        return [
            (self.labels[kind][value], self.url(without=(kind, value)))
            for kind, values in self.values.items()
            for value in values
        ]

    def groups(self, counts: Counts) -> list[tuple[str, str, Sequence[Choice]]]:
        """Return what there is to choose from, kind by kind: name in the address, heading and values."""
        found = [(key, heading, self._choices(kind, counts)) for kind, key, heading, _ in KINDS]
        return [group for group in found if group[2]]

    def _choices(self, kind: int, counts: Counts) -> list[Choice]:
        of_kind = {value: count for (of, value), count in counts.values.items() if of == kind}
        return [
            Choice(value, label, of_kind.get(value, 0), value in self.values[kind])
            for value, label in self.labels[kind].items()
            if of_kind.get(value) or value in self.values[kind]
        ]


def _written(kind: int, value: int) -> str:
    return f"{value:02}" if kind == FACET_REGION else str(value)


def _question(pairs: Iterable[tuple[str, str]]) -> str:
    written = urlencode(list(pairs))
    return f"?{written}" if written else ""


def _known(values: Iterable[str], labels: Mapping[int, str]) -> list[int]:
    numbers = [int(each) for each in values if each.isascii() and each.isdigit() and len(each) < 10]
    return [each for each in dict.fromkeys(numbers) if each in labels][:_MOST_VALUES]
