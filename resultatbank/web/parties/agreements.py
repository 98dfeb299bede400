"""Registering what a party answered, and reading a record."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import current_app, request
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import agreements, confirmations, files, gate, objections, parties
from resultatbank.data.events import events_of
from resultatbank.data.models import Agreement, Example, Party
from resultatbank.extensions import db
from resultatbank.rules.roles import Action
from resultatbank.rules.standing import outranked, shortened
from resultatbank.rules.words import MATERIALS_OF, Capacity, Language, LegalBasis, Material, PartyKind, Reading
from resultatbank.web import wording
from resultatbank.web.access import requires, stamp
from resultatbank.web.parties.answer_forms import ALL, SOME, AgreementForm, BasisForm
from resultatbank.web.parties.blueprint import agreement_or_404, blueprint, party_or_404
from resultatbank.web.parties.grid import YES
from resultatbank.web.parties.notices import Notice, notice_for
from resultatbank.web.parties.words import asked_id, outranked_sentence, shortened_sentence
from resultatbank.web.respond import go_to, page
from resultatbank.web.transactions import remember_reading


@blueprint.route("/overenskommelser/ny", methods=["GET", "POST"])
@requires(Action.REGISTER_AGREEMENT)
def agree() -> Response:
    """Register what a party answered. Without a party in the address: choose legal basis and party first."""
    renewed = agreement_or_404(asked_id("fornya") or 0) if "fornya" in request.args else None
    if renewed is None and "part" not in request.args:
        return _choose_page()
    party = party_or_404(renewed.party_id if renewed else asked_id("part"))
    form = _form(party, renewed)
    if request.method != "POST":
        return _form_page(form, party, renewed)
    if "fyll" in request.form:
        return _filled(form, party, renewed)
    if not form.validate():
        return _form_page(form, party, renewed)
    warnings = _warnings(form, party, renewed)
    if warnings and not form.confirmed.data:
        return _form_page(form, party, renewed, warnings=warnings)
    return _save(form, party, renewed)


def _choose_page() -> Response:
    form = BasisForm(basis=request.args.get("grund", ""))
    if request.method == "POST":
        form.validate()
    example_id = asked_id("exempel")
    appearances = parties.appearances_in(example_id) if example_id else []
    found = list(parties.search_parties(form.text.data or "")) if not form.errors else []
    return page(
        "parties/choose.html",
        parts=("parties/_choices.html",),
        form=form,
        example_id=example_id,
        suggested=[each.party for each in appearances],
        found=found if len(form.text.data or "") >= parties.FEWEST_LETTERS else None,
        status=422 if form.errors else 200,
    )


def _form(party: Party, renewed: Agreement | None) -> AgreementForm:
    appearances = parties.appearances_of(party.id)
    examples = {each.example_id: each.example for each in appearances}
    asked = asked_id("exempel")
    if asked and asked not in examples and (example := db.session.get(Example, asked)):
        examples[asked] = example
    if renewed:
        examples |= agreements.examples_by_id(each.example_id for each in renewed.covered)
    return AgreementForm(
        party,
        {material.material for each in appearances for material in each.materials},
        list(examples.values()),
        gate.channels(),
        today=clock.today(),
        most_bytes=current_app.config["SETTINGS"].max_upload_mb * 1024 * 1024,
        start=_start(party, renewed, asked if asked in examples else None),
    )


def _start(party: Party, renewed: Agreement | None, example_id: int | None) -> dict[str, Any]:
    """Return what the form begins with: the old record's answers when it is renewed."""
    answered_by = party.guardian if party.minor else ""
    if renewed is not None:
        return {
            "basis": renewed.basis,
            "covers": ALL if renewed.covers_all else SOME,
            "examples": [each.example_id for each in renewed.covered],
            "answers": {(each.material, each.channel): each.yes for each in renewed.answers},
            "answered_by": answered_by,
        }
    covers = {"covers": SOME, "examples": [example_id]} if example_id else {}
    return {"basis": request.args.get("grund") or None, "answered_by": answered_by, **covers}


def _filled(form: AgreementForm, party: Party, renewed: Agreement | None) -> Response:
    """Answer the buttons that fill and empty the grid: the same form again, nothing saved and nothing complained of."""
    if request.form["fyll"] == YES:
        form.answers.fill()
    else:
        form.answers.clear()
    return _form_page(form, party, renewed)


def _form_page(
    form: AgreementForm, party: Party, renewed: Agreement | None, *, warnings: list[str] | None = None
) -> Response:
    return page(
        "parties/agree.html",
        parts=("parties/_grid.html",),
        form=form,
        party=party,
        renewed=renewed,
        warnings=warnings or [],
        focus=bool(form.basis.data or "fyll" in request.form) and not form.errors and not warnings,
        texts={basis: _notice(form, party, basis).text for basis in LegalBasis},
        action=request.full_path.rstrip("?"),
        status=422 if form.errors or warnings else 200,
    )


def _notice(form: AgreementForm, party: Party, basis: LegalBasis) -> Notice:
    """Return the text for what is answered. Before anything is, it tells of all that can be."""
    chosen = set(form.examples.data or ()) if form.covers.data == SOME else set()
    titles = [str(choice.label) for choice in form.examples.choices if str(choice.value) in map(str, chosen)]
    every = {(line.material, channel.slug) for line in form.answers.lines for channel in form.answers.channels}
    cells = form.answers.data.keys() & every or every
    capacity, who = (Capacity.GUARDIAN, party.guardian) if party.minor else (Capacity.SELF, "")
    days = form.from_day.data, form.until_day.data
    return notice_for(party, basis, Language.SWEDISH, cells, titles, *days, capacity=capacity, answered_by=who)


def _warnings(form: AgreementForm, party: Party, renewed: Agreement | None) -> list[str]:
    """Return what the person should know before saving: a longer yes is replaced, or a later answer goes before."""
    given = form.given(renewed.id if renewed else None)
    old = gate.answers_of_parties([party.id]).get(party.id, [])
    new = agreements.as_answers(party.id, given, stamp())
    shorter, beaten = shortened(old, new, clock.today()), outranked(old, new)
    found = [shortened_sentence(shorter, given.until_day)] if shorter else []
    return [*found, *([outranked_sentence(beaten)] if beaten else [])]


def _save(form: AgreementForm, party: Party, renewed: Agreement | None) -> Response:
    file_id = None
    if form.upload is not None and form.kind_of_file is not None:
        settings, name = current_app.config["SETTINGS"], form.upload.filename or ""
        file_id = files.store(form.stream, name, form.kind_of_file.mime, stamp(), settings.data_dir).id
    given = form.given(renewed.id if renewed else None)
    seen = _notice(form, party, LegalBasis(given.basis))
    proof = replace(form.proof(seen.text, file_id), language=seen.language, notice_version=seen.version)
    agreement = agreements.record(party, given, proof, stamp())
    return go_to("parties.agreement", "Överenskommelsen är sparad.", agreement_id=agreement.id)


@blueprint.get("/overenskommelser/<id:agreement_id>")
@requires(Action.SEE_PARTIES)
def agreement(agreement_id: int) -> Response:
    """Show a record: what was answered, for what, how long, and how we know. Write down who read it."""
    record = agreement_or_404(agreement_id)
    remember_reading(stamp(), Reading.AGREEMENT, "agreement", record.id)
    known = MATERIALS_OF[PartyKind(record.party.kind)]
    answered = {each.material for each in record.answers}
    return page(
        "parties/agreement.html",
        record=record,
        ending=confirmations.ending_of(record),
        decision=objections.decision_of(record),
        basis=LegalBasis(record.basis),
        yes=next((each for each in record.answers if each.yes), None),
        later=agreements.has_later(record),
        materials=[*known, *(each for each in Material if each in answered and each not in known)],
        columns=_columns(record),
        answers={(each.material, each.channel): each.yes for each in record.answers},
        examples=list(agreements.examples_by_id(each.example_id for each in record.covered).values()),
        events=wording.lines(events_of("agreement", record.id)),
    )


def _columns(record: Agreement) -> dict[str, str]:
    """Return the channels to show, by key: those in use, and any other that the record has answers for."""
    labels = {channel.slug: channel.label for channel in gate.channels()}
    return labels | {each.channel: each.channel for each in record.answers if each.channel not in labels}
