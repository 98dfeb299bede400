"""The reader survey: answers, and links for readers outside. And an index for counting what was copied lately."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and the index."""
    op.create_table(
        "reader_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("example_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(500), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("form_sha256", sa.String(64), nullable=True),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_reader_answer_score_is_on_the_scale")),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_reader_answer_example_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_reader_answer_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reader_answer")),
        sa.UniqueConstraint("example_id", "user_id", name=op.f("uq_reader_answer_example_id_user_id")),
        sa.UniqueConstraint("form_sha256", name=op.f("uq_reader_answer_form_sha256")),
    )
    op.create_index(op.f("ix_reader_answer_example_id"), "reader_answer", ["example_id"])
    op.create_index(op.f("ix_reader_answer_user_id"), "reader_answer", ["user_id"])
    op.create_table(
        "survey_link",
        sa.Column("example_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(40), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_survey_link_example_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_survey_link_made_by_id")),
        sa.PrimaryKeyConstraint("example_id", name=op.f("pk_survey_link")),
        sa.UniqueConstraint("token", name=op.f("uq_survey_link_token")),
    )
    op.create_index("ix_use_example_at", "use", ["example_id", "at"])


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_use_example_at", table_name="use")
    op.drop_table("survey_link")
    op.drop_table("reader_answer")
