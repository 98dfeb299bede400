"""What makes the registry evidence: texts, invitations, letters, questions about names, erasures."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BASES = "basis IN ('consent', 'contract', 'public_interest', 'legal_obligation')"
LANGUAGES = "language IN ('sv', 'sv-lattlast', 'en')"
CAPACITIES = "capacity IN ('self', 'guardian', 'trustee', 'representative')"
ENDINGS = "ending IN ('', 'withdrawn', 'objected', 'ended', 'revoked', 'invalidated')"
MATERIALS = "material IN ('name', 'role', 'quote', 'photo', 'film', 'sound', 'company_name', 'logo', 'figures')"
# The tables, and the columns that point at another table by its id.
INDEXES = (
    ("invitation", "party_id"),
    ("invitation", "token_sha256"),
    ("invitation", "agreement_id"),
    ("invitation_example", "example_id"),
    ("letter", "party_id"),
    ("letter", "agreement_id"),
    ("letter", "invitation_id"),
    ("finding", "party_id"),
    ("erasure", "party_id"),
)
KEPT = ("notice_template", "erasure")


def upgrade() -> None:
    """Widen what a party and a record hold, and make the new tables."""
    op.add_column("party", sa.Column("under_13", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("party", sa.Column("erased_at", sa.DateTime(), nullable=True))
    _add_ending()
    with op.batch_alter_table("agreement_proof") as proof:
        proof.drop_constraint(op.f("ck_agreement_proof_how_is_a_word"), type_="check")
        proof.create_check_constraint(
            op.f("ck_agreement_proof_how_is_a_word"), "how IN ('paper', 'oral', 'mail', 'link', 'own')"
        )
        proof.add_column(sa.Column("capacity", sa.String(40), nullable=False, server_default="self"))
        proof.add_column(sa.Column("place", sa.String(200), nullable=False, server_default=""))
        proof.add_column(sa.Column("language", sa.String(40), nullable=False, server_default="sv"))
        proof.add_column(sa.Column("notice_version", sa.Integer(), nullable=False, server_default="0"))
        proof.create_check_constraint(op.f("ck_agreement_proof_capacity_is_a_word"), CAPACITIES)
        proof.create_check_constraint(op.f("ck_agreement_proof_language_is_a_word"), LANGUAGES)
    _templates_and_invitations()
    _letters_and_decisions()
    _findings_and_the_rest()
    for table, column in INDEXES:
        op.create_index(f"ix_{table}_{column}", table, [column])
    for statement in _keep():
        op.execute(statement)


def downgrade() -> None:
    """Take them away. Ways of answering that there weren't become mail, which is the nearest."""
    for statement in _let_go():
        op.execute(statement)
    for table in (
        "erasure",
        "feed_key",
        "finding",
        "objection_decision",
        "letter",
        "invitation_example",
        "invitation_cell",
        "invitation",
        "notice_template",
    ):
        op.drop_table(table)
    op.execute("UPDATE agreement_proof SET how = 'mail' WHERE how IN ('link', 'own')")
    with op.batch_alter_table("agreement_proof") as proof:
        for name in ("how", "capacity", "language"):
            proof.drop_constraint(op.f(f"ck_agreement_proof_{name}_is_a_word"), type_="check")
        proof.create_check_constraint(op.f("ck_agreement_proof_how_is_a_word"), "how IN ('paper', 'oral', 'mail')")
        for column in ("capacity", "place", "language", "notice_version"):
            proof.drop_column(column)
    _drop_ending()
    op.drop_column("party", "erased_at")
    op.drop_column("party", "under_13")


def _is_sqlite() -> bool:
    return op.get_context().dialect.name == "sqlite"


def _add_ending() -> None:
    """Add a column to a table that only grows. SQLite can't add a check by itself, and must not copy the table."""
    if _is_sqlite():
        op.execute(
            "ALTER TABLE agreement ADD COLUMN ending VARCHAR(40) DEFAULT '' NOT NULL "
            f"CONSTRAINT ck_agreement_ending_is_a_word CHECK ({ENDINGS})"
        )
        return
    op.add_column("agreement", sa.Column("ending", sa.String(40), nullable=False, server_default=""))
    op.create_check_constraint(op.f("ck_agreement_ending_is_a_word"), "agreement", ENDINGS)


def _drop_ending() -> None:
    if not _is_sqlite():
        op.drop_constraint(op.f("ck_agreement_ending_is_a_word"), "agreement", type_="check")
    op.drop_column("agreement", "ending")


def _word(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(40), nullable=False)


def _points_at(
    table: str, name: str, other: str, *, nullable: bool = False, **kwargs: bool
) -> list[sa.Column[int] | sa.ForeignKeyConstraint]:
    return [
        sa.Column(name, sa.Integer(), nullable=nullable, **kwargs),
        sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}")),
    ]


def _check(table: str, column: str, text: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(text, name=op.f(f"ck_{table}_{column}_is_a_word"))


def _real_day(table: str, column: str) -> sa.CheckConstraint:
    check = sa.CheckConstraint(f"{column} IS date({column}, '+0 days')", name=op.f(f"ck_{table}_{column}_is_a_day"))
    return check.ddl_if(dialect="sqlite")


def _templates_and_invitations() -> None:
    op.create_table(
        "notice_template",
        sa.Column("id", sa.Integer(), nullable=False),
        _word("basis"),
        _word("language"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        *_points_at("notice_template", "made_by_id", "user"),
        _check("notice_template", "basis", BASES),
        _check("notice_template", "language", LANGUAGES),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_template")),
        sa.UniqueConstraint("basis", "language", "version", name=op.f("uq_notice_template_basis_language_version")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(20), nullable=False),
        *_points_at("invitation", "party_id", "party"),
        _word("way"),
        _word("basis"),
        _word("language"),
        sa.Column("covers_all", sa.Boolean(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        *_points_at("invitation", "renews_id", "agreement", nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_sha256", sa.String(64), nullable=False),
        sa.Column("notice_version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        *_points_at("invitation", "made_by_id", "user"),
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("token_until", sa.DateTime(), nullable=True),
        sa.Column("deferred_at", sa.DateTime(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        *_points_at("invitation", "agreement_id", "agreement", nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _check("invitation", "basis", BASES),
        _check("invitation", "language", LANGUAGES),
        _check("invitation", "way", "way IN ('paper', 'link')"),
        _real_day("invitation", "from_day"),
        _real_day("invitation", "until_day"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("reference", name=op.f("uq_invitation_reference")),
    )
    op.create_table(
        "invitation_cell",
        *_points_at("invitation_cell", "invitation_id", "invitation"),
        _word("material"),
        _word("channel"),
        _check("invitation_cell", "material", MATERIALS),
        sa.PrimaryKeyConstraint("invitation_id", "material", "channel", name=op.f("pk_invitation_cell")),
    )
    op.create_table(
        "invitation_example",
        *_points_at("invitation_example", "invitation_id", "invitation"),
        *_points_at("invitation_example", "example_id", "example"),
        sa.PrimaryKeyConstraint("invitation_id", "example_id", name=op.f("pk_invitation_example")),
    )


def _letters_and_decisions() -> None:
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        _word("kind"),
        *_points_at("letter", "party_id", "party"),
        *_points_at("letter", "agreement_id", "agreement", nullable=True),
        *_points_at("letter", "invitation_id", "invitation", nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        *_points_at("letter", "made_by_id", "user", nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.DateTime(), nullable=True),
        _word("error"),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("by_hand_at", sa.DateTime(), nullable=True),
        *_points_at("letter", "by_hand_by_id", "user", nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _check("letter", "kind", "kind IN ('invitation', 'given', 'stopped', 'all_down', 'decision')"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    op.create_table(
        "objection_decision",
        *_points_at("objection_decision", "agreement_id", "agreement"),
        _word("outcome"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        *_points_at("objection_decision", "decided_by_id", "user"),
        _check("objection_decision", "outcome", "outcome IN ('upheld', 'denied')"),
        sa.PrimaryKeyConstraint("agreement_id", name=op.f("pk_objection_decision")),
    )


def _findings_and_the_rest() -> None:
    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        *_points_at("finding", "example_id", "example"),
        _word("kind"),
        sa.Column("text", sa.String(200), nullable=False),
        _word("question"),
        *_points_at("finding", "party_id", "party", nullable=True),
        _word("outcome"),
        sa.Column("found_at", sa.DateTime(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        *_points_at("finding", "settled_by_id", "user", nullable=True),
        _check("finding", "kind", "kind IN ('party', 'name', 'email', 'phone', 'personal_number')"),
        _check("finding", "outcome", "outcome IN ('', 'party', 'public_role', 'no_name')"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("example_id", "kind", "text", name=op.f("uq_finding_example_id_kind_text")),
    )
    op.create_index("ix_finding_open", "finding", ["example_id", "outcome"])
    op.create_table(
        "feed_key",
        *_points_at("feed_key", "user_id", "user"),
        sa.Column("key_sha256", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_feed_key")),
        sa.UniqueConstraint("key_sha256", name=op.f("uq_feed_key_key_sha256")),
    )
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        *_points_at("erasure", "party_id", "party"),
        sa.Column("reference", sa.String(200), nullable=False),
        sa.Column("erased_at", sa.DateTime(), nullable=False),
        *_points_at("erasure", "erased_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )


def _keep() -> list[str]:
    """Return what refuses to change and remove rows of the tables that only grow."""
    if _is_sqlite():
        return [
            f"CREATE TRIGGER keep_{table}_{what.lower()} BEFORE {what} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for table in KEPT
            for what in ("UPDATE", "DELETE")
        ]
    return [
        statement
        for table in KEPT
        for statement in (
            f"CREATE TRIGGER keep_{table} BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
            f"CREATE TRIGGER keep_all_{table} BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        )
    ]


def _let_go() -> list[str]:
    if _is_sqlite():
        return [f"DROP TRIGGER keep_{table}_{what}" for table in KEPT for what in ("update", "delete")]
    return [f"DROP TRIGGER {prefix}_{table} ON {table}" for table in KEPT for prefix in ("keep", "keep_all")]
