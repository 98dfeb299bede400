"""Erasing a party: the assessment first, then the act under a gallringsbeslut."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import current_app, request, url_for
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import erasing
from resultatbank.data.erasing import Assessment
from resultatbank.data.everything import Kind, Place
from resultatbank.data.models import Party
from resultatbank.rules.roles import Action
from resultatbank.rules.words import Reading
from resultatbank.search.mark import Piece
from resultatbank.search.names import excerpt
from resultatbank.web.access import allowed, requires, stamp
from resultatbank.web.forms import BaseForm, Line, Tick
from resultatbank.web.parties import places
from resultatbank.web.parties.blueprint import blueprint, party_or_404
from resultatbank.web.respond import go_to, page
from resultatbank.web.transactions import reads_first, remember_reading, write_now


class ErasureForm(BaseForm):
    """Under which decision a party is erased, and that the assessment is read."""

    reference = Line(
        "Gallringsbeslut",
        needed="Skriv vilket gallringsbeslut raderingen stödjer sig på.",
        hint="Diarienummer eller beslutets nummer, till exempel Dnr 2026/123. Skriv inget namn.",
    )
    read = Tick("Jag har läst bedömningen", needed="Läs bedömningen och kryssa för att du har gjort det.")
    purpose = "radera"


@dataclass(frozen=True, slots=True)
class Standing:
    """A text in which the name stands: what it is called, the part around the name, and where it is edited or read."""

    what: str
    pieces: list[Piece]
    address: str
    verb: str


@blueprint.route("/parter/<id:party_id>/radera", methods=["GET", "POST"])
@requires(Action.ERASE_PARTY)
@reads_first
def erase(party_id: int) -> Response:
    """Show what stops an erasure, what goes and what stays; then erase. The reading of all texts blocks nobody."""
    party, form = party_or_404(party_id), ErasureForm()
    if request.method != "POST":
        remember_reading(stamp(), Reading.PARTY, "party", party.id)
        return _assessment_page(erasing.assess(party, clock.today()), form)
    if form.validate() and erasing.redacted(form.reference.data, erasing.names_of(party)) != form.reference.data:
        form.fault(form.reference, "Skriv beslutets nummer utan partens namn och adress. Raden sparas för alltid.")
    if form.errors:
        return _assessment_page(erasing.assess(party, clock.today()), form)
    write_now()
    return _erase(party_id, form)


def _erase(party_id: int, form: ErasureForm) -> Response:
    party, data_dir = party_or_404(party_id), current_app.config["SETTINGS"].data_dir
    try:
        erasing.erase(party, form.reference.data, stamp(), data_dir)
    except erasing.Stopped as stopped:
        form.fault(form.read, "Något har ändrats. Gör det som står under Det här måste göras först.")
        return _assessment_page(stopped.assessment, form)
    return go_to("parties.party", f"Parten är raderad. Den heter nu {party.name}.", party_id=party_id)


def _assessment_page(found: Assessment, form: ErasureForm) -> Response:
    party: Party = found.party
    return page(
        "parties/erase.html",
        party=party,
        found=found,
        form=form,
        edit=_by_owner(found, found.edit),
        goes=_counted(found.goes),
        stays=[(why, _standing(place)) for place, why in found.stays],
        Stop=erasing.Stop,
        status=422 if form.errors else 200,
    )


def _by_owner(found: Assessment, places_: Iterable[Place]) -> list[tuple[str, list[Standing]]]:
    """Return what must be edited, under the name of what it belongs to."""
    owners: dict[tuple[Kind, int], list[Standing]] = {}
    for place in places_:
        owners.setdefault((place.kind, place.owner), []).append(_standing(place))
    named = []
    for (kind, owner), texts in owners.items():
        example = found.examples.get(owner) if kind is Kind.EXAMPLES else None
        named.append((example.headline if example else kind.label, texts))
    return named


def _standing(place: Place) -> Standing:
    what = places.called(str(place.column), place.question)
    address, verb = places.edited_at(place), "Ändra"
    if place.kind is Kind.EXAMPLES and not allowed(Action.EDIT_EXAMPLE):
        address, verb = url_for("bank.example", example_id=place.owner), "Visa exemplet"
    if place.kind is Kind.TERMS and not allowed(Action.KEEP_WORDS):
        address = ""
    return Standing(what, excerpt(place.text, place.found), address, verb)


def _counted(places_: Iterable[Place]) -> list[tuple[str, int]]:
    """Return what is rewritten: what each kind of text is called, and how many there are."""
    counts: dict[str, int] = {}
    for place in places_:
        what = places.COLUMNS.get(str(place.column), "Annan text")
        counts[what] = counts.get(what, 0) + 1
    return sorted(counts.items())
