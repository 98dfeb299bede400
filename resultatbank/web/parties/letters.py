"""The letters to parties: which wait and why, trying again, and handing one over by hand."""

from __future__ import annotations

from flask import abort, current_app
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import letters, sending
from resultatbank.data.models import Letter
from resultatbank.data.sending import Fault
from resultatbank.mailing.letters import text_of
from resultatbank.rules.roles import Action
from resultatbank.rules.words import LetterKind
from resultatbank.web.access import requires, stamp
from resultatbank.web.letters import send_soon
from resultatbank.web.parties.blueprint import blueprint
from resultatbank.web.parties.words import letter_label
from resultatbank.web.respond import go_to, page


def _letter_or_404(letter_id: int) -> Letter:
    found = letters.letter_by_id(letter_id)
    return found if found is not None and found.party.erased_at is None else abort(404)


@blueprint.get("/brev")
@requires(Action.SEE_PARTIES)
def letter_list() -> Response:
    """Show the letters that wait, and those that went last."""
    return page(
        "parties/letters.html",
        waiting=letters.waiting(),
        sent=letters.lately_sent(),
        why=why_waiting,
    )


@blueprint.get("/brev/<id:letter_id>")
@requires(Action.SEE_PARTIES)
def letter(letter_id: int) -> Response:
    """Show a letter as it reads today, to print and hand over."""
    found = _letter_or_404(letter_id)
    settings = current_app.config["SETTINGS"]
    return page(
        "parties/letter.html",
        letter=found,
        text=text_of(found, settings, clock.today()),
        why=why_waiting(found),
        label=letter_label(found.kind),
        has_mail=bool(settings.mail_url),
        asks=found.kind == LetterKind.INVITATION,
    )


@blueprint.post("/brev/<id:letter_id>/skicka")
@requires(Action.REGISTER_AGREEMENT)
def send_letter(letter_id: int) -> Response:
    """Try to send a letter at once."""
    found = _letter_or_404(letter_id)
    if found.sent_at is None and found.by_hand_at is None and found.error != Fault.SENDING:
        sending.try_again(found)
        send_soon(found)
    return go_to("parties.letter", "Vi försöker skicka brevet nu.", letter_id=found.id)


@blueprint.post("/brev/<id:letter_id>/lamnat")
@requires(Action.REGISTER_AGREEMENT)
def hand_over_letter(letter_id: int) -> Response:
    """Write down that the letter has been handed over."""
    found = _letter_or_404(letter_id)
    letters.handed_over(found, stamp())
    return go_to("parties.letter_list", "Det är antecknat.")


def why_waiting(found: Letter) -> str:
    """Return why a letter hasn't gone yet, in words."""
    if not found.party.email:
        return "Parten har ingen e-postadress. Lämna brevet på annat sätt."
    if not current_app.config["SETTINGS"].mail_url:
        return "E-post är inte inställd. Lämna brevet på annat sätt."
    return sending.why_waiting(found)
