"""Publishing and archiving. One function says what is missing before an example can be published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from resultatbank.data import findings, texts
from resultatbank.data.events import Stamp, log
from resultatbank.data.models import Example, ExampleText, Finding, User
from resultatbank.data.reasons import Why, why_closed
from resultatbank.extensions import db
from resultatbank.rules import checklist
from resultatbank.rules.clearance import Cause
from resultatbank.rules.personal import find_personal_numbers
from resultatbank.rules.words import INTRANET, FindingKind, Naming, State

_PEOPLE = "people"
# So many of the names to settle are told; the rest is a number.
_MOST_NAMED = 5
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


class NamesFound(Exception):
    """When the texts were read anew there were questions about names in them. They are kept, to be settled first."""


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
    asked = findings.open_in(ids)
    return {
        example.id: [
            *_state(example),
            *_title_and_people(example, locked),
            *_questions(example, done[example.id]),
            *_clearance(example, closed[example.id].get(INTRANET, [])),
            *_names(example, asked.get(example.id, [])),
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
    for why in (each for each in whys if each.cause is not Cause.UNSETTLED):
        sentence = _INSTEAD.get(why.cause) or f"Exemplet får inte visas på intranätet. {why.sentence}"
        yield _in_step(example, _PEOPLE, sentence)


def _names(example: Example, asked: Sequence[Finding]) -> Iterator[Missing]:
    """Yield one line for all the questions about names. A personnummer has a line of its own, where it stands."""
    found = list(dict.fromkeys(each.text for each in asked if each.kind != FindingKind.PERSONAL_NUMBER))
    if found:
        count = len(found)
        what = "en sak i texten som kan vara ett namn" if count == 1 else f"{count} saker i texten som kan vara namn"
        more = f" och {count - _MOST_NAMED} till" if count > _MOST_NAMED else ""
        values = {"example_id": example.id, "_anchor": "names"}
        yield Missing(f"Ta ställning till {what}: {', '.join(found[:_MOST_NAMED])}{more}.", "parties.people", values)


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
    """Publish an example. Raises NotReady when something is missing. What is published already stays as it is.

    Its texts are read for names anew, since parties may have been registered after they were written. Raises NamesFound
    when that gave new questions; they should be kept.
    """
    texts.lock(example)
    if example.state == State.PUBLISHED:
        return
    if findings.refresh([example.id], stamp.at):
        raise NamesFound
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
