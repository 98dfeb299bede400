"""Finding examples: what employees meet. Lists are read as plain values, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Date, Select, bindparam, literal_column, or_, select

from resultatbank.data import bitmaps, facets
from resultatbank.data.bitmaps import Bitmaps, Bits
from resultatbank.data.facets import Counts, Scope, Search
from resultatbank.data.facts import FACET_REGION, FACET_THEME
from resultatbank.data.found import Found, matching
from resultatbank.data.gate import Usability, usability, visible
from resultatbank.data.models import Example, ExampleText, Listing, Term
from resultatbank.data.packages import first_pictures
from resultatbank.extensions import db
from resultatbank.rules.regions import REGION_BY_CODE, Region
from resultatbank.rules.words import State, TermKind
from resultatbank.search import Answer, Marker, Part, Piece, Query, Rung, climb, vocabulary_of

PAGE = 20
# So many hits can be listed; more words or limits are for those who want what comes after them.
MOST_SHOWN = 10 * PAGE
_SNIPPET = 120
_MOST_WORDS = 5
# What a snippet is taken from: what the reader meets on the page, in the page's order.
_SHOWN_TEXTS = ("message", "challenge", "public_benefit", "background", "effort", "result", "aim", "learned")


@dataclass(frozen=True, slots=True)
class Hit:
    """An example in a list: its benefit with what was searched for marked, and what tells if it can be used.

    Until the benefit is written, the title stands in its place, and `title` is empty. `parties` are the names that it
    was found by. `picture_id` is its first picture that employees may see.
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
    parties: tuple[str, ...] = ()
    picture_id: int | None = None


@dataclass(frozen=True, slots=True)
class Hits:
    """The first hits, with how many there are in all, and the question that they answer.

    `answer` tells how far from what was typed one had to go to find enough, and which words were put right. `exact` of
    the hits have all the words.
    """

    page: list[Hit]
    counts: Counts
    answer: Answer
    exact: int
    fewer_words: tuple[tuple[str, int], ...] = ()

    @property
    def total(self) -> int:
        """How many hits there are in all."""
        return self.counts.total

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
    return db.session.scalars(_terms()).all()


@cache
def _terms() -> Select[Term]:
    in_use = or_(Term.kind != TermKind.CHANNEL.value, Term.retired.is_(False))
    return select(Term).where(in_use).order_by(Term.position, Term.id)


def find(search: Search, most: int = PAGE, newest_first: bool = False) -> Hits:
    """Return the first hits, at most so many: best first, or newest reviewed first.

    Where few examples have all the words, others that come near are found after them. What the limits leave doesn't
    decide that, so that a value of a facet leads to as many examples as it says.
    """
    today = bitmaps.on(search.day)
    found = Found(search, today)
    answer = climb(search.query, vocabulary_of(db.session.connection()), found.count)
    counts = facets.count(search, found.by(answer.query), today)
    words = _fewer_words(search.query, today) if search.query.clauses and not (counts.total and answer.exact) else ()
    search = replace(search, query=answer.query)
    ids = _first_ids(search, most, newest_first, counts.left, found) if counts.total else []
    page = hits(ids, search.day, search.query, found.named(ids))
    exact = (found.by(answer.exact_query) & counts.left).bit_count() if answer.exact else 0
    return Hits(page, counts, answer, exact, words)


def _first_ids(search: Search, most: int, newest_first: bool, left: Bits, found: Found) -> list[int]:
    newest = (Listing.reviewed_on.desc(), Listing.published_on.desc(), Listing.example_id.desc())
    by_name = bitmaps.latest_ids(left & found.by_name(search.query) & ~found.by_text(search.query), MOST_SHOWN)
    if newest_first or not search.query.clauses:
        query = facets.listed(search, by_name).order_by(*newest)
    elif outstanding := _outstanding(search.query, left):
        query = facets.listed(replace(search, query=Query()))
        query = query.where(Listing.example_id.in_(outstanding)).order_by(*newest)
    else:
        query = facets.listed(search, by_name).order_by(literal_column("score").desc(), *newest)
    return list(db.session.scalars(query.limit(most)))


def _outstanding(query: Query, left: Bits) -> list[int]:
    """Return which of very many hits to list: the latest that have the words in the title, or in the summary too.

    When more than can be listed have them there, a score tells little of one from another, and takes longer than all
    else. Nothing is returned when there are fewer.
    """
    if left.bit_count() > 2 * MOST_SHOWN and not (query.narrower or query.excluded):
        for part in (Part.TITLE, Part.HEAD):
            in_part = left & matching(query, part)
            if in_part.bit_count() >= MOST_SHOWN:
                return bitmaps.latest_ids(in_part, MOST_SHOWN)
    return []


def _fewer_words(query: Query, today: Bitmaps) -> tuple[tuple[str, int], ...]:
    """Return each of the words alone, with how many examples that everybody may see it finds without limits."""
    if len(query.words) < 2:
        return ()
    alone = [Query((clause,)) for clause in query.widened().clauses[:_MOST_WORDS]]
    numbers = [(" ".join(each.words), (matching(each) & today.shown).bit_count()) for each in alone]
    return tuple((word, number) for word, number in numbers if number)


def count_of(query: Query, day: date) -> int:
    """Return how many of the examples that employees may see that day a question finds, when nothing limits it."""
    return (matching(query) & bitmaps.on(day).shown).bit_count()


def hits(
    ids: Iterable[int], day: date, query: Query | None = None, parties: Mapping[int, tuple[str, ...]] | None = None
) -> list[Hit]:
    """Return the examples with these ids as they stand in a list, in the same order. At most nine statements.

    Which ids may be shown is for the query that found them to say. `parties` are names that they were found by.
    """
    ids = list(ids)
    if not ids:
        return []
    marker = Marker(query or Query())
    rows = {row.id: row for row in db.session.connection().execute(_lines(), {"ids": ids, "day": day})}
    regions = _regions(ids, bitmaps.on(day))
    texts = _texts(ids)
    uses = usability(ids, day)
    pictures = first_pictures({each: uses[each] for each in ids if each in rows and rows[each].shown}, day)
    return [
        Hit(
            example_id=each,
            benefit=marker.mark(rows[each].benefit or rows[each].title),
            title=rows[each].title if rows[each].benefit else "",
            snippet=marker.snippet(texts.get(each, ""), _SNIPPET),
            regions=regions[each],
            year=rows[each].year,
            scope=_scope_of(rows[each].state, rows[each].shown),
            reviewed_on=rows[each].reviewed_on,
            review_due=rows[each].review_due,
            use=uses[each],
            parties=(parties or {}).get(each, ()),
            picture_id=pictures[each].id if each in pictures else None,
        )
        for each in ids
        if each in rows
    ]


@cache
def _lines() -> Select[*tuple[Any, ...]]:
    """Return the query for what a list says of some examples: `ids` on a `day`. It is made once, as it never varies."""
    columns = (Listing.year, Listing.state, Listing.reviewed_on, Listing.review_due)
    shown = visible(bindparam("day", type_=Date)).label("shown")
    query = select(Example.id, Example.benefit, Example.title, *columns, shown)
    joined = query.join(Listing, Listing.example_id == Example.id)
    return joined.where(Example.id.in_(bindparam("ids", expanding=True)))


def _scope_of(state: str, shown: bool) -> Scope:
    if state != State.PUBLISHED:
        return Scope(state)
    return Scope.VISIBLE if shown else Scope.BLOCKED


def _regions(ids: list[int], today: Bitmaps) -> dict[int, tuple[Region, ...]]:
    in_order = [
        (REGION_BY_CODE[f"{code:02}"], bits)
        for (kind, code), bits in sorted(today.values.items())
        if kind == FACET_REGION and f"{code:02}" in REGION_BY_CODE
    ]
    return {each: tuple(region for region, bits in in_order if bitmaps.holds(bits, each)) for each in ids}


@cache
def _shown_texts() -> Select[*tuple[Any, ...]]:
    query = select(ExampleText.example_id, ExampleText.question, ExampleText.value)
    return query.where(
        ExampleText.example_id.in_(bindparam("ids", expanding=True)), ExampleText.question.in_(_SHOWN_TEXTS)
    )


def _texts(ids: list[int]) -> dict[int, str]:
    rows = db.session.connection().execute(_shown_texts(), {"ids": ids})
    answers = {(example_id, question): value for example_id, question, value in rows}
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
