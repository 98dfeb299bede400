"""The grid of materials and channels, as one field of a form: each cell is ja, nej or not asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import Field, Form
from wtforms.validators import ValidationError

from resultatbank.data.models import Term
from resultatbank.rules.words import Material

YES, NO, NOT_ASKED = "ja", "nej", ""
PREFIX = "svar-"
_WORDS = {YES: True, NO: False}
# The buttons that fill several cells at once, and what they fill: everything, a row or a column.
FILL, WHAT = "fyll", "fyll-vad"
EVERYTHING, ROW, COLUMN = "allt", "rad-", "kolumn-"


@dataclass(frozen=True, slots=True)
class Line:
    """A material's line: whether the examples show it, and the names of its cells' controls are name_of()."""

    material: Material
    shown: bool


class Grid(Field):
    """Answers by material and channel. Its data is a dict of (material, channel) to True (ja) or False (nej)."""

    data: dict[tuple[str, str], bool]

    def __init__(self, label: str = "Svar", **kwargs: Any) -> None:
        """Begin without lines and channels; offer() gives them."""
        super().__init__(label, **kwargs)
        self.lines: list[Line] = []
        self.channels: Sequence[Term] = ()
        self.unknown = False
        self.filled = EVERYTHING

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the cells that were sent, or take the answers given."""
        self.process_errors: list[str] = []
        self.data = dict(data) if isinstance(data, dict) else {}
        self.object_data = self.data
        sent = {name: formdata.get(name) for name in formdata or () if name.startswith(PREFIX)}
        if not sent:
            return
        self.data = {}
        for name, word in sent.items():
            material, _, channel = name.removeprefix(PREFIX).partition("-")
            if word in _WORDS:
                self.data[material, channel] = _WORDS[word]
            elif word != NOT_ASKED:
                self.unknown = True

    def offer(self, materials: Sequence[Material], shown: set[str], channels: Sequence[Term]) -> None:
        """Say which materials and channels there are. Those that the examples show come first."""
        ordered = sorted(materials, key=lambda each: each not in shown)
        self.lines = [Line(each, each in shown) for each in ordered]
        self.channels = channels

    def pre_validate(self, form: Form) -> None:
        """Refuse answers about what isn't in the grid, and a grid without answers."""
        known = {(str(line.material), channel.slug) for line in self.lines for channel in self.channels}
        if self.unknown or not self.data.keys() <= known:
            raise ValidationError("Välj Ja, Nej eller Ej frågad i varje ruta.")
        if not self.data:
            raise ValidationError("Fyll i minst ett svar, ja eller nej.")

    def press(self, sent: Mapping[str, str]) -> None:
        """Do what a button of the grid says: ja, nej or nothing to all, a row or a column.

        A button for one row says so itself ("ja:rad-name"); for the others a list beside them says what to fill.
        """
        word, _, what = sent.get(FILL, "").partition(":")
        self.filled = what or sent.get(WHAT, EVERYTHING)
        for cell in self._cells(self.filled, emptied=word not in _WORDS):
            if word in _WORDS:
                self.data[cell] = _WORDS[word]
            else:
                self.data.pop(cell, None)

    def _cells(self, what: str, *, emptied: bool) -> list[tuple[str, str]]:
        """Return the cells to fill. All that a column or everything asks about is what the examples show of the party.

        Nothing is asked about what no example shows, unless they show nothing at all yet.
        """
        shown = [line for line in self.lines if line.shown or emptied] or self.lines
        lines = [line for line in self.lines if what == f"{ROW}{line.material}"] or shown
        columns = [each for each in self.channels if what == f"{COLUMN}{each.slug}"] or self.channels
        return [(str(line.material), channel.slug) for line in lines for channel in columns]

    def name_of(self, material: str, channel: str) -> str:
        """Return the name of a cell's control."""
        return f"{PREFIX}{material}-{channel}"

    def word_of(self, material: str, channel: str) -> str:
        """Return what a cell says: ja, nej or "" for not asked."""
        answer = self.data.get((material, channel))
        return NOT_ASKED if answer is None else YES if answer else NO

    def fillable(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return what can be filled at once, in groups: everything, each row and each column."""
        return [
            ("", [(EVERYTHING, "Allt som exemplen visar" if any(line.shown for line in self.lines) else "Allt")]),
            ("Rad", [(f"{ROW}{line.material}", line.material.label) for line in self.lines]),
            ("Kolumn", [(f"{COLUMN}{channel.slug}", channel.label) for channel in self.channels]),
        ]
