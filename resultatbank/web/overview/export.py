"""The page's numbers as a file: what is counted, the number, of how many, and the day it holds for."""

from __future__ import annotations

from collections.abc import Iterator

from resultatbank.web.overview.figures import Figures
from resultatbank.web.tables import Cell, Table
from resultatbank.web.wording import MONTHS

HEADINGS = ("Avsnitt", "Mått", "Värde", "Av", "Per den")
_Row = tuple[str, str, Cell, int | None]


def table_of(figures: Figures) -> Table:
    """Return a row for each number of the page, also those that the page has no room for."""
    parts = (_reviewing, _queue, _takedowns, _agreements, _ending, _loads, _assessing)
    rows = [[*row, figures.day] for part in parts for row in part(figures)]
    return Table("Läget", HEADINGS, rows)


def _reviewing(figures: Figures) -> Iterator[_Row]:
    found, part = figures.in_time, "Granskat i tid"
    yield part, "Publicerade exempel med en text som inte är för gammal", found.examples.part, found.examples.whole
    yield part, "Granskningar de senaste 12 månaderna som gjordes i tid", found.reviews.part, found.reviews.whole
    yield part, "Första granskningar de senaste 12 månaderna", found.first, None


def _queue(figures: Figures) -> Iterator[_Row]:
    part, oldest = "Granskningskön", figures.oldest
    yield part, "Exempel som väntar", figures.total, None
    for reason, count in figures.reasons.items():
        yield part, f"Väntar: {reason.label}", count, figures.total
    if oldest:
        yield part, f"Äldsta raden, dagar: {oldest.reason.label}", oldest.days, None
    for week in figures.weeks:
        yield part, f"In vecka {week.number}, från {week.first}", week.entered, None
        yield part, f"Ut vecka {week.number}, från {week.first}", week.left, None


def _takedowns(figures: Figures) -> Iterator[_Row]:
    times, part = figures.takedowns, "Nedtagning"
    n, middle = len(times.done), None if times.median is None else f"{times.median:g}".replace(".", ",")
    yield part, "Median, dagar från stopp till sista nedtagning", middle, n
    yield part, "Längst, dagar", max(times.done, default=None), n
    yield part, "Klara i tid", times.in_time, n
    yield part, "Klara, men något kan inte tas ned", times.stays, n
    yield part, "Inte klara än", len(times.waiting), n + len(times.waiting)
    yield part, "Inte klara än, längst hittills i dagar", max(times.waiting, default=None), len(times.waiting)


def _agreements(figures: Figures) -> Iterator[_Row]:
    found, part = figures.coverage, "Överenskommelser"
    for term, count in found.channels:
        yield part, f"Får användas i dag: {term.label}", count, found.examples
    yield part, "Får inte användas i någon kanal", found.nowhere, found.examples
    yield part, "Medverkanden med ett svar som gäller", found.appearances.part, found.appearances.whole


def _ending(figures: Figures) -> Iterator[_Row]:
    for month in figures.ending:
        name = f"{MONTHS[month.first.month - 1]} {month.first.year}"
        yield "Det som går ut", f"Exempel som förlorar en kanal, {name}", month.examples, None


def _loads(figures: Figures) -> Iterator[_Row]:
    part = "Arbetet"
    for person in figures.loads.people:
        name = f"{person.name} (har slutat)" if person.has_left else person.name
        yield part, f"{name}: beslut de senaste fyra veckorna", person.decided, figures.loads.decided
        yield part, f"{name}: har tagit just nu", person.taken, None
        yield part, f"{name}: väntar bland det hen svarar för", person.waiting, figures.total
    yield part, "Väntar utan ansvarig", figures.loads.nobodys, figures.total


def _assessing(figures: Figures) -> Iterator[_Row]:
    part, waiting = "Inlästa, aldrig bedömda", figures.waiting
    yield part, "Väntar på sin vecka", waiting.count if waiting else 0, None
    yield part, "Kommer upp i veckan", figures.per_week, None
    if waiting:
        yield part, "De sista kommer upp", waiting.last, None
