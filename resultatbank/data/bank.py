"""Finding examples: what employees meet. Lists are read as plain values, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import literal_column, or_, select

from resultatbank.data import bitmaps, facets
from resultatbank.data.bitmaps import Bitmaps, Bits
from resultatbank.data.facets import Counts, Scope, Search
from resultatbank.data.facts import FACET_REGION, FACET_THEME
from resultatbank.data.gate import Usability, usability, visible
from resultatbank.data.models import Example, ExampleText, Facet, Listing, Term
from resultatbank.extensions import db
from resultatbank.rules.regions import REGION_BY_CODE, Region
from resultatbank.rules.words import State, TermKind
from resultatbank.search import Answer, Marker, Piece, Query, Rung, climb, ids_matching, vocabulary_of

PAGE = 20
_SNIPPET = 130
_MOST_WORDS = 5
# What a snippet is taken from: what the reader meets on the page, in the page's order.
_SHOWN_TEXTS = ("message", "challenge", "public_benefit", "background", "effort", "result", "aim", "learned")


@dataclass(frozen=True, slots=True)
class Hit:
    """An example in a list: its benefit with what was searched for marked, and what tells if it can be used.

    Until the benefit is written, the title stands in its place, and `title` is empty.
    """

    example_id: int
    benefit: list[Piece]
    title: str
    snippet: list[Piece]
    regions: tuple[Region, ...]
    year: int
    scope: Scope
    reviewed_on: date
    review_due: date
    use: Usability


@dataclass(frozen=True, slots=True)
class Hits:
    """The first hits, with how many there are in all, and the question that they answer.

    `answer` tells how far from what was typed one had to go to find enough, and which words were put right.
    """

    page: list[Hit]
    total: int
    counts: Counts
    answer: Answer
    fewer_words: tuple[tuple[str, int], ...] = ()

    @property
    def widened(self) -> bool:
        """No example has all the words, so these have any of them."""
        return self.answer.rung is Rung.ANY_WORD and self.total > 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many examples employees can find that day: in all, by region's code, and by theme's id."""

    total: int
    regions: Mapping[int, int]
    themes: Mapping[int, int]


def terms() -> Sequence[Term]:
    """Return the words of every list in order, also retired ones that examples may still have, but no such channel."""
    in_use = or_(Term.kind != TermKind.CHANNEL.value, Term.retired.is_(False))
    return db.session.scalars(select(Term).where(in_use).order_by(Term.position, Term.id)).all()


def find(search: Search, most: int = PAGE, newest_first: bool = False) -> Hits:
    """Return the first hits, at most so many: best first, or newest reviewed first.

    Where few examples have all the words, others that come near are found after them. What the limits leave doesn't
    decide that, so that a value of a facet leads to as many examples as it says.
    """
    today = bitmaps.on(search.day)
    found = _Found(search, today)
    answer = climb(search.query, vocabulary_of(db.session.connection()), found.count)
    counts = facets.count(search, found.by(answer.query), today)
    typed, search = search, replace(search, query=answer.query)
    words = _fewer_words(typed, today) if typed.query.clauses and not (counts.total and answer.exact) else ()
    ids = _first_ids(search, most, newest_first) if counts.total else []
    return Hits(hits(ids, search.day, search.query), counts.total, counts, answer, words)


class _Found:
    """What questions find, before any limits. Each question is put to the index once."""

    def __init__(self, search: Search, today: Bitmaps) -> None:
        self._among = facets.among(search, today)
        self._by: dict[Query, Bits] = {Query(): self._among}

    def by(self, query: Query) -> Bits:
        if query not in self._by:
            self._by[query] = _matching(query)
        return self._by[query]

    def count(self, query: Query) -> int:
        """Tell how many a question finds, for the one who asks."""
        return (self.by(query) & self._among).bit_count()


def _matching(query: Query) -> Bits:
    ids = ids_matching(query, db.engine.dialect.name).subquery()
    return bitmaps.of_text(db.session.scalar(select(bitmaps.ids_in_one(ids.c.id))))


def _first_ids(search: Search, most: int, newest_first: bool) -> list[int]:
    newest = (Listing.reviewed_on.desc(), Listing.published_on.desc(), Listing.example_id.desc())
    order = newest if newest_first or not search.query.clauses else (literal_column("score").desc(), *newest)
    return list(db.session.scalars(facets.listed(search).order_by(*order).limit(most)))


def _fewer_words(search: Search, today: Bitmaps) -> tuple[tuple[str, int], ...]:
    """Return each of the words alone, with how many examples that everybody may see it finds without limits."""
    if len(search.query.words) < 2:
        return ()
    alone = [Query((clause,)) for clause in search.query.widened().clauses[:_MOST_WORDS]]
    numbers = [(" ".join(query.words), (_matching(query) & today.shown).bit_count()) for query in alone]
    return tuple((word, number) for word, number in numbers if number)


def count_of(query: Query, day: date) -> int:
    """Return how many of the examples that employees may see that day a question finds, when nothing limits it."""
    return (_matching(query) & bitmaps.on(day).shown).bit_count()


def hits(ids: Iterable[int], day: date, query: Query | None = None) -> list[Hit]:
    """Return the examples with these ids as they stand in a list, in the same order. Five statements.

    Which ids may be shown is for the query that found them to say.
    """
    ids = list(ids)
    if not ids:
        return []
    marker = Marker(query or Query())
    columns = (Listing.year, Listing.state, Listing.reviewed_on, Listing.review_due)
    lines = select(Example.id, Example.benefit, Example.title, *columns).join(Listing, Listing.example_id == Example.id)
    rows = {row.id: row for row in db.session.execute(lines.where(Example.id.in_(ids)))}
    shown = set(db.session.scalars(select(Listing.example_id).where(Listing.example_id.in_(ids), visible(day))))
    regions = _regions(ids)
    texts = _texts(ids)
    uses = usability(ids, day)
    return [
        Hit(
            example_id=each,
            benefit=marker.mark(rows[each].benefit or rows[each].title),
            title=rows[each].title if rows[each].benefit else "",
            snippet=marker.snippet(texts.get(each, ""), _SNIPPET),
            regions=tuple(regions.get(each, ())),
            year=rows[each].year,
            scope=_scope_of(rows[each].state, each in shown),
            reviewed_on=rows[each].reviewed_on,
            review_due=rows[each].review_due,
            use=uses[each],
        )
        for each in ids
        if each in rows
    ]


def _scope_of(state: str, shown: bool) -> Scope:
    if state != State.PUBLISHED:
        return Scope(state)
    return Scope.VISIBLE if shown else Scope.BLOCKED


def _regions(ids: list[int]) -> dict[int, list[Region]]:
    found: dict[int, list[Region]] = {}
    query = select(Facet.example_id, Facet.value).where(Facet.example_id.in_(ids), Facet.kind == FACET_REGION)
    for example_id, code in db.session.execute(query.order_by(Facet.value)):
        if (region := REGION_BY_CODE.get(f"{code:02}")) is not None:
            found.setdefault(example_id, []).append(region)
    return found


def _texts(ids: list[int]) -> dict[int, str]:
    query = select(ExampleText.example_id, ExampleText.question, ExampleText.value).where(
        ExampleText.example_id.in_(ids), ExampleText.question.in_(_SHOWN_TEXTS)
    )
    answers = {(example_id, question): value for example_id, question, value in db.session.execute(query)}
    return {each: "\n".join(answers[each, key] for key in _SHOWN_TEXTS if (each, key) in answers) for each in ids}


def newest_trusted(day: date, most: int = 3) -> list[Hit]:
    """Return the examples that employees may see and that are reviewed in time, the latest reviewed first."""
    newest = (Listing.reviewed_on.desc(), Listing.published_on.desc(), Listing.example_id.desc())
    query = select(Listing.example_id).where(visible(day), Listing.review_due >= day).order_by(*newest).limit(most)
    return hits(db.session.scalars(query).all(), day)


def coverage(day: date) -> Coverage:
    """Return what the bank covers that day: only what employees may see is counted."""
    today = bitmaps.on(day)

    def numbers(kind: int) -> dict[int, int]:
        counted = {value: (bits & today.shown).bit_count() for (of, value), bits in today.values.items() if of == kind}
        return {value: number for value, number in counted.items() if number}

    return Coverage(today.shown.bit_count(), numbers(FACET_REGION), numbers(FACET_THEME))
