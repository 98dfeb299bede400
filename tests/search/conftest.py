"""One index an engine, empty at the start of each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, select, text

from resultatbank.search import Query, create_statements, matching
from resultatbank.search.vocabulary import _remembered
from tests.postgres import postgres

__all__ = ["postgres"]

ENGINES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    if request.param == "sqlite":
        folder: Path = tmp_path_factory.mktemp("search")
        engine = create_engine(f"sqlite:///{folder / 'search.sqlite'}")
    else:
        engine = create_engine(request.getfixturevalue("postgres").new_database("search"))
    with engine.begin() as connection:
        for statement in create_statements(engine.dialect.name):
            connection.execute(text(statement))
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A connection whose changes are undone after the test."""
    with engine.connect() as connection:
        yield connection
        connection.rollback()
    # A process can't know that what it remembers was undone; the app never searches in a transaction that writes.
    _remembered.clear()


def found(connection: Connection, query: Query) -> list[int]:
    """The ids that a query finds, best first."""
    hits = matching(query, connection.dialect.name).subquery()
    return list(connection.scalars(select(hits.c.id).order_by(hits.c.score.desc(), hits.c.id)))
