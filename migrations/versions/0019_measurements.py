"""The values of a figure, one after the other, each with its day and its source; and figures that return every year."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

OUTCOME_DAY = "ck_indicator_outcome_on_is_a_day"
INDICATOR = sa.table(
    "indicator",
    sa.column("id", sa.Integer()),
    sa.column("example_id", sa.Integer()),
    sa.column("source_id", sa.Integer()),
    sa.column("due_on", sa.Date()),
    sa.column("outcome", sa.Numeric(20, 0)),
    sa.column("outcome_on", sa.Date()),
)
MEASUREMENT = sa.table(
    "measurement",
    sa.column("indicator_id", sa.Integer()),
    sa.column("example_id", sa.Integer()),
    sa.column("source_id", sa.Integer()),
    sa.column("value", sa.Numeric(20, 0)),
    sa.column("measured_on", sa.Date()),
    sa.column("note", sa.String()),
    sa.column("position", sa.Integer()),
    sa.column("version", sa.Integer()),
)


def upgrade() -> None:
    """Make the table, and move what came into it."""
    came = _what_came()
    with op.batch_alter_table("indicator") as table:
        if _is_sqlite():
            table.drop_constraint(op.f(OUTCOME_DAY), type_="check")
        table.drop_column("outcome")
        table.drop_column("outcome_on")
        table.add_column(sa.Column("repeat_until", sa.Integer(), nullable=True))
    _make_table()
    if came:
        op.bulk_insert(MEASUREMENT, came)


def downgrade() -> None:
    """Move the latest value of each figure back."""
    latest = _latest()
    op.drop_table("measurement")
    with op.batch_alter_table("indicator") as table:
        table.drop_column("repeat_until")
        table.add_column(sa.Column("outcome", sa.Numeric(20, 0), nullable=True))
        table.add_column(sa.Column("outcome_on", sa.Date(), nullable=True))
        if _is_sqlite():
            table.create_check_constraint(op.f(OUTCOME_DAY), "outcome_on IS date(outcome_on, '+0 days')")
    for each in latest:
        op.execute(
            sa.update(INDICATOR)
            .where(INDICATOR.c.id == each.indicator_id)
            .values(outcome=each.value, outcome_on=each.measured_on)
        )


def _is_sqlite() -> bool:
    return op.get_context().dialect.name == "sqlite"


def _what_came() -> list[dict[str, Any]]:
    """Return the values. One that had no day is from when it was to be there, or else from long ago."""
    query = sa.select(INDICATOR).where(INDICATOR.c.outcome.is_not(None)).order_by(INDICATOR.c.id)
    return [
        {
            "indicator_id": each.id,
            "example_id": each.example_id,
            "source_id": each.source_id,
            "value": each.outcome,
            "measured_on": each.outcome_on or each.due_on or date(2000, 1, 1),
            "note": "",
            "position": number,
            "version": 1,
        }
        for number, each in enumerate(op.get_bind().execute(query).all(), 1)
    ]


def _latest() -> list[Any]:
    later = MEASUREMENT.alias("later")
    is_later = sa.exists().where(
        later.c.indicator_id == MEASUREMENT.c.indicator_id, later.c.measured_on > MEASUREMENT.c.measured_on
    )
    return list(op.get_bind().execute(sa.select(MEASUREMENT).where(~is_later)).all())


def _make_table() -> None:
    day = "measured_on IS date(measured_on, '+0 days')"
    checks = [sa.CheckConstraint(day, name=op.f("ck_measurement_measured_on_is_a_day"))] if _is_sqlite() else []
    op.create_table(
        "measurement",
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Numeric(20, 0), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("example_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_measurement_example_id")),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_measurement_indicator_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_measurement_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measurement")),
        sa.UniqueConstraint("indicator_id", "measured_on", name=op.f("uq_measurement_indicator_id_measured_on")),
        *checks,
    )
    op.create_index("ix_measurement_example_id", "measurement", ["example_id"])
    op.create_index("ix_measurement_source_id", "measurement", ["source_id"])
