"""Reading a record: what was answered, for what, how long, and how we know."""

from __future__ import annotations

from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import agreements, confirmations, gate, objections, parties
from resultatbank.data.events import events_of
from resultatbank.data.models import Agreement
from resultatbank.rules.calendar import add_days
from resultatbank.rules.review import DAYS_EXPIRING
from resultatbank.rules.roles import Action
from resultatbank.rules.words import MATERIALS_OF, LegalBasis, Material, PartyKind, Reading
from resultatbank.web import wording
from resultatbank.web.access import requires, stamp
from resultatbank.web.parties.blueprint import agreement_or_404, blueprint
from resultatbank.web.respond import page
from resultatbank.web.transactions import remember_reading


@blueprint.get("/overenskommelser/<id:agreement_id>")
@requires(Action.SEE_PARTIES)
def agreement(agreement_id: int) -> Response:
    """Show a record: what was answered, for what, how long, and how we know. Write down who read it."""
    record = agreement_or_404(agreement_id)
    remember_reading(stamp(), Reading.AGREEMENT, "agreement", record.id)
    inside = {each.example_id for each in parties.appearances_of(record.party_id)}
    known = MATERIALS_OF[PartyKind(record.party.kind)]
    answered = {each.material for each in record.answers}
    return page(
        "parties/agreement.html",
        record=record,
        ending=confirmations.ending_of(record),
        decision=objections.decision_of(record),
        basis=LegalBasis(record.basis),
        ends_soon=any(each.yes and each.until_day < add_days(clock.today(), DAYS_EXPIRING) for each in record.answers),
        yes=next((each for each in record.answers if each.yes), None),
        later=agreements.has_later(record),
        materials=[*known, *(each for each in Material if each in answered and each not in known)],
        columns=_columns(record),
        answers={(each.material, each.channel): each.yes for each in record.answers},
        inside=inside,
        examples=list(agreements.examples_by_id(each.example_id for each in record.covered).values()),
        events=wording.lines(events_of("agreement", record.id)),
    )


def _columns(record: Agreement) -> dict[str, str]:
    """Return the channels to show, by key: those in use, and any other that the record has answers for."""
    labels = {channel.slug: channel.label for channel in gate.channels()}
    return labels | {each.channel: each.channel for each in record.answers if each.channel not in labels}
