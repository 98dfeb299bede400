"""Ending what a party allowed, the confirmation for the party, and what we decide about an objection."""

from __future__ import annotations

from flask import abort, current_app, request
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import agreements, confirmations, gate, letters, objections, parties, placements
from resultatbank.data.agreements import Given, Proof, Replies
from resultatbank.data.models import Agreement, Party
from resultatbank.rules.roles import Action
from resultatbank.rules.standing import outranked
from resultatbank.rules.words import AgreementKind, Ending, HowGiven, LegalBasis, ObjectionOutcome, Reading, State
from resultatbank.web.access import requires, stamp
from resultatbank.web.parties.answer_forms import ALL
from resultatbank.web.parties.blueprint import agreement_or_404, blueprint, party_or_404
from resultatbank.web.parties.ending_forms import DecisionForm, EndingForm
from resultatbank.web.parties.words import asked_id, grouped
from resultatbank.web.respond import go_to, page
from resultatbank.web.transactions import remember_reading

TOO_EARLY = "Parten har sagt ja efter den dagen. Skriv dagen då parten ångrade sig."
SAVED = {
    Ending.WITHDRAWN: "Återkallelsen är registrerad och gäller nu.",
    Ending.OBJECTED: "Invändningen är registrerad. Det den gäller visas inte medan ni prövar den.",
    Ending.ENDED: "Avtalet är avslutat. Det som avtalet gällde visas inte längre.",
    Ending.REVOKED: "Det är registrerat och gäller nu.",
    Ending.INVALIDATED: "Posten gäller inte längre.",
}


@blueprint.route("/parter/<id:party_id>/aterkalla", methods=["GET", "POST"])
@requires(Action.REGISTER_AGREEMENT)
def withdraw(party_id: int) -> Response:
    """Register that what a party allowed ends, and in which way. It stops at once; nothing older is changed."""
    party = party_or_404(party_id)
    records = [each for each in agreements.agreements_of(party.id) if each.kind == AgreementKind.GIVEN]
    form = EndingForm(party, records, gate.channels(), today=clock.today(), chosen=asked_id("overenskommelse"))
    if request.method == "POST" and form.validate():
        given = _given(form, party)
        if not _too_early(party, given):
            proof = Proof(how=form.how.data or HowGiven.OWN, note=form.note.data or "")
            record = agreements.withdraw(party, given, proof, stamp())
            return go_to("parties.receipt", SAVED[Ending(given.ending)], agreement_id=record.id)
        form.fault(form.given_on, TOO_EARLY)
    published = [each.example for each in parties.appearances_of(party.id) if each.example.state == State.PUBLISHED]
    status = 422 if form.errors else 200
    return page("parties/withdraw.html", party=party, form=form, published=published, status=status)


def _given(form: EndingForm, party: Party) -> Given:
    """Return the noes that the form asks for, on the legal basis of what they end."""
    source, chosen = form.source, form.chosen
    return Given(
        basis=source.basis if source else LegalBasis.CONSENT,
        given_on=form.given_on.data,
        replies=_noes(form, party),
        from_day=form.given_on.data,
        examples=[each.example_id for each in chosen.covered] if chosen and not chosen.covers_all else None,
        withdraws_id=source.id if source else None,
        ending=form.ending.data,
    )


def _noes(form: EndingForm, party: Party) -> Replies:
    if form.chosen is not None:
        return {(each.material, each.channel): False for each in form.chosen.answers if each.yes}
    cells = agreements.everything(party)
    if form.scope.data == ALL:
        return cells
    materials, channels = set(form.materials.data or ()), set(form.channels.data or ())
    return {
        (material, channel): no
        for (material, channel), no in cells.items()
        if (not materials or material in materials) and (not channels or channel in channels)
    }


def _too_early(party: Party, given: Given) -> bool:
    """Tell whether a yes was given after the day, so that the record would stop less than it says."""
    old = gate.answers_of_parties([party.id]).get(party.id, [])
    return bool(outranked(old, agreements.as_answers(party.id, given, stamp())))


def _ended_or_404(agreement_id: int) -> tuple[Agreement, Ending]:
    record = agreement_or_404(agreement_id)
    ending = confirmations.ending_of(record)
    return (record, ending) if ending is not None else abort(404)


@blueprint.get("/overenskommelser/<id:agreement_id>/bekraftelse")
@requires(Action.SEE_PARTIES)
def receipt(agreement_id: int) -> Response:
    """Show the confirmation that the party gets: what stopped, when, what is being taken down, and what is down."""
    record, ending = _ended_or_404(agreement_id)
    remember_reading(stamp(), Reading.RECEIPT, "agreement", record.id)
    labels = {channel.slug: channel.label for channel in gate.channels()}
    return page(
        "parties/receipt.html",
        record=record,
        ending=ending,
        letter=next((each for each in letters.waiting_for(record.party_id) if each.agreement_id == record.id), None),
        by_mail=bool(record.party.email and current_app.config["SETTINGS"].mail_url),
        decision=objections.decision_of(record),
        stopped=grouped(record.answers, labels),
        examples=list(agreements.examples_by_id([each.example_id for each in record.covered]).values()),
        waiting=confirmations.left(record, clock.today()),
        settled=placements.placed(confirmations.settled(record), clock.today()),
    )


@blueprint.route("/overenskommelser/<id:agreement_id>/beslut", methods=["GET", "POST"])
@requires(Action.REGISTER_AGREEMENT)
def decide(agreement_id: int) -> Response:
    """Decide about an objection, once, and have the party told (GDPR article 21.1)."""
    record, ending = _ended_or_404(agreement_id)
    if ending is not Ending.OBJECTED:
        abort(404)
    form = DecisionForm()
    if request.method == "POST" and form.validate():
        try:
            objections.decide(record, ObjectionOutcome(form.outcome.data), form.reason.data, stamp())
        except objections.AlreadyDecided:
            form.fault(form.outcome, "Någon annan har redan beslutat. Läs beslutet på överenskommelsens sida.")
        else:
            return go_to("parties.agreement", "Beslutet är sparat.", agreement_id=record.id)
    return page("parties/decide.html", record=record, form=form, status=422 if form.errors else 200)
