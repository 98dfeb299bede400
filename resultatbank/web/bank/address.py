"""A search as an address: read from one, and written as one with something added or taken away.

Whatever isn't known in an address is left out, so that an old or hand-made one still gives a page.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from resultatbank.data.bank import MOST_SHOWN, PAGE, Hits
from resultatbank.data.facets import Limits, Scope, Search
from resultatbank.data.facts import (
    FACET_FORMAT,
    FACET_PROGRAMME,
    FACET_REGION,
    FACET_TARGET_GROUP,
    FACET_THEME,
    FACET_VERDICT,
    FACET_YEAR,
    VERDICTS,
)
from resultatbank.data.models import Term
from resultatbank.rules.places import place
from resultatbank.rules.regions import REGIONS
from resultatbank.rules.words import TermKind
from resultatbank.search import parse
from resultatbank.search.query import MAX_CHARACTERS

# How many values of a kind are shown until one asks for the rest: the most common ones, and the latest years.
SHOWN = 5
_MOST_VALUES = 40
_YEARS = range(1900, 2200)

_CHANNEL = "kanal"
_SCOPE = "lage"
_THEME = "tema"
_YEAR = "ar"
_SCOPE_KEYS = {
    "synliga": Scope.VISIBLE,
    "sparrade": Scope.BLOCKED,
    "utkast": Scope.DRAFT,
    "planerade": Scope.PLANNED,
    "arkiverade": Scope.ARCHIVED,
}
# Each kind of facet: its name in the address, its heading, and its word list where it has one.
_FACETS = (
    (FACET_REGION, "lan", "Län", None),
    (FACET_THEME, _THEME, "Tema", TermKind.THEME),
    (FACET_PROGRAMME, "program", "Program", TermKind.PROGRAMME),
    (FACET_TARGET_GROUP, "malgrupp", "Målgrupp", TermKind.TARGET_GROUP),
    (FACET_FORMAT, "format", "Format", TermKind.FORMAT),
    (FACET_YEAR, _YEAR, "År", None),
    (FACET_VERDICT, "omdome", "Blev det som väntat?", None),
)


@dataclass(frozen=True, slots=True)
class Option:
    """A value to limit the search to, with how many examples have it."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """The values of one kind. `more` is how many are left out, and `more_url` shows them."""

    key: str
    label: str
    options: list[Option]
    more: int = 0
    more_url: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """A limit that is in use, and the address without it."""

    label: str
    url: str


class Address:
    """A search as it stands in an address. Values are text, and only such as are known."""

    def __init__(
        self, arguments: MultiDict[str, str], terms: Collection[Term], sees_all: bool, sees_parties: bool = False
    ) -> None:
        """Read the address. `terms` are the word lists; `sees_all` opens the limit of state."""
        self.sees_all = sees_all
        self.sees_parties = sees_parties
        self.terms = terms
        self.text = " ".join(arguments.get("q", "")[:MAX_CHARACTERS].split())
        self.newest_first = arguments.get("ordning", "") == "nyast"
        self.shown = _shown(arguments.get("visa", ""))
        self.names = self._known_names()
        self.chosen = {key: _known(arguments.getlist(key), names) for key, names in self.names.items()}
        self.opened = [key for key in dict.fromkeys(arguments.getlist("alla")) if key in self.names]

    def _known_names(self) -> dict[str, Mapping[str, str]]:
        """Return what each value of each kind is called."""
        names: dict[str, Mapping[str, str]] = {
            _CHANNEL: {term.slug: term.label for term in self.terms if term.kind == TermKind.CHANNEL}
        }
        for kind, key, _, words in _FACETS:
            if words:
                names[key] = {str(term.id): term.label for term in self.terms if term.kind == words}
            elif kind == FACET_REGION:
                names[key] = {region.code: region.name for region in REGIONS}
            elif kind == FACET_VERDICT:
                names[key] = {str(number): verdict.label for number, verdict in VERDICTS.items()}
            else:
                names[key] = {str(year): str(year) for year in reversed(_YEARS)}
        if self.sees_all:
            names[_SCOPE] = {key: scope.label for key, scope in _SCOPE_KEYS.items()}
        return names

    def search(self, day: date) -> Search:
        """Return the question to the bank."""
        limits = Limits(
            channels=frozenset(self.chosen[_CHANNEL]),
            values={kind: frozenset(map(int, self.chosen[key])) for kind, key, *_ in _FACETS},
            scopes=frozenset(_SCOPE_KEYS[key] for key in self.chosen.get(_SCOPE, ())),
        )
        return Search(parse(self.text), limits, day, self.sees_all, self.sees_parties)

    @property
    def channels(self) -> list[str]:
        """The channels that it is limited to, by their keys."""
        return self.chosen[_CHANNEL]

    @property
    def is_limited(self) -> bool:
        """Something other than words limits the search."""
        return any(self.chosen.values())

    @property
    def first_new(self) -> int:
        """Which hit is the first that a longer list has come to show, counted from 1. Nought when the list isn't."""
        return self.shown - PAGE + 1 if self.shown > PAGE else 0

    def more(self, total: int) -> str:
        """Return the address of the same search with a longer list, or "" when there is no more to show."""
        return self.url(shown=self.shown + PAGE) if self.shown < min(total, MOST_SHOWN) else ""

    def url(self, *, text: str | None = None, without: tuple[str, str] | None = None, **changes: object) -> str:
        """Return the address with other words, without a value, or with what `changes` names."""
        pairs: list[tuple[str, object]] = [("q", self.text if text is None else text)]
        if not changes.get("unlimited"):
            pairs += [(key, value) for key, values in self.chosen.items() for value in values]
        if "scope" in changes:
            pairs = [pair for pair in pairs if pair[0] != _SCOPE] + [(_SCOPE, changes["scope"])]
        if "theme" in changes:
            pairs.append((_THEME, changes["theme"]))
        pairs += [("alla", key) for key in [*self.opened, changes.get("opened")]]
        newest = changes.get("newest", self.newest_first)
        pairs += [("ordning", "nyast" if newest else ""), ("visa", changes.get("shown", ""))]
        kept = [(key, str(value)) for key, value in pairs if value and (key, value) != without]
        return "/exempel" + (f"?{urlencode(kept)}" if kept else "")

    def with_words(self, corrected: Iterable[tuple[str, str]]) -> str:
        """Return the text with words that were put right."""
        text = self.text
        for typed, right in corrected:
            text = _word(typed).sub(right, text)
        return text

    def literally(self, corrected: Iterable[tuple[str, str]]) -> str:
        """Return the text with those words in quotation marks, which finds them as they were typed."""
        text = self.text
        for typed, _ in corrected:
            text = _word(typed).sub(r'"\g<0>"', text)
        return text

    def chips(self) -> list[Chip]:
        """Return the limits that are in use."""
        return [
            Chip(
                f"Får användas {place(value, self.names[key][value])}" if key == _CHANNEL else self.names[key][value],
                self.url(without=(key, value)),
            )
            for key, values in self.chosen.items()
            for value in values
        ]

    def groups(self, hits: Hits) -> list[FacetGroup]:
        """Return every kind of limit that has something to choose, with counts."""
        counts = hits.counts
        groups = [self._group(_CHANNEL, "Får användas i", counts.channels)]
        for kind, key, label, _ in _FACETS:
            width = 2 if kind == FACET_REGION else 1
            mine = {f"{value:0{width}}": count for (of, value), count in counts.values.items() if of == kind}
            groups.append(self._group(key, label, mine))
        if self.sees_all:
            scopes = {key: counts.scopes.get(scope, 0) for key, scope in _SCOPE_KEYS.items()}
            groups.append(self._group(_SCOPE, "Läge", scopes))
        return [group for group in groups if group.options]

    def elsewhere(self, hits: Hits) -> list[tuple[Option, str]]:
        """Return the states, not looked among, where the search would find something, each with its address."""
        chosen = self.chosen.get(_SCOPE) or ["synliga"]
        counts = {
            key: hits.counts.scopes.get(_SCOPE_KEYS[key], 0) for key in self.names.get(_SCOPE, ()) if key not in chosen
        }
        options = [Option(key, self.names[_SCOPE][key], count, False) for key, count in counts.items() if count]
        return [(option, self.url(scope=option.value)) for option in options]

    def _group(self, key: str, label: str, counts: Mapping[str, int]) -> FacetGroup:
        chosen, names = self.chosen[key], self.names[key]
        options = [
            Option(value, name, counts.get(value, 0), value in chosen)
            for value, name in names.items()
            if counts.get(value) or value in chosen
        ]
        shown = options
        if key not in (_CHANNEL, _SCOPE, *self.opened) and len(options) > SHOWN + 1:
            first = options if key == _YEAR else sorted(options, key=lambda option: -option.count)
            kept = {option.value for option in first[:SHOWN]} | set(chosen)
            shown = [option for option in options if option.value in kept]
        return FacetGroup(key, label, shown, len(options) - len(shown), self.url(opened=key))


def _word(word: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE)


def _shown(text: str) -> int:
    """Return how many hits to show: a page, or as many pages as were asked for."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else PAGE
    return min(max(-(-number // PAGE), 1) * PAGE, MOST_SHOWN)


def _known(values: Iterable[str], names: Mapping[str, str]) -> list[str]:
    return [value for value in dict.fromkeys(values) if value in names][:_MOST_VALUES]
