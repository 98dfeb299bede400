"""Reminders by e-mail, what each person has been told, and who wants news."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and the columns."""
    op.add_column("user", sa.Column("wants_news", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("use", sa.Column("told_at", sa.DateTime(), nullable=True))
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.DateTime(), nullable=True),
        sa.Column("error", sa.String(40), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('week', 'day')", name=op.f("ck_reminder_kind_is_a_word")),
        *_day_is_real("reminder", "period"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_reminder_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("user_id", "kind", "period", name=op.f("uq_reminder_user_id_kind_period")),
    )
    op.create_table(
        "told",
        sa.Column("example_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        *_day_is_real("told", "from_day"),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_told_example_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_told_user_id")),
        sa.PrimaryKeyConstraint("example_id", "reason", "from_day", "user_id", name=op.f("pk_told")),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("told")
    op.drop_table("reminder")
    op.drop_column("use", "told_at")
    op.drop_column("user", "wants_news")


def _day_is_real(table: str, column: str) -> list[sa.CheckConstraint]:
    check = sa.CheckConstraint(f"{column} IS date({column}, '+0 days')", name=op.f(f"ck_{table}_{column}_is_a_day"))
    return [check.ddl_if(dialect="sqlite")]
