"""A person who has been removed, and when."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Give each person a day of removal."""
    op.add_column("user", sa.Column("removed_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    """Take it away. Those who were removed stay locked."""
    op.drop_column("user", "removed_at")
