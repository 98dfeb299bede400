"""An example as a whole: made, described, begun, and whose it is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from resultatbank.data import figures, rows, texts
from resultatbank.data.events import Stamp, log
from resultatbank.data.intervals import months_of
from resultatbank.data.models import Event, Example, ExampleRegion, Review, Term
from resultatbank.extensions import db
from resultatbank.rules import review
from resultatbank.rules.words import State
from resultatbank.search import ids_matching, parse

_PLAIN = (
    "title",
    "year",
    "starts_on",
    "ends_on",
    "diary_number",
    "amount",
    "recipient",
    "municipalities",
    "responsible_id",
    "fallback_id",
    "result_owner",
    "project_owner",
    "owner_approved_on",
    "review_months",
)
TERM_IDS = "term_ids"
REGION_CODES = "region_codes"
DETAILS = (*_PLAIN, TERM_IDS, REGION_CODES)
"""What the details of an example hold: columns, and its terms and regions."""


class NothingWanted(Exception):
    """An effort can't begin before somebody has written what result is wanted."""


def example_by_id(example_id: int) -> Example | None:
    """Return an example with its people, terms and regions. A constant number of queries."""
    options = (
        joinedload(Example.responsible),
        joinedload(Example.fallback),
        joinedload(Example.replaced_by),
        selectinload(Example.terms),
        selectinload(Example.regions),
    )
    return db.session.scalar(select(Example).where(Example.id == example_id).options(*options))


def create(title: str, state: State, stamp: Stamp) -> Example:
    """Make an example, planned or draft. Whoever makes it is responsible for it until somebody says otherwise."""
    example = Example(title=title, state=state, responsible_id=stamp.by, created_at=stamp.at, created_by_id=stamp.by)
    db.session.add(example)
    db.session.flush()
    log(stamp, "example_created", "example", example.id, example=example.id, fields=["title", "state"])
    return example


def details_of(example: Example) -> dict[str, Any]:
    """Return the details as they are stored, by the names in DETAILS. Ids and codes come sorted."""
    return {
        **{name: getattr(example, name) for name in _PLAIN},
        TERM_IDS: sorted(term.id for term in example.terms),
        REGION_CODES: sorted(region.code for region in example.regions),
    }


def digests(details: Mapping[str, Any]) -> dict[str, str]:
    """Return a short digest of each detail, for a form to tell what its reader saw."""
    return {name: hashlib.sha256(repr(value).encode()).hexdigest()[:8] for name, value in details.items()}


def changed_since(example: Example, seen: Mapping[str, str]) -> set[str]:
    """Return which details have changed since a form was made from them. `seen` are its digests()."""
    return {name for name, value in digests(details_of(example)).items() if seen.get(name) != value}


def change_details(example: Example, values: Mapping[str, Any], stamp: Stamp) -> list[str]:
    """Change an example's details, and return the names of those that changed. `values` has the names in DETAILS."""
    before = details_of(example)
    changed = sorted(name for name in DETAILS if before[name] != values[name])
    for name in changed:
        if name in _PLAIN:
            setattr(example, name, values[name])
    if TERM_IDS in changed:
        example.terms = list(db.session.scalars(select(Term).where(Term.id.in_(values[TERM_IDS]))))
    if REGION_CODES in changed:
        kept = {region.code: region for region in example.regions}
        example.regions = [kept.get(code) or ExampleRegion(code=code) for code in values[REGION_CODES]]
    if changed:
        log(stamp, "details_saved", "example", example.id, example=example.id, fields=changed)
    return changed


def last_change(example_id: int, fields: set[str]) -> Event | None:
    """Return the latest event that changed any of these details, with who did it."""
    query = select(Event).where(Event.example_id == example_id, Event.subject == "example")
    query = query.options(joinedload(Event.actor)).order_by(Event.id.desc()).limit(50)
    return next((event for event in db.session.scalars(query) if fields.intersection(event.fields)), None)


def begin(example: Example, day: date, stamp: Stamp) -> None:
    """Let a planned example's effort begin on a day: it becomes a draft, and what was wanted is frozen.

    Frozen are the wanted result and, in words, where each figure should go. Raises NothingWanted when no wanted result
    is written. An example that has begun already stays as it is.
    """
    texts.lock(example)
    if example.state != State.PLANNED:
        return
    wanted = texts.texts_of(example.id).get(texts.WANTED_RESULT)
    if wanted is None or not wanted.value:
        raise NothingWanted
    texts.freeze(example, texts.WANTED_RESULT, wanted.value, stamp)
    targets = "\n".join(figures.goal_in_words(indicator) for indicator in rows.rows_of(example.id, "indicators"))
    if targets:
        texts.freeze(example, "indicators", targets, stamp)
    example.state, example.starts_on = State.DRAFT, day
    log(stamp, "example_begun", "example", example.id, example=example.id, fields=["state", "starts_on"])


def answered_for_by(user_id: int, state: State, most: int) -> Sequence[Example]:
    """Return the examples that a person is responsible or fallback for in a state, newest first, at most so many."""
    query = select(Example).where(
        or_(Example.responsible_id == user_id, Example.fallback_id == user_id), Example.state == state.value
    )
    along = (joinedload(Example.responsible), joinedload(Example.fallback), selectinload(Example.terms))
    query = query.options(*along)
    return db.session.scalars(query.order_by(Example.created_at.desc(), Example.id.desc()).limit(most)).all()


def candidates_to_replace(example: Example, words: str, most: int = 10) -> Sequence[Example]:
    """Return the published examples that a search for the words finds, to take another's place. Newest first."""
    hits = ids_matching(parse(words), db.engine.dialect.name)
    query = select(Example).where(
        Example.state == State.PUBLISHED.value, Example.id != example.id, Example.id.in_(hits)
    )
    return db.session.scalars(query.order_by(Example.published_at.desc(), Example.id.desc()).limit(most)).all()


def examples_matching(words: str, most: int = 10) -> Sequence[Example]:
    """Return the examples in any state that a search for the words finds, newest first. None for no words."""
    hits = ids_matching(parse(words), db.engine.dialect.name)
    query = select(Example).where(Example.id.in_(hits)).order_by(Example.created_at.desc(), Example.id.desc())
    return db.session.scalars(query.limit(most)).all()


def examples_of_projects(diary_numbers: Iterable[str]) -> dict[str, list[Example]]:
    """Return the examples of each project, by its diary number. One query. "" is no project."""
    numbers = sorted(set(diary_numbers) - {""})
    query = select(Example).where(Example.diary_number.in_(numbers)).order_by(Example.id)
    found: dict[str, list[Example]] = {}
    for example in db.session.scalars(query) if numbers else ():
        found.setdefault(example.diary_number, []).append(example)
    return found


def replacement_for(example: Example, other_id: int | None) -> Example | None:
    """Return the example with an id if it can take another's place: it is published, and isn't the example itself."""
    other = db.session.get(Example, other_id) if other_id else None
    return other if other is not None and other.is_published and other.id != example.id else None


def replace(example: Example, replacement: Example | None, stamp: Stamp) -> None:
    """Say which example takes this one's place, or that none does. What is said already is said once."""
    texts.lock(example)
    if example.replaced_by is replacement:
        return
    example.replaced_by = replacement
    log(stamp, "replacement_chosen", "example", example.id, example=example.id, fields=["replaced_by_id"])


def next_reviews(examples: Iterable[Example]) -> dict[int, date]:
    """Return the last day on which each example's next review is in time. Those never reviewed are left out."""
    months = {example.id: months_of(example) for example in examples}
    query = select(Review.example_id, func.max(Review.at)).where(Review.example_id.in_(list(months)), Review.stands)
    latest = db.session.execute(query.group_by(Review.example_id)).all()
    return {example_id: review.next_review(at, months[example_id]) for example_id, at in latest}


def reviews_of(example_id: int) -> Sequence[Review]:
    """Return an example's reviews, newest first, with who made them."""
    query = select(Review).where(Review.example_id == example_id)
    query = query.options(joinedload(Review.by), joinedload(Review.undone))
    return db.session.scalars(query.order_by(Review.at.desc(), Review.id.desc())).all()
