"""When a material was added of a party that was in the example already."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the column."""
    op.add_column("appearance_material", sa.Column("added_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("appearance_material", "added_at")
