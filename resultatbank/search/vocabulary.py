"""The bank's own words: in how many documents each stands, kept in the transaction of the text that holds it.

The table `search_term` is for both engines. A process reads it once, and then only what has changed: a number that
grows with each change tells what is new. What it remembers is packed by length, about ten bytes a word.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, text

from resultatbank.search.analyzer import Streams, undotted
from resultatbank.search.compounds import Splitter

# Numbers, codes and foreign alphabets are never corrected, split or put together.
_WORD = re.compile(r"[a-zåäö]{2,40}")
# What is read again each time: on PostgreSQL a change may be committed after one that has a later number.
_OVERLAP = 20
_MOST_EXTRA = 2_000
_SEPARATOR = " "

_CHANGE = {
    "sqlite": "UPDATE search_change SET number = number + 1 RETURNING number",
    "postgresql": "SELECT nextval('search_change')",
}
_LATEST = {"sqlite": "SELECT number FROM search_change", "postgresql": "SELECT last_value FROM search_change"}


def create_statements(dialect_name: str) -> list[str]:
    """The SQL that makes the vocabulary, for a migration to run one by one."""
    by_bytes = ' COLLATE "C"' if dialect_name == "postgresql" else ""
    counter = (
        ["CREATE SEQUENCE search_change"]
        if dialect_name == "postgresql"
        else [
            "CREATE TABLE search_change (number integer NOT NULL)",
            "INSERT INTO search_change (number) VALUES (0)",
        ]
    )
    return [
        f"CREATE TABLE search_term (term text{by_bytes} PRIMARY KEY, documents integer NOT NULL, "
        "changed bigint NOT NULL)",
        "CREATE INDEX search_term_changed ON search_term (changed)",
        *counter,
    ]


def drop_statements(dialect_name: str) -> list[str]:
    """The SQL that takes the vocabulary away."""
    counter = "SEQUENCE" if dialect_name == "postgresql" else "TABLE"
    return ["DROP TABLE IF EXISTS search_term", f"DROP {counter} IF EXISTS search_change"]


def terms_in(streams: Streams) -> frozenset[str]:
    """The words of a document that the vocabulary counts: every term of letters but the undotted twins."""
    return frozenset(term for stream in streams[:4] for term in stream.split() if _WORD.fullmatch(term))


def count(connection: Connection, changes: Mapping[str, int]) -> None:
    """Add to each word the number of documents that have come to hold it, or lost it. A word in none is forgotten.

    The rows are changed in the order of the words, so that two writers wait for each other but never in a ring.
    """
    changed = [(term, change) for term, change in sorted(changes.items()) if change]
    if not changed:
        return
    number = connection.scalar(text(_CHANGE[connection.dialect.name]))
    # A word that two documents hold may be a part of compounds, so passing that line is a change worth telling.
    upsert = text("""
        INSERT INTO search_term (term, documents, changed) VALUES (:term, :documents, :number)
        ON CONFLICT (term) DO UPDATE SET
            documents = search_term.documents + excluded.documents,
            changed = CASE
                WHEN (search_term.documents < 2) = (search_term.documents + excluded.documents < 2)
                THEN search_term.changed ELSE excluded.changed END
    """)
    connection.execute(upsert, [{"term": term, "documents": change, "number": number} for term, change in changed])
    lost = [{"term": term} for term, change in changed if change < 0]
    if lost:
        connection.execute(text("DELETE FROM search_term WHERE term = :term AND documents <= 0"), lost)


def forget(connection: Connection) -> None:
    """Empty the vocabulary. The number of changes goes on, so that every process sees what comes instead."""
    connection.execute(text("DELETE FROM search_term"))
    connection.execute(text(_CHANGE[connection.dialect.name]))


def stored(connection: Connection) -> dict[str, int]:
    """Every word and in how many documents it stands. It reads the whole table: for proving it."""
    return {row.term: row.documents for row in connection.execute(text("SELECT term, documents FROM search_term"))}


class _Shelf:
    """All words of one length, in order, as one string; `bare` is the same without dots."""

    __slots__ = ("bare", "counts", "step", "text")

    def __init__(self, length: int, words: list[tuple[str, int]]) -> None:
        self.step = length + 1
        self.text = _SEPARATOR.join(word for word, _ in words) + _SEPARATOR
        self.bare = undotted(self.text)
        self.counts = array("I", (documents for _, documents in words))

    def __len__(self) -> int:
        return len(self.counts)

    def word(self, index: int) -> str:
        return self.text[index * self.step : (index + 1) * self.step - 1]

    def documents(self, word: str) -> int:
        index = bisect_left(range(len(self)), word, key=self.word)
        return self.counts[index] if index < len(self) and self.word(index) == word else 0

    def starting(self, beginning: str) -> Iterator[str]:
        for index in range(bisect_left(range(len(self)), beginning, key=self.word), len(self)):
            word = self.word(index)
            if not word.startswith(beginning):
                return
            yield word

    def containing(self, part: str, bare: bool) -> Iterator[str]:
        """Words with the part anywhere; with `bare`, dots are overlooked. No part holds the separator."""
        where = self.bare if bare else self.text
        place = where.find(part)
        while place >= 0:
            index = place // self.step
            yield self.word(index)
            place = where.find(part, (index + 1) * self.step)

    def words(self) -> list[str]:
        return self.text.split()


class Vocabulary:
    """What a process remembers of the bank's words. It may still know a word that the bank has lost."""

    def __init__(self, words: Iterable[tuple[str, int]] = ()) -> None:
        """Take each word with the number of documents it stands in."""
        self._extra: dict[str, int] = {}
        self._shelves: dict[int, _Shelf] = {}
        self._latest = -1
        self._lock = Lock()
        self.splitter = Splitter(lambda term: self.documents(term) >= 2)
        self._fill(words)

    def _fill(self, words: Iterable[tuple[str, int]]) -> None:
        by_length: dict[int, list[tuple[str, int]]] = {}
        for word, documents in words:
            by_length.setdefault(len(word), []).append((word, documents))
        self._shelves = {length: _Shelf(length, sorted(found)) for length, found in by_length.items()}
        self._extra = {}

    def __len__(self) -> int:
        """How many words there are, about."""
        return sum(map(len, self._shelves.values())) + len(self._extra)

    def documents(self, term: str) -> int:
        """In how many documents a word stands: about, but right as to whether it is one or several."""
        if term in self._extra:
            return self._extra[term]
        shelf = self._shelves.get(len(term))
        return shelf.documents(term) if shelf else 0

    def starting(self, beginning: str, lengths: range) -> Iterator[str]:
        """The words of these lengths that begin so."""
        for length in lengths:
            if length in self._shelves:
                yield from self._shelves[length].starting(beginning)
        yield from (word for word in self._extra if len(word) in lengths and word.startswith(beginning))

    def containing(self, part: str) -> Iterator[str]:
        """The words that hold the part anywhere in them. A part without dots is also found in words with dots."""
        bare = part.isascii()
        for length in sorted(self._shelves):
            if length > len(part):
                yield from self._shelves[length].containing(part, bare)
        for word in self._extra:
            if part in (undotted(word) if bare else word):
                yield word

    def about_as_long(self, length: int, more_or_less: int) -> list[str]:
        """The words whose length is within so many letters of this."""
        lengths = range(length - more_or_less, length + more_or_less + 1)
        found = [word for each in lengths if each in self._shelves for word in self._shelves[each].words()]
        return found + [word for word in self._extra if len(word) in lengths]

    def refresh(self, connection: Connection) -> None:
        """Read what has changed since the last time, if anything has. One small statement when nothing has."""
        latest = connection.scalar(text(_LATEST[connection.dialect.name])) or 0
        if latest == self._latest:
            return
        with self._lock:
            everything = self._latest < 0 or latest < self._latest or len(self._extra) > _MOST_EXTRA
            query = text("SELECT term, documents FROM search_term WHERE changed > :since LIMIT :most")
            since = -1 if everything else self._latest - _OVERLAP
            most = {"since": since, "most": _MOST_EXTRA + 1}
            rows = [] if everything else [(row.term, row.documents) for row in connection.execute(query, most)]
            if everything or len(rows) > _MOST_EXTRA:
                self._fill(_all_words(connection))
            else:
                self._extra = {**self._extra, **dict(rows)}
            self._latest = latest


def _all_words(connection: Connection) -> Iterator[tuple[str, int]]:
    for row in connection.execute(text("SELECT term, documents FROM search_term")):
        yield row.term, row.documents


_remembered: WeakKeyDictionary[Engine, Vocabulary] = WeakKeyDictionary()


def vocabulary_of(connection: Connection) -> Vocabulary:
    """The vocabulary of the database that the connection leads to, as it is now."""
    remembered = _remembered.setdefault(connection.engine, Vocabulary())
    remembered.refresh(connection)
    return remembered
