"""What questions find, as bitmaps: by the words of the texts and, for some, by parties' names."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import reduce
from operator import and_

from sqlalchemy import Select, or_, select

from resultatbank.data import bitmaps, facets
from resultatbank.data.bitmaps import Bitmaps, Bits
from resultatbank.data.facets import Search
from resultatbank.data.models import Appearance, Party
from resultatbank.extensions import db
from resultatbank.search import Clause, Part, Query, Token, ids_in, ids_matching, tokens, undotted

# The letters that may be typed without their dots or accents.
_MAY_BE_DOTTED = str.maketrans(dict.fromkeys("aoeuåäöéü", "_"))


class Found:
    """The answers to the questions of one search. Each question is put to the index once."""

    def __init__(self, search: Search, today: Bitmaps) -> None:
        """Take the search, which says who asks, and the bank that day."""
        self._among = facets.among(search, today)
        self._texts: dict[Query, Bits] = {Query(): self._among}
        self._names = names_with(search.query.words) if search.sees_parties else {}

    def by(self, query: Query) -> Bits:
        """Return the examples that a question finds."""
        return self.by_text(query) | self.by_name(query)

    def count(self, query: Query) -> int:
        """Tell how many a question finds, for the one who asks."""
        return (self.by(query) & self._among).bit_count()

    def by_text(self, query: Query) -> Bits:
        """Return the examples that a question finds by what is written in them."""
        if query not in self._texts:
            self._texts[query] = matching(query)
        return self._texts[query]

    def by_name(self, query: Query) -> Bits:
        """Return the examples in which a party has a word of the question for a name, and that have its other words."""
        named = [self._having(clause) for clause in query.clauses]
        if query.any_word or not any(named):
            return bitmaps.union(named)
        each = (bits | self.by_text(Query((clause,))) for bits, clause in zip(named, query.clauses, strict=True))
        found = reduce(and_, each, bitmaps.union(named))
        return found & ~self.by_text(Query(query.excluded, any_word=True)) if query.excluded else found

    def _having(self, clause: Clause) -> Bits:
        return reduce(and_, (bitmaps.of_ids(self._names.get(word, ())) for word in clause.words))

    def named(self, example_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
        """Return the names of the parties that some examples were found by."""
        return {
            each: tuple(sorted({name for having in self._names.values() for name in having.get(each, ())}))
            for each in example_ids
        }


def matching(query: Query, part: Part | None = None) -> Bits:
    """Return the examples in whose text, or a part of it, a question finds what it asks for."""
    engine = db.engine.dialect.name
    ids = (ids_in(query, part, engine) if part else ids_matching(query, engine)).subquery()
    return bitmaps.of_text(db.session.scalar(select(bitmaps.ids_in_one(ids.c.id))))


def names_with(words: Collection[str]) -> dict[str, dict[int, set[str]]]:
    """Return, for each word that a party has for a name, the examples that the party is in and what it is called.

    The words are as a query has them. A name is found whole, in the genitive too, and without its dots. One statement.
    """
    names: dict[str, dict[int, set[str]]] = {}
    if not words:
        return names
    for example_id, name in db.session.execute(_with_names_like(words)):
        its_words = {form for token in tokens(name) for form in _forms(token)}
        for word in words:
            if its_words.intersection({word, word.removesuffix("s")}):
                names.setdefault(word, {}).setdefault(example_id, set()).add(name)
    return names


def _with_names_like(words: Collection[str]) -> Select[int, str]:
    """Return the parties that may be meant. Neither engine folds å, ä and ö as Swedish does, so these stand open."""
    stems = {word.removesuffix("s").translate(_MAY_BE_DOTTED) for word in words}
    query = select(Appearance.example_id, Party.name).join(Party, Party.id == Appearance.party_id)
    return query.where(Appearance.ended_at.is_(None), or_(*(Party.name.ilike(f"%{stem}%") for stem in sorted(stems))))


def _forms(token: Token) -> Iterator[str]:
    yield token.text
    yield undotted(token.text)
