"""What waits for a person in one's own examples, and where it is done. The reasons are those of the queue."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from resultatbank.data import findings, gate, packages, placements, queue, queue_words
from resultatbank.data.models import Example, Finding, Package
from resultatbank.data.packages import PackageUse
from resultatbank.data.placements import Placed
from resultatbank.extensions import db
from resultatbank.rules.clearance import Cause
from resultatbank.rules.review import Reason
from resultatbank.rules.words import INTRANET, State

# A person's yes is missing, or nobody has said if there is a person. What has an end of its own is told otherwise.
_TOLD = (Reason.WITHDRAWN, Reason.EXPIRED, Reason.MISSING, Reason.NAMES)
_NOT_DRAWN_ANEW = "Bilden måste laddas upp på nytt."


@dataclass(frozen=True, slots=True)
class Wait:
    """One thing that waits: what, in how few words, and the page on which it is done.

    What `is_a_stop` is told of in red: something isn't shown, or must not be where it is any longer.
    """

    label: str
    sentence: str
    is_a_stop: bool
    where: str
    endpoint: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Waiting:
    """All that waits in an example. `blocked` is one that is published, and that no employee can see that day."""

    blocked: bool
    waits: list[Wait]


def waiting_in(examples: Sequence[Example], day: date) -> dict[int, Waiting]:
    """Return what waits for a person in those of the examples in which something does. A constant number of queries."""
    ids = [each.id for each in examples]
    asked, seen = findings.open_in(ids), gate.visible_among(ids, day)
    told = _sentences(examples, asked, day)
    places, hidden = _by_example(placements.to_take_down(ids, day)), _hidden(examples, day)
    found = {
        each.id: Waiting(
            each.is_published and each.id not in seen,
            [
                *(_of_people(each.id, reason, sentence) for reason, sentence in told.get(each.id, ())),
                *(_of_place(place, day) for place in places.get(each.id, ())),
                *hidden.get(each.id, ()),
            ],
        )
        for each in examples
    }
    return {each: waiting for each, waiting in found.items() if waiting.blocked or waiting.waits}


def _sentences(
    examples: Sequence[Example], asked: Mapping[int, Sequence[Finding]], day: date
) -> dict[int, list[tuple[Reason, str]]]:
    """Return the queue's reasons with their sentences. Names are asked about before the queue tells of them too."""
    due = queue.reasons_in([each.id for each in examples], day)
    rows = [(each, reason) for each in examples for reason in _reasons(each, due.get(each.id, ()), asked)]
    found: dict[int, list[tuple[Reason, str]]] = {}
    for (example, reason), sentence in zip(rows, queue_words.sentences(rows, day, with_places=False), strict=True):
        found.setdefault(example.id, []).append((reason, sentence))
    return found


def _reasons(example: Example, due: Collection[Reason], asked: Mapping[int, Sequence[Finding]]) -> Iterator[Reason]:
    for reason in _TOLD:
        early = reason is Reason.NAMES and example.state != State.ARCHIVED and example.id in asked
        if reason in due or early:
            yield reason


def _of_people(example_id: int, reason: Reason, sentence: str) -> Wait:
    values: dict[str, Any] = {"example_id": example_id}
    if reason is Reason.NAMES:
        values["_anchor"] = "names"
    return Wait(reason.label, sentence, reason is not Reason.NAMES, "Till Medverkande", "parties.people", values)


def _by_example(places: Sequence[Placed]) -> dict[int, list[Placed]]:
    found: dict[int, list[Placed]] = {}
    for each in places:
        found.setdefault(each.example.id, []).append(each)
    return found


def _of_place(place: Placed, day: date) -> Wait:
    late = place.due_on is not None and place.due_on < day
    label = f"{'Skulle ha tagits ned' if late else 'Ska tas ned senast'} {place.due_on}"
    where = ", ".join(each for each in (place.channel, place.placement.address) if each)
    values = {"placement_id": place.placement.id}
    return Wait(label, f"{where}.", late, "Skriv att det är nedtaget", "parties.take_down", values)


def _hidden(examples: Sequence[Example], day: date) -> dict[int, list[Wait]]:
    """Return the pictures and the like that employees can't see for a reason of their own, but for their licences."""
    ids = [each.id for each in examples if each.state != State.ARCHIVED]
    query = select(Package).where(Package.example_id.in_(ids)).options(*packages.ALONG)
    rows = db.session.scalars(query.order_by(Package.position, Package.id)).all()
    found: dict[int, list[Wait]] = {}
    for each in packages.uses_of(rows, day):
        if why := _why_hidden(each):
            found.setdefault(each.package.example_id, []).append(_of_package(each.package, why))
    return found


def _why_hidden(each: PackageUse) -> str:
    if each.is_unsafe:
        return _NOT_DRAWN_ANEW
    whys = [why for why in each.whys.get(INTRANET, ()) if why.cause is not Cause.LICENCE]
    return " ".join(dict.fromkeys(why.sentence for why in whys))


def _of_package(package: Package, why: str) -> Wait:
    label = "Bilden visas inte" if packages.holds_picture(package) else "Visas inte"
    values = {"example_id": package.example_id, "number": 3, "_anchor": f"rad-packages-{package.id}"}
    return Wait(label, f"{package.title}: {why}", True, "Till steg 3", "examples.step", values)
