"""A whole year, day by day. Whatever is no longer allowed is gone on each of them, at every exit, and nothing is lost.

The clock is passed in. What may be seen is said by a ledger (ledger.py) that shares nothing with the app's own rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select

from resultatbank.data import derive, sweeping, verifying
from resultatbank.data.models import Event, Letter, Placement
from resultatbank.extensions import db
from resultatbank.rules.calendar import day_of
from resultatbank.rules.words import LetterKind
from tests.conftest import Clock
from tests.mailing.conftest import MailServer, mail, serve
from tests.web.client import Browser
from tests.year.bank import EXAMPLES, Bank, build
from tests.year.exits import Exits
from tests.year.ledger import midnight_after
from tests.year.people import People

__all__ = ["mail", "serve"]

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAYS = 365
# Two weeks in spring in which the machine that sweeps is down. Summer time begins in the second of them.
WITHOUT_SWEEP = range(113, 127)
WITHOUT_MAIL_SERVER = range(200, 204)
REFUSES, TAKES = "451 Kom igen", "250 OK"
LEAVES_ON = 180
PROTECTED_ON = 90
# After this the parties let the year come to its end.
LAST_TO_STOP = 357
SATURDAY = 5


def dice_from(seed: int) -> Random:
    """Return dice that fall the same way each time."""
    return Random(seed)  # noqa: S311  # Nothing is kept secret with it.


def is_to_a_party(message: EmailMessage) -> bool:
    return str(message["To"]).startswith("part")


class Year:
    """The bank, those who work with it, and the nightly job."""

    def __init__(self, app: Flask, bank: Bank, clock: Clock, mail: MailServer) -> None:
        """Take a bank on its first morning."""
        self.app, self.bank, self.clock, self.mail = app, bank, clock, mail
        dice = dice_from(5)
        self.people = People(bank, clock, dice, list(bank.reviewers))
        browser = Browser(app)
        browser.log_in(bank.employee)
        self.exits = Exits(app, bank, browser, dice, Counter())
        self.seen: set[int] = set()
        # What was taken on which day: recipient and subject.
        self.sent: Counter[tuple[date, str, str]] = Counter()
        self.reminded: Counter[tuple[date, str]] = Counter()

    def days(self) -> Iterator[tuple[int, date]]:
        """Let each day begin, at the very instant it does in Stockholm."""
        for number in range(1, DAYS + 1):
            self.clock.at = midnight_after(START.date() + timedelta(days=number - 1))
            yield number, START.date() + timedelta(days=number)

    def run_the_daily_job(self, day: date, times: int = 1) -> None:
        """Do what the timer does: `flask sweep`, with all that it does now and will do."""
        self.clock.forward(hours=2)
        for _ in range(times):
            before = len(self.mail.taken)
            db.session.commit()
            result = self.app.test_cli_runner().invoke(args=["sweep"])
            assert result.exit_code == 0, result.output
            for message in self.mail.taken[before:]:
                self.sent[day, str(message["To"]), str(message["Subject"])] += 1
                if not is_to_a_party(message):
                    self.reminded[day, str(message["To"])] += 1
                    self.exits.check_mail(message, self.seen)

    def check_at_midnight(self, day: date) -> None:
        """Nothing has run, and what ended yesterday is gone everywhere."""
        ledger = self.bank.ledger
        self.seen = ledger.seen(day)
        before = ledger.seen(day - timedelta(days=1))
        self.exits.check_lists(day, self.seen)
        self._look_at(before ^ self.seen, day)

    def check_in_the_evening(self, day: date) -> None:
        """What was done during the day is in force, and whatever it touched is where it should be."""
        touched, self.bank.ledger.touched = self.bank.ledger.touched, set()
        self.seen = self.bank.ledger.seen(day)
        self._look_at(touched, day)
        db.session.commit()

    def finish(self) -> date:
        """Take down what is left, as it would have been in the days to come, and run the job a last time."""
        self.people.take_down(at_once=True)
        self.clock.forward(days=1)
        last = self.people.day
        self.people.take_down(at_once=True)
        self.run_the_daily_job(last)
        return last

    def _look_at(self, changed: set[int], day: date) -> None:
        some = set(self.people.dice.sample(range(1, EXAMPLES + 1), 1))
        self.exits.check_each(sorted(changed | some), day, self.seen)
        self.exits.visit(sorted(changed | some), self.seen)


@pytest.fixture
def year(app: Flask, within: Flask, clock: Clock, mail: MailServer) -> Year:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], mail_url=mail.url)
    clock.at = START
    bank = build(START, app.config["SETTINGS"].data_dir, dice_from(4))
    return Year(app, bank, clock, mail)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_simulated_year(year: Year) -> None:
    live_through(year)


def live_through(year: Year) -> None:
    """Let the year pass, and prove what it must come to."""
    for number, day in year.days():
        year.check_at_midnight(day)
        year.mail.says = REFUSES if number in WITHOUT_MAIL_SERVER or number % 17 == 0 else TAKES
        if number not in WITHOUT_SWEEP:
            year.run_the_daily_job(day, times=2 if number % 10 == 0 else 1)
        assert sweeping.is_late(year.clock.at) is (number in WITHOUT_SWEEP[1:])
        work(year.people, number, day)
        year.check_in_the_evening(day)
        if number % 30 == 0:
            year.exits.visit_every_list(year.seen)
    last = year.finish()

    assert_each_expired_agreement_has_one_event_with_its_true_instant(year.bank, last)
    assert_nothing_is_out_there_that_may_not_be(year.bank, last)
    assert_each_party_is_told_once_and_nobody_is_mailed_twice(year)
    assert derive.verify() == []
    assert verifying.verify(year.app.config["SETTINGS"].data_dir).faults == []
    assert_the_year_was_full_of_everything(year)


def work(people: People, number: int, day: date) -> None:
    """Let people do what they do on a day: the office on working days, and parties whenever they like."""
    if day.weekday() < SATURDAY:
        people.review_the_queue()
        people.take_down()
    weekly = {7: people.withdraws, 3: people.publish_elsewhere, 30: people.find_one_still_up, 31: people.sees_a_fault}
    for days, act in weekly.items():
        if number % days == 0 and number <= LAST_TO_STOP:
            act()
    if number == PROTECTED_ON:
        people.becomes_protected()
    if number == LEAVES_ON:
        people.leaves(people.at_work[-1])


def assert_each_expired_agreement_has_one_event_with_its_true_instant(bank: Bank, day: date) -> None:
    events = db.session.scalars(select(Event).where(Event.kind == "agreement_expired")).all()
    expected = bank.ledger.expired(day)
    assert sorted((event.subject_id, event.at) for event in events) == sorted(expected.items())
    gap = [START.date() + timedelta(days=number) for number in WITHOUT_SWEEP]
    without_sweep = [at for at in expected.values() if gap[0] <= day_of(at) <= gap[-1]]
    assert len(without_sweep) > len(WITHOUT_SWEEP)
    assert {at.hour for at in without_sweep} == {22, 23}, "some before summer time and some in it"


def assert_nothing_is_out_there_that_may_not_be(bank: Bank, day: date) -> None:
    up = db.session.scalars(select(Placement).where(Placement.outcome == "")).all()
    out = [each for each in up if each.until_day is None or each.until_day >= day]
    wrong = [each.id for each in out if each.channel not in bank.ledger.channels(each.example_id, day)]
    assert out
    assert wrong == []


def assert_each_party_is_told_once_and_nobody_is_mailed_twice(year: Year) -> None:
    letters = db.session.scalars(select(Letter)).all()
    told = Counter((letter.kind, letter.agreement_id) for letter in letters)
    assert set(told.values()) == {1}
    stopped = {record for kind, record in told if kind == LetterKind.STOPPED}
    all_down = {record for kind, record in told if kind == LetterKind.ALL_DOWN}
    assert stopped == set(year.people.something_was_out)
    assert all_down == {record for record, was_out in year.people.something_was_out.items() if was_out}
    assert all(letter.sent_at for letter in letters)
    to_parties = [message for message in year.mail.taken if is_to_a_party(message)]
    assert len(to_parties) == len(letters)
    assert max(year.sent.values()) == 1, year.sent.most_common(3)
    assert max(year.reminded.values()) == 1, "a person gets one reminder a day at most"
    assert len({message["Message-ID"] for message in year.mail.taken}) == len(year.mail.taken)
    assert any(letter.tries > 1 for letter in letters), "the server refused some at first"


def assert_the_year_was_full_of_everything(year: Year) -> None:
    done, asked = year.people.done, year.exits.asked
    print(dict(done), dict(asked), len(year.mail.taken), len(year.seen))
    assert sum(count for what, count in done.items() if what.startswith("withdrew")) >= DAYS // 7 - 1
    kinds = {"withdrew everything", "withdrew channel", "withdrew material", "withdrew example", "answered a year"}
    kinds |= {"answered from next week", "answered not the web", "settled down", "settled stays", "reopened"}
    kinds |= {f"decided {remedy}" for remedy in ("review", "ask", "archive", "draft", "replace", "responsible")}
    assert kinds <= set(done), kinds - set(done)
    assert asked["lists"] == DAYS
    assert asked["mails"] > DAYS
    assert asked["examples"] > 3 * DAYS
