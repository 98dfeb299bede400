"""How a connection begins: read-only unless the work at hand says that it writes.

SQLite: WAL, synchronous FULL (an acknowledged consent is on disk), foreign keys, secure delete (what is erased is
overwritten in the file too), and BEGIN IMMEDIATE for work that
writes, so that two writers wait for each other instead of losing an update. PostgreSQL: a read-only transaction for
work that only reads. See docs/decisions/0003-transactions.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Connection, Engine, event

from resultatbank.extensions import db

_writing: ContextVar[bool] = ContextVar("writing", default=False)

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=5000",
    "foreign_keys=ON",
    "recursive_triggers=ON",
    # What is erased is overwritten, and not only left out of reach.
    "secure_delete=ON",
)


def begin_as(writing: bool) -> None:
    """Say whether the transactions that begin from now on in this context may write."""
    _writing.set(writing)


def is_writing() -> bool:
    """Tell whether the transactions that begin now in this context may write."""
    return _writing.get()


@contextmanager
def may_write() -> Iterator[None]:
    """Let the transactions that begin inside the block write."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def set_up(engine: Engine) -> None:
    """Make every connection of the engine begin as this module promises."""
    lite = engine.dialect.name == "sqlite"

    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    def on_begin(connection: Connection) -> None:
        writing = _writing.get()
        if lite:
            connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writing else 'ON'}")
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
        elif not writing:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

    if lite:
        event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)


def empty_log() -> None:
    """Move SQLite's write-ahead log into the database and empty it, so that nothing older is left in the log.

    It waits for nobody: while somebody reads, the log stays until it is written over.
    """
    if db.engine.dialect.name != "sqlite":
        return
    raw = db.engine.raw_connection()
    try:
        cursor = raw.cursor()
        for pragma in ("busy_timeout=0", "wal_checkpoint(TRUNCATE)", "busy_timeout=5000"):
            cursor.execute(f"PRAGMA {pragma}").fetchall()
    finally:
        raw.close()
