"""Reminders by e-mail, as an administrator sees them: which haven't gone and why, and trying again."""

from __future__ import annotations

from flask import abort, current_app
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import letters, reminders, sending
from resultatbank.data.sending import Fault
from resultatbank.mailing.outbox import send_reminders
from resultatbank.rules.roles import Action
from resultatbank.web.access import requires
from resultatbank.web.admin import blueprint
from resultatbank.web.letters import SECONDS_IN_A_REQUEST
from resultatbank.web.respond import go_to, page
from resultatbank.web.transactions import when_committed


@blueprint.get("/utskick")
@requires(Action.KEEP_USERS)
def mailings() -> Response:
    """Show the reminders that haven't gone, and those that went last."""
    return page(
        "admin/mailings.html",
        waiting=reminders.not_gone(),
        sent=reminders.lately_sent(),
        failing_letters=letters.failing(),
        has_mail=bool(current_app.config["SETTINGS"].mail_url),
        why=sending.why_waiting,
    )


@blueprint.post("/utskick/<id:reminder_id>/skicka")
@requires(Action.KEEP_USERS)
def mailing_send(reminder_id: int) -> Response:
    """Try to send a reminder at once."""
    found = reminders.reminder_by_id(reminder_id) or abort(404)
    if found.sent_at is None and found.error != Fault.SENDING:
        sending.try_again(found)
        when_committed(lambda: _send_now(reminder_id))
    return go_to("admin.mailings", "Vi försökte skicka brevet. Här ser du hur det gick.")


def _send_now(reminder_id: int) -> None:
    send_reminders(current_app.config["SETTINGS"], clock.now(), only=[reminder_id], seconds=SECONDS_IN_A_REQUEST)
