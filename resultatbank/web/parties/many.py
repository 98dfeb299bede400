"""Many answers at once: one event, and a list of people who each get a record of their own."""

from __future__ import annotations

from flask import current_app, request
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.config import Settings
from resultatbank.data import agreements
from resultatbank.data.models import Party
from resultatbank.rules.basis import is_staff
from resultatbank.rules.roles import Action
from resultatbank.rules.words import Capacity, Language, LegalBasis, PartyKind
from resultatbank.web import uploads
from resultatbank.web.access import current_user, requires, stamp
from resultatbank.web.parties import gathering, offering
from resultatbank.web.parties.answer_forms import ALL, ONE
from resultatbank.web.parties.blueprint import blueprint
from resultatbank.web.parties.gathering import Row
from resultatbank.web.parties.giving import text_for
from resultatbank.web.parties.grid import FILL
from resultatbank.web.parties.many_forms import ManyForm
from resultatbank.web.parties.offering import FIND, TEXT
from resultatbank.web.parties.words import STAFF, asked_id
from resultatbank.web.respond import go_to, page

LOOK = "granska"


@blueprint.route("/overenskommelser/flera", methods=["GET", "POST"])
@requires(Action.REGISTER_AGREEMENT)
def many() -> Response:
    """Register what several people answered on one occasion. The list is looked through before anything is saved."""
    form = _form()
    if request.method != "POST" or offering.asks_for_step():
        offering.take_step(form)
        return _page(form)
    form.validate()
    rows = gathering.rows(form.people.rows, request.form, clock.today())
    wrong = sum(bool(row.error) for row in rows)
    if wrong:
        which = "en rad" if wrong == 1 else f"{wrong} rader"
        form.fault(form.people, f"Rätta {which} i listan. Felen står vid raderna.")
    if form.errors or not form.is_looked_through or LOOK in request.form:
        return _page(form, rows)
    return _save(form, rows)


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _form() -> ManyForm:
    offer = offering.offer([], (), asked_id("exempel"))
    return ManyForm(
        _anybody(),
        offer,
        today=clock.today(),
        guardian_until=_settings().guardian_until,
        start={
            "basis": request.args.get("grund") or None,
            "received_by": current_user().name,
            "covers": ONE if offer.asked else ALL,
            "appears": True,
        },
    )


def _anybody() -> Party:
    """Return somebody who is none of those in the list, for the form to begin with and the text to speak to."""
    return Party(kind=PartyKind.PERSON, name="den som svarar", guardian="", role="", minor=False, under_13=False)


def _page(form: ManyForm, rows: list[Row] | None = None) -> Response:
    consent = form.basis.data == LegalBasis.CONSENT
    ready = bool(rows) and not form.people.errors and (not form.errors or form.is_looked_through)
    form.seen.data = form.fingerprint if ready else ""
    action = request.full_path.rstrip("?")
    return offering.choice_of_examples(form, action) or page(
        "parties/many.html",
        parts=("parties/_grid.html", "parties/_which.html", "parties/_text.html"),
        form=form,
        rows=rows or [],
        ready=ready,
        withdrawn=[row for row in rows or () if row.has_withdrawn],
        staff=STAFF if consent and any(_is_staff(row) for row in rows or ()) else "",
        text=_text(form) if TEXT in request.form else "",
        focus=FIND if offering.searches() else next((step for step in (TEXT, FILL) if step in request.form), ""),
        searched_first=offering.searches_first(),
        action=action,
        status=422 if form.errors else 200,
    )


def _is_staff(row: Row) -> bool:
    return is_staff(_settings().authority_name, row.person.organisation, row.person.role)


def _text(form: ManyForm) -> str:
    right = form.basis.data in list(LegalBasis) and form.language.data in list(Language) and form.period_is_right
    right = right and not form.errors
    return text_for(form, _anybody(), Capacity.SELF, "").text if right else ""


def _save(form: ManyForm, rows: list[Row]) -> Response:
    """Save all of it, in the request's one transaction."""
    file_id, given, asked = uploads.keep(form.file), form.given(None), form.offer.asked
    everyone = gathering.register(rows, stamp())
    for party in everyone:
        seen = text_for(form, party, Capacity.SELF, party.name)
        proof = form.proof(party.name, seen, file_id)
        agreements.record(party, given, proof, stamp())
    message = f"{len(rows)} {'överenskommelse är sparad' if len(rows) == 1 else 'överenskommelser är sparade'}."
    offering.put_in(form, given, everyone)
    if asked is not None and asked.id in (given.examples or ()):
        return go_to("parties.people", message, example_id=asked.id)
    return go_to("parties.register", message)
