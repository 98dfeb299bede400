"""The party's page: what holds today, where the party is, and everything it has answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort
from sqlalchemy import select
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import agreements, erasing, gate, objections, parties, placements
from resultatbank.data.events import readings_of
from resultatbank.data.models import Party, Term
from resultatbank.rules.clearance import Answer
from resultatbank.rules.roles import Action
from resultatbank.rules.standing import Cell, cell, standing
from resultatbank.rules.words import MATERIALS_OF, Material, PartyKind, Reading
from resultatbank.web.access import requires, stamp
from resultatbank.web.parties.blueprint import blueprint
from resultatbank.web.respond import page
from resultatbank.web.transactions import remember_reading


@blueprint.get("/parter/<id:party_id>")
@requires(Action.SEE_PARTIES)
def party(party_id: int) -> Response:
    """Show all that is known of a party: of one that is erased, only that it is, and under which decision.

    Who read it is written down.
    """
    found = parties.party_by_id(party_id) or abort(404)
    if found.erased_at is not None:
        return page("parties/erased.html", party=found, erasure=erasing.erasure_of(found.id))
    remember_reading(stamp(), Reading.PARTY, "party", found.id)
    return page("parties/party.html", **_values(found))


def _values(found: Party) -> dict[str, Any]:
    today, channels = clock.today(), gate.channels()
    appearances = parties.appearances_of(found.id)
    ids = [each.example_id for each in appearances]
    answers = gate.answers_of_parties([found.id]).get(found.id, [])
    places = placements.placed(placements.placements_in(ids), today)
    # The records come last: working out clearance reads them anew, without what the page shows of them.
    records = agreements.agreements_of(found.id)
    return {
        "party": found,
        "state": standing(answers, today),
        "channels": channels,
        "labels": {channel.slug: channel.label for channel in channels},
        "matrix": matrix(found, answers, ids, channels),
        "appearances": appearances,
        "uses": gate.usability(ids, today),
        "places": places,
        "open_takedowns": sum(each.must_go for each in places),
        "records": records,
        "readings": readings_of("party", found.id),
        "requests": agreements.requests_to(found.id),
        "ended": objections.latest_endings(select(Party.id).where(Party.id == found.id)).get(found.id),
        "undecided": objections.undecided(found.id),
        "examples": agreements.examples_by_id({each.example_id for record in records for each in record.covered}),
    }


@dataclass(frozen=True, slots=True)
class MatrixLine:
    """A material with what decides in each channel."""

    material: Material
    cells: tuple[Cell, ...]


def matrix(
    found: Party, answers: Sequence[Answer], example_ids: Sequence[int], channels: Sequence[Term]
) -> list[MatrixLine]:
    """Return what holds today by material and channel: the materials of the party's kind, and any other it answered."""
    answered = {answer.material for answer in answers}
    known = MATERIALS_OF[PartyKind(found.kind)]
    materials = [*known, *(each for each in Material if each in answered and each not in known)]
    by_cell: dict[tuple[str, str], list[Answer]] = {}
    for answer in answers:
        by_cell.setdefault((answer.material, answer.channel), []).append(answer)
    return [
        MatrixLine(
            material,
            tuple(cell(by_cell.get((material, each.slug), ()), example_ids, clock.today()) for each in channels),
        )
        for material in materials
    ]
