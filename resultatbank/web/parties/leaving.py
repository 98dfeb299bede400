"""A party that is no longer in an example: asking first with what follows, and putting it back as it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, request
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import findings, parties, reasons
from resultatbank.data.models import Appearance, Example
from resultatbank.extensions import db
from resultatbank.rules.checksums import sha256_of
from resultatbank.rules.clearance import Cause
from resultatbank.rules.roles import Action
from resultatbank.web.access import requires, stamp
from resultatbank.web.parties import closing
from resultatbank.web.parties.blueprint import blueprint, example_or_404
from resultatbank.web.parties.closing import ANYWAY, Closing
from resultatbank.web.parties.forms import BackForm, EndForm, SearchForm
from resultatbank.web.parties.people import Standing, keep_takedowns, people_page, standing_in
from resultatbank.web.respond import go_to, page

GONE = "{} är inte längre med i exemplet."
BACK = "{} är med i exemplet igen, som förut."
NOT_SHOWN = "Exemplet visar inget citat av parten. Lägg till parten igen i stället."
BACK_ALREADY = "{} är redan med i exemplet."


@dataclass(frozen=True, slots=True)
class Leaving:
    """What follows when a party is no longer in an example, and what it takes to put it back as it was.

    `standing` are the places where its name stands all the same, and `blocks` tells whether they keep the example
    closed. `questions` are those about names in the text that were answered with the party.
    """

    name: str
    quote: str
    questions: list[int]
    standing: list[Standing]
    blocks: bool
    closing: Closing | None

    @property
    def key(self) -> str:
        """What stands for all that the person has read before going on."""
        closed = self.closing.key if self.closing else ""
        return sha256_of("\n".join([self.quote, str(len(self.standing)), str(self.blocks), closed]))


@blueprint.post("/exempel/<id:example_id>/medverkande/<id:appearance_id>/avsluta")
@requires(Action.REGISTER_AGREEMENT)
def people_end(example_id: int, appearance_id: int) -> Response:
    """Say that a party is no longer in an example: what follows is told first, and the way back is offered after."""
    example, appearance = example_or_404(example_id), parties.appearance_by_id(example_id, appearance_id)
    if appearance is None:
        return _went_before(example, appearance_id)
    form = EndForm(appearance, clock.today())
    form.validate()
    keep_takedowns(form, form.ended_on, appearance)
    if form.errors:
        return page("parties/end.html", status=422, example=example, appearance=appearance, form=form, leaving=None)
    leaving = _leave(example, appearance, form)
    values: dict[str, Any] = {"example": example, "appearance": appearance, "leaving": leaving}
    if request.form.get(ANYWAY) != leaving.key:
        # Nothing is done until it is read. It was done only to see what would follow.
        db.session.rollback()
        return page("parties/end.html", form=form, **values)
    return page("parties/ended.html", form=BackForm(leaving.quote), **values)


def _went_before(example: Example, appearance_id: int) -> Response:
    """Answer one who sends the form again, or too late."""
    appearance = parties.ended_appearance(example.id, appearance_id) or abort(404)
    return go_to("parties.people", GONE.format(appearance.party.name), anchor="kvar", example_id=example.id)


def _leave(example: Example, appearance: Appearance, form: EndForm) -> Leaving:
    """End the appearance, and return what follows."""
    party, quote = appearance.party, appearance.quote
    questions = findings.settled_as(example.id, party.id)
    before = closing.open_now(example)
    parties.end_appearance(appearance, stamp(), form.ended_on.data)
    closed = closing.since(before, example, party)
    whys = reasons.why_closed([example.id], clock.today()).get(example.id, {})
    blocks = any(why.cause is Cause.UNSETTLED and why.party_id == party.id for each in whys.values() for why in each)
    return Leaving(party.name, quote, questions, standing_in(example, [party]), blocks, closed)


@blueprint.post("/exempel/<id:example_id>/medverkande/<id:appearance_id>/angra")
@requires(Action.REGISTER_AGREEMENT)
def people_back(example_id: int, appearance_id: int) -> Response:
    """Put a party back in an example as it was: with what was shown, what it said and what was answered of its name."""
    example = example_or_404(example_id)
    appearance = parties.ended_appearance(example_id, appearance_id)
    if appearance is None:
        there = parties.appearance_by_id(example_id, appearance_id) or abort(404)
        return go_to("parties.people", BACK_ALREADY.format(there.party.name), example_id=example.id)
    form = BackForm()
    if not form.validate():
        return people_page(example, SearchForm(formdata=None), error=form.errors_in_order()[0][1])
    try:
        parties.put_back(appearance, stamp(), form.quote.data or "")
    except parties.AlreadyThere:
        return go_to("parties.people", BACK_ALREADY.format(appearance.party.name), example_id=example.id)
    except parties.Gone:
        abort(404)
    except ValueError:
        return people_page(example, SearchForm(formdata=None), error=NOT_SHOWN)
    findings.settle_again(example.id, request.form.getlist("fraga"), stamp(), appearance.party)
    return go_to("parties.people", BACK.format(appearance.party.name), example_id=example.id)
