"""How long taking down may take in each channel, and when somebody said that they use what they copied no more."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the columns."""
    op.add_column("term", sa.Column("takedown_days", sa.Integer(), nullable=True))
    op.create_index("ix_placement_out", "placement", ["outcome", "channel", "from_day", "id"])
    op.add_column("use", sa.Column("ended_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("use", "ended_at")
    op.drop_index("ix_placement_out", "placement")
    op.drop_column("term", "takedown_days")
