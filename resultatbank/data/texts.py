"""The answers in words: saved one by one, never written over unseen, frozen when the effort begins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import joinedload

from resultatbank.data import rows
from resultatbank.data.events import Stamp, log
from resultatbank.data.models import EarlierText, Example, ExampleText, FrozenText
from resultatbank.extensions import db
from resultatbank.rules import checklist
from resultatbank.rules.checklist import Question
from resultatbank.rules.checksums import sha256_of
from resultatbank.rules.words import Naming

BENEFIT = "benefit"
WANTED_RESULT = "wanted_result"


class Conflict(Exception):
    """Somebody else has changed the answer since it was read. `theirs` is what is stored now."""

    def __init__(self, theirs: ExampleText | None, value: str) -> None:
        """Take the stored row, if there is one, and what it says."""
        self.theirs = theirs
        self.value = value


class Locked(Exception):
    """The question can't be answered now: it waits for what, for whom and why, or was frozen when the effort began."""


def digest(value: str) -> str:
    """Return a short digest of an answer, for a form to tell which version its reader saw."""
    return sha256_of(value)[:16]


def lock(example: Example) -> None:
    """Read an example anew and hold it until the transaction ends. SQLite holds the whole database already."""
    db.session.flush()
    db.session.execute(select(Example.id).where(Example.id == example.id).with_for_update())
    db.session.refresh(example)


def texts_of(example_id: int) -> dict[str, ExampleText]:
    """Return an example's answers by question, with who changed them. One query."""
    query = select(ExampleText).where(ExampleText.example_id == example_id)
    found = db.session.scalars(query.options(joinedload(ExampleText.changed_by)))
    return {text.question: text for text in found}


def values_of(example: Example, texts: Mapping[str, ExampleText]) -> dict[str, str]:
    """Return what each question's answer says now; one that has none says ""."""
    values = {key: texts[key].value if key in texts else "" for key in checklist.TEXT_QUESTIONS}
    return {**values, BENEFIT: example.benefit}


def frozen_of(example_id: int) -> dict[str, FrozenText]:
    """Return what was frozen when the effort began, by question. One query."""
    found = db.session.scalars(select(FrozenText).where(FrozenText.example_id == example_id))
    return {text.question: text for text in found}


def earlier_of(example_id: int) -> dict[str, list[EarlierText]]:
    """Return what the answers said before, by question, newest first. One query."""
    query = select(EarlierText).where(EarlierText.example_id == example_id).options(joinedload(EarlierText.changed_by))
    found: dict[str, list[EarlierText]] = {}
    for text in db.session.scalars(query.order_by(EarlierText.changed_at.desc(), EarlierText.id.desc())):
        found.setdefault(text.question, []).append(text)
    return found


def answered_in(examples: Sequence[Example]) -> dict[int, frozenset[str]]:
    """Return the keys of the questions that are answered, for each example. Two queries, whatever their number."""
    ids = [example.id for example in examples]
    texts: dict[int, dict[str, str]] = {example.id: {} for example in examples}
    query = select(ExampleText.example_id, ExampleText.question, ExampleText.value)
    for example_id, question, value in db.session.execute(query.where(ExampleText.example_id.in_(ids))):
        texts[example_id][question] = value
    counts = _complete_rows(ids)
    return {
        example.id: checklist.answered(
            {**texts[example.id], BENEFIT: example.benefit},
            counts.get(example.id, {}),
            example.naming != Naming.UNKNOWN,
        )
        for example in examples
    }


def _complete_rows(ids: Iterable[int]) -> dict[int, dict[str, int]]:
    wanted = list(ids)
    kinds = [
        select(table.example_id, literal(kind), func.count())
        .where(table.example_id.in_(wanted), *rows.complete(table))
        .group_by(table.example_id)
        for kind, table in rows.TABLES.items()
    ]
    found: dict[int, dict[str, int]] = {}
    for example_id, kind, count in db.session.execute(union_all(*kinds)):
        found.setdefault(example_id, {})[kind] = count
    return found


def is_locked(question: Question, done: frozenset[str], frozen: Mapping[str, FrozenText]) -> bool:
    """Tell whether a question can't be answered now, given what is answered and what is frozen."""
    return (question.key == WANTED_RESULT and question.key in frozen) or (
        question.how and not checklist.how_is_open(done)
    )


def save(example: Example, question: Question, value: str, seen: str, stamp: Stamp) -> bool:
    """Save an answer, and return whether it changed. What it said before is kept in the history.

    `seen` is the digest() of the answer as the person last saw it. Raises Conflict, and changes nothing, when somebody
    else has changed it since to something else than `value`; Locked when the question can't be answered now.
    """
    lock(example)
    if is_locked(question, answered_in([example])[example.id], frozen_of(example.id)):
        raise Locked
    text = db.session.get(ExampleText, (example.id, question.key), populate_existing=True)
    stored = example.benefit if question.key == BENEFIT else text.value if text else ""
    if value == stored:
        return False
    if seen != digest(stored):
        raise Conflict(text, stored)
    _keep(example, question, stored, text)
    if text is None:
        text = ExampleText(example_id=example.id, question=question.key)
        db.session.add(text)
    text.value, text.changed_at, text.changed_by_id = value, stamp.at, stamp.by
    if question.key == BENEFIT:
        example.benefit = value
    log(stamp, "text_saved", "example", example.id, example=example.id, fields=[question.key])
    return True


def set_aside(example: Example, question: Question, value: str, stamp: Stamp) -> None:
    """Keep a text that wasn't chosen in the history, so that nothing that somebody wrote is lost."""
    if value:
        text = EarlierText(example_id=example.id, question=question.key, value=value)
        text.changed_at, text.changed_by_id = stamp.at, stamp.by
        db.session.add(text)
        log(stamp, "text_set_aside", "example", example.id, example=example.id, fields=[question.key])


def _keep(example: Example, question: Question, stored: str, text: ExampleText | None) -> None:
    if stored:
        kept = EarlierText(example_id=example.id, question=question.key, value=stored)
        kept.changed_at = text.changed_at if text else example.created_at
        kept.changed_by_id = text.changed_by_id if text else example.created_by_id
        db.session.add(kept)


def freeze(example: Example, question: str, value: str, stamp: Stamp) -> None:
    """Write down for ever what was wanted when the effort began. What is frozen already stays as it is."""
    if db.session.get(FrozenText, (example.id, question)) is None:
        db.session.add(
            FrozenText(example_id=example.id, question=question, value=value, frozen_at=stamp.at, frozen_by_id=stamp.by)
        )
