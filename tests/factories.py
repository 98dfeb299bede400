"""Things to test with. All people and companies are plainly invented."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from itertools import count
from typing import Any

from resultatbank.data import accounts, findings, invitations
from resultatbank.data.events import Stamp
from resultatbank.data.models import (
    Agreement,
    AgreementAnswer,
    AgreementExample,
    Appearance,
    AppearanceMaterial,
    Erasure,
    Example,
    ExampleRegion,
    ExampleText,
    FeedKey,
    Finding,
    Indicator,
    Invitation,
    InvitationCell,
    InvitationExample,
    Letter,
    Measurement,
    NoticeTemplate,
    ObjectionDecision,
    Party,
    PutOff,
    Review,
    StoredFile,
    Term,
    User,
)
from resultatbank.extensions import db
from resultatbank.rules.calendar import LAST_DAY
from resultatbank.rules.clearance import instant_given
from resultatbank.rules.roles import Role
from resultatbank.rules.words import (
    FIRST_CHANNELS,
    AgreementKind,
    FindingKind,
    FindingOutcome,
    InvitationWay,
    Language,
    LegalBasis,
    LetterKind,
    Naming,
    ObjectionOutcome,
    PartyKind,
    State,
)

PASSWORD = "en påhittad mening att logga in med"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LONG_AGO = datetime(2025, 1, 7, 9, 0, tzinfo=UTC)
CHANNELS = tuple(channel.key for channel in FIRST_CHANNELS)
_numbers = count(1)


def settle_names(example: Example, outcome: FindingOutcome = FindingOutcome.PUBLIC_ROLE) -> None:
    """Answer every question about a name in an example's texts."""
    findings.refresh([example.id])
    for each in findings.open_in([example.id]).get(example.id, []):
        findings.settle(each, outcome, Stamp(None, NOW))


@cache
def _password_hash() -> str:
    """One hash for all, since making one is slow on purpose."""
    return accounts._hasher.hash(PASSWORD)


def user(*roles: Role, name: str = "", email: str = "", at: datetime = NOW) -> User:
    """A person, employee and whatever else is said."""
    number = next(_numbers)
    person = User(
        email=email or f"person{number}@example.se",
        name=name or f"Påhittad Person {number}",
        password_hash=_password_hash(),
        created_at=at,
    )
    person.roles = [accounts.UserRole(role=role) for role in sorted({*roles, Role.EMPLOYEE})]
    db.session.add(person)
    db.session.flush()
    return person


def stamp(by: User | None = None, at: datetime = NOW) -> Stamp:
    return Stamp(by.id if by else None, at)


def example(
    title: str = "Ett påhittat exempel",
    *,
    benefit: str = "Påhittade företag fick det bättre",
    state: State = State.PUBLISHED,
    naming: Naming = Naming.NONE,
    texts: dict[str, str] | None = None,
    regions: Iterable[str] = (),
    terms: Iterable[Term] = (),
    reviewed: bool = False,
    responsible: User | None = None,
    at: datetime = NOW,
    **values: object,
) -> Example:
    """An example: published and without named parties unless said otherwise."""
    made = Example(title=title, benefit=benefit, state=state, naming=naming, created_at=at, **values)
    if naming != Naming.UNKNOWN:
        made.naming_at = at
    if state in (State.PUBLISHED, State.ARCHIVED):
        made.published_at = at
    made.responsible = responsible
    made.regions = [ExampleRegion(code=code) for code in regions]
    made.terms = list(terms)
    db.session.add(made)
    db.session.flush()
    for question, value in (texts or {}).items():
        db.session.add(ExampleText(example_id=made.id, question=question, value=value, changed_at=at))
    if reviewed:
        review(made, at=at)
    db.session.flush()
    return made


def text(of: Example, question: str, value: str, *, by: User | None = None, at: datetime = NOW) -> ExampleText:
    """An answer in words to one of the guide's questions."""
    made = ExampleText(example_id=of.id, question=question, value=value, changed_at=at)
    made.changed_by_id = by.id if by else None
    db.session.add(made)
    db.session.flush()
    return made


def review(of: Example, *, by: User | None = None, at: datetime = NOW, **answers: bool) -> Review:
    """A review in which everything was right unless said otherwise."""
    values = {"figures_right": True, "people_agree": True, "links_work": True, "still_good": True, **answers}
    made = Review(example_id=of.id, at=at, by_id=(by or user(Role.REVIEWER)).id, **values)
    db.session.add(made)
    db.session.flush()
    return made


def put_off(of: Example, *, by: User | None = None, until: date = date(2026, 12, 7), at: datetime = NOW) -> PutOff:
    made = PutOff(example_id=of.id, at=at, by_id=(by or user(Role.REVIEWER)).id, until_day=until, reason="Semester.")
    db.session.add(made)
    db.session.flush()
    return made


def party(name: str = "", *, kind: PartyKind = PartyKind.PERSON, at: datetime = NOW, **values: object) -> Party:
    made = Party(kind=kind, name=name or f"Hitte Påsson {next(_numbers)}", created_at=at, **values)
    db.session.add(made)
    db.session.flush()
    return made


def appearance(
    of: Party, inside: Example, materials: Collection[str] = ("name",), at: datetime = LONG_AGO
) -> Appearance:
    """A party in an example, since long, which becomes one with named parties."""
    made = Appearance(example_id=inside.id, party_id=of.id, created_at=at)
    made.materials = [AppearanceMaterial(material=material) for material in sorted(materials)]
    inside.naming, inside.naming_at = Naming.NAMED, at
    db.session.add(made)
    db.session.flush()
    return made


def measurement(of: Indicator, value: float | str, on: date = date(2026, 11, 23), **values: Any) -> Measurement:
    """A value of a figure on a day."""
    made = Measurement(
        indicator=of, example_id=of.example_id, value=Decimal(str(value)), measured_on=on, position=1, **values
    )
    db.session.add(made)
    db.session.flush()
    return made


def agreement(
    of: Party,
    *,
    yes: Iterable[tuple[str, str]] = (),
    no: Iterable[tuple[str, str]] = (),
    from_day: date = date(2026, 1, 1),
    until_day: date = LAST_DAY,
    given_on: date | None = None,
    covers: Iterable[Example] | None = None,
    withdraws: Agreement | None = None,
    basis: LegalBasis = LegalBasis.CONSENT,
    ending: str = "",
    by: User | None = None,
    at: datetime = NOW,
) -> Agreement:
    """A record of answers: (material, channel) pairs that are yes, and that are no."""
    given = given_on or from_day
    made = Agreement(
        party_id=of.id,
        kind=AgreementKind.WITHDRAWAL if withdraws or ending else AgreementKind.GIVEN,
        ending=ending,
        basis=basis,
        given_on=given,
        recorded_at=at,
        recorded_by_id=(by or user(Role.COMMUNICATOR)).id,
        covers_all=covers is None,
        withdraws_id=withdraws.id if withdraws else None,
    )
    made.covered = [AgreementExample(example_id=each.id) for each in covers or ()]
    made.answers = [
        AgreementAnswer(
            material=material,
            channel=channel,
            yes=answer,
            from_day=from_day if answer else given,
            until_day=until_day if answer else LAST_DAY,
            given_at=instant_given(given, answer, at),
        )
        for answer, pairs in ((True, yes), (False, no))
        for material, channel in pairs
    ]
    db.session.add(made)
    db.session.flush()
    return made


def asked(
    of: Party,
    by: User | None = None,
    *,
    way: InvitationWay = InvitationWay.LINK,
    basis: LegalBasis = LegalBasis.CONSENT,
    language: Language = Language.SWEDISH,
    cells: Collection[tuple[str, str]] = (
        ("name", "intranet"),
        ("name", "web"),
        ("photo", "intranet"),
        ("photo", "web"),
    ),
    until_day: date = date(2027, 11, 23),
    covers: Iterable[Example] | None = None,
    text: str = "Du bestämmer själv.\n\nPåhittad text.",
    at: datetime = NOW,
) -> Invitation:
    """A question to a party: name and photo on the intranet and the web, for a year, unless said otherwise."""
    question = invitations.Question(
        way=way,
        basis=basis,
        language=language,
        cells=cells,
        from_day=at.date(),
        until_day=until_day,
        text=text,
        notice_version=1,
        examples=None if covers is None else [each.id for each in covers],
    )
    return invitations.ask(of, question, stamp(by or user(Role.COMMUNICATOR), at))


def stored_file(name: str = "blankett.pdf", at: datetime = NOW) -> StoredFile:
    """The row of a file. Its content is nowhere."""
    made = StoredFile(sha256="0" * 64, name=name, mime="application/pdf", size=1, stored_at=at)
    db.session.add(made)
    db.session.flush()
    return made


def everywhere(*materials: str) -> list[tuple[str, str]]:
    """Each material in each of the first channels."""
    return [(material, channel) for material in materials for channel in CHANNELS]


def term(kind: str, label: str) -> Term:
    made = Term(kind=kind, slug=f"ord-{next(_numbers)}", label=label, position=next(_numbers))
    db.session.add(made)
    db.session.flush()
    return made


def registry_rows(example_id: int, party_id: int, agreement_id: int, at: datetime = NOW) -> None:
    """One row in each of the registry's tables, whatever else is there."""
    by = user(Role.COMMUNICATOR).id
    text = "Påhittad text."
    words = {"basis": LegalBasis.CONSENT, "language": Language.SWEDISH, "text": text, "made_at": at, "made_by_id": by}
    asked = Invitation(
        reference=f"ABCD-{next(_numbers):04}",
        party_id=party_id,
        way=InvitationWay.PAPER,
        covers_all=True,
        from_day=at.date(),
        until_day=at.date(),
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        notice_version=1,
        **words,
    )
    asked.cells = [InvitationCell(material="name", channel="web")]
    asked.covered = [InvitationExample(example_id=example_id)]
    db.session.add_all(
        [
            NoticeTemplate(version=2, **words),
            asked,
            Letter(kind=LetterKind.STOPPED, party_id=party_id, agreement_id=agreement_id, made_at=at),
            ObjectionDecision(
                agreement_id=agreement_id,
                outcome=ObjectionOutcome.UPHELD,
                reason=text,
                decided_at=at,
                decided_by_id=by,
            ),
            Finding(example_id=example_id, kind=FindingKind.NAME, text="Hitte Påsson", found_at=at),
            FeedKey(user_id=by, key_sha256="0" * 64, made_at=at),
            Erasure(party_id=party_id, reference="Beslut 1", erased_at=at, erased_by_id=by),
        ]
    )
    db.session.flush()
