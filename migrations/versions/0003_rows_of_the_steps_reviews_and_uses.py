"""The first tables: rows of the steps, reviews and uses."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
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
        "listing",
        sa.Column("example_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("review_due", sa.Date(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("shown_from", sa.Date(), nullable=False),
        sa.Column("shown_until", sa.Date(), nullable=False),
        sa.Column("again_from", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_listing_example_id")),
        sa.PrimaryKeyConstraint("example_id", name=op.f("pk_listing")),
    )
    op.create_index("ix_listing_state", "listing", ["state", "published_on"])
    op.create_table(
        "package",
        sa.Column("format_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("alt_text", sa.String(length=500), nullable=False),
        sa.Column("captions", sa.String(length=500), nullable=False),
        sa.Column("creator", sa.String(length=200), nullable=False),
        sa.Column("licence", sa.String(length=200), nullable=False),
        sa.Column("licence_until", sa.Date(), nullable=True),
        sa.Column("seen", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("example_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_package_example_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_package_file_id")),
        sa.ForeignKeyConstraint(["format_id"], ["term.id"], name=op.f("fk_package_format_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_package")),
        *real_days("package", "licence_until"),
    )
    op.create_index("ix_package_example_id", "package", ["example_id"])
    op.create_table(
        "placement",
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.Column("responsible_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("outcome_reason", sa.String(length=200), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("example_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('', 'down', 'stays')",
            name=op.f("ck_placement_outcome_is_a_word"),
        ),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_placement_example_id")),
        sa.ForeignKeyConstraint(["responsible_id"], ["user.id"], name=op.f("fk_placement_responsible_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["user.id"], name=op.f("fk_placement_settled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
        *real_days("placement", "from_day", "settled_on", "until_day"),
    )
    op.create_index("ix_placement_example_id", "placement", ["example_id"])
    op.create_table(
        "planned_channel",
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("responsible_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("example_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_planned_channel_example_id")),
        sa.ForeignKeyConstraint(
            ["responsible_id"],
            ["user.id"],
            name=op.f("fk_planned_channel_responsible_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_channel")),
        *real_days("planned_channel", "planned_on"),
    )
    op.create_index("ix_planned_channel_example_id", "planned_channel", ["example_id"])
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("example_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("figures_right", sa.Boolean(), nullable=False),
        sa.Column("people_agree", sa.Boolean(), nullable=False),
        sa.Column("links_work", sa.Boolean(), nullable=False),
        sa.Column("still_good", sa.Boolean(), nullable=False),
        sa.Column("remedy", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_review_by_id")),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_review_example_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    op.create_index("ix_review_example_id", "review", ["example_id"])
    op.create_table(
        "source",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("diary_number", sa.String(length=60), nullable=False),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("example_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_source_example_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_source_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        *real_days("source", "dated"),
    )
    op.create_index("ix_source_example_id", "source", ["example_id"])
    op.create_table(
        "target_group",
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("interest", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("example_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_target_group_example_id")),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("fk_target_group_term_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_group")),
    )
    op.create_index("ix_target_group_example_id", "target_group", ["example_id"])
    op.create_table(
        "use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("example_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("where_to", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_use_example_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_use_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_use")),
    )
    op.create_index("ix_use_example_id", "use", ["example_id"])
    op.create_index("ix_use_user_id", "use", ["user_id"])
    op.create_table(
        "appearance_material",
        sa.Column("appearance_id", sa.Integer(), nullable=False),
        sa.Column("material", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "material IN ('name', 'role', 'quote', 'photo', 'film', 'sound', 'company_name', 'logo', 'figures')",
            name=op.f("ck_appearance_material_material_is_a_word"),
        ),
        sa.ForeignKeyConstraint(
            ["appearance_id"],
            ["appearance.id"],
            name=op.f("fk_appearance_material_appearance_id"),
        ),
        sa.PrimaryKeyConstraint("appearance_id", "material", name=op.f("pk_appearance_material")),
    )
    op.create_table(
        "follow_up",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=True),
        sa.Column("clicks", sa.Integer(), nullable=True),
        sa.Column("downloads", sa.Integer(), nullable=True),
        sa.Column("shares", sa.Integer(), nullable=True),
        sa.Column("actions", sa.Integer(), nullable=True),
        sa.Column("survey_answers", sa.Integer(), nullable=True),
        sa.Column("survey_pleased", sa.Integer(), nullable=True),
        sa.Column("cost", sa.Numeric(20, 0), nullable=True),
        sa.Column("hours", sa.Numeric(20, 0), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("example_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_follow_up_example_id")),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name=op.f("fk_follow_up_placement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
        *real_days("follow_up", "measured_on"),
    )
    op.create_index("ix_follow_up_example_id", "follow_up", ["example_id"])
    op.create_index("ix_follow_up_placement_id", "follow_up", ["placement_id"])
    op.create_table(
        "indicator",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("direction", sa.String(length=40), nullable=False),
        sa.Column("baseline", sa.Numeric(20, 0), nullable=True),
        sa.Column("target", sa.Numeric(20, 0), nullable=True),
        sa.Column("method", sa.String(length=500), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("responsible_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Numeric(20, 0), nullable=True),
        sa.Column("outcome_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("example_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "direction IN ('up', 'down', 'keep')",
            name=op.f("ck_indicator_direction_is_a_word"),
        ),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_indicator_example_id")),
        sa.ForeignKeyConstraint(["responsible_id"], ["user.id"], name=op.f("fk_indicator_responsible_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_indicator_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        *real_days("indicator", "due_on", "outcome_on"),
    )
    op.create_index("ix_indicator_example_id", "indicator", ["example_id"])


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("indicator")
    op.drop_table("follow_up")
    op.drop_table("appearance_material")
    op.drop_table("use")
    op.drop_table("target_group")
    op.drop_table("source")
    op.drop_table("review")
    op.drop_table("planned_channel")
    op.drop_table("placement")
    op.drop_table("package")
    op.drop_table("listing")
