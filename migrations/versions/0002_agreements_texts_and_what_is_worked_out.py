"""The first tables: agreements, texts and what is worked out."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def real_days(table: str, *columns: str) -> list[sa.CheckConstraint]:
    """SQLite would keep any text in a date column, so there a check refuses what isn't a real day."""
    if op.get_context().dialect.name != "sqlite":
        return []
    return [
        sa.CheckConstraint(
            f"{column} IS date({column}, '+0 days')",
            name=op.f(f"ck_{table}_{column}_is_a_day"),
        )
        for column in columns
    ]


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "agreement_answer",
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("material", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("yes", sa.Boolean(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "material IN ('name', 'role', 'quote', 'photo', 'film', 'sound', 'company_name', 'logo', 'figures')",
            name=op.f("ck_agreement_answer_material_is_a_word"),
        ),
        sa.CheckConstraint(
            "yes OR until_day = '9999-12-31'",
            name=op.f("ck_agreement_answer_a_no_never_ends"),
        ),
        sa.CheckConstraint("from_day <= until_day", name=op.f("ck_agreement_answer_from_before_until")),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreement.id"],
            name=op.f("fk_agreement_answer_agreement_id"),
        ),
        sa.PrimaryKeyConstraint("agreement_id", "material", "channel", name=op.f("pk_agreement_answer")),
        *real_days("agreement_answer", "from_day", "until_day"),
    )
    op.create_table(
        "agreement_example",
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("example_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreement.id"],
            name=op.f("fk_agreement_example_agreement_id"),
        ),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_agreement_example_example_id")),
        sa.PrimaryKeyConstraint("agreement_id", "example_id", name=op.f("pk_agreement_example")),
    )
    op.create_index("ix_agreement_example_example_id", "agreement_example", ["example_id"])
    op.create_table(
        "agreement_proof",
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("received_by", sa.String(length=200), nullable=False),
        sa.Column("answered_by", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "how IN ('paper', 'oral', 'mail')",
            name=op.f("ck_agreement_proof_how_is_a_word"),
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreement.id"],
            name=op.f("fk_agreement_proof_agreement_id"),
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_agreement_proof_file_id")),
        sa.PrimaryKeyConstraint("agreement_id", name=op.f("pk_agreement_proof")),
    )
    op.create_table(
        "agreement_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("example_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user.id"], name=op.f("fk_agreement_request_asked_by_id")),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_agreement_request_example_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_agreement_request_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_request")),
    )
    op.create_index("ix_agreement_request_example_id", "agreement_request", ["example_id"])
    op.create_index("ix_agreement_request_party_id", "agreement_request", ["party_id"])
    op.create_table(
        "appearance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("example_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_appearance_created_by_id")),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_appearance_example_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_appearance_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appearance")),
    )
    op.create_index("ix_appearance_party", "appearance", ["party_id", "example_id"])
    op.create_index(
        "uq_appearance_current",
        "appearance",
        ["example_id", "party_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "clearance",
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("example_id", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_clearance_example_id")),
        sa.PrimaryKeyConstraint("channel", "example_id", "from_day", name=op.f("pk_clearance")),
    )
    op.create_index("ix_clearance_example", "clearance", ["example_id"])
    op.create_table(
        "due",
        sa.Column("example_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_due_example_id")),
        sa.PrimaryKeyConstraint("example_id", "reason", "from_day", name=op.f("pk_due")),
    )
    op.create_index("ix_due_reason", "due", ["reason", "from_day", "until_day", "example_id"])
    op.create_table(
        "earlier_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("example_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["changed_by_id"], ["user.id"], name=op.f("fk_earlier_text_changed_by_id")),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_earlier_text_example_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_text")),
    )
    op.create_index("ix_earlier_text_example", "earlier_text", ["example_id", "question"])
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("example_id", sa.Integer(), nullable=True),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_event_actor_id")),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_event_example_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index("ix_event_example_id", "event", ["example_id"])
    op.create_index("ix_event_subject", "event", ["subject", "subject_id", "at"])
    op.create_table(
        "example_region",
        sa.Column("example_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=2), nullable=False),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_example_region_example_id")),
        sa.PrimaryKeyConstraint("example_id", "code", name=op.f("pk_example_region")),
    )
    op.create_table(
        "example_term",
        sa.Column("example_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_example_term_example_id")),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("fk_example_term_term_id")),
        sa.PrimaryKeyConstraint("example_id", "term_id", name=op.f("pk_example_term")),
    )
    op.create_index("ix_example_term_term_id", "example_term", ["term_id"])
    op.create_table(
        "example_text",
        sa.Column("example_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["changed_by_id"], ["user.id"], name=op.f("fk_example_text_changed_by_id")),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_example_text_example_id")),
        sa.PrimaryKeyConstraint("example_id", "question", name=op.f("pk_example_text")),
    )
    op.create_table(
        "facet",
        sa.Column("example_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_facet_example_id")),
        sa.PrimaryKeyConstraint("example_id", "kind", "value", name=op.f("pk_facet")),
    )
    op.create_index("ix_facet_value", "facet", ["kind", "value", "example_id"])
    op.create_table(
        "frozen_text",
        sa.Column("example_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(), nullable=False),
        sa.Column("frozen_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_frozen_text_example_id")),
        sa.ForeignKeyConstraint(["frozen_by_id"], ["user.id"], name=op.f("fk_frozen_text_frozen_by_id")),
        sa.PrimaryKeyConstraint("example_id", "question", name=op.f("pk_frozen_text")),
    )
    op.create_table(
        "inbox_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("example_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("read_more", sa.String(length=500), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('tip', 'help', 'fault')",
            name=op.f("ck_inbox_item_kind_is_a_word"),
        ),
        sa.CheckConstraint(
            "outcome IN ('open', 'became_example', 'done', 'declined')",
            name=op.f("ck_inbox_item_outcome_is_a_word"),
        ),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_inbox_item_example_id")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["user.id"], name=op.f("fk_inbox_item_sent_by_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["user.id"], name=op.f("fk_inbox_item_settled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox_item")),
    )
    op.create_index("ix_inbox_item_example_id", "inbox_item", ["example_id"])
    op.create_index("ix_inbox_item_outcome", "inbox_item", ["outcome"])


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("inbox_item")
    op.drop_table("frozen_text")
    op.drop_table("facet")
    op.drop_table("example_text")
    op.drop_table("example_term")
    op.drop_table("example_region")
    op.drop_table("event")
    op.drop_table("earlier_text")
    op.drop_table("due")
    op.drop_table("clearance")
    op.drop_table("appearance")
    op.drop_table("agreement_request")
    op.drop_table("agreement_proof")
    op.drop_table("agreement_example")
    op.drop_table("agreement_answer")
