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
PLACED = "SELECT id, example_id, channel, outcome FROM placement ORDER BY from_day, position, id"


def upgrade() -> None:
    """Make the column, and match what is published with what was planned there, one to one in order of days.

    Where more is published in a channel than was planned, what is no longer up is left out first.
    """
    # As one adds a column with a constraint in SQLite without copying the table. PostgreSQL reads it the same way.
    op.execute(f"ALTER TABLE placement ADD COLUMN planned_channel_id INTEGER {TO_PLAN}")
    op.create_index("ix_placement_planned_channel_id", "placement", ["planned_channel_id"])
    planned: dict[tuple[int, str], list[int]] = {}
    for row_id, example_id, channel in op.get_bind().execute(sa.text(PLANNED)).all():
        planned.setdefault((example_id, channel), []).append(row_id)
    tie = sa.text("UPDATE placement SET planned_channel_id = :planned WHERE id = :placement")
    placed: dict[tuple[int, str], list[tuple[int, bool]]] = {}
    for placement_id, example_id, channel, outcome in op.get_bind().execute(sa.text(PLACED)).all():
        placed.setdefault((example_id, channel), []).append((placement_id, outcome == ""))
    for where, waiting in planned.items():
        found = placed.get(where, [])
        kept = sorted(range(len(found)), key=lambda at: not found[at][1])[: len(waiting)]
        for row_id, at in zip(waiting, sorted(kept), strict=False):
            op.get_bind().execute(tie, {"planned": row_id, "placement": found[at][0]})


def downgrade() -> None:
    """Take it away."""
    op.drop_index("ix_placement_planned_channel_id", "placement")
    op.drop_column("placement", "planned_channel_id")
