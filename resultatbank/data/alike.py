"""Old texts without anybody named in them, which can be reviewed together: the questions are asked once for all."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from resultatbank.data import reviewing, undoing
from resultatbank.data.events import Stamp
from resultatbank.data.models import Due, Example
from resultatbank.data.putting_off import STALE
from resultatbank.data.reviewing import Answer, Decision, SomebodyElseDecided
from resultatbank.extensions import db
from resultatbank.rules.words import Naming

MOST = 10


def alike(day: date, among: Collection[int] | None = None) -> Sequence[Example]:
    """Return the first MOST examples that are in the queue for their age alone and name nobody, the oldest in it first.

    With ids, only those `among` them.
    """
    now = (Due.from_day <= day, Due.until_day >= day)
    old = [reason.value for reason in STALE]
    more = select(Due.example_id).where(*now, Due.reason.not_in(old))
    query = (
        select(Example)
        .join(Due, Due.example_id == Example.id)
        .where(*now, Due.reason.in_(old), Example.naming == Naming.NONE.value, Example.id.not_in(more))
        .options(joinedload(Example.responsible))
        .order_by(Due.from_day, Example.id)
    )
    if among is not None:
        query = query.where(Example.id.in_(among))
    return db.session.scalars(query.limit(MOST)).all()


def review_together(versions: Mapping[int, int], stamp: Stamp) -> Collection[int]:
    """Review these examples at once, all four questions answered with yes, and return those that it was done for.

    `versions` are what the reviewer saw of each. One that has changed since, or isn't alike any more, is left as it is.
    """
    yes = dict.fromkeys((each.value for each in Answer), True)
    mine = sorted(versions)[:MOST]
    locked = [each for each in map(reviewing.lock, mine) if each is not None]
    still = {each.id for each in alike(stamp.day, mine)}
    done = []
    for example in locked:
        if example.id not in still:
            continue
        try:
            undoing.decide(example, Decision(yes), versions[example.id], stamp)
        except SomebodyElseDecided:
            continue
        done.append(example.id)
    return done
