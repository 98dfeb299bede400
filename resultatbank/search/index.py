"""The index: what each document is found by, kept by SQLite's FTS5 or by PostgreSQL.

Both engines have the table `search_document` with the four streams of each document. SQLite's full-text table
`search_index` reads its content from there, and triggers keep it true, whoever changes a row. PostgreSQL has the
same as a column, `vector`. Nothing here commits: the index changes in the transaction of the text that it indexes.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Float,
    MetaData,
    Select,
    Table,
    Text,
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

from resultatbank.search.analyzer import Document, Streams, analyze
from resultatbank.search.query import Query, to_match, to_tsquery

# How much a hit is worth in title, summary, body and the rest.
_WEIGHTS = (10.0, 4.0, 1.0, 0.5)
_BATCH = 500

# What PostgreSQL keeps of a tsvector: places up to the 16,383rd word, and 255 of them for one term.
_LAST_PLACE = 16_383
_MAX_PLACES = 255

_STREAMS = ("a", "b", "c", "d")
_document = Table(
    "search_document",
    MetaData(),
    Column("id", BigInteger, primary_key=True),
    *(Column(name, Text) for name in _STREAMS),
)
_vector: ColumnElement[Any] = literal_column("search_document.vector", postgresql.TSVECTOR)
_index = table("search_index", column("rowid", BigInteger), column("search_index"), column("rank"))


# A row that says the same already is left alone: no term is taken out only to be put back.
_PUT = {
    "sqlite": text("""
        INSERT INTO search_document (id, a, b, c, d) VALUES (:id, :a, :b, :c, :d)
        ON CONFLICT (id) DO UPDATE SET a = excluded.a, b = excluded.b, c = excluded.c, d = excluded.d
        WHERE search_document.a <> excluded.a OR search_document.b <> excluded.b
            OR search_document.c <> excluded.c OR search_document.d <> excluded.d
    """),
    "postgresql": text("""
        INSERT INTO search_document (id, a, b, c, d, vector)
        VALUES (:id, :a, :b, :c, :d, CAST(:vector AS tsvector))
        ON CONFLICT (id) DO UPDATE SET
            a = excluded.a, b = excluded.b, c = excluded.c, d = excluded.d, vector = excluded.vector
        WHERE search_document.a <> excluded.a OR search_document.b <> excluded.b
            OR search_document.c <> excluded.c OR search_document.d <> excluded.d
            OR search_document.vector <> excluded.vector
    """),
}


def create_statements(dialect_name: str) -> list[str]:
    """The SQL that makes the index, for a migration to run one by one. `dialect_name`: sqlite or postgresql."""
    streams = "a text NOT NULL, b text NOT NULL, c text NOT NULL, d text NOT NULL"
    if dialect_name == "postgresql":
        return [
            f"CREATE TABLE search_document (id bigint PRIMARY KEY, {streams}, vector tsvector NOT NULL)",
            "CREATE INDEX search_document_vector ON search_document USING gin (vector)",
        ]
    # The terms are ready made, so FTS5 has only to split at the spaces between them.
    options = "content='search_document', content_rowid='id', tokenize='ascii'"
    forget = (
        "INSERT INTO search_index (search_index, rowid, a, b, c, d) "
        "VALUES ('delete', old.id, old.a, old.b, old.c, old.d);"
    )
    learn = "INSERT INTO search_index (rowid, a, b, c, d) VALUES (new.id, new.a, new.b, new.c, new.d);"
    return [
        f"CREATE TABLE search_document (id integer PRIMARY KEY, {streams})",
        f"CREATE VIRTUAL TABLE search_index USING fts5 (a, b, c, d, {options})",
        f"CREATE TRIGGER search_document_insert AFTER INSERT ON search_document BEGIN {learn} END",
        f"CREATE TRIGGER search_document_delete AFTER DELETE ON search_document BEGIN {forget} END",
        f"CREATE TRIGGER search_document_update AFTER UPDATE ON search_document BEGIN {forget} {learn} END",
    ]


def drop_statements(dialect_name: str) -> list[str]:
    """The SQL that takes the index away, with all that it holds."""
    own = [] if dialect_name == "postgresql" else ["DROP TABLE IF EXISTS search_index"]
    return ["DROP TABLE IF EXISTS search_document", *own]


def put(connection: Connection, document_id: int, document: Document) -> None:
    """Index a document, in place of what was indexed for that id. Unchanged terms are not written again."""
    _write(connection, [(document_id, document)])


def remove(connection: Connection, document_id: int) -> None:
    """Take a document out of the index. An id that is not there is no error."""
    connection.execute(delete(_document).where(_document.c.id == document_id))


def matching(query: Query, dialect_name: str) -> Select[tuple[int, float]]:
    """The hits as a select of `id` and `score`, a higher score being a better hit; no order, no limit.

    Use it as a subquery or CTE, join it and count it freely: no function in it is tied to its place. Where the
    score isn't read, it isn't computed. An empty query has no hits. A query that only excludes has all other
    documents, with equal score.
    """
    if not query.clauses:
        documents = select(_document.c.id, literal(0.0, Float).label("score"))
        if not query.excluded:
            return documents.where(false())
        unwanted = Query(clauses=query.excluded, any_word=True)
        return documents.where(_document.c.id.not_in(ids_matching(unwanted, dialect_name)))
    if dialect_name == "postgresql":
        question = cast(literal(to_tsquery(query), Text), postgresql.TSQUERY)
        weights = cast([weight / _WEIGHTS[0] for weight in reversed(_WEIGHTS)], postgresql.ARRAY(postgresql.REAL))
        # Normalisation 1: a long text is worth less, by the logarithm of its length.
        score = func.ts_rank(weights, _vector, question, 1, type_=Float)
        return select(_document.c.id, score.label("score")).where(_vector.op("@@")(question))
    ranking = f"bm25({', '.join(map(str, _WEIGHTS))})"
    return select(_index.c.rowid.label("id"), (-cast(_index.c.rank, Float)).label("score")).where(
        _index.c.search_index.op("MATCH")(to_match(query)), _index.c.rank.op("MATCH")(ranking)
    )


def ids_matching(query: Query, dialect_name: str) -> Select[tuple[int]]:
    """The ids of the hits alone, for counts and `IN`."""
    hits = matching(query, dialect_name)
    return hits.with_only_columns(hits.selected_columns["id"])


def rebuild(connection: Connection, documents: Iterable[tuple[int, Document]]) -> int:
    """Index these documents and no others; returns how many. On SQLite the tables are made anew."""
    if connection.dialect.name == "sqlite":
        for statement in (*drop_statements("sqlite"), *create_statements("sqlite")):
            connection.execute(text(statement))
    else:
        connection.execute(delete(_document))
    count = 0
    for batch in _batches(documents):
        _write(connection, batch)
        count += len(batch)
    if connection.dialect.name == "postgresql":
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
        rows = connection.execute(select(_document).where(_document.c.id.in_(expected)))
        stored = {row.id: Streams(row.a, row.b, row.c, row.d) for row in rows}
        wrong.update(document_id for document_id in expected if stored.get(document_id) != expected[document_id])
        if not on_sqlite:
            wrong.update(_wrong_vectors(connection, expected))
        left_behind.difference_update(expected)
    return sorted(wrong | left_behind)


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


def _write(connection: Connection, documents: list[tuple[int, Document]]) -> None:
    rows = []
    for document_id, document in documents:
        streams = analyze(document)
        rows.append({"id": document_id, "vector": _vector_literal(streams), **streams._asdict()})
    connection.execute(_PUT[connection.dialect.name], rows)


def _vector_literal(streams: Streams) -> str:
    """A tsvector as text: each term with its places, and the weight of its stream (A to D)."""
    places: dict[str, list[str]] = {}
    place = 0
    for weight, stream in zip("ABCD", streams, strict=True):
        for term in stream.split():
            place += 1
            places.setdefault(term, []).append(f"{min(place, _LAST_PLACE)}{weight}")
        # A gap, so that a phrase never reaches from one stream into the next.
        place += 2
    return " ".join(f"'{term}':{','.join(found[:_MAX_PLACES])}" for term, found in places.items())
