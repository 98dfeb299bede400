"""Runs the migrations on the app's own engine, in a transaction that may write."""

from alembic import context

from resultatbank.data import models  # noqa: F401  The tables must be known before they are compared.
from resultatbank.data.session import may_write
from resultatbank.extensions import Base, db


def is_ours(_thing: object, name: str | None, kind: str, *_rest: object) -> bool:
    """Leave the search index to its own room."""
    return not (kind == "table" and (name or "").startswith("search_"))


def run() -> None:
    """Run the migrations that are wanted."""
    with may_write(), db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            include_object=is_ours,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
