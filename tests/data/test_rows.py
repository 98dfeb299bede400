"""The rows of the steps: their order, their versions, what holds them, and which questions they answer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from resultatbank.data import rows
from resultatbank.data.models import Event, Indicator, Source
from resultatbank.extensions import db
from resultatbank.rules import checklist
from resultatbank.rules.words import Naming
from tests import factories as make


def test_the_answered_questions_are_those_with_text_with_complete_rows_and_with_people_assessed(within: Flask) -> None:
    example = make.example(benefit="", naming=Naming.UNKNOWN, texts={"message": "Så blev det", "why": "  "})
    other = make.example(texts={"effort": "Annat"})
    rows.add_row(other.id, "sources", {"kind": "other", "title": "Andras källa"}, make.stamp())
    assert rows.answered(example.id) == {"message"}

    rows.add_row(example.id, "sources", {"kind": "other", "title": "En källa"}, make.stamp())
    example.benefit, example.naming, example.naming_at = "Nytta", Naming.NONE, make.NOW
    assert rows.answered(example.id) == {"message", "sources", "benefit", "people"}


def test_a_target_group_counts_when_its_interest_is_written_and_then_how_opens(within: Flask) -> None:
    example = make.example(texts={"message": "Vad", "why": "Varför"})
    term = make.term("target_group", "Påhittade företagare")
    row = rows.add_row(example.id, "target_groups", {"term_id": term.id, "interest": ""}, make.stamp())
    assert not checklist.how_is_open(rows.answered(example.id))
    rows.change_row(row, {"interest": "Vad det kostar"}, row.version, make.stamp())
    assert checklist.how_is_open(rows.answered(example.id))


def test_rows_come_in_order_and_can_be_moved_without_disturbing_who_changes_them(within: Flask) -> None:
    example, other = make.example(), make.example()
    first, second, third = (
        rows.add_row(example.id, "sources", {"kind": "other", "title": title}, make.stamp()) for title in "abc"
    )
    rows.add_row(other.id, "sources", {"kind": "other", "title": "x"}, make.stamp())
    version = third.version
    assert rows.move_row(third, "sources", True, make.stamp())
    assert [row.title for row in rows.rows_of(example.id, "sources")] == ["a", "c", "b"]
    assert not rows.move_row(first, "sources", True, make.stamp())
    assert not rows.move_row(second, "sources", False, make.stamp())
    db.session.expire_all()
    assert third.version == version


def test_a_stale_version_changes_nothing(within: Flask) -> None:
    example = make.example()
    row = rows.add_row(example.id, "indicators", {"name": "Påhittade jobb"}, make.stamp())
    read = row.version
    assert rows.change_row(row, {"target": Decimal("8.5"), "name": "Påhittade jobb"}, read, make.stamp()) == ["target"]
    with pytest.raises(rows.StaleRow):
        rows.change_row(row, {"target": Decimal(3)}, read, make.stamp())
    db.session.expire_all()
    assert row.target == Decimal("8.5")


def test_what_another_row_needs_cannot_be_removed(within: Flask) -> None:
    example = make.example()
    source = rows.add_row(example.id, "sources", {"kind": "other", "title": "En källa"}, make.stamp())
    figure = rows.add_row(example.id, "indicators", {"name": "Jobb", "source_id": source.id}, make.stamp())
    with pytest.raises(rows.RowInUse):
        rows.remove_row(source, make.stamp())
    rows.remove_row(figure, make.stamp())
    rows.remove_row(source, make.stamp())
    assert db.session.scalars(select(Source)).all() == []
    assert db.session.scalars(select(Indicator)).all() == []


def test_a_placement_with_figures_or_that_is_settled_stays(within: Flask) -> None:
    example = make.example()
    place = {"channel": "web", "from_day": date(2026, 11, 1)}
    counted, settled = (rows.add_row(example.id, "placements", place, make.stamp()) for _ in range(2))
    measured = {"placement_id": counted.id, "measured_on": date(2026, 11, 20), "reached": 7}
    rows.add_row(example.id, "follow_ups", measured, make.stamp())
    rows.change_row(settled, {"outcome": "down"}, settled.version, make.stamp())
    for row in (counted, settled):
        with pytest.raises(rows.RowInUse):
            rows.remove_row(row, make.stamp())


def test_every_change_leaves_a_line_with_field_names_but_no_content(within: Flask) -> None:
    example = make.example()
    values = {"kind": "other", "title": "Hemlig rubrik", "link": ""}
    row = rows.add_row(example.id, "sources", values, make.stamp())
    rows.change_row(row, {"title": "Annan rubrik"}, row.version, make.stamp())
    rows.remove_row(row, make.stamp())
    events = db.session.scalars(select(Event).where(Event.example_id == example.id).order_by(Event.id)).all()
    assert [(each.kind, each.fields) for each in events] == [
        ("row_added", ["kind", "title"]),
        ("row_changed", ["title"]),
        ("row_removed", []),
    ]
