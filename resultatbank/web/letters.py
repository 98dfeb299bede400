"""Sending a letter as soon as the request that made it is committed. Nobody who makes one has to remember it."""

from __future__ import annotations

from flask import current_app, has_request_context
from sqlalchemy import event
from sqlalchemy.orm import Session

from resultatbank import clock
from resultatbank.data.models import Letter
from resultatbank.extensions import db
from resultatbank.mailing.outbox import send_waiting
from resultatbank.web.transactions import when_committed

SECONDS_IN_A_REQUEST = 5.0


def listen() -> None:
    """Begin to send the letters that requests make. Called once, when the app is made."""
    if not event.contains(db.session, "after_flush", _send_new):
        event.listen(db.session, "after_flush", _send_new)


def _send_new(session: Session, _context: object) -> None:
    if has_request_context():
        for made in session.new:
            if isinstance(made, Letter):
                send_soon(made)


def send_soon(letter: Letter) -> None:
    """Try to send a letter when this request is committed. The one who waits for the answer waits 5 seconds at most.

    What doesn't go then goes with `flask letters send`.
    """
    letter_id, settings = letter.id, current_app.config["SETTINGS"]
    if settings.mail_url:
        when_committed(lambda: send_now(letter_id))


def send_now(letter_id: int) -> None:
    """Try to send a letter, in transactions of its own."""
    send_waiting(current_app.config["SETTINGS"], clock.now(), only=[letter_id], seconds=SECONDS_IN_A_REQUEST)
