"""The grid of materials and channels, as one field of a form: each cell is ja, nej or not asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import Field, Form
from wtforms.validators import ValidationError

from resultatbank.data.models import Term
from resultatbank.rules.words import Material

YES, NO, NOT_ASKED = "ja", "nej", ""
PREFIX = "svar-"
_WORDS = {YES: True, NO: False}


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

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the cells that were sent, or take the answers given."""
        self.process_errors: list[str] = []
        self.data = dict(data) if isinstance(data, dict) else {}
        self.object_data = self.data
        if not formdata:
            return
        sent = {name: formdata.get(name) for name in formdata if name.startswith(PREFIX)}
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

    def fill(self) -> None:
        """Answer ja to all that the examples show; to everything when they show nothing of the party yet."""
        shown = [line for line in self.lines if line.shown] or self.lines
        for line in shown:
            for channel in self.channels:
                self.data[str(line.material), channel.slug] = True

    def clear(self) -> None:
        """Empty every cell."""
        self.data = {}

    def name_of(self, material: str, channel: str) -> str:
        """Return the name of a cell's control."""
        return f"{PREFIX}{material}-{channel}"

    def word_of(self, material: str, channel: str) -> str:
        """Return what a cell says: ja, nej or "" for not asked."""
        answer = self.data.get((material, channel))
        return NOT_ASKED if answer is None else YES if answer else NO
