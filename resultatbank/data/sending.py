"""What is sent by e-mail: when it is tried, and what became of it. It is sent when the mail server has taken it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement

from resultatbank.data.models import Outgoing
from resultatbank.rules.words import Word

SHORTEST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(days=1)


class Fault(Word):
    """Why something couldn't be handed to the mail server, as it is told."""

    SENDING = "sending", "Skickas just nu"
    UNREACHABLE = "unreachable", "E-postservern svarade inte"
    REFUSED = "refused", "E-postservern tog inte emot brevet"
    REJECTED_ADDRESS = "rejected_address", "E-postservern sa nej till adressen"
    LOGIN = "login", "E-postservern godtog inte inloggningen"


def is_due(sent: Outgoing, at: datetime) -> bool:
    """Tell whether something is to be tried: at first at once, then after 5 minutes, 10, 20 … and at last once a day.

    What somebody took and never finished is tried again after the shortest wait.
    """
    if sent.failed_at is None:
        return True
    wait = SHORTEST_WAIT if sent.error == Fault.SENDING else SHORTEST_WAIT * 2 ** min(sent.tries - 1, 10)
    return sent.failed_at + min(wait, LONGEST_WAIT) <= at


def has_failed(model: type[Outgoing]) -> ColumnElement[bool]:
    """Return the condition that the mail server hasn't taken something when it was last tried."""
    return model.error.not_in(("", Fault.SENDING.value))


def begin(sent: Outgoing, at: datetime) -> None:
    """Write down that somebody has taken something in order to send it."""
    sent.tries += 1
    sent.failed_at, sent.error = at, Fault.SENDING


def was_taken_in(sent: Outgoing, at: datetime) -> None:
    """Write down that the mail server has taken something: it is sent."""
    sent.sent_at, sent.failed_at, sent.error = at, None, ""


def failed(sent: Outgoing, fault: Fault, at: datetime) -> None:
    """Write down why something couldn't be sent. It is tried again."""
    sent.failed_at, sent.error = at, fault


def try_again(sent: Outgoing) -> None:
    """Let something be tried at once, as if it hadn't been tried before."""
    sent.tries, sent.failed_at, sent.error = 0, None, ""


def why_waiting(sent: Outgoing) -> str:
    """Return why something with an address to go to hasn't gone yet, in words."""
    if not sent.error:
        return "Väntar på att skickas."
    fault = Fault(sent.error)
    if fault is Fault.SENDING:
        return "Skickas just nu."
    times = "ett försök" if sent.tries == 1 else f"{sent.tries} försök"
    return f"{fault.label}, efter {times}. Vi försöker igen."
