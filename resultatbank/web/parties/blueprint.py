"""The feature's blueprint, what its views look up, and what it offers other features' templates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, render_template
from flask.blueprints import BlueprintSetupState
from markupsafe import Markup

from resultatbank import clock
from resultatbank.data import agreements, confirmations, findings, gate, invitations, parties, placements, reasons, seen
from resultatbank.data.models import Agreement, Example, Party, Placement, User
from resultatbank.extensions import db
from resultatbank.rules.words import Naming
from resultatbank.web.parties import places
from resultatbank.web.parties.words import (
    answered_words,
    badge_of,
    channels_today,
    done_by,
    grouped,
    how_given,
    in_new_tabs,
    language_label,
    letter_label,
    material_label,
    month_word,
    recorded_by,
    short_basis,
    stands,
    until_words,
)

blueprint = Blueprint("parties", __name__)


def party_or_404(party_id: int | None) -> Party:
    """Return the party, or answer that the page doesn't exist. Nothing can be done with one that is erased."""
    party = parties.party_by_id(party_id) if party_id else None
    return party if party is not None and party.erased_at is None else abort(404)


def example_or_404(example_id: int) -> Example:
    """Return the example, or answer that the page doesn't exist. Whoever may see parties may see every example."""
    return db.session.get(Example, example_id) or abort(404)


def agreement_or_404(agreement_id: int) -> Agreement:
    """Return the record, or answer that the page doesn't exist."""
    return agreements.agreement_by_id(agreement_id) or abort(404)


def people_values(example: Example) -> dict[str, object]:
    """Return what the part about who is in an example shows."""
    today = clock.today()
    appearances = parties.appearances_in(example.id)
    shown = {each.party_id: {one.material for one in each.materials} for each in appearances}
    return {
        "example": example,
        "appearances": appearances,
        "seen": seen.seen_in(example.id, today),
        "questions": invitations.waiting_about(example.id, {each.party_id for each in appearances}),
        "latest": agreements.latest_about(example.id, shown),
        "use": gate.usability([example.id], today)[example.id],
        "whys": reasons.why_closed([example.id], today).get(example.id, {}),
        **names_values(example),
        "naming_by": db.session.get(User, example.naming_by_id) if example.naming_by_id else None,
        "Naming": Naming,
    }


def names_values(example: Example) -> dict[str, Any]:
    """Return what the part about names in an example's text shows."""
    return {
        "example": example,
        "asked": findings.asked_in(example.id),
        "settled": findings.settled_in(example.id),
        "answered_at": places.answered_at,
    }


def people_part(example: Example) -> Markup:
    """Return the part of a page that tells who is in an example, what it shows, and whose yes is missing."""
    return Markup(render_template("parties/_people.html", **people_values(example)))  # noqa: S704  The template has escaped what it was given.


def placement_list(listed: Sequence[Placement], look_for: str = "") -> Markup:
    """Return a table of placements with what must be done about each, and the buttons to do it.

    `look_for` is what may be in them though it may not be used, and nobody has written down whether it is.
    """
    rows = placements.placed(listed, clock.today())
    return Markup(render_template("parties/_placements.html", rows=rows, look_for=look_for))  # noqa: S704  The template has escaped what it was given.


def offer(state: BlueprintSetupState) -> None:
    """Give every template the two parts, and the words for what parties have answered."""
    state.app.jinja_env.globals.update(people_part=people_part, placement_list=placement_list)
    state.app.jinja_env.globals.update(standing_badge=badge_of, grouped_answers=grouped, how_given=how_given)
    state.app.jinja_env.globals.update(ending_of=confirmations.ending_of, answered_words=answered_words)
    state.app.jinja_env.filters.update(
        channels_today=channels_today,
        done_by=done_by,
        in_new_tabs=in_new_tabs,
        language_label=language_label,
        letter_label=letter_label,
        material_label=material_label,
        month=month_word,
        recorded_by=recorded_by,
        short_basis=short_basis,
        stands=stands,
        until_words=until_words,
    )


blueprint.record(offer)
