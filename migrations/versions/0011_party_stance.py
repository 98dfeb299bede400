"""What is true of each party, and when: its standing, channels, legal bases, and what ends."""

from collections.abc import Iterator
from datetime import UTC
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

from resultatbank.rules.clearance import Answer
from resultatbank.rules.stances import stances

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# What reaches these tables past the app empties the party's rows.
SHUT_BY = ("agreement_answer", "agreement_example")
BATCH = 2000

agreement = sa.table(
    "agreement",
    sa.column("id", sa.Integer),
    sa.column("party_id", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("basis", sa.String),
    sa.column("covers_all", sa.Boolean),
    sa.column("recorded_at", sa.DateTime),
)
answer = sa.table(
    "agreement_answer",
    sa.column("agreement_id", sa.Integer),
    sa.column("material", sa.String),
    sa.column("channel", sa.String),
    sa.column("yes", sa.Boolean),
    sa.column("from_day", sa.Date),
    sa.column("until_day", sa.Date),
    sa.column("given_at", sa.DateTime),
)
covered = sa.table("agreement_example", sa.column("agreement_id", sa.Integer), sa.column("example_id", sa.Integer))


def upgrade() -> None:
    """Make the table, fill it from the answers there are, and let triggers empty it."""
    stance = op.create_table(
        "party_stance",
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("value", sa.String(40), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_party_stance_party_id")),
        sa.PrimaryKeyConstraint("party_id", "kind", "value", "from_day", name=op.f("pk_party_stance")),
    )
    ends = sa.text("kind = 'end'")
    op.create_index("ix_party_stance_end", "party_stance", ["from_day"], sqlite_where=ends, postgresql_where=ends)
    rows: list[dict[str, Any]] = []
    for row in _worked_out():
        rows.append(row)
        if len(rows) == BATCH:
            op.get_bind().execute(sa.insert(stance), rows)
            rows = []
    if rows:
        op.get_bind().execute(sa.insert(stance), rows)
    for statement in _shut():
        op.execute(statement)


def downgrade() -> None:
    """Take it away."""
    for table in SHUT_BY:
        op.execute(f"DROP TRIGGER unsay_on_{table}" + ("" if _is_sqlite() else f" ON {table}"))
    if not _is_sqlite():
        op.execute("DROP FUNCTION unsay_party()")
    op.drop_table("party_stance")


def _is_sqlite() -> bool:
    return op.get_context().dialect.name == "sqlite"


def _worked_out() -> Iterator[dict[str, Any]]:
    """Give the rows of every party. The rules may be imported here: they know no tables that could change."""
    bind = op.get_bind()
    bases = dict(bind.execute(sa.select(agreement.c.id, agreement.c.basis)).all())
    examples: dict[int, set[int]] = {}
    for agreement_id, example_id in bind.execute(sa.select(covered)):
        examples.setdefault(agreement_id, set()).add(example_id)
    query = sa.select(agreement, answer).join(answer, answer.c.agreement_id == agreement.c.id)
    rows = bind.execute(query.order_by(agreement.c.party_id, agreement.c.id)).mappings().all()
    for party_id, mine in groupby(rows, key=lambda row: row["party_id"]):
        for each in stances([_answer(row, examples) for row in mine], bases):
            yield {
                "party_id": party_id,
                "kind": str(each.kind),
                "value": each.value,
                "from_day": each.from_day,
                "until_day": each.until_day,
                "ends_on": each.ends_on,
            }


def _answer(row: Any, examples: dict[int, set[int]]) -> Answer:
    return Answer(
        party_id=row["party_id"],
        material=row["material"],
        channel=row["channel"],
        yes=row["yes"],
        from_day=row["from_day"],
        until_day=row["until_day"],
        given_at=row["given_at"].replace(tzinfo=UTC),
        recorded_at=row["recorded_at"].replace(tzinfo=UTC),
        agreement_id=row["id"],
        withdrawal=row["kind"] == "withdrawal",
        examples=None if row["covers_all"] else frozenset(examples.get(row["id"], ())),
    )


def _shut() -> list[str]:
    gone = "DELETE FROM party_stance WHERE party_id = (SELECT party_id FROM agreement WHERE id = NEW.agreement_id)"
    if _is_sqlite():
        return [f"CREATE TRIGGER unsay_on_{table} AFTER INSERT ON {table} BEGIN {gone}; END" for table in SHUT_BY]
    return [
        f"CREATE FUNCTION unsay_party() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {gone}; RETURN NULL; END $$",
        *(
            f"CREATE TRIGGER unsay_on_{table} AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION unsay_party()"
            for table in SHUT_BY
        ),
    ]
