"""What parties' answers come to, on a day and through time, and the rows that the register asks.

The rows are worked out before the commit that adds an answer (derive.py), and proved by `verify`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, insert, select

from resultatbank.data.models import Agreement, AgreementAnswer, AgreementExample, PartyStance
from resultatbank.extensions import db
from resultatbank.rules.clearance import Answer
from resultatbank.rules.stances import StanceKind, stances
from resultatbank.rules.standing import State, standing
from resultatbank.rules.words import AgreementKind

_BATCH = 500


def holds(kind: StanceKind, day: date, *values: str) -> ColumnElement[bool]:
    """Return the condition on rows of PartyStance that they say something of this kind on a day, or one of these."""
    found = (PartyStance.kind == kind.value) & (PartyStance.from_day <= day) & (PartyStance.until_day >= day)
    return found & PartyStance.value.in_(values) if values else found


def states_of(party_ids: Select[int], day: date) -> dict[int, State]:
    """Return where each party that has ever answered stands on a day. Two queries, whatever the number."""
    return {party_id: standing(answers, day) for party_id, answers in answers_of(party_ids).items()}


def answers_of(party_ids: Select[int]) -> dict[int, list[Answer]]:
    """Return the parties' answers, read as plain columns. Two queries, whatever the number."""
    covered: dict[int, set[int]] = {}
    mentioned = select(AgreementExample.agreement_id, AgreementExample.example_id).join(
        Agreement, Agreement.id == AgreementExample.agreement_id
    )
    for agreement_id, example_id in db.session.execute(mentioned.where(Agreement.party_id.in_(party_ids))):
        covered.setdefault(agreement_id, set()).add(example_id)
    columns = select(
        Agreement.party_id,
        Agreement.id,
        Agreement.kind,
        Agreement.covers_all,
        Agreement.recorded_at,
        AgreementAnswer.material,
        AgreementAnswer.channel,
        AgreementAnswer.yes,
        AgreementAnswer.from_day,
        AgreementAnswer.until_day,
        AgreementAnswer.given_at,
    ).join(AgreementAnswer, AgreementAnswer.agreement_id == Agreement.id)
    found: dict[int, list[Answer]] = {}
    for row in db.session.execute(columns.where(Agreement.party_id.in_(party_ids))):
        found.setdefault(row.party_id, []).append(
            Answer(
                party_id=row.party_id,
                material=row.material,
                channel=row.channel,
                yes=row.yes,
                from_day=row.from_day,
                until_day=row.until_day,
                given_at=row.given_at,
                recorded_at=row.recorded_at,
                agreement_id=row.id,
                withdrawal=row.kind == AgreementKind.WITHDRAWAL,
                examples=None if row.covers_all else frozenset(covered.get(row.id, ())),
            )
        )
    return found


def refresh(party_ids: Iterable[int]) -> None:
    """Work out again what is true of these parties, and store it."""
    for batch in _batches(sorted(party_ids)):
        gone = delete(PartyStance).where(PartyStance.party_id.in_(batch))
        db.session.execute(gone, execution_options={"synchronize_session": False})
        rows = _worked_out(batch)
        if rows:
            db.session.execute(_insert(), rows)


def _insert() -> Any:
    """Return a plain insert: these rows are worked out, and no object of theirs is in the session."""
    table: Any = PartyStance.__table__
    return insert(table)


def rebuild() -> int:
    """Work out every party again and store it. Returns how many have answered."""
    db.session.execute(delete(PartyStance), execution_options={"synchronize_session": False})
    ids = _who_have_answered()
    refresh(ids)
    return len(ids)


def verify() -> list[int]:
    """Return the ids of the parties whose stored rows differ from what they should be. Changes nothing."""
    columns: list[Any] = list(PartyStance.__table__.columns)
    ids = {*_who_have_answered(), *db.session.scalars(select(PartyStance.party_id).distinct())}
    wrong: set[int] = set()
    for batch in _batches(sorted(ids)):
        stored = db.session.execute(select(*columns).where(PartyStance.party_id.in_(batch))).mappings().all()
        differ = {tuple(row.items()) for row in stored} ^ {tuple(row.items()) for row in _worked_out(batch)}
        wrong.update(dict(row)["party_id"] for row in differ)
    return sorted(wrong)


def _worked_out(party_ids: list[int]) -> list[dict[str, Any]]:
    mine = Agreement.party_id.in_(party_ids)
    bases = dict(db.session.execute(select(Agreement.id, Agreement.basis).where(mine)).all())
    answers = answers_of(select(Agreement.party_id).where(mine))
    return [
        {"party_id": party_id, **asdict(each), "kind": str(each.kind)}
        for party_id, given in sorted(answers.items())
        for each in stances(given, bases)
    ]


def _who_have_answered() -> list[int]:
    return list(db.session.scalars(select(Agreement.party_id).distinct()))


def _batches(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH))
