"""Publishing and archiving. One function says what is missing before an example can be published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from resultatbank.data import texts
from resultatbank.data.events import Stamp, log
from resultatbank.data.models import Example, ExampleText, User
from resultatbank.data.reasons import Why, why_closed
from resultatbank.extensions import db
from resultatbank.rules import checklist
from resultatbank.rules.clearance import Cause
from resultatbank.rules.personal import find_personal_numbers
from resultatbank.rules.words import INTRANET, Naming, State

_PEOPLE = "people"
_OWN_WORDS = ("title", "recipient", "municipalities", "result_owner", "project_owner", "diary_number")
_INSTEAD = {
    Cause.NO_PARTY: "Registrera den person eller det företag som är namngivet, och vad exemplet visar av dem.",
    Cause.PROTECTED: "En part har skyddade uppgifter. Ta bort parten ur exemplet.",
}


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing before publishing: a sentence that says what to do, and the page to do it on."""

    sentence: str
    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)


class NotReady(Exception):
    """Something is missing. `what` lists it."""

    def __init__(self, what: Sequence[Missing]) -> None:
        """Take what is missing."""
        self.what = what


def missing(example: Example, day: date) -> list[Missing]:
    """Return everything that is missing before an example can be published on a day. Empty: it may be published."""
    return missing_in([example], day)[example.id]


def missing_in(examples: Sequence[Example], day: date) -> dict[int, list[Missing]]:
    """Return what is missing() for each example, in a number of queries that doesn't grow with them."""
    ids = [example.id for example in examples]
    done = texts.answered_in(examples)
    closed = why_closed(ids, day)
    written: dict[int, list[ExampleText]] = {}
    for text in db.session.scalars(select(ExampleText).where(ExampleText.example_id.in_(ids))):
        written.setdefault(text.example_id, []).append(text)
    locked = _locked_people(examples)
    return {
        example.id: [
            *_state(example),
            *_title_and_people(example, locked),
            *_questions(example, done[example.id]),
            *_clearance(example, closed[example.id].get(INTRANET, [])),
            *_personal_numbers(example, written.get(example.id, [])),
        ]
        for example in examples
    }


def _locked_people(examples: Sequence[Example]) -> set[int]:
    ids = {example.responsible_id for example in examples if example.responsible_id}
    return set(db.session.scalars(select(User.id).where(User.id.in_(ids), User.locked_at.is_not(None))))


def _state(example: Example) -> Iterator[Missing]:
    if example.state == State.PLANNED:
        yield _in_details(
            example, "Exemplet är planerat. Skriv när insatsen startade, så blir det ett utkast.", "starta"
        )
    if example.state == State.ARCHIVED:
        values = {"example_id": example.id, "number": 5, "_anchor": "arkivet"}
        yield Missing("Exemplet är arkiverat. Ta tillbaka det till utkast först.", "examples.step", values)


def _title_and_people(example: Example, locked: set[int]) -> Iterator[Missing]:
    if not example.title.strip():
        yield _in_details(example, "Skriv vad exemplet heter.", "title")
    if example.responsible_id is None:
        yield _in_details(example, "Välj vem som är ansvarig för exemplet.", "responsible_id")
    elif example.responsible_id in locked:
        yield _in_details(example, "Den som är ansvarig kan inte längre logga in. Välj någon annan.", "responsible_id")


def _questions(example: Example, done: frozenset[str]) -> Iterator[Missing]:
    for question in checklist.needed_to_publish(done):
        yield _in_step(example, question.key, f"Svara på frågan: {question.label}")


def _clearance(example: Example, whys: list[Why]) -> Iterator[Missing]:
    """Yield why employees couldn't see it. That nobody has assessed it is one of the questions already."""
    if example.naming == Naming.UNKNOWN:
        return
    for why in whys:
        sentence = _INSTEAD.get(why.cause) or f"Exemplet får inte visas på intranätet. {why.sentence}"
        yield _in_step(example, _PEOPLE, sentence)


def _personal_numbers(example: Example, written: list[ExampleText]) -> Iterator[Missing]:
    for question, value in texts.values_of(example, {text.question: text for text in written}).items():
        if find_personal_numbers(value):
            label = checklist.QUESTIONS[question].label
            sentence = f"Det ser ut som ett personnummer i svaret på: {label} Ta bort det."
            yield _in_step(example, question, sentence)
    for name in _OWN_WORDS:
        if find_personal_numbers(getattr(example, name)):
            yield _in_details(example, "Det ser ut som ett personnummer bland uppgifterna. Ta bort det.", name)


def _in_step(example: Example, question: str, sentence: str) -> Missing:
    number = checklist.QUESTIONS[question].step
    values = {"example_id": example.id, "number": number, "_anchor": f"fraga-{question}"}
    return Missing(sentence, "examples.step", values)


def _in_details(example: Example, sentence: str, anchor: str) -> Missing:
    return Missing(sentence, "examples.details", {"example_id": example.id, "_anchor": anchor})


def publish(example: Example, stamp: Stamp) -> None:
    """Publish an example. Raises NotReady when something is missing. What is published already stays as it is."""
    texts.lock(example)
    if example.state == State.PUBLISHED:
        return
    what = missing(example, stamp.day)
    if what:
        raise NotReady(what)
    example.state, example.published_at = State.PUBLISHED, stamp.at
    _log(example, "example_published", stamp)


def unpublish(example: Example, stamp: Stamp) -> None:
    """Make a published example a draft again. Employees no longer see it."""
    texts.lock(example)
    if example.state == State.PUBLISHED:
        example.state = State.DRAFT
        _log(example, "example_unpublished", stamp)


def archive(example: Example, stamp: Stamp, replacement: Example | None = None) -> None:
    """Put an example in the archive, perhaps with another in its place. Employees no longer see it.

    What is in the archive already stays as it is.
    """
    texts.lock(example)
    if example.state == State.ARCHIVED:
        return
    example.state, example.archived_at = State.ARCHIVED, stamp.at
    if replacement is None:
        _log(example, "example_archived", stamp)
    else:
        example.replaced_by = replacement
        _log(example, "example_archived", stamp, "replaced_by_id")


def restore(example: Example, stamp: Stamp) -> None:
    """Take an example out of the archive. It becomes a draft, to be checked before it is published again."""
    texts.lock(example)
    if example.state == State.ARCHIVED:
        example.state, example.archived_at = State.DRAFT, None
        _log(example, "example_restored", stamp)


def _log(example: Example, kind: str, stamp: Stamp, *also: str) -> None:
    log(stamp, kind, "example", example.id, example=example.id, fields=["state", *also])
