"""The questions about names in an example's texts: asked when a text is saved, settled by somebody, not asked again.

They are kept true at the edge of each transaction (derive.py): what is new in the texts is asked about, what no longer
stands there is no question, and a party that is said to be in the example with its name isn't one either. When it no
longer is, and its name still stands there, it is a question again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import joinedload

from resultatbank.data.events import Stamp, log
from resultatbank.data.models import (
    Appearance,
    AppearanceMaterial,
    Example,
    ExampleText,
    Finding,
    Package,
    Party,
    Source,
)
from resultatbank.extensions import db
from resultatbank.rules import findings as rules
from resultatbank.rules.findings import Found, Known
from resultatbank.rules.words import FindingKind, FindingOutcome, Material, PartyKind
from resultatbank.search import ids_matching, names, parse
from resultatbank.search.mark import Piece

_NAMES = (Material.NAME.value, Material.COMPANY_NAME.value)
# Names are looked up in as many at a time as both engines take.
_NAMES_AT_A_TIME = 10_000
# An empty line parts two answers, so that no name reaches from one into the next; so does this, which nobody types.
_BETWEEN_ANSWERS = "\n\n\x1e\n\n"


@dataclass(slots=True)
class Reading:
    """An example's texts as one, what was found in them, and who is in the example: all, and those with their names."""

    example_id: int
    written_at: datetime
    text: str = ""
    starts: list[tuple[int, str]] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    present: dict[int, Known] = field(default_factory=dict)
    named: set[int] = field(default_factory=set)

    def add(self, question: str, text: str) -> None:
        """Add a text that answers a question, or "" for one of the details."""
        if text:
            self.starts.append((len(self.text), question))
            self.text += text + _BETWEEN_ANSWERS

    def question_at(self, place: int) -> str:
        """Return the key of the question whose answer stands at a place in the text."""
        return next(question for start, question in reversed(self.starts) if start <= place)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, with the text around what it is about, cut in pieces."""

    finding: Finding
    around: list[Piece]

    @property
    def kind(self) -> FindingKind:
        """What sort of thing it is about."""
        return FindingKind(self.finding.kind)

    @property
    def label(self) -> str:
        """What sort of thing it is about, in words."""
        return rules.label_of(self.kind, is_company=self.finding.is_company)

    @property
    def can_be_settled(self) -> bool:
        """An answer is enough. A personnummer must be taken out of the text."""
        return self.kind is not FindingKind.PERSONAL_NUMBER

    @property
    def outcomes(self) -> list[FindingOutcome]:
        """The answers that can be given."""
        return list(FindingOutcome)


@dataclass(frozen=True, slots=True)
class Settled:
    """A question that is answered, and whether it would be asked were it not: it still stands in the text."""

    finding: Finding
    still_asked: bool

    @property
    def outcome(self) -> FindingOutcome:
        """What somebody said it is."""
        return FindingOutcome(self.finding.outcome)


class CannotBeSettled(Exception):
    """A personnummer is taken out of the text. No answer makes it allowed."""


def read(example_ids: Collection[int]) -> list[Reading]:
    """Return what stands in the examples' texts that is to be asked about. A constant number of queries.

    Read are the answers, the title, whom the support went to, the sources' titles, what packages say of themselves, and
    what those who are in the example say.
    Owners of results and projects are the authority's own people in their roles, and creators are named by law.
    """
    readings = {each.example_id: each for each in _readings(example_ids)}
    for example_id, party, is_named in _present(example_ids):
        readings[example_id].present[party.party_id] = party
        if is_named:
            readings[example_id].named.add(party.party_id)
    possible = {example_id: rules.possible_names(each.text) for example_id, each in readings.items()}
    registered = _registered(set().union(*possible.values()))
    for example_id, each in readings.items():
        named = {party for name in possible[example_id] & registered.keys() for party in registered[name]}
        # Of two with the same name, the one who is in the example is the one who is named.
        parties = sorted({*named, *each.present.values()}, key=lambda party: party.party_id not in each.present)
        each.found = rules.find(each.text, parties, each.named)
    return list(readings.values())


def _readings(example_ids: Collection[int]) -> Iterator[Reading]:
    details = select(Example.id, Example.created_at, Example.title, Example.benefit, Example.recipient)
    found = {}
    for row in db.session.execute(details.where(Example.id.in_(example_ids)).order_by(Example.id)):
        found[row.id] = Reading(row.id, row.created_at)
        for question, text in (("", row.title), ("benefit", row.benefit), ("", row.recipient)):
            found[row.id].add(question, text)
    answers = select(ExampleText.example_id, ExampleText.question, ExampleText.value, ExampleText.changed_at)
    answers = answers.where(ExampleText.example_id.in_(example_ids), ExampleText.question != "benefit")
    for example_id, question, value, changed_at in db.session.execute(answers.order_by(ExampleText.question)):
        found[example_id].add(question, value)
        found[example_id].written_at = max(found[example_id].written_at, changed_at)
    words = select(Appearance.example_id, Appearance.quote).where(Appearance.example_id.in_(example_ids))
    for example_id, quote in db.session.execute(words.order_by(Appearance.id)):
        found[example_id].add("", quote)
    for question, table, columns in _ROWS:
        rows = select(table.example_id, *columns).where(table.example_id.in_(example_ids))
        for example_id, *texts in db.session.execute(rows.order_by(table.position, table.id)):
            for text in texts:
                found[example_id].add(question, text)
    yield from found.values()


_ROWS: tuple[tuple[str, Any, tuple[Any, ...]], ...] = (
    ("sources", Source, (Source.title,)),
    ("packages", Package, (Package.title, Package.alt_text, Package.captions, Package.seen)),
)


def _present(example_ids: Collection[int]) -> Iterator[tuple[int, Known, bool]]:
    """Give who is in each example, and whether by name: a yes to a photo is none to the name in the text."""
    by_name = exists().where(AppearanceMaterial.appearance_id == Appearance.id, AppearanceMaterial.material.in_(_NAMES))
    query = select(Appearance.example_id, Party.id, Party.name, Party.kind, by_name)
    query = query.join(Party, Party.id == Appearance.party_id)
    query = query.where(Appearance.example_id.in_(example_ids), Appearance.ended_at.is_(None))
    for example_id, party_id, name, kind, is_named in db.session.execute(query):
        yield example_id, Known(party_id, name, kind == PartyKind.PERSON), bool(is_named)


def _registered(possible: Collection[str]) -> dict[str, list[Known]]:
    """Return the registered parties that are called something of all this, by their names in lower case."""
    asked = sorted(possible)
    found: dict[str, list[Known]] = {}
    for start in range(0, len(asked), _NAMES_AT_A_TIME):
        query = select(Party.id, Party.name, Party.kind).where(Party.erased_at.is_(None))
        query = query.where(_in_lower_case(Party.name).in_(asked[start : start + _NAMES_AT_A_TIME]))
        for party_id, name, kind in db.session.execute(query.order_by(Party.id)):
            found.setdefault(name.lower(), []).append(Known(party_id, name, kind == PartyKind.PERSON))
    return found


def _in_lower_case(column: Any) -> ColumnElement[str]:
    """Return a name in lower case. SQLite knows the case of A to Z only."""
    lowered = func.lower(column)
    for upper in "ÅÄÖÉ":
        lowered = func.replace(lowered, upper, upper.lower())
    return lowered


def examples_to_read_for(party_ids: Collection[int]) -> set[int]:
    """Return the examples in which parties whose names are new may stand, or were asked about by their old names.

    The index is asked, so what it doesn't hold is found when the example is next saved or published.
    """
    if not party_ids:
        return set()
    found = set(db.session.scalars(select(Finding.example_id).where(Finding.party_id.in_(party_ids))))
    for name in db.session.scalars(select(Party.name).where(Party.id.in_(party_ids), Party.erased_at.is_(None))):
        query = parse(name, prefix_last=False)
        if query.clauses:
            found.update(db.session.scalars(ids_matching(query, db.engine.dialect.name)))
    return found


def refresh(example_ids: Collection[int], at: datetime | None = None) -> int:
    """Make the questions of the examples those that their texts give now, and return how many are newly asked.

    What is settled stays settled, unless it was said to be a party that is no longer in the example. `at` is when the
    texts were saved; without it a question counts as asked when its example was last written in.
    """
    kept = _rows_of(example_ids)
    new = 0
    for reading in read(example_ids):
        rows = {(row.kind, row.text.casefold()): row for row in kept.get(reading.example_id, [])}
        settled = {text for (_kind, text), row in rows.items() if _stays_settled(row, reading)}
        wanted: dict[tuple[str, str], Found] = {}
        for found in reading.found:
            wanted.setdefault((found.kind.value, found.text.casefold()), found)
        _keep_as_one(rows, wanted)
        for key, row in rows.items():
            if not row.outcome and (key not in wanted or key[1] in settled):
                db.session.delete(row)
        for key, found in wanted.items():
            if key[1] not in settled and _ask(rows.get(key), reading, found, at):
                new += 1
    db.session.flush()
    return new


def _keep_as_one(rows: dict[tuple[str, str], Finding], wanted: Mapping[tuple[str, str], Found]) -> None:
    """Let a question be the same still when its words are known better, as when their party has been registered."""
    for key, row in list(rows.items()):
        same = next((each for each in wanted.keys() - rows.keys() if each[1] == key[1]), None)
        if same is not None and not row.outcome and key not in wanted:
            row.kind, row.party_id = same[0], wanted[same].party_id
            rows[same] = rows.pop(key)


def _rows_of(example_ids: Collection[int]) -> dict[int, list[Finding]]:
    rows: dict[int, list[Finding]] = {}
    for row in db.session.scalars(select(Finding).where(Finding.example_id.in_(example_ids)).order_by(Finding.id)):
        rows.setdefault(row.example_id, []).append(row)
    return rows


def _stays_settled(row: Finding, reading: Reading) -> bool:
    return bool(row.outcome) and (row.outcome != FindingOutcome.PARTY or row.party_id in reading.named)


def _ask(row: Finding | None, reading: Reading, found: Found, at: datetime | None) -> bool:
    """Ask about what was found, and tell whether it wasn't asked already."""
    if row is not None and not row.outcome:
        return False
    if row is None:
        row = Finding(example_id=reading.example_id, kind=found.kind, text=found.text)
        db.session.add(row)
    row.question, row.party_id = reading.question_at(found.start), found.party_id
    row.outcome, row.settled_at, row.settled_by_id = "", None, None
    row.found_at = at or reading.written_at
    return True


def open_in(example_ids: Collection[int]) -> dict[int, list[Finding]]:
    """Return the questions that nobody has settled, by example, in the order they were asked. One query."""
    found: dict[int, list[Finding]] = {}
    query = select(Finding).where(Finding.example_id.in_(example_ids), Finding.outcome == "").order_by(Finding.id)
    for row in db.session.scalars(query):
        found.setdefault(row.example_id, []).append(row)
    return found


def finding_by_id(example_id: int, finding_id: int) -> Finding | None:
    """Return a question of an example, settled or not, by its id."""
    return db.session.scalar(select(Finding).where(Finding.example_id == example_id, Finding.id == finding_id))


def asked_in(example_id: int) -> list[Asked]:
    """Return an example's open questions with the text around each, in the order of the text."""
    rows = open_in([example_id]).get(example_id, [])
    if not rows:
        return []
    reading = read([example_id])[0]
    places: dict[tuple[str, str], list[Found]] = {}
    for each in reading.found:
        places.setdefault((each.kind.value, each.text.casefold()), []).append(each)
    found = [(row, places.get((row.kind, row.text.casefold()), [])) for row in rows]
    found.sort(key=lambda each: each[1][0].start if each[1] else len(reading.text))
    return [Asked(row, _around(reading, stands)) for row, stands in found]


def settled_in(example_id: int) -> list[Settled]:
    """Return an example's answered questions with who answered, the latest answer first."""
    query = select(Finding).where(Finding.example_id == example_id, Finding.outcome != "")
    query = query.options(joinedload(Finding.settled_by), joinedload(Finding.party))
    rows = db.session.scalars(query.order_by(Finding.settled_at.desc(), Finding.id.desc())).all()
    if not rows:
        return []
    stands = {each.text.casefold() for each in read([example_id])[0].found}
    return [Settled(row, row.text.casefold() in stands) for row in rows]


def _around(reading: Reading, stands: Sequence[Found]) -> list[Piece]:
    """Return the text around the first place, from its own answer only, cut in pieces."""
    if not stands:
        return []
    start = max(begins for begins, _question in reading.starts if begins <= stands[0].start)
    until = reading.text.index(_BETWEEN_ANSWERS, start)
    text = reading.text[start:until].replace("\n", " ")
    here = [names.Found(each.start - start, each.end - start, exact=True) for each in stands if each.end <= until]
    return names.excerpt(text, here)


def is_quoted(finding: Finding) -> bool:
    """Tell whether the example most likely quotes the one whose name was found in its text."""
    reading = read([finding.example_id])[0]
    wanted = finding.text.casefold()
    return any(
        rules.is_quoted(reading.text, each.start, each.end) for each in reading.found if each.text.casefold() == wanted
    )


def settle(finding: Finding, outcome: FindingOutcome, stamp: Stamp, party: Party | None = None) -> None:
    """Answer a question. "Är en part" says which party, and holds while that party is in the example.

    Raises CannotBeSettled for a personnummer, which is taken out of the text. What is settled already stays as it is.
    """
    if finding.kind == FindingKind.PERSONAL_NUMBER:
        raise CannotBeSettled
    if finding.outcome:
        return
    finding.outcome, finding.settled_at, finding.settled_by_id = outcome, stamp.at, stamp.by
    if outcome == FindingOutcome.PARTY and party is not None:
        finding.party_id = party.id
    log(
        stamp,
        "finding_settled",
        "finding",
        finding.id,
        example=finding.example_id,
        fields=[_what(finding), finding.outcome],
    )


def _what(finding: Finding) -> str:
    """Return what sort of thing was found, as the log has it: the name of a company is known from a person's."""
    return rules.COMPANY if finding.kind == FindingKind.NAME and finding.is_company else finding.kind


def settled_as(example_id: int, party_id: int) -> list[int]:
    """Return the ids of the questions that were answered with a party: they are open again when it leaves."""
    query = select(Finding.id).where(Finding.example_id == example_id, Finding.party_id == party_id)
    return list(db.session.scalars(query.where(Finding.outcome == FindingOutcome.PARTY.value).order_by(Finding.id)))


def settle_again(example_id: int, wanted: Collection[str], stamp: Stamp, party: Party) -> None:
    """Answer those of an example's open questions whose ids are wanted with a party that is back in it."""
    for row in open_in([example_id]).get(example_id, []):
        if str(row.id) in wanted and row.kind != FindingKind.PERSONAL_NUMBER:
            settle(row, FindingOutcome.PARTY, stamp, party)


def reopen(finding: Finding, stamp: Stamp) -> Finding | None:
    """Take back the answer to a question, and return what is asked instead: None if it isn't in the text any longer.

    The text decides what is asked, so the same words may now be a registered party. What is open already stays so.
    """
    if finding.outcome:
        log(
            stamp,
            "finding_reopened",
            "finding",
            finding.id,
            example=finding.example_id,
            fields=[_what(finding), finding.outcome],
        )
        for row in _rows_of([finding.example_id])[finding.example_id]:
            if row.outcome and row.text.casefold() == finding.text.casefold():
                row.outcome, row.settled_at, row.settled_by_id, row.found_at = "", None, None, stamp.at
                row.party_id = row.party_id if row.kind == FindingKind.PARTY else None
        db.session.flush()
    example_id, wanted = finding.example_id, finding.text.casefold()
    refresh([example_id], stamp.at)
    return next((row for row in open_in([example_id]).get(example_id, []) if row.text.casefold() == wanted), None)
