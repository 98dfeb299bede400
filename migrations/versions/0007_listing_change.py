"""Which listed examples have changed since a process last looked, whoever changed them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

EVENTS = {"insert": "NEW", "update": "NEW", "delete": "OLD"}


def upgrade() -> None:
    """Make the table, and the triggers that write it."""
    op.create_table(
        "listing_change",
        sa.Column("example_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("example_id", name=op.f("pk_listing_change")),
    )
    op.create_index("ix_listing_change_number", "listing_change", ["number"])
    for statement in _for_sqlite() if _is_sqlite() else _for_postgresql():
        op.execute(sa.text(statement.replace(":", r"\:")))


def downgrade() -> None:
    """Take them away."""
    if _is_sqlite():
        for event in EVENTS:
            op.execute(f"DROP TRIGGER listing_change_{event}")
    else:
        op.execute("DROP FUNCTION listing_change() CASCADE")
    op.drop_table("listing_change")


def _is_sqlite() -> bool:
    return op.get_context().dialect.name == "sqlite"


def _for_sqlite() -> list[str]:
    return [
        f"""
        CREATE TRIGGER listing_change_{event} AFTER {event} ON listing BEGIN
            UPDATE search_change SET number = number + 1;
            INSERT INTO listing_change (example_id, number)
            SELECT {row}.example_id, number FROM search_change WHERE true
            ON CONFLICT (example_id) DO UPDATE SET number = excluded.number;
        END
        """
        for event, row in EVENTS.items()
    ]


def _for_postgresql() -> list[str]:
    return [
        """
        CREATE FUNCTION listing_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO listing_change (example_id, number)
            VALUES (COALESCE(NEW.example_id, OLD.example_id), CAST(CAST(pg_current_xact_id() AS text) AS bigint))
            ON CONFLICT (example_id) DO UPDATE SET number = excluded.number;
            RETURN NULL;
        END $$
        """,
        "CREATE TRIGGER listing_change AFTER INSERT OR UPDATE OR DELETE ON listing "
        "FOR EACH ROW EXECUTE FUNCTION listing_change()",
    ]
