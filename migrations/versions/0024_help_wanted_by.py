"""By when somebody who asks for help needs it."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

CHECK = "ck_inbox_item_wanted_by_is_a_day"
A_DAY = "wanted_by IS date(wanted_by, '+0 days')"


def upgrade() -> None:
    """Make the column. SQLite can't add a check by itself, and needn't copy the table for it."""
    if op.get_context().dialect.name == "sqlite":
        op.execute(f"ALTER TABLE inbox_item ADD COLUMN wanted_by DATE CONSTRAINT {CHECK} CHECK ({A_DAY})")
        return
    op.add_column("inbox_item", sa.Column("wanted_by", sa.Date(), nullable=True))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("inbox_item", "wanted_by")
