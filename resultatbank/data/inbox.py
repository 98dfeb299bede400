"""The communicators' inbox: tips about results, requests for help, and faults that readers have seen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from textwrap import shorten

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from resultatbank.data import rows
from resultatbank.data.events import Stamp, log
from resultatbank.data.models import Example, ExampleText, InboxItem
from resultatbank.extensions import db
from resultatbank.rules.calendar import LAST_DAY
from resultatbank.rules.words import SourceKind, State

OPEN = "open"
_TITLE = 80
_SOURCE = 200


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


def _items(condition: object, *, newest_first: bool) -> Sequence[InboxItem]:
    query = select(InboxItem).where(condition)  # type: ignore[arg-type]  # A column's condition has no simple type.
    query = query.options(joinedload(InboxItem.sent_by), joinedload(InboxItem.example))
    order = InboxItem.sent_at.desc() if newest_first else InboxItem.sent_at
    return db.session.scalars(query.order_by(order, InboxItem.id).limit(200)).all()


def open_faults(example_ids: Collection[int]) -> dict[int, list[InboxItem]]:
    """Return the faults that somebody has seen in the examples and nobody has answered, by example, oldest first."""
    found: dict[int, list[InboxItem]] = {}
    query = select(InboxItem).where(InboxItem.example_id.in_(example_ids), InboxItem.kind == "fault")
    query = query.where(InboxItem.outcome == OPEN).options(joinedload(InboxItem.sent_by))
    for item in db.session.scalars(query.order_by(InboxItem.sent_at, InboxItem.id)):
        found.setdefault(item.example_id or 0, []).append(item)
    return found


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
) -> InboxItem:
    """Put a tip ("tip"), a request for help ("help"), perhaps by a day, or a fault ("fault") in the inbox."""
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
    log(stamp, f"{kind}_sent", "inbox_item", item.id, example=item.example_id)
    return item


def make_example(item: InboxItem, state: State, stamp: Stamp) -> Example:
    """Make a tip an example (a draft, or a planned result). The tipper is told.

    The tip becomes its message, and where to read more its first source.
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
        link = item.read_more if item.read_more.startswith(("https://", "http://")) else ""
        values = {"title": item.read_more[:_SOURCE], "kind": SourceKind.OTHER, "link": link, "dated": stamp.day}
        rows.add_row(example.id, "sources", values, stamp)
    log(stamp, "example_created", "example", example.id, example=example.id, fields=["message"])
    item.example_id = example.id
    settle(item, "became_example", "", stamp)
    return example


def settle(item: InboxItem, outcome: str, reply: str, stamp: Stamp) -> None:
    """Settle an item as "done", "declined" or "became_example", with what the sender is told."""
    item.outcome = outcome
    item.reply = reply
    item.settled_at = stamp.at
    item.settled_by_id = stamp.by
    log(stamp, f"inbox_{outcome}", "inbox_item", item.id, example=item.example_id)
