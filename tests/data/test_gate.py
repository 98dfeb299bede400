"""The gate: what it lets through, day by day, and that forgetting it shuts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from resultatbank.data import derive, gate
from resultatbank.extensions import db
from tests import factories as make

UNTIL = date(2026, 11, 24)


@pytest.fixture
def named(within: Flask) -> int:
    example, party = make.example(), make.party()
    make.appearance(party, example, ["name", "photo"])
    make.agreement(party, yes=make.everywhere("name", "photo"), until_day=UNTIL)
    make.example("Brus som inte ska synas", naming="unknown")
    db.session.commit()
    return example.id


def test_an_example_is_seen_to_the_last_day_and_gone_the_day_after(named: int) -> None:
    assert gate.is_visible(named, UNTIL)
    assert not gate.is_visible(named, UNTIL + timedelta(days=1))


def test_one_closed_material_closes_its_channel_and_no_other(named: int) -> None:
    party_id = db.session.scalar(text("SELECT party_id FROM appearance"))
    party = db.session.get(make.Party, party_id)
    make.agreement(party, no=[("photo", "social")], given_on=date(2026, 11, 23))
    db.session.commit()
    use = gate.usability([named], date(2026, 11, 23))[named]
    assert [each.channel.slug for each in use.closed] == ["social"]
    assert use.until == UNTIL


def test_an_answer_written_past_the_app_shuts_instead_of_opening(named: int) -> None:
    agreement_id = db.session.scalar(text("SELECT id FROM agreement"))
    db.session.execute(
        text(
            "INSERT INTO agreement_answer (agreement_id, material, channel, yes, from_day, until_day, given_at) "
            "VALUES (:id, 'quote', 'web', :yes, '2026-01-01', '9999-12-31', '2026-01-01 00:00:00')"
        ),
        {"id": agreement_id, "yes": True},
    )
    assert not gate.is_visible(named, UNTIL)
    db.session.commit()
    assert derive.verify() == [named]
    derive.rebuild()
    db.session.commit()
    assert derive.verify() == []
    assert gate.is_visible(named, UNTIL)


@pytest.mark.parametrize("table", ["event", "review", "agreement", "agreement_answer", "agreement_example"])
def test_history_can_neither_be_changed_nor_removed(named: int, table: str) -> None:
    example = db.session.get(make.Example, named)
    make.review(example)
    party = make.party()
    make.agreement(party, yes=[("name", "web")], covers=[example])
    db.session.execute(
        text(
            "INSERT INTO event (at, kind, subject, subject_id, fields) "
            "VALUES ('2026-01-01 00:00:00', 'tried', 'example', 1, '[]')"
        )
    )
    db.session.commit()
    column = {"event": "kind", "review": "remedy", "agreement": "basis", "agreement_answer": "material"}.get(table)
    for statement in (
        f"DELETE FROM {table}",
        f"UPDATE {table} SET {column or 'example_id'} = {column or 'example_id'}",
    ):
        with pytest.raises(Exception, match="append-only"):
            db.session.execute(text(statement))
        db.session.rollback()
