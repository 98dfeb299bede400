"""The record of processing (GDPR article 30): as a page to print and as JSON. It names no party."""

from __future__ import annotations

import json
from typing import Any

from flask import current_app, make_response
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data.processing import numbers
from resultatbank.rules import processing
from resultatbank.rules.roles import Action
from resultatbank.rules.words import PartyKind
from resultatbank.web.access import requires
from resultatbank.web.parties.blueprint import blueprint
from resultatbank.web.parties.extract import controller, instant
from resultatbank.web.respond import page

SCHEMA = "resultatbank-behandlingsregister"
SCHEMA_VERSION = 1


@blueprint.get("/behandlingsregister")
@requires(Action.SEE_PROCESSING)
def record_of_processing() -> Response:
    """Show the record of processing."""
    return page("parties/processing.html", record=record_of(), at=clock.now())


@blueprint.get("/behandlingsregister.json")
@requires(Action.SEE_PROCESSING)
def record_of_processing_json() -> Response:
    """Send the record of processing as JSON."""
    response = make_response(json.dumps(record_of(), ensure_ascii=False, indent=2))
    response.mimetype = "application/json"
    response.headers["Content-Disposition"] = f'attachment; filename="behandlingsregister-{clock.today()}.json"'
    return response


def record_of() -> dict[str, Any]:
    """Return what article 30.1 a–g asks for, and how much there is of each."""
    counted = numbers(clock.today())
    return {
        "schema": SCHEMA,
        "schema_version": SCHEMA_VERSION,
        "made_at": instant(clock.now()),
        "controller": controller(current_app.config["SETTINGS"]),
        "purposes": list(processing.PURPOSES),
        "data_subjects": list(processing.SUBJECTS),
        "data_categories": list(processing.DATA),
        "recipients": [{"channel": label, "placements": count} for label, count in counted.channels.items()],
        "third_countries": processing.THIRD_COUNTRIES,
        "storage": processing.STORAGE,
        "security": list(processing.SECURITY),
        "legal_bases": [
            {"basis": str(basis), "label": basis.label, "article": processing.ARTICLES[basis], "records": count}
            for basis, count in counted.bases.items()
        ],
        "numbers": {
            "persons": counted.parties[PartyKind.PERSON],
            "organisations": counted.parties[PartyKind.ORGANISATION],
            "minors": counted.minors,
            "protected": counted.protected,
            "parties_with_a_running_yes": counted.running,
            "current_appearances": counted.appearances,
            "users": counted.users,
            "files": counted.files,
            "erased": counted.erased,
        },
    }
