"""What is known of examples, gathered in a constant number of queries, for the rules to work on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from resultatbank.data import gate
from resultatbank.data.figures import waited_for_in
from resultatbank.data.intervals import months_of
from resultatbank.data.models import (
    AgreementRequest,
    Appearance,
    Event,
    Example,
    ExampleText,
    Finding,
    FollowUp,
    InboxItem,
    Package,
    Placement,
    PutOff,
    Review,
    TargetGroup,
    User,
)
from resultatbank.extensions import db
from resultatbank.rules import review
from resultatbank.rules.calendar import FIRST_DAY, LAST_DAY, day_of
from resultatbank.rules.clearance import Case, Stretch, stretches
from resultatbank.rules.organisations import is_organisation
from resultatbank.rules.regions import REGIONS
from resultatbank.rules.words import INTRANET, Naming, State, TermKind, Verdict
from resultatbank.search import Document

# The kinds of facet, as the narrow table stores them.
FACET_REGION = 1
FACET_THEME = 2
FACET_PROGRAMME = 3
FACET_TARGET_GROUP = 4
FACET_YEAR = 5
# Which formats an example is packed in changes with the day, so it is asked of its packages and never stored.
FACET_FORMAT = 6
FACET_VERDICT = 7

_FACET_OF_TERM = {
    TermKind.THEME: FACET_THEME,
    TermKind.PROGRAMME: FACET_PROGRAMME,
    TermKind.TARGET_GROUP: FACET_TARGET_GROUP,
}
VERDICTS = dict(enumerate(Verdict, 1))
"""The verdicts by their numbers in the table of facets."""
_NUMBER_OF_VERDICT = {verdict.value: number for number, verdict in VERDICTS.items()}
_VERDICT = "verdict"
DOCUMENTS_AT_A_TIME = 200
_REGION_NAMES = {region.code: region.name for region in REGIONS}
# The questions whose answers a reader may see, and so find by: the summary first, then the body.
_SUMMARY = ("message", "public_benefit")
_BODY = ("challenge", "background", "effort", "result", "aim", "learned")


@dataclass(frozen=True, slots=True)
class ExampleFacts:
    """One example with everything its stored rows are worked out from."""

    example_id: int
    review_facts: review.Facts
    confirmed_at: datetime | None
    year: int
    facets: frozenset[tuple[int, int]]

    def clearance(self) -> Iterator[tuple[str, date, date]]:
        """Yield each open period: channel, first day, last day."""
        for channel, timeline in self.review_facts.timelines.items():
            for stretch in timeline:
                if stretch.is_open:
                    yield channel, stretch.from_day, stretch.until_day

    def due(self) -> list[review.Due]:
        """Return the rows of the review queue."""
        return review.due(self.review_facts)

    def listing(self) -> dict[str, Any]:
        """Return the narrow row. A text is as fresh as its latest review in which everything was right."""
        open_days = sorted((start, until) for channel, start, until in self.clearance() if channel == INTRANET)
        first = open_days[0] if open_days else (LAST_DAY, FIRST_DAY)
        return {
            "example_id": self.example_id,
            "state": str(self.review_facts.state),
            "published_on": self.review_facts.published_on,
            "reviewed_on": day_of(self.confirmed_at) if self.confirmed_at else FIRST_DAY,
            "review_due": self._fresh_until(),
            "year": self.year,
            "shown_from": first[0],
            "shown_until": first[1],
            "again_from": open_days[1][0] if len(open_days) > 1 else LAST_DAY,
        }

    def _fresh_until(self) -> date:
        return review.next_review(self.confirmed_at, self.review_facts.months) if self.confirmed_at else FIRST_DAY


def load(ids: list[int]) -> list[ExampleFacts]:
    """Return the facts of the examples, in a number of queries that doesn't grow with them."""
    cases = gate.load_cases(ids)
    slugs = [term.slug for term in gate.channels()]
    examples = _examples(ids)
    reviewed = _latest(ids, Review.example_id, Review.at, Review.stands)
    confirmed = _latest(ids, Review.example_id, Review.at, Review.stands, Review.all_right)
    asked = _latest(ids, AgreementRequest.example_id, AgreementRequest.asked_at)
    put_off = _put_off_until(ids, reviewed)
    gone = _gone(examples)
    names = _names_since(ids)
    faults = _faults_since(ids)
    placements = _placements(ids)
    figures = waited_for_in(ids)
    licences = _licences(ids)
    groups = _target_groups(ids)
    verdicts = _verdicts(ids)
    return [
        ExampleFacts(
            example_id=example.id,
            review_facts=review.Facts(
                state=example.state,
                timelines=_timelines(cases[example.id], slugs),
                published_on=day_of(example.published_at) if example.published_at else FIRST_DAY,
                reviewed_at=reviewed.get(example.id),
                months=months_of(example),
                put_off_until=put_off.get(example.id, FIRST_DAY),
                assessed=example.naming != Naming.UNKNOWN,
                assess_from=example.assess_from,
                asked_on=day_of(asked[example.id]) if example.id in asked else None,
                nobody_since=_nobody_since(example, gone),
                names_since=day_of(names[example.id]) if example.id in names else None,
                fault_since=day_of(faults[example.id]) if example.id in faults else None,
                figures_due=tuple(each.due_on for each in figures.get(example.id, ())),
                licences=tuple(licences.get(example.id, ())),
                placements=tuple(placements.get(example.id, ())),
            ),
            confirmed_at=confirmed.get(example.id),
            year=example.year or 0,
            facets=frozenset(_facets(example, groups.get(example.id, []), verdicts.get(example.id))),
        )
        for example in examples
    ]


def _timelines(case: Case, slugs: list[str]) -> Mapping[str, list[Stretch]]:
    return {slug: stretches(case, slug) for slug in slugs}


def _examples(ids: list[int]) -> list[Example]:
    query = (
        select(Example)
        .where(Example.id.in_(ids))
        .options(selectinload(Example.terms), selectinload(Example.regions))
        .execution_options(populate_existing=True)
        .order_by(Example.id)
    )
    return list(db.session.scalars(query))


def _latest(ids: list[int], key: Any, instant: Any, *conditions: Any) -> dict[int, datetime]:
    query = select(key, func.max(instant)).where(key.in_(ids), *conditions).group_by(key)
    return dict(db.session.execute(query).all())


def _faults_since(ids: list[int]) -> dict[int, datetime]:
    """Return when the oldest fault that somebody has seen, and nobody has answered, was told of in each example."""
    query = select(InboxItem.example_id, func.min(InboxItem.sent_at)).where(InboxItem.example_id.in_(ids))
    query = query.where(InboxItem.kind == "fault", InboxItem.outcome == "open").group_by(InboxItem.example_id)
    return {example_id: at for example_id, at in db.session.execute(query) if example_id}


def _names_since(ids: list[int]) -> dict[int, datetime]:
    """Return when the oldest question about a name that nobody has settled was asked, for each example."""
    query = select(Finding.example_id, func.min(Finding.found_at)).where(Finding.example_id.in_(ids))
    return dict(db.session.execute(query.where(Finding.outcome == "").group_by(Finding.example_id)).all())


def _put_off_until(ids: list[int], reviewed: Mapping[int, datetime]) -> dict[int, date]:
    """Return until when the next review of each example is put off. What came before the latest review is over."""
    query = select(PutOff.example_id, PutOff.at, PutOff.until_day).where(PutOff.example_id.in_(ids))
    return {
        example_id: until
        for example_id, at, until in db.session.execute(query.order_by(PutOff.id))
        if example_id not in reviewed or at >= reviewed[example_id]
    }


def _gone(examples: list[Example]) -> dict[int, date]:
    """Return the day on which each locked person, of those who answer for the examples, was locked."""
    people = {example.responsible_id for example in examples if example.responsible_id}
    query = select(User.id, User.locked_at).where(User.id.in_(people), User.locked_at.is_not(None))
    return {user_id: day_of(locked_at) for user_id, locked_at in db.session.execute(query) if locked_at}


def _nobody_since(example: Example, gone: Mapping[int, date]) -> date | None:
    """Imported drafts that nobody has assessed wait for their turn, and are nobody's until then."""
    if example.responsible_id is not None:
        return gone.get(example.responsible_id)
    if example.state == State.DRAFT and example.assess_from is not None and example.naming == Naming.UNKNOWN:
        return None
    return day_of(example.created_at)


def _placements(ids: list[int]) -> dict[int, list[review.PlacementFacts]]:
    counted = select(FollowUp.placement_id).where(FollowUp.example_id.in_(ids)).distinct()
    with_figures = set(db.session.scalars(counted))
    found: dict[int, list[review.PlacementFacts]] = {}
    for place in db.session.scalars(select(Placement).where(Placement.example_id.in_(ids)).order_by(Placement.id)):
        found.setdefault(place.example_id, []).append(
            review.PlacementFacts(
                channel=place.channel,
                from_day=place.from_day,
                until_day=place.until_day or LAST_DAY,
                settled=not place.is_up,
                has_figures=place.id in with_figures,
            )
        )
    return found


def _licences(ids: list[int]) -> dict[int, list[review.LicenceFacts]]:
    """Return the licences of what each example is packed in, with when their last days were written down."""
    query = select(Package.id, Package.example_id, Package.licence_until)
    rows = db.session.execute(query.where(Package.example_id.in_(ids), Package.licence_until.is_not(None))).all()
    known = _last_set([package_id for package_id, _example, _last in rows], "licence_until") if rows else {}
    found: dict[int, list[review.LicenceFacts]] = {}
    for package_id, example_id, last in rows:
        if last is not None:
            found.setdefault(example_id, []).append(review.LicenceFacts(last, known.get(package_id, FIRST_DAY)))
    return found


def _last_set(package_ids: list[int], column: str) -> dict[int, date]:
    """Return the day on which a column of each package was set last, or the package was made, where the log says so."""
    query = select(Event.subject_id, Event.kind, Event.fields, Event.at).order_by(Event.id)
    query = query.where(Event.subject == "package", Event.subject_id.in_(package_ids))
    return {
        package_id: day_of(at)
        for package_id, kind, fields, at in db.session.execute(query)
        if kind == "row_added" or (kind == "row_changed" and column in fields)
    }


def _target_groups(ids: list[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    query = select(TargetGroup.example_id, TargetGroup.term_id).where(TargetGroup.example_id.in_(ids))
    for example_id, term_id in db.session.execute(query):
        found.setdefault(example_id, []).append(term_id)
    return found


def _verdicts(ids: list[int]) -> dict[int, int]:
    """Return the number of the verdict on each example that has one."""
    query = select(ExampleText.example_id, ExampleText.value).where(ExampleText.example_id.in_(ids))
    found = db.session.execute(query.where(ExampleText.question == _VERDICT))
    return {example_id: _NUMBER_OF_VERDICT[value] for example_id, value in found if value in _NUMBER_OF_VERDICT}


def _facets(example: Example, groups: list[int], verdict: int | None) -> Iterator[tuple[int, int]]:
    for region in example.regions:
        yield FACET_REGION, int(region.code)
    for term in example.terms:
        if (kind := _FACET_OF_TERM.get(TermKind(term.kind))) is not None:
            yield kind, term.id
    for term_id in groups:
        yield FACET_TARGET_GROUP, term_id
    if example.year:
        yield FACET_YEAR, example.year
    if verdict:
        yield FACET_VERDICT, verdict


def documents(ids: list[int]) -> dict[int, Document]:
    """Return what the search index holds of the examples: only what a reader of the example may see."""
    texts: dict[int, dict[str, str]] = {}
    query = select(ExampleText.example_id, ExampleText.question, ExampleText.value)
    for example_id, question, value in db.session.execute(query.where(ExampleText.example_id.in_(ids))):
        texts.setdefault(example_id, {})[question] = value
    said = _said(ids)
    return {
        example.id: Document(
            title=f"{example.benefit}\n{example.title}",
            summary="\n".join(texts.get(example.id, {}).get(key, "") for key in _SUMMARY),
            body="\n".join([*(texts.get(example.id, {}).get(key, "") for key in _BODY), *said.get(example.id, ())]),
            extra="\n".join(
                [
                    example.recipient,
                    *filter(is_organisation, (example.result_owner, example.project_owner)),
                    example.diary_number,
                    example.municipalities,
                    *(_REGION_NAMES.get(region.code, "") for region in example.regions),
                    *(term.label for term in example.terms),
                ]
            ),
        )
        for example in _examples(ids)
    }


def _said(ids: list[int]) -> dict[int, list[str]]:
    """Return what those who are in each of the examples say there."""
    found: dict[int, list[str]] = {}
    query = select(Appearance.example_id, Appearance.quote).where(Appearance.example_id.in_(ids))
    query = query.where(Appearance.ended_at.is_(None), Appearance.quote != "").order_by(Appearance.id)
    for example_id, quote in db.session.execute(query):
        found.setdefault(example_id, []).append(quote)
    return found


def all_documents(ids: list[int]) -> Iterator[tuple[int, Document]]:
    """Give what the search index holds of any number of examples, a batch at a time."""
    for start in range(0, len(ids), DOCUMENTS_AT_A_TIME):
        yield from documents(ids[start : start + DOCUMENTS_AT_A_TIME]).items()
