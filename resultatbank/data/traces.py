"""What hangs on what a search for a person found: appearances, agreements, placements and events."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, func, inspect, literal, not_, or_, select, union_all
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from resultatbank.data.events import changes_something
from resultatbank.data.everything import Kind, Spots, Texts
from resultatbank.data.gate import visible
from resultatbank.data.models import (
    Agreement,
    AgreementProof,
    AgreementRequest,
    Appearance,
    Event,
    Example,
    InboxItem,
    Listing,
    Package,
    Party,
    Placement,
    Review,
    Source,
    StoredFile,
    Term,
    Use,
    User,
)
from resultatbank.data.models import Collection as Gathered
from resultatbank.data.stances import states_of
from resultatbank.data.words import channel_labels
from resultatbank.extensions import Base, db
from resultatbank.rules.standing import Standing, State
from resultatbank.rules.words import PartyKind

Model = TypeVar("Model", bound=Base)
MOST_LINES = 1000
MOST_EVENTS = 200
# The columns of a party that say what it is called. Its other columns may hold somebody else's name.
_OWN = ("party.name", "party.email")
# What was logged at the party too, before each record had one event of its own.
OF_RECORDS = ("agreement_given", "agreement_withdrawn")


@dataclass(frozen=True, slots=True)
class Traces:
    """All that is shown beside the texts, by id. What hangs on a party hangs on one that was found exactly.

    `namesakes` also holds those who only may be the person, and `acts` tells them apart: by table, what the accounts
    that were found stand for, and what those do that may be the person's.
    """

    parties: Mapping[int, Party]
    own: Sequence[Party]
    states: Mapping[int, State]
    belonging: Sequence[Party]
    appearances: Sequence[Appearance]
    namesakes: Mapping[int, Appearance]
    records: Mapping[int, Agreement]
    requests: Sequence[AgreementRequest]
    placements: Sequence[Placement]
    channels: Mapping[str, str]
    examples: Mapping[int, Example]
    shown: Collection[int]
    reviews: Mapping[int, Review]
    uses: Mapping[int, Use]
    collections: Mapping[int, Gathered]
    items: Mapping[int, InboxItem]
    users: Mapping[int, User]
    acts: Mapping[str, tuple[int, int]]
    files: Mapping[int, StoredFile]
    files_in: Mapping[int, list[tuple[str, int]]]
    terms: Mapping[int, Term]
    events: Sequence[Event]
    events_in_all: int

    def state_of(self, party: Party) -> State:
        """Return where a party stands."""
        return self.states.get(party.id, State(Standing.MISSING))

    def records_of(self, party: Party) -> list[Agreement]:
        """Return a party's records, the latest given first."""
        return [each for each in self.records.values() if each.party_id == party.id]

    def requests_to(self, party: Party) -> list[AgreementRequest]:
        """Return when a party was asked, the latest first."""
        return [each for each in self.requests if each.party_id == party.id]

    @property
    def records_of_own(self) -> list[Agreement]:
        """The records of the parties that were found exactly."""
        return [record for party in self.own for record in self.records_of(party)]

    def is_blocked(self, example: Example) -> bool:
        """Tell whether an example is published, and yet not shown to employees."""
        return example.is_published and example.id not in self.shown


def traces_of(texts: Texts, day: date) -> Traces:
    """Gather what hangs on the texts found. A constant number of statements.

    What hangs on a party that was found counts as found, however the name is spelled in it: it moves from texts.maybe
    to texts.exact.
    """
    exact, ids = texts.exact, _Ids(texts)
    parties = _by_id(Party, ids.of(Kind.PARTIES), joinedload(Party.organisation))
    own = list(exact.of(Kind.PARTIES))
    appearances = _appearances(own)
    records = _records(own, ids.of(Kind.AGREEMENTS))
    exact.take(texts.maybe, Kind.EXAMPLES, {each.example_id for each in appearances})
    exact.take(texts.maybe, Kind.AGREEMENTS, {each.id for each in records.values() if each.party_id in set(own)})
    requests = _requests(own)
    reviews = _by_id(Review, ids.of(Kind.REVIEWS), joinedload(Review.by))
    uses = _by_id(Use, ids.of(Kind.USES))
    files_in = _files_in(ids.of(Kind.FILES))
    placements = _placements({each.example_id for each in appearances})
    about = _about(own, records.values(), placements)
    mentioned = {
        *ids.of(Kind.EXAMPLES),
        *(each.example_id for each in reviews.values()),
        *(each.example_id for each in uses.values()),
        *(each.example_id for each in appearances),
        *(each.example_id for each in requests),
        *(covered.example_id for record in records.values() for covered in record.covered),
        *(owner for owners in files_in.values() for what, owner in owners if what == "example"),
    }
    return Traces(
        parties=parties,
        own=[parties[each] for each in own],
        states=states_of(select(Party.id).where(Party.id.in_(own)), day),
        belonging=_belonging(own, parties),
        appearances=appearances,
        namesakes=_namesakes(texts, ids.of(Kind.EXAMPLES)),
        records=records,
        requests=requests,
        placements=placements,
        channels=channel_labels(),
        examples=_by_id(Example, mentioned),
        shown=_shown(mentioned, day),
        reviews=reviews,
        uses=uses,
        collections=_by_id(Gathered, ids.of(Kind.COLLECTIONS), joinedload(Gathered.owner)),
        items=_by_id(InboxItem, ids.of(Kind.INBOX), joinedload(InboxItem.sent_by)),
        users=_by_id(User, ids.of(Kind.USERS)),
        acts=_acts(exact.of(Kind.USERS), texts.maybe.of(Kind.USERS)),
        files=_by_id(StoredFile, ids.of(Kind.FILES)),
        files_in=files_in,
        terms=_by_id(Term, ids.of(Kind.TERMS)),
        events=_events(about),
        events_in_all=db.session.scalar(select(func.count()).select_from(Event).where(about)) or 0,
    )


class _Ids:
    """The ids that texts of either certainty belong to."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def of(self, kind: Kind) -> set[int]:
        return set(self._texts.exact.of(kind)) | set(self._texts.maybe.of(kind))


def _by_id(model: type[Model], ids: Iterable[int], *options: ORMOption) -> dict[int, Model]:
    key = inspect(model).primary_key[0]
    query = select(key, model).where(key.in_(sorted(ids))).options(*options).order_by(key)
    return dict(db.session.execute(query).all())


def _belonging(own: list[int], parties: Mapping[int, Party]) -> Sequence[Party]:
    """Return the persons who belong to an organisation that was found, and weren't found themselves."""
    found = [each for each in own if parties[each].kind == PartyKind.ORGANISATION]
    query = select(Party).where(Party.organisation_id.in_(found), Party.id.not_in(sorted(parties)))
    return db.session.scalars(query.order_by(Party.name, Party.id).limit(MOST_LINES)).all()


def _appearances(own: list[int]) -> Sequence[Appearance]:
    query = select(Appearance).where(Appearance.party_id.in_(own)).options(selectinload(Appearance.materials))
    latest = query.order_by(Appearance.created_at.desc(), Appearance.id.desc())
    return db.session.scalars(latest.limit(MOST_LINES)).all()


def _namesakes(texts: Texts, example_ids: Iterable[int]) -> dict[int, Appearance]:
    """Return by example the appearance of a party that has the name itself, or may have it.

    One who has it goes before one who may, then the present appearance before the last.
    """
    exact, maybe = _named(texts.exact), _named(texts.maybe)
    query = select(Appearance).where(
        Appearance.party_id.in_(sorted(exact | maybe)), Appearance.example_id.in_(sorted(example_ids))
    )
    theirs = sorted(
        db.session.scalars(query), key=lambda each: (each.party_id in exact, each.ended_at is None, each.id)
    )
    return {each.example_id: each for each in theirs}


def _named(spots: Spots) -> set[int]:
    """Return the parties that the name is a name of."""
    return {owner for owner, those in spots.of(Kind.PARTIES).items() if any(spot.column in _OWN for spot in those)}


def _records(own: list[int], named_in: Iterable[int]) -> dict[int, Agreement]:
    """Return the parties' records and those whose texts hold the name, the latest given first."""
    query = select(Agreement).where(or_(Agreement.party_id.in_(own), Agreement.id.in_(sorted(named_in))))
    query = query.options(
        selectinload(Agreement.answers),
        selectinload(Agreement.covered),
        joinedload(Agreement.proof).joinedload(AgreementProof.file),
        joinedload(Agreement.recorded_by),
        joinedload(Agreement.party),
    )
    latest = query.order_by(Agreement.given_on.desc(), Agreement.id.desc())
    return {each.id: each for each in db.session.scalars(latest)}


def _requests(own: list[int]) -> Sequence[AgreementRequest]:
    query = select(AgreementRequest).where(AgreementRequest.party_id.in_(own))
    return db.session.scalars(query.order_by(AgreementRequest.asked_at.desc()).limit(MOST_LINES)).all()


def _placements(example_ids: Iterable[int]) -> Sequence[Placement]:
    query = select(Placement).where(Placement.example_id.in_(sorted(example_ids)))
    return db.session.scalars(query.order_by(Placement.from_day.desc(), Placement.id.desc()).limit(MOST_LINES)).all()


def _shown(example_ids: Iterable[int], day: date) -> set[int]:
    query = select(Listing.example_id).where(Listing.example_id.in_(sorted(example_ids)), visible(day))
    return set(db.session.scalars(query))


def _files_in(file_ids: Iterable[int]) -> dict[int, list[tuple[str, int]]]:
    """Return what each file belongs to: ("example", id) or ("agreement", id)."""
    wanted = sorted(file_ids)
    query = union_all(
        select(Package.file_id, literal("example"), Package.example_id).where(Package.file_id.in_(wanted)),
        select(Source.file_id, literal("example"), Source.example_id).where(Source.file_id.in_(wanted)),
        select(AgreementProof.file_id, literal("agreement"), AgreementProof.agreement_id).where(
            AgreementProof.file_id.in_(wanted)
        ),
    )
    found: dict[int, list[tuple[str, int]]] = {}
    for file_id, what, owner in db.session.execute(query).all():
        if file_id is not None:
            found.setdefault(file_id, []).append((what, owner))
    return found


def _acts(exact: Iterable[int], maybe: Iterable[int]) -> dict[str, tuple[int, int]]:
    """Return in how many rows of each table one of these accounts stands as the one who did something.

    The tables are those that point at an account, so a new one is counted at once.
    """
    sure, unsure = _rows_of(exact), _rows_of(maybe)
    return {table: (sure.get(table, 0), unsure.get(table, 0)) for table in sorted(sure.keys() | unsure.keys())}


def _rows_of(user_ids: Iterable[int]) -> dict[str, int]:
    wanted = sorted(user_ids)
    counts = []
    for name, table in sorted(Base.metadata.tables.items()):
        pointing = [key.parent for key in sorted(table.foreign_keys, key=str) if key.column.table.name == "user"]
        if pointing:
            rows = select(literal(name), func.count()).where(or_(*(column.in_(wanted) for column in pointing)))
            counts.append(rows)
    return {name: number for name, number in db.session.execute(union_all(*counts)) if number}


def _about(own: list[int], records: Iterable[Agreement], placements: Sequence[Placement]) -> ColumnElement[bool]:
    """Return the condition for the parties' events. What somebody has read is told at the party's page."""
    subjects = {
        "party": own,
        "agreement": [each.id for each in records if each.party_id in set(own)],
        "placement": [each.id for each in placements],
    }
    of_these = or_(*(and_(Event.subject == what, Event.subject_id.in_(ids)) for what, ids in subjects.items()))
    told_at_records = and_(Event.subject == "party", Event.kind.in_(OF_RECORDS))
    return and_(of_these, not_(told_at_records), changes_something())


def _events(about: ColumnElement[bool]) -> Sequence[Event]:
    query = select(Event).where(about).options(joinedload(Event.actor))
    return db.session.scalars(query.order_by(Event.at.desc(), Event.id.desc()).limit(MOST_EVENTS)).all()
