"""The demo's parties, what the examples show of them, and what they have answered."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from resultatbank.data import confirmations, files
from resultatbank.data.events import Stamp, log
from resultatbank.data.models import (
    Agreement,
    AgreementAnswer,
    AgreementExample,
    AgreementProof,
    AgreementRequest,
    Appearance,
    AppearanceMaterial,
    Example,
    Party,
    StoredFile,
    User,
)
from resultatbank.data.proofs import log_agreement
from resultatbank.demo.content import Calendar, Entry, entries
from resultatbank.extensions import db
from resultatbank.rules.calendar import LAST_DAY
from resultatbank.rules.checksums import sha256_of
from resultatbank.rules.clearance import instant_given
from resultatbank.rules.words import (
    AgreementEvent,
    AgreementKind,
    Capacity,
    Ending,
    HowGiven,
    Language,
    LegalBasis,
    PartyKind,
)
from resultatbank.web.parties.notices import notice_for

_AS_THEY_STAND = ("kind", "name", "role", "email", "phone", "protected", "minor", "guardian")


def add_parties(calendar: Calendar) -> dict[str, Party]:
    """Add the parties, by their keys. An organisation stands before the people in it."""
    parties: dict[str, Party] = {}
    for entry in entries("party"):
        party = Party(
            **{name: entry[name] for name in _AS_THEY_STAND if name in entry},
            organisation=parties.get(entry.get("organisation", "")),
            created_at=calendar.at(entry["created"]),
        )
        db.session.add(party)
        parties[entry["key"]] = party
    db.session.flush()
    for party in parties.values():
        log(Stamp(None, party.created_at), "party_added", "party", party.id)
    return parties


def add_appearances(parties: dict[str, Party], examples: dict[str, Example], by: User) -> None:
    """Add who is in which example, and what of theirs it shows."""
    for entry in entries("example"):
        example = examples[entry["key"]]
        for key, materials in entry.get("people", {}).items():
            appearance = Appearance(
                example_id=example.id, party_id=parties[key].id, created_at=example.created_at, created_by_id=by.id
            )
            appearance.materials = [AppearanceMaterial(material=each) for each in sorted(materials.split())]
            appearance.quote = entry.get("quotes", {}).get(key, "")
            db.session.add(appearance)
            stamp = Stamp(by.id, example.created_at)
            log(stamp, "appearance_added", "party", parties[key].id, example=example.id, fields=materials.split())
    db.session.flush()


def add_agreements(
    parties: dict[str, Party],
    examples: dict[str, Example],
    people: dict[str, User],
    calendar: Calendar,
    data_dir: Path,
) -> None:
    """Add what the parties have answered and taken back, and what they have been asked. Letters are kept as files."""
    agreements: dict[str, Agreement] = {}
    for entry in entries("agreement"):
        party = parties[entry["party"]]
        agreement = _agreement(entry, party, people, agreements, calendar)
        agreement.covered = [AgreementExample(example_id=examples[key].id) for key in entry.get("examples", ())]
        agreement.proof = _proof(entry, party, agreement, [examples[key].headline for key in entry.get("examples", ())])
        if "letter" in entry:
            agreement.proof.file = _letter(entry, party, agreement, data_dir)
        db.session.add(agreement)
        db.session.flush()
        agreements[entry["key"]] = agreement
        stamp = Stamp(agreement.recorded_by_id, agreement.recorded_at)
        log_agreement(stamp, _what(agreement), agreement)
        confirmations.tell_that_it_stopped(agreement, stamp)
    for entry in entries("request"):
        db.session.add(
            AgreementRequest(
                example_id=examples[entry["example"]].id,
                party_id=parties[entry["party"]].id,
                asked_at=calendar.at(entry["asked"]),
                asked_by_id=people["karin"].id,
            )
        )
    db.session.flush()


def _agreement(
    entry: Entry, party: Party, people: dict[str, User], earlier: dict[str, Agreement], calendar: Calendar
) -> Agreement:
    recorded_at = calendar.at(entry["given"])
    agreement = Agreement(
        party_id=party.id,
        kind=AgreementKind.WITHDRAWAL if "withdraws" in entry else AgreementKind.GIVEN,
        basis=LegalBasis(entry.get("basis", LegalBasis.CONSENT)),
        given_on=calendar.day(entry["given"]),
        recorded_at=recorded_at,
        recorded_by_id=people[entry.get("by", "karin")].id,
        ending=entry.get("ending", Ending.WITHDRAWN) if "withdraws" in entry else "",
        covers_all="examples" not in entry,
        withdraws_id=earlier[entry["withdraws"]].id if "withdraws" in entry else None,
        renews_id=earlier[entry["renews"]].id if "renews" in entry else None,
    )
    begins = calendar.day(entry["from"]) if "from" in entry else agreement.given_on
    agreement.answers = [
        AgreementAnswer(
            material=material,
            channel=channel,
            yes=yes,
            from_day=begins if yes else agreement.given_on,
            until_day=calendar.last_day(entry.get("until")) if yes else LAST_DAY,
            given_at=instant_given(agreement.given_on, yes, recorded_at),
        )
        for material, channel, yes in _replies(entry)
    ]
    return agreement


def _what(agreement: Agreement) -> AgreementEvent:
    if agreement.ending:
        return AgreementEvent(f"agreement_{agreement.ending}")
    if not any(answer.yes for answer in agreement.answers):
        return AgreementEvent.REFUSED
    return AgreementEvent.RENEWED if agreement.renews_id else AgreementEvent.GIVEN


def _replies(entry: Entry) -> Iterator[tuple[str, str, bool]]:
    """Yield each answer. The files group them: every material in every channel beside it."""
    for name, yes in (("yes", True), ("no", False)):
        for each in entry.get(name, ()):
            for material in each["of"].split():
                for channel in each["in"].split():
                    yield material, channel, yes


def _proof(entry: Entry, party: Party, agreement: Agreement, titles: Sequence[str]) -> AgreementProof:
    answered_by = entry.get("answered_by", party.guardian if party.minor else party.name)
    capacity = (
        Capacity.REPRESENTATIVE
        if party.kind == PartyKind.ORGANISATION
        else Capacity.GUARDIAN
        if party.minor
        else Capacity.SELF
    )
    proof = AgreementProof(
        how=HowGiven(entry["how"]),
        note=entry.get("note", ""),
        received_by=entry.get("received_by", "Karin Mållander"),
        answered_by=answered_by,
        capacity=capacity,
    )
    if agreement.kind == AgreementKind.GIVEN:
        period = next(((each.from_day, each.until_day) for each in agreement.answers if each.yes), (None, None))
        cells = [(each.material, each.channel) for each in agreement.answers]
        basis, by = LegalBasis(agreement.basis), "" if capacity is Capacity.SELF else answered_by
        seen = notice_for(party, basis, Language.SWEDISH, cells, titles, *period, capacity=capacity, answered_by=by)
        proof.text, proof.text_sha256, proof.notice_version = seen.text, sha256_of(seen.text), seen.version
    return proof


def _letter(entry: Entry, party: Party, agreement: Agreement, data_dir: Path) -> StoredFile:
    letter = EmailMessage()
    letter["From"] = f"{party.name} <{party.email}>"
    letter["To"] = "kommunikation@example.se"
    letter["Date"] = format_datetime(agreement.recorded_at)
    letter["Subject"] = entry["subject"]
    letter.set_content(entry["letter"])
    stamp = Stamp(agreement.recorded_by_id, agreement.recorded_at)
    return files.store(io.BytesIO(letter.as_bytes()), f"{entry['subject']}.eml", "message/rfc822", stamp, data_dir)
