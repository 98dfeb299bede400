"""The page's tables as files: the same numbers, and the same words where there is no number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from resultatbank.data.words import slug_of
from resultatbank.rules.followup import Figure
from resultatbank.rules.reach import Reach
from resultatbank.rules.survey import SCALE
from resultatbank.web.looks import UNKNOWN
from resultatbank.web.statistics.figures import Figures, Line
from resultatbank.web.statistics.limits import PERIODS, USUAL
from resultatbank.web.tables import Cell, Table

# How long the name of a file may be, without its ending.
_MOST_NAME = 115
_PERIOD_NAMES = {"manad": "senaste-30-dagarna", "ar": "senaste-aret", "alla": "sedan-starten"}

# What of a channel may be added up: the heading, and the name of the sum.
ADDED = (
    ("Klick", "clicks"),
    ("Nedladdningar", "downloads"),
    ("Delningar", "shares"),
    ("Önskade handlingar", "actions"),
    ("Arbetstimmar", "hours"),
)


def table_of(what: str, figures: Figures) -> Table:
    """Return one of the page's tables, by its key in TABLES, with what limits it."""
    return replace(TABLES[what](figures), chosen=_chosen(what, figures))


def name_of(what: str, figures: Figures) -> str:
    """Return what the file of a table is called: the table, what it is limited to, for which time, and the day.

    "mest-anvant_energi-och-klimat_senaste-aret_2026-11-28". ASCII, and never longer than _MOST_NAME: what doesn't find
    room is a number, "och-3-till".
    """
    ends = [_PERIOD_NAMES[figures.chosen.period]] if what == "anvant" else []
    fixed = [slug_of(TABLES[what](figures).title), *ends, str(figures.day)]
    room = _MOST_NAME - len("_".join(fixed))
    return "_".join([fixed[0], *_choices_in_name(figures, room), *fixed[1:]])


def _choices_in_name(figures: Figures, room: int) -> list[str]:
    every, told = [slug_of(label) for _, label in figures.chosen.in_words()], list[str]()
    for each in every:
        more = f"och-{len(every) - len(told)}-till"
        is_last = len(told) + 1 == len(every)
        if len("_".join(["", *told, each])) > room - (0 if is_last else len(more) + 1):
            return [*told, more if told else f"{len(every)}-val"]
        told.append(each)
    return told


def _chosen(what: str, figures: Figures) -> list[tuple[str, str]]:
    """Return what limits a table. The period counts only for the copies."""
    chosen = figures.chosen
    period = [("Räkna kopior", PERIODS[chosen.period])] if what == "anvant" and chosen.period != USUAL else []
    return [*chosen.in_words(), *period]


def _regions(figures: Figures) -> Table:
    lines = sorted(figures.map.tiles, key=lambda tile: tile.region.name)
    return Table("Län", ("Län", "Exempel"), [(tile.region.name, tile.count) for tile in lines])


def _themes(figures: Figures) -> Table:
    headings = ("Tema", *(heading for heading, _ in figures.themes.years), "Alla")
    return Table("Teman", headings, [(line.label, *line.counts, line.total) for line in figures.themes.lines])


def _target_groups(figures: Figures) -> Table:
    return Table("Målgrupper", ("Målgrupp", "Exempel"), [_line(each) for each in figures.target_groups])


def _programmes(figures: Figures) -> Table:
    return Table("Program", ("Program", "Exempel"), [_line(each) for each in figures.programmes])


def _line(line: Line) -> tuple[Cell, ...]:
    return line.label, line.count


def _gaps(figures: Figures) -> Table:
    return Table("Luckor", ("Slag", "Saknar exempel"), [(gap.kind, name) for gap in figures.gaps for name in gap.names])


def _used(figures: Figures) -> Table:
    rows = [(each.headline, each.example_id, each.times) for each in figures.used.most]
    return Table("Mest använt", ("Exempel", "Nummer", "Gånger kopierat"), rows)


def _scores(figures: Figures) -> Table:
    """Return how many gave each score, or only that there are too few to tell."""
    scores = figures.scores
    rows: list[tuple[Cell, ...]] = [("Svar", scores.n)]
    rows += [(f"Gav {score} av {max(SCALE)}", scores.counts.get(score, 0)) for score in SCALE if scores.are_enough]
    rows += [("Medelvärde", _figure(scores.average)), ("Hade nytta (4 eller 5), procent", _figure(scores.useful))]
    return Table("Nytta", ("Mått", "Värde"), rows)


def _channels(figures: Figures) -> Table:
    added = [heading for name, _ in ADDED for heading in (name, f"{name}: känt på platser")]
    reached = ("Har tagit del: högst på en plats", "Har tagit del: median per plats")
    money = ("Hela kostnaden, kr", "Kr per önskad handling: känt på platser", "Kr per önskad handling")
    headings = ("Kanal", "Platser", "Platser med siffror", *reached, *added, *money)
    return Table("Kanaler", headings, [(label, *_channel(reach)) for label, reach in figures.channels])


def _channel(reach: Reach) -> list[Cell]:
    cells: list[Cell] = [reach.places, reach.measured, _figure(reach.highest), _figure(reach.middle)]
    for _, name in ADDED:
        cells += [_figure(getattr(reach, name).figure), getattr(reach, name).places]
    return [*cells, _figure(reach.whole_cost), reach.both, _figure(reach.per_action)]


def _figure(figure: Figure) -> Cell:
    return f"{UNKNOWN} {figure.why}" if figure.value is None else figure.value


TABLES: dict[str, Callable[[Figures], Table]] = {
    "lan": _regions,
    "teman": _themes,
    "malgrupper": _target_groups,
    "program": _programmes,
    "luckor": _gaps,
    "anvant": _used,
    "nytta": _scores,
    "kanaler": _channels,
}
