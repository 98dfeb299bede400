"""What parties have answered: recording, withdrawing and reading it. Records are added, never changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from resultatbank.data import confirmations, stances
from resultatbank.data.events import Stamp
from resultatbank.data.models import (
    Agreement,
    AgreementAnswer,
    AgreementExample,
    AgreementProof,
    AgreementRequest,
    Example,
    Party,
    Term,
)
from resultatbank.data.parties import Gone
from resultatbank.data.proofs import log_agreement
from resultatbank.extensions import db
from resultatbank.rules.calendar import LAST_DAY
from resultatbank.rules.checksums import sha256_of
from resultatbank.rules.clearance import Answer, instant_given
from resultatbank.rules.standing import replaces_running
from resultatbank.rules.words import (
    MATERIALS_OF,
    AgreementEvent,
    AgreementKind,
    Capacity,
    Ending,
    Language,
    PartyKind,
    TermKind,
)

Replies = Mapping[tuple[str, str], bool]


@dataclass(frozen=True, slots=True)
class Given:
    """What a party answered: yes or no by material and channel, for these examples (None: all the party is in).

    A yes holds from `from_day` until `until_day`, both included. A no begins on `given_on` and never ends.
    """

    basis: str
    given_on: date
    replies: Replies
    from_day: date
    until_day: date = LAST_DAY
    examples: Collection[int] | None = None
    renews_id: int | None = None
    withdraws_id: int | None = None
    ending: str = Ending.WITHDRAWN


@dataclass(frozen=True, slots=True)
class Proof:
    """How the answer was given, the text the party saw, and a file or a note that shows it.

    `notice_version` is the version of the template that the text was made from, 0 where there is no text.
    """

    how: str
    note: str = ""
    received_by: str = ""
    answered_by: str = ""
    capacity: str = Capacity.SELF
    place: str = ""
    language: str = Language.SWEDISH
    notice_version: int = 0
    text: str = ""
    file_id: int | None = None


def record(party: Party, given: Given, proof: Proof, stamp: Stamp, asked_by_id: int | None = None) -> Agreement:
    """Add a record of what a party answered. Where the party did it by itself, whoever asked stands as recorder.

    Raises Gone when the party is erased, and ValueError when nothing is answered, when the answer is given after the
    day of the stamp, or when a yes would end before it begins.
    """
    what = _what_is_given(party, given, stamp)
    agreement = _add(party, AgreementKind.GIVEN, given, proof, stamp, asked_by_id)
    log_agreement(stamp, what, agreement)
    return agreement


def _what_is_given(party: Party, given: Given, stamp: Stamp) -> AgreementEvent:
    if not any(given.replies.values()):
        return AgreementEvent.REFUSED
    if given.renews_id:
        return AgreementEvent.RENEWED
    old = stances.answers_of(select(Party.id).where(Party.id == party.id)).get(party.id, [])
    changes = replaces_running(old, as_answers(party.id, given, stamp), stamp.day)
    return AgreementEvent.CHANGED if changes else AgreementEvent.GIVEN


def withdraw(party: Party, given: Given, proof: Proof, stamp: Stamp, asked_by_id: int | None = None) -> Agreement:
    """Add a record of noes that takes back what a party allowed. Whatever it closes is closed at once.

    The party is told of it, unless the record that it takes back was wrong from the beginning.
    Raises ValueError as record() does, and when a reply is a yes.
    """
    if any(given.replies.values()):
        raise ValueError("a withdrawal holds only noes")
    agreement = _add(party, AgreementKind.WITHDRAWAL, given, proof, stamp, asked_by_id)
    log_agreement(stamp, AgreementEvent(f"agreement_{agreement.ending}"), agreement)
    confirmations.tell_that_it_stopped(agreement, stamp)
    return agreement


def _add(
    party: Party, kind: AgreementKind, given: Given, proof: Proof, stamp: Stamp, asked_by_id: int | None
) -> Agreement:
    if party.erased_at is not None:
        raise Gone
    if not given.replies:
        raise ValueError("a record needs an answer")
    if given.given_on > stamp.day:
        raise ValueError("an answer can't be given in the future")
    if any(given.replies.values()) and given.until_day < given.from_day:
        raise ValueError("a yes can't end before it begins")
    agreement = Agreement(
        party_id=party.id,
        kind=kind,
        basis=given.basis,
        given_on=given.given_on,
        recorded_at=stamp.at,
        recorded_by_id=stamp.by or asked_by_id,
        ending=given.ending if kind is AgreementKind.WITHDRAWAL else "",
        covers_all=given.examples is None,
        withdraws_id=given.withdraws_id,
        renews_id=given.renews_id,
    )
    agreement.covered = [AgreementExample(example_id=each) for each in sorted(set(given.examples or ()))]
    agreement.answers = [
        AgreementAnswer(
            material=answer.material,
            channel=answer.channel,
            yes=answer.yes,
            from_day=answer.from_day,
            until_day=answer.until_day,
            given_at=answer.given_at,
        )
        for answer in as_answers(party.id, given, stamp)
    ]
    checksum = sha256_of(proof.text) if proof.text else ""
    agreement.proof = AgreementProof(
        how=proof.how,
        note=proof.note,
        received_by=proof.received_by,
        answered_by=proof.answered_by,
        capacity=proof.capacity,
        place=proof.place,
        language=proof.language,
        notice_version=proof.notice_version,
        text=proof.text,
        text_sha256=checksum,
        file_id=proof.file_id,
    )
    db.session.add(agreement)
    db.session.flush()
    return agreement


def as_answers(party_id: int, given: Given, stamp: Stamp) -> list[Answer]:
    """Return the answers as the rules read them, as if they were recorded now."""
    return [
        Answer(
            party_id=party_id,
            material=material,
            channel=channel,
            yes=yes,
            from_day=given.from_day if yes else given.given_on,
            until_day=given.until_day if yes else LAST_DAY,
            given_at=instant_given(given.given_on, yes, stamp.at),
            recorded_at=stamp.at,
            agreement_id=0,
            examples=None if given.examples is None else frozenset(given.examples),
        )
        for (material, channel), yes in sorted(given.replies.items())
    ]


def everything(party: Party) -> Replies:
    """Return a no to every material in every channel there is, or that the party was ever asked about."""
    slugs = set(db.session.scalars(select(Term.slug).where(Term.kind == TermKind.CHANNEL.value)))
    materials = {str(each) for each in MATERIALS_OF[PartyKind(party.kind)]}
    for agreement in agreements_of(party.id):
        slugs.update(answer.channel for answer in agreement.answers)
        materials.update(answer.material for answer in agreement.answers)
    return {(material, channel): False for material in materials for channel in slugs}


def agreement_by_id(agreement_id: int) -> Agreement | None:
    """Return a record with all that belongs to it, by its id."""
    return db.session.scalar(_whole(select(Agreement).where(Agreement.id == agreement_id)))


def latest_about(example_id: int, shown: Mapping[int, Collection[str]]) -> dict[int, Agreement]:
    """Return by party its latest record that covers an example and answers about something that it shows of the party.

    `shown` is that by party; of one of whom nothing is said to be shown any record counts. Two queries at most.
    """
    here = select(AgreementExample.agreement_id).where(AgreementExample.example_id == example_id)
    query = select(Agreement).where(Agreement.party_id.in_(shown), or_(Agreement.covers_all, Agreement.id.in_(here)))
    query = query.options(selectinload(Agreement.answers))
    order = (Agreement.given_on, Agreement.recorded_at, Agreement.id)
    return {
        each.party_id: each
        for each in db.session.scalars(query.order_by(*order))
        if not shown[each.party_id] or any(answer.material in shown[each.party_id] for answer in each.answers)
    }


def agreements_of(party_id: int) -> Sequence[Agreement]:
    """Return a party's records, the latest given first, with all that belongs to them."""
    query = select(Agreement).where(Agreement.party_id == party_id)
    order = (Agreement.given_on.desc(), Agreement.recorded_at.desc(), Agreement.id.desc())
    return db.session.scalars(_whole(query).order_by(*order).execution_options(populate_existing=True)).all()


def _whole(query: Select[Agreement]) -> Select[Agreement]:
    return query.options(
        selectinload(Agreement.answers),
        selectinload(Agreement.covered),
        joinedload(Agreement.proof).joinedload(AgreementProof.file),
        joinedload(Agreement.recorded_by),
        joinedload(Agreement.party),
    )


def has_later(agreement: Agreement) -> bool:
    """Tell whether the party has answered anything after this record."""
    later = (Agreement.given_on > agreement.given_on) | (
        (Agreement.given_on == agreement.given_on) & (Agreement.id > agreement.id)
    )
    query = select(Agreement.id).where(Agreement.party_id == agreement.party_id, later).limit(1)
    return db.session.scalar(query) is not None


def examples_by_id(ids: Iterable[int]) -> dict[int, Example]:
    """Return examples by their ids."""
    query = select(Example).where(Example.id.in_(list(ids)))
    return {example.id: example for example in db.session.scalars(query)}


def requests_to(party_id: int) -> Sequence[AgreementRequest]:
    """Return when the party was asked for an answer, the latest first."""
    query = select(AgreementRequest).where(AgreementRequest.party_id == party_id)
    query = query.options(joinedload(AgreementRequest.example))
    return db.session.scalars(query.order_by(AgreementRequest.asked_at.desc())).all()
