"""The index: what each document is found by, kept by SQLite's FTS5 or by PostgreSQL.

Both engines have the table `search_document` with the streams of each document. SQLite's full-text table
`search_index` reads its content from there, and triggers keep it true, whoever changes a row. PostgreSQL has the
same as a column, `vector`. The vocabulary changes with them. Nothing here commits: the index changes in the
transaction of the text that it indexes.
"""

import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Float,
    LargeBinary,
    MetaData,
    Select,
    Table,
    Text,
    TypeDecorator,
    bindparam,
    case,
    cast,
    column,
    delete,
    false,
    func,
    literal,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.dialects import postgresql

from resultatbank.search import vocabulary
from resultatbank.search.analyzer import Document, Streams, analyze
from resultatbank.search.query import Part, Query, to_match, to_tsquery

# How much a hit is worth in title, summary, body, the rest, and as a twin. PostgreSQL has only four weights, so there
# the rest weighs as the body.
_WEIGHTS = (10.0, 4.0, 1.0, 0.5, 0.5)
_BATCH = 500
# Far more than any score; and its powers stay apart when a caller takes off half of a score.
_LIFT = 1000.0
_GAP = 2

# What PostgreSQL keeps of a tsvector: places up to the 16,383rd word, and 255 of them for one term.
_LAST_PLACE = 16_383
_MAX_PLACES = 255

_COLUMNS = Streams._fields
# The words aren't searched in; they are kept, packed, for taking them out of the vocabulary again.
_STREAMS = _COLUMNS[:5]


class _Packed(TypeDecorator[str]):
    """Text that is kept as few bytes. It can't be searched in."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes:
        return zlib.compress((value or "").encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str:
        return zlib.decompress(value).decode() if value else ""


_document = Table(
    "search_document",
    MetaData(),
    Column("id", BigInteger, primary_key=True),
    *(Column(name, _Packed if name == "words" else Text) for name in _COLUMNS),
)
_vector: ColumnElement[Any] = literal_column("search_document.vector", postgresql.TSVECTOR)
_index = table("search_index", column("rowid", BigInteger), column("search_index"), column("rank"))


# A row that says the same already is left alone: no term is taken out only to be put back.
_SAYS_OTHERWISE = " OR ".join(f"search_document.{name} <> excluded.{name}" for name in _COLUMNS)
_ALL = ", ".join(_COLUMNS)
_VALUES = ", ".join(f":{name}" for name in _COLUMNS)
_CHANGES = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS)
_PUT = {
    "sqlite": text(f"""
        INSERT INTO search_document (id, {_ALL}) VALUES (:id, {_VALUES})
        ON CONFLICT (id) DO UPDATE SET {_CHANGES} WHERE {_SAYS_OTHERWISE}
    """).bindparams(bindparam("words", type_=_Packed)),  # noqa: S608  The columns are this module's own.
    "postgresql": text(f"""
        INSERT INTO search_document (id, {_ALL}, vector) VALUES (:id, {_VALUES}, CAST(:vector AS tsvector))
        ON CONFLICT (id) DO UPDATE SET {_CHANGES}, vector = excluded.vector
        WHERE {_SAYS_OTHERWISE} OR search_document.vector <> excluded.vector
    """).bindparams(bindparam("words", type_=_Packed)),  # noqa: S608  The columns are this module's own.
}


def create_statements(dialect_name: str) -> list[str]:
    """The SQL that makes the index, for a migration to run one by one. `dialect_name`: sqlite or postgresql."""
    packed = "bytea" if dialect_name == "postgresql" else "blob"
    streams = ", ".join(f"{name} {packed if name == 'words' else 'text'} NOT NULL" for name in _COLUMNS)
    if dialect_name == "postgresql":
        return [
            f"CREATE TABLE search_document (id bigint PRIMARY KEY, {streams}, vector tsvector NOT NULL)",
            "CREATE INDEX search_document_vector ON search_document USING gin (vector)",
            *vocabulary.create_statements(dialect_name),
        ]
    return [
        f"CREATE TABLE search_document (id integer PRIMARY KEY, {streams})",
        *_index_statements(),
        *vocabulary.create_statements(dialect_name),
    ]


def _index_statements() -> list[str]:
    """What keeps SQLite's full-text table. The terms are ready made, so FTS5 has only to split at the spaces."""
    names = ", ".join(_STREAMS)
    old, new = (", ".join(f"{row}.{name}" for name in _STREAMS) for row in ("old", "new"))
    # The names are this module's own, here as in the other statements that are put together.
    forget = f"INSERT INTO search_index (search_index, rowid, {names}) VALUES ('delete', old.id, {old});"  # noqa: S608
    learn = f"INSERT INTO search_index (rowid, {names}) VALUES (new.id, {new});"  # noqa: S608  As above.
    options = "content='search_document', content_rowid='id', tokenize='ascii'"
    return [
        f"CREATE VIRTUAL TABLE search_index USING fts5 ({names}, {options})",
        f"CREATE TRIGGER search_document_insert AFTER INSERT ON search_document BEGIN {learn} END",
        f"CREATE TRIGGER search_document_delete AFTER DELETE ON search_document BEGIN {forget} END",
        f"CREATE TRIGGER search_document_update AFTER UPDATE ON search_document BEGIN {forget} {learn} END",
    ]


def drop_statements(dialect_name: str) -> list[str]:
    """The SQL that takes the index away, with all that it holds."""
    own = [] if dialect_name == "postgresql" else ["DROP TABLE IF EXISTS search_index"]
    return ["DROP TABLE IF EXISTS search_document", *own, *vocabulary.drop_statements(dialect_name)]


def put(connection: Connection, document_id: int, document: Document) -> None:
    """Index a document, in place of what was indexed for that id. Unchanged terms are not written again."""
    put_all(connection, [(document_id, document)])


def put_all(connection: Connection, documents: Iterable[tuple[int, Document]]) -> int:
    """Index documents, each in place of what was indexed for its id; returns how many.

    The vocabulary is changed last and once, in a fixed order, so that two writers never wait for each other in a ring.
    """
    changes: Counter[str] = Counter()
    count = 0
    for batch in _batches(documents):
        _write(connection, batch, changes)
        count += len(batch)
    vocabulary.count(connection, changes)
    return count


def remove(connection: Connection, document_id: int) -> None:
    """Take a document out of the index. An id that is not there is no error."""
    earlier = _stored(connection, [document_id])
    connection.execute(delete(_document).where(_document.c.id == document_id))
    vocabulary.count(connection, {word: -1 for streams in earlier.values() for word in streams.words.split()})


def matching(query: Query, dialect_name: str) -> Select[tuple[int, float]]:
    """The hits as a select of `id` and `score`, a higher score being a better hit; no order, no limit.

    Use it as a subquery or CTE, join it and count it freely: no function in it is tied to its place. Where the
    score isn't read, it isn't computed. An empty query has no hits. A query that only excludes has all other
    documents, with equal score. The hits of the query's narrower ones have higher scores than all others.
    """
    if not query.clauses:
        documents = select(_document.c.id, literal(0.0, Float).label("score"))
        if not query.excluded:
            return documents.where(false())
        unwanted = Query(clauses=query.excluded, any_word=True)
        return documents.where(_document.c.id.not_in(ids_matching(unwanted, dialect_name)))
    if dialect_name == "postgresql":
        question = cast(literal(to_tsquery(query), Text), postgresql.TSQUERY)
        weights = cast(
            [weight / _WEIGHTS[0] for weight in (_WEIGHTS[4], *_WEIGHTS[2::-1])], postgresql.ARRAY(postgresql.REAL)
        )
        # Normalisation 1: a long text is worth less, by the logarithm of its length.
        rank: ColumnElement[float] = func.ts_rank(weights, _vector, question, 1, type_=Float)
        for pair in query.pairs:
            alone = cast(literal(to_tsquery(Query((pair.clause,))), Text), postgresql.TSQUERY)
            rank = rank + (pair.clause.times - 1) * func.ts_rank(weights, _vector, alone, 1, type_=Float)
        score = _above_others(rank, _document.c.id, query, dialect_name)
        return select(_document.c.id, score.label("score")).where(_vector.op("@@")(question))
    ranking = f"bm25({', '.join(map(str, _WEIGHTS))})"
    score = _above_others(-cast(_index.c.rank, Float), _index.c.rowid, query, dialect_name)
    return select(_index.c.rowid.label("id"), score.label("score")).where(
        _index.c.search_index.op("MATCH")(to_match(query)), _index.c.rank.op("MATCH")(ranking)
    )


def _above_others(
    score: ColumnElement[float], document_id: ColumnElement[int], query: Query, dialect_name: str
) -> ColumnElement[float]:
    """Lift the hits of narrower queries over the rest, each so far that no weighing of scores brings them down."""
    for step, narrower in enumerate(reversed(query.narrower), 1):
        score = score + case((document_id.in_(ids_matching(narrower, dialect_name)), _LIFT**step), else_=0.0)
    return score


def ids_matching(query: Query, dialect_name: str) -> Select[tuple[int]]:
    """The ids of the hits alone, for counts and `IN`."""
    hits = matching(query, dialect_name)
    return hits.with_only_columns(hits.selected_columns["id"])


def ids_in(query: Query, part: Part, dialect_name: str) -> Select[tuple[int]]:
    """The ids of the documents that one part of is a hit, without score or order. For a query that looks for words.

    Ordered by falling id and with a limit, no more is read than is wanted.
    """
    if dialect_name == "postgresql":
        question = cast(literal(to_tsquery(query, part), Text), postgresql.TSQUERY)
        return select(_document.c.id).where(_vector.op("@@")(question))
    return select(_index.c.rowid.label("id")).where(_index.c.search_index.op("MATCH")(to_match(query, part)))


def sweep(connection: Connection) -> None:
    """Let nothing be left of words that no document holds any longer. It costs a reading of the whole index.

    SQLite's full-text table only marks a word as taken out, until its parts are merged. PostgreSQL does it by itself.
    """
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO search_index (search_index) VALUES ('optimize')"))


def rebuild(connection: Connection, documents: Iterable[tuple[int, Document]]) -> int:
    """Index these documents and no others; returns how many. On SQLite the full-text table is made anew."""
    on_sqlite = connection.dialect.name == "sqlite"
    if on_sqlite:
        # Dropping the triggers first lets the rows go at once, rather than each one term by term.
        for event in ("insert", "update", "delete"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS search_document_{event}"))
        connection.execute(text("DROP TABLE IF EXISTS search_index"))
    connection.execute(delete(_document))
    vocabulary.forget(connection)
    if on_sqlite:
        for statement in _index_statements():
            connection.execute(text(statement))
    count = put_all(connection, documents)
    if not on_sqlite:
        # Without fresh statistics the planner reads every row rather than the index.
        connection.execute(text("ANALYZE search_document"))
    return count


def check(connection: Connection, documents: Iterable[tuple[int, Document]]) -> list[int]:
    """The ids, in order, that are indexed otherwise than these documents say, or missing, or left behind."""
    on_sqlite = connection.dialect.name == "sqlite"
    left_behind = set(connection.scalars(select(_document.c.id)))
    wrong: set[int] = set()
    if on_sqlite:
        # FTS5 keeps one row here for each document that it has indexed.
        wrong = left_behind ^ set(connection.scalars(text("SELECT id FROM search_index_docsize")))
    for batch in _batches(documents):
        expected = {document_id: analyze(document) for document_id, document in batch}
        stored = _stored(connection, expected)
        wrong.update(document_id for document_id in expected if stored.get(document_id) != expected[document_id])
        if not on_sqlite:
            wrong.update(_wrong_vectors(connection, expected))
        left_behind.difference_update(expected)
    return sorted(wrong | left_behind)


def check_vocabulary(connection: Connection) -> list[str]:
    """The words, in order, whose number of documents isn't that of the documents that are indexed."""
    indexed = connection.execute(select(_document.c.words)).yield_per(_BATCH)
    counted = Counter(word for row in indexed for word in row.words.split())
    return sorted({word for word, _ in counted.items() ^ vocabulary.stored(connection).items()})


def _stored(connection: Connection, ids: Collection[int]) -> dict[int, Streams]:
    rows = connection.execute(select(_document).where(_document.c.id.in_(ids)))
    return {row.id: Streams(*row[1:]) for row in rows}


def _wrong_vectors(connection: Connection, expected: dict[int, Streams]) -> Iterable[int]:
    return connection.scalars(
        text(
            """
            SELECT id FROM search_document
            JOIN unnest(CAST(:ids AS bigint[]), CAST(:vectors AS text[])) AS expected (id, vector) USING (id)
            WHERE search_document.vector <> CAST(expected.vector AS tsvector)
            """
        ),
        {"ids": list(expected), "vectors": [_vector_literal(streams) for streams in expected.values()]},
    )


def _batches(documents: Iterable[tuple[int, Document]]) -> Iterator[list[tuple[int, Document]]]:
    remaining = iter(documents)
    while batch := list(islice(remaining, _BATCH)):
        yield batch


def _write(connection: Connection, documents: list[tuple[int, Document]], changes: Counter[str]) -> None:
    """Write documents, and add to `changes` what that does to the number of documents of each word."""
    rows = []
    earlier = _stored(connection, [document_id for document_id, _ in documents])
    for document_id, document in documents:
        streams = analyze(document)
        rows.append({"id": document_id, "vector": _vector_literal(streams), **streams._asdict()})
        before = set(earlier[document_id].words.split()) if document_id in earlier else set()
        now = set(streams.words.split())
        changes.update(now - before)
        changes.subtract(before - now)
        earlier[document_id] = streams
    connection.execute(_PUT[connection.dialect.name], rows)


def _vector_literal(streams: Streams) -> str:
    """A tsvector as text: each term with its places, and the weight of its stream (A to D)."""
    places: dict[str, list[str]] = {}
    place = 0
    for weight, stream in zip("ABCCD", streams[:5], strict=True):
        for term in stream.split():
            place += 1
            places.setdefault(term, []).append(f"{min(place, _LAST_PLACE)}{weight}")
        # A gap, so that words of different streams never stand side by side.
        place += _GAP
    return " ".join(f"'{term}':{','.join(found[:_MAX_PLACES])}" for term, found in places.items())
