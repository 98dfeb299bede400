"""All that the page tells, gathered in a constant number of queries. Its files are made of the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from resultatbank.data import reach, statistics, survey, words
from resultatbank.data.facets import Counts
from resultatbank.data.facts import FACET_PROGRAMME, FACET_REGION, FACET_TARGET_GROUP, FACET_THEME, FACET_YEAR
from resultatbank.data.statistics import Used
from resultatbank.rules.reach import Reach
from resultatbank.rules.regions import REGIONS
from resultatbank.rules.survey import Scores
from resultatbank.rules.words import TermKind
from resultatbank.web.statistics.limits import Chosen
from resultatbank.web.tiles import Shades, TileMap, shades, tile_map

MOST_USED = 10
_MOST_YEARS = 10


@dataclass(frozen=True, slots=True)
class Line:
    """A value of a list with how many examples have it, and how long its bar is, in hundredths of the longest."""

    value: int
    label: str
    count: int
    bar: float


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """A theme's examples: for each of the columns of years, and in all."""

    value: int
    label: str
    counts: Sequence[int]
    total: int


@dataclass(frozen=True, slots=True)
class ThemeTable:
    """Themes by years: headings of the columns, each with the year where it is one, and a line for each theme."""

    years: Sequence[tuple[str, int | None]]
    lines: Sequence[ThemeLine]

    @property
    def shades(self) -> Shades:
        """What the cells' shades stand for."""
        return shades(count for line in self.lines for count in line.counts)


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that no example tells of: the kind of it, and the names."""

    kind: str
    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class Figures:
    """The page's numbers on a day, within what is chosen."""

    day: date
    chosen: Chosen
    counts: Counts
    total: int
    map: TileMap
    themes: ThemeTable
    target_groups: Sequence[Line]
    programmes: Sequence[Line]
    gaps: Sequence[Gap]
    used: Used
    scores: Scores
    channels: Sequence[tuple[str, Reach]]

    @property
    def regions(self) -> int:
        """How many län there are examples of."""
        return len(self.map.tiles) - len(self.map.missing)


def figures(chosen: Chosen, day: date) -> Figures:
    """Return the numbers of a day within what is chosen."""
    search = chosen.search(day)
    covered = statistics.coverage(search)
    return Figures(
        day=day,
        chosen=chosen,
        counts=covered.counts,
        total=covered.counts.total,
        map=tile_map(_of_kind(covered.values, FACET_REGION)),
        themes=_theme_table(covered, chosen),
        target_groups=_lines(covered.values, chosen, FACET_TARGET_GROUP),
        programmes=_lines(covered.values, chosen, FACET_PROGRAMME),
        gaps=_gaps(covered.values, chosen),
        used=statistics.most_used(search, chosen.since(day), MOST_USED),
        scores=survey.scores_within(search),
        channels=_channels(reach.by_channel(search)),
    )


def _of_kind(values: Mapping[tuple[int, int], int], kind: int) -> dict[int, int]:
    return {value: count for (of, value), count in values.items() if of == kind}


def _lines(values: Mapping[tuple[int, int], int], chosen: Chosen, kind: int) -> list[Line]:
    counts = _of_kind(values, kind)
    most = max(counts.values(), default=0)
    labels = chosen.labels[kind]
    ordered = sorted((each for each in labels if each in counts), key=lambda each: (-counts[each], labels[each]))
    return [Line(each, labels[each], counts[each], round(100 * counts[each] / most, 1)) for each in ordered]


def _theme_table(covered: statistics.Coverage, chosen: Chosen) -> ThemeTable:
    years = sorted(_of_kind(covered.values, FACET_YEAR))
    shown, earlier = years[-_MOST_YEARS:], years[:-_MOST_YEARS]
    totals = _of_kind(covered.values, FACET_THEME)
    in_use = {term.id for term in chosen.terms if not term.retired and not chosen.leaves_out(FACET_THEME, term.id)}
    lines = []
    for theme, label in chosen.labels[FACET_THEME].items():
        if theme in totals or theme in in_use:
            counts = [covered.themes.get((theme, year), 0) for year in shown]
            before = sum(covered.themes.get((theme, year), 0) for year in earlier)
            total = totals.get(theme, 0)
            lines.append(ThemeLine(theme, label, [before, *counts, total - before - sum(counts)], total))
    headings: list[tuple[str, int | None]] = [("Tidigare", None), *((str(year), year) for year in shown)]
    headings.append(("Utan år", None))
    kept = [at for at, (_, year) in enumerate(headings) if year or any(line.counts[at] for line in lines)]
    return ThemeTable(
        [headings[at] for at in kept],
        [ThemeLine(each.value, each.label, [each.counts[at] for at in kept], each.total) for each in lines],
    )


def _gaps(values: Mapping[tuple[int, int], int], chosen: Chosen) -> list[Gap]:
    def in_use(kind: TermKind) -> dict[int, str]:
        return {term.id: term.label for term in chosen.terms if term.kind == kind and not term.retired}

    asked: list[tuple[str, int, dict[int, str]]] = [
        ("län", FACET_REGION, {int(region.code): region.name for region in REGIONS}),
        ("teman", FACET_THEME, in_use(TermKind.THEME)),
        ("målgrupper", FACET_TARGET_GROUP, in_use(TermKind.TARGET_GROUP)),
    ]

    def untold(kind: int, labels: dict[int, str]) -> list[str]:
        silent = (each for each in labels if (kind, each) not in values and not chosen.leaves_out(kind, each))
        return [labels[each] for each in silent]

    found = [Gap(name, untold(kind, labels)) for name, kind, labels in asked]
    return [gap for gap in found if gap.names]


def _channels(found: Mapping[str, Reach]) -> list[tuple[str, Reach]]:
    return [(label, found[slug]) for slug, label in words.channel_labels().items() if slug in found]
