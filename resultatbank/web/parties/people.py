"""Who is in an example: answering that nobody is, adding parties, and what the example shows of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, request
from werkzeug.wrappers import Response
from wtforms import Field

from resultatbank import clock
from resultatbank.data import erasing, findings, parties, takedowns
from resultatbank.data.models import Appearance, Example, Finding, Party
from resultatbank.rules.roles import Action
from resultatbank.rules.words import FindingKind, FindingOutcome, Material, PartyKind
from resultatbank.search.mark import Piece
from resultatbank.search.names import excerpt
from resultatbank.web.access import requires, stamp
from resultatbank.web.forms import BaseForm
from resultatbank.web.parties import closing, places
from resultatbank.web.parties.blueprint import blueprint, example_or_404, party_or_404, people_values
from resultatbank.web.parties.closing import SAVED, Closing
from resultatbank.web.parties.forms import MaterialsForm, SearchForm
from resultatbank.web.parties.words import asked_id
from resultatbank.web.respond import go_to, page

NAMES_FIRST = "Ta först ställning till namnen i texten, sedan kan du svara inga namngivna."
STILL_OUT = (
    "Något ligger ute som ska tas ned för partens skull. Anteckna först på Ligger ute att det är nedtaget, "
    "eller varför det inte kan tas ned. Sedan kan du ändra här."
)
STILL_NAMED = "Exemplet har registrerade parter. Avsluta deras medverkan först, sedan kan du svara inga namngivna."


def appearance_or_404(example_id: int, appearance_id: int) -> Appearance:
    """Return an appearance that the example has now, or answer that the page doesn't exist."""
    return parties.appearance_by_id(example_id, appearance_id) or abort(404)


@blueprint.get("/exempel/<id:example_id>/medverkande")
@requires(Action.REGISTER_AGREEMENT)
def people(example_id: int) -> Response:
    """Show who is in an example, and the ways to answer."""
    return people_page(example_or_404(example_id), SearchForm())


@blueprint.post("/exempel/<id:example_id>/medverkande")
@requires(Action.REGISTER_AGREEMENT)
def people_search(example_id: int) -> Response:
    """Show the parties whose name holds what was typed. Posted to keep names out of addresses; changes nothing."""
    form = SearchForm()
    form.validate()
    return people_page(example_or_404(example_id), form)


@dataclass(frozen=True, slots=True)
class Standing:
    """A place where the name of a party stands that is no longer in the example: what it is called, and the text."""

    name: str
    what: str
    pieces: list[Piece]
    edited_at: str


def standing_in(example: Example, gone: Sequence[Party]) -> list[Standing]:
    """Return where in an example the names of some parties stand."""
    return [
        Standing(
            party.name,
            places.called(str(place.column), place.question),
            excerpt(place.text, place.found),
            places.edited_at(place),
        )
        for party, place in erasing.still_standing(gone, example.id)
    ]


def people_page(
    example: Example,
    form: SearchForm,
    *,
    error: str = "",
    wrong: tuple[int, MaterialsForm] | None = None,
    closed: Closing | None = None,
) -> Response:
    """Show who is in an example, with what is wrong in what was sent, or what saving it would close."""
    values = people_values(example)
    forms = {
        each.id: MaterialsForm(
            each.party, [material.material for material in each.materials], each.quote, formdata=None
        )
        for each in parties.appearances_in(example.id)
    }
    if wrong is not None:
        forms[wrong[0]] = wrong[1]
    values["standing"] = standing_in(example, parties.gone_from(example.id))
    status = 422 if form.errors or error or wrong else 200
    values.update(
        focus=None, form=form, found=form.found(), forms=forms, error=error, wrong=wrong[1] if wrong else None
    )
    values["closing"] = closed
    return page("parties/people.html", parts=("parties/_found.html",), status=status, **values)


@blueprint.post("/exempel/<id:example_id>/medverkande/inga")
@requires(Action.REGISTER_AGREEMENT)
def people_none(example_id: int) -> Response:
    """Answer that nobody is named, with who and when."""
    example = example_or_404(example_id)
    if findings.open_in([example.id]):
        return people_page(example, SearchForm(formdata=None), error=NAMES_FIRST)
    try:
        parties.name_nobody(example, stamp())
    except parties.StillNamed:
        return people_page(example, SearchForm(formdata=None), error=STILL_NAMED)
    return go_to("parties.people", "Svaret är sparat: inga namngivna.", example_id=example.id)


@blueprint.route("/exempel/<id:example_id>/medverkande/ny", methods=["GET", "POST"])
@requires(Action.REGISTER_AGREEMENT)
def people_add(example_id: int) -> Response:
    """Say what an example shows of a party that is to be in it."""
    example, party = example_or_404(example_id), party_or_404(asked_id("part"))
    finding = findings.finding_by_id(example.id, asked_id("fraga") or 0)
    form = MaterialsForm(party, _named_by(finding, party))
    values: dict[str, Any] = {"example": example, "party": party, "form": form, "finding": finding, "closing": None}
    if request.method != "POST" or not form.validate():
        return page("parties/add.html", status=422 if form.errors else 200, **values)
    before = closing.open_now(example)
    try:
        _put_in(example, party, form, finding)
    except parties.AlreadyThere:
        form.fault(form.materials, f"{party.name} är redan med i exemplet. Ändra på sidan om medverkande.")
        return page("parties/add.html", status=422, **values)
    closed = closing.since(before, example, party, form.materials.data)
    if closing.must_be_read(closed):
        return page("parties/add.html", status=422, **{**values, "closing": closed})
    said = f"{party.name} är med i exemplet."
    return go_to("parties.people", closed.said(said) if closed else said, example_id=example.id)


def _put_in(example: Example, party: Party, form: MaterialsForm, finding: Finding | None) -> None:
    """Show of a party what is ticked, and answer the question about its name. Raises AlreadyThere without a question.

    The text may name one who is in the example, but not by name: then what is ticked comes to what was shown.
    """
    shown, words = form.materials.data, form.quote.data or ""
    there = parties.appearance_of(example.id, party.id) if finding else None
    if there:
        shown = sorted({each.material for each in there.materials} | set(shown))
        parties.show_materials(there, shown, stamp(), words or there.quote)
    else:
        parties.add_appearance(example, party, shown, stamp(), words)
    if finding:
        findings.settle(finding, FindingOutcome.PARTY, stamp(), party)


def _named_by(finding: Finding | None, party: Party) -> list[str]:
    """Return what is most likely shown of a party whose name was found in the text: the name, and what it says."""
    if finding is None or finding.kind not in (FindingKind.NAME, FindingKind.PARTY):
        return []
    if party.kind != PartyKind.PERSON:
        return [Material.COMPANY_NAME]
    return [Material.NAME, Material.QUOTE] if findings.is_quoted(finding) else [Material.NAME]


@blueprint.post("/exempel/<id:example_id>/medverkande/<id:appearance_id>")
@requires(Action.REGISTER_AGREEMENT)
def people_show(example_id: int, appearance_id: int) -> Response:
    """Change what an example shows of a party."""
    example, appearance = example_or_404(example_id), appearance_or_404(example_id, appearance_id)
    form = MaterialsForm(appearance.party, quote=appearance.quote)
    form.validate()
    if {each.material for each in appearance.materials} - set(form.materials.data or []):
        keep_takedowns(form, form.materials, appearance)
    if form.errors:
        return people_page(example, SearchForm(formdata=None), wrong=(appearance.id, form))
    before, shown = closing.open_now(example), form.materials.data
    parties.show_materials(appearance, shown, stamp(), form.quote.data or "")
    closed = closing.since(before, example, appearance.party, shown)
    if closing.must_be_read(closed):
        return people_page(example, SearchForm(formdata=None), wrong=(appearance.id, form), closed=closed)
    return go_to("parties.people", closed.said(SAVED) if closed else SAVED, example_id=example.id)


def keep_takedowns(form: BaseForm, field: Field, appearance: Appearance) -> None:
    """Fault what would let a take-down be forgotten: what is out there shows the party as it was."""
    if takedowns.waiting_for(appearance.example_id, appearance.party_id, clock.today()):
        form.fault(field, STILL_OUT)
