"""The searches that are compared: ours on either engine, and what the engines offer of their own.

Each takes the same documents and answers each question with the numbers of its ten best. The others get the help
that a careful programmer gives them: words are quoted, the last may be unfinished, and any word does when all find
too little.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Protocol

import snowballstemmer
from sqlalchemy import Engine, create_engine, func, select, text

from resultatbank.search import (
    Document,
    Query,
    climb,
    create_statements,
    ids_matching,
    matching,
    parse,
    rebuild,
    vocabulary_of,
)

MOST = 10
Documents = Sequence[tuple[int, Document]]


class Rival(Protocol):
    """A search that can be filled and asked."""

    def fill(self, documents: Documents) -> None:
        """Take in all documents."""

    def find(self, question: str) -> list[int]:
        """Give the numbers of the ten best, best first."""


class Ours:
    """The search of the bank, as its page asks it."""

    def __init__(self, url: str) -> None:
        """Make an empty index in the database."""
        self._engine: Engine = create_engine(url)
        with self._engine.begin() as connection:
            for statement in create_statements(self._engine.dialect.name):
                connection.execute(text(statement))

    def fill(self, documents: Documents) -> None:
        """Take in all documents."""
        with self._engine.begin() as connection:
            rebuild(connection, documents)

    def find(self, question: str) -> list[int]:
        """Give the numbers of the ten best, best first."""
        name = self._engine.dialect.name
        with self._engine.connect() as connection:

            def count(query: Query) -> int:
                hits = ids_matching(query, name).subquery()
                return connection.scalar(select(func.count()).select_from(hits)) or 0

            answer = climb(parse(question), vocabulary_of(connection), count)
            hits = matching(answer.query, name).subquery()
            best = select(hits.c.id).order_by(hits.c.score.desc(), hits.c.id).limit(MOST)
            return list(connection.scalars(best))


def _words(question: str) -> list[str]:
    return re.findall(r"\w+", question.lower())


def _phrases(question: str) -> tuple[list[str], list[str]]:
    """The phrases and words to find, and those to leave out, quoted for FTS5."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for minus, phrase, word in re.findall(r'(?:(?<=\s)|^)(-?)(?:"([^"]*)"|(\S+))', question):
        words = " ".join(_words(phrase or word))
        if words:
            (unwanted if minus else wanted).append(words)
    return wanted, unwanted


class Fts5:
    """SQLite's full-text search with one of its tokenizers; with `stem`, of words that Snowball has stemmed."""

    def __init__(self, tokenizer: str, stem: bool = False) -> None:
        """Make an empty index in memory."""
        self._database = sqlite3.connect(":memory:")
        self._database.execute(f"CREATE VIRTUAL TABLE bank USING fts5 (a, b, c, tokenize='{tokenizer}')")
        self._stemmer = snowballstemmer.stemmer("swedish") if stem else None
        self._trigram = tokenizer == "trigram"

    def _text(self, source: str) -> str:
        if self._stemmer is None:
            return source
        return " ".join(self._stemmer.stemWords(_words(source)))

    def fill(self, documents: Documents) -> None:
        """Take in all documents."""
        rows = (
            (number, self._text(document.title), self._text(document.summary), self._text(document.body))
            for number, document in documents
        )
        self._database.executemany("INSERT INTO bank (rowid, a, b, c) VALUES (?, ?, ?, ?)", rows)

    def find(self, question: str) -> list[int]:
        """Give the numbers of the ten best, best first."""
        wanted, unwanted = _phrases(question)
        texts = [self._text(phrase) for phrase in wanted]
        terms = [f'"{each}"' for each in texts if not self._trigram or len(each) > 2]
        if terms and not question.endswith('"') and not self._trigram:
            terms[-1] += " *"
        without = "".join(f' NOT "{self._text(phrase)}"' for phrase in unwanted)
        found: list[int] = []
        questions = [" AND ".join(terms), self._trigrams(texts) if self._trigram else " OR ".join(terms)]
        for asked in filter(None, questions):
            if len(found) < MOST:
                found += [number for number in self._hits(f"({asked}){without}") if number not in found]
        return found[:MOST]

    def _trigrams(self, texts: list[str]) -> str:
        """Any three letters in a row: how a trigram index forgives a slip of the finger."""
        pieces = {each[start : start + 3] for each in texts for start in range(len(each) - 2)}
        return " OR ".join(f'"{piece}"' for piece in sorted(pieces))

    def _hits(self, match: str) -> list[int]:
        query = "SELECT rowid FROM bank WHERE bank MATCH ? ORDER BY bm25(bank, 10, 4, 1) LIMIT ?"
        return [row[0] for row in self._database.execute(query, (match, MOST))]


class OneAfterTheOther:
    """One search's hits, and then another's."""

    def __init__(self, *rivals: Rival) -> None:
        """Take the searches, the one to trust most first."""
        self._rivals = rivals

    def fill(self, documents: Documents) -> None:
        """Take in all documents."""
        for rival in self._rivals:
            rival.fill(documents)

    def find(self, question: str) -> list[int]:
        """Give the numbers of the ten best, best first."""
        found = [rival.find(question) for rival in self._rivals]
        return list(dict.fromkeys(number for hits in found for number in hits))[:MOST]


class SwedishPostgreSQL:
    """PostgreSQL's full-text search with its own configuration for Swedish."""

    def __init__(self, url: str) -> None:
        """Make an empty table."""
        self._engine = create_engine(url)
        with self._engine.begin() as connection:
            connection.execute(text("CREATE TABLE swedish (id bigint PRIMARY KEY, vector tsvector)"))

    def fill(self, documents: Iterable[tuple[int, Document]]) -> None:
        """Take in all documents."""
        insert = text("""
            INSERT INTO swedish VALUES (:id, setweight(to_tsvector('swedish', :a), 'A')
                || setweight(to_tsvector('swedish', :b), 'B') || setweight(to_tsvector('swedish', :c), 'C'))
        """)
        rows = [
            {"id": number, "a": document.title, "b": document.summary, "c": document.body}
            for number, document in documents
        ]
        with self._engine.begin() as connection:
            connection.execute(insert, rows)
            connection.execute(text("CREATE INDEX swedish_vector ON swedish USING gin (vector)"))
            connection.execute(text("ANALYZE swedish"))

    def find(self, question: str) -> list[int]:
        """Give the numbers of the ten best, best first."""
        best = text("""
            SELECT id FROM swedish, to_tsquery('swedish', :question) query
            WHERE vector @@ query ORDER BY ts_rank(vector, query, 1) DESC, id LIMIT :most
        """)
        wanted, unwanted = _phrases(question)
        terms = [" <-> ".join(f"'{word}'" for word in phrase.split()) for phrase in wanted]
        if terms and not question.endswith('"'):
            terms[-1] += ":*"
        without = "".join(f" & !({' <-> '.join(phrase.split())})" for phrase in unwanted)
        found: list[int] = []
        with self._engine.connect() as connection:
            for operator in (" & ", " | "):
                if len(found) < MOST and terms:
                    asked = f"({operator.join(f'({term})' for term in terms)}){without}"
                    hits = connection.scalars(best, {"question": asked, "most": MOST})
                    found += [number for number in hits if number not in found]
        return found[:MOST]
