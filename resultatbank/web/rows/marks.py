"""The badges of rows: what may be done with them today, and what can't, in a few words and with why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from resultatbank import clock
from resultatbank.data import gate, licences, packages, placements, reasons, rows
from resultatbank.data.models import Example, Package, Placement
from resultatbank.extensions import db
from resultatbank.rules.calendar import LAST_DAY
from resultatbank.rules.clearance import open_until
from resultatbank.rules.words import INTRANET, Settled
from resultatbank.web.rows.kinds import RowKind

NOT_THAT_DAY = "Som det ser ut nu får exemplet inte användas i kanalen den dagen. Förnya det som går ut, eller byt dag."
PASSED = "Publicera, välj raden på platsen om det redan är gjort, eller skriv en ny dag."
UNSAFE = "Bilden lades in innan vi tog bort det som kameran skriver i bilder. Välj filen igen."


@dataclass(frozen=True, slots=True)
class Mark:
    """A badge on a card: its colour, its icon and its words, and sentences about why.

    `to_publish` is for a planned channel in which the example may be used today, and isn't published yet.
    """

    look: str
    icon: str
    words: str
    whys: tuple[str, ...] = ()
    to_publish: bool = False


def marks_of(example_id: int, kind: RowKind, found: Sequence[Any]) -> dict[int, Mark]:
    """Return the badges of an example's rows, by the row's id. The number of queries doesn't grow with the rows."""
    if kind.key == "channel_plan" and found:
        return _open_or_closed(example_id, found)
    if kind.key == "placements":
        return _up_or_down(example_id, found)
    if kind.key == "packages":
        example, day = db.session.get(Example, example_id), clock.today()
        uses, blocked = packages.uses_of(found, day), reasons.why_blocked(example, day) if example and found else ""
        return {use.package.id: mark for use in uses if (mark := _package_mark(use, blocked))}
    if kind.key == "target_groups":
        return {row.id: Mark("soon", "warn", "Intresset saknas") for row in found if not row.interest.strip()}
    if kind.key == "sources":
        return {
            row.id: Mark("soon", "warn", "Länk, fil eller diarienummer saknas")
            for row in found
            if not (row.link or row.file_id or row.diary_number)
        }
    if kind.key == "measurements":
        return {row.id: Mark("soon", "warn", "Källa saknas") for row in found if row.source_id is None}
    return {}


def _package_mark(use: packages.PackageUse, blocked: str) -> Mark | None:
    """Return what keeps a package from being used, or soon will: what is its own, and that its example is `blocked`."""
    package, day = use.package, clock.today()
    also = (blocked,) if blocked else ()
    whys = (*use.sentences, *also)
    if use.licence_ended:
        return Mark("no", "clock", f"Licensen gick ut {package.licence_until}", (*use.sentences[:-1], *also))
    if use.is_unsafe:
        return Mark("no", "lock", "Visas inte", (UNSAFE,))
    if not packages.is_said(package):
        return Mark("no", "lock", "Visas inte", ("Säg vem som syns, eller kryssa i att ingen kan kännas igen.",))
    if INTRANET in use.whys or blocked:
        return Mark("no", "lock", "Visas inte för medarbetare", whys)
    if packages.licence_ends(package, day):
        return Mark("soon", "warn", f"Licensen går ut {package.licence_until}", whys)
    if whys:
        return Mark("soon", "warn", "Inte i alla kanaler", whys)
    return None if package.file_id or package.link else Mark("soon", "warn", "Fil eller länk saknas")


def reopened(row: Any, until: date | None) -> str:
    """Say what it leads to that a package's licence doesn't end `until` a day that had passed, or "" when it did.

    Something else may keep it closed: then only what the licence says is told.
    """
    day = clock.today()
    if not isinstance(row, Package) or until is None or until >= day or (row.licence_until or LAST_DAY) < day:
        return ""
    what = licences.named([row])[0].capitalize()
    last = f"till och med {row.licence_until}" if row.licence_until else "utan slutdag"
    if packages.uses_of([row], day)[0].use.in_intranet:
        return f"{what} får nu användas {last}."
    return f"Licensen gäller nu {last}. {what} visas ändå inte för medarbetare, av andra skäl."


def _up_or_down(example_id: int, found: Sequence[Any]) -> dict[int, Mark]:
    """Return for each place that is settled how, for each to come when, and for each that may not be there why."""
    day = clock.today()
    marks = {row.id: _settled(row) for row in found if row.outcome}
    until = _open_when_it_begins(example_id, found)
    marks |= {row.id: _to_come(row, until[row.id]) for row in found if row.id in until}
    must_go = [each for each in placements.placed(found, day) if each.due_on and each.placement.id not in until]
    closed = reasons.why_closed([example_id], day).get(example_id, {}) if must_go else {}
    for each in must_go:
        whys = tuple(why.sentence for why in closed.get(each.placement.channel, []))
        marks[each.placement.id] = Mark("no", "cross", f"Får inte vara där, ska tas ned senast {each.due_on}", whys)
    return marks


def _open_when_it_begins(example_id: int, found: Sequence[Placement]) -> dict[int, bool]:
    """Tell of each placement whose first day is still to come whether its channel is open that day."""
    to_come = [each for each in found if each.is_up and each.from_day > clock.today()]
    if not to_come:
        return {}
    case = gate.load_cases([example_id])[example_id]
    return {each.id: open_until(case, each.channel, each.from_day) is not None for each in to_come}


def _to_come(row: Placement, is_open: bool) -> Mark:
    if is_open:
        return Mark("yes", "clock", f"Publiceras {row.from_day}")
    return Mark("soon", "warn", f"Publiceras {row.from_day}", (NOT_THAT_DAY,))


def _settled(row: Any) -> Mark:
    words = f"{Settled(row.outcome).label} {row.settled_on or ''}".strip()
    return Mark(
        "yes" if row.outcome == Settled.DOWN else "soon", "check", words, tuple(filter(None, [row.outcome_reason]))
    )


def _open_or_closed(example_id: int, found: Sequence[Any]) -> dict[int, Mark]:
    """Return for each row of the plan where it is published, or whether it may be today, and if not, why."""
    day = clock.today()
    until = {use.channel.slug: use.until for use in gate.usability([example_id], day)[example_id].open}
    closed = reasons.why_closed([example_id], day).get(example_id, {})
    placed = [each for each in rows.rows_of(example_id, "placements") if each.planned_channel_id]
    to_come = _open_when_it_begins(example_id, placed)
    published = {each.planned_channel_id: _published(each, to_come) for each in placed if not each.is_down}
    down = {each.planned_channel_id: each.settled_on for each in placed if each.is_down}
    return {row.id: _planned(row, until.get(row.channel), closed, published, down) for row in found}


def _published(place: Placement, to_come: dict[int, bool]) -> Mark:
    if place.id in to_come:
        return _to_come(place, to_come[place.id])
    if place.until_day and place.until_day < clock.today():
        return Mark("yes", "check", f"Publicerad {place.from_day} till {place.until_day}")
    return Mark("yes", "check", f"Publicerad sedan {place.from_day}")


def _planned(
    row: Any,
    last: date | None,
    closed: dict[str, list[reasons.Why]],
    published: dict[int | None, Mark],
    down: dict[int | None, date | None],
) -> Mark:
    """Return the badge of a planned row: closed, published, or waiting to be. Until `last` it may be in its channel."""
    if last is None:
        whys = tuple(why.sentence for why in closed.get(row.channel, []))
        return Mark("no", "cross", "Får inte användas", whys)
    return published.get(row.id) or _waiting(row, last, down.get(row.id))


def _waiting(row: Any, last: date, taken_down: date | None) -> Mark:
    """Return the badge of a row that is published nowhere. Until `last` it may be in its channel."""
    words = "Får användas" if last == LAST_DAY else f"Får användas till {last}"
    if taken_down:
        return Mark("yes", "check", words, (f"Har varit publicerad, och togs ned {taken_down}.",), to_publish=True)
    if row.planned_on and row.planned_on < clock.today():
        return Mark("soon", "clock", "Dagen har passerat", (f"{words}. {PASSED}",), to_publish=True)
    if row.planned_on and row.planned_on > last:
        return Mark("soon", "warn", words, ("Det är före det planerade datumet.",), to_publish=True)
    return Mark("yes", "check", words, to_publish=True)
