"""Asking a party in its own time, on paper or by a personal link: what it is asked, its answer, and its regret."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from resultatbank.data import agreements, gate, letters
from resultatbank.data.agreements import Given, Proof, Replies
from resultatbank.data.events import Stamp, log
from resultatbank.data.models import Agreement, Invitation, InvitationCell, InvitationExample, Party, Term
from resultatbank.extensions import db
from resultatbank.rules.calendar import add_days, day_of
from resultatbank.rules.checksums import sha256_of
from resultatbank.rules.standing import Effect, shortened
from resultatbank.rules.words import AgreementEvent, Capacity, HowGiven, TermKind

DAYS_AFTER = 365
# No vowels, so that no words come of it, and nothing that looks or sounds like something else on the list.
_SIGNS = "CDFHJKLMNPRTVWX3479"


class AlreadyAnswered(Exception):
    """The party has answered already, perhaps in another window."""


class NotAsked(Exception):
    """The question no longer holds: the party has a protected identity, or the period is over."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a party is asked: materials in channels, for these examples (None: all), and the very text it sees.

    `from_day` and `until_day` are included. There is always an end.
    """

    way: str
    basis: str
    language: str
    cells: Collection[tuple[str, str]]
    from_day: date
    until_day: date
    text: str
    notice_version: int
    examples: Collection[int] | None = None
    renews_id: int | None = None


@dataclass(frozen=True, slots=True)
class Answerer:
    """On whose behalf somebody answers, and the name they gave, which is needed when it isn't their own."""

    capacity: str = Capacity.SELF
    name: str = ""


@dataclass(frozen=True, slots=True)
class Scan:
    """A signed form that has come back: the file, the day it was signed, who signed, and where."""

    file_id: int
    given_on: date
    signed_by: Answerer
    place: str = ""
    note: str = ""


# ------------------------------------------------------------------------------------------------------------ asking


def ask(party: Party, question: Question, stamp: Stamp) -> Invitation:
    """Ask a party. The text is frozen with its checksum, and a reference is drawn that can be read aloud.

    Raises ValueError when nothing is asked about, or when the period ends before it begins.
    """
    if not question.cells:
        raise ValueError("a question needs something to ask about")
    if question.until_day < question.from_day:
        raise ValueError("a period can't end before it begins")
    invitation = Invitation(
        reference=_reference(),
        party_id=party.id,
        way=question.way,
        basis=question.basis,
        language=question.language,
        covers_all=question.examples is None,
        from_day=question.from_day,
        until_day=question.until_day,
        renews_id=question.renews_id,
        text=question.text,
        text_sha256=sha256_of(question.text),
        notice_version=question.notice_version,
        made_at=stamp.at,
        made_by_id=stamp.by,
    )
    invitation.cells = [InvitationCell(material=each, channel=channel) for each, channel in sorted(set(question.cells))]
    invitation.covered = [InvitationExample(example_id=each) for each in sorted(set(question.examples or ()))]
    db.session.add(invitation)
    db.session.flush()
    log(stamp, AgreementEvent.REQUESTED, "invitation", invitation.id)
    return invitation


def would_shorten(party: Party, question: Question, stamp: Stamp) -> list[Effect]:
    """Return where a yes to all of a question would end before the longer yes of the party's that it replaces."""
    return _shortened(party.id, question, question.cells, question.examples, stamp)


def shortens(invitation: Invitation, stamp: Stamp) -> list[Effect]:
    """Return where a yes to all that a party is asked would end before a longer yes that it gave before."""
    return _shortened(invitation.party_id, invitation, asked_cells(invitation), covered_by(invitation), stamp)


def _shortened(
    party_id: int,
    asked: Question | Invitation,
    cells: Collection[tuple[str, str]],
    examples: Collection[int] | None,
    stamp: Stamp,
) -> list[Effect]:
    first = max(asked.from_day, stamp.day)
    given = Given(asked.basis, stamp.day, dict.fromkeys(cells, True), first, asked.until_day, examples)
    old = gate.answers_of_parties([party_id]).get(party_id, [])
    return shortened(old, agreements.as_answers(party_id, given, stamp), stamp.day)


def _reference() -> str:
    """Draw a reference that no question has: eight signs in two groups."""
    while True:
        signs = "".join(secrets.choice(_SIGNS) for _ in range(8))
        reference = f"{signs[:4]}-{signs[4:]}"
        if db.session.scalar(select(Invitation.id).where(Invitation.reference == reference)) is None:
            return reference


def new_link(invitation: Invitation, days: int, stamp: Stamp) -> str:
    """Make the token of a new personal link, which can be answered for so many days. The old link ends.

    Only the token's SHA-256 is kept, so this is the one time that it can be shown.
    """
    token = secrets.token_urlsafe(32)
    invitation.token_sha256 = sha256_of(token)
    invitation.token_until = stamp.at + timedelta(days=days)
    return token


def close(invitation: Invitation, stamp: Stamp) -> None:
    """Stop asking. The link ends at once; what has been answered stays."""
    if invitation.closed_at is None:
        invitation.closed_at = stamp.at
        letters.ask_no_more(invitation.id)
        log(stamp, "invitation_closed", "invitation", invitation.id)


# ----------------------------------------------------------------------------------------------------------- finding


def invitation_by_id(invitation_id: int) -> Invitation | None:
    """Return a question with all that belongs to it, by its id."""
    return db.session.scalar(_whole(select(Invitation).where(Invitation.id == invitation_id)))


def invitations_of(party_id: int, day: date) -> Sequence[Invitation]:
    """Return what a party is being asked, and what it has answered that runs on a day, the latest first."""
    current = or_(Invitation.answered_at.is_(None), Invitation.until_day >= day)
    query = select(Invitation).where(Invitation.party_id == party_id, Invitation.closed_at.is_(None), current)
    return db.session.scalars(_whole(query).order_by(Invitation.made_at.desc(), Invitation.id.desc())).all()


def waiting_about(example_id: int, party_ids: Collection[int]) -> dict[int, Invitation]:
    """Return by party the latest question about an example that it hasn't answered. Closed ones don't wait."""
    here = select(InvitationExample.invitation_id).where(InvitationExample.example_id == example_id)
    query = select(Invitation).where(
        Invitation.party_id.in_(party_ids),
        Invitation.closed_at.is_(None),
        Invitation.answered_at.is_(None),
        or_(Invitation.covers_all, Invitation.id.in_(here)),
    )
    return {each.party_id: each for each in db.session.scalars(query.order_by(Invitation.made_at, Invitation.id))}


def _whole(query: Select[Invitation]) -> Select[Invitation]:
    return query.options(
        joinedload(Invitation.party),
        joinedload(Invitation.made_by),
        selectinload(Invitation.cells),
        selectinload(Invitation.covered),
    )


def by_token(token: str, at: datetime, *, to_change: bool = False) -> Invitation | None:
    """Return what a personal link leads to, or None when it leads nowhere: unknown, replaced, ended or closed alike.

    A question is reached for as long as it can be answered; an answer for as long as it runs and a year more. One that
    is `to_change` is held, so that two windows can't answer it both.
    """
    query = select(Invitation).where(Invitation.token_sha256 == sha256_of(token))
    if to_change:
        query = query.with_for_update()
    found = db.session.scalar(query.execution_options(populate_existing=to_change))
    return found if found is not None and _is_reached(found, at) else None


def _is_reached(invitation: Invitation, at: datetime) -> bool:
    if invitation.closed_at is not None or invitation.party.erased_at is not None:
        return False
    if invitation.answered_at is not None:
        return day_of(at) <= add_days(invitation.until_day, DAYS_AFTER)
    return can_be_answered_by_link(invitation, at)


def can_be_answered_by_link(invitation: Invitation, at: datetime) -> bool:
    """Tell whether the link of an unanswered question still lives."""
    lives = invitation.token_until is not None and invitation.token_until > at
    return lives and invitation.closed_at is None and invitation.answered_at is None


def channels_of(invitation: Invitation) -> Sequence[Term]:
    """Return the channels that the party was asked about, in the order of the list, also those since retired."""
    slugs = {each.channel for each in invitation.cells}
    query = select(Term).where(Term.kind == TermKind.CHANNEL.value, Term.slug.in_(slugs))
    return db.session.scalars(query.order_by(Term.position, Term.id)).all()


# --------------------------------------------------------------------------------------------------------- answering


def answer(invitation: Invitation, replies: Replies, who: Answerer, stamp: Stamp) -> Agreement:
    """Record what a party answered by its link, with the text it saw. Noes to everything are a refusal, recorded too.

    A yes never holds from a day before it was given. Raises AlreadyAnswered; NotAsked when the question no longer
    holds; and ValueError for an answer to what wasn't asked.
    """
    proof = _proof(invitation, HowGiven.LINK, who)
    return _record(invitation, replies, proof, stamp.day, stamp)


def answer_on_paper(invitation: Invitation, replies: Replies, scan: Scan, stamp: Stamp) -> Agreement:
    """Record what a party answered on the printed form, with the text of that very form and the scan as proof.

    Raises as answer() does.
    """
    proof = _proof(invitation, HowGiven.PAPER, scan.signed_by, scan)
    return _record(invitation, replies, proof, scan.given_on, stamp)


def _proof(invitation: Invitation, how: HowGiven, who: Answerer, scan: Scan | None = None) -> Proof:
    return Proof(
        how=how,
        note=scan.note if scan else "",
        place=scan.place if scan else "",
        file_id=scan.file_id if scan else None,
        answered_by=who.name,
        capacity=who.capacity,
        language=invitation.language,
        notice_version=invitation.notice_version,
        text=invitation.text,
    )


def _record(invitation: Invitation, replies: Replies, proof: Proof, given_on: date, stamp: Stamp) -> Agreement:
    if invitation.answered_at is not None:
        raise AlreadyAnswered
    yes = any(replies.values())
    if invitation.closed_at is not None or (yes and invitation.until_day < given_on):
        raise NotAsked
    if invitation.party.protected and proof.how == HowGiven.LINK:
        raise NotAsked
    if not replies.keys() <= asked_cells(invitation):
        raise ValueError("an answer to what wasn't asked")
    given = Given(
        basis=invitation.basis,
        given_on=given_on,
        replies=replies,
        from_day=max(invitation.from_day, given_on),
        until_day=invitation.until_day,
        examples=covered_by(invitation),
        renews_id=invitation.renews_id,
    )
    record = agreements.record(invitation.party, given, proof, stamp, invitation.made_by_id)
    invitation.answered_at = stamp.at
    invitation.agreement_id = record.id
    letters.ask_no_more(invitation.id)
    return record


def defer(invitation: Invitation, stamp: Stamp) -> None:
    """Write down that the party will answer later. The link lives on. Raises AlreadyAnswered."""
    if invitation.answered_at is not None:
        raise AlreadyAnswered
    invitation.deferred_at = stamp.at
    log(stamp, AgreementEvent.DEFERRED, "invitation", invitation.id)


def asked_cells(invitation: Invitation) -> set[tuple[str, str]]:
    """Return the materials and channels that the party is asked about."""
    return {(each.material, each.channel) for each in invitation.cells}


def covered_by(invitation: Invitation) -> list[int] | None:
    """Return the examples that the question is about, None for all of them."""
    return None if invitation.covers_all else [each.example_id for each in invitation.covered]
