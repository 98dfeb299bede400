"""What somebody who is in an example says in it, in their own words."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the column. Those who are in examples already have said nothing there."""
    op.add_column("appearance", sa.Column("quote", sa.Text(), nullable=False, server_default=""))
    if op.get_context().dialect.name != "sqlite":
        op.alter_column("appearance", "quote", server_default=None)


def downgrade() -> None:
    """Take it away."""
    op.drop_column("appearance", "quote")
