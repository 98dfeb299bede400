"""Where transactions begin and end, on both engines: nothing half saved, nothing lost, nothing written by a GET."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextvars import Context
from pathlib import Path

import pytest
from flask import Flask, Response
from sqlalchemy import event, func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import NotFound

from resultatbank.data.models import Example, Term
from resultatbank.data.session import may_write
from resultatbank.extensions import csrf, db
from resultatbank.web.access import public
from tests import factories as make

TIMES = 25
only_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def answer(app: Flask) -> Callable[..., Response]:
    """Let a view of the test's own answer a request, and return what it answered."""

    def ask(method: str, view: Callable[[], object]) -> Response:
        app.add_url_rule("/prov", "probe", csrf.exempt(public(view)), methods=["GET", "POST"])
        return send(app, method, "/prov")

    return ask


def send(app: Flask, method: str, path: str) -> Response:
    """Send a request as another process would: what it says of its transaction is forgotten with it."""
    return Context().run(app.test_client().open, path, method=method)


def write() -> None:
    db.session.add(Example(title="Skrivet av en vy", created_at=make.NOW))
    db.session.flush()


def written(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Example)) or 0


def test_a_post_that_goes_well_is_kept(app: Flask, answer: Callable[..., Response]) -> None:
    def view() -> str:
        write()
        return "sparat"

    assert answer("POST", view).status_code == 200
    assert written(app) == 1


@pytest.mark.parametrize("status", [400, 404, 409, 422, 500, 503])
def test_a_post_that_is_refused_leaves_nothing(app: Flask, answer: Callable[..., Response], status: int) -> None:
    def view() -> tuple[str, int]:
        write()
        return "nej", status

    assert answer("POST", view).status_code == status
    assert written(app) == 0


def test_a_view_that_breaks_leaves_nothing_and_tells_nothing(app: Flask, answer: Callable[..., Response]) -> None:
    def view() -> str:
        write()
        raise RuntimeError("en hemlighet i felet")

    app.testing = False
    response = answer("POST", view)
    assert response.status_code == 500
    assert "hemlighet" not in response.get_data(as_text=True)
    assert written(app) == 0


def test_a_page_that_is_not_there_after_all_leaves_nothing(app: Flask, answer: Callable[..., Response]) -> None:
    def view() -> str:
        write()
        raise NotFound

    assert answer("POST", view).status_code == 404
    assert written(app) == 0


def test_a_get_that_writes_is_stopped_by_the_database(app: Flask, answer: Callable[..., Response]) -> None:
    def view() -> str:
        write()
        return "borde inte gå"

    with pytest.raises(DBAPIError, match=r"readonly|read-only"):
        answer("GET", view)
    assert written(app) == 0


def test_a_get_is_stopped_although_a_post_came_before_on_the_same_connection(app: Flask) -> None:
    app.add_url_rule("/skriv", "writes", csrf.exempt(public(lambda: write() or "ja")), methods=["GET", "POST"])
    assert send(app, "POST", "/skriv").status_code == 200
    with pytest.raises(DBAPIError):
        send(app, "GET", "/skriv")
    assert send(app, "POST", "/skriv").status_code == 200
    assert written(app) == 2


def test_two_at_once_who_meet_a_constraint_are_told_so(app: Flask, answer: Callable[..., Response]) -> None:
    def view() -> str:
        for _ in range(2):
            db.session.add(Term(kind="theme", slug="samma", label="Samma"))
        return "ja"

    assert answer("POST", view).status_code == 409


@only_sqlite
@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("busy_timeout", 5000),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
    ],
)
def test_sqlite_is_set_as_promised_on_every_connection(app: Flask, pragma: str, value: str | int) -> None:
    with app.app_context(), db.engine.connect() as one, db.engine.connect() as another:
        for connection in (one, another):
            assert connection.scalar(text(f"PRAGMA {pragma}")) == value


@only_sqlite
def test_sqlite_is_queried_only_outside_work_that_writes(app: Flask) -> None:
    with app.app_context():
        for expected in (1, 0, 1):
            with may_write() if expected == 0 else app.test_request_context(), db.engine.connect() as connection:
                assert connection.scalar(text("PRAGMA query_only")) == expected


def test_a_row_that_points_nowhere_is_refused(within: Flask) -> None:
    with pytest.raises(DBAPIError):
        make.example(fallback_id=2**31 - 1)


def test_no_update_is_lost_when_two_write_at_once(app: Flask, make_app: Callable[[], Flask]) -> None:
    with app.app_context(), may_write():
        made = make.example(year=0)
        db.session.commit()
        example_id = made.id
        db.session.remove()
    start, faults = threading.Barrier(2), []

    def add_ones(process: Flask) -> None:
        try:
            start.wait(10)
            for _ in range(TIMES):
                add_one(process, example_id)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=add_ones, args=(make_app(),)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not faults
    with app.app_context():
        assert db.session.get_one(Example, example_id).year == 2 * TIMES


def add_one(process: Flask, example_id: int) -> None:
    """Read, add one and write, as a request that may have to begin again when somebody else got there first."""

    def view() -> str:
        example = db.session.get_one(Example, example_id)
        example.year = (example.year or 0) + 1
        return "ja"

    if "plus_one" not in process.view_functions:
        process.add_url_rule("/plus", "plus_one", csrf.exempt(public(view)), methods=["POST"])
    while (status := send(process, "POST", "/plus").status_code) != 200:
        assert status == 409, status


@only_sqlite
def test_a_database_that_others_hold_too_long_gives_a_page_that_says_so(
    app: Flask, answer: Callable[..., Response], database_url: str
) -> None:
    def impatient(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout=1")

    with app.app_context():
        event.listen(db.engine, "connect", impatient)
    holder = sqlite3.connect(Path(make_url(database_url).database or ""), isolation_level=None)
    try:
        holder.execute("BEGIN IMMEDIATE")
        response = answer("POST", lambda: write() or "ja")
    finally:
        holder.close()
    assert response.status_code == 503
    assert "Databasen är upptagen" in response.get_data(as_text=True)
    assert send(app, "POST", "/prov").status_code == 200


@only_sqlite
def test_reading_goes_on_while_somebody_writes(app: Flask, database_url: str) -> None:
    holder = sqlite3.connect(Path(make_url(database_url).database or ""), isolation_level=None)
    try:
        holder.execute("BEGIN IMMEDIATE")
        assert written(app) == 0
    finally:
        holder.close()
