"""Sending what waits: each is taken, talked over with the mail server, and written down, one at a time.

No transaction is open while the mail server is spoken to. What was taken and never finished, since the power went, is
tried again after a while.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from resultatbank.config import Settings
from resultatbank.data import invitations, letters, reminders, sending
from resultatbank.data.events import Stamp
from resultatbank.data.models import Letter, Outgoing, Reminder
from resultatbank.data.reminders import Waiting
from resultatbank.data.session import may_write
from resultatbank.extensions import db
from resultatbank.mailing import letters as letters_to_parties
from resultatbank.mailing import reminders as reminders_to_us
from resultatbank.mailing.messages import Text, message_of
from resultatbank.mailing.server import SECONDS, NotTaken, hand_over
from resultatbank.rules.calendar import day_of
from resultatbank.rules.words import LetterKind


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of those that were tried."""

    taken: int = 0
    failed: int = 0

    def __add__(self, other: Sent) -> Sent:
        """Return both together."""
        return Sent(self.taken + other.taken, self.failed + other.failed)


def send_waiting(
    settings: Settings, at: datetime, *, only: Collection[int] | None = None, seconds: float = SECONDS
) -> Sent:
    """Send the letters that wait and whose turn it is, or only these of them. Safe when two do it at the same time.

    Needs a session without unsaved work. Without MAIL_URL nothing is sent.
    """
    if not settings.mail_url:
        return Sent()
    with may_write():
        db.session.rollback()
        waiting = [each.id for each in letters.waiting() if each.party.email and sending.is_due(each, at)]
        db.session.rollback()
        wanted = [each for each in waiting if only is None or each in only]
        return _send_each(Letter, wanted, lambda each: _letter(each, settings, at), settings, at, seconds)


def send_reminders(
    settings: Settings, at: datetime, *, only: Collection[int] | None = None, seconds: float = SECONDS
) -> Sent:
    """Send the reminders that wait and whose turn it is, as send_waiting() does with letters."""
    if not settings.mail_url:
        return Sent()
    with may_write():
        db.session.rollback()
        ids = [each for each in reminders.waiting_to_go(at) if only is None or each in only]
        waiting = reminders.what_waits(day_of(at)) if ids else None
        db.session.rollback()
        if waiting is None:
            return Sent()
        return _send_each(Reminder, ids, lambda each: _reminder(each, waiting, settings, at), settings, at, seconds)


def _send_each(
    model: type[Outgoing],
    ids: Collection[int],
    take: Callable[[int], tuple[Text, str] | None],
    settings: Settings,
    at: datetime,
    seconds: float,
) -> Sent:
    """Send each of these. `take` takes one, and gives what it says and the address that it goes to."""
    sent = Sent()
    for each in ids:
        taken = take(each)
        db.session.commit()
        if taken is not None:
            sent += _send(model, each, *taken, settings, at, seconds)
    return sent


def _send(
    model: type[Outgoing], sent_id: int, text: Text, address: str, settings: Settings, at: datetime, seconds: float
) -> Sent:
    fault = None
    try:
        hand_over(message_of(text, address, settings, at), settings.mail_url, seconds)
    except NotTaken as error:
        fault = error.fault
    except ValueError:
        # An address that no message can be sent to. One such must not stop those after it.
        fault = sending.Fault.REJECTED_ADDRESS
    found = db.session.get(model, sent_id, with_for_update=True)
    if found is not None and fault is None:
        sending.was_taken_in(found, at)
    elif found is not None and fault is not None:
        sending.failed(found, fault, at)
    db.session.commit()
    return Sent(taken=1) if fault is None else Sent(failed=1)


def _letter(letter_id: int, settings: Settings, at: datetime) -> tuple[Text, str] | None:
    letter = letters.take(letter_id, at)
    if letter is None:
        return None
    text = letters_to_parties.text_of(letter, settings, day_of(at), _link(letter, settings, at))
    return text, letter.party.email


def _link(letter: Letter, settings: Settings, at: datetime) -> str:
    """Make the personal link of a letter that asks. It is made as the letter is sent, so that it is kept nowhere."""
    if letter.kind != LetterKind.INVITATION or letter.invitation is None or not settings.has_links:
        return ""
    token = invitations.new_link(letter.invitation, settings.link_days, Stamp(letter.made_by_id, at))
    return f"{settings.links_url}/svar/{token}"


def _reminder(reminder_id: int, waiting: Waiting, settings: Settings, at: datetime) -> tuple[Text, str] | None:
    taken = reminders.take(reminder_id, waiting, at)
    if taken is None:
        return None
    reminder, contents = taken
    return reminders_to_us.text_of(contents, reminder.user, settings, waiting.day), reminder.user.email
