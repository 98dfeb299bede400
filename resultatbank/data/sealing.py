"""The chain of events: each event is sealed with the one before it, at the edge of the transaction that logged it.

A seal's digest is made from the event and the digest before it, so that no event can be changed, put in or taken away
without every later digest changing too. Only ids and field names go in: erasing a person never breaks the chain.
`data/verifying.py` proves it. See docs/decisions/0009-chain.md.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, event, insert, select, update
from sqlalchemy.orm import Session

from resultatbank.data.models import Event, Seal, SealHead
from resultatbank.extensions import db

# What the first event is linked to.
FIRST_DIGEST = "0" * 64
_UNSEALED = "events_to_seal"


class Head(NamedTuple):
    """A place in the chain, which can be written down outside: how many events it holds so far, and the last digest."""

    number: int
    digest: str

    def __str__(self) -> str:
        """Return it as it is written down: NUMBER:DIGEST."""
        return f"{self.number}:{self.digest}"


FIRST = Head(0, FIRST_DIGEST)


class Logged(NamedTuple):
    """What of an event is sealed."""

    id: int
    at: datetime
    actor_id: int | None
    kind: str
    subject: str
    subject_id: int
    example_id: int | None
    fields: list[Any]


def listen() -> None:
    """Begin to seal. Called once, after derive.listen(): what that works out is done when the chain is held."""
    if not event.contains(db.session, "after_flush", _collect):
        event.listen(db.session, "after_flush", _collect)
        event.listen(db.session, "before_commit", _seal)
        event.listen(db.session, "after_rollback", _forget)


def head() -> Head:
    """Return where the chain ends."""
    return Head(*db.session.execute(select(SealHead.number, SealHead.digest)).one())


def digest_after(previous: str, number: int, entry: Logged | Row[Any]) -> str:
    """Return the digest of the event that comes as this number after a digest."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    words = (str(entry.kind), str(entry.subject), entry.subject_id, entry.example_id, list(entry.fields))
    return checksum([previous, number, entry.id, at, entry.actor_id, *words])


def checksum(values: list[Any]) -> str:
    """Return the SHA-256 of values in their canonical form: JSON without spaces, in ASCII."""
    return hashlib.sha256(json.dumps(values, separators=(",", ":")).encode()).hexdigest()


def _collect(session: Session, _context: object) -> None:
    """Note what this transaction logs. An event that comes by another way is not sealed, and so is found."""
    unsealed: dict[int, Logged] = session.info.setdefault(_UNSEALED, {})
    for thing in session.new:
        if isinstance(thing, Event):
            unsealed[thing.id] = Logged(*(getattr(thing, name) for name in Logged._fields))


def _forget(session: Session) -> None:
    session.info.pop(_UNSEALED, None)


def _seal(session: Session) -> None:
    """Link the transaction's events in the order of their ids. Four statements at most, whatever their number.

    The head is locked last of all, so that others wait for the commit and nothing else.
    """
    session.flush()
    logged = sorted(session.info.pop(_UNSEALED, {}).values())
    if not logged:
        return
    connection = session.connection()
    last, digest = connection.execute(select(SealHead.number, SealHead.digest).with_for_update()).one()
    seals = []
    for number, entry in enumerate(logged, last + 1):
        digest = digest_after(digest, number, entry)
        seals.append({"event_id": entry.id, "number": number, "digest": digest})
    connection.execute(insert(Seal), seals)
    connection.execute(update(SealHead).values(number=last + len(seals), digest=digest))
