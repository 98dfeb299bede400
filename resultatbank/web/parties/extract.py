"""The register extract (GDPR article 15): everything that is held about a party, as a page to hand over and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from flask import current_app, make_response, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from resultatbank.config import Settings
from resultatbank.data.dossier import Dossier, dossier_of
from resultatbank.data.events import log
from resultatbank.data.models import Agreement, Example, Invitation, Package, Party
from resultatbank.rules import processing
from resultatbank.rules.calendar import LAST_DAY
from resultatbank.rules.roles import Action
from resultatbank.rules.words import AgreementKind, HowGiven, LegalBasis, LetterKind, PartyKind
from resultatbank.web import wording
from resultatbank.web.access import requires, stamp
from resultatbank.web.looks import show_day
from resultatbank.web.parties import places
from resultatbank.web.parties.blueprint import blueprint, party_or_404
from resultatbank.web.parties.words import material_label
from resultatbank.web.respond import page
from resultatbank.web.transactions import reads_first, write_now

SCHEMA = "resultatbank-registerutdrag"
SCHEMA_VERSION = 1
AS_JSON = "json"
Fields = dict[str, Any]


@blueprint.route("/parter/<id:party_id>/utdrag", methods=["GET", "POST"])
@requires(Action.SEE_PARTIES)
@reads_first
def extract(party_id: int) -> Response:
    """Make a register extract. That it was made is an event, so it is posted; it changes nothing else."""
    party = party_or_404(party_id)
    if request.method != "POST":
        return page("parties/extract.html", party=party, extract=None)
    by, dossier = stamp(), dossier_of(party)
    made = extract_of(dossier, current_app.config["SETTINGS"], by.at)
    if request.form.get("som") == AS_JSON:
        response = _download(made, f"registerutdrag-part-{party_id}-{by.day}.json")
    else:
        response = page("parties/extract.html", party=party, extract=made, at=by.at, when=shown)
    write_now()
    log(by, "party_extract", "party", party_id)
    return response


def _download(made: Fields, name: str) -> Response:
    response = make_response(json.dumps(made, ensure_ascii=False, indent=2))
    response.mimetype = "application/json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def extract_of(dossier: Dossier, settings: Settings, at: datetime) -> Fields:
    """Return the extract. The page shows just this, so the two can't differ. Instants are UTC, days Stockholm's.

    Staff stand as "staff": those who work under the authority are no recipients (EU court, C-579/21). Who received
    and who gave an answer stands as it was written: it is how the party's own answer was given.
    """
    titles = {each.id: each.headline for each in dossier.examples.values()}
    return {
        "schema": SCHEMA,
        "schema_version": SCHEMA_VERSION,
        "made_at": instant(at),
        "controller": controller(settings),
        "information": information(dossier),
        "party": _party(dossier.party),
        "appearances": [
            {
                "example": example_of(dossier.examples[each.example_id]),
                "materials": [each_one.material for each_one in each.materials],
                "material_labels": [material_label(each_one.material) for each_one in each.materials],
                "from": instant(each.created_at),
                "until": instant(each.ended_at),
            }
            for each in dossier.appearances
        ],
        "packages": [_package(each, dossier) for each in dossier.packages],
        "agreements": [_agreement(each, dossier, titles) for each in dossier.records],
        "requests": [
            {"asked_at": instant(each.asked_at), "example": titles[each.example_id]} for each in dossier.requests
        ],
        "invitations": [_invitation(each, dossier, titles) for each in dossier.invitations],
        "letters": [
            {
                "kind": each.kind,
                "kind_label": LetterKind(each.kind).label,
                "made_at": instant(each.made_at),
                "sent_at": instant(each.sent_at or each.by_hand_at),
            }
            for each in dossier.letters
        ],
        "placements": [
            {
                "example": titles[each.example_id],
                "channel": each.channel,
                "channel_label": dossier.channels.get(each.channel, each.channel),
                "address": each.address,
                "from": day(each.from_day),
                "until": day(each.until_day),
                "outcome": each.outcome,
                "outcome_reason": each.outcome_reason,
                "settled_on": day(each.settled_on),
            }
            for each in dossier.placements
        ],
        "texts": [
            {
                "belongs_to": titles.get(each.owner, "") if each.kind == "examples" else "",
                "kind": str(each.kind),
                "kind_label": each.kind.label,
                "column": each.column,
                "column_label": places.called(each.column, each.question),
                "parts": each.parts,
            }
            for each in dossier.texts
        ],
        "accounts_with_the_name": dossier.accounts,
        "events": [
            {
                "at": instant(line.event.at),
                "kind": line.event.kind,
                "what": line.words,
                "about": line.what,
                "actor": "staff" if line.event.actor_id else "system",
            }
            for line in wording.lines(dossier.events)
        ],
    }


def controller(settings: Settings) -> Fields:
    """Return who is responsible, and how they are reached."""
    return {
        "name": settings.authority_name,
        "contact": settings.contact,
        "data_protection_officer": settings.dpo_contact,
    }


def information(dossier: Dossier) -> Fields:
    """Return what article 15.1 a–h asks for beside the data themselves. Recipients are the channels in use."""
    bases = sorted({LegalBasis(each.basis) for each in dossier.records})
    used = {each.channel for each in dossier.placements}
    return {
        "purposes": list(processing.PURPOSES),
        "legal_bases": [f"{basis.label}, {processing.ARTICLES[basis]}" for basis in bases],
        "categories": list(processing.DATA),
        "recipients": [label for slug, label in dossier.channels.items() if slug in used],
        "third_countries": processing.THIRD_COUNTRIES,
        "storage": processing.STORAGE,
        "rights": list(processing.RIGHTS),
        "complaint": processing.COMPLAINT,
        "source": processing.SOURCE,
        "automated_decisions": processing.AUTOMATED,
    }


def _package(package: Package, dossier: Dossier) -> Fields:
    """Return a picture, film or recording of the party. Its title is left out: it may name somebody else."""
    materials = [each.material for each in package.parties if each.party_id == dossier.party.id]
    return {
        "example": dossier.examples[package.example_id].headline,
        "format_label": package.format.label if package.format else "",
        "materials": materials,
        "material_labels": [material_label(each) for each in materials],
        "file": {"sha256": package.file.sha256, "bytes": package.file.size} if package.file else None,
    }


def _party(party: Party) -> Fields:
    return {
        "id": party.id,
        "kind": party.kind,
        "kind_label": PartyKind(party.kind).label,
        "name": party.name,
        "organisation_number": party.organisation_number,
        "organisation": party.organisation.name if party.organisation else "",
        "role": party.role,
        "email": party.email,
        "phone": party.phone,
        "protected": party.protected,
        "minor": party.minor,
        "under_13": party.under_13,
        "guardian": party.guardian,
        "registered_at": instant(party.created_at),
    }


def example_of(example: Example) -> Fields:
    """Return an example by its id and title, and whether it is published."""
    return {"id": example.id, "title": example.headline, "state": example.state}


def _agreement(record: Agreement, dossier: Dossier, titles: Mapping[int, str]) -> Fields:
    decision = dossier.decisions.get(record.id)
    return {
        "id": record.id,
        "kind": record.kind,
        "kind_label": AgreementKind(record.kind).label,
        "legal_basis": record.basis,
        "legal_basis_label": LegalBasis(record.basis).label,
        "given_on": day(record.given_on),
        "recorded_at": instant(record.recorded_at),
        "renews": record.renews_id,
        "withdraws": record.withdraws_id,
        "covers_all_examples": record.covers_all,
        "examples": [titles[each.example_id] for each in record.covered],
        "answers": [
            {
                "material": each.material,
                "material_label": material_label(each.material),
                "channel": each.channel,
                "channel_label": dossier.channels.get(each.channel, each.channel),
                "answer": "yes" if each.yes else "no",
                "from": day(each.from_day),
                "until": day(each.until_day),
            }
            for each in record.answers
        ],
        "proof": _proof(record),
        "objection_decision": {"outcome": decision.outcome, "reason": decision.reason} if decision else None,
    }


def _proof(record: Agreement) -> Fields | None:
    proof = record.proof
    if proof is None:
        return None
    return {
        "how": proof.how,
        "how_label": HowGiven(proof.how).label,
        "note": proof.note,
        "received_by": proof.received_by,
        "answered_by": proof.answered_by,
        "capacity": proof.capacity,
        "place": proof.place,
        "language": proof.language,
        "notice_version": proof.notice_version,
        "notice": proof.text,
        "notice_sha256": proof.text_sha256,
        "file": {"name": proof.file.name, "sha256": proof.file.sha256} if proof.file else None,
    }


def _invitation(asked: Invitation, dossier: Dossier, titles: Mapping[int, str]) -> Fields:
    return {
        "reference": asked.reference,
        "way": asked.way,
        "legal_basis": asked.basis,
        "language": asked.language,
        "made_at": instant(asked.made_at),
        "from": day(asked.from_day),
        "until": day(asked.until_day),
        "answered_at": instant(asked.answered_at),
        "closed_at": instant(asked.closed_at),
        "covers_all_examples": asked.covers_all,
        "examples": [titles[each.example_id] for each in asked.covered],
        "asked_about": _cells(asked, dossier.channels),
        "notice": asked.text,
        "notice_sha256": asked.text_sha256,
    }


def _cells(asked: Invitation, channels: Mapping[str, str]) -> list[Fields]:
    pairs: Iterable[tuple[str, str]] = ((each.material, each.channel) for each in asked.cells)
    return [
        {"material": material, "channel": channel, "channel_label": channels.get(channel, channel)}
        for material, channel in pairs
    ]


def instant(at: datetime | None) -> str | None:
    """Return an instant as ISO 8601 in UTC."""
    return at.isoformat().replace("+00:00", "Z") if at else None


def day(value: date | None) -> str | None:
    """Return a day as ISO 8601. One without end is None."""
    return value.isoformat() if value and value != LAST_DAY else None


def shown(value: str | None) -> Markup:
    """Show a day, or the day in Stockholm of an instant, as the JSON has them."""
    read = None if value is None else datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    return show_day(read)
