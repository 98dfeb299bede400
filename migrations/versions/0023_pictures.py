"""Pictures: the sizes they are kept in, who is seen in them, and that nobody is."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and the column."""
    op.create_table(
        "rendition",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.String(40), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.CheckConstraint("size IN ('full', 'web', 'thumb')", name=op.f("ck_rendition_size_is_a_word")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_rendition_file_id")),
        sa.PrimaryKeyConstraint("file_id", "size", name=op.f("pk_rendition")),
    )
    op.create_index("ix_rendition_sha256", "rendition", ["sha256"])
    op.create_table(
        "package_party",
        sa.Column("package_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("material", sa.String(40), nullable=False),
        sa.CheckConstraint(
            "material IN ('photo', 'film', 'sound', 'logo')", name=op.f("ck_package_party_material_is_a_word")
        ),
        sa.ForeignKeyConstraint(["package_id"], ["package.id"], name=op.f("fk_package_party_package_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_package_party_party_id")),
        sa.PrimaryKeyConstraint("package_id", "party_id", "material", name=op.f("pk_package_party")),
    )
    op.create_index("ix_package_party_party_id", "package_party", ["party_id"])
    op.add_column("package", sa.Column("nobody_seen", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("package", "nobody_seen")
    op.drop_table("package_party")
    op.drop_table("rendition")
