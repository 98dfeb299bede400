"""What is worked out from the rest at the edge of each transaction: clearance, listing, queue, facets, search index,
and what is true of each party (stances.py).

Before that, what was written is read for names, since a question about one may close the example (findings.py).

Nobody has to remember it: a change to anything it builds on marks the examples concerned (after each flush), and they
are worked out again before the commit. Should something reach the tables by another way, triggers have emptied the
stored rows, so that the example is shut rather than open. `verify` proves the stored rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import delete, event, insert, inspect, select, union
from sqlalchemy.orm import Session

from resultatbank.data import facts, findings, stances
from resultatbank.data.models import (
    Agreement,
    AgreementAnswer,
    AgreementExample,
    AgreementRequest,
    Appearance,
    AppearanceMaterial,
    Clearance,
    Due,
    Event,
    Example,
    ExampleRegion,
    ExampleTerm,
    ExampleText,
    Facet,
    Finding,
    FollowUp,
    InboxItem,
    Indicator,
    Listing,
    Measurement,
    Package,
    PackageParty,
    Party,
    Placement,
    PutOff,
    Review,
    Source,
    TargetGroup,
    Term,
    User,
)
from resultatbank.extensions import db
from resultatbank.rules.words import TermKind
from resultatbank.search import put_all

_OF_AN_EXAMPLE = (
    Appearance,
    AgreementRequest,
    ExampleRegion,
    ExampleText,
    Finding,
    FollowUp,
    Indicator,
    Measurement,
    Package,
    Placement,
    PutOff,
    Review,
    TargetGroup,
)
# What an example says, and who it says is in it: when these change, its texts are read for names.
_SAYS = (ExampleText, Source, Package, Appearance)
_BATCH = 200
_MARKED = "examples_to_work_out"
_TO_READ = "examples_to_read"
_ANSWERED = "parties_who_answered"
_NAMED = "parties_with_new_names"
_SAVED_AT = "saved_at"
_ALL = "work_out_all"


@dataclass(frozen=True, slots=True)
class Derived:
    """Everything stored that is worked out for one example, as plain values."""

    example_id: int
    listing: dict[str, Any]
    clearance: frozenset[tuple[str, date, date]] = frozenset()
    due: frozenset[tuple[int, date, date]] = frozenset()
    facets: frozenset[tuple[int, int]] = field(default=frozenset())


def listen() -> None:
    """Begin to mark and work out. Called once, when the app is made."""
    if not event.contains(db.session, "after_flush", _mark):
        event.listen(db.session, "after_flush", _mark)
        event.listen(db.session, "before_commit", _work_out_marked)
        event.listen(db.session, "after_rollback", _forget)


def mark(example_ids: Iterable[int]) -> None:
    """Have these examples worked out again before the commit."""
    db.session().info.setdefault(_MARKED, set()).update(example_ids)


def work_out() -> None:
    """Work out now what the transaction has touched so far, for an answer that must tell how things stand."""
    _work_out_marked(db.session())


def _mark(session: Session, _context: object) -> None:
    marked: set[int] = session.info.setdefault(_MARKED, set())
    to_read: set[int] = session.info.setdefault(_TO_READ, set())
    answered: set[int] = session.info.setdefault(_ANSWERED, set())
    parties: set[int] = set()
    for thing in [*session.new, *session.dirty, *session.deleted]:
        if isinstance(thing, _SAYS):
            to_read.add(thing.example_id)
        if isinstance(thing, Example):
            marked.add(thing.id)
            to_read.add(thing.id)
        elif isinstance(thing, _OF_AN_EXAMPLE):
            marked.add(thing.example_id)
        elif isinstance(thing, AppearanceMaterial):
            changed = _example_of(session, thing.appearance_id)
            marked.update(changed)
            to_read.update(changed)
        elif isinstance(thing, InboxItem):
            marked.update([thing.example_id] if thing.example_id else [])
        elif isinstance(thing, Party):
            parties.add(thing.id)
            if inspect(thing).attrs.name.history.has_changes():
                session.info.setdefault(_NAMED, set()).add(thing.id)
        elif isinstance(thing, Agreement):
            answered.add(thing.party_id)
        elif isinstance(thing, AgreementAnswer | AgreementExample):
            answered.update(_party_of(session, thing.agreement_id))
        elif isinstance(thing, User):
            marked.update(_answered_for_by(session, thing.id))
        elif isinstance(thing, Term) and thing.kind == TermKind.CHANNEL and thing in session.new:
            session.info[_ALL] = True
        elif isinstance(thing, Term) and inspect(thing).attrs.review_months.history.has_changes():
            marked.update(_examples_about(session, thing.id))
        elif isinstance(thing, Event):
            session.info[_SAVED_AT] = thing.at
    if parties or answered:
        marked.update(_examples_with(session, parties | answered))


def _example_of(session: Session, appearance_id: int) -> Iterable[int]:
    return session.scalars(select(Appearance.example_id).where(Appearance.id == appearance_id)).all()


def _party_of(session: Session, agreement_id: int) -> Iterable[int]:
    return session.scalars(select(Agreement.party_id).where(Agreement.id == agreement_id)).all()


def _examples_with(session: Session, parties: set[int]) -> Iterable[int]:
    named = select(Appearance.example_id).where(Appearance.party_id.in_(parties), Appearance.ended_at.is_(None))
    seen = select(Package.example_id).join(PackageParty, PackageParty.package_id == Package.id)
    return session.scalars(union(named, seen.where(PackageParty.party_id.in_(parties)))).all()


def _examples_about(session: Session, term_id: int) -> Iterable[int]:
    return session.scalars(select(ExampleTerm.example_id).where(ExampleTerm.term_id == term_id)).all()


def _answered_for_by(session: Session, user_id: int) -> Iterable[int]:
    query = select(Example.id).where((Example.responsible_id == user_id) | (Example.fallback_id == user_id))
    return session.scalars(query).all()


def _forget(session: Session) -> None:
    for each in (_MARKED, _TO_READ, _NAMED, _ANSWERED, _SAVED_AT, _ALL):
        session.info.pop(each, None)


def _work_out_marked(session: Session) -> None:
    session.flush()
    _read_marked(session)
    stances.refresh(session.info.pop(_ANSWERED, set()))
    everything = session.info.pop(_ALL, False)
    marked: set[int] = session.info.pop(_MARKED, set())
    ids = sorted(session.scalars(select(Example.id)).all()) if everything else sorted(marked)
    for batch in _batches(ids):
        _store(session, batch)
    put_all(session.connection(), facts.all_documents(ids))


def _read_marked(session: Session) -> None:
    """Ask about the names in what the transaction has written, as of its latest event.

    A party that is new, or has a new name, may stand in what was written long ago: those texts are read too.
    """
    to_read: set[int] = session.info.pop(_TO_READ, set())
    ids = sorted(to_read | findings.examples_to_read_for(session.info.pop(_NAMED, set())))
    at = session.info.pop(_SAVED_AT, None)
    for batch in _batches(ids):
        findings.refresh(batch, at)


def _batches(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]


def _store(session: Session, ids: list[int]) -> None:
    """Work out a batch and store it: the number of statements doesn't grow with the batch."""
    found = worked_out(ids)
    for table in (Clearance, Due, Facet, Listing):
        session.execute(
            delete(table).where(table.example_id.in_(ids)), execution_options={"synchronize_session": False}
        )
    _insert(session, Listing, [each.listing for each in found])
    _insert(
        session,
        Clearance,
        [
            {"example_id": each.example_id, "channel": channel, "from_day": start, "until_day": until}
            for each in found
            for channel, start, until in sorted(each.clearance)
        ],
    )
    _insert(
        session,
        Due,
        [
            {"example_id": each.example_id, "reason": reason, "from_day": start, "until_day": until}
            for each in found
            for reason, start, until in sorted(each.due)
        ],
    )
    _insert(
        session,
        Facet,
        [
            {"example_id": each.example_id, "kind": kind, "value": value}
            for each in found
            for kind, value in sorted(each.facets)
        ],
    )


def _insert(session: Session, table: type[Any], rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(table.__table__), rows)


def worked_out(ids: list[int]) -> list[Derived]:
    """Return what should be stored for the examples. Changes nothing."""
    return [
        Derived(
            example_id=each.example_id,
            listing=each.listing(),
            clearance=frozenset(each.clearance()),
            due=frozenset((row.reason.value, row.from_day, row.until_day) for row in each.due()),
            facets=frozenset(each.facets),
        )
        for each in facts.load(ids)
    ]


def rebuild() -> int:
    """Read every example for names, work it out again and store it. Returns how many there are."""
    ids = sorted(db.session.scalars(select(Example.id)).all())
    for batch in _batches(ids):
        findings.refresh(batch)
        _store(db.session(), batch)
    put_all(db.session.connection(), facts.all_documents(ids))
    return len(ids)


def verify() -> list[int]:
    """Return the ids of the examples whose stored rows differ from what they should be. Changes nothing."""
    ids = sorted(db.session.scalars(select(Example.id)).all())
    wrong: set[int] = set()
    for batch in _batches(ids):
        should = {each.example_id: each for each in worked_out(batch)}
        stored = _stored(batch)
        wrong.update(example_id for example_id in batch if should.get(example_id) != stored.get(example_id))
    wrong.update(_orphans(set(ids)))
    return sorted(wrong)


def _stored(ids: list[int]) -> dict[int, Derived]:
    columns = list(Listing.__table__.columns)
    listings = db.session.execute(select(*columns).where(Listing.example_id.in_(ids))).mappings().all()
    open_days = _grouped(ids, Clearance.example_id, Clearance.channel, Clearance.from_day, Clearance.until_day)
    rows = _grouped(ids, Due.example_id, Due.reason, Due.from_day, Due.until_day)
    facets = _grouped(ids, Facet.example_id, Facet.kind, Facet.value)
    return {
        listing["example_id"]: Derived(
            listing["example_id"],
            dict(listing),
            frozenset(open_days.get(listing["example_id"], ())),
            frozenset(rows.get(listing["example_id"], ())),
            frozenset(facets.get(listing["example_id"], ())),
        )
        for listing in listings
    }


def _grouped(ids: list[int], key: Any, *columns: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for example_id, *values in db.session.execute(select(key, *columns).where(key.in_(ids))):
        found.setdefault(example_id, []).append(tuple(values))
    return found


def _orphans(ids: set[int]) -> set[int]:
    """Return examples that have stored rows without existing: only raw SQL could have left them."""
    stored = set(db.session.scalars(select(Listing.example_id)).all())
    return stored - ids
