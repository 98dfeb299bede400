"""What to suggest while somebody writes in the search box, and instead of words that find nothing.

Everything comes through the gate. Each statement has a limit, so that it costs the same however large the bank is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from sqlalchemy import ColumnElement, Row, and_, exists, or_, select

from resultatbank.data import bank, bitmaps
from resultatbank.data.bitmaps import Bitmaps, Bits
from resultatbank.data.facets import Search
from resultatbank.data.facts import FACET_THEME
from resultatbank.data.gate import visible
from resultatbank.data.models import Appearance, Example, Listing, Party, Term
from resultatbank.extensions import db
from resultatbank.rules.organisations import is_organisation
from resultatbank.rules.words import PartyKind, TermKind
from resultatbank.search import (
    Marker,
    Piece,
    Query,
    begun,
    climb,
    has_beginnings,
    ids_matching,
    nearest_words,
    parse,
    vocabulary_of,
)

FEWEST_LETTERS = 2
MOST = 3
_MOST_WORDS = 5
_MOST_TRIED = 12
# So many of the latest examples that have the words are looked through for them in titles and owners' names.
_MOST_READ = 200
_MOST_THEMES = 500
_LAST_LETTER = "\U0010ffff"
# Id, benefit, title, and the owners of project and result.
_Latest = Row[int, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What the one who writes may want: examples by id, themes by id, and organisations by name."""

    examples: tuple[tuple[int, list[Piece]], ...] = ()
    themes: tuple[tuple[int, str], ...] = ()
    organisations: tuple[str, ...] = ()

    def __len__(self) -> int:
        """How many there are."""
        return len(self.examples) + len(self.themes) + len(self.organisations)


def suggest(text: str, day: date, sees_parties: bool, channels: Collection[str] = ()) -> Suggestions:
    """Return a few of each kind whose words begin as the text does. None for a text of fewer than two letters.

    With channels, by their keys, examples and themes of examples that may be used in any of them.

    Organisations are those that stand openly on an example that everybody may see, and for one who may see parties
    also those of the register that are in any example. People are never among them.
    """
    text = " ".join(text.split())
    words = parse(text).words
    if sum(map(len, words)) < FEWEST_LETTERS:
        return Suggestions()
    query = begun(text, vocabulary_of(db.session.connection()))
    today = bitmaps.on(day)
    usable = bitmaps.union(today.channels.get(channel, 0) for channel in channels) if channels else today.shown
    latest = [row for row in _latest(query, day) if bitmaps.holds(usable, row.id)] if query.clauses else []
    organisations = [*_organisations(latest, words), *(_of_register(text) if sees_parties else ())]
    return Suggestions(
        examples=tuple(islice(_examples(latest, query), MOST)),
        themes=tuple(islice(_themes(words, today, usable), MOST)),
        organisations=tuple(dict.fromkeys(organisations))[:MOST],
    )


def _latest(query: Query, day: date) -> Sequence[_Latest]:
    """Return the latest examples that have the words anywhere and that the gate lets through, at most so many."""
    hits = ids_matching(query, db.engine.dialect.name).subquery("hits")
    # Asked of each hit in turn: joined, SQLite might look for the words anew in each example that may be seen.
    let_through = exists(select(Listing.example_id).where(Listing.example_id == hits.c.id, visible(day)))
    latest = select(hits.c.id).where(let_through).order_by(hits.c.id.desc()).limit(_MOST_READ).subquery("latest")
    names = select(Example.id, Example.benefit, Example.title, Example.project_owner, Example.result_owner)
    return db.session.execute(names.join(latest, latest.c.id == Example.id).order_by(Example.id.desc())).all()


def _examples(latest: Sequence[_Latest], query: Query) -> Iterator[tuple[int, list[Piece]]]:
    """Give those that have all the words in benefit and title, called by their title if only that has any."""
    marker, markers = Marker(query), [Marker(Query((clause,))) for clause in query.clauses]
    for row in latest:
        if all(_hits(each, row.benefit) or _hits(each, row.title) for each in markers):
            yield row.id, marker.mark(row.benefit if _hits(marker, row.benefit) else row.title)


def _hits(marker: Marker, name: str) -> bool:
    return any(piece.hit for piece in marker.mark(name))


def _themes(words: tuple[str, ...], today: Bitmaps, usable: Bits) -> Iterator[tuple[int, str]]:
    """Give the themes of examples that everybody may see and use."""
    themes = select(Term.id, Term.label).where(Term.kind == TermKind.THEME.value).order_by(Term.position, Term.id)
    for theme, label in db.session.execute(themes.limit(_MOST_THEMES)):
        if has_beginnings(label, words) and today.values.get((FACET_THEME, theme), 0) & today.shown & usable:
            yield theme, label


def _organisations(latest: Sequence[_Latest], words: tuple[str, ...]) -> Iterator[str]:
    """Give the organisations that readers see as owners on an example. A name that may be a person's isn't one."""
    names = dict.fromkeys(name for row in latest for name in (row.project_owner, row.result_owner) if name)
    yield from (name for name in names if has_beginnings(name, words) and is_organisation(name))


def _of_register(text: str) -> Sequence[str]:
    """Return the organisations that are in an example, by name."""
    inside = exists(select(Appearance.id).where(Appearance.party_id == Party.id, Appearance.ended_at.is_(None)))
    query = select(Party.name).where(Party.kind == PartyKind.ORGANISATION.value, Party.protected.is_(False), inside)
    return db.session.scalars(query.where(_named_from(text)).order_by(Party.name).limit(MOST)).all()


def _named_from(text: str) -> ColumnElement[bool]:
    """Return the condition that a party's name begins so, in the cases in which names are written.

    It is a stretch of the names in order, which an index gives, while LIKE would read every name.
    """
    name = Party.name.collate("C" if db.engine.dialect.name == "postgresql" else "BINARY")
    cases = sorted({text, text.lower(), text.upper(), text.capitalize(), text.title()})
    return or_(*(and_(name >= each, name < each + _LAST_LETTER) for each in cases))


def nearest(search: Search) -> tuple[tuple[str, int], ...]:
    """Return words that one may have meant, with how many examples each finds for the one who asks, unlimited.

    For a search that found nothing. A word that only a hidden example has isn't among them.
    """
    tried = islice(nearest_words(search.query, vocabulary_of(db.session.connection())), _MOST_TRIED)
    return tuple(islice(((word, number) for word in tried if (number := _found_by(word, search.day))), _MOST_WORDS))


def _found_by(word: str, day: date) -> int:
    """Return how many examples a search for the word finds, or 0 where none that is shown has the word itself."""

    def count(query: Query) -> int:
        return bank.count_of(query, day)

    if not count(parse(word, prefix_last=False)):
        return 0
    return climb(parse(word), vocabulary_of(db.session.connection()), count).total
