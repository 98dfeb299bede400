"""More numbers of each placement, the files from Matomo that they came from, and what an hour is reckoned to cost."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

NUMBERS = ("views", "film_views", "mentions")


def upgrade() -> None:
    """Make the tables and the columns."""
    op.create_table(
        "matomo_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("counted", sa.String(40), nullable=False),
        sa.Column("taken_at", sa.DateTime(), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("counted IN ('pages', 'downloads')", name=op.f("ck_matomo_file_counted_is_a_word")),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_matomo_file_begins_before_it_ends")),
        *_days_are_real("matomo_file", "first_day", "last_day"),
        sa.ForeignKeyConstraint(["taken_by_id"], ["user.id"], name=op.f("fk_matomo_file_taken_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matomo_file")),
    )
    op.create_index("ix_matomo_file_sha256", "matomo_file", ["sha256"])
    op.create_table(
        "hourly_cost",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kronor", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("kronor BETWEEN 1 AND 10000", name=op.f("ck_hourly_cost_kronor_range")),
        sa.ForeignKeyConstraint(["set_by_id"], ["user.id"], name=op.f("fk_hourly_cost_set_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hourly_cost")),
    )
    with op.batch_alter_table("follow_up") as table:
        for name in NUMBERS:
            table.add_column(sa.Column(name, sa.Integer(), nullable=True))
        table.add_column(sa.Column("matomo_file_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_follow_up_matomo_file_id"), "matomo_file", ["matomo_file_id"], ["id"])


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("follow_up") as table:
        table.drop_constraint(op.f("fk_follow_up_matomo_file_id"), type_="foreignkey")
        table.drop_column("matomo_file_id")
        for name in NUMBERS:
            table.drop_column(name)
    op.drop_table("hourly_cost")
    op.drop_table("matomo_file")


def _days_are_real(table: str, *columns: str) -> list[sa.CheckConstraint]:
    return [
        sa.CheckConstraint(f"{column} IS date({column}, '+0 days')", name=op.f(f"ck_{table}_{column}_is_a_day")).ddl_if(
            dialect="sqlite"
        )
        for column in columns
    ]
