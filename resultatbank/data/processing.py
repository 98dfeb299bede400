"""The numbers of the record of processing (GDPR article 30): how many, never who."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select

from resultatbank.data.models import Agreement, Appearance, Party, PartyStance, Placement, StoredFile, Term, User
from resultatbank.data.stances import holds
from resultatbank.extensions import db
from resultatbank.rules.stances import StanceKind
from resultatbank.rules.standing import Standing
from resultatbank.rules.words import LegalBasis, PartyKind, TermKind


@dataclass(frozen=True, slots=True)
class Numbers:
    """How much personal data there is, by kind. Channels are by label, with the number of placements in each."""

    parties: dict[PartyKind, int]
    minors: int
    protected: int
    erased: int
    users: int
    appearances: int
    bases: dict[LegalBasis, int]
    running: int
    files: int
    channels: dict[str, int]


def numbers(day: date) -> Numbers:
    """Count. A constant number of statements."""
    living = Party.erased_at.is_(None)
    kinds = dict(db.session.execute(select(Party.kind, func.count()).where(living).group_by(Party.kind)).all())
    bases = dict(db.session.execute(select(Agreement.basis, func.count()).group_by(Agreement.basis)).all())
    placed = dict(db.session.execute(select(Placement.channel, func.count()).group_by(Placement.channel)).all())
    terms = select(Term.slug, Term.label).where(Term.kind == TermKind.CHANNEL.value, Term.retired.is_(False))
    runs = holds(StanceKind.STANDING, day, Standing.VALID, Standing.SOON)
    return Numbers(
        parties={kind: kinds.get(kind, 0) for kind in PartyKind},
        minors=_count(Party.minor.is_(True)),
        protected=_count(Party.protected.is_(True)),
        erased=_count(Party.erased_at.is_not(None)),
        users=_count(User.removed_at.is_(None)),
        appearances=_count(Appearance.ended_at.is_(None)),
        bases={basis: bases.get(basis, 0) for basis in LegalBasis},
        running=_count(runs, PartyStance.party_id.in_(select(Party.id).where(living))),
        files=_count(StoredFile.id > 0),
        channels={
            label: placed.get(slug, 0) for slug, label in db.session.execute(terms.order_by(Term.position, Term.id))
        },
    )


def _count(*conditions: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).where(*conditions)) or 0
