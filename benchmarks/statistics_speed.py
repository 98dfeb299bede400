"""How much the page Statistik costs, beside the search page in the same run.

`python -m benchmarks.statistics_speed [--quick] [--sqlite]` prints a table and then one line of JSON. The bank has
100,000 examples, of which a third have an agreement, half as many copies, answers of readers about every twentieth, and
a placement for every fifth, each second of them measured twice. The same employee asks for all pages. The page may cost
at most three times the search.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from benchmarks.beside_search import Plan, measure
from resultatbank.data.facts import FACET_TARGET_GROUP
from resultatbank.data.models import Facet, FollowUp, Placement, ReaderAnswer, TargetGroup, Term, Use, User
from resultatbank.data.session import may_write
from resultatbank.extensions import db
from resultatbank.rules.words import TermKind

_PAGES = {
    "statistics": "/statistik",
    "ever": "/statistik?period=alla",
    "limited": "/statistik?lan=01&ar=2024",
    "file": "/statistik/kanaler/csv",
}
_BATCH = 5_000
_CHANNELS = ("intranet", "web", "social", "press", "print", "presentation", "partner")


def _follow_up(app: Flask, size: int) -> None:
    """Add target groups, copies, placements and their numbers. What has changed is read anew by the server."""
    chance, now = random.Random(size), datetime.now(UTC)
    with app.app_context(), may_write():
        user = db.session.scalars(select(User.id)).one()
        groups = [Term(kind=TermKind.TARGET_GROUP, slug=f"grupp-{at}", label=f"Målgrupp {at}") for at in range(8)]
        db.session.add_all(groups)
        db.session.flush()
        of_group = [(each, chance.choice(groups).id) for each in range(1, size + 1)]
        _put(TargetGroup, [{"example_id": each, "term_id": term, "interest": ""} for each, term in of_group])
        facets = [{"example_id": each, "kind": FACET_TARGET_GROUP, "value": term} for each, term in of_group]
        _put(Facet, facets)
        # Some are copied often and most never, as in life.
        copies = [min(int(chance.paretovariate(0.5)), size) for _ in range(size // 2)]
        ages = [timedelta(days=chance.randrange(900)) for _ in copies]
        _put(Use, [_copy(each, user, now - age) for each, age in zip(copies, ages, strict=True)])
        asked = range(20, size + 1, 20)
        _put(ReaderAnswer, [{"example_id": each, "score": each % 5 + 1, "text": "", "at": now} for each in asked])
        places = [_place(number, number * 5, chance, now) for number in range(1, size // 5 + 1)]
        _put(Placement, places)
        measured = [each for each in places if each["id"] % 2]
        _put(FollowUp, [_numbers(each, chance, turn, now) for each in measured for turn in range(2)])
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


def _put(table: type[Any], rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), _BATCH):
        db.session.execute(insert(table), rows[start : start + _BATCH])


def _copy(example_id: int, user: int, at: datetime) -> dict[str, Any]:
    return {"example_id": example_id, "user_id": user, "at": at, "where_to": ""}


def _place(number: int, example_id: int, chance: random.Random, now: datetime) -> dict[str, Any]:
    day = (now - timedelta(days=chance.randrange(30, 900))).date()
    return {"id": number, "example_id": example_id, "channel": chance.choice(_CHANNELS), "from_day": day}


def _numbers(place: dict[str, Any], chance: random.Random, turn: int, now: datetime) -> dict[str, Any]:
    """Return what was measured of a placement. The second time not all is known."""
    known = {
        "reached": chance.randrange(10_000),
        "clicks": chance.randrange(1_000),
        "downloads": chance.randrange(200),
        "shares": chance.randrange(50),
        "actions": chance.randrange(20),
        "cost": Decimal(chance.randrange(20_000)),
        "hours": Decimal(chance.randrange(40)) / 2,
    }
    left_out = {"cost": None, "hours": None, "actions": None} if turn else {}
    day = (now - timedelta(days=20 - turn)).date()
    return known | left_out | {"example_id": place["example_id"], "placement_id": place["id"], "measured_on": day}


PLAN = Plan(name="statistics_speed", pages=_PAGES, held=frozenset(_PAGES), most=3.0, prepare=_follow_up)

if __name__ == "__main__":
    measure(PLAN, __doc__)
