"""Everything the bank holds about a person: each text where the name stands, and all that hangs on the party.

The texts are found by walking the mapped columns (textcolumns.py), one statement a table, read a few at a time. What
hangs on them is then fetched by id. The number of statements doesn't grow with the bank, nor with what is found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, ColumnElement, RowMapping, Table, and_, or_, select

from resultatbank.data import textcolumns
from resultatbank.data.events import Stamp, log
from resultatbank.extensions import db
from resultatbank.rules.words import Word
from resultatbank.search.mark import Piece
from resultatbank.search.names import Found, Name, evened, excerpt
from resultatbank.search.namesigns import LOOSE_MARKS

# How much is shown of what may be without end: a surname alone can stand in every example there is.
MOST_OWNERS = 200
MOST_SPOTS = 20
_AT_A_TIME = 500


class Kind(Word):
    """What a text belongs to, as the page groups it."""

    PARTIES = "parties", "Parter i registret"
    AGREEMENTS = "agreements", "Överenskommelser"
    EXAMPLES = "examples", "Exempel"
    REVIEWS = "reviews", "Granskningar"
    USES = "uses", "Användningar"
    COLLECTIONS = "collections", "Samlingar"
    INBOX = "inbox", "Inkorgen"
    USERS = "users", "Personer som loggar in här"
    FILES = "files", "Bilagor"
    TERMS = "terms", "Ordlistor"
    OTHERS = "others", "Annat"


_KIND_OF = {
    "agreement_proof": Kind.AGREEMENTS,
    "collection": Kind.COLLECTIONS,
    "collection_item": Kind.COLLECTIONS,
    "example": Kind.EXAMPLES,
    "inbox_item": Kind.INBOX,
    "party": Kind.PARTIES,
    "review": Kind.REVIEWS,
    "stored_file": Kind.FILES,
    "term": Kind.TERMS,
    "use": Kind.USES,
    "user": Kind.USERS,
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A text in which the name stands: which column ("party.email"), and the part around the name with it marked.

    `question` is the key of the guide's question, where the text answers one. `further` is how many more times the
    name stands in the text, outside the part that is shown. `exact` tells whether it is spelled as it was asked for.
    """

    column: str
    question: str
    pieces: list[Piece]
    further: int
    exact: bool


@dataclass(slots=True)
class Spots:
    """Texts that were found, by kind and by the id of what each belongs to: at most MOST_OWNERS a kind.

    `owners` holds the ids of all, also those that aren't kept.
    """

    kept: dict[Kind, dict[int, list[Spot]]] = field(default_factory=lambda: defaultdict(dict))
    owners: dict[Kind, set[int]] = field(default_factory=lambda: defaultdict(set))

    def add(self, kind: Kind, owner: int, spot: Spot) -> None:
        """Add a text."""
        self.owners[kind].add(owner)
        of_kind = self.kept[kind]
        if owner in of_kind or len(of_kind) < MOST_OWNERS:
            texts = of_kind.setdefault(owner, [])
            if len(texts) < MOST_SPOTS:
                texts.append(spot)

    def of(self, kind: Kind) -> dict[int, list[Spot]]:
        """Return the texts of a kind that are kept, by the id of what they belong to."""
        return self.kept.get(kind, {})

    def count(self, kind: Kind) -> int:
        """Return how many there are of a kind."""
        return len(self.owners.get(kind, ()))

    def take(self, other: Spots, kind: Kind, owners: Collection[int]) -> None:
        """Take over what the other has of these, so that nothing is listed or counted twice."""
        for owner in other.owners[kind].intersection(owners):
            other.owners[kind].discard(owner)
            self.owners[kind].add(owner)
            for spot in other.kept[kind].pop(owner, []):
                self.add(kind, owner, spot)

    @property
    def total(self) -> int:
        """How many there are of all kinds."""
        return sum(map(len, self.owners.values()))


@dataclass(frozen=True, slots=True)
class Texts:
    """What holds a name as it was asked for, and what holds only something that may be the same name."""

    exact: Spots
    maybe: Spots


@dataclass(frozen=True, slots=True)
class Place:
    """A stored text in which a name stands: which name, its table, its row (by the primary key) and its column.

    `owner` is the id of what the text belongs to, and `text` is it evened out, with the places in it.
    """

    name: Name
    table: Table
    key: Mapping[str, Any]
    column: Column[str]
    owner: int
    question: str
    stored: str
    text: str
    found: list[Found]

    @property
    def kind(self) -> Kind:
        """What the text belongs to."""
        return kind_of(self.table)

    @property
    def exact(self) -> bool:
        """The name stands there as it was asked for."""
        return any(each.exact for each in self.found)


def texts_with(name: Name) -> Texts:
    """Return every text that holds a name: of each kind, those of the first MOST_OWNERS that they belong to."""
    found = Texts(Spots(), Spots())
    for place in places_with([name]):
        pieces = excerpt(place.text, place.found)
        further = len(place.found) - sum(piece.hit for piece in pieces)
        spot = Spot(str(place.column), place.question, pieces, further, place.exact)
        (found.exact if place.exact else found.maybe).add(place.kind, place.owner, spot)
    for kind in Kind:
        found.exact.take(found.maybe, kind, found.exact.owners[kind])
    return found


def places_with(names: Sequence[Name], example_id: int | None = None) -> Iterator[Place]:
    """Give every stored text that holds one of the names, once for each name it holds; or only those of one example.

    One statement a table; never more than a few rows at a time in memory.
    """
    for table, columns in textcolumns.searched():
        if names and (example_id is None or kind_of(table) is Kind.EXAMPLES):
            owner = _owner_of(table)
            for row in _rows(names, table, columns, owner, example_id):
                for column in columns:
                    for name in names:
                        yield from _read(name, row, table, column, owner)


def _rows(
    names: Sequence[Name], table: Table, columns: Sequence[Column[str]], owner: Column[int], example_id: int | None
) -> Iterator[RowMapping]:
    question = [table.c.question] if "question" in table.c else []
    worth_reading = or_(*(_may_hold(name, column) for name in names for column in columns))
    wanted = dict.fromkeys([*table.primary_key.columns, owner, *question, *columns])
    query = select(*wanted).where(worth_reading).order_by(*table.primary_key.columns)
    if example_id is not None:
        query = query.where(owner == example_id)
    return iter(db.session.execute(query, execution_options={"yield_per": _AT_A_TIME}).mappings())


def _may_hold(name: Name, column: Column[str]) -> ColumnElement[bool]:
    """Return the condition that a text may hold the name, which never leaves out one that does."""
    signs = (or_(*(column.ilike(pattern) for pattern in patterns)) for patterns in name.like_patterns())
    return or_(and_(*signs), *(column.like(mark) for mark in LOOSE_MARKS))


def _read(name: Name, row: RowMapping, table: Table, column: Column[str], owner: Column[int]) -> Iterator[Place]:
    stored = row[column] or ""
    if not name.may_stand_in(stored):
        return
    text = evened(stored)
    if found := name.find(text):
        key = {each.name: row[each] for each in table.primary_key.columns}
        yield Place(name, table, key, column, row[owner], row.get("question", ""), stored, text, found)


def kind_of(table: Table) -> Kind:
    """Return what a table's texts belong to: an example, wherever one is pointed at and nothing else is said."""
    return _KIND_OF.get(table.name) or (Kind.EXAMPLES if "example_id" in table.c else Kind.OTHERS)


def _owner_of(table: Table) -> Column[int]:
    kind = kind_of(table)
    if kind is Kind.EXAMPLES and "example_id" in table.c:
        return table.c.example_id
    if kind is Kind.COLLECTIONS and "collection_id" in table.c:
        return table.c.collection_id
    return table.c.agreement_id if kind is Kind.AGREEMENTS else next(iter(table.primary_key.columns))


def log_search(hits: int, stamp: Stamp) -> None:
    """Write down that somebody looked for all there is about a person, and how much was found. Never whom."""
    log(stamp, "person_searched", "register", 0, fields=[f"hits={hits}"])
