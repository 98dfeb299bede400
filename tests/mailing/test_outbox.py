"""Letters wait until the mail server has taken them, are tried again when it hasn't, and are never sent twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from flask import Flask

from resultatbank.config import Settings
from resultatbank.data import invitations, letters, regretting, sending
from resultatbank.data.models import Invitation, Letter, ObjectionDecision, Party, Placement
from resultatbank.data.sending import Fault
from resultatbank.extensions import db
from resultatbank.mailing.letters import text_of
from resultatbank.mailing.outbox import Sent, send_waiting
from resultatbank.rules.words import Language, LetterKind, ObjectionOutcome
from tests import factories as make
from tests.at_once import at_once
from tests.mailing.conftest import MailServer, free_port, plain_of

SOON = timedelta(minutes=5)


@pytest.fixture
def party(within: Flask) -> Party:
    return make.party("Samira Påhittström", email="samira@example.se")


@pytest.fixture
def asked(party: Party) -> Invitation:
    return make.asked(party)


def question(asked: Invitation) -> Letter:
    return letters.write(LetterKind.INVITATION, asked.party, make.stamp(make.user()), invitation_id=asked.id)


def receipt(asked: Invitation, *, yes: bool = True) -> Letter:
    replies = dict.fromkeys(invitations.asked_cells(asked), yes)
    record = invitations.answer(asked, replies, invitations.Answerer(), make.stamp())
    return letters.write(LetterKind.GIVEN, asked.party, make.stamp(), agreement_id=record.id, invitation_id=asked.id)


def send(settings: Settings, after: timedelta = timedelta()) -> Sent:
    """Send what waits, as the timer would: what the test has done is committed."""
    db.session.commit()
    sent = send_waiting(settings, make.NOW + after)
    db.session.expire_all()
    return sent


# ----------------------------------------------------------------------------------------------------------- sending


def test_a_letter_counts_as_sent_when_the_server_has_taken_it(
    asked: Invitation, post: Settings, mail: MailServer
) -> None:
    letter = receipt(asked)
    assert send(post) == Sent(taken=1)
    assert (letter.sent_at, letter.error, letter.failed_at, letter.tries) == (make.NOW, "", None, 1)
    assert mail.recipients == ["samira@example.se"]
    assert send(post, 10 * SOON) == Sent()
    assert len(mail.taken) == 1


def test_a_link_is_made_as_it_is_sent_and_is_kept_nowhere(asked: Invitation, post: Settings, mail: MailServer) -> None:
    older = invitations.new_link(asked, 30, make.stamp())
    question(asked)
    assert send(post) == Sent(taken=1)
    found = re.search(r"http://localhost/svar/(\S+)", plain_of(mail.taken[0]))
    assert found is not None
    assert invitations.by_token(found[1], make.NOW) is asked
    assert invitations.by_token(older, make.NOW) is None
    assert asked.token_until == make.NOW + timedelta(days=post.link_days)


def test_a_letter_that_fails_is_not_sent_and_is_tried_again(
    asked: Invitation, post: Settings, mail: MailServer
) -> None:
    letter = receipt(asked)
    down = replace(post, mail_url=f"smtp://127.0.0.1:{free_port()}")
    assert send(down) == Sent(failed=1)
    assert (letter.sent_at, letter.error, letter.failed_at, letter.tries) == (None, Fault.UNREACHABLE, make.NOW, 1)
    assert send(post, SOON - timedelta(seconds=1)) == Sent(), "it was tried just now"
    assert send(post, SOON) == Sent(taken=1)
    assert (letter.sent_at, letter.tries, letter.error) == (make.NOW + SOON, 2, "")


def test_the_waits_grow_to_a_day_and_no_longer(asked: Invitation, post: Settings, mail: MailServer) -> None:
    letter = receipt(asked)
    mail.refuses.add("samira@example.se")
    at = timedelta()
    waits = []
    for _ in range(12):
        assert send(post, at) == Sent(failed=1)
        wait = next(step * SOON for step in range(1, 400) if sending.is_due(letter, make.NOW + at + step * SOON))
        waits.append(wait)
        at += wait
    assert letter.error == Fault.REJECTED_ADDRESS
    assert waits[:3] == [SOON, 2 * SOON, 4 * SOON]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(days=1)


def test_one_bad_letter_does_not_stop_the_next(asked: Invitation, post: Settings, mail: MailServer) -> None:
    asked.party.email = "samira@exam\nple.se"
    receipt(asked)
    other = make.asked(make.party(email="other@example.se"))
    receipt(other)
    assert send(post) == Sent(taken=1, failed=1)
    assert mail.recipients == ["other@example.se"]


def test_a_letter_without_an_address_or_a_mail_server_waits_for_somebody_to_hand_it_over(
    asked: Invitation, post: Settings, mail: MailServer
) -> None:
    letter, by = receipt(asked), make.user()
    assert send(replace(post, mail_url="")) == Sent()
    asked.party.email = ""
    assert send(post) == Sent()
    assert letter in letters.waiting()
    letters.handed_over(letter, make.stamp(by))
    asked.party.email = "samira@example.se"
    assert send(post) == Sent()
    assert (letter.by_hand_at, letter.by_hand_by_id, letter.sent_at) == (make.NOW, by.id, None)
    assert letter not in letters.waiting()


def test_a_question_that_is_answered_or_closed_is_not_sent(asked: Invitation, post: Settings, mail: MailServer) -> None:
    question(asked)
    invitations.close(asked, make.stamp())
    answered = make.asked(asked.party)
    question(answered)
    invitations.answer(answered, {("name", "web"): False}, invitations.Answerer(), make.stamp())
    assert send(post) == Sent()
    assert letters.waiting() == []


def test_the_same_letter_is_written_once(asked: Invitation) -> None:
    first = receipt(asked)
    again = letters.write(
        LetterKind.GIVEN, asked.party, make.stamp(), agreement_id=first.agreement_id, invitation_id=asked.id
    )
    assert again is first
    first.sent_at = make.NOW
    third = letters.write(
        LetterKind.GIVEN, asked.party, make.stamp(), agreement_id=first.agreement_id, invitation_id=asked.id
    )
    assert third is first


def test_two_that_send_at_the_same_time_send_each_letter_once(
    asked: Invitation, post: Settings, mail: MailServer, make_app: Callable[[], Flask]
) -> None:
    receipt(asked)
    for number in range(4):
        receipt(make.asked(make.party(email=f"nummer{number}@example.se")))
    mail.slow = 0.05

    def send_in(process: Flask) -> int:
        with process.app_context():
            sent = send_waiting(post, make.NOW)
            db.session.remove()
            db.engine.dispose()
        return sent.taken

    assert sum(at_once(*(partial(send_in, make_app()) for _ in range(2)))) == 5
    assert sorted(mail.recipients) == sorted(set(mail.recipients))


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_no_lock_is_held_while_the_mail_server_is_spoken_to(
    asked: Invitation, post: Settings, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt(asked)
    open_then: list[bool] = []
    monkeypatch.setattr(
        "resultatbank.mailing.outbox.hand_over", lambda *_rest: open_then.append(db.session().in_transaction())
    )
    assert send(post) == Sent(taken=1)
    assert open_then == [False]


def test_a_letter_that_was_taken_and_never_finished_is_tried_again(
    asked: Invitation, post: Settings, mail: MailServer
) -> None:
    letter = receipt(asked)
    db.session.commit()
    assert letters.take(letter.id, make.NOW) is letter
    assert send(post, timedelta(minutes=1)) == Sent(), "somebody may be sending it"
    assert send(post, SOON) == Sent(taken=1)


# ------------------------------------------------------------------------------------------------------ what it says


def test_the_message_says_who_when_and_in_which_language_and_names_nobody_in_its_subject(
    party: Party, post: Settings, mail: MailServer
) -> None:
    asked = make.asked(party, language=Language.ENGLISH)
    receipt(asked)
    send(post)
    message = mail.taken[0]
    assert message["Subject"] == "Receipt for your answer to Exempelverket"
    assert message["From"] == post.mail_from
    assert message["Message-ID"].endswith("@example.se>")
    assert message["Date"].datetime == make.NOW
    assert message.get_content_type() == "multipart/alternative"
    text = plain_of(message)
    assert asked.reference in text
    assert "Name: Intranet, for our own staff; Our website" in text
    assert f"until {asked.until_day}" in text
    html = message.get_body(("html",))
    assert html is not None
    assert "<li>Name: Intranet" in html.get_content()  # type: ignore[attr-defined]  # A body is an EmailMessage.
    assert party.name not in message["Subject"] + text


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("kind", list(LetterKind))
def test_every_letter_can_be_written_in_every_language(
    within: Flask, party: Party, kind: LetterKind, language: Language
) -> None:
    asked = make.asked(party, language=language)
    letter, day = receipt(asked), make.NOW.date()
    if kind in (LetterKind.STOPPED, LetterKind.ALL_DOWN, LetterKind.DECISION):
        record = regretting.withdraw(asked, invitations.asked_cells(asked), invitations.Answerer(), make.stamp())
        decided = {"outcome": ObjectionOutcome.UPHELD, "reason": "Påhittat skäl.", "decided_at": make.NOW}
        db.session.add(ObjectionDecision(agreement_id=record.id, decided_by_id=make.user().id, **decided))
        letter = Letter(kind=kind, party_id=party.id, agreement_id=record.id, made_at=make.NOW)
        db.session.add(letter)
    letter.kind = kind
    db.session.flush()
    text = text_of(letter, within.config["SETTINGS"], day, "http://localhost/svar/x")
    assert text.language == ("en" if language == Language.ENGLISH else "sv")
    assert text.subject
    assert len(text.paragraphs) > 3


def test_a_confirmation_says_what_stopped_and_what_is_still_out_or_stays(within: Flask, party: Party) -> None:
    example = make.example()
    make.appearance(party, example, ["name"])
    place = Placement(example_id=example.id, channel="web", from_day=date(2026, 10, 1), address="www.example.se/el")
    paper = Placement(example_id=example.id, channel="web", from_day=date(2026, 10, 1), address="400 ex")
    db.session.add_all([place, paper])
    given = make.agreement(party, yes=make.everywhere("name"))
    taken = make.agreement(
        party, no=[("name", "web")], given_on=make.NOW.date(), from_day=make.NOW.date(), withdraws=given
    )
    db.session.commit()
    letter = letters.write(LetterKind.STOPPED, party, make.stamp(), agreement_id=taken.id)
    said = str(text_of(letter, within.config["SETTINGS"], make.NOW.date()).paragraphs)
    assert "www.example.se/el: senast 2026-11-26" in said
    assert "Namn: Vår webbplats" in said
    place.outcome, paper.outcome, paper.outcome_reason = "down", "stays", "Redan utdelad"
    place.settled_on = paper.settled_on = make.NOW.date()
    letter = letters.write(LetterKind.ALL_DOWN, party, make.stamp(), agreement_id=taken.id)
    said = str(text_of(letter, within.config["SETTINGS"], make.NOW.date()).paragraphs)
    assert "400 ex: Redan utdelad" in said
    assert "nedtaget:', ('Webb, www.example.se/el: 2026-11-23',)" in said
