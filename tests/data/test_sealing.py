"""The chain of events: every event gets its place when its transaction is committed, also when two commit at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from resultatbank.data import sealing, verifying
from resultatbank.data.events import log
from resultatbank.data.models import Event, Seal
from resultatbank.data.session import may_write
from resultatbank.extensions import db
from tests import factories as make
from tests.statements import statements
from tests.test_commands import Shell, shell

__all__ = ["shell"]

TIMES = 25


def add(number: int) -> None:
    for each in range(number):
        log(make.stamp(), "party_changed", "party", each + 1, fields=["phone"])


def faults(app: Flask) -> list[str]:
    return verifying.verify(app.config["SETTINGS"].data_dir).faults


def test_a_chain_begins_empty_and_each_event_takes_the_next_place(within: Flask) -> None:
    assert sealing.head() == sealing.FIRST
    add(3)
    db.session.commit()
    db.session.flush()
    add(1)
    db.session.commit()
    places = db.session.execute(select(Seal.number, Seal.event_id).order_by(Seal.number)).all()
    events = db.session.scalars(select(Event.id).order_by(Event.id)).all()
    assert [tuple(each) for each in places] == list(enumerate(events, 1))
    assert sealing.head().number == 4
    assert faults(within) == []


def test_what_is_rolled_back_leaves_no_place_behind(within: Flask) -> None:
    add(2)
    db.session.flush()
    db.session.rollback()
    add(1)
    db.session.commit()
    assert sealing.head().number == 1
    assert faults(within) == []


def test_sealing_many_takes_no_more_statements_than_sealing_one(within: Flask) -> None:
    def sent(number: int) -> list[str]:
        add(number)
        db.session.flush()
        with statements() as found:
            db.session.commit()
        return [each for each in found if "seal" in each]

    sent(1)
    one, many = sent(1), sent(200)
    assert len(one) == 3
    assert len(many) == len(one)


def test_a_transaction_without_events_asks_nothing_of_the_chain(within: Flask) -> None:
    make.party()
    with statements() as sent:
        db.session.commit()
    assert not [each for each in sent if "seal" in each]


@pytest.mark.parametrize("change", ["UPDATE seal SET digest = 'x'", "DELETE FROM seal"])
def test_a_seal_is_never_changed(within: Flask, change: str) -> None:
    add(1)
    db.session.commit()
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text(change))


def test_two_who_commit_at_once_get_a_place_each(app: Flask, make_app: Callable[[], Flask]) -> None:
    start, wrong = threading.Barrier(2), []

    def commit_often(process: Flask) -> None:
        try:
            start.wait(10)
            for number in range(TIMES):
                with process.app_context(), may_write():
                    add(1 + number % 2)
                    db.session.commit()
        except BaseException as fault:
            wrong.append(fault)

    threads = [threading.Thread(target=commit_often, args=(make_app(),)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not wrong
    with app.app_context():
        number = db.session.scalar(select(func.count()).select_from(Event))
        assert number == sealing.head().number > 2 * TIMES
        assert faults(app) == []


# -------------------------------------------------------------------------------------------------- the commands


def test_the_head_is_shown_as_it_is_given_back_to_be_proved(shell: Shell) -> None:
    add(2)
    head = shell.run("registry", "head")
    assert head.output.strip() == str(sealing.head())
    add(1)
    result = shell.run("registry", "verify", "--anchor", head.output, "--anchor", str(sealing.head()))
    assert result.exit_code == 0, result.output
    assert str(sealing.head()) in result.output
    assert len(result.output.splitlines()) == 1


def test_what_is_wrong_is_said_a_line_each_and_counted(shell: Shell) -> None:
    add(60)
    db.session.commit()
    db.session.execute(text("DROP TRIGGER keep_seal_update" if sqlite() else "DROP TRIGGER keep_seal ON seal"))
    db.session.execute(text("UPDATE seal SET digest = 'x' WHERE number > 5"))
    result = shell.run("registry", "verify")
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert lines[0].endswith("(nummer 6 i kedjan) är ändrad.")
    assert lines[-1] == "Fel på 56 ställen. De 50 första står ovanför."
    assert len(lines) == 51


def sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


@pytest.mark.parametrize("anchor", ["", "5", "5:abc", f"-1:{'0' * 64}", f"x:{'0' * 64}"])
def test_an_anchor_that_is_none_is_refused(shell: Shell, anchor: str) -> None:
    result = shell.run("registry", "verify", "--anchor", anchor)
    assert result.exit_code == 2
    assert "registry head" in result.output


def test_the_demo_is_proved(shell: Shell, tmp_path: Path) -> None:
    assert shell.run("demo").exit_code == 0
    result = shell.run("registry", "verify")
    assert result.exit_code == 0, result.output
