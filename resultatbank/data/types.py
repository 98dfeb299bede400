"""Column types and column shorthands shared by the tables."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKey, Integer, Numeric, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """An aware instant, stored as UTC without zone so that both engines compare it alike."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware instant into UTC. Raises ValueError for one without zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the stored UTC its zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


class Exact(TypeDecorator[Decimal]):
    """An exact decimal number of at most 18 digits, 4 of them decimals, stored as a whole number of ten-thousandths.

    SQLite has no decimals of its own, and a float would turn 0,1 into something else.
    """

    impl = Numeric(20, 0)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """Scale up."""
        return None if value is None else int((value * 10_000).to_integral_value())

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Scale down."""
        return None if value is None else Decimal(int(value)) / 10_000


key = Annotated[int, mapped_column(Integer, primary_key=True)]
user_ref = Annotated[int, mapped_column(ForeignKey("user.id"))]
maybe_user = Annotated[int | None, mapped_column(ForeignKey("user.id"))]
example_ref = Annotated[int, mapped_column(ForeignKey("example.id"), index=True)]
line = Annotated[str, mapped_column(String(200), default="")]
word = Annotated[str, mapped_column(String(40))]
prose = Annotated[str, mapped_column(Text, default="")]
day = Annotated[date, mapped_column(Date)]
maybe_day = Annotated[date | None, mapped_column(Date)]
instant = Annotated[datetime, mapped_column(Instant)]
maybe_instant = Annotated[datetime | None, mapped_column(Instant)]
exact = Annotated[Decimal, mapped_column(Exact)]
maybe_exact = Annotated[Decimal | None, mapped_column(Exact)]


def real_days(*columns: str) -> list[CheckConstraint]:
    """Return checks that refuse what isn't a real day. SQLite would keep any text in a date column."""
    return [
        CheckConstraint(f"{column} IS date({column}, '+0 days')", name=f"{column}_is_a_day").ddl_if(dialect="sqlite")
        for column in columns
    ]


def one_of(column: str, words: Any) -> CheckConstraint:
    """Return a check that a column holds one of the words."""
    listed = ", ".join(f"'{each}'" for each in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_is_a_word")
