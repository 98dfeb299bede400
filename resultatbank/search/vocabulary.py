"""The bank's own words: in how many documents each stands, kept in the transaction of the text that holds it.

The table `search_term` is for both engines: each word as it is written, with its stem. A process reads it once, and
then only what has changed since (changes.py).
"""

from collections.abc import Iterable, Iterator, Mapping
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, text

from resultatbank.search import changes
from resultatbank.search.analyzer import stem
from resultatbank.search.compounds import Splitter
from resultatbank.search.lexicon import Lexicon

_MOST_BESIDE = 2_000


def create_statements(dialect_name: str) -> list[str]:
    """The SQL that makes the vocabulary, for a migration to run one by one."""
    by_bytes = ' COLLATE "C"' if dialect_name == "postgresql" else ""
    return [
        f"CREATE TABLE search_term (word text{by_bytes} PRIMARY KEY, term text{by_bytes} NOT NULL, "
        "documents integer NOT NULL, changed bigint NOT NULL)",
        "CREATE INDEX search_term_changed ON search_term (changed)",
        *changes.create_statements(dialect_name),
    ]


def drop_statements(dialect_name: str) -> list[str]:
    """The SQL that takes the vocabulary away."""
    return ["DROP TABLE IF EXISTS search_term", *changes.drop_statements(dialect_name)]


def count(connection: Connection, differences: Mapping[str, int]) -> None:
    """Add to each word the number of documents that have come to hold it, or lost it. A word in none is forgotten.

    The rows are changed in the order of the words, so that two writers wait for each other but never in a ring.
    """
    changed = [(word, change) for word, change in sorted(differences.items()) if change]
    if not changed:
        return
    number = changes.number(connection)
    # A word that two documents hold may be a part of compounds, so passing that line is a change worth telling.
    upsert = text("""
        INSERT INTO search_term (word, term, documents, changed) VALUES (:word, :term, :documents, :number)
        ON CONFLICT (word) DO UPDATE SET
            documents = search_term.documents + excluded.documents,
            changed = CASE
                WHEN (search_term.documents < 2) = (search_term.documents + excluded.documents < 2)
                THEN search_term.changed ELSE excluded.changed END
    """)
    rows = [{"word": word, "term": stem(word), "documents": change, "number": number} for word, change in changed]
    connection.execute(upsert, rows)
    lost = [{"word": word} for word, change in changed if change < 0]
    if lost:
        connection.execute(text("DELETE FROM search_term WHERE word = :word AND documents <= 0"), lost)


def forget(connection: Connection) -> None:
    """Empty the vocabulary. The number of changes goes on, so that every process sees what comes instead."""
    connection.execute(text("DELETE FROM search_term"))
    changes.number(connection)


def stored(connection: Connection) -> dict[str, int]:
    """Every word and in how many documents it stands. It reads the whole table: for proving it."""
    return {row.word: row.documents for row in connection.execute(text("SELECT word, documents FROM search_term"))}


class Vocabulary:
    """What a process remembers of the bank's words. It may still know a word that the bank has lost.

    `words` are those that are written, `terms` their stems, each with the number of documents of its most used word:
    about, but right as to whether it is one or several.
    """

    def __init__(self, words: Iterable[tuple[str, int]] = ()) -> None:
        """Take each word with the number of documents it stands in."""
        self.words = Lexicon()
        self.terms = Lexicon()
        self.splitter = Splitter(lambda term: self.terms.number(term) >= 2)
        self._moment = changes.NEVER
        self._lock = Lock()
        self._add([(word, stem(word), documents) for word, documents in words])

    def _add(self, rows: Iterable[tuple[str, str, int]]) -> None:
        words: dict[str, int] = {}
        terms: dict[str, int] = {}
        for word, term, documents in rows:
            words[word] = documents
            terms[term] = max(documents, terms.get(term, 0), self.terms.number(term))
        self.words.add(words)
        self.terms.add(terms)

    def refresh(self, connection: Connection) -> None:
        """Read what has changed since the last time, if anything has. One small statement when nothing has."""
        now = changes.moment(connection)
        if now == self._moment:
            return
        with self._lock:
            before = self._moment
            anew = before == changes.NEVER or now.next < before.next or self.words.lying_beside > _MOST_BESIDE
            if not anew:
                query = text("SELECT word, term, documents FROM search_term WHERE changed >= :since LIMIT :most")
                limits = {"since": before.next, "most": _MOST_BESIDE + 1}
                rows = [(row.word, row.term, row.documents) for row in connection.execute(query, limits)]
                anew = len(rows) > _MOST_BESIDE
                self._add(rows)
            if anew:
                self.words, self.terms = Lexicon(_all_words(connection)), Lexicon(_all_terms(connection))
            self._moment = now


def _all_words(connection: Connection) -> Iterator[tuple[str, int]]:
    rows = connection.execute(text("SELECT word, documents FROM search_term ORDER BY length(word)"))
    return ((row.word, row.documents) for row in rows.yield_per(5_000))


def _all_terms(connection: Connection) -> Iterator[tuple[str, int]]:
    rows = connection.execute(
        text("SELECT term, max(documents) AS most FROM search_term GROUP BY term ORDER BY length(term)")
    )
    return ((row.term, row.most) for row in rows.yield_per(5_000))


_remembered: WeakKeyDictionary[Engine, Vocabulary] = WeakKeyDictionary()


def vocabulary_of(connection: Connection) -> Vocabulary:
    """The vocabulary of the database that the connection leads to, as it is now.

    Not for a transaction that writes: were it undone, what it wrote would be remembered.
    """
    remembered = _remembered.setdefault(connection.engine, Vocabulary())
    remembered.refresh(connection)
    return remembered
