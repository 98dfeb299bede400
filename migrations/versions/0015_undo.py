"""What a decision in the queue can be undone to, and the reviews that were undone."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ON_SQLITE = (
    "CREATE TRIGGER keep_review_undone_update BEFORE UPDATE ON review_undone "
    "BEGIN SELECT RAISE(ABORT, 'review_undone is append-only'); END",
    "CREATE TRIGGER keep_review_undone_delete BEFORE DELETE ON review_undone "
    "BEGIN SELECT RAISE(ABORT, 'review_undone is append-only'); END",
)
ON_POSTGRESQL = (
    "CREATE TRIGGER keep_review_undone BEFORE UPDATE OR DELETE ON review_undone "
    "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER keep_all_review_undone BEFORE TRUNCATE ON review_undone "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
)


def upgrade() -> None:
    """Make the tables. One of them only grows."""
    op.create_table(
        "review_undone",
        sa.Column("review_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_review_undone_review_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_review_undone_by_id")),
        sa.PrimaryKeyConstraint("review_id", name=op.f("pk_review_undone")),
    )
    op.create_table(
        "undo",
        sa.Column("example_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.Column("replaced_by_id", sa.Integer(), nullable=True),
        sa.Column("responsible_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_undo_example_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_undo_by_id")),
        sa.ForeignKeyConstraint(["replaced_by_id"], ["example.id"], name=op.f("fk_undo_replaced_by_id")),
        sa.ForeignKeyConstraint(["responsible_id"], ["user.id"], name=op.f("fk_undo_responsible_id")),
        sa.PrimaryKeyConstraint("example_id", name=op.f("pk_undo")),
    )
    op.create_index(op.f("ix_undo_by_id"), "undo", ["by_id"])
    for statement in ON_SQLITE if op.get_context().dialect.name == "sqlite" else ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Take them away, with their triggers. A review that was undone stands again."""
    op.drop_table("undo")
    op.drop_table("review_undone")
