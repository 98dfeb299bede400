"""Proves that the registry's evidence is what it was when it was registered. Reads only, and names each broken place.

What is proved: the chain of events, each record against the checksums in its event, the frozen texts, the proof files
on disk, and what is worked out from all of it. docs/decisions/0009-chain.md says what it doesn't prove.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row, Select, String, cast, exists, func, select

from resultatbank.data import derive, stances
from resultatbank.data.files import path_of
from resultatbank.data.models import (
    Agreement,
    AgreementProof,
    Erasure,
    Event,
    Example,
    Invitation,
    Party,
    Seal,
    SealHead,
    StoredFile,
)
from resultatbank.data.proofs import Digests, digests_of
from resultatbank.data.sealing import FIRST, FIRST_DIGEST, Head, digest_after
from resultatbank.extensions import db
from resultatbank.rules.checksums import sha256_of
from resultatbank.rules.words import RECORDING, AgreementEvent

_LINKS = 5000
_RECORDS = 500
# Seals are numbered from 1. What tampering has put before them is read too.
_BEFORE_ALL = -(2**31)
# A record has its checksums in the event that registered it, or in one that was written when the chain began.
_WITH_CHECKSUMS = (*RECORDING, AgreementEvent.SEALED)
_OF_ERASING = ("party_erased", AgreementEvent.ERASED)


@dataclass(slots=True)
class Report:
    """What was proved, in numbers, and the places where it breaks, as Swedish sentences."""

    faults: list[str] = field(default_factory=list)
    events: int = 0
    agreements: int = 0
    texts: int = 0
    files: int = 0
    examples: int = 0
    head: Head = FIRST


def verify(data_dir: Path, anchors: Collection[Head] = ()) -> Report:
    """Prove all of it, and that the chain passes through the places written down outside. Changes nothing."""
    report = Report()
    proofs: dict[str, Callable[[], None]] = {
        "Kedjan": lambda: _prove_chain(report, anchors),
        "Överenskommelserna": lambda: _prove_records(report),
        "Raderingarna": lambda: _prove_erasures(report),
        "Texterna": lambda: _prove_texts(report),
        "Filerna": lambda: _prove_files(report, data_dir),
        "Det som räknas fram": lambda: _prove_clearance(report),
    }
    for what, prove in proofs.items():
        try:
            prove()
        except (ValueError, TypeError) as error:
            # SQLite keeps whatever is written into a column, also what is no day, instant or number.
            report.faults.append(f"{what}: ett värde går inte att läsa, så resten är inte prövad. {error}")
    report.faults += [f"Händelse {each}: tidpunkten går inte att läsa." for each in _events_without_instant()]
    return report


def _events_without_instant() -> Iterator[int]:
    for event_id, at in db.session.execute(select(Event.id, cast(Event.at, String)).order_by(Event.id)):
        try:
            datetime.fromisoformat(at)
        except (ValueError, TypeError):
            yield event_id


# ------------------------------------------------------------------------------------------------- the chain


def _prove_chain(report: Report, anchors: Collection[Head]) -> None:
    """Follow the chain link by link. After a broken one it goes on from the digest that stands there."""
    number, digest, digests = 0, FIRST_DIGEST, {0: FIRST_DIGEST}
    wanted = {each.number for each in anchors}
    for link in _links():
        if link.number != number + 1:
            report.faults.append(f"Kedjan: mellan nummer {number} och {link.number} fattas något.")
        elif link.id is None:
            report.faults.append(f"Händelse {link.event_id} (nummer {link.number} i kedjan) är borttagen.")
        elif digest_after(digest, link.number, link) != link.digest:
            report.faults.append(f"Händelse {link.id} (nummer {link.number} i kedjan) är ändrad.")
        number, digest = link.number, link.digest
        report.events += 1
        if number in wanted:
            digests[number] = digest
    unsealed = select(Event.id).where(~exists().where(Seal.event_id == Event.id)).order_by(Event.id)
    for event_id in db.session.scalars(unsealed):
        report.faults.append(f"Händelse {event_id} är inte skriven av Resultatbank: den saknar plats i kedjan.")
    _prove_head(report, Head(number, digest))
    for anchor in anchors:
        if digests.get(anchor.number) != anchor.digest:
            report.faults.append(f"Kedjan går inte genom det som är antecknat utanför för nummer {anchor.number}.")


def _links() -> Iterator[Row[Any]]:
    """Give each seal with its event, in the order of their numbers."""
    query = select(
        Seal.number,
        Seal.digest,
        Seal.event_id,
        Event.id,
        Event.at,
        Event.actor_id,
        Event.kind,
        Event.subject,
        Event.subject_id,
        Event.example_id,
        Event.fields,
    ).outerjoin(Event, Event.id == Seal.event_id)
    return _in_batches(query, Seal.number, _LINKS, lambda row: row.number)


def _prove_head(report: Report, last: Head) -> None:
    stored = db.session.execute(select(SealHead.number, SealHead.digest)).all()
    report.head = last
    if [Head(*each) for each in stored] != [last]:
        report.faults.append(f"Kedjans huvud: det som är sparat är inte det sista ledet, nummer {last.number}.")


# ----------------------------------------------------------------------------------------------- the records


def _prove_records(report: Report) -> None:
    ids = list(db.session.scalars(select(Agreement.id).order_by(Agreement.id)))
    report.agreements = len(ids)
    for start in range(0, len(ids), _RECORDS):
        batch = ids[start : start + _RECORDS]
        now, logged = digests_of(batch), _logged_checksums(batch)
        for agreement_id in batch:
            fault = _fault_of_record(now[agreement_id], logged.get(agreement_id, {}))
            if fault:
                report.faults.append(f"Överenskommelse {agreement_id}: {fault}")
    gone = select(Event.subject_id, func.min(Event.id)).where(
        Event.subject == "agreement", ~exists().where(Agreement.id == Event.subject_id)
    )
    for agreement_id, event_id in db.session.execute(gone.group_by(Event.subject_id).order_by(Event.subject_id)):
        report.faults.append(
            f"Överenskommelse {agreement_id}: posten är borttagen, men händelse {event_id} finns kvar."
        )


def _logged_checksums(ids: list[int]) -> dict[int, dict[str, set[str]]]:
    """Return by record, and by what it is a checksum of, those that its events carry. "registered" if one must."""
    query = select(Event.subject_id, Event.kind, Event.fields)
    found: dict[int, dict[str, set[str]]] = {}
    for agreement_id, kind, fields in db.session.execute(
        query.where(Event.subject == "agreement", Event.subject_id.in_(ids))
    ):
        mine = found.setdefault(agreement_id, {})
        said = dict(each.split("=", 1) for each in fields if str(each).startswith(("record=", "answers=")))
        for name, digest in said.items():
            mine.setdefault(name, set()).add(digest)
        if kind in _WITH_CHECKSUMS and said:
            mine.setdefault("registered", set()).add(kind)
    return found


def _fault_of_record(now: Digests, logged: dict[str, set[str]]) -> str:
    if not logged.get("registered"):
        return "det finns ingen händelse om att den registrerades."
    if logged["record"] == {now.record}:
        return ""
    if logged.get("answers", set()) != {now.answers}:
        return "svaren är ändrade sedan de registrerades."
    return "posten är ändrad sedan den registrerades."


def _prove_erasures(report: Report) -> None:
    """A party is erased only under a decision, and with an event. Otherwise its texts and files must be there."""
    decided = exists().where(Erasure.party_id == Party.id)
    told = exists().where(
        Event.kind.in_(_OF_ERASING),
        ((Event.subject == "party") & (Event.subject_id == Party.id))
        | ((Event.subject == "agreement") & Event.subject_id.in_(_records_of_party())),
    )
    query = select(Party.id).where(Party.erased_at.is_not(None), ~(decided & told)).order_by(Party.id)
    for party_id in db.session.scalars(query):
        report.faults.append(f"Part {party_id}: är märkt som gallrad, men det finns inget gallringsbeslut i registret.")


def _records_of_party() -> Select[int]:
    return select(Agreement.id).where(Agreement.party_id == Party.id).correlate(Party)


# ----------------------------------------------------------------------------------------- texts, files, clearance


def _prove_texts(report: Report) -> None:
    of_records = (
        select(AgreementProof.agreement_id, AgreementProof.text, AgreementProof.text_sha256, Party.erased_at)
        .join(Agreement, Agreement.id == AgreementProof.agreement_id)
        .join(Party, Party.id == Agreement.party_id)
    )
    of_invitations = select(Invitation.id, Invitation.text, Invitation.text_sha256, Party.erased_at).join(
        Party, Party.id == Invitation.party_id
    )
    for what, query, key in (
        ("Överenskommelse", of_records, AgreementProof.agreement_id),
        ("Förfrågan", of_invitations, Invitation.id),
    ):
        for owner, text, digest, erased_at in _in_batches(query, key, _RECORDS, lambda row: row[0]):
            report.texts += bool(digest)
            if erased_at is not None and text:
                report.faults.append(f"{what} {owner}: texten finns kvar fast parten är gallrad.")
            elif erased_at is None and digest != (sha256_of(text) if text else ""):
                report.faults.append(f"{what} {owner}: texten är en annan än den som parten såg.")


def _prove_files(report: Report, data_dir: Path) -> None:
    query = (
        select(AgreementProof.agreement_id, StoredFile)
        .join(StoredFile, StoredFile.id == AgreementProof.file_id)
        .join(Agreement, Agreement.id == AgreementProof.agreement_id)
        .join(Party, Party.id == Agreement.party_id)
        .where(Party.erased_at.is_(None))
    )
    for agreement_id, file in _in_batches(query, AgreementProof.agreement_id, _RECORDS, lambda row: row[0]):
        report.files += 1
        try:
            right = _checksum_of(path_of(file, data_dir)) == file.sha256
        except OSError:
            report.faults.append(f"Överenskommelse {agreement_id}: bevisfilen saknas eller går inte att läsa.")
            continue
        if not right:
            report.faults.append(f"Överenskommelse {agreement_id}: bevisfilen är en annan än den som sparades.")


def _checksum_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _prove_clearance(report: Report) -> None:
    report.examples = db.session.scalar(select(func.count()).select_from(Example)) or 0
    for example_id in derive.verify():
        report.faults.append(f"Exempel {example_id}: var det får användas är inte det som reglerna säger.")
    for party_id in stances.verify():
        report.faults.append(f"Part {party_id}: läget i registret är inte det som svaren säger.")


def _in_batches(query: Select[*tuple[Any, ...]], key: Any, size: int, key_of: Callable[[Any], int]) -> Iterator[Any]:
    """Give the rows of a query in the order of a key, some at a time: no table has to fit in memory."""
    last = _BEFORE_ALL
    while rows := db.session.execute(query.where(key > last).order_by(key).limit(size)).all():
        yield from rows
        last = key_of(rows[-1])
