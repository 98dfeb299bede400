"""Takes checked rows from outside into the bank, as drafts that nobody has assessed.

The same file twice makes nothing twice: a row is known by its id outside, and its fingerprint tells whether it changed.
An imported draft waits for its week, so that the review queue isn't flooded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from resultatbank.data import words
from resultatbank.data.events import Stamp, log
from resultatbank.data.models import Example, ExampleRegion, ExampleText, Term
from resultatbank.extensions import db
from resultatbank.importing.rows import ImportRow, RowResult, fingerprint
from resultatbank.rules.words import Naming, State, TermKind

BATCH = 100
_DESCRIPTION = "effort"


@dataclass(slots=True)
class Outcome:
    """What came of a file's rows. `kept` are rows that changed outside, but whose example somebody works with here."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """The counts, in words."""
        kept = f", {len(self.kept)} ändrade men rörs inte" if self.kept else ""
        counts = f"{self.new} nya, {self.changed} ändrade, {self.unchanged} oförändrade"
        return f"{counts}{kept}, {len(self.wrong)} felaktiga."


def plan(results: Sequence[RowResult]) -> Outcome:
    """Return what taking the rows in would come to. Changes nothing."""
    known = _known(results)
    outcome = Outcome()
    for result in results:
        _sort(result, known, outcome)
    return outcome


def apply(results: Sequence[RowResult], stamp: Stamp, per_week: int) -> Iterator[tuple[int, Outcome]]:
    """Take the rows in, yielding after each batch how many are done and what has come of them so far.

    New examples are drafts, not assessed, of which `per_week` a week come up in the review queue.
    """
    known = _known(results)
    weeks = _weeks(stamp.day, per_week)
    terms = _Terms(stamp)
    outcome = Outcome()
    for number, result in enumerate(results, 1):
        example = _sort(result, known, outcome)
        row = result.row
        if row is not None and example is None:
            _write(_new_example(next(weeks), stamp), row, terms, stamp)
        elif row is not None and example is not None and _is_untouched(example) and _has_changed(example, row):
            _write(example, row, terms, stamp)
        if number % BATCH == 0:
            db.session.flush()
            yield number, outcome
    db.session.flush()
    yield len(results), outcome


def _known(results: Sequence[RowResult]) -> dict[str, Example]:
    ids = [result.row.external_id for result in results if result.row]
    found: dict[str, Example] = {}
    for start in range(0, len(ids), 500):
        query = select(Example).where(Example.external_id.in_(ids[start : start + 500]))
        query = query.options(selectinload(Example.terms), selectinload(Example.regions))
        found.update({example.external_id or "": example for example in db.session.scalars(query)})
    return found


def _sort(result: RowResult, known: dict[str, Example], outcome: Outcome) -> Example | None:
    """Count a row, and return the example it is known as."""
    if result.row is None:
        outcome.wrong.extend(result.errors)
        return None
    example = known.get(result.row.external_id)
    if example is None:
        outcome.new += 1
    elif not _has_changed(example, result.row):
        outcome.unchanged += 1
    elif _is_untouched(example):
        outcome.changed += 1
    else:
        outcome.kept.append(result.row.title)
    return example


def _has_changed(example: Example, row: ImportRow) -> bool:
    return example.import_fingerprint != fingerprint(row)


def _is_untouched(example: Example) -> bool:
    """Tell whether nobody has begun to work with an imported draft."""
    return example.state == State.DRAFT and example.naming == Naming.UNKNOWN and example.responsible_id is None


def _weeks(today: date, per_week: int) -> Iterator[date]:
    """Yield for each new example the day from which it waits to be assessed, after those already planned.

    It is the Monday of its week, but today for those of this week: nothing waits since before it came.
    """
    monday = today - timedelta(days=today.weekday())
    planned = db.session.scalars(select(Example.assess_from).where(Example.assess_from >= monday)).all()
    taken = Counter(day - timedelta(days=day.weekday()) for day in planned if day)
    while True:
        for _ in range(max(0, per_week - taken[monday])):
            yield max(monday, today)
        monday += timedelta(weeks=1)


class _Terms:
    """The themes and programmes, by label. A missing one is added."""

    def __init__(self, stamp: Stamp) -> None:
        self._stamp = stamp
        self._known = {
            (kind, term.label.casefold()): term
            for kind in (TermKind.THEME, TermKind.PROGRAMME)
            for term in words.terms(kind, retired=True)
        }

    def get(self, kind: TermKind, label: str) -> list[Term]:
        """Return the word in a list of one, or no word for no label."""
        if not label:
            return []
        key = (kind, label.casefold())
        if key not in self._known:
            self._known[key] = words.add_term(kind, label, self._stamp)
        return [self._known[key]]


def _new_example(assess_from: date, stamp: Stamp) -> Example:
    example = Example(state=State.DRAFT, naming=Naming.UNKNOWN, created_at=stamp.at, created_by_id=stamp.by)
    example.assess_from = assess_from
    db.session.add(example)
    return example


def _write(example: Example, row: ImportRow, terms: _Terms, stamp: Stamp) -> None:
    is_new = example.id is None
    example.external_id = row.external_id
    example.import_fingerprint = fingerprint(row)
    example.title = row.title
    example.benefit = row.benefit
    example.recipient = row.organisation
    example.amount = row.amount
    example.starts_on, example.ends_on, example.year = row.starts, row.ends, row.year
    example.municipalities = row.municipalities
    example.diary_number = row.diary_number
    kept = {region.code: region for region in example.regions}
    example.regions = [kept.get(code) or ExampleRegion(code=code) for code in row.regions]
    example.terms = terms.get(TermKind.THEME, row.theme) + terms.get(TermKind.PROGRAMME, row.programme)
    db.session.flush()
    for question, value in ((_DESCRIPTION, row.description), ("benefit", row.benefit)):
        if value:
            _write_text(example.id, question, value, stamp, is_new)
    log(stamp, "example_imported", "example", example.id, example=example.id)


def _write_text(example_id: int, question: str, value: str, stamp: Stamp, is_new: bool) -> None:
    text = None if is_new else db.session.get(ExampleText, (example_id, question))
    if text is None:
        text = ExampleText(example_id=example_id, question=question)
        db.session.add(text)
    text.value, text.changed_at, text.changed_by_id = value, stamp.at, stamp.by
