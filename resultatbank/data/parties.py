"""The parties, and where each of them is: registering, finding, and saying what an example shows of whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select, union
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.exc import StaleDataError

from resultatbank.data.events import Stamp, log
from resultatbank.data.models import Appearance, AppearanceMaterial, Example, Package, PackageParty, Party
from resultatbank.extensions import db
from resultatbank.rules.calendar import day_of, last_instant
from resultatbank.rules.capacity import who_may_answer
from resultatbank.rules.contacts import same_number
from resultatbank.rules.words import Capacity, Material, Naming, PartyKind
from resultatbank.search.alike import may_be_the_same

FEWEST_LETTERS = 2


class StillNamed(Exception):
    """An example can't have nobody named while parties are registered in it."""


class AlreadyThere(Exception):
    """The party is in the example already."""


class Gone(ValueError):
    """The party is erased: nothing more can be said of it."""


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """Everything that is typed about a party. There is no field for a personnummer (rule 10)."""

    kind: PartyKind
    name: str
    organisation_number: str = ""
    organisation_id: int | None = None
    role: str = ""
    email: str = ""
    phone: str = ""
    protected: bool = False
    minor: bool = False
    under_13: bool = False
    guardian: str = ""


def who_answers_for(party: Party, guardian_until: int) -> tuple[Capacity, ...]:
    """Return on whose behalf a party's answer can be given, the most likely first (rules/capacity.py).

    The party may be one that isn't saved yet.
    """
    minor, under_13 = bool(party.minor), bool(party.under_13)
    return who_may_answer(party.kind, minor=minor, under_13=under_13, guardian_until=guardian_until)


def party_by_id(party_id: int) -> Party | None:
    """Return a party with its organisation, by its id."""
    return db.session.scalar(select(Party).where(Party.id == party_id).options(joinedload(Party.organisation)))


def organisations() -> Sequence[Party]:
    """Return the organisations by name, for a person to belong to."""
    query = select(Party).where(Party.kind == PartyKind.ORGANISATION.value, Party.erased_at.is_(None))
    return db.session.scalars(query.order_by(Party.name, Party.id)).all()


def organisation_with(number: str) -> Party | None:
    """Return the organisation that has a number (NNNNNN-NNNN), if it is registered."""
    return db.session.scalar(select(Party).where(Party.organisation_number == number).order_by(Party.id).limit(1))


def add_party(facts: PartyFacts, stamp: Stamp) -> Party:
    """Register a party."""
    party = Party(**asdict(facts), created_at=stamp.at)
    db.session.add(party)
    db.session.flush()
    log(stamp, "party_added", "party", party.id)
    return party


def change_party(party: Party, facts: PartyFacts, version: int, stamp: Stamp) -> list[str]:
    """Change what is known of a party, and return the names of the fields that changed.

    Raises StaleDataError when somebody has changed it since `version`, or erased it.
    """
    if party.erased_at is not None or party.version != version:
        raise StaleDataError
    changed = [name for name, value in asdict(facts).items() if getattr(party, name) != value]
    for name in changed:
        setattr(party, name, getattr(facts, name))
    if changed:
        db.session.flush()
        log(stamp, "party_changed", "party", party.id, fields=changed)
    return changed


def named_like(text: str) -> ColumnElement[bool]:
    """Return the condition that a party's name holds the text, whatever the case.

    SQLite folds the case of A to Z only, so the text is also tried in the cases in which names are written.
    """
    variants = {text, text.lower(), text.upper(), text.capitalize(), text.title()}
    return or_(*(Party.name.icontains(each, autoescape=True) for each in sorted(variants)))


def search_parties(text: str, limit: int = 10) -> Sequence[Party]:
    """Return the first parties whose name holds the text, by name. None for a text of fewer than two letters."""
    if len(text.strip()) < FEWEST_LETTERS:
        return []
    query = select(Party).where(named_like(text.strip()), Party.erased_at.is_(None))
    query = query.options(joinedload(Party.organisation))
    return db.session.scalars(query.order_by(Party.name, Party.id).limit(limit)).all()


def called(name: str) -> list[Party]:
    """Return the parties that have a name, whatever its case and spaces."""
    wanted = same_as(name)
    return [each for each in search_parties(" ".join(name.split()), limit=50) if same_as(each.name) == wanted]


def same_as(text: str) -> str:
    """Return a name or an address in the form in which it is compared with others: case and spaces don't count."""
    return " ".join(text.casefold().split())


def persons_like(names: Iterable[str], emails: Iterable[str]) -> Sequence[Party]:
    """Return the persons who have one of these names or e-mail addresses, whatever the case, by name. One query."""
    written = {variant for name in names for variant in (name, name.lower(), name.upper(), name.title())}
    query = select(Party).where(
        Party.kind == PartyKind.PERSON.value,
        Party.erased_at.is_(None),
        or_(Party.name.in_(sorted(written)), func.lower(Party.email).in_(sorted({each.lower() for each in emails}))),
    )
    query = query.options(joinedload(Party.organisation))
    return db.session.scalars(query.order_by(Party.name, Party.id)).all()


def maybe_called(text: str, example_id: int, limit: int = 10) -> Sequence[Party]:
    """Return the parties that something in an example's text may be about, those in the example first.

    They have a name that may be the same, or that very e-mail address or telephone number. Two statements: no database
    knows which names are alike.
    """
    query = select(Party.id, Party.name, Party.email, Party.phone).where(Party.erased_at.is_(None))
    ids = [
        row.id
        for row in db.session.execute(query)
        if same_as(row.email) == same_as(text) or same_number(row.phone, text) or may_be_the_same(row.name, text)
    ]
    here = select(Appearance.party_id).where(Appearance.example_id == example_id, Appearance.ended_at.is_(None))
    order = Party.id.in_(here).desc(), (Party.name == text).desc(), Party.name, Party.id
    parties = select(Party).where(Party.id.in_(ids)).options(joinedload(Party.organisation)).order_by(*order)
    return db.session.scalars(parties.limit(limit)).all()


def appearances_in(example_id: int) -> Sequence[Appearance]:
    """Return who is in an example now, in the order they were added."""
    return _current(Appearance.example_id == example_id, Appearance.id)


def appearance_by_id(example_id: int, appearance_id: int) -> Appearance | None:
    """Return an appearance that an example has now, by its id."""
    return next((each for each in appearances_in(example_id) if each.id == appearance_id), None)


def appearance_of(example_id: int, party_id: int) -> Appearance | None:
    """Return where a party is in an example now, or None when it isn't there."""
    return next((each for each in appearances_in(example_id) if each.party_id == party_id), None)


def ended_appearance(example_id: int, appearance_id: int) -> Appearance | None:
    """Return an appearance that an example no longer has, by its id."""
    query = select(Appearance).where(Appearance.id == appearance_id, Appearance.example_id == example_id)
    return db.session.scalar(query.where(Appearance.ended_at.is_not(None)))


def appearances_of(party_id: int) -> Sequence[Appearance]:
    """Return where a party is now, with the examples, by their titles."""
    return _current(Appearance.party_id == party_id, Appearance.id)


def shown_of(party_ids: Collection[int], example_id: int | None = None) -> set[str]:
    """Return the materials of parties' that an example shows, in its texts or in a picture, film or sound of it.

    Without an example: that any example shows.
    """
    mine: list[ColumnElement[bool]] = [Appearance.party_id.in_(party_ids), Appearance.ended_at.is_(None)]
    mine += [Appearance.example_id == example_id] if example_id else []
    told = select(AppearanceMaterial.material).join(Appearance).where(*mine)
    here = select(Appearance.example_id).where(*mine)
    seen = select(PackageParty.material).join(Package)
    seen = seen.where(PackageParty.party_id.in_(party_ids), Package.example_id.in_(here))
    return set(db.session.scalars(union(told, seen)))


def _current(condition: ColumnElement[bool], order: object) -> Sequence[Appearance]:
    query = select(Appearance).where(condition, Appearance.ended_at.is_(None)).order_by(order)  # type: ignore[arg-type]  # A column is an order.
    query = query.options(
        selectinload(Appearance.materials),
        joinedload(Appearance.party).joinedload(Party.organisation),
        joinedload(Appearance.example),
    )
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def name_nobody(example: Example, stamp: Stamp) -> None:
    """Answer that nobody is named in an example, with who and when. Raises StillNamed while parties are in it."""
    if appearances_in(example.id):
        raise StillNamed
    _answer_naming(example, Naming.NONE, stamp)
    log(stamp, "naming_none", "example", example.id, example=example.id, fields=["naming"])


def add_appearance(
    example: Example, party: Party, materials: Collection[str], stamp: Stamp, quote: str = ""
) -> Appearance:
    """Say that an example shows these materials of a party, and what it says there.

    Raises AlreadyThere when the party is in it already, Gone when it is erased, and ValueError for words that aren't
    among what is shown: they would stand there without a yes.
    """
    _refuse_unshown(materials, quote)
    if appearance_of(example.id, party.id) is not None:
        raise AlreadyThere
    appearance = _put_in(example, party, materials, stamp)
    appearance.quote = quote
    return appearance


def _refuse_unshown(materials: Collection[str], quote: str) -> None:
    if quote and Material.QUOTE not in materials:
        raise ValueError("a quote is shown only where quotes are among the materials")


def add_all_missing(
    example: Example, several: Iterable[Party], materials: Collection[str], stamp: Stamp
) -> list[Appearance]:
    """Say that an example shows these materials of each of several parties. One that is in it already stays as it is.

    Raises Gone when one of them is erased.
    """
    there = {each.party_id for each in appearances_in(example.id)}
    return [_put_in(example, party, materials, stamp) for party in several if party.id not in there]


def _put_in(example: Example, party: Party, materials: Collection[str], stamp: Stamp) -> Appearance:
    if party.erased_at is not None:
        raise Gone
    appearance = Appearance(
        example_id=example.id, party_id=party.id, created_at=stamp.at, created_by_id=stamp.by, materials=[]
    )
    appearance.materials = [AppearanceMaterial(material=each) for each in sorted(materials)]
    _answer_naming(example, Naming.NAMED, stamp)
    db.session.add(appearance)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise AlreadyThere from error
    log(stamp, "appearance_added", "party", party.id, example=example.id, fields=sorted(materials))
    return appearance


def show_materials(appearance: Appearance, materials: Collection[str], stamp: Stamp, quote: str = "") -> None:
    """Change what an example shows of a party, and what it says there.

    Raises ValueError for words that aren't among what is shown.
    """
    _refuse_unshown(materials, quote)
    before = {each.material: each for each in appearance.materials}
    if set(before) == set(materials) and appearance.quote == quote:
        return
    appearance.quote = quote
    kept = [each for name, each in before.items() if name in materials]
    new = [AppearanceMaterial(material=name, added_at=stamp.at) for name in sorted(set(materials) - set(before))]
    appearance.materials = [*kept, *new]
    log(
        stamp,
        "appearance_changed",
        "party",
        appearance.party_id,
        example=appearance.example_id,
        fields=sorted(materials),
    )


def end_appearance(appearance: Appearance, stamp: Stamp, last_day: date | None = None) -> None:
    """Say that a party is no longer in an example, since the end of a day (today: since now).

    That it was there stays as history. What it said doesn't: nothing shows it any more.

    Raises ValueError when the day hasn't been, or is before the party was in the example.
    """
    day = last_day or stamp.day
    if not day_of(appearance.created_at) <= day <= stamp.day:
        raise ValueError("the last day must be between the first and today")
    if appearance.ended_at is None:
        appearance.ended_at = stamp.at if day == stamp.day else last_instant(day)
        appearance.quote = ""
        log(stamp, "appearance_ended", "party", appearance.party_id, example=appearance.example_id)


def put_back(appearance: Appearance, stamp: Stamp, quote: str = "") -> None:
    """Say that a party is in an example after all: what was shown is shown again, with what it said.

    Raises AlreadyThere when the party has been added again meanwhile, Gone when it is erased, and ValueError for words
    that aren't among what is shown.
    """
    _refuse_unshown([each.material for each in appearance.materials], quote)
    if appearance.party.erased_at is not None:
        raise Gone
    if appearance_of(appearance.example_id, appearance.party_id) is not None:
        raise AlreadyThere
    appearance.ended_at, appearance.quote = None, quote
    if appearance.example.naming != Naming.NAMED:
        _answer_naming(appearance.example, Naming.NAMED, stamp)
    db.session.flush()
    log(stamp, "appearance_put_back", "party", appearance.party_id, example=appearance.example_id)


def gone_from(example_id: int) -> Sequence[Party]:
    """Return the parties that have been in an example and are no longer, by name. One that is erased is left out."""
    here = select(Appearance.party_id).where(Appearance.example_id == example_id)
    now = here.where(Appearance.ended_at.is_(None))
    query = select(Party).where(Party.id.in_(here), Party.id.not_in(now), Party.erased_at.is_(None))
    return db.session.scalars(query.order_by(Party.name, Party.id)).all()


def _answer_naming(example: Example, naming: Naming, stamp: Stamp) -> None:
    example.naming = naming
    example.naming_by_id = stamp.by
    example.naming_at = stamp.at
