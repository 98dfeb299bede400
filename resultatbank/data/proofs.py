"""The checksums of agreements. The event that registers a record carries them, so that a later change is found.

They are made from ids, words, days and other checksums, never from names or texts: erasing a party leaves them right.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from resultatbank.data.events import Stamp, log
from resultatbank.data.models import (
    Agreement,
    AgreementAnswer,
    AgreementExample,
    AgreementProof,
    Event,
    StoredFile,
)
from resultatbank.data.sealing import checksum
from resultatbank.extensions import db
from resultatbank.rules.words import AgreementEvent

_RECORD = (
    Agreement.id,
    Agreement.party_id,
    Agreement.kind,
    Agreement.ending,
    Agreement.basis,
    Agreement.given_on,
    Agreement.recorded_at,
    Agreement.recorded_by_id,
    Agreement.covers_all,
    Agreement.withdraws_id,
    Agreement.renews_id,
)
_ANSWER = (
    AgreementAnswer.material,
    AgreementAnswer.channel,
    AgreementAnswer.yes,
    AgreementAnswer.from_day,
    AgreementAnswer.until_day,
    AgreementAnswer.given_at,
)
_PROOF = (
    AgreementProof.how,
    AgreementProof.capacity,
    AgreementProof.language,
    AgreementProof.notice_version,
    AgreementProof.text_sha256,
)


class Digests(NamedTuple):
    """A record's checksums: of all of it, and of its answers by themselves, so that one can say what has changed."""

    record: str
    answers: str

    @property
    def fields(self) -> list[str]:
        """As an event carries them."""
        return [f"record={self.record}", f"answers={self.answers}"]


def log_agreement(stamp: Stamp, what: AgreementEvent, agreement: Agreement) -> Event:
    """Log something that happens to a record, with the record's checksums. The record must be flushed and whole."""
    return log(stamp, what, "agreement", agreement.id, fields=digests_of([agreement.id])[agreement.id].fields)


def digests_of(ids: Collection[int]) -> dict[int, Digests]:
    """Return records' checksums, read from the database as it stands. Four statements, whatever the number."""
    covered = _grouped(select(AgreementExample.agreement_id, AgreementExample.example_id), AgreementExample, ids)
    answers = _grouped(select(AgreementAnswer.agreement_id, *_ANSWER), AgreementAnswer, ids)
    with_file = select(AgreementProof.agreement_id, *_PROOF, StoredFile.sha256)
    with_file = with_file.outerjoin(StoredFile, StoredFile.id == AgreementProof.file_id)
    proofs = _grouped(with_file, AgreementProof, ids)
    found = {}
    for row in db.session.execute(select(*_RECORD).where(Agreement.id.in_(ids))):
        said = checksum(answers.get(row.id, []))
        parts = [_plain(row), covered.get(row.id, []), said, proofs.get(row.id, [])]
        found[row.id] = Digests(checksum(parts), said)
    return found


def _grouped(query: Any, table: Any, ids: Collection[int]) -> dict[int, list[list[Any]]]:
    """Return the rows that belong to each record, in an order that depends on nothing but them."""
    found: dict[int, list[list[Any]]] = {}
    for agreement_id, *values in db.session.execute(query.where(table.agreement_id.in_(ids))):
        found.setdefault(agreement_id, []).append(_plain(values))
    return {agreement_id: sorted(rows) for agreement_id, rows in found.items()}


def _plain(values: Iterable[Any]) -> list[Any]:
    """Return values as JSON can hold them, alike on both engines."""
    return [
        value.astimezone(UTC).isoformat(timespec="microseconds")
        if isinstance(value, datetime)
        else value.isoformat()
        if isinstance(value, date)
        else value
        for value in values
    ]
