"""The bank's own words, for compounds and slips of the finger, and undotted twins in a stream of their own.

What is indexed already goes on being found. `flask --app wsgi search rebuild` reads the texts anew, and the words.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TRIGGERS = ("search_document_insert", "search_document_delete", "search_document_update")


def upgrade() -> None:
    """Make room for the twins and the words."""
    op.execute("ALTER TABLE search_document ADD COLUMN e text NOT NULL DEFAULT ''")
    packed = "blob" if _is_sqlite() else "bytea"
    op.execute(f"ALTER TABLE search_document ADD COLUMN words {packed} NOT NULL DEFAULT ''")
    if _is_sqlite():
        _drop_index()
        _make_index(("a", "b", "c", "d", "e"))
        op.execute("CREATE TABLE search_change (number integer NOT NULL)")
        op.execute("INSERT INTO search_change (number) VALUES (0)")
    by_bytes = "" if _is_sqlite() else ' COLLATE "C"'
    op.execute(
        f"CREATE TABLE search_term (word text{by_bytes} PRIMARY KEY, term text{by_bytes} NOT NULL, "
        "documents integer NOT NULL, changed bigint NOT NULL)"
    )
    op.execute("CREATE INDEX search_term_changed ON search_term (changed)")


def downgrade() -> None:
    """Take the words away, and put the twins back among the rest."""
    if _is_sqlite():
        _drop_index()
    op.execute("UPDATE search_document SET d = trim(d || ' ' || e)")
    op.execute("ALTER TABLE search_document DROP COLUMN e")
    op.execute("ALTER TABLE search_document DROP COLUMN words")
    op.execute("DROP TABLE search_term")
    if _is_sqlite():
        op.execute("DROP TABLE search_change")
        _make_index(("a", "b", "c", "d"))


def _is_sqlite() -> bool:
    return op.get_context().dialect.name == "sqlite"


def _drop_index() -> None:
    for trigger in TRIGGERS:
        op.execute(f"DROP TRIGGER {trigger}")
    op.execute("DROP TABLE search_index")


def _make_index(names: tuple[str, ...]) -> None:
    """Make SQLite's full-text table of these columns, and the triggers that keep it true."""
    columns = ", ".join(names)
    old, new = (", ".join(f"{row}.{name}" for name in names) for row in ("old", "new"))
    forget = f"INSERT INTO search_index (search_index, rowid, {columns}) VALUES ('delete', old.id, {old});"
    learn = f"INSERT INTO search_index (rowid, {columns}) VALUES (new.id, {new});"
    options = "content='search_document', content_rowid='id', tokenize='ascii'"
    for statement in (
        f"CREATE VIRTUAL TABLE search_index USING fts5 ({columns}, {options})",
        "INSERT INTO search_index (search_index) VALUES ('rebuild')",
        f"CREATE TRIGGER search_document_insert AFTER INSERT ON search_document BEGIN {learn} END",
        f"CREATE TRIGGER search_document_delete AFTER DELETE ON search_document BEGIN {forget} END",
        f"CREATE TRIGGER search_document_update AFTER UPDATE ON search_document BEGIN {forget} {learn} END",
    ):
        op.execute(sa.text(statement.replace(":", r"\:")))
