"""Taking a row of the queue, putting a review off, and how often a theme or an example is reviewed."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

WITH_MONTHS = ("example", "term")


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


def downgrade() -> None:
    """Take them away."""
    for table in WITH_MONTHS:
        op.drop_column(table, "review_months")
    op.drop_table("put_off")
    op.drop_table("claim")


def _day_is_real(column: str) -> list[sa.CheckConstraint]:
    check = sa.CheckConstraint(f"{column} IS date({column}, '+0 days')", name=op.f(f"ck_put_off_{column}_is_a_day"))
    return [check.ddl_if(dialect="sqlite")]
