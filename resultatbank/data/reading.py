"""Reading one example: everything its page shows, what it is like, and the text that one copies from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import joinedload, selectinload

from resultatbank.data import bank, bitmaps, packages
from resultatbank.data.facts import FACET_REGION, FACET_THEME
from resultatbank.data.figures import Unsourced, unsourced
from resultatbank.data.gate import Usability, is_visible, usability, visible, visible_among
from resultatbank.data.models import (
    Appearance,
    Example,
    ExampleText,
    FrozenText,
    Indicator,
    Listing,
    Measurement,
    Package,
    Review,
    Source,
    TargetGroup,
)
from resultatbank.data.models.rows import Row
from resultatbank.data.packages import PackageUse, uses_of
from resultatbank.data.reasons import Why, blocked_sentence, why_closed
from resultatbank.extensions import db
from resultatbank.rules.regions import REGION_BY_CODE, Region
from resultatbank.rules.words import Material, State

AnyRow = TypeVar("AnyRow", bound=Row)
_MOST_REPLACEMENTS = 5
# What makes two examples alike, how much each kind of facet weighs, and how many of each value are compared.
_LIKENESS = {FACET_REGION: 1, FACET_THEME: 3}
_MOST_ALIKE = 300
_MOST_COMPARED = 50
# A party is named where one of these is shown.
_NAMED_BY = (Material.NAME, Material.COMPANY_NAME)


@dataclass(frozen=True, slots=True)
class Person:
    """A person or company that an example names: the name, the title or role where it is shown, and what else is."""

    name: str
    role: str
    shown: tuple[str, ...]
    party_id: int


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody says in an example, in their own words, and who it is: "" where neither name nor role is shown."""

    words: str
    who: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One example with all that its page shows. `whys` tell, by channel, why the closed ones are closed.

    `people` are those it names, and nobody when employees may not see it.
    """

    example: Example
    texts: Mapping[str, str]
    wanted: Mapping[str, FrozenText]
    regions: tuple[Region, ...]
    target_groups: Sequence[TargetGroup]
    indicators: Sequence[Indicator]
    sources: Sequence[Source]
    packages: Sequence[PackageUse]
    people: Sequence[Person]
    quotes: Sequence[Quote]
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
    def named(self) -> set[int]:
        """The parties that it names."""
        return {each.party_id for each in self.people}

    @property
    def pictures(self) -> list[PackageUse]:
        """The packages that are pictures."""
        return [each for each in self.packages if each.picture]

    @property
    def other_packages(self) -> list[PackageUse]:
        """The packages that are no pictures, or none that is handed out."""
        return [each for each in self.packages if not each.picture]

    @property
    def blocked(self) -> str:
        """Why nothing of it is shown to employees though it is published, in sentences. "" when it isn't so."""
        return blocked_sentence(self.whys) if self.example.state == State.PUBLISHED else ""

    @property
    def outcomes(self) -> list[Indicator]:
        """The figures that have come."""
        return [indicator for indicator in self.indicators if indicator.outcome is not None]

    @property
    def unsourced(self) -> Unsourced:
        """The figures that nobody can check."""
        return unsourced(self.indicators, self.texts, self.sources)


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
    return read_all([example], day)[0]


def read_all(examples: Sequence[Example], day: date) -> list[Reading]:
    """Gather what the examples' pages show, in their order, in as many statements as for one of them."""
    ids = [example.id for example in examples]
    listings = {each.example_id: each for each in db.session.scalars(_listings(), {"ids": ids})}
    texts = _by_example(db.session.scalars(_texts(), {"ids": ids}))
    frozen = _by_example(db.session.scalars(_frozen(), {"ids": ids}))
    groups, indicators = _rows(TargetGroup, ids), _rows(Indicator, ids)
    sources = _rows(Source, ids)
    reviews = {each.example_id: each for each in db.session.scalars(_last_reviews(), {"ids": ids})}
    shown, uses = visible_among(ids, day), usability(ids, day)
    packed: dict[int, list[PackageUse]] = {}
    for each in uses_of([package for mine in _rows(Package, ids).values() for package in mine], day, uses):
        packed.setdefault(each.package.example_id, []).append(each)
    appearances = _appearances(ids)
    whys = why_closed([each for each in ids if uses[each].closed], day)
    return [
        Reading(
            example=example,
            texts={each.question: each.value for each in texts.get(example.id, ())},
            wanted={each.question: each for each in frozen.get(example.id, ())},
            regions=tuple(REGION_BY_CODE[each.code] for each in example.regions if each.code in REGION_BY_CODE),
            target_groups=groups.get(example.id, []),
            indicators=indicators.get(example.id, []),
            sources=sources.get(example.id, []),
            packages=packed.get(example.id, []),
            people=_people(appearances.get(example.id, ())) if example.id in shown else [],
            quotes=_quotes(appearances.get(example.id, ())),
            last_review=reviews.get(example.id),
            reviewed_on=listings[example.id].reviewed_on,
            review_due=listings[example.id].review_due,
            visible=example.id in shown,
            use=uses[example.id],
            whys=whys.get(example.id, {}),
        )
        for example in examples
    ]


@cache
def _listings() -> Select[Listing]:
    return select(Listing).where(Listing.example_id.in_(bindparam("ids", expanding=True)))


@cache
def _texts() -> Select[ExampleText]:
    return select(ExampleText).where(ExampleText.example_id.in_(bindparam("ids", expanding=True)))


@cache
def _frozen() -> Select[FrozenText]:
    return select(FrozenText).where(FrozenText.example_id.in_(bindparam("ids", expanding=True)))


def _rows(model: type[AnyRow], example_ids: Sequence[int]) -> dict[int, list[AnyRow]]:
    query: Select[AnyRow] = _query_of_rows(model)  # type: ignore[arg-type]  # A class is hashable.
    return _by_example(db.session.scalars(query, {"ids": example_ids}))


@cache
def _query_of_rows(model: Any) -> Select[Any]:
    along = {
        TargetGroup: (joinedload(TargetGroup.term),),
        Package: packages.ALONG,
        Indicator: (selectinload(Indicator.measurements).joinedload(Measurement.source),),
    }
    query = select(model).where(model.example_id.in_(bindparam("ids", expanding=True)))
    return query.options(*along.get(model, ())).order_by(model.position, model.id)


def _by_example(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for each in rows:
        found.setdefault(each.example_id, []).append(each)
    return found


def _appearances(example_ids: Sequence[int]) -> dict[int, list[Appearance]]:
    """Return who is in each of the examples, in the order in which they came into them."""
    query = select(Appearance).where(Appearance.example_id.in_(example_ids), Appearance.ended_at.is_(None))
    query = query.options(joinedload(Appearance.party), selectinload(Appearance.materials)).order_by(Appearance.id)
    return _by_example(db.session.scalars(query))


def _people(appearances: Iterable[Appearance]) -> list[Person]:
    """Return who is named, of those who are in an example."""
    found = []
    for each in appearances:
        materials = {material.material for material in each.materials}
        if not materials.isdisjoint(_NAMED_BY):
            rest = tuple(kind.label.lower() for kind in Material if kind in materials - {*_NAMED_BY, Material.ROLE})
            found.append(Person(each.party.name, _role(each, materials), rest, each.party_id))
    return found


def _quotes(appearances: Iterable[Appearance]) -> list[Quote]:
    """Return what is said by those who are in an example, each with the name and the role where those are shown."""
    found = []
    for each in appearances:
        materials = {material.material for material in each.materials}
        if each.quote and Material.QUOTE in materials:
            name = "" if materials.isdisjoint(_NAMED_BY) else each.party.name
            found.append(Quote(each.quote, ", ".join(filter(None, (name, _role(each, materials))))))
    return found


def _role(appearance: Appearance, materials: set[str]) -> str:
    return appearance.party.role if Material.ROLE in materials else ""


@cache
def _last_reviews() -> Select[Review]:
    """Return the query for the latest review of each example that stands."""
    place = func.row_number().over(partition_by=Review.example_id, order_by=(Review.at.desc(), Review.id.desc()))
    standing = select(Review.id, place.label("place"))
    numbered = standing.where(Review.example_id.in_(bindparam("ids", expanding=True)), Review.stands).subquery()
    query = select(Review).join(numbered, numbered.c.id == Review.id).where(numbered.c.place == 1)
    return query.options(joinedload(Review.by))


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


def replacements_of(example_ids: Iterable[int], day: date) -> dict[int, Example]:
    """Return, for archived examples among some, the visible one that has taken its place, directly or by steps.

    The number of statements depends on how many steps there are, of which no more than five are taken.
    """
    archived = (Example.id.in_(set(example_ids)), Example.state == State.ARCHIVED)
    following, found = _next_of(*archived), dict[int, int]()
    for _ in range(_MOST_REPLACEMENTS):
        shown = visible_among(following.values(), day)
        found |= {each: following[each] for each in following if following[each] in shown}
        left = {each: new for each, new in following.items() if each not in found}
        if not left:
            break
        further = _next_of(Example.id.in_(set(left.values())))
        following = {each: further[new] for each, new in left.items() if new in further}
    examples = {each.id: each for each in db.session.scalars(select(Example).where(Example.id.in_(found.values())))}
    return {each: examples[new] for each, new in found.items()}


def _next_of(*which: ColumnElement[bool]) -> dict[int, int]:
    query = select(Example.id, Example.replaced_by_id).where(Example.replaced_by_id.is_not(None), *which)
    return {each: new for each, new in db.session.execute(query) if new is not None}
