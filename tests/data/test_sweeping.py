"""The daily sweep: what has expired is written down once, at the instant it did, whenever the sweep comes."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from resultatbank.cli import swept
from resultatbank.data import agreements, derive, sweeping, verifying
from resultatbank.data.agreements import Given, Proof
from resultatbank.data.events import events_of, log
from resultatbank.data.models import Agreement, Event, Example, Letter, Party, Placement
from resultatbank.extensions import db
from resultatbank.rules.calendar import LAST_DAY
from resultatbank.rules.words import LegalBasis, LetterKind
from tests import factories as make
from tests.at_once import at_once
from tests.conftest import Clock
from tests.statements import statements
from tests.test_commands import Shell, shell

__all__ = ["shell"]

ROOT = Path(__file__).parents[2]
ROUNDS = 4
TODAY = date(2026, 11, 23)
LAST = TODAY + timedelta(days=9)
PROOF = Proof(how="oral", received_by="Kim")
WEB, PRESS = ("name", "web"), ("name", "press")
YES = Given(LegalBasis.CONSENT, TODAY, {WEB: True, PRESS: True}, TODAY, LAST)


@pytest.fixture
def party(within: Flask) -> Party:
    return make.party("Samira Påhittström")


def recorded(party: Party, given: Given = YES) -> Agreement:
    return agreements.record(party, given, PROOF, make.stamp(make.user()))


def taken_back(party: Party, of: Agreement, at: datetime, **changes: object) -> Agreement:
    stamp = make.stamp(make.user(), at)
    noes = replace(YES, replies={WEB: False, PRESS: False}, given_on=stamp.day, withdraws_id=of.id)
    return agreements.withdraw(party, replace(noes, **changes), PROOF, stamp)  # type: ignore[arg-type]  # Fields of Given.


def expired() -> list[tuple[int, datetime, int | None]]:
    query = select(Event).where(Event.kind == "agreement_expired").order_by(Event.subject_id)
    return [(each.subject_id, each.at, each.actor_id) for each in db.session.scalars(query)]


def sweep(days: int) -> int:
    return sweeping.log_expired(make.stamp(at=make.NOW + timedelta(days=days)))


def test_it_expires_at_midnight_in_stockholm_after_its_last_day_and_not_before(party: Party) -> None:
    record = recorded(party)
    assert sweep(9) == 0
    assert sweep(10) == 1
    assert expired() == [(record.id, datetime(2026, 12, 2, 23, 0, tzinfo=UTC), None)]


def test_after_weeks_of_downtime_the_instant_is_still_the_true_one_also_in_summer(party: Party) -> None:
    winter, summer = recorded(party), recorded(party, replace(YES, until_day=date(2027, 6, 30)))
    assert sweep(900) == 2
    assert [at for _, at, _ in expired()] == [
        datetime(2026, 12, 2, 23, 0, tzinfo=UTC),
        datetime(2027, 6, 30, 22, 0, tzinfo=UTC),
    ]
    assert {each.kind for each in events_of("agreement", summer.id)} == {"agreement_changed", "agreement_expired"}
    assert winter.id != summer.id


def test_it_is_written_once_however_often_one_sweeps(party: Party) -> None:
    recorded(party)
    assert [sweep(10), sweep(10), sweep(11)] == [1, 0, 0]
    assert len(expired()) == 1


@pytest.mark.parametrize("given", [{"replies": {WEB: False}}, {"until_day": LAST_DAY}])
def test_what_never_ends_never_expires(party: Party, given: dict[str, object]) -> None:
    recorded(party, replace(YES, **given))  # type: ignore[arg-type]  # Fields of Given.
    assert sweep(90_000) == 0


def test_what_was_wholly_taken_back_before_never_expires(party: Party) -> None:
    taken_back(party, recorded(party), make.NOW + timedelta(days=2))
    assert sweep(20) == 0


def test_what_is_taken_back_in_two_steps_is_wholly_taken_back(party: Party) -> None:
    record = recorded(party)
    for number, cell in enumerate((WEB, PRESS)):
        taken_back(party, record, make.NOW + timedelta(days=2 + number), replies={cell: False})
    assert sweep(20) == 0


@pytest.mark.parametrize(
    ("days", "changes"),
    [(2, {"replies": {WEB: False}}), (10, {}), (2, {"examples": [1]})],
    ids=["a part of it", "afterwards", "in one of the examples"],
)
def test_what_was_taken_back_in_part_or_too_late_expires(party: Party, days: int, changes: dict[str, object]) -> None:
    example: Example = make.example()
    assert example.id == 1
    taken_back(party, recorded(party), make.NOW + timedelta(days=days), **changes)
    assert sweep(20) == 1


def test_a_yes_given_again_after_a_withdrawal_expires_by_itself(party: Party) -> None:
    taken_back(party, recorded(party), make.NOW + timedelta(hours=1))
    stamp = make.stamp(make.user(), make.NOW + timedelta(hours=2))
    again = agreements.record(party, YES, PROOF, stamp)
    assert sweep(20) == 1
    assert [each for each, _, _ in expired()] == [again.id]


def test_the_same_record_cannot_expire_twice(party: Party) -> None:
    record = recorded(party)
    log(make.stamp(), "agreement_expired", "agreement", record.id)
    db.session.flush()
    log(make.stamp(), "agreement_expired", "agreement", record.id)
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_the_number_of_statements_does_not_grow_with_what_has_expired(party: Party) -> None:
    def asked(number: int) -> int:
        for _ in range(number):
            recorded(make.party())
        db.session.commit()
        with statements() as sent:
            sweep(20)
            db.session.commit()
        return len([each for each in sent if not each.startswith("INSERT INTO event")])

    asked(1)
    assert asked(1) == asked(8)


def test_the_command_says_how_many_and_the_registry_still_holds(shell: Shell, clock: Clock, party: Party) -> None:
    example = make.example()
    make.appearance(party, example, ["name"])
    recorded(party)
    clock.forward(days=30)
    assert "1 överenskommelse har gått ut" in shell.run("sweep").output
    assert "0 överenskommelser har gått ut" in shell.run("sweep").output
    assert shell.run("registry", "verify").exit_code == 0
    assert derive.verify() == []


def test_two_who_sweep_at_once_write_it_once_and_neither_is_told_of_an_error(
    app: Flask, within: Flask, party: Party, clock: Clock, make_app: Callable[[], Flask]
) -> None:
    for _ in range(20):
        recorded(party)
    db.session.commit()
    clock.forward(days=30)
    assert sorted(expired for expired, _all_down in sweeping_at_once(make_app, 3)) == [0, 0, 20]
    assert len(expired()) == 20
    assert verifying.verify(app.config["SETTINGS"].data_dir).faults == []


# ---------------------------------------------------------------------------- twice, at once, and after being killed


@pytest.fixture
def much_has_happened(party: Party, clock: Clock) -> None:
    """Ten agreements have run out, and what three parties took back is down without anybody having settled it."""
    for _ in range(10):
        recorded(make.party())
    for _ in range(3):
        stopped, example = make.party(), make.example()
        make.appearance(stopped, example)
        record = recorded(stopped)
        place = Placement(example_id=example.id, channel="web", from_day=TODAY, until_day=TODAY + timedelta(days=5))
        db.session.add(place)
        db.session.flush()
        taken_back(stopped, record, make.NOW + timedelta(hours=1))
    db.session.commit()
    clock.forward(days=30)


def written() -> dict[str, list[Any]]:
    """Return everything that sweeps have written, in order."""
    db.session.rollback()
    letters = select(Letter.party_id).where(Letter.kind == LetterKind.ALL_DOWN.value).order_by(Letter.party_id)
    runs = select(Event.at).where(Event.kind == sweeping.SWEPT)
    found = {"letters": list(db.session.scalars(letters)), "runs": list(db.session.scalars(runs))}
    db.session.rollback()
    return found | {"expired": expired()}


def all_of_it(found: dict[str, list[Any]]) -> bool:
    return (len(found["expired"]), len(found["letters"]), len(found["runs"])) == (10, 3, 1)


def test_what_a_sweep_has_done_another_leaves_as_it_is(much_has_happened: None, clock: Clock) -> None:
    assert (swept().expired, swept().all_down) == (10, 0)
    once = written()
    assert all_of_it(once)
    assert len(set(once["letters"])) == 3
    clock.forward(minutes=10)
    swept()
    assert written() == once


def test_of_many_who_sweep_at_once_each_thing_is_done_by_one(
    app: Flask, within: Flask, much_has_happened: None, make_app: Callable[[], Flask]
) -> None:
    for days in range(ROUNDS):
        app.config["CLOCK"].forward(days=days)
        found = sweeping_at_once(make_app, 4)
        assert [sum(each) for each in zip(*found, strict=True)] == ([10, 3] if days == 0 else [0, 0])
    done = written()
    assert (len(done["expired"]), len(done["letters"])) == (10, 3)
    assert verifying.verify(app.config["SETTINGS"].data_dir).faults == []


def test_of_many_who_sweep_at_once_when_nothing_has_expired_each_party_is_told_once(
    app: Flask, within: Flask, much_has_happened: None, make_app: Callable[[], Flask]
) -> None:
    sweeping.log_expired(make.stamp(at=app.config["CLOCK"]()))
    db.session.commit()
    found = sweeping_at_once(make_app, 4)
    assert sorted(found) == [(0, 0), (0, 0), (0, 0), (0, 3)]
    assert all_of_it(written())


def sweeping_at_once(make_app: Callable[[], Flask], many: int) -> list[tuple[int, int]]:
    """Let many processes sweep at the same instant. Returns what each found."""

    def sweep_in(process: Flask) -> tuple[int, int]:
        with process.app_context():
            done = swept()
        return done.expired, done.all_down

    return at_once(*(partial(sweep_in, make_app()) for _ in range(many)))


@pytest.mark.parametrize("where", ["sweeping.digests_of", "confirmations.tell_when_all_is_down", "letters.write"])
def test_one_that_is_killed_in_the_middle_has_done_nothing_and_the_next_does_it_all(
    app: Flask, much_has_happened: None, where: str
) -> None:
    assert killed_at(where, app) == -signal.SIGKILL
    assert written() == {"expired": [], "letters": [], "runs": []}
    swept()
    assert all_of_it(written())
    assert verifying.verify(app.config["SETTINGS"].data_dir).faults == []


def killed_at(where: str, app: Flask) -> int:
    """Sweep in a process of its own that is killed the second time it comes to a place. Returns how it ended."""
    settings, at = app.config["SETTINGS"], app.config["CLOCK"]()
    program = f"""
import os, signal
from pathlib import Path
from datetime import datetime
from resultatbank.app import create_app
from resultatbank.cli import swept
from resultatbank.data import confirmations, letters, sweeping
from tests.conftest import settings_for

sweeping._BATCH = 3
real, times = {where}, []

def killed(*args, **more):
    times.append(1)
    if len(times) == {1 if where.startswith("confirmations") else 2}:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*args, **more)

{where} = killed
app = create_app(settings_for(Path({str(settings.data_dir)!r}), {settings.database_url!r}), now=lambda: at)
at = datetime.fromisoformat({at.isoformat()!r})
with app.app_context():
    swept()
"""
    return subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode  # Ours.


# ------------------------------------------------------------------------------------------------- whether it is run


def test_that_it_has_run_is_written_down_once_an_hour(party: Party) -> None:
    for minutes in (0, 59, 60):
        sweeping.sweep(make.stamp(at=make.NOW + timedelta(minutes=minutes)))
    query = select(Event.at).where(Event.kind == sweeping.SWEPT).order_by(Event.at)
    assert list(db.session.scalars(query)) == [make.NOW, make.NOW + timedelta(hours=1)]


def test_it_is_late_after_twenty_six_hours_where_there_is_something_to_sweep(party: Party) -> None:
    late = make.NOW + timedelta(hours=26, minutes=1)
    assert not sweeping.is_late(late), "there is no agreement"
    recorded(party)
    assert sweeping.is_late(late)
    assert not sweeping.is_late(make.NOW + timedelta(hours=26))
    sweeping.sweep(make.stamp(at=late))
    assert not sweeping.is_late(late + timedelta(hours=25))
    assert sweeping.is_late(late + timedelta(hours=27))
