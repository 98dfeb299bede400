"""What has changed since a process last looked, told by numbers that writers leave beside what they change.

SQLite has one writer at a time, so a number is counted up. On PostgreSQL a later transaction may be committed before an
earlier one. There the number is the transaction's own, and a reader goes back to the oldest one that was still running.
"""

from typing import NamedTuple

from sqlalchemy import Connection, text

_NUMBER = {
    "sqlite": "UPDATE search_change SET number = number + 1 RETURNING number",
    "postgresql": "SELECT CAST(CAST(pg_current_xact_id() AS text) AS bigint)",
}
_MOMENT = {
    "sqlite": "SELECT number FROM search_change",
    "postgresql": "SELECT CAST(pg_current_snapshot() AS text)",
}


class Moment(NamedTuple):
    """How far the changes had come. Two that are equal have nothing between them.

    What came later has the number `next` or a higher one; on PostgreSQL some of what came before may have it too.
    """

    seen: str
    next: int


NEVER = Moment("", -1)


def create_statements(dialect_name: str) -> list[str]:
    """The SQL that makes what the numbers need, for a migration to run one by one."""
    if dialect_name == "postgresql":
        return []
    return ["CREATE TABLE search_change (number integer NOT NULL)", "INSERT INTO search_change (number) VALUES (0)"]


def drop_statements(dialect_name: str) -> list[str]:
    """The SQL that takes it away."""
    return [] if dialect_name == "postgresql" else ["DROP TABLE IF EXISTS search_change"]


def number(connection: Connection) -> int:
    """The number for a writer to leave beside what it changes."""
    return int(connection.scalar(text(_NUMBER[connection.dialect.name])) or 0)


def moment(connection: Connection) -> Moment:
    """How far the changes have come for this reader. One small statement."""
    seen = str(connection.scalar(text(_MOMENT[connection.dialect.name])))
    if connection.dialect.name == "postgresql":
        return Moment(seen, int(seen.partition(":")[0]))
    return Moment(seen, int(seen) + 1)
