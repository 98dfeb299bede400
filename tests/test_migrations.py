"""The migrations, on both engines and with data in the tables: up, down, and up again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from click.testing import Result
from flask import Flask, current_app
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, create_engine, exists, func, inspect, select, text

from resultatbank.data import derive, queue_history
from resultatbank.data.models import Agreement, Due, Event, Package, Placement, PlannedChannel, QueueEntry, UserRole
from resultatbank.extensions import Base, db
from resultatbank.rules.review import Reason
from resultatbank.rules.roles import Role
from resultatbank.search import create_statements
from tests import factories as make
from tests.web.populated import Bank, bank

__all__ = ["bank"]

WORKED_OUT = {"clearance", "due", "facet", "listing", "listing_change", "party_stance"}


def command(*words: str) -> Result:
    return current_app.test_cli_runner().invoke(args=list(words))


def revisions() -> list[str]:
    """The revisions, newest first."""
    folder = current_app.extensions["migrate"].migrate.get_config()
    return [each.revision for each in ScriptDirectory.from_config(folder).walk_revisions()]


def shape() -> dict[str, Any]:
    """Everything about the schema that a migration can make."""
    db.session.rollback()
    inspector = inspect(db.engine)
    tables = {
        name: (
            sorted((column["name"], str(column["type"]), column["nullable"]) for column in inspector.get_columns(name)),
            sorted(str(index["name"]) for index in inspector.get_indexes(name)),
            sorted(str(check["name"]) for check in inspector.get_check_constraints(name)),
            sorted(str(key["name"]) for key in inspector.get_foreign_keys(name)),
        )
        for name in inspector.get_table_names()
    }
    return {"tables": tables, "triggers": triggers()}


def triggers() -> list[str]:
    lite = db.engine.dialect.name == "sqlite"
    names = "SELECT name FROM sqlite_master WHERE type = 'trigger'" if lite else "SELECT tgname FROM pg_trigger"
    with db.engine.connect() as connection:
        return sorted(name for name in connection.scalars(text(names)) if not name.startswith("RI_"))


def counts() -> dict[str, int]:
    """How many rows there are in each table, of those there are now, that isn't worked out from the others."""
    db.session.rollback()
    there = set(inspect(db.engine).get_table_names())
    with db.engine.connect() as connection:
        return {
            table.name: connection.scalar(text(f'SELECT count(*) FROM "{table.name}"')) or 0
            for table in Base.metadata.sorted_tables
            if table.name in there - WORKED_OUT
        }


def without_event() -> int:
    """How many records no event tells of: they were made past the verbs, as those before the chain."""
    told = exists().where(Event.subject == "agreement", Event.subject_id == Agreement.id)
    return db.session.scalar(select(func.count()).select_from(Agreement).where(~told)) or 0


def move(to: str, *, up: bool = False) -> None:
    db.session.remove()
    upgrade(revision=to) if up else downgrade(revision=to)


def test_all_the_way_down_with_data_and_up_again_gives_the_same_schema(bank: Bank) -> None:
    before = shape()
    for older in [*revisions()[1:], "base"]:
        move(older)
    assert set(shape()["tables"]) <= {"alembic_version"}
    assert not triggers()
    move("head", up=True)
    assert shape() == before


def test_what_people_wrote_outlives_the_index_and_the_triggers(bank: Bank) -> None:
    before, older = counts(), without_event()
    assert older
    assert before["event"]
    # Nobody could be the head of communication then.
    before["user_role"] -= db.session.scalar(select(func.count()).where(UserRole.role == Role.HEAD)) or 0
    move("0003")
    of_then = counts()
    assert {"agreement", "event", "example_text", "party"} <= of_then.keys()
    assert of_then.items() <= before.items()
    move("head", up=True)
    now = counts()
    # Each record that is older than the chain has got an event with its checksums.
    assert now.pop("event") == of_then.pop("event") + older
    assert of_then.items() <= now.items()
    assert command("gate", "rebuild").exit_code == 0
    assert command("gate", "verify").exit_code == 0
    assert derive.verify() == []


def test_what_is_older_than_the_chain_is_sealed_once_and_proved(bank: Bank) -> None:
    before, older = counts(), without_event()
    for _ in range(2):
        move("0008")
        move("head", up=True)
        assert command("registry", "verify").exit_code == 0, command("registry", "verify").output
    now = counts()
    assert now["event"] == before["event"] + older == now["seal"]


def test_licences_get_their_place_in_the_queue_and_no_reason_is_taken_for_another(within: Flask) -> None:
    example = make.example("Licensen", responsible=make.user())
    for last in (-80, -3, 20, 90, 500):
        until = make.NOW.date() + timedelta(days=last)
        db.session.add(Package(example_id=example.id, title="Ugnen", licence_until=until))
    db.session.commit()
    queue_history.count(make.NOW.date())
    db.session.commit()
    before, entries = due_rows(), entry_reasons()
    assert {reason for _, reason, *_ in before} >= {Reason.LICENCE_ENDED, Reason.LICENCE_ENDING, Reason.NEVER_REVIEWED}
    move("0025")
    assert all(reason < Reason.NEVER_REVIEWED for reason in entry_reasons())
    move("head", up=True)
    assert due_rows() == before
    assert entry_reasons() == entries - {Reason.LICENCE_ENDED, Reason.LICENCE_ENDING}
    assert derive.verify() == []


def test_what_is_published_is_matched_with_the_plan_of_its_channel_one_to_one_in_order_of_days(within: Flask) -> None:
    example, today = make.example(), make.NOW.date()
    for channel, days in (("web", 40), ("web", None), ("web", 9), ("press", 9)):
        planned_on = None if days is None else today + timedelta(days=days)
        db.session.add(PlannedChannel(example_id=example.id, channel=channel, planned_on=planned_on))
    published = (("web", 3, ""), ("web", 8, "stays"), ("press", 20, "down"), ("press", 7, ""), ("print", 5, ""))
    for channel, days, outcome in published:
        from_day = today - timedelta(days=days)
        db.session.add(Placement(example_id=example.id, channel=channel, from_day=from_day, outcome=outcome))
    db.session.commit()
    move("0026")
    move("head", up=True)
    tied = db.session.execute(
        select(Placement.from_day, PlannedChannel.planned_on, PlannedChannel.channel)
        .join(PlannedChannel, PlannedChannel.id == Placement.planned_channel_id)
        .order_by(Placement.from_day)
    ).all()
    assert [tuple(each) for each in tied] == [
        (today - timedelta(days=8), today + timedelta(days=9), "web"),
        (today - timedelta(days=7), today + timedelta(days=9), "press"),
        (today - timedelta(days=3), today + timedelta(days=40), "web"),
    ]


def due_rows() -> set[tuple[Any, ...]]:
    return {tuple(row) for row in db.session.execute(select(Due.example_id, Due.reason, Due.from_day, Due.until_day))}


def entry_reasons() -> set[int]:
    return set(db.session.scalars(select(QueueEntry.reason)))


def test_the_models_say_what_the_migrations_make(within: Flask) -> None:
    result = command("db", "check")
    assert result.exit_code == 0, result.output
    made = set(inspect(db.engine).get_table_names())
    assert {table.name for table in Base.metadata.sorted_tables} <= made


def test_the_search_room_makes_the_tables_that_the_migrations_make(
    within: Flask, engine_name: str, request: pytest.FixtureRequest
) -> None:
    on_postgres = engine_name == "postgresql"
    url = request.getfixturevalue("postgres").new_database("search_room") if on_postgres else "sqlite://"
    own = create_engine(url)
    with own.begin() as connection:
        for statement in create_statements(engine_name):
            connection.execute(text(statement))
        made = search_tables(connection)
    own.dispose()
    assert made == search_tables(db.session.connection())
    assert {"search_document", "search_term"} <= set(made)


def search_tables(connection: Connection) -> dict[str, list[tuple[str, str, bool]]]:
    """The columns of the search room's tables."""
    inspector = inspect(connection)
    return {
        name: sorted(
            (column["name"], str(column["type"]), column["nullable"]) for column in inspector.get_columns(name)
        )
        for name in inspector.get_table_names()
        if name.startswith("search_")
    }


def test_a_table_that_no_migration_makes_is_found(within: Flask) -> None:
    db.session.execute(text("DROP TABLE use" if db.engine.dialect.name == "sqlite" else 'DROP TABLE "use"'))
    db.session.commit()
    assert command("db", "check").exit_code != 0
