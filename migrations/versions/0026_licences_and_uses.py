"""Licences that end, and that have ended, are reasons in the queue: between those there were, by their risk.

And what somebody took when they took an example out.
"""

from datetime import UTC, date, timedelta

import sqlalchemy as sa
from alembic import op

from resultatbank.rules.calendar import LAST_DAY, day_of

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

# Where the numbers of reasons stand. They are moved by way of numbers that no reason has, so that none meet.
WITH_REASONS = ("due", "queue_entry", "told")
AWAY = 100
ENDED, ENDING = 7, 9
DAYS_EXPIRING = 60
LICENCES = """
SELECT p.example_id, p.licence_until, e.published_at
FROM package p JOIN example e ON e.id = p.example_id
WHERE p.licence_until IS NOT NULL AND e.state = 'published'
ORDER BY p.example_id, p.licence_until
"""
WORDS = "'', 'text', 'word', 'picture', 'collection_text', 'collection_word', 'collection_paper'"
TOOK = f"CONSTRAINT ck_use_took_is_a_word CHECK (took IN ({WORDS}))"
OF_A_PACKAGE = "CONSTRAINT fk_use_package_id REFERENCES package (id)"
due = sa.table(
    "due",
    sa.column("example_id", sa.Integer),
    sa.column("reason", sa.Integer),
    sa.column("from_day", sa.Date),
    sa.column("until_day", sa.Date),
)


def upgrade() -> None:
    """Make room for the two reasons, put in the queue what is packed in published examples, and make the columns."""
    _renumber(ENDED, 1)
    _renumber(ENDING, 1)
    licences = sa.text(LICENCES).columns(licence_until=sa.Date, published_at=sa.DateTime)
    periods: dict[tuple[int, int], list[tuple[date, date]]] = {}
    for example_id, last, published_at in op.get_bind().execute(licences).all():
        published = day_of(published_at.replace(tzinfo=UTC))
        _add(periods.setdefault((example_id, ENDED), []), max(last + timedelta(days=1), published), LAST_DAY)
        start = max(last - timedelta(days=DAYS_EXPIRING - 1), published)
        if start <= last:
            _add(periods.setdefault((example_id, ENDING), []), start, last)
    for (example_id, reason), found in periods.items():
        for start, until in found:
            op.execute(due.insert().values(example_id=example_id, reason=reason, from_day=start, until_day=until))
    # As one adds columns with constraints in SQLite without copying the table. PostgreSQL reads it the same way.
    op.execute(f"""ALTER TABLE "use" ADD COLUMN took VARCHAR(40) NOT NULL DEFAULT '' {TOOK}""")
    op.execute(f"""ALTER TABLE "use" ADD COLUMN package_id INTEGER {OF_A_PACKAGE}""")
    op.create_index("ix_use_package_id", "use", ["package_id"])


def downgrade() -> None:
    """Take them away, and what was told and counted of them."""
    op.drop_index("ix_use_package_id", "use")
    op.drop_column("use", "package_id")
    op.drop_column("use", "took")
    for table in WITH_REASONS:
        op.execute(f"DELETE FROM {table} WHERE reason IN ({ENDED}, {ENDING})")
    _renumber(ENDING + 1, -1)
    _renumber(ENDED + 1, -1)


def _add(periods: list[tuple[date, date]], start: date, until: date) -> None:
    """Add a period that begins no earlier than the last one, or make that one longer."""
    if periods and start <= periods[-1][1] + timedelta(days=1 if periods[-1][1] < LAST_DAY else 0):
        periods[-1] = (periods[-1][0], max(until, periods[-1][1]))
    else:
        periods.append((start, until))


def _renumber(first: int, by: int) -> None:
    for table in WITH_REASONS:
        op.execute(f"UPDATE {table} SET reason = reason + {AWAY} WHERE reason >= {first}")
        op.execute(f"UPDATE {table} SET reason = reason - {AWAY - by} WHERE reason >= {AWAY}")
