"""What the bank tells of, and what of it people use: numbers of what employees may see on a day, and of nothing else.

Counts of examples come from bitmaps; copies are counted in a query in whose innermost part the gate stands. Who has
copied something is never part of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from resultatbank.data import bitmaps, facets
from resultatbank.data.bitmaps import Bitmaps, Bits
from resultatbank.data.facets import Counts, Search
from resultatbank.data.facts import FACET_THEME, FACET_YEAR
from resultatbank.data.models import Example, Listing, Use
from resultatbank.extensions import db


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many examples there are within all limits: with each value, and with each theme in each year.

    `values` are by kind of facet and value, `themes` by the theme's id and the year. What isn't there is nought.
    `counts` has the total, and each kind without its own limit, as the search page counts.
    """

    counts: Counts
    values: Mapping[tuple[int, int], int]
    themes: Mapping[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class Copied:
    """An example that people have copied, and how many times."""

    example_id: int
    headline: str
    times: int


@dataclass(frozen=True, slots=True)
class Used:
    """The most copied examples, with how many were copied, and how many times, in all."""

    most: Sequence[Copied]
    examples: int
    times: int


def coverage(search: Search) -> Coverage:
    """Return what the examples within a search cover. Its words aren't asked for. One small statement."""
    today = bitmaps.on(search.day)
    counts = facets.count(search, today.shown, today)
    values = {key: number for key, each in today.values.items() if (number := (each & counts.left).bit_count())}
    return Coverage(counts, values, _themes_by_year(today, counts.left, values))


def _themes_by_year(today: Bitmaps, left: Bits, values: Mapping[tuple[int, int], int]) -> dict[tuple[int, int], int]:
    themes = {value: today.values[kind, value] & left for kind, value in values if kind == FACET_THEME}
    years = {value: today.values[kind, value] for kind, value in values if kind == FACET_YEAR}
    return {
        (theme, year): number
        for theme, of_theme in themes.items()
        for year, of_year in years.items()
        if (number := (of_theme & of_year).bit_count())
    }


def most_used(search: Search, since: datetime | None, most: int) -> Used:
    """Return the most copied examples within a search since an instant, or ever. One query.

    An example that is no longer shown is in none of the numbers, whatever was copied while it was.
    """
    times = func.count().label("times")
    copies = select(Use.example_id, times).group_by(Use.example_id)
    copies_since = (copies.where(Use.at >= since) if since else copies).subquery()
    counted = (
        select(
            copies_since.c.example_id,
            copies_since.c.times,
            func.count().over().label("examples"),
            func.sum(copies_since.c.times).over().label("all_times"),
        )
        .join(Listing, Listing.example_id == copies_since.c.example_id)
        .where(*facets.conditions(search))
        .order_by(copies_since.c.times.desc(), copies_since.c.example_id.desc())
        .limit(most)
        .subquery()
    )
    query = select(counted, Example.benefit, Example.title).join(Example, Example.id == counted.c.example_id)
    rows = db.session.execute(query.order_by(counted.c.times.desc(), counted.c.example_id.desc())).all()
    if not rows:
        return Used((), 0, 0)
    found = [Copied(row.example_id, row.benefit or row.title, row.times) for row in rows]
    return Used(found, rows[0].examples, int(rows[0].all_times))
