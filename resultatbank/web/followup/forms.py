"""The grid of an example's placements as a form: a line for each, checked together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import Field, HiddenField, Label

from resultatbank.data import measuring
from resultatbank.data.measuring import Origin
from resultatbank.data.models import FollowUp, Placement
from resultatbank.rules.calendar import add_days
from resultatbank.rules.followup import MORE_PEOPLE, Measurement, misfit
from resultatbank.web.followup.blueprint import LABELS, listed_numbers, name_of
from resultatbank.web.forms import Amount, BaseForm, Day, Whole
from resultatbank.web.looks import listed, show_number

COLUMNS = tuple(name for name in LABELS if not name.startswith("survey_"))
# Where the headings may be parted: the columns are narrow.
_NARROW = {
    "downloads": "Nedladd\u00adningar",
    "film_views": "Film\u00advisningar",
    "mentions": "Omnäm\u00adnanden",
}
CHANGED = "Någon annan har sparat en mätning av platsen sedan du öppnade sidan. Dina siffror är inte sparade än."


class LineForm(BaseForm):
    """The numbers of one placement on one day. What is left empty stays unknown, or as it was."""

    class Meta(BaseForm.Meta):
        """The whole form has one key, which is checked before the view."""

        csrf = False

    seen = HiddenField()
    views = Whole(LABELS["views"])
    reached = Whole(LABELS["reached"])
    clicks = Whole(LABELS["clicks"])
    downloads = Whole(LABELS["downloads"])
    film_views = Whole(LABELS["film_views"])
    shares = Whole(LABELS["shares"])
    mentions = Whole(LABELS["mentions"])
    actions = Whole(LABELS["actions"])
    cost = Amount(LABELS["cost"])
    hours = Amount(LABELS["hours"])
    measured_on = Day("Mätt den")

    def numbers(self) -> dict[str, int | Decimal]:
        """Return the numbers that were filled in."""
        return {name: self[name].data for name in COLUMNS if self[name].data is not None}

    @property
    def is_typed_in(self) -> bool:
        """Something stands in a field for a number, right or wrong."""
        return any((self[name].typed or "").strip() for name in COLUMNS)

    def check(self, placement: Placement, found: Sequence[FollowUp], day: date) -> bool:
        """Check each field, that the placement could be measured that day, and that it fits what was `found` before."""
        self.validate()
        for each in (self.cost, self.hours):
            if each.data is not None and each.data < 0:
                self.fault(each, "Skriv noll eller mer.")
        self._check_people(found)
        if self.is_typed_in and not self.measured_on.errors:
            self._check_day(placement, day)
        return not self.errors

    def _check_people(self, found: Sequence[FollowUp]) -> None:
        if self.measured_on.data is None:
            self.fault_larger(self.reached, self.views, MORE_PEOPLE)
            return
        told = Measurement(self.measured_on.data, reached=self.reached.data, views=self.views.data)
        if wrong := misfit(told, map(measuring.measurement, found)):
            self.fault(self[wrong.name], wrong.sentence)

    def _check_day(self, placement: Placement, day: date) -> None:
        measured_on = self.measured_on.data
        if measured_on is None:
            self.fault(self.measured_on, "Skriv vilken dag ni mätte.")
        elif measured_on > day:
            self.fault(self.measured_on, "Den dagen har inte varit än. Skriv dagen då ni mätte.")
        elif measured_on < placement.from_day:
            self.fault(self.measured_on, f"Platsen publicerades {placement.from_day}. Skriv den dagen eller en senare.")


def _origin(row: FollowUp, placement: Placement, known: Mapping[str, Origin]) -> str:
    """Return where the numbers of a measurement came from: each number, where they came from more than one place."""
    names: dict[Origin, list[str]] = {}
    for name in LABELS:
        if getattr(row, name) is not None:
            label = LABELS[name].partition(",")[0].lower()
            names.setdefault(known.get(name, Origin.HAND), []).append(label)
    told = {origin: words for origin, words in _places(row, placement).items() if origin in names}
    if len(told) < 2:
        return "".join(told.values())
    return ". ".join(f"{words}: {listed(names[origin])}" for origin, words in told.items())


def _places(row: FollowUp, placement: Placement) -> dict[Origin, str]:
    """Return what each place is called that a measurement's numbers may have come from."""
    places = {Origin.EARLIER_FILE: "Tidigare fil från Matomo", Origin.HAND: "Ifyllt för hand"}
    if (file := row.matomo_file) is None:
        return places
    added = f", lagt till mätningen {add_days(file.first_day, -1)}" if placement.from_day < file.first_day else ""
    return {Origin.FILE: f"Matomo, {file.first_day} till {file.last_day}{added}", **places}


@dataclass(slots=True)
class Line:
    """A placement in the grid: its form, and what was measured before, the latest first."""

    placement: Placement
    channel: str
    name: str
    form: LineForm
    found: Sequence[FollowUp]
    origins: Mapping[int, Mapping[str, Origin]]
    refusal: str = ""

    @property
    def now(self) -> Measurement | None:
        """The latest known numbers."""
        return measuring.known(self.found)

    @property
    def fields(self) -> list[Field]:
        """The fields of the numbers, and the day last."""
        return [self.form[name] for name in (*COLUMNS, "measured_on")]

    def known(self, name: str) -> int | Decimal | None:
        """Return a number as it was last known."""
        return getattr(self.now, name, None) if name != "measured_on" else None

    @property
    def fallen(self) -> list[str]:
        """What is filled in and lower than it was on an earlier day, in words: all there has been can only grow."""
        earlier = measuring.known(self.found, before=self.form.measured_on.data)
        return [
            f"{self.name}, {LABELS[name].lower()}: {show_number(value)}, förut {show_number(before)}"
            for name, value in self.form.numbers().items()
            if (before := getattr(earlier, name, None)) is not None and value < before
        ]

    def history(self) -> list[tuple[FollowUp, list[tuple[str, Any]], str]]:
        """Return the measurements, each with the numbers that it has and where they came from."""
        return [
            (row, listed_numbers(row), _origin(row, self.placement, self.origins.get(row.id, {}))) for row in self.found
        ]


@dataclass(frozen=True, slots=True)
class Wrong:
    """A field that is wrong, called by its placement too: every line has fields of the same names."""

    id: str
    label: Label


@dataclass(slots=True)
class Grid:
    """All lines, as one form."""

    lines: list[Line]
    purpose: str = "spara"
    kept: str = "Inget du har fyllt i är borta."
    headings: tuple[str, ...] = tuple(_NARROW.get(name, LABELS[name]) for name in COLUMNS)

    @property
    def errors(self) -> bool:
        """Something in a line is wrong."""
        return any(line.form.errors for line in self.lines)

    @property
    def refused(self) -> list[Line]:
        """The lines that somebody else has measured meanwhile."""
        return [line for line in self.lines if line.refusal]

    @property
    def filled(self) -> list[Line]:
        """The lines with numbers to save."""
        return [line for line in self.lines if line.form.numbers()]

    def errors_in_order(self) -> list[tuple[Wrong, str]]:
        """Return each field that is wrong with its first message, line by line."""
        return [
            (Wrong(each.id, Label(each.id, f"{line.name}, {each.label.text.lower()}")), message)
            for line in self.lines
            for each, message in line.form.errors_in_order()
        ]

    def check(self, day: date) -> bool:
        """Check every line, also when one is wrong, and that nobody else has measured the same meanwhile."""
        right = [line.form.check(line.placement, line.found, day) for line in self.lines]
        for line in self.filled:
            if line.form.seen.data != measuring.seen(line.found):
                line.refusal = CHANGED
                line.form.seen.data = measuring.seen(line.found)
        return all(right) and not self.refused


def grid_of(
    placements: Sequence[Placement],
    found: Mapping[int, Sequence[FollowUp]],
    origins: Mapping[int, Mapping[str, Origin]],
    channels: dict[str, str],
    day: date,
    *,
    sent: bool = False,
) -> Grid:
    """Return the grid: as it was sent, or empty with today as the day of measuring."""
    lines = []
    for placement in placements:
        rows = found.get(placement.id, [])
        begin = {"seen": measuring.seen(rows), "measured_on": day if placement.from_day <= day else None}
        prefix = f"plats{placement.id}"
        form = LineForm(prefix=prefix) if sent else LineForm(None, data=begin, prefix=prefix)
        channel = channels.get(placement.channel, placement.channel)
        lines.append(Line(placement, channel, name_of(placement, channels), form, rows, origins))
    return Grid(lines)
