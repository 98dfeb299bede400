"""Taking a row of the queue, putting a review off, and how often a theme or an example is reviewed."""

from datetime import UTC

import sqlalchemy as sa
from alembic import op

from resultatbank.rules.calendar import LAST_DAY, day_of

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

WITH_MONTHS = ("example", "term")
# Somebody saw a fault: a reason between those there were. By way of numbers that no reason has, so that none meet.
NEW = 8
AWAY = 100
OPEN_FAULTS = """
SELECT i.example_id, min(i.sent_at) AS sent_at, e.published_at
FROM inbox_item i JOIN example e ON e.id = i.example_id
WHERE i.kind = 'fault' AND i.outcome = 'open' AND e.state = 'published'
GROUP BY i.example_id, e.published_at
"""
due = sa.table(
    "due",
    sa.column("example_id", sa.Integer),
    sa.column("reason", sa.Integer),
    sa.column("from_day", sa.Date),
    sa.column("until_day", sa.Date),
)


def upgrade() -> None:
    """Make the tables and the columns."""
    op.create_table(
        "claim",
        sa.Column("example_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_claim_by_id")),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_claim_example_id")),
        sa.PrimaryKeyConstraint("example_id", name=op.f("pk_claim")),
    )
    op.create_table(
        "put_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("example_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        *_day_is_real("until_day"),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_put_off_by_id")),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_put_off_example_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_put_off")),
    )
    op.create_index(op.f("ix_put_off_example_id"), "put_off", ["example_id"])
    for table in WITH_MONTHS:
        op.add_column(table, sa.Column("review_months", sa.Integer(), nullable=True))
    _renumber(NEW, 1)
    faults = op.get_bind().execute(sa.text(OPEN_FAULTS).columns(sent_at=sa.DateTime, published_at=sa.DateTime)).all()
    for example_id, sent_at, published_at in faults:
        since = max(day_of(sent_at.replace(tzinfo=UTC)), day_of(published_at.replace(tzinfo=UTC)))
        op.execute(due.insert().values(example_id=example_id, reason=NEW, from_day=since, until_day=LAST_DAY))


def downgrade() -> None:
    """Take them away."""
    op.execute(f"DELETE FROM due WHERE reason = {NEW}")
    _renumber(NEW + 1, -1)
    for table in WITH_MONTHS:
        op.drop_column(table, "review_months")
    op.drop_table("put_off")
    op.drop_table("claim")


def _renumber(first: int, by: int) -> None:
    op.execute(f"UPDATE due SET reason = reason + {AWAY} WHERE reason >= {first}")
    op.execute(f"UPDATE due SET reason = reason - {AWAY - by} WHERE reason >= {AWAY}")


def _day_is_real(column: str) -> list[sa.CheckConstraint]:
    check = sa.CheckConstraint(f"{column} IS date({column}, '+0 days')", name=op.f(f"ck_put_off_{column}_is_a_day"))
    return [check.ddl_if(dialect="sqlite")]
