"""The chain of events: seals, where it ends, the checksums of older records, and an expiry that happens once."""

import hashlib
import json
from datetime import UTC, date, datetime

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BATCH = 500

event = sa.table(
    "event",
    sa.column("id", sa.Integer),
    sa.column("at", sa.DateTime),
    sa.column("actor_id", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("subject", sa.String),
    sa.column("subject_id", sa.Integer),
    sa.column("example_id", sa.Integer),
    sa.column("fields", sa.JSON),
)
seal = sa.table("seal", sa.column("event_id"), sa.column("number"), sa.column("digest"))
seal_head = sa.table("seal_head", sa.column("id"), sa.column("number"), sa.column("digest"))
# What the checksum of a record is made from, table by table, as it was then.
agreement = sa.table(
    "agreement",
    sa.column("id", sa.Integer),
    sa.column("party_id", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("ending", sa.String),
    sa.column("basis", sa.String),
    sa.column("given_on", sa.Date),
    sa.column("recorded_at", sa.DateTime),
    sa.column("recorded_by_id", sa.Integer),
    sa.column("covers_all", sa.Boolean),
    sa.column("withdraws_id", sa.Integer),
    sa.column("renews_id", sa.Integer),
)
covered = sa.table("agreement_example", sa.column("agreement_id", sa.Integer), sa.column("example_id", sa.Integer))
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
proof = sa.table(
    "agreement_proof",
    sa.column("agreement_id", sa.Integer),
    sa.column("how", sa.String),
    sa.column("capacity", sa.String),
    sa.column("language", sa.String),
    sa.column("notice_version", sa.Integer),
    sa.column("text_sha256", sa.String),
    sa.column("file_id", sa.Integer),
)
stored_file = sa.table("stored_file", sa.column("id", sa.Integer), sa.column("sha256", sa.String))


def upgrade() -> None:
    """Make the tables, give older records their checksums, and seal every event there is."""
    op.create_index("uq_event_expired", "event", ["subject_id"], unique=True, **_where("kind = 'agreement_expired'"))
    op.create_table(
        "seal",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_seal_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_seal")),
        sa.UniqueConstraint("number", name=op.f("uq_seal_number")),
    )
    op.create_table(
        "seal_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal_head")),
    )
    _write_checksums()
    _seal_events()
    for statement in _keep():
        op.execute(statement)


def downgrade() -> None:
    """Take the chain away. The events stay as they are, the checksums of records among them."""
    op.drop_table("seal_head")
    op.drop_table("seal")
    op.drop_index("uq_event_expired", "event")


def _is_sqlite() -> bool:
    return op.get_context().dialect.name == "sqlite"


def _where(condition: str) -> dict[str, sa.TextClause]:
    return {f"{engine}_where": sa.text(condition) for engine in ("sqlite", "postgresql")}


def _keep() -> list[str]:
    """Return what refuses to change and remove seals."""
    if _is_sqlite():
        return [
            f"CREATE TRIGGER keep_seal_{what.lower()} BEFORE {what} ON seal "
            "BEGIN SELECT RAISE(ABORT, 'seal is append-only'); END"
            for what in ("UPDATE", "DELETE")
        ]
    return [
        "CREATE TRIGGER keep_seal BEFORE UPDATE OR DELETE ON seal FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER keep_all_seal BEFORE TRUNCATE ON seal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ]


# ------------------------------------------------------------------------- the canonical form, as it was then


def _checksum(values: list[object]) -> str:
    return hashlib.sha256(json.dumps(values, separators=(",", ":")).encode()).hexdigest()


def _plain(values: object) -> list[object]:
    return [
        value.replace(tzinfo=UTC).isoformat(timespec="microseconds")
        if isinstance(value, datetime)
        else value.isoformat()
        if isinstance(value, date)
        else value
        for value in values
    ]


def _seal_events() -> None:
    """Link all events in the order of their ids."""
    connection, done, digest, last = op.get_bind(), 0, "0" * 64, 0
    query = sa.select(event).order_by(event.c.id).limit(BATCH)
    while rows := connection.execute(query.where(event.c.id > last)).all():
        seals = []
        for number, row in enumerate(rows, done + 1):
            what = [row.actor_id, row.kind, row.subject, row.subject_id, row.example_id, row.fields]
            digest = _checksum([digest, number, row.id, *_plain([row.at]), *what])
            seals.append({"event_id": row.id, "number": number, "digest": digest})
        connection.execute(seal.insert(), seals)
        done, last = done + len(seals), rows[-1].id
    connection.execute(seal_head.insert().values(id=1, number=done, digest=digest))


def _write_checksums() -> None:
    """Log the checksums of the records that no event has the checksums of."""
    connection, last, now = op.get_bind(), 0, datetime.now(UTC).replace(tzinfo=None)
    has_it = sa.exists().where(
        event.c.subject == "agreement",
        event.c.subject_id == agreement.c.id,
        sa.cast(event.c.fields, sa.Text).like('%"record=%'),
    )
    query = sa.select(agreement).where(~has_it).order_by(agreement.c.id).limit(BATCH)
    while rows := connection.execute(query.where(agreement.c.id > last)).all():
        ids = [row.id for row in rows]
        examples = _grouped(sa.select(covered), covered, ids)
        answers = _grouped(sa.select(answer), answer, ids)
        columns = [each for each in proof.c if each.name != "file_id"]
        with_file = sa.select(*columns, stored_file.c.sha256)
        proofs = _grouped(with_file.outerjoin(stored_file, stored_file.c.id == proof.c.file_id), proof, ids)
        logged = []
        for row in rows:
            said = _checksum(answers.get(row.id, []))
            whole = _checksum([_plain(row), examples.get(row.id, []), said, proofs.get(row.id, [])])
            about = {"kind": "agreement_sealed", "subject": "agreement", "subject_id": row.id}
            logged.append({"at": now, **about, "fields": [f"record={whole}", f"answers={said}"]})
        connection.execute(event.insert(), logged)
        last = ids[-1]


def _grouped(query: sa.Select, table: sa.TableClause, ids: list[int]) -> dict[int, list[list[object]]]:
    found: dict[int, list[list[object]]] = {}
    for owner, *values in op.get_bind().execute(query.where(table.c.agreement_id.in_(ids))):
        found.setdefault(owner, []).append(_plain(values))
    return {owner: sorted(rows) for owner, rows in found.items()}
