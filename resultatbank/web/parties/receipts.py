"""The receipt of an agreement: a page to print and JSON-LD, with the field names of ISO/IEC TS 27560:2023 and W3C DPV.

A receipt is a snapshot: what holds is decided by the party's latest answers, and its events tell what happened.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from flask import current_app, make_response
from werkzeug.wrappers import Response

from resultatbank.config import Settings
from resultatbank.data import agreements, gate, sealing
from resultatbank.data.models import Agreement, AgreementAnswer, Event, Term
from resultatbank.data.receipts import events_of_record
from resultatbank.data.words import channel_labels
from resultatbank.rules import dpv, processing
from resultatbank.rules.roles import Action
from resultatbank.rules.words import AgreementKind, Capacity, HowGiven, Language, LegalBasis, Material, Reading
from resultatbank.web import wording
from resultatbank.web.access import requires, stamp
from resultatbank.web.parties.blueprint import agreement_or_404, blueprint
from resultatbank.web.parties.extract import Fields, controller, day, instant
from resultatbank.web.parties.words import grouped
from resultatbank.web.respond import page
from resultatbank.web.transactions import remember_reading

_CONTROLLER, _AUTHORITY = "org:controller", "org:authority"
_IMY = "Integritetsskyddsmyndigheten (IMY)"


@blueprint.get("/overenskommelser/<id:agreement_id>/kvitto")
@requires(Action.SEE_PARTIES)
def agreement_receipt(agreement_id: int) -> Response:
    """Show a receipt to print and give to the party."""
    record = agreement_or_404(agreement_id)
    remember_reading(stamp(), Reading.RECEIPT, "agreement", record.id)
    events = events_of_record(record)
    settings: Settings = current_app.config["SETTINGS"]
    made = receipt_of(record, events, settings)
    labels = channel_labels()
    return page(
        "parties/agreement_receipt.html",
        record=record,
        receipt=made,
        basis=LegalBasis(record.basis),
        controller=controller(settings),
        processing=processing,
        language=Language(record.proof.language) if record.proof else Language.SWEDISH,
        capacity=Capacity(record.proof.capacity) if record.proof else Capacity.SELF,
        yeses=grouped([each for each in record.answers if each.yes], labels),
        noes=grouped([each for each in record.answers if not each.yes], labels),
        yes=next((each for each in record.answers if each.yes), None),
        examples=list(agreements.examples_by_id(each.example_id for each in record.covered).values()),
        happened=wording.lines(events),
    )


@blueprint.get("/overenskommelser/<id:agreement_id>/kvitto.json")
@requires(Action.SEE_PARTIES)
def agreement_receipt_json(agreement_id: int) -> Response:
    """Send the same receipt as JSON-LD."""
    record = agreement_or_404(agreement_id)
    remember_reading(stamp(), Reading.RECEIPT, "agreement", record.id)
    made = receipt_of(record, events_of_record(record), current_app.config["SETTINGS"])
    response = make_response(json.dumps(made, ensure_ascii=False, indent=2))
    response.mimetype = "application/ld+json"
    response.headers["Content-Disposition"] = f'attachment; filename="kvitto-{record.id}.json"'
    return response


def receipt_of(record: Agreement, events: Sequence[Event], settings: Settings) -> Fields:
    """Return the receipt. Its id becomes another as soon as something happens; the record's is always the same."""
    address = f"{settings.public_url}/overenskommelser/{record.id}"
    latest = max((each.id for each in events), default=0)
    return {
        "@context": dpv.CONTEXT,
        "@id": _urn(f"{address}/kvitto#{latest}"),
        "@type": ["rb:Receipt"],
        "dct:conformsTo": dpv.PROFILE,
        "dpv:hasIdentifier": _urn(f"{address}/kvitto#{latest}"),
        "dct:created": instant(events[-1].at if events else record.recorded_at),
        "dct:creator": _CONTROLLER,
        "rb:chainHead": str(sealing.head()),
        "dct:subject": _record(record, events, settings, _urn(address)),
    }


def _urn(address: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, address)}"


def _record(record: Agreement, events: Sequence[Event], settings: Settings, urn: str) -> Fields:
    words = gate.channels()
    return {
        "@id": urn,
        "@type": ["dpv:ConsentRecord" if record.basis == LegalBasis.CONSENT else "rb:ProcessingRecord"],
        "dct:conformsTo": dpv.RECORD_PROFILE,
        "dpv:hasIdentifier": urn,
        "dct:identifier": str(record.id),
        "dct:created": instant(record.recorded_at),
        "dct:creator": _CONTROLLER,
        "dct:language": "sv",
        "rb:kind": record.kind,
        "rb:renews": record.renews_id,
        "rb:withdraws": record.withdraws_id,
        "dpv:hasDataSubject": {
            "@type": ["dpv:DataSubject"],
            "dpv:hasIdentifier": f"rb:party:{record.party_id}",
            "dpv:hasName": record.party.name,
        },
        "dpv:hasNotice": [_notice(record)],
        "dpv:hasProcess": [_process(record, words)],
        "dpv:hasEntity": _entities(settings, words, record),
        "rb:hasEvent": [_event(each, record) for each in events],
    }


def _notice(record: Agreement) -> Fields:
    proof = record.proof
    return {
        "@type": ["dpv:ConsentNotice" if record.basis == LegalBasis.CONSENT else "dpv:PrivacyNotice"],
        "dpv:hasIdentifier": f"rb:notice:{record.basis}",
        "dct:hasVersion": str(proof.notice_version) if proof else "",
        "dct:language": proof.language if proof else "",
        "dct:description": proof.text if proof else "",
        "rb:sha256": proof.text_sha256 if proof else "",
    }


def _process(record: Agreement, words: Sequence[Term]) -> Fields:
    """Return what is done with the data, and inside it each answer: what of the party's, where, and until when."""
    proof = record.proof
    return {
        "@type": ["dpv:Process"],
        "dpv:hasPurpose": [
            {
                "@type": ["dpv:Purpose"],
                "skos:broader": "dpv:PublicRelations",
                "skos:prefLabel": processing.PURPOSES[0],
            }
        ],
        "dpv:hasLegalBasis": dpv.LEGAL_BASES[LegalBasis(record.basis)],
        "dpv:hasDataController": [_CONTROLLER],
        "dpv:hasAuthority": [_AUTHORITY],
        "dpv:hasProcessing": ["dpv:Collect", "dpv:Store", "dpv:MakeAvailable"],
        "dpv:hasDataSource": ["dpv:DataSubjectDataSource"],
        "rb:collectionMethod": dpv.COLLECTED[HowGiven(proof.how)] if proof else "",
        "dpv:hasStorageCondition": [
            {"@type": ["dpv:StorageLocation"], "dpv:hasLocation": "loc:SE"},
            {
                "@type": ["dpv:StorageDuration"],
                "dpv:hasDuration": {"@type": "dpv:UntilEventDuration", "rdf:value": processing.STORAGE},
            },
        ],
        "dpv:hasJurisdiction": ["loc:EU", "loc:SE"],
        "dpv:hasRight": dpv.RIGHTS,
        "dpv:hasConsentControl": [
            {
                "@type": ["dpv:WithdrawConsent"],
                "dpv:isExercisedAt": current_app.config["SETTINGS"].contact,
                "skos:prefLabel": processing.STOPPING[LegalBasis(record.basis)],
            }
        ],
        "rb:coversAllExamples": record.covers_all,
        "rb:coversExample": [each.example_id for each in record.covered],
        "dpv:hasProcess": _answers(record, words),
    }


def _answers(record: Agreement, words: Sequence[Term]) -> list[Fields]:
    order = {term.slug: number for number, term in enumerate(words)}
    groups: dict[tuple[str, bool], list[AgreementAnswer]] = {}
    for answer in record.answers:
        groups.setdefault((answer.channel, answer.yes), []).append(answer)
    ordered = sorted(groups.items(), key=lambda each: (order.get(each[0][0], len(order)), each[0]))
    return [_answer(record, channel, yes, answers) for (channel, yes), answers in ordered]


def _answer(record: Agreement, channel: str, yes: bool, answers: Sequence[AgreementAnswer]) -> Fields:
    first = answers[0]
    until: Any = day(first.until_day)
    duration = {"@type": ["dpv:UntilTimeDuration"], "rdf:value": until} if until else {"@type": ["dpv:EndlessDuration"]}
    told = "withdrawn" if record.kind == AgreementKind.WITHDRAWAL else "given" if yes else "refused"
    status = {
        "@type": [dpv.EVENTS[told]],
        "dpv:isIndicatedAtTime": instant(first.given_at),
        "dpv:isIndicatedBy": f"rb:party:{record.party_id}",
        "dpv:isExercisedAt": dpv.COLLECTED[HowGiven(record.proof.how)] if record.proof else "",
        "rb:from": day(first.from_day),
        "dpv:hasDuration": duration,
    }
    name = "dpv:hasConsentStatus" if record.basis == LegalBasis.CONSENT else "rb:hasStatus"
    return {
        "@type": ["dpv:Process"],
        "rb:answer": "yes" if yes else "no",
        "dpv:hasPersonalData": [
            {
                "@type": ["dpv:PersonalData"],
                "skos:broader": dpv.DATA_KINDS[Material(each.material)],
                "skos:prefLabel": Material(each.material).label,
            }
            for each in answers
        ],
        "dpv:hasRecipient": [f"rb:channel:{channel}"],
        name: [status],
    }


def _entities(settings: Settings, words: Sequence[Term], record: Agreement) -> Fields:
    known = {term.slug: term for term in words}
    labels = channel_labels()
    used = sorted({each.channel for each in record.answers})
    return {
        _CONTROLLER: {
            "@type": ["dpv:DataController", "dpv:PublicAuthority"],
            "dpv:hasName": settings.authority_name,
            "dpv:hasContact": settings.contact,
            "rb:dataProtectionOfficer": settings.dpo_contact,
            "dpv:hasAddress": settings.public_url,
        },
        _AUTHORITY: {"@type": ["dpv:DataProtectionAuthority"], "dpv:hasName": _IMY, "dpv:hasContact": "imy@imy.se"},
        **{
            f"rb:channel:{slug}": {
                "@type": ["dpv:Entity"],
                "rdfs:subClassOf": ["dpv:Recipient"],
                "skos:prefLabel": labels.get(slug, slug),
                "rb:internal": slug in known and known[slug].internal,
            }
            for slug in used
        },
    }


def _event(event: Event, record: Agreement) -> Fields:
    """Return an event: its type, when, and the role of the one who did it. Staff stand by their role, never by name."""
    kind = event.kind.removeprefix("agreement_")
    if kind == "given" and event.subject_id == record.id and not any(each.yes for each in record.answers):
        kind = "refused"
    return {
        "rb:type": kind,
        "rb:record": event.subject_id,
        "dct:date": instant(event.at),
        "dpv:isImplementedByEntity": _CONTROLLER,
        "rb:actor": "staff" if event.actor_id else "system",
        **({"dpv:hasConsentStatus": dpv.EVENTS[kind]} if _is_state(kind, record) else {}),
    }


def _is_state(kind: str, record: Agreement) -> bool:
    return record.basis == LegalBasis.CONSENT and kind in dpv.EVENTS
