"""A party that changes its mind by its link: what holds of all it has said, and taking back some of it, or all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from resultatbank.data import agreements, gate
from resultatbank.data.agreements import Given, Proof, Replies
from resultatbank.data.events import Stamp
from resultatbank.data.invitations import Answerer, asked_cells, covered_by
from resultatbank.data.models import Agreement, AgreementProof, Invitation, Party
from resultatbank.extensions import db
from resultatbank.rules.clearance import Answer
from resultatbank.rules.endings import OF_THE_PARTY
from resultatbank.rules.standing import Cell, cell, still_yes
from resultatbank.rules.words import AgreementKind, HowGiven, LegalBasis, Word


class Said(Word):
    """What holds today of something that the party was asked about."""

    YES = "yes", "Ja"
    NO = "no", "Nej"
    TAKEN_BACK = "taken_back", "Återtaget"
    ENDED = "ended", "Har gått ut"


@dataclass(frozen=True, slots=True)
class Beside:
    """A record besides the answer that is looked at, with the materials and channels in which its yes still holds."""

    record: Agreement
    cells: frozenset[tuple[str, str]]


def what_holds(invitation: Invitation, day: date) -> dict[tuple[str, str], Said]:
    """Return what holds on a day of each thing that the party answered, whatever it has said since, in any way.

    A yes whose first day hasn't come is a yes.
    """
    record = invitation.agreement
    if record is None:
        return {}
    answers = _answers(invitation)
    examples = covered_by(invitation) or []
    return {
        (each.material, each.channel): _said(
            cell(
                (a for a in answers if (a.material, a.channel) == (each.material, each.channel)),
                examples,
                max(day, each.from_day),
            )
        )
        for each in record.answers
    }


def _answers(invitation: Invitation) -> list[Answer]:
    return gate.answers_of_parties([invitation.party_id]).get(invitation.party_id, [])


def _said(now: Cell) -> Said:
    if now in (Cell.YES, Cell.MIXED):
        return Said.YES
    return {Cell.WITHDRAWN: Said.TAKEN_BACK, Cell.EXPIRED: Said.ENDED}.get(now, Said.NO)


def stands_after_no(invitation: Invitation, stamp: Stamp) -> bool:
    """Tell whether some yes of the party's would still hold if it said no to all that it is asked."""
    replies = dict.fromkeys(asked_cells(invitation), False)
    given = Given(invitation.basis, stamp.day, replies, stamp.day, examples=covered_by(invitation))
    noes = agreements.as_answers(invitation.party_id, given, stamp)
    return bool(still_yes([*_answers(invitation), *noes], stamp.day))


def beside(invitation: Invitation, stamp: Stamp) -> list[Beside]:
    """Return what would still hold of what the party has said in other ways, if it took this whole answer back.

    The latest given comes first.
    """
    if invitation.agreement is None:
        return []
    given = _given(invitation.agreement, _yeses(invitation, stamp.day), covered_by(invitation), stamp)
    noes = agreements.as_answers(invitation.party_id, given, stamp)
    return _by_record(still_yes([*_answers(invitation), *noes], stamp.day))


def _yeses(invitation: Invitation, day: date) -> Replies:
    return {each: False for each, said in what_holds(invitation, day).items() if said is Said.YES}


def _by_record(yeses: Iterable[Answer]) -> list[Beside]:
    cells: dict[int, set[tuple[str, str]]] = {}
    for each in yeses:
        cells.setdefault(each.agreement_id, set()).add((each.material, each.channel))
    query = select(Agreement).where(Agreement.id.in_(cells)).options(selectinload(Agreement.covered))
    records = db.session.scalars(query.order_by(Agreement.given_on.desc(), Agreement.id.desc()))
    return [Beside(record, frozenset(cells[record.id])) for record in records]


def withdraw(invitation: Invitation, cells: Iterable[tuple[str, str]], who: Answerer, stamp: Stamp) -> Agreement:
    """Record that the party takes back its yes to these materials in these channels. It holds at once.

    It is called what it is on the legal basis: a withdrawal, an objection, or the end of a contract. Raises ValueError
    when nothing of it is a yes any longer.
    """
    if invitation.agreement is None:
        raise ValueError("nothing is answered that could be taken back")
    yeses = _yeses(invitation, stamp.day)
    noes = {each: False for each in cells if each in yeses}
    given = _given(invitation.agreement, noes, covered_by(invitation), stamp)
    return agreements.withdraw(invitation.party, given, _proof(invitation, who), stamp, invitation.made_by_id)


def withdraw_everything(invitation: Invitation, who: Answerer, stamp: Stamp) -> list[Agreement]:
    """Record that the party takes back every yes that it has given in any way, in all its examples. It holds at once.

    There is a record for each legal basis, called what it is on that basis. Without a yes left there is none.
    """
    by_basis: dict[str, list[Beside]] = {}
    for each in _by_record(still_yes(_answers(invitation), stamp.day)):
        by_basis.setdefault(each.record.basis, []).append(each)
    records = []
    for mine in by_basis.values():
        noes = {cell: False for each in mine for cell in each.cells}
        own = next((each.record for each in mine if each.record.id == invitation.agreement_id), mine[0].record)
        given = _given(own, noes, None, stamp)
        records.append(
            agreements.withdraw(invitation.party, given, _proof(invitation, who), stamp, invitation.made_by_id)
        )
    return records


def _given(ended: Agreement, noes: Replies, examples: Collection[int] | None, stamp: Stamp) -> Given:
    return Given(
        basis=ended.basis,
        given_on=stamp.day,
        replies=noes,
        from_day=stamp.day,
        examples=examples,
        withdraws_id=ended.id,
        ending=OF_THE_PARTY[LegalBasis(ended.basis)],
    )


def _proof(invitation: Invitation, who: Answerer) -> Proof:
    return Proof(how=HowGiven.LINK, answered_by=who.name, capacity=who.capacity, language=invitation.language)


def lately_by_link(since: datetime, limit: int = 20) -> Sequence[Agreement]:
    """Return what parties have answered or taken back by themselves since an instant, the latest first."""
    query = select(Agreement).join(AgreementProof, AgreementProof.agreement_id == Agreement.id)
    query = query.join(Party, Party.id == Agreement.party_id).where(
        AgreementProof.how == HowGiven.LINK.value, Agreement.recorded_at >= since, Party.erased_at.is_(None)
    )
    query = query.options(joinedload(Agreement.party), selectinload(Agreement.answers))
    return db.session.scalars(query.order_by(Agreement.recorded_at.desc(), Agreement.id.desc()).limit(limit)).all()


def taken_back(invitation: Invitation, day: date) -> tuple[date, bool] | None:
    """Return when something of what a party answered was last taken back, and whether no yes of it is left.

    None when nothing of it is taken back.
    """
    holds = what_holds(invitation, day)
    gone = {each for each, said in holds.items() if said is Said.TAKEN_BACK}
    days = [each.given_on for each in endings_since(invitation) if gone & ended_cells(each, invitation)]
    return (max(days), Said.YES not in holds.values()) if days else None


def ended_cells(ending: Agreement, invitation: Invitation) -> set[tuple[str, str]]:
    """Return which yeses of what a party answered a later record ended, in some of the examples it was asked about."""
    record = invitation.agreement
    covered = {each.example_id for each in ending.covered}
    asked = covered_by(invitation)
    if record is None or not (ending.covers_all or asked is None or covered & set(asked)):
        return set()
    yeses = {(each.material, each.channel) for each in record.answers if each.yes}
    return yeses & {(each.material, each.channel) for each in ending.answers}


def endings_since(invitation: Invitation) -> Sequence[Agreement]:
    """Return the records that have ended what the party had allowed, since it answered, the latest first."""
    record = invitation.agreement
    if record is None:
        return []
    query = select(Agreement).where(
        Agreement.party_id == invitation.party_id,
        Agreement.kind == AgreementKind.WITHDRAWAL.value,
        Agreement.recorded_at >= record.recorded_at,
    )
    query = query.options(selectinload(Agreement.answers), selectinload(Agreement.covered))
    return db.session.scalars(query.order_by(Agreement.recorded_at.desc(), Agreement.id.desc())).all()
