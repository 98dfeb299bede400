"""Sending the letters that wait: each is taken, talked over with the mail server, and written down, one at a time.

No transaction is open while the mail server is spoken to. A letter that was taken and never finished, since the power
went, is tried again after a while.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from resultatbank.config import Settings
from resultatbank.data import invitations, letters
from resultatbank.data.events import Stamp
from resultatbank.data.models import Letter
from resultatbank.data.session import may_write
from resultatbank.extensions import db
from resultatbank.mailing.letters import Text, message_of, text_of
from resultatbank.mailing.server import SECONDS, NotTaken, hand_over
from resultatbank.rules.calendar import day_of
from resultatbank.rules.words import LetterKind


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the letters that were tried."""

    taken: int = 0
    failed: int = 0


def send_waiting(
    settings: Settings, at: datetime, *, only: Collection[int] | None = None, seconds: float = SECONDS
) -> Sent:
    """Send the letters that wait and whose turn it is, or only these of them. Safe when two do it at the same time.

    Needs a session without unsaved work. Without MAIL_URL nothing is sent.
    """
    if not settings.mail_url:
        return Sent()
    taken = failed = 0
    with may_write():
        db.session.rollback()
        waiting = [each.id for each in letters.waiting() if each.party.email and letters.is_due(each, at)]
        db.session.rollback()
        for letter_id in waiting:
            if only is not None and letter_id not in only:
                continue
            outcome = _send(letter_id, settings, at, seconds)
            taken += outcome is True
            failed += outcome is False
    return Sent(taken, failed)


def _send(letter_id: int, settings: Settings, at: datetime, seconds: float) -> bool | None:
    """Send one letter. Returns whether the server took it, or None when it was no longer there to send."""
    taken = _take(letter_id, settings, at)
    if taken is None:
        return None
    text, address = taken
    fault = None
    try:
        hand_over(message_of(text, address, settings, at), settings.mail_url, seconds)
    except NotTaken as error:
        fault = error.fault
    except ValueError:
        # An address that no message can be sent to. One such must not stop the letters after it.
        fault = letters.Fault.REJECTED_ADDRESS
    letter = db.session.get(Letter, letter_id, with_for_update=True)
    if letter is not None and fault is None:
        letters.was_taken_in(letter, at)
    elif letter is not None and fault is not None:
        letters.failed(letter, fault, at)
    db.session.commit()
    return fault is None


def _take(letter_id: int, settings: Settings, at: datetime) -> tuple[Text, str] | None:
    """Take a letter. Returns what it says and the address it goes to."""
    letter = letters.take(letter_id, at)
    if letter is None:
        db.session.rollback()
        return None
    text, address = text_of(letter, settings, day_of(at), _link(letter, settings, at)), letter.party.email
    db.session.commit()
    return text, address


def _link(letter: Letter, settings: Settings, at: datetime) -> str:
    """Make the personal link of a letter that asks. It is made as the letter is sent, so that it is kept nowhere."""
    if letter.kind != LetterKind.INVITATION or letter.invitation is None or not settings.has_links:
        return ""
    token = invitations.new_link(letter.invitation, settings.link_days, Stamp(letter.made_by_id, at))
    return f"{settings.links_url}/svar/{token}"
