"""The communicators' inbox: tips about results, requests for help, and faults that readers have seen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from textwrap import shorten
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from resultatbank.data import gate, rows
from resultatbank.data.events import Stamp, log
from resultatbank.data.models import Due, Event, Example, ExampleText, InboxItem
from resultatbank.extensions import db
from resultatbank.rules.calendar import LAST_DAY
from resultatbank.rules.pointers import pointer_in
from resultatbank.rules.review import Reason
from resultatbank.rules.words import SourceKind, State

OPEN = "open"
_TITLE = 80
_SOURCE = 200
_ABOUT = "due_"
_LICENCES = frozenset((Reason.LICENCE_ENDED, Reason.LICENCE_ENDING))


def open_items() -> Sequence[InboxItem]:
    """Return what waits: first what is needed by a day, the earliest first, and then the oldest first."""
    items = _items(InboxItem.outcome == OPEN, newest_first=False)
    return sorted(items, key=lambda item: item.wanted_by or LAST_DAY)


def settled_items(limit: int = 20) -> Sequence[InboxItem]:
    """Return what was settled last."""
    return _items(InboxItem.outcome != OPEN, newest_first=True)[:limit]


def items_of(user_id: int) -> Sequence[InboxItem]:
    """Return what a person has sent, newest first."""
    return _items(InboxItem.sent_by_id == user_id, newest_first=True)


def answered_since(user_id: int, since: datetime) -> Sequence[InboxItem]:
    """Return what a person has sent and somebody else has answered since then, the latest answer first. One query."""
    query = select(InboxItem).where(InboxItem.sent_by_id == user_id, InboxItem.outcome != OPEN)
    query = query.where(InboxItem.settled_at >= since, InboxItem.settled_by_id != user_id)
    query = query.options(joinedload(InboxItem.settled_by), joinedload(InboxItem.example))
    return db.session.scalars(query.order_by(InboxItem.settled_at.desc(), InboxItem.id)).all()


def readable(items: Collection[InboxItem], day: date, sees_unpublished: bool) -> set[int]:
    """Return the examples of the items, by id, that whoever asks may read that day. One query at most."""
    ids = {item.example_id for item in items if item.example_id}
    return ids if sees_unpublished else gate.visible_among(ids, day)


def _items(condition: object, *, newest_first: bool) -> Sequence[InboxItem]:
    query = select(InboxItem).where(condition)  # type: ignore[arg-type]  # A column's condition has no simple type.
    people = joinedload(InboxItem.sent_by), joinedload(InboxItem.settled_by)
    query = query.options(*people, joinedload(InboxItem.example))
    order = InboxItem.sent_at.desc() if newest_first else InboxItem.sent_at
    return db.session.scalars(query.order_by(order, InboxItem.id).limit(200)).all()


def open_faults(example_ids: Collection[int]) -> dict[int, list[InboxItem]]:
    """Return the faults that somebody has seen in the examples and nobody has answered, by example, oldest first."""
    return _open_of("fault", example_ids)


def open_requests(example_ids: Collection[int]) -> dict[int, list[InboxItem]]:
    """Return the requests for help with the examples that nobody has answered, by example, oldest first."""
    return _open_of("help", example_ids)


def _open_of(kind: str, example_ids: Collection[int]) -> dict[int, list[InboxItem]]:
    found: dict[int, list[InboxItem]] = {}
    query = select(InboxItem).where(InboxItem.example_id.in_(example_ids), InboxItem.kind == kind)
    query = query.where(InboxItem.outcome == OPEN).options(joinedload(InboxItem.sent_by))
    for item in db.session.scalars(query.order_by(InboxItem.sent_at, InboxItem.id)):
        found.setdefault(item.example_id or 0, []).append(item)
    return found


def mended(items: Collection[InboxItem], day: date) -> dict[int, Reason]:
    """Return, by id, those of open items that came from the queue for a reason that doesn't hold any more.

    Only what was asked for takes such a reason away. Two queries.
    """
    about = asked_for([item for item in items if item.outcome == OPEN and item.example_id])
    mine = [item for item in items if item.id in about]
    held = select(Due.example_id, Due.reason).where(
        Due.example_id.in_({item.example_id for item in mine}), Due.from_day <= day, Due.until_day >= day
    )
    still: dict[int | None, set[int]] = {}
    for example_id, number in db.session.execute(held):
        still.setdefault(example_id, set()).add(number)
    return {
        item.id: about[item.id]
        for item in mine
        if still.get(item.example_id, set()).isdisjoint(_as_much(about[item.id]))
    }


def asked_for(items: Collection[InboxItem]) -> dict[int, Reason]:
    """Return, by id, why the queue asked for each item, where that reason goes when it has been done. One query."""
    query = select(Event.subject_id, Event.fields).where(
        Event.subject == "inbox_item", Event.kind == "help_sent", Event.subject_id.in_([item.id for item in items])
    )
    return {item_id: reason for item_id, fields in db.session.execute(query) if (reason := _reason_in(fields))}


def _reason_in(fields: Collection[str]) -> Reason | None:
    """Return the reason that a request came from the queue for, where its going means that it is done."""
    numbers = (int(field.removeprefix(_ABOUT)) for field in fields if field.startswith(_ABOUT))
    return next((reason for number in numbers if (reason := Reason(number)).lasts_until_mended), None)


def _as_much(reason: Reason) -> frozenset[Reason]:
    """Return the reasons that all mean that it isn't done: a licence that was to be renewed may have ended since."""
    return _LICENCES if reason in _LICENCES else frozenset((reason,))


def item_by_id(item_id: int) -> InboxItem | None:
    """Return an item by its id."""
    return db.session.get(InboxItem, item_id)


def send(
    kind: str,
    text: str,
    stamp: Stamp,
    *,
    read_more: str = "",
    example: Example | None = None,
    wanted_by: date | None = None,
    about: Reason | None = None,
) -> InboxItem:
    """Put a tip ("tip"), a request for help ("help"), perhaps by a day, or a fault ("fault") in the inbox.

    `about` is why the example was in the queue, where a request comes from there.
    """
    item = InboxItem(
        kind=kind,
        text=text,
        read_more=read_more,
        sent_at=stamp.at,
        sent_by_id=stamp.by,
        example_id=example.id if example else None,
        wanted_by=wanted_by,
    )
    db.session.add(item)
    db.session.flush()
    fields = [f"{_ABOUT}{about.value}"] if about else []
    log(stamp, f"{kind}_sent", "inbox_item", item.id, example=item.example_id, fields=fields)
    return item


def make_example(item: InboxItem, state: State, reply: str, stamp: Stamp) -> Example:
    """Make a tip an example (a draft, or a planned result). The tipper is told, with the reply if there is any.

    The tip becomes its message, and where to read more its first source, with the link and the diary number in it.
    """
    title = shorten(item.text.strip().splitlines()[0], _TITLE, placeholder=" …")
    example = Example(title=title, state=state, responsible_id=stamp.by, created_at=stamp.at, created_by_id=stamp.by)
    db.session.add(example)
    db.session.flush()
    text = ExampleText(
        example_id=example.id, question="message", value=item.text, changed_at=stamp.at, changed_by_id=stamp.by
    )
    db.session.add(text)
    if item.read_more:
        rows.add_row(example.id, "sources", _source_of(item.read_more, stamp.day), stamp)
    log(stamp, "example_created", "example", example.id, example=example.id, fields=["message"])
    item.example_id = example.id
    settle(item, "became_example", reply, stamp)
    return example


def _source_of(read_more: str, day: date) -> dict[str, Any]:
    found = pointer_in(read_more)
    values = {"title": read_more[:_SOURCE], "kind": SourceKind.OTHER, "dated": day}
    return values | {"link": found.link, "diary_number": found.diary_number}


def settle(item: InboxItem, outcome: str, reply: str, stamp: Stamp) -> None:
    """Settle an item as "done", "declined" or "became_example", with what the sender is told."""
    item.outcome = outcome
    item.reply = reply
    item.settled_at = stamp.at
    item.settled_by_id = stamp.by
    log(stamp, f"inbox_{outcome}", "inbox_item", item.id, example=item.example_id)
