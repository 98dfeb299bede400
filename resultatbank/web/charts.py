"""Charts as numbers to draw (templates/macros/charts.html). Each number stands beside its chart in words too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from resultatbank.web.wording import MONTHS

# How far apart the columns stand, and how high the highest is.
_STEP, _HEIGHT = 35, 92


@dataclass(frozen=True, slots=True)
class MonthColumn:
    """A month: its first day, its number, how far from the left and how high it stands, and the year if one begins."""

    first: date
    count: int
    x: int
    height: float
    year: str

    @property
    def name(self) -> str:
        """What the month is called."""
        return MONTHS[self.first.month - 1]


def month_columns(months: Sequence[tuple[date, int]]) -> list[MonthColumn]:
    """Return the columns of months that follow each other, each told by its first day and its number."""
    most = max((count for _first, count in months), default=0) or 1
    return [
        MonthColumn(
            first,
            count,
            x=number * _STEP,
            height=round(_HEIGHT * count / most, 1),
            year=str(first.year) if first.month == 1 or number == 0 else "",
        )
        for number, (first, count) in enumerate(months)
    ]


@dataclass(frozen=True, slots=True)
class TargetBar:
    """A figure's way from its baseline to its outcome, with its target, each as hundredths from the left.

    `start` and `length` are the bar from the baseline, or from nought where there is none, to the outcome.
    """

    baseline: float | None
    target: float | None
    outcome: float
    start: float
    length: float


def target_bar(baseline: Decimal | None, target: Decimal | None, outcome: Decimal | None) -> TargetBar | None:
    """Return the bar of a figure, from the least to the greatest of what is known of it. Without outcome there is none.

    Nought is on the scale too, so that a small change of a large figure looks small.
    """
    if outcome is None:
        return None
    known = [each for each in (baseline, target, outcome, Decimal(0)) if each is not None]
    least, span = min(known), max(known) - min(known) or Decimal(1)

    def place(value: Decimal) -> float:
        return round(float((value - least) / span * 100), 1)

    ends = sorted((place(baseline if baseline is not None else Decimal(0)), place(outcome)))
    return TargetBar(
        baseline=None if baseline is None else place(baseline),
        target=None if target is None else place(target),
        outcome=place(outcome),
        start=ends[0],
        length=round(ends[1] - ends[0], 1),
    )


MOST_LABELLED = 6
_LEFT, _RIGHT, _TOP, _BOTTOM = 20, 320, 30, 100
_LINE_OF_WORDS, _HEIGHT_OF_WORDS = 15, 11


@dataclass(frozen=True, slots=True)
class ValuePoint:
    """A value on a day, and where its dot and its number stand. The number is written out where there is room."""

    day: date
    value: Decimal
    x: float
    y: float
    words_y: float
    is_labelled: bool


@dataclass(frozen=True, slots=True)
class ValueLine:
    """A figure's values over time, with where it began and should go. `path` joins the dots.

    What isn't known has no height. `baseline_words_y` is where the words of the baseline stand, clear of the target's.
    """

    points: tuple[ValuePoint, ...]
    path: str
    baseline: Decimal | None
    baseline_y: float | None
    target: Decimal | None
    target_y: float | None
    baseline_words_y: float | None


def value_line(
    measured: Sequence[tuple[date, Decimal]], target: Decimal | None, baseline: Decimal | None = None
) -> ValueLine | None:
    """Return the line of a figure's values, given in the order of their days. One value makes no line.

    The scale goes from the least to the greatest of all that is known, so that a change can be seen.
    """
    if len(measured) < 2:
        return None
    known = [value for value in (*(value for _, value in measured), target, baseline) if value is not None]
    least, span = min(known), max(known) - min(known) or Decimal(1)
    first, days = measured[0][0], (measured[-1][0] - measured[0][0]).days or 1

    def height(value: Decimal) -> float:
        return round(_BOTTOM - float((value - least) / span) * (_BOTTOM - _TOP), 1)

    begun = None if baseline is None else height(baseline)
    aim = None if target is None else height(target)
    crossing = sorted((each for each in (begun, aim) if each is not None), reverse=True)
    last = len(measured) - 1
    points = tuple(
        ValuePoint(
            day=day,
            value=value,
            x=round(_LEFT + (day - first).days / days * (_RIGHT - _LEFT), 1),
            y=height(value),
            words_y=_clear_of(crossing, height(value) - 10),
            is_labelled=last < MOST_LABELLED or number in (0, last),
        )
        for number, (day, value) in enumerate(measured)
    )
    path = "M" + "L".join(f"{point.x} {point.y}" for point in points)
    words = begun
    if begun is not None and aim is not None and abs(begun - aim) < _LINE_OF_WORDS:
        words = aim + (_LINE_OF_WORDS if begun >= aim else -_LINE_OF_WORDS)
    return ValueLine(points, path, baseline, begun, target, aim, words)


def _clear_of(crossing: Sequence[float], words_y: float) -> float:
    """Return where words stand that would be struck through, or seem to have a minus sign, where a line crosses them.

    `crossing` are the lines from the lowest up.
    """
    for line in crossing:
        if words_y - _HEIGHT_OF_WORDS < line < words_y + 3:
            words_y = line - 5
    return words_y
