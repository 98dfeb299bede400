"""Reading one example: everything its page shows, what it is like, and the text that one copies from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload, selectinload

from resultatbank.data import bank, bitmaps, packages
from resultatbank.data.facts import FACET_REGION, FACET_THEME
from resultatbank.data.gate import Usability, is_visible, usability, visible
from resultatbank.data.models import (
    Example,
    ExampleText,
    FrozenText,
    Indicator,
    Listing,
    Package,
    Review,
    Source,
    TargetGroup,
)
from resultatbank.data.models.rows import Row
from resultatbank.data.packages import PackageUse, uses_of
from resultatbank.data.reasons import Why, why_closed
from resultatbank.extensions import db
from resultatbank.rules.regions import REGION_BY_CODE, Region
from resultatbank.rules.words import State

AnyRow = TypeVar("AnyRow", bound=Row)
_MOST_REPLACEMENTS = 5
# What makes two examples alike, how much each kind of facet weighs, and how many of each value are compared.
_LIKENESS = {FACET_REGION: 1, FACET_THEME: 3}
_MOST_ALIKE = 300
_MOST_COMPARED = 50


@dataclass(frozen=True, slots=True)
class Reading:
    """One example with all that its page shows. `whys` tell, by channel, why the closed ones are closed."""

    example: Example
    texts: Mapping[str, str]
    wanted: Mapping[str, FrozenText]
    regions: tuple[Region, ...]
    target_groups: Sequence[TargetGroup]
    indicators: Sequence[Indicator]
    sources: Sequence[Source]
    packages: Sequence[PackageUse]
    last_review: Review | None
    reviewed_on: date
    review_due: date
    visible: bool
    use: Usability
    whys: Mapping[str, list[Why]]

    @property
    def source_numbers(self) -> dict[int, int]:
        """The number of each source in the list, by its id."""
        return {source.id: number for number, source in enumerate(self.sources, 1)}

    @property
    def pictures(self) -> list[PackageUse]:
        """The packages that are pictures."""
        return [each for each in self.packages if each.picture]

    @property
    def other_packages(self) -> list[PackageUse]:
        """The packages that are no pictures, or none that is handed out."""
        return [each for each in self.packages if not each.picture]

    @property
    def outcomes(self) -> list[Indicator]:
        """The figures that have come."""
        return [indicator for indicator in self.indicators if indicator.outcome is not None]


def example_to_read(example_id: int, day: date, sees_all: bool) -> Example | None:
    """Return an example for somebody to read that day, or None when it isn't there or isn't for them."""
    if not sees_all and not is_visible(example_id, day):
        return None
    return db.session.scalars(_example(), {"id": example_id}).first()


@cache
def _example() -> Select[Example]:
    # The queries of this page never vary, so each is made once: making one takes longer than asking it.
    people = (joinedload(Example.responsible), joinedload(Example.fallback))
    words = (selectinload(Example.terms), selectinload(Example.regions))
    return select(Example).where(Example.id == bindparam("id")).options(*people, *words)


def read(example: Example, day: date) -> Reading:
    """Gather what an example's page shows, in a number of statements that doesn't grow with what it holds."""
    mine = example.id
    listing = db.session.get_one(Listing, mine)
    texts = db.session.execute(_texts(), {"id": mine})
    frozen = db.session.scalars(_frozen(), {"id": mine})
    use = usability([mine], day)[mine]
    return Reading(
        example=example,
        texts=dict(texts.all()),
        wanted={each.question: each for each in frozen},
        regions=tuple(REGION_BY_CODE[each.code] for each in example.regions if each.code in REGION_BY_CODE),
        target_groups=_rows(TargetGroup, mine),
        indicators=_rows(Indicator, mine),
        sources=_rows(Source, mine),
        packages=uses_of(_rows(Package, mine), day, {mine: use}),
        last_review=_last_review(mine),
        reviewed_on=listing.reviewed_on,
        review_due=listing.review_due,
        visible=is_visible(mine, day),
        use=use,
        whys=why_closed([mine], day)[mine] if use.closed else {},
    )


@cache
def _texts() -> Select[str, str]:
    return select(ExampleText.question, ExampleText.value).where(ExampleText.example_id == bindparam("id"))


@cache
def _frozen() -> Select[FrozenText]:
    return select(FrozenText).where(FrozenText.example_id == bindparam("id"))


def _rows(model: type[AnyRow], example_id: int) -> Sequence[AnyRow]:
    query: Select[AnyRow] = _query_of_rows(model)  # type: ignore[arg-type]  # A class is hashable.
    return db.session.scalars(query, {"id": example_id}).all()


@cache
def _query_of_rows(model: Any) -> Select[Any]:
    along = {TargetGroup: (joinedload(TargetGroup.term),), Package: packages.ALONG}.get(model, ())
    query = select(model).where(model.example_id == bindparam("id")).options(*along)
    return query.order_by(model.position, model.id)


def _last_review(example_id: int) -> Review | None:
    return db.session.scalars(_reviews(), {"id": example_id}).first()


@cache
def _reviews() -> Select[Review]:
    query = select(Review).where(Review.example_id == bindparam("id"), Review.stands).options(joinedload(Review.by))
    return query.order_by(Review.at.desc(), Review.id.desc()).limit(1)


def similar_to(example_id: int, day: date, most: int = 3) -> list[bank.Hit]:
    """Return the visible examples that share most with another; a theme weighs more than a region.

    Of each theme and region the latest _MOST_ALIKE are compared, so that the cost doesn't grow with the bank. Of those
    that share as much, the latest reviewed come first.
    """
    today = bitmaps.on(day)
    shared: Counter[int] = Counter()
    for (kind, _), bits in today.values.items():
        if kind in _LIKENESS and bitmaps.holds(bits, example_id):
            alike = bitmaps.latest_ids(bits & today.shown, _MOST_ALIKE)
            shared.update(dict.fromkeys(alike, _LIKENESS[kind]))
    del shared[example_id]
    nearest = [each for each, _ in shared.most_common(_MOST_COMPARED)]
    # The bitmaps say which are alike. Which of them are shown is for the gate.
    query = select(Listing.example_id, Listing.reviewed_on).where(Listing.example_id.in_(nearest), visible(day))
    reviewed = dict(db.session.execute(query).all()) if nearest else {}
    in_order = sorted(reviewed, key=lambda each: (shared[each], reviewed[each], each), reverse=True)
    return bank.hits(in_order[:most], day)


def replacement_of(example_id: int, day: date) -> Example | None:
    """Return the visible example that has taken an archived one's place, directly or by steps, or None."""
    example = db.session.get(Example, example_id)
    if example is None or example.state != State.ARCHIVED:
        return None
    for _ in range(_MOST_REPLACEMENTS):
        example = example.replaced_by
        if example is None:
            return None
        if is_visible(example.id, day):
            return example
    return None
