"""The questions about names in an example's text: what each is, one at a time or the rest at once."""

from __future__ import annotations

from flask import abort, request
from werkzeug.wrappers import Response

from resultatbank.data import findings, parties
from resultatbank.data.models import Example, Finding
from resultatbank.rules.roles import Action
from resultatbank.rules.words import FindingOutcome
from resultatbank.web.access import requires, stamp
from resultatbank.web.forms import optional_id
from resultatbank.web.parties.blueprint import blueprint, example_or_404, names_values, party_or_404
from resultatbank.web.parties.forms import SearchForm
from resultatbank.web.respond import answer, go_to, page, target

SETTLED = "Svaret är sparat. Du kan ta upp frågan igen under Det som är besvarat."
REOPENED = "Frågan är öppen igen."
NO_LONGER = "Svaret är borttaget. Det står inte längre i texten, så det är ingen fråga nu."
TAKE_IT_OUT = "Ett personnummer får inte stå kvar. Ta bort det ur texten."


def finding_or_404(example_id: int, finding_id: int) -> Finding:
    """Return a question about an example's text, or answer that the page doesn't exist."""
    return findings.finding_by_id(example_id, finding_id) or abort(404)


@blueprint.get("/exempel/<id:example_id>/medverkande/namn/<id:finding_id>")
@requires(Action.REGISTER_AGREEMENT)
def name(example_id: int, finding_id: int) -> Response:
    """Show who something in the text may be, to choose from, search for or register."""
    return _who_page(example_or_404(example_id), finding_or_404(example_id, finding_id), SearchForm())


@blueprint.post("/exempel/<id:example_id>/medverkande/namn/<id:finding_id>/sok")
@requires(Action.REGISTER_AGREEMENT)
def name_search(example_id: int, finding_id: int) -> Response:
    """Show the parties whose name holds what was typed. Posted to keep names out of addresses; changes nothing."""
    form = SearchForm()
    form.validate()
    return _who_page(example_or_404(example_id), finding_or_404(example_id, finding_id), form)


def _who_page(example: Example, finding: Finding, form: SearchForm) -> Response:
    values = {"example": example, "finding": finding, "form": form, "searched": form.found()}
    maybe = parties.maybe_called(finding.text, example.id)
    status = 422 if form.errors else 200
    return page("parties/name.html", parts=("parties/_candidates.html",), maybe=maybe, status=status, **values)


@blueprint.post("/exempel/<id:example_id>/medverkande/namn/<id:finding_id>")
@requires(Action.REGISTER_AGREEMENT)
def name_settle(example_id: int, finding_id: int) -> Response:
    """Say what something in the text is. A party that isn't in the example yet is added to it first."""
    example, finding = example_or_404(example_id), finding_or_404(example_id, finding_id)
    try:
        outcome = FindingOutcome(request.form.get("outcome", ""))
    except ValueError:
        abort(400)
    if outcome is FindingOutcome.PARTY:
        return _is_a_party(example, finding)
    try:
        findings.settle(finding, outcome, stamp())
    except findings.CannotBeSettled:
        return go_to("parties.people", TAKE_IT_OUT, example_id=example.id, anchor="names")
    return _settled(example, finding.id)


def _is_a_party(example: Example, finding: Finding) -> Response:
    party_id = optional_id(request.form.get("part", "")) or finding.party_id
    if party_id is None:
        return go_to("parties.name", example_id=example.id, finding_id=finding.id)
    party = party_or_404(party_id)
    if all(each.party_id != party.id for each in parties.appearances_in(example.id)):
        return go_to("parties.people_add", example_id=example.id, part=party.id, fraga=finding.id)
    findings.settle(finding, FindingOutcome.PARTY, stamp(), party)
    return _settled(example, finding.id)


@blueprint.post("/exempel/<id:example_id>/medverkande/namn")
@requires(Action.REGISTER_AGREEMENT)
def names_are_none(example_id: int) -> Response:
    """Say that none of what the page showed is a name. What has come up since is still asked about."""
    example = example_or_404(example_id)
    shown = set(request.form.getlist("fraga"))
    for each in findings.asked_in(example.id):
        if str(each.finding.id) in shown and each.can_be_settled:
            findings.settle(each.finding, FindingOutcome.NO_NAME, stamp())
    return _settled(example, 0)


@blueprint.post("/exempel/<id:example_id>/medverkande/namn/<id:finding_id>/igen")
@requires(Action.REGISTER_AGREEMENT)
def name_reopen(example_id: int, finding_id: int) -> Response:
    """Take back an answer: what it was about is a question again, and stops publishing."""
    example, finding = example_or_404(example_id), finding_or_404(example_id, finding_id)
    asked = findings.reopen(finding, stamp())
    if target() == "names":
        return _names_part(example, asked.id if asked else 0)
    if asked is None:
        return go_to("parties.people", NO_LONGER, example_id=example.id, anchor="names")
    return go_to("parties.people", REOPENED, example_id=example.id, anchor=f"name-{asked.id}")


def _settled(example: Example, finding_id: int) -> Response:
    """Answer htmx with the questions that remain, the next one in focus; a browser with the page."""
    if target() != "names":
        return go_to("parties.people", SETTLED, example_id=example.id, anchor="names")
    ids = [each.finding.id for each in findings.asked_in(example.id)]
    later = [each for each in ids if each > finding_id]
    return _names_part(example, (later or ids or [0])[0])


def _names_part(example: Example, focus: int) -> Response:
    return answer("parties/_names.html", focus=focus, **names_values(example))
