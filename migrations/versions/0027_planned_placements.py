"""A placement says which row of the channel plan it was planned as, so that a channel can be planned more than once."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

TO_PLAN = "CONSTRAINT fk_placement_planned_channel_id REFERENCES planned_channel (id)"
PLANNED = """
SELECT id, example_id, channel FROM planned_channel
ORDER BY CASE WHEN planned_on IS NULL THEN 1 ELSE 0 END, planned_on, position, id
"""
UP = "SELECT id, example_id, channel FROM placement WHERE outcome = '' ORDER BY from_day, position, id"


def upgrade() -> None:
    """Make the column, and match what is up with what was planned in the same channel, one to one in order of days."""
    # As one adds a column with a constraint in SQLite without copying the table. PostgreSQL reads it the same way.
    op.execute(f"ALTER TABLE placement ADD COLUMN planned_channel_id INTEGER {TO_PLAN}")
    op.create_index("ix_placement_planned_channel_id", "placement", ["planned_channel_id"])
    planned: dict[tuple[int, str], list[int]] = {}
    for row_id, example_id, channel in op.get_bind().execute(sa.text(PLANNED)).all():
        planned.setdefault((example_id, channel), []).append(row_id)
    tie = sa.text("UPDATE placement SET planned_channel_id = :planned WHERE id = :placement")
    for placement_id, example_id, channel in op.get_bind().execute(sa.text(UP)).all():
        if waiting := planned.get((example_id, channel)):
            op.get_bind().execute(tie, {"planned": waiting.pop(0), "placement": placement_id})


def downgrade() -> None:
    """Take it away."""
    op.drop_index("ix_placement_planned_channel_id", "placement")
    op.drop_column("placement", "planned_channel_id")
