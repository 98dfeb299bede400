"""Every chart on every page is drawn by the numbers that stand beside it in words. New charts are found by being there.

A picture on a page is an icon, a code to scan, the brand, a key to colours, or one of the charts in CHECKS. Whatever
else there is fails, until somebody says here where its numbers stand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask

from resultatbank.data import rows, survey
from resultatbank.data.models import Example, QueueEntry
from resultatbank.extensions import db
from resultatbank.rules.words import TermKind
from tests import factories as make
from tests.web.addresses import Visitor, addresses
from tests.web.client import soup
from tests.web.populated import TODAY, Bank, bank

__all__ = ["bank"]

only_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
NEAR = 1.1
"""Lengths are drawn in tenths or whole hundredths of the longest."""


def number(text: str) -> Decimal | None:
    """A number as a person reads it; None for a dash or words."""
    bare = re.sub(r"\s", "", text).replace(",", ".").replace("−", "-")
    return Decimal(bare) if re.fullmatch(r"-?\d+(\.\d+)?", bare) else None


def only(tag: Tag, select: str) -> Tag:
    """What a chart can't be without."""
    found = tag.select_one(select)
    assert found is not None, select
    return found


def measure(tag: Tag, name: str) -> float:
    """A place or a length in a drawing."""
    return float(str(tag[name]))


def first_words(cell: Tag) -> str:
    return next(iter(cell.stripped_strings), "")


def numbers_of(row: Tag) -> list[Decimal | None]:
    return [number(first_words(cell)) for cell in row.select("td.num")]


def beside(chart: Tag) -> Tag:
    """The section that a chart stands in."""
    section = chart.find_parent("section") or chart.find_parent("main")
    assert isinstance(section, Tag)
    return section


def table_rows(section: Tag) -> list[tuple[str, list[Decimal | None]]]:
    """The rows of the first table in a section: the heading and the numbers of each."""
    table = section.find("table")
    assert isinstance(table, Tag), "no table stands beside the chart"
    return [(row.th.get_text(" ", strip=True) if row.th else "", numbers_of(row)) for row in table.select("tbody tr")]


def in_headings(main: Tag) -> list[tuple[str, list[Decimal | None]]]:
    """The months that have a heading each, in the calendar: what has been isn't in the chart."""
    told = []
    for heading in main.find_all("h3"):
        match = re.match(r"(\w+ \d{4}): ([\d\s]+)", heading.get_text())
        if match and not heading.find_parent("section", attrs={"aria-labelledby": "past"}):
            told.append((match[1], [number(match[2])]))
    return told


def over_time(chart: Tag) -> None:
    """What is drawn along days or months: a line of values, or a column for each month."""
    (values if chart.select_one("path.line") else months)(chart)


def values(chart: Tag) -> None:
    """A dot for each value, where its day and its number put it, on one scale with the start and the target."""
    figure = chart.find_parent("figure")
    assert isinstance(figure, Tag)
    drawn, across, up = [], [], []
    for dot in chart.find_all("g"):
        day, _, value = only(dot, "title").get_text().partition(": ")
        count, circle = number(value), only(dot, "circle")
        assert count is not None
        drawn.append((day, [count]))
        across.append((float(date.fromisoformat(day).toordinal()), measure(circle, "cx")))
        up.append((float(count), measure(circle, "cy")))
    assert drawn == table_rows(figure)[::-1]
    for path in chart.select("path:has(+ text)"):
        mark = path.find_next_sibling("text")
        place = re.match(r"M12 (-?[\d.]+)h", str(path["d"]))
        count = number(mark.get_text().partition(" ")[2]) if isinstance(mark, Tag) else None
        if place is not None and count is not None:
            up.append((float(count), float(place[1])))
    for pairs in (across, up):
        on_one_scale(pairs)


def on_one_scale(pairs: list[tuple[float, float]]) -> None:
    """What lies between two others is drawn between them, and as near to each."""
    (least, begins), (most, ends) = min(pairs), max(pairs)
    for value, place in pairs:
        share = (value - least) / (most - least) if most > least else 0
        assert place == pytest.approx(begins + share * (ends - begins), abs=NEAR)


def months(chart: Tag) -> None:
    """A column for each month, as high as its number, which stands over it and in the table or the headings."""
    section = beside(chart)
    told = table_rows(section) if section.name == "section" else in_headings(section)
    drawn = []
    for column in chart.find_all("g"):
        month, _, count = only(column, "title").get_text().partition(": ")
        drawn.append((month, [number(count)], measure(only(column, "rect"), "height")))
    known = {month for month, _ in told}
    assert [(month, counts) for month, counts, _ in drawn if month in known] == told
    assert not [month for month, counts, _ in drawn if month not in known and counts != [0]]
    assert [number(each.get_text()) for each in chart.select("text.val")] == [n for _, (n,), _ in drawn if n]
    proportional([(height, n) for _, (n,), height in drawn])


def weeks(chart: Tag) -> None:
    """What came in stands up and what went out hangs down, on one scale. The table has the latest week first."""
    drawn: list[tuple[str, list[Decimal | None]]] = []
    heights: list[tuple[float, Decimal | None]] = []
    for column in chart.find_all("g"):
        week, came, left = re.findall(r"\d+", only(column, "title").get_text())
        drawn.append((week, [number(came), number(left)]))
        heights += zip((measure(rect, "height") for rect in column.find_all("rect")), drawn[-1][1], strict=True)
    assert drawn == table_rows(beside(chart))[::-1]
    proportional(heights)


def proportional(lengths: list[tuple[float, Decimal | None]]) -> None:
    """Each length is its number's share of the longest."""
    longest, most = max(lengths, key=lambda pair: pair[1] or 0)
    for length, count in lengths:
        assert count is not None
        assert length == pytest.approx(longest * float(count / most) if most else 0, abs=NEAR)


def bar(chart: Tag) -> None:
    """The bars of a table are to each other as the first numbers of their rows. What isn't known has no bar."""
    table = chart.find_parent("table")
    assert isinstance(table, Tag)
    lengths = []
    for row in table.select("tbody tr:not(.sum)"):
        drawn, count = row.select_one("svg.bar"), numbers_of(row)[0]
        assert (drawn is None) == (count is None), row.get_text(" ", strip=True)
        if drawn is not None:
            lengths.append((measure(only(drawn, "rect:not(.rest)"), "width"), count))
    assert max(length for length, _ in lengths) <= 100
    proportional(lengths)


def goal(chart: Tag) -> None:
    """A figure's bar goes from its start to its outcome, and its marks stand at its start and its target."""
    row = chart.find_parent("tr")
    assert isinstance(row, Tag)
    start, target, outcome = numbers_of(row)
    assert outcome is not None
    known = [each for each in (start, target, outcome, Decimal(0)) if each is not None]
    span = float(max(known) - min(known)) or 1.0
    came = only(chart, "rect.came")

    def place(value: Decimal) -> float:
        return float(value - min(known)) / span * 100

    left = measure(came, "x")
    ends = sorted((place(start or Decimal(0)), place(outcome)))
    assert [left, left + measure(came, "width")] == pytest.approx(ends, abs=NEAR)
    for mark, value in (("from", start), ("aim", target)):
        path = chart.select_one(f"path.{mark}")
        assert (path is None) == (value is None)
        if path is not None and value is not None:
            at = re.match(r"M(-?[\d.]+) ", str(path["d"]))
            assert at is not None
            assert float(at[1]) == pytest.approx(place(value), abs=NEAR)


def tiles(chart: Tag) -> None:
    """Each tile says its number to the eye and the ear, as its table does, and is as dark as the key says."""
    section = beside(chart)
    said = {}
    for tile in chart.select("[aria-label]"):
        match = re.fullmatch(r"(.+): (\d+) exempel", str(tile["aria-label"]))
        assert match is not None
        assert only(tile, "text.n").get_text() == match[2]
        said[match[1]] = [number(match[2])]
        assert shade_of(tile) == shade_by_key(section, int(match[2]))
    assert said == dict(table_rows(section))


def shade_of(tag: Tag) -> int:
    return next(int(name[1:]) for name in tag.get_attribute_list("class") if re.fullmatch(r"m\d", str(name)))


def shade_by_key(section: Tag, count: int) -> int:
    """Which colour a number has, by the words of the key."""
    spans = [[number(end) for end in each.get_text().split("–")] for each in section.select("ul.key li")]
    return next(place for place, ends in enumerate(spans) if (ends[0] or 0) <= count <= (ends[-1] or 0))


def heat(table: Tag) -> None:
    """A cell is as dark as the key says of the number that stands in it, and years never sum to more than all."""
    cells = [cell for cell in table.select("td.num") if "all" not in cell.get_attribute_list("class")]
    for cell in cells:
        count = number(cell.get_text())
        assert count is not None
        assert shade_of(cell) == shade_by_key(beside(table), int(count))
    for _, counts in table_rows(beside(table)):
        assert sum(each or 0 for each in counts[:-1]) == counts[-1]


CHECKS: dict[str, Callable[[Tag], None]] = {
    "svg.chart:not(.weeks)": over_time,
    "svg.chart.weeks": weeks,
    "svg.bar": bar,
    "svg.goal": goal,
    "svg.tiles[role=group]": tiles,
    "table.heat": heat,
}
NO_CHART = "svg.i, .key svg, .code svg, .brand svg"


def more(bank: Bank) -> None:
    """Add what makes all charts come, with different numbers in each."""
    example = db.session.get_one(Example, bank.examples["open"])
    for score, sign in ((5, "1"), (5, "2"), (4, "3"), (1, "4")):
        survey.answer_outside(example.id, score, "", sign * 64, make.stamp(None))
    places = rows.rows_of(example.id, "placements")
    values = {"placement_id": places[-1].id, "measured_on": TODAY, "reached": 400, "views": 9000}
    rows.add_row(example.id, "follow_ups", values, make.stamp())
    down = {"name": "Spill", "unit": "procent", "direction": "down", "baseline": Decimal(20), "target": Decimal(5)}
    spill = rows.add_row(example.id, "indicators", down, make.stamp())
    for value, days in ((18, 300), (8, 200), (11, 0)):
        make.measurement(spill, value, TODAY - timedelta(days=days))
    for number_of, days in ((1, 3), (2, 10), (3, 10)):
        entered = TODAY - timedelta(days=days)
        db.session.add(QueueEntry(example_id=example.id, reason=number_of, entered_on=entered, left_on=TODAY))
    few, many = make.term(TermKind.PROGRAMME, "Få"), make.term(TermKind.PROGRAMME, "Många")
    for at in range(7):
        theme = make.term(TermKind.THEME, f"Tema {at % 2}")
        make.example(f"Mer {at}", regions=["25"], year=2020 + at % 3, terms=[few if at == 0 else many, theme])
    db.session.commit()


def unknown_pictures(page: BeautifulSoup) -> Iterator[str]:
    """Give what is drawn on a page that nobody has said what it is."""
    known = {id(each) for select in (*CHECKS, NO_CHART) for each in page.select(select)}
    for each in page.find_all("svg"):
        if id(each) not in known:
            yield str(each)[:120]


@only_sqlite
def test_every_chart_on_every_page_is_drawn_by_the_numbers_beside_it(app: Flask, bank: Bank) -> None:
    more(bank)
    visitor = Visitor(app, bank.everybody)
    found: Counter[str] = Counter()
    captions = set()
    for address in addresses(app, bank):
        response = visitor.send("GET", address.path)
        if response.status_code == 200 and response.mimetype == "text/html":
            page = soup(response)
            assert not list(unknown_pictures(page)), address
            for select, check in CHECKS.items():
                for chart in page.select(select):
                    found[select] += 1
                    for table in chart.find_parents("table") or beside(chart).find_all("table"):
                        captions |= {caption.get_text() for caption in table.find_all("caption")}
                    try:
                        check(chart)
                    except AssertionError as error:
                        raise AssertionError(f"{address.path}, {select}: {error}") from error
        response.close()
    assert set(found) == set(CHECKS), "a kind of chart isn't there to look at"
    assert captions >= {
        "Siffror per publiceringsplats",
        "Mål och utfall, per siffra",
        "Mål och utfall",
        "Svar på frågan Hade du nytta av exemplet?",
        "Exempel per program",
        "Värden: Spill",
        "De mest kopierade exemplen",
    }
