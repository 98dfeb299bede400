"""Taking back a yes, the receipt for the party, and taking down what is out there."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import abort, flash, redirect, request
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import agreements, gate, parties, placements
from resultatbank.data.agreements import Given, Proof, Replies
from resultatbank.data.models import Agreement, Party, Placement
from resultatbank.rules.roles import Action
from resultatbank.rules.standing import outranked
from resultatbank.rules.words import AgreementKind, LegalBasis, Reading
from resultatbank.web.access import requires, stamp
from resultatbank.web.parties.answer_forms import ALL, ONE, TakeDownForm, WithdrawForm
from resultatbank.web.parties.blueprint import agreement_or_404, blueprint, party_or_404
from resultatbank.web.parties.words import asked_id, grouped
from resultatbank.web.respond import answer, go_to, page, wants_part
from resultatbank.web.transactions import remember_reading

SETTLED = "Någon annan hann före. Läs vad som gäller nu."


@blueprint.route("/parter/<id:party_id>/aterkalla", methods=["GET", "POST"])
@requires(Action.REGISTER_AGREEMENT)
def withdraw(party_id: int) -> Response:
    """Register that a party takes back what it allowed. It stops at once; nothing older is changed."""
    party = party_or_404(party_id)
    records = [each for each in agreements.agreements_of(party.id) if each.kind == AgreementKind.GIVEN]
    form = WithdrawForm(party, records, gate.channels(), today=clock.today(), chosen=asked_id("overenskommelse"))
    if request.method == "POST" and form.validate():
        given = _given(form, party, records)
        if not _too_early(party, given):
            proof = Proof(how=form.how.data, note=form.note.data or "")
            record = agreements.withdraw(party, given, proof, stamp())
            return go_to("parties.receipt", "Återkallelsen är registrerad och gäller nu.", agreement_id=record.id)
        form.fault(form.given_on, "Parten har sagt ja efter den dagen. Skriv dagen då parten ångrade sig.")
    return page("parties/withdraw.html", party=party, form=form, status=422 if form.errors else 200)


def _given(form: WithdrawForm, party: Party, records: list[Agreement]) -> Given:
    """Return the noes that the form asks for, on the legal basis of what they take back."""
    latest = records[0] if records else None
    chosen = form.records[form.agreement_id.data] if form.scope.data == ONE else None
    source = chosen or latest
    return Given(
        basis=source.basis if source else LegalBasis.CONSENT,
        given_on=form.given_on.data,
        replies=_noes(form, party, chosen),
        from_day=form.given_on.data,
        examples=[each.example_id for each in chosen.covered] if chosen and not chosen.covers_all else None,
        withdraws_id=source.id if source else None,
    )


def _noes(form: WithdrawForm, party: Party, chosen: Agreement | None) -> Replies:
    if chosen is not None:
        return {(each.material, each.channel): False for each in chosen.answers if each.yes}
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
    """Tell whether a yes was given after the day, so that the withdrawal would stop less than it says."""
    old = gate.answers_of_parties([party.id]).get(party.id, [])
    return bool(outranked(old, agreements.as_answers(party.id, given, stamp())))


@blueprint.get("/overenskommelser/<id:agreement_id>/bekraftelse")
@requires(Action.SEE_PARTIES)
def receipt(agreement_id: int) -> Response:
    """Show the confirmation that the party gets: what stopped, when, and what is still being taken down."""
    record = agreement_or_404(agreement_id)
    if record.kind != AgreementKind.WITHDRAWAL:
        abort(404)
    remember_reading(stamp(), Reading.RECEIPT, "agreement", record.id)
    labels = {channel.slug: channel.label for channel in gate.channels()}
    covered = [each.example_id for each in record.covered]
    ids = covered or [each.example_id for each in parties.appearances_of(record.party_id)]
    return page(
        "parties/receipt.html",
        record=record,
        stopped=grouped(record.answers, labels),
        examples=list(agreements.examples_by_id(covered).values()),
        waiting=placements.to_take_down(ids, clock.today()),
    )


@blueprint.route("/publiceringsplatser/<id:placement_id>/ta-ned", methods=["GET", "POST"])
@requires(Action.TAKE_DOWN)
def take_down(placement_id: int) -> Response:
    """Write down that a placement is taken down, or can't be and why."""
    place = placements.placement_by_id(placement_id, to_change=request.method == "POST") or abort(404)
    form = TakeDownForm(place, clock.today())
    if request.method == "POST" and form.validate():
        try:
            version = int(form.version.data)
            reason = (form.reason.data or "") if form.outcome.data == placements.STAYS else ""
            placements.settle(place, form.outcome.data, reason, form.settled_on.data, version, stamp())
        except (StaleDataError, ValueError):
            form.fault(form.outcome, SETTLED)
            form.version.data = str(place.version)
    if request.method != "POST" or form.errors:
        return _take_down_page(place, form)
    return _settled_row(place) if wants_part() else _back(place)


def _settled_row(place: Placement) -> Response:
    """Answer with the row as it stands now, and say it when nothing of the example is left to take down."""
    rows = placements.placed(placements.placements_in([place.example_id]), clock.today())
    mine = next(row for row in rows if row.placement is place)
    response = answer("parties/_placement.html", row=mine, settled=True)
    if not any(row.must_go for row in rows):
        response.headers["HX-Trigger-After-Settle"] = "all-taken-down"
    return response


def _take_down_page(place: Placement, form: TakeDownForm) -> Response:
    row = placements.placed([place], clock.today())[0]
    status = 422 if form.errors else 200
    if wants_part():
        return answer("parties/_placement.html", row=row, form=form, status=status)
    return page("parties/take_down.html", row=row, form=form, status=status)


def _back(place: Placement) -> Response:
    """Go back to the page of ours where the button was, or else to the example."""
    came_from = urlsplit(request.form.get("back", ""))
    path = came_from.path
    if came_from.netloc or came_from.scheme or not path.startswith("/") or path.startswith(("//", "/\\")):
        path = f"/exempel/{place.example_id}"
    flash("Det är antecknat.")
    return redirect(path, 303)
