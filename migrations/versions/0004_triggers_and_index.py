"""The triggers that keep history and shut the gate, the search index, and the word lists' first words."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# These only grow. Whatever comes after is a new row.
KEPT = ("event", "review", "agreement", "agreement_example", "agreement_answer")

SHUT = """
DELETE FROM clearance WHERE example_id IN ({ids});
UPDATE listing SET shown_from = '9999-12-31', shown_until = '0001-01-01', again_from = '9999-12-31'
WHERE example_id IN ({ids});
"""
_OF_PARTY = "SELECT example_id FROM appearance WHERE party_id = {party}"
_OF_AGREEMENT = (
    "SELECT a.example_id FROM appearance a JOIN agreement g ON g.party_id = a.party_id WHERE g.id = NEW.agreement_id"
)
_OF_APPEARANCE = "SELECT example_id FROM appearance WHERE id = {row}.appearance_id"
# Trigger name, table, what happens, when, and which examples it shuts until they are worked out again.
SHUTTERS = (
    ("shut_on_answer", "agreement_answer", "INSERT", "", _OF_AGREEMENT),
    ("shut_on_cover", "agreement_example", "INSERT", "", _OF_AGREEMENT),
    ("shut_on_appearance", "appearance", "INSERT", "", "NEW.example_id"),
    (
        "shut_on_appearance_change",
        "appearance",
        "UPDATE",
        "",
        "NEW.example_id, OLD.example_id",
    ),
    ("shut_on_appearance_removal", "appearance", "DELETE", "", "OLD.example_id"),
    (
        "shut_on_material",
        "appearance_material",
        "INSERT",
        "",
        _OF_APPEARANCE.format(row="NEW"),
    ),
    (
        "shut_on_material_removal",
        "appearance_material",
        "DELETE",
        "",
        _OF_APPEARANCE.format(row="OLD"),
    ),
    (
        "shut_on_protection",
        "party",
        "UPDATE",
        "NEW.protected <> OLD.protected",
        _OF_PARTY.format(party="NEW.id"),
    ),
    (
        "shut_on_naming",
        "example",
        "UPDATE",
        "NEW.naming <> OLD.naming OR NEW.state <> OLD.state",
        "NEW.id",
    ),
)

FIRST_WORDS = {
    "channel": (
        ("intranet", "Intranät", True, "intra"),
        ("web", "Webb", False, "web"),
        ("social", "Sociala medier", False, "some"),
        ("press", "Press", False, "press"),
        ("print", "Trycksak", False, "tryck"),
        ("presentation", "Presentation/event", False, "pres"),
        ("partner", "Partner", False, "part"),
    ),
    "target_group": (
        ("foretagare", "Företagare", False, ""),
        ("kommuner-och-regioner", "Kommuner och regioner", False, ""),
        ("riksdag-och-regering", "Riksdag och regering", False, ""),
        ("forskare", "Forskare", False, ""),
        ("allmanhet", "Allmänheten", False, ""),
        ("egna-medarbetare", "Egna medarbetare", False, ""),
    ),
    "format": (
        ("artikel", "Artikel", False, ""),
        ("foto", "Foto", False, ""),
        ("film", "Film", False, ""),
        ("infografik", "Infografik", False, ""),
        ("pressinformation", "Pressinformation", False, ""),
        ("publikation", "Publikation", False, ""),
        ("annat", "Annat", False, ""),
    ),
}


def upgrade() -> None:
    """Make triggers and index, and write the first words."""
    make = _make_for_sqlite if _dialect() == "sqlite" else _make_for_postgresql
    for statement in [*make(), *_index()]:
        op.execute(sa.text(statement.replace(":", r"\:")))
    term = sa.table(
        "term",
        *map(
            sa.column,
            ("kind", "slug", "label", "position", "retired", "internal", "icon"),
        ),
    )
    there = set(op.get_bind().execute(sa.select(term.c.kind, term.c.slug)))
    for kind, words in FIRST_WORDS.items():
        for position, (slug, label, internal, icon) in enumerate(words, 1):
            if (kind, slug) in there:
                continue
            op.execute(
                term.insert().values(
                    kind=kind,
                    slug=slug,
                    label=label,
                    position=position,
                    retired=False,
                    internal=internal,
                    icon=icon,
                )
            )


def downgrade() -> None:
    """Drop index and triggers. The words stay, since examples use them."""
    for statement in [*_without_index(), *_drop()]:
        op.execute(statement)


def _dialect() -> str:
    return op.get_context().dialect.name


def _index() -> list[str]:
    """Return what makes the search index as it was then."""
    streams = "a text NOT NULL, b text NOT NULL, c text NOT NULL, d text NOT NULL"
    if _dialect() == "postgresql":
        return [
            f"CREATE TABLE search_document (id bigint PRIMARY KEY, {streams}, vector tsvector NOT NULL)",
            "CREATE INDEX search_document_vector ON search_document USING gin (vector)",
        ]
    options = "content='search_document', content_rowid='id', tokenize='ascii'"
    forget = (
        "INSERT INTO search_index (search_index, rowid, a, b, c, d) "
        "VALUES ('delete', old.id, old.a, old.b, old.c, old.d);"
    )
    learn = "INSERT INTO search_index (rowid, a, b, c, d) VALUES (new.id, new.a, new.b, new.c, new.d);"
    return [
        f"CREATE TABLE search_document (id integer PRIMARY KEY, {streams})",
        f"CREATE VIRTUAL TABLE search_index USING fts5 (a, b, c, d, {options})",
        f"CREATE TRIGGER search_document_insert AFTER INSERT ON search_document BEGIN {learn} END",
        f"CREATE TRIGGER search_document_delete AFTER DELETE ON search_document BEGIN {forget} END",
        f"CREATE TRIGGER search_document_update AFTER UPDATE ON search_document BEGIN {forget} {learn} END",
    ]


def _without_index() -> list[str]:
    return ["DROP TABLE search_document", *([] if _dialect() == "postgresql" else ["DROP TABLE search_index"])]


def _make_for_sqlite() -> list[str]:
    kept = [
        f"CREATE TRIGGER keep_{table}_{what.lower()} BEFORE {what} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in KEPT
        for what in ("UPDATE", "DELETE")
    ]
    shut = [
        f"CREATE TRIGGER {name} AFTER {what} ON {table} FOR EACH ROW {f'WHEN {when}' if when else ''} "
        f"BEGIN {SHUT.format(ids=ids)} END"
        for name, table, what, when, ids in SHUTTERS
    ]
    return kept + shut


def _make_for_postgresql() -> list[str]:
    refuse = (
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    kept = [
        f"CREATE TRIGGER keep_{table} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        for table in KEPT
    ]
    kept += [
        f"CREATE TRIGGER keep_all_{table} BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        for table in KEPT
    ]
    shut = []
    for name, table, what, when, ids in SHUTTERS:
        shut.append(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {SHUT.format(ids=ids)} RETURN NULL; END $$"
        )
        shut.append(
            f"CREATE TRIGGER {name} AFTER {what} ON {table} FOR EACH ROW {f'WHEN ({when})' if when else ''} "
            f"EXECUTE FUNCTION {name}()"
        )
    return [refuse, *kept, *shut]


def _drop() -> list[str]:
    if _dialect() == "sqlite":
        kept = [f"DROP TRIGGER keep_{table}_{what}" for table in KEPT for what in ("update", "delete")]
        return kept + [f"DROP TRIGGER {name}" for name, *_rest in SHUTTERS]
    kept = [f"DROP TRIGGER {prefix}_{table} ON {table}" for table in KEPT for prefix in ("keep", "keep_all")]
    shut = [f"DROP FUNCTION {name}() CASCADE" for name, *_rest in SHUTTERS]
    return [*kept, *shut, "DROP FUNCTION refuse_change()"]
