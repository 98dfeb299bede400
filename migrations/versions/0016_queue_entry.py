"""What has been in the review queue and when, and how many imported examples come up each week."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "queue_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("example_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Integer(), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.CheckConstraint("entered_on <= left_on", name=op.f("ck_queue_entry_enters_before_it_leaves")),
        *_days_are_real("entered_on", "left_on"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_entry")),
    )
    still_there = sa.text("left_on IS NULL")
    op.create_index(
        "uq_queue_entry_open",
        "queue_entry",
        ["example_id", "reason"],
        unique=True,
        sqlite_where=still_there,
        postgresql_where=still_there,
    )
    op.create_index("ix_queue_entry_example", "queue_entry", ["example_id", "reason", "left_on"])
    op.create_index("ix_queue_entry_entered", "queue_entry", ["entered_on"])
    op.create_index("ix_queue_entry_left", "queue_entry", ["left_on"])
    op.create_table(
        "assess_pace",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("per_week", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("per_week BETWEEN 1 AND 500", name=op.f("ck_assess_pace_per_week_range")),
        sa.ForeignKeyConstraint(["set_by_id"], ["user.id"], name=op.f("fk_assess_pace_set_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assess_pace")),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("assess_pace")
    op.drop_table("queue_entry")


def _days_are_real(*columns: str) -> list[sa.CheckConstraint]:
    checks = [
        sa.CheckConstraint(f"{column} IS date({column}, '+0 days')", name=op.f(f"ck_queue_entry_{column}_is_a_day"))
        for column in columns
    ]
    return [check.ddl_if(dialect="sqlite") for check in checks]
