"""Reminders: one a week to whoever has something to do, one a day while somebody's no waits, and on to the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from functools import partial
from typing import Any

import pytest
from flask import Flask, current_app
from sqlalchemy import select

from resultatbank.cli import remind
from resultatbank.config import Settings
from resultatbank.data import accounts, placements, reminders, takedowns, uses
from resultatbank.data.events import log
from resultatbank.data.models import Agreement, Example, Placement, Reminder, User
from resultatbank.data.sending import Fault
from resultatbank.extensions import db
from resultatbank.mailing.outbox import Sent, send_reminders
from resultatbank.rules.calendar import day_of
from resultatbank.rules.roles import Role
from resultatbank.rules.words import ReminderKind, State, Taken
from tests import factories as make
from tests.at_once import at_once
from tests.conftest import Clock
from tests.mailing.conftest import MailServer, free_port, plain_of
from tests.statements import statements
from tests.web.files.test_pictures import picture

LONG_AGO = make.NOW - timedelta(days=500)
MINUTES = timedelta(minutes=5)


@pytest.fixture
def karin(post: Settings) -> User:
    return make.user(Role.COMMUNICATOR, name="Karin Mållander", email="karin@example.se")


@pytest.fixture
def folke(post: Settings) -> User:
    return make.user(Role.COMMUNICATOR, name="Folke Skisslund", email="folke@example.se")


def published(title: str, responsible: User | None = None, at: datetime = make.NOW, **more: Any) -> Example:
    """A published example, reviewed by somebody who has left since: whoever is here now gets the queue's mail too."""
    made = make.example(title, at=at, responsible=responsible, **more)
    gone = make.user(Role.REVIEWER)
    gone.locked_at = at
    make.review(made, by=gone, at=at)
    return made


def old(responsible: User | None, fallback: User | None = None, title: str = "Solceller på ladan") -> Example:
    """A published example whose text is too old."""
    made = published(title, responsible, LONG_AGO)
    made.fallback_id = fallback.id if fallback else None
    return made


def withdrawn(responsible: User, title: str = "Anna och solcellerna") -> tuple[Example, Agreement]:
    """A published example whose only party has taken its yes back."""
    example, party = published(title, responsible), make.party("Anna Påhittsson")
    make.appearance(party, example)
    given = make.agreement(party, yes=make.everywhere("name"))
    make.agreement(party, no=make.everywhere("name"), withdraws=given, given_on=day_of(make.NOW), ending="withdrawn")
    return example, given


def day_passes(settings: Settings, clock: Clock, **how_long: int) -> Sent:
    """Let time pass, and then the timer do its daily work."""
    clock.forward(**how_long)
    db.session.commit()
    remind()
    sent = send_reminders(settings, clock.at)
    db.session.expire_all()
    return sent


def to(mail: MailServer, who: User) -> list[EmailMessage]:
    return [each for each in mail.taken if each["To"] == who.email]


# ------------------------------------------------------------------------------------------------ what, why and when


def test_who_answers_for_something_is_told_what_why_until_when_and_where(
    karin: User, post: Settings, mail: MailServer, clock: Clock
) -> None:
    example = old(karin)
    assert day_passes(post, clock) == Sent(taken=1)
    [message] = to(mail, karin)
    assert message["Subject"] == "1 sak behöver dig i Resultatbank"
    text = plain_of(message)
    assert "Hej Karin!" in text
    assert f"Exempel {example.id}, Solceller på ladan: Texten är för gammal och ska granskas." in text
    assert "Skulle ha varit klart 2026-07-11." in text
    assert f"http://localhost/exempel/{example.id}" in text.split()
    html = message.get_body(("html",))
    assert html is not None
    assert f'href="http://localhost/exempel/{example.id}"' in html.get_content()  # type: ignore[attr-defined]  # As above.


def test_nobody_gets_a_mail_about_nothing(karin: User, post: Settings, mail: MailServer, clock: Clock) -> None:
    published("Fräscht", karin, make.NOW - timedelta(days=20))
    assert day_passes(post, clock) == Sent()
    assert db.session.scalars(select(Reminder)).all() == []


def test_one_a_week_however_often_the_timer_runs(karin: User, post: Settings, mail: MailServer, clock: Clock) -> None:
    old(karin)
    days = [day_passes(post, clock).taken for _ in range(2)]
    for _ in range(13):
        days.append(day_passes(post, clock, days=1).taken)
    # The tests begin on a Monday.
    assert days == [1, 0, *[0] * 6, 1, *[0] * 6]


def test_a_week_without_a_sweep_is_not_made_up_for_but_the_next_comes(
    karin: User, post: Settings, mail: MailServer, clock: Clock
) -> None:
    old(karin)
    assert day_passes(post, clock).taken == 1
    assert day_passes(post, clock, days=17).taken == 1, "a Thursday, two weeks later"
    assert day_passes(post, clock, days=1).taken == 0
    assert day_passes(post, clock, days=3).taken == 1, "a Monday"


def test_what_is_done_before_the_mail_goes_is_not_told(
    karin: User, post: Settings, mail: MailServer, clock: Clock
) -> None:
    example = old(karin)
    db.session.commit()
    assert remind() == 1
    make.review(example, by=karin, at=clock.at)
    assert day_passes(post, clock) == Sent()
    assert db.session.scalars(select(Reminder)).all() == []


def test_what_comes_up_in_two_weeks_is_told_but_needs_nobody_yet(
    karin: User, post: Settings, mail: MailServer, clock: Clock
) -> None:
    published("Snart gammal", karin, make.NOW - timedelta(days=356))
    assert day_passes(post, clock).taken == 1
    [message] = to(mail, karin)
    assert message["Subject"] == "Det som kommer i Resultatbank"
    assert "Snart gammal: Texten ska granskas. Senast 2026-12-02." in plain_of(message)


def test_reviewers_are_told_of_the_queue_and_communicators_of_the_inbox(
    post: Settings, mail: MailServer, clock: Clock
) -> None:
    reviewer = make.user(Role.REVIEWER)
    old(None)
    day_passes(post, clock)
    [message] = to(mail, reviewer)
    assert message["Subject"] == "1 exempel i granskningskön i Resultatbank"
    assert "http://localhost/granskning" in plain_of(message)


def test_what_is_to_be_taken_down_is_for_whoever_placed_it(
    karin: User, folke: User, post: Settings, mail: MailServer, clock: Clock
) -> None:
    example, _given = withdrawn(karin)
    place = Placement(example_id=example.id, channel="web", from_day=date(2026, 3, 1), responsible_id=folke.id)
    db.session.add(place)
    day_passes(post, clock)
    [message] = to(mail, folke)
    assert "Något ligger ute som inte får ligga kvar. Senast 2026-11-26." in plain_of(message)
    assert "Något ligger ute" not in plain_of(to(mail, karin)[0])
    takedowns.settle(place, placements.DOWN, "", clock.day, place.version, make.stamp(folke, clock.at))
    day_passes(post, clock, days=7)
    assert len(to(mail, folke)) == 1


# ------------------------------------------------------------------------------------------------------- somebody's no


def test_somebodys_no_is_told_each_day_until_it_is_settled_and_once_a_day(
    karin: User, post: Settings, mail: MailServer, clock: Clock
) -> None:
    day_passes(post, clock)
    clock.forward(days=1)
    example, _given = withdrawn(karin)
    assert [day_passes(post, clock).taken for _ in range(3)] == [1, 0, 0]
    assert [day_passes(post, clock, days=1).taken for _ in range(5)] == [1] * 5
    assert {each["Subject"] for each in to(mail, karin)} == {"Stoppat: 1 sak behöver dig i Resultatbank"}
    assert day_passes(post, clock, days=1).taken == 1, "a Monday: the week's tells of it, and no other goes"
    assert to(mail, karin)[-1]["Subject"] == "1 sak behöver dig i Resultatbank"
    example.state, example.archived_at = State.ARCHIVED, clock.at
    assert day_passes(post, clock, days=1) == Sent()


def test_no_mail_names_a_party_or_shows_a_title_that_employees_may_not_see(
    karin: User, post: Settings, mail: MailServer, clock: Clock
) -> None:
    make.user(Role.REVIEWER)
    example, _given = withdrawn(karin)
    soon = {"until_day": day_of(make.NOW) + timedelta(days=70)}
    hidden = make.party("Anna Påhittsson")
    make.appearance(hidden, published("Anna och bagarstugan", karin))
    make.agreement(hidden, yes=[("name", "web")], **soon)
    for days in (0, 1, 6, 30):
        day_passes(post, clock, days=days)
    assert len(mail.taken) > 3
    for message in mail.taken:
        assert "Anna" not in str(message["Subject"]) + message.as_string()
    assert f"Exempel {example.id}: Någon har tagit tillbaka sitt ja." in plain_of(to(mail, karin)[0])


def test_one_who_has_copied_it_is_told_once_which_use_must_stop(post: Settings, mail: MailServer, clock: Clock) -> None:
    reader, left = make.user(name="Johan Utkastsson"), make.user()
    example, party = published("Anna och solcellerna"), make.party("Anna Påhittsson")
    make.appearance(party, example)
    given = make.agreement(party, yes=make.everywhere("name"))
    db.session.commit()
    for who in (reader, left):
        uses.record_use(example, make.stamp(who, clock.at))
        accounts.choose_news(who, False, make.stamp(who))
    left.locked_at = clock.at
    day_passes(post, clock)
    assert to(mail, reader) == []
    clock.forward(days=2)
    make.agreement(party, no=make.everywhere("name"), withdraws=given, given_on=clock.day, at=clock.at)
    day_passes(post, clock)
    [message] = to(mail, reader)
    assert message["Subject"] == "Stoppat: 1 sak behöver dig i Resultatbank"
    assert f"Exempel {example.id}, som du kopierade 2026-11-23, får inte användas längre." in plain_of(message)
    assert "http://localhost/mina" in plain_of(message)
    assert "Anna" not in message.as_string()
    for _ in range(9):
        day_passes(post, clock, days=1)
    assert len(to(mail, reader)) == 1
    assert to(mail, left) == []


def test_one_who_took_a_picture_alone_is_told_when_the_picture_closes(
    app: Flask, post: Settings, mail: MailServer, clock: Clock
) -> None:
    reader, example = make.user(name="Johan Utkastsson"), published("Solcellerna")
    taken = picture(app, example, licence_until=clock.day)
    uses.record_use(example, make.stamp(reader, clock.at), "", Taken.PICTURE, taken.id)
    accounts.choose_news(reader, False, make.stamp(reader))
    day_passes(post, clock)
    assert to(mail, reader) == []
    for _ in range(3):
        day_passes(post, clock, days=1)
    [message] = to(mail, reader)
    said = f"Bilden från exempel {example.id}, som du hämtade 2026-11-23, får inte användas längre. Ta bort den där"
    assert said in " ".join(plain_of(message).split())


# ------------------------------------------------------------------------------------------------- on to the next


def test_the_fallback_is_told_after_fourteen_days_and_then_the_head(
    karin: User, folke: User, post: Settings, mail: MailServer, clock: Clock
) -> None:
    head = make.user(Role.HEAD, name="Hedda Höjdare")
    example = old(karin, folke)
    told = []
    for week in range(5):
        day_passes(post, clock, days=7 if week else 0)
        told.append([len(to(mail, who)) for who in (karin, folke, head)])
    assert told == [[1, 0, 0], [2, 0, 0], [3, 1, 0], [4, 2, 0], [5, 3, 1]]
    assert "Karin Mållander har fått påminnelser." in plain_of(to(mail, folke)[0])
    assert "Karin Mållander och Folke Skisslund har fått påminnelser." in plain_of(to(mail, head)[0])
    make.review(example, by=karin, at=clock.at)
    assert day_passes(post, clock, days=7) == Sent()


def test_one_who_does_something_has_fourteen_days_more(
    karin: User, folke: User, post: Settings, mail: MailServer, clock: Clock
) -> None:
    example = old(karin, folke)
    day_passes(post, clock)
    clock.forward(days=10)
    log(make.stamp(karin, clock.at), "text_saved", "example", example.id, example=example.id, fields=["message"])
    day_passes(post, clock, days=4)
    assert to(mail, folke) == []
    day_passes(post, clock, days=7)
    assert to(mail, folke) == []
    day_passes(post, clock, days=7)
    assert len(to(mail, folke)) == 1


def test_where_nobody_stands_in_the_head_is_next_and_without_a_head_the_reviewers(
    karin: User, post: Settings, mail: MailServer, clock: Clock
) -> None:
    reviewer = make.user(Role.REVIEWER, name="Maja Testerholm")
    old(karin)
    day_passes(post, clock)
    assert "Karin" not in plain_of(to(mail, reviewer)[0])
    day_passes(post, clock, days=14)
    assert "Karin Mållander har fått påminnelser." in plain_of(to(mail, reviewer)[1])
    head = make.user(Role.HEAD)
    day_passes(post, clock, days=7)
    assert "Karin Mållander har fått påminnelser." in plain_of(to(mail, head)[0])
    assert "Karin" not in plain_of(to(mail, reviewer)[2])


def test_for_one_who_has_left_the_fallback_is_told_at_once(
    karin: User, folke: User, post: Settings, mail: MailServer, clock: Clock
) -> None:
    old(karin, folke)
    karin.locked_at = make.NOW
    day_passes(post, clock)
    assert to(mail, karin) == []
    assert len(to(mail, folke)) == 1


def test_the_same_reason_another_time_begins_anew(
    karin: User, folke: User, post: Settings, mail: MailServer, clock: Clock
) -> None:
    example = old(karin, folke)
    day_passes(post, clock)
    make.review(example, by=karin, at=clock.at)
    day_passes(post, clock, days=371)
    assert len(to(mail, karin)) == 2
    assert to(mail, folke) == []


# ------------------------------------------------------------------------------------------------------------- news


def test_news_can_be_turned_off_but_not_duties(karin: User, post: Settings, mail: MailServer, clock: Clock) -> None:
    reader = make.user(name="Johan Utkastsson")
    published("Hemlig rubrik", terms=[make.term("theme", "Energi")])
    day_passes(post, clock)
    for who in (karin, reader):
        [message] = to(mail, who)
        assert message["Subject"] == "Nytt i Resultatbank"
        assert "1 nytt exempel den senaste veckan: Energi (1)." in plain_of(message)
        assert "Hemlig rubrik" not in message.as_string()
        assert "http://localhost/konto" in plain_of(message)
        accounts.choose_news(who, False, make.stamp(who))
    published("Nytt igen", at=make.NOW + timedelta(days=6))
    old(karin)
    day_passes(post, clock, days=7)
    assert len(to(mail, reader)) == 1
    assert "Nytt i banken" not in plain_of(to(mail, karin)[1])
    assert "Solceller på ladan" in plain_of(to(mail, karin)[1])


# ---------------------------------------------------------------------------------------------------------- sending


def test_it_is_sent_when_the_server_has_taken_it_and_tried_again_until_then(
    karin: User, post: Settings, mail: MailServer, clock: Clock
) -> None:
    old(karin)
    down = replace(post, mail_url=f"smtp://127.0.0.1:{free_port()}")
    assert day_passes(down, clock) == Sent(failed=1)
    [reminder] = reminders.not_gone()
    assert (reminder.sent_at, reminder.error, reminder.tries) == (None, Fault.UNREACHABLE, 1)
    assert reminders.failing() == 1
    assert send_reminders(post, clock.at + timedelta(minutes=1)) == Sent()
    assert send_reminders(post, clock.at + MINUTES) == Sent(taken=1)
    db.session.expire_all()
    assert (reminder.sent_at, reminder.error) == (clock.at + MINUTES, "")
    assert reminders.failing() == 0
    assert len(mail.taken) == 1


def test_one_that_never_went_does_not_come_beside_the_next(
    karin: User, post: Settings, mail: MailServer, clock: Clock
) -> None:
    old(karin)
    down = replace(post, mail_url=f"smtp://127.0.0.1:{free_port()}")
    day_passes(down, clock)
    assert day_passes(post, clock, days=7) == Sent(taken=1)
    assert [each.period for each in reminders.lately_sent()] == [date(2026, 11, 30)]


def test_without_a_mail_server_nothing_is_put_by(karin: User, post: Settings, mail: MailServer, clock: Clock) -> None:
    old(karin)
    app_settings = replace(post, mail_url="")
    current_app.config["SETTINGS"] = app_settings
    assert day_passes(app_settings, clock) == Sent()
    current_app.config["SETTINGS"] = post
    assert day_passes(post, clock) == Sent(taken=1)


def test_several_at_once_send_each_reminder_once(
    app: Flask, within: Flask, post: Settings, mail: MailServer, clock: Clock, make_app: Callable[[], Flask]
) -> None:
    people = [make.user(Role.COMMUNICATOR, email=f"en{number}@example.se") for number in range(8)]
    for each in people:
        old(each)
    mail.slow = 0.05

    def work_in(process: Flask) -> int:
        process.config["SETTINGS"] = replace(process.config["SETTINGS"], mail_url=post.mail_url)
        with process.app_context():
            remind()
            return send_reminders(process.config["SETTINGS"], clock.at).taken

    assert sum(at_once(*(partial(work_in, make_app()) for _ in range(3)))) == 8
    assert sorted(mail.recipients) == sorted(each.email for each in people)
    kinds = set(db.session.scalars(select(Reminder.kind)))
    assert kinds == {ReminderKind.WEEK}


def test_the_number_of_queries_does_not_grow_with_what_waits(karin: User, folke: User) -> None:
    def gather() -> int:
        db.session.commit()
        with statements() as sent:
            reminders.what_waits(day_of(make.NOW))
        return len(sent)

    withdrawn(karin)
    old(karin, folke)
    few = gather()
    for _ in range(5):
        withdrawn(karin)
        old(folke, karin)
    assert gather() == few
