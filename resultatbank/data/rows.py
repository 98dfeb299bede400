"""The rows of the five steps: finding them in order, adding, changing, moving and removing them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select, union, update
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from resultatbank.data import figures, packages
from resultatbank.data.events import Stamp, log
from resultatbank.data.models import (
    Example,
    ExampleText,
    FollowUp,
    FrozenText,
    Indicator,
    Measurement,
    Package,
    Placement,
    PlannedChannel,
    Row,
    Source,
    TargetGroup,
    Use,
)
from resultatbank.extensions import db
from resultatbank.rules import checklist
from resultatbank.rules.references import CLAIMS, pointed_at
from resultatbank.rules.words import Naming

TABLES: dict[str, type[Any]] = {
    "target_groups": TargetGroup,
    "indicators": Indicator,
    "measurements": Measurement,
    "sources": Source,
    "packages": Package,
    "channel_plan": PlannedChannel,
    "placements": Placement,
    "follow_ups": FollowUp,
}
"""The table of each kind of row, by the key of its question in the checklist."""

_BESIDE: dict[str, tuple[ORMOption, ...]] = {
    "target_groups": (joinedload(TargetGroup.term),),
    "indicators": (
        joinedload(Indicator.source),
        joinedload(Indicator.responsible),
        selectinload(Indicator.measurements).joinedload(Measurement.source),
    ),
    "measurements": (joinedload(Measurement.indicator), joinedload(Measurement.source)),
    "packages": packages.ALONG,
    "channel_plan": (joinedload(PlannedChannel.responsible),),
    "placements": (joinedload(Placement.responsible),),
    "follow_ups": (joinedload(FollowUp.placement),),
}


# The days whose change is told in the history: a licence's end decides where its picture is seen, and is no person's.
_DAYS_TOLD = ("licence_until",)
# What a figure's goal is made of.
_GOAL = ("name", "unit", "direction", "baseline", "target", "due_on", "repeat_until")


class StaleRow(Exception):
    """Somebody else has changed the row since it was read."""


class RowInUse(Exception):
    """Another row needs this one. The message says which, in Swedish."""


def rows_of(example_id: int, kind: str) -> Sequence[Any]:
    """Return an example's rows of a kind in order, with the terms, people and files they name. One query."""
    table = TABLES[kind]
    query = select(table).where(table.example_id == example_id).options(*_BESIDE.get(kind, ()))
    return db.session.scalars(query.order_by(table.position, table.id)).all()


def channels_of(example_ids: Iterable[int | None]) -> set[str]:
    """Return the keys of the channels in which any of the examples is published or planned. One query."""
    wanted = [each for each in example_ids if each]
    queries = [select(table.channel).where(table.example_id.in_(wanted)) for table in (PlannedChannel, Placement)]
    return set(db.session.scalars(union(*queries))) if wanted else set()


def row_of(example_id: int, kind: str, row_id: int, *, to_change: bool = False) -> Any | None:
    """Return a row of an example, or None when the example has no such row.

    One that is `to_change` is held until the transaction ends, so that its version can be trusted.
    """
    table = TABLES[kind]
    query = select(table).where(table.example_id == example_id, table.id == row_id)
    if to_change:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(query)


def add_row(example_id: int, kind: str, values: Mapping[str, Any], stamp: Stamp) -> Any:
    """Add a row last in its list."""
    table = TABLES[kind]
    last = db.session.scalar(select(func.max(table.position)).where(table.example_id == example_id)) or 0
    row = table(example_id=example_id, position=last + 1, **values)
    db.session.add(row)
    db.session.flush()
    log(
        stamp,
        "row_added",
        table.__tablename__,
        row.id,
        example=example_id,
        fields=[*_filled(values), *_days({}, values)],
    )
    return row


def _filled(values: Mapping[str, Any]) -> list[str]:
    return sorted(name for name, value in values.items() if value is not False and value not in (None, "", []))


def _days(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the days that are told as an event holds them: the column, the day before and the day after."""
    pairs = ((name, before.get(name) or "", after.get(name) or "") for name in _DAYS_TOLD if name in after)
    return [f"{name}={old}/{new}" for name, old, new in pairs if old != new]


def change_row(row: Row, values: Mapping[str, Any], version: int, stamp: Stamp) -> list[str]:
    """Change a row that was read as `version`, and return the names of the columns that changed.

    Raises StaleRow when somebody else has changed it since: nothing is written over. Raises RowInUse for a goal that
    was frozen when the project started.
    """
    if row.version != version:
        raise StaleRow
    refuse_frozen(row, values)
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    if "file_id" in changed:
        _let_go_of_uses(row)
    before = {name: getattr(row, name) for name in changed}
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        db.session.flush()
        told = [*changed, *_days(before, {name: values[name] for name in changed})]
        log(stamp, "row_changed", _table_name(row), row.id, example=row.example_id, fields=told)
        # What the row points at may be another person or source now.
        db.session.flush()
        db.session.expire(row)
    return changed


def move_row(row: Row, kind: str, up: bool, stamp: Stamp) -> bool:
    """Move a row one step up or down. Return whether it could be moved: at the end of the list it can't.

    Raises RowInUse for a source that the text points at by its place in the list. The order is no part of what the row
    says, so its version stays, and somebody who is changing it isn't disturbed.
    """
    order = [each.id for each in rows_of(row.example_id, kind)]
    here = order.index(row.id)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(order):
        return False
    if isinstance(row, Source):
        _refuse_if_pointed_at(row, {here + 1, there + 1})
    order[here], order[there] = order[there], order[here]
    table = TABLES[kind]
    for position, row_id in enumerate(order, 1):
        db.session.execute(
            update(table).where(table.id == row_id, table.position != position).values(position=position)
        )
    log(stamp, "row_moved", _table_name(row), row.id, example=row.example_id)
    return True


def remove_row(row: Row, stamp: Stamp) -> None:
    """Remove a row. Raises RowInUse when another row needs it, or when it is evidence of something that was done."""
    refuse_if_needed(row)
    _let_go_of_uses(row)
    if isinstance(row, PlannedChannel):
        # Where it was published stays, as one that wasn't planned.
        db.session.execute(
            update(Placement).where(Placement.planned_channel_id == row.id).values(planned_channel_id=None)
        )
    db.session.delete(row)
    db.session.flush()
    log(stamp, "row_removed", _table_name(row), row.id, example=row.example_id)


def _let_go_of_uses(row: Row) -> None:
    """Have those who took a package's picture told that it is gone, and not of the picture that comes instead."""
    if isinstance(row, Package):
        db.session.execute(update(Use).where(Use.package_id == row.id).values(package_id=None))


def refuse_frozen(row: Row, values: Mapping[str, Any]) -> None:
    """Raise RowInUse when a change would move a goal that was frozen as the project started."""
    if not isinstance(row, Indicator):
        return
    if any(getattr(row, name) != values[name] for name in _GOAL if name in values) and is_frozen(row):
        raise RowInUse("Målet låstes när insatsen startade. Har ni fått ett nytt mål, lägg till det som en ny siffra.")


def is_frozen(indicator: Indicator) -> bool:
    """Tell whether a figure's goal is among those that were frozen when the project started."""
    frozen = db.session.get(FrozenText, (indicator.example_id, "indicators"))
    return frozen is not None and figures.goal_in_words(indicator) in frozen.value.splitlines()


def refuse_if_needed(row: Row) -> None:
    """Raise RowInUse when a row can't be removed."""
    if isinstance(row, Indicator) and is_frozen(row):
        raise RowInUse("Målet låstes när insatsen startade. Det står kvar bredvid det som blev.")
    if isinstance(row, Source):
        if _any(Indicator.source_id == row.id) or _any(Measurement.source_id == row.id):
            raise RowInUse("En siffra pekar på källan. Byt källa på siffran först.")
        sources = [each.id for each in rows_of(row.example_id, "sources")]
        _refuse_if_pointed_at(row, range(sources.index(row.id) + 1, len(sources) + 1))
    if isinstance(row, Indicator) and _any(Measurement.indicator_id == row.id):
        raise RowInUse("Siffran har värden i steg 2. Ta bort dem först.")
    if isinstance(row, Placement) and row.outcome:
        raise RowInUse("Platsen är avslutad. Den finns kvar som bevis på vad som togs ned.")
    if isinstance(row, Placement) and _any(FollowUp.placement_id == row.id):
        raise RowInUse("Platsen har siffror från uppföljningen. Ta bort dem först.")


def _refuse_if_pointed_at(source: Source, numbers: Container[int]) -> None:
    """Raise RowInUse when a text points at a source whose number in the list would be another's."""
    written = select(ExampleText.value).where(ExampleText.example_id == source.example_id)
    written = written.where(ExampleText.question.in_(CLAIMS))
    pointed = {number for text in db.session.scalars(written) for number in pointed_at(text)}
    if held := sorted(number for number in pointed if number in numbers):
        raise RowInUse(
            f"Texten pekar på källa {held[0]} med [{held[0]}], och källorna skulle byta nummer. "
            "Ta bort hänvisningen ur texten först."
        )


def _any(condition: ColumnElement[bool]) -> bool:
    return bool(db.session.scalar(select(condition).where(condition).limit(1)))


def _table_name(row: Row) -> str:
    return str(type(row).__tablename__)  # type: ignore[attr-defined]  # Each table has it; the mixin doesn't say so.


def answered(example_id: int) -> frozenset[str]:
    """Return the keys of the checklist's questions that are answered for an example. Three queries.

    A target group counts when its interest is written; every other row counts as it stands, since none is kept
    half filled in.
    """
    texts = dict(
        db.session.execute(
            select(ExampleText.question, ExampleText.value).where(ExampleText.example_id == example_id)
        ).all()
    )
    example = db.session.execute(select(Example.benefit, Example.naming).where(Example.id == example_id)).one_or_none()
    if example is None:
        return frozenset()
    texts["benefit"] = example.benefit or texts.get("benefit", "")
    return checklist.answered(texts, complete_rows(example_id), example.naming != Naming.UNKNOWN)


def complete_rows(example_id: int) -> dict[str, int]:
    """Return the number of complete rows of each kind. One query."""
    counts = [
        select(func.count())
        .select_from(table)
        .where(table.example_id == example_id, *complete(table))
        .scalar_subquery()
        .label(kind)
        for kind, table in TABLES.items()
    ]
    return dict(db.session.execute(select(*counts)).one()._mapping)


def complete(table: type[Any]) -> list[ColumnElement[bool]]:
    """Return the conditions on which a row counts as an answer."""
    return [func.trim(TargetGroup.interest) != ""] if table is TargetGroup else []
