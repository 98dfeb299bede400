"""The first tables: people, words, parties and examples."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
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
        "login_failure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email_digest", sa.String(length=64), nullable=False),
        sa.Column("address_digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_failure")),
    )
    op.create_index("ix_login_failure_address", "login_failure", ["address_digest", "at"])
    op.create_index("ix_login_failure_email", "login_failure", ["email_digest", "at"])
    op.create_table(
        "party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("organisation_number", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("protected", sa.Boolean(), nullable=False),
        sa.Column("minor", sa.Boolean(), nullable=False),
        sa.Column("guardian", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('person', 'organisation')", name=op.f("ck_party_kind_is_a_word")),
        sa.ForeignKeyConstraint(["organisation_id"], ["party.id"], name=op.f("fk_party_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
    )
    op.create_index("ix_party_name", "party", ["name"])
    op.create_table(
        "term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("internal", sa.Boolean(), nullable=False),
        sa.Column("icon", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term")),
    )
    op.create_index("uq_term_kind_slug", "term", ["kind", "slug"], unique=True)
    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("locked_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
    )
    op.create_table(
        "agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("covers_all", sa.Boolean(), nullable=False),
        sa.Column("withdraws_id", sa.Integer(), nullable=True),
        sa.Column("renews_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "basis IN ('consent', 'contract', 'public_interest', 'legal_obligation')",
            name=op.f("ck_agreement_basis_is_a_word"),
        ),
        sa.CheckConstraint("kind IN ('given', 'withdrawal')", name=op.f("ck_agreement_kind_is_a_word")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_agreement_party_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user.id"], name=op.f("fk_agreement_recorded_by_id")),
        sa.ForeignKeyConstraint(["renews_id"], ["agreement.id"], name=op.f("fk_agreement_renews_id")),
        sa.ForeignKeyConstraint(["withdraws_id"], ["agreement.id"], name=op.f("fk_agreement_withdraws_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        *real_days("agreement", "given_on"),
    )
    op.create_index("ix_agreement_party", "agreement", ["party_id", "given_on"])
    op.create_table(
        "example",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("benefit", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("naming", sa.String(length=40), nullable=False),
        sa.Column("naming_by_id", sa.Integer(), nullable=True),
        sa.Column("naming_at", sa.DateTime(), nullable=True),
        sa.Column("responsible_id", sa.Integer(), nullable=True),
        sa.Column("fallback_id", sa.Integer(), nullable=True),
        sa.Column("result_owner", sa.String(length=200), nullable=False),
        sa.Column("project_owner", sa.String(length=200), nullable=False),
        sa.Column("owner_approved_on", sa.Date(), nullable=True),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("diary_number", sa.String(length=60), nullable=False),
        sa.Column("municipalities", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(20, 0), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("external_id", sa.String(length=100), nullable=True),
        sa.Column("import_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("assess_from", sa.Date(), nullable=True),
        sa.Column("replaced_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "naming = 'unknown' OR naming_at IS NOT NULL",
            name=op.f("ck_example_naming_is_signed"),
        ),
        sa.CheckConstraint(
            "naming IN ('unknown', 'none', 'named')",
            name=op.f("ck_example_naming_is_a_word"),
        ),
        sa.CheckConstraint(
            "state <> 'published' OR published_at IS NOT NULL",
            name=op.f("ck_example_published_has_a_date"),
        ),
        sa.CheckConstraint(
            "state IN ('planned', 'draft', 'published', 'archived')",
            name=op.f("ck_example_state_is_a_word"),
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_example_created_by_id")),
        sa.ForeignKeyConstraint(["fallback_id"], ["user.id"], name=op.f("fk_example_fallback_id")),
        sa.ForeignKeyConstraint(["naming_by_id"], ["user.id"], name=op.f("fk_example_naming_by_id")),
        sa.ForeignKeyConstraint(["replaced_by_id"], ["example.id"], name=op.f("fk_example_replaced_by_id")),
        sa.ForeignKeyConstraint(["responsible_id"], ["user.id"], name=op.f("fk_example_responsible_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_example")),
        sa.UniqueConstraint("external_id", name=op.f("uq_example_external_id")),
        *real_days("example", "assess_from", "ends_on", "owner_approved_on", "starts_on"),
    )
    op.create_index("ix_example_fallback_id", "example", ["fallback_id"])
    op.create_index("ix_example_responsible_id", "example", ["responsible_id"])
    op.create_table(
        "login_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_login_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_login_session_token_digest")),
    )
    op.create_index("ix_login_session_user_id", "login_session", ["user_id"])
    op.create_table(
        "stored_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("mime", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("stored_at", sa.DateTime(), nullable=False),
        sa.Column("stored_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["stored_by_id"], ["user.id"], name=op.f("fk_stored_file_stored_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
    )
    op.create_index("ix_stored_file_sha256", "stored_file", ["sha256"])
    op.create_table(
        "user_role",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "role IN ('employee', 'communicator', 'reviewer', 'administrator')",
            name=op.f("ck_user_role_role_is_a_word"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_user_role_user_id")),
        sa.PrimaryKeyConstraint("user_id", "role", name=op.f("pk_user_role")),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("user_role")
    op.drop_table("stored_file")
    op.drop_table("login_session")
    op.drop_table("example")
    op.drop_table("agreement")
    op.drop_table("user")
    op.drop_table("term")
    op.drop_table("party")
    op.drop_table("login_failure")
