"""The bank as bitmaps: what a process remembers is what it would read, whatever has happened in between."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from resultatbank.data import bitmaps
from resultatbank.data.models import Example, Listing
from resultatbank.data.session import may_write
from resultatbank.extensions import db
from resultatbank.rules.words import INTRANET, State
from tests import factories as make
from tests.statements import statements

TODAY = date(2026, 11, 23)


def ids(bits: bitmaps.Bits) -> set[int]:
    return {place for place, digit in enumerate(reversed(f"{bits:b}")) if digit == "1"}


def read_anew(day: date) -> bitmaps.Bitmaps:
    bitmaps._remembered.clear()
    return bitmaps.on(day)


def as_sets(found: bitmaps.Bitmaps) -> dict[object, set[int]]:
    """What a bitmap says, without the values that nothing has any longer."""
    everything = {**found.values, **found.states, **found.channels, "shown": found.shown}
    return {key: ids(bits) for key, bits in everything.items() if bits}


def test_ids_become_bits_and_bits_ids() -> None:
    chance = random.Random(3)  # noqa: S311  # Chance for test data, not for secrets.
    for size in (0, 1, 7, 20_000):
        wanted = {chance.randint(0, 100_000) for _ in range(size)}
        assert ids(bitmaps.of_ids(wanted)) == wanted
        assert ids(bitmaps.of_text(",".join(map(str, wanted)))) == wanted
        assert bitmaps.latest_ids(bitmaps.of_ids(wanted), 3) == sorted(wanted, reverse=True)[:3]
    assert bitmaps.of_text(None) == 0


def test_what_is_remembered_is_what_would_be_read_whatever_happens(within: Flask) -> None:
    chance = random.Random(5)  # noqa: S311  # Chance for test data, not for secrets.
    party = make.party()
    made: list[Example] = []

    def add() -> None:
        made.append(make.example(regions=[chance.choice(["23", "24"])], year=chance.choice([2024, 2025])))

    def name() -> None:
        example = make.example(title="Namngiven", year=2026)
        make.appearance(party, example)

    def agree() -> None:
        days = chance.randint(0, 3)
        make.agreement(party, yes=make.everywhere("name"), until_day=TODAY + timedelta(days=days), given_on=TODAY)

    def refuse() -> None:
        make.agreement(party, no=[("name", INTRANET)], given_on=TODAY)

    def change() -> None:
        example = chance.choice(made)
        example.year, example.state = (
            chance.choice([2024, 2025, None]),
            chance.choice([State.PUBLISHED, State.ARCHIVED]),
        )

    deeds: list[Callable[[], None]] = [add, name, agree, refuse, change]
    add()
    for step in range(60):
        chance.choice(deeds)()
        db.session.commit()
        day = TODAY + timedelta(days=step // 20)
        remembered = as_sets(bitmaps.on(day))
        kept = dict(bitmaps._remembered)
        assert remembered == as_sets(read_anew(day)), step
        bitmaps._remembered.update(kept)
        db.session.rollback()
    assert remembered[State.ARCHIVED]
    assert remembered[INTRANET]


def test_the_day_after_the_last_day_nothing_has_to_change_for_an_example_to_be_gone(within: Flask) -> None:
    example, party = make.example(), make.party()
    make.appearance(party, example)
    make.agreement(party, yes=make.everywhere("name"), until_day=TODAY)
    db.session.commit()
    for day, seen in ((TODAY, {example.id}), (TODAY + timedelta(days=1), set()), (TODAY, {example.id})):
        assert ids(bitmaps.on(day).shown) == ids(bitmaps.on(day).channels.get("web", 0)) == seen


def test_what_reaches_the_tables_by_another_way_is_seen_too(within: Flask) -> None:
    example = make.example(naming="named")
    make.appearance(make.party(), example)
    other = make.example("Utan namngivna")
    db.session.commit()
    assert ids(bitmaps.on(TODAY).shown) == {other.id}
    db.session.execute(text("UPDATE example SET state = 'archived' WHERE id = :id"), {"id": other.id})
    db.session.commit()
    assert ids(bitmaps.on(TODAY).shown) == set()


def test_many_changes_at_once_are_read_as_a_whole(within: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bitmaps, "_MOST_CHANGED", 2)
    bitmaps.on(TODAY)
    made = [make.example(f"Nr {number}") for number in range(4)]
    db.session.commit()
    assert ids(bitmaps.on(TODAY).shown) == {each.id for each in made}


def test_nothing_is_read_again_when_nothing_has_changed(within: Flask) -> None:
    make.example()
    db.session.commit()
    bitmaps.on(TODAY)
    with statements() as sent:
        bitmaps.on(TODAY)
    assert len(sent) == 1


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_what_began_first_and_is_committed_last_is_seen_too(app: Flask) -> None:
    with app.app_context(), may_write():
        first, second = make.example("Först").id, make.example("Sist").id
        db.session.commit()
        bitmaps.on(TODAY)

    def archive(example_id: int) -> None:
        with app.app_context(), may_write():
            db.session.get_one(Example, example_id).state = State.ARCHIVED
            db.session.commit()

    with app.app_context(), may_write():
        # The number of this transaction is taken now, and the other's later.
        listing = db.session.get_one(Listing, first)
        listing.year = 1999
        db.session.get_one(Example, first).state = State.ARCHIVED
        db.session.flush()
        with ThreadPoolExecutor(1) as pool:
            pool.submit(archive, second).result()
            assert pool.submit(shown_in, app).result() == {first}
        db.session.commit()
    assert shown_in(app) == set()


def shown_in(app: Flask) -> set[int]:
    with app.app_context():
        return ids(bitmaps.on(TODAY).shown)
