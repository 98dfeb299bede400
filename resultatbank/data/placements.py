"""Where things were published, whether they may stay there, and taking them down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import joinedload, selectinload

from resultatbank.data.gate import load_cases
from resultatbank.data.models import Clearance, Example, Placement, User
from resultatbank.data.words import channel_labels, takedown_days
from resultatbank.extensions import db
from resultatbank.rules.calendar import LAST_DAY
from resultatbank.rules.clearance import Case, Closed, closed_by, must_go_since, open_until
from resultatbank.rules.review import takedown_due

DOWN = "down"
STAYS = "stays"


@dataclass(frozen=True, slots=True)
class Placed:
    """A placement as a person needs to see it. `closed_on` and `due_on` are None while it may stay, or is settled.

    `open_until` is the last day on which its channel is open, and None when it is closed. `because_of` is all that
    closes it.
    """

    placement: Placement
    example: Example
    channel: str
    person: User | None
    settled_by: User | None
    closed_on: date | None = None
    due_on: date | None = None
    open_until: date | None = None
    because_of: tuple[Closed, ...] = ()

    @property
    def must_go(self) -> bool:
        """It is up, and its channel is closed."""
        return self.due_on is not None

    @property
    def may_stay_for_good(self) -> bool:
        """Its channel is open, and nothing that is known closes it."""
        return self.open_until == LAST_DAY


def placement_by_id(placement_id: int, *, to_change: bool = False) -> Placement | None:
    """Return a placement by its id. One that is `to_change` is held, so that its version can be trusted."""
    return db.session.get(Placement, placement_id, with_for_update=to_change or None)


def placements_in(example_ids: Iterable[int]) -> Sequence[Placement]:
    """Return every placement of the examples, the latest first."""
    query = select(Placement).where(Placement.example_id.in_(list(example_ids)))
    return db.session.scalars(query.order_by(Placement.from_day.desc(), Placement.id.desc())).all()


def placed(placements: Sequence[Placement], day: date) -> list[Placed]:
    """Return the placements with what must be done about each on a day. A constant number of queries.

    The person is the placement's own responsible, else the example's, else the example's fallback.
    """
    if not placements:
        return []
    examples = _examples({each.example_id for each in placements})
    known = _Known(
        cases=load_cases(examples), labels=channel_labels(), days=takedown_days(), people=_people(placements)
    )
    return [_placed(each, examples[each.example_id], known, day) for each in placements]


@dataclass(frozen=True, slots=True)
class _Known:
    cases: Mapping[int, Case]
    labels: Mapping[str, str]
    days: Mapping[str, int]
    people: Mapping[int, User]


def _placed(place: Placement, example: Example, known: _Known, day: date) -> Placed:
    case = known.cases[example.id]
    until = open_until(case, place.channel, day)
    ended = place.until_day is not None and place.until_day < day
    closed_on = must_go_since(case, place.channel, day) if until is None and place.is_up and not ended else None
    closed_on = max(closed_on, place.from_day) if closed_on else None
    return Placed(
        placement=place,
        example=example,
        channel=known.labels.get(place.channel, place.channel),
        person=known.people.get(place.responsible_id or 0) or example.responsible or example.fallback,
        settled_by=known.people.get(place.settled_by_id or 0),
        closed_on=closed_on,
        due_on=takedown_due(closed_on, known.days[place.channel]) if closed_on else None,
        open_until=until,
        because_of=tuple(closed_by(case, place.channel, day)) if until is None else (),
    )


def may_be_there(day: date) -> ColumnElement[bool]:
    """Return the condition that a query's placement may be where it is that day: its channel is open."""
    here = (Clearance.channel == Placement.channel, Clearance.example_id == Placement.example_id)
    return exists().where(*here, Clearance.from_day <= day, Clearance.until_day >= day).correlate(Placement)


def _examples(ids: Iterable[int]) -> dict[int, Example]:
    query = select(Example).where(Example.id.in_(list(ids)))
    query = query.options(joinedload(Example.responsible), joinedload(Example.fallback))
    return {example.id: example for example in db.session.scalars(query)}


def _people(placements: Sequence[Placement]) -> dict[int, User]:
    ids = {each.responsible_id for each in placements} | {each.settled_by_id for each in placements}
    query = select(User).where(User.id.in_([each for each in ids if each])).options(selectinload(User.roles))
    return {user.id: user for user in db.session.scalars(query)}


def to_take_down(example_ids: Iterable[int], day: date) -> list[Placed]:
    """Return what is up in the examples and may not be, the most urgent first."""
    found = [each for each in placed(placements_in(example_ids), day) if each.due_on]
    return sorted(found, key=lambda each: (each.due_on or day, each.placement.id))
