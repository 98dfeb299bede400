"""Deciding about a row of the queue. Whoever comes second is told, and nothing is done twice."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import flag_modified

from resultatbank.data import claims, derive, inbox, queue, queue_history
from resultatbank.data.events import Stamp, log
from resultatbank.data.models import Agreement, AgreementRequest, Appearance, Event, Example, Party, Review
from resultatbank.data.texts import BENEFIT
from resultatbank.extensions import db
from resultatbank.rules.words import AgreementEvent, AgreementKind, State, Word

# What changes the example itself. Of the answers in words only the benefit does: it is the example's headline.
_MAKES_A_VERSION = (
    "appearance_added",
    "appearance_put_back",
    "decision_undone",
    "details_saved",
    "example_archived",
    "example_begun",
    "example_imported",
    "example_published",
    "example_restored",
    "example_unpublished",
    "naming_none",
    "queue_decision",
    "replacement_chosen",
    "text_saved",
)


class Remedy(Word):
    """What is done about what isn't right."""

    ASK = "ask", "Be om en ny överenskommelse"
    FIX = "fix", "Rätta texten"
    RESPONSIBLE = "responsible", "Byt ansvarig"
    REPLACE = "replace", "Ersätt med ett annat exempel"
    DRAFT = "draft", "Gör till utkast igen"
    ARCHIVE = "archive", "Arkivera"


# What whoever saw a fault is told of what was done.
_SAID = {
    Remedy.ASK: "De som är med är tillfrågade igen.",
    Remedy.RESPONSIBLE: "Exemplet har fått en ny ansvarig.",
    Remedy.REPLACE: "Exemplet är ersatt med ett annat.",
    Remedy.DRAFT: "Exemplet är borttaget tills det är rättat.",
    Remedy.ARCHIVE: "Exemplet är borttaget.",
}


class Answer(StrEnum):
    """The four questions of a review, by the column that keeps their answers."""

    FIGURES = "figures_right"
    PEOPLE = "people_agree"
    LINKS = "links_work"
    GOOD = "still_good"


@dataclass(frozen=True, slots=True)
class Change:
    """The last time somebody made a new version of an example, and the review if that is what they made."""

    event: Event
    review: Review | None


class SomebodyElseDecided(Exception):
    """Somebody got there first. last_change() tells who."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviewer decided: the four answers (None when only something else is done), a remedy and a note."""

    answers: dict[str, bool] | None
    remedy: Remedy | None = None
    note: str = ""
    responsible_id: int | None = None
    replacement_id: int | None = None


def lock(example_id: int) -> Example | None:
    """Return the example, locked for this transaction: the next reviewer waits until it ends."""
    query = select(Example).where(Example.id == example_id).with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(query)


def last_change(example_id: int) -> Change | None:
    """Return the last change that made a new version of an example, with who made it."""
    query = select(Event).where(Event.example_id == example_id, Event.kind.in_(_MAKES_A_VERSION))
    latest = query.options(joinedload(Event.actor)).order_by(Event.id.desc()).limit(50)
    made = (each for each in db.session.scalars(latest) if each.kind != "text_saved" or BENEFIT in each.fields)
    return next((Change(event, _review_made_in(event)) for event in made), None)


def _review_made_in(event: Event) -> Review | None:
    query = select(Review).where(Review.example_id == event.example_id, Review.at == event.at)
    query = query.where(Review.by_id == event.actor_id).options(joinedload(Review.by))
    return db.session.scalar(query.order_by(Review.id.desc()).limit(1)) if event.kind == "queue_decision" else None


def decide(example: Example, decision: Decision, seen_version: int, stamp: Stamp) -> Review | None:
    """Do what the reviewer decided, and return the review if the questions were answered.

    `example` comes from lock(). Raises SomebodyElseDecided when it has changed since the reviewer saw it.
    """
    if example.version != seen_version:
        raise SomebodyElseDecided
    queue_history.catch_up(example.id, stamp.day)
    review = None
    if decision.answers is not None:
        review = Review(
            example_id=example.id,
            at=stamp.at,
            by_id=stamp.by,
            remedy=decision.remedy or "",
            note=decision.note,
            **decision.answers,
        )
        db.session.add(review)
    _carry_out(example, decision, stamp)
    _answer_faults(example, decision, stamp)
    claims.let_go(example.id, None)
    # Every decision makes a new version, so that one made on the old one fails.
    flag_modified(example, "state")
    db.session.flush()
    log(stamp, "queue_decision", "example", example.id, example=example.id, fields=[decision.remedy or "review"])
    derive.work_out()
    queue_history.catch_up(example.id, stamp.day)
    return review


def _carry_out(example: Example, decision: Decision, stamp: Stamp) -> None:
    remedy = decision.remedy
    if remedy is Remedy.ASK:
        ask_parties(example, stamp)
    elif remedy is Remedy.FIX:
        worst = next(iter(queue.reasons_of(example.id, stamp.day)), None)
        inbox.send("help", _to_mend(example.id, decision.note), stamp, example=example, about=worst)
    elif remedy is Remedy.RESPONSIBLE:
        example.responsible_id = decision.responsible_id
        log(stamp, "responsible_changed", "example", example.id, example=example.id, fields=["responsible_id"])
    elif remedy in (Remedy.REPLACE, Remedy.ARCHIVE):
        changed = ["state"]
        example.state, example.archived_at = State.ARCHIVED, stamp.at
        if remedy is Remedy.REPLACE:
            example.replaced_by_id = decision.replacement_id
            changed.append("replaced_by_id")
        log(stamp, "example_archived", "example", example.id, example=example.id, fields=changed)
    elif remedy is Remedy.DRAFT:
        example.state = State.DRAFT
        log(stamp, "example_unpublished", "example", example.id, example=example.id, fields=["state"])


def _to_mend(example_id: int, note: str) -> str:
    """Return what the communicators are asked to mend: the note, and what somebody has seen."""
    seen = [f"{each.sent_by.name}: ”{each.text}”" for each in inbox.open_faults([example_id]).get(example_id, [])]
    return "\n".join(filter(None, (note, *seen))) or "Texten behöver rättas efter granskning."


def _answer_faults(example: Example, decision: Decision, stamp: Stamp) -> None:
    """Answer those who saw a fault, when somebody has gone through the example: what was done, and the note."""
    if decision.answers is None:
        return
    done = f"Granskat {stamp.day}."
    if decision.remedy is Remedy.FIX:
        done = f"Granskat {stamp.day}. Kommunikatörerna är ombedda att rätta det."
    elif decision.remedy is not None:
        done = f"Granskat {stamp.day}. {_SAID[decision.remedy]}"
    for item in inbox.open_faults([example.id]).get(example.id, []):
        inbox.settle(item, "done", f"{done} {decision.note}".strip(), stamp)


@dataclass(frozen=True, slots=True)
class Renewable:
    """A party in an example, with the record that a renewal begins from, if there is one."""

    party: Party
    agreement_id: int | None


def renewable(example_id: int) -> list[Renewable]:
    """Return the parties of an example, each with its latest record of answers. Two queries."""
    query = select(Party).join(Appearance, Appearance.party_id == Party.id)
    query = query.where(Appearance.example_id == example_id, Appearance.ended_at.is_(None)).order_by(Party.name)
    parties = db.session.scalars(query).all()
    latest = select(Agreement.party_id, func.max(Agreement.id)).where(
        Agreement.party_id.in_([party.id for party in parties]), Agreement.kind == AgreementKind.GIVEN.value
    )
    agreements = dict(db.session.execute(latest.group_by(Agreement.party_id)).all())
    return [Renewable(party, agreements.get(party.id)) for party in parties]


def ask_parties(example: Example, stamp: Stamp) -> int:
    """Note that the parties of an example were asked for new answers. Returns how many they are."""
    query = select(Appearance.party_id).where(Appearance.example_id == example.id, Appearance.ended_at.is_(None))
    parties = db.session.scalars(query).all()
    for party_id in parties:
        request = AgreementRequest(example_id=example.id, party_id=party_id, asked_at=stamp.at, asked_by_id=stamp.by)
        db.session.add(request)
        log(stamp, AgreementEvent.REQUESTED, "party", party_id, example=example.id)
    return len(parties)
