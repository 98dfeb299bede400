"""The kinds of row: for each its form, how the fields stand together, and the line that tells a closed row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from resultatbank import clock
from resultatbank.rules.checklist import QUESTIONS, Question
from resultatbank.rules.figures import waiting_days
from resultatbank.rules.numbers import format_decimal
from resultatbank.rules.words import Direction, SourceKind
from resultatbank.web.rows import forms
from resultatbank.web.rows.options import Options

Tell = Callable[[Any, Options], str]
Groups = tuple[tuple[str, ...], ...]
LATE = "skulle ha funnits"


@dataclass(frozen=True, slots=True)
class RowKind:
    """One kind of row. `groups` are the names of the fields that stand side by side.

    `chosen_in` is the other kind in the same step whose new row chooses among these, and the field it does so in.
    """

    key: str
    noun: str
    add: str
    empty: str
    form: type[forms.RowForm]
    groups: Groups
    heading: Tell
    line: Tell
    chosen_in: tuple[str, str] | None = None

    @property
    def question(self) -> Question:
        """The question of the guide that the rows answer."""
        return QUESTIONS[self.key]

    @property
    def has_file(self) -> bool:
        """The form sends a file."""
        return issubclass(self.form, forms.FileForm)

    @property
    def list_id(self) -> str:
        """The id of the list on a page, and so the anchor to it."""
        return f"rader-{self.key}"

    def card_id(self, row_id: int) -> str:
        """Return the id of a row on a page."""
        return f"rad-{self.key}-{row_id}"


def _sentence(*parts: object) -> str:
    return ", ".join(str(part) for part in parts if part)


def _dated(words: str, day: object) -> str:
    return f"{words} {day}" if day else ""


def _number(value: Decimal | int | None) -> str:
    return "–" if value is None else format_decimal(value)


def _goal(row: Any, _options: Options) -> str:
    direction = Direction(row.direction).label.lower()
    span = f" från {_number(row.baseline)} till {_number(row.target)}" if row.target is not None else ""
    outcome = f"nu {_number(row.outcome)}{_next(row)}" if row.outcome is not None else _when(row)
    return _sentence(row.unit, direction + span, outcome)


def _next(row: Any) -> str:
    waiting = waiting_days(row.due_on, row.repeat_until, row.latest.measured_on)
    if not waiting:
        return ""
    return f", {LATE} {waiting[0]}" if waiting[0] <= clock.today() else f", nästa {waiting[0]}"


def _when(row: Any) -> str:
    until = f", sedan varje år till och med {row.repeat_until}" if row.repeat_until else ""
    return f"{_dated(LATE if row.due_on and row.due_on <= clock.today() else 'ska finnas', row.due_on)}{until}"


def _valued(row: Any, _options: Options) -> str:
    value = f"{_number(row.value)} {row.indicator.unit}".strip()
    return _sentence(value, row.measured_on, row.source and row.source.title)


def _found(row: Any, _options: Options) -> str:
    return _sentence(SourceKind(row.kind).label.lower(), row.dated, row.diary_number and f"dnr {row.diary_number}")


def _packed(row: Any, _options: Options) -> str:
    return _sentence(row.format and row.format.label.lower(), row.creator, row.licence)


def _planned(row: Any, _options: Options) -> str:
    return _sentence(_dated("planerat", row.planned_on), row.responsible and row.responsible.name, row.contact)


def _placed(row: Any, _options: Options) -> str:
    return _sentence(row.address, _dated("från", row.from_day), _dated("till", row.until_day))


def _measured(row: Any, _options: Options) -> str:
    reached = f"{_number(row.reached)} unika besökare" if row.reached is not None else ""
    return _sentence(f"mätt {row.measured_on}", reached)


KINDS = {
    kind.key: kind
    for kind in (
        RowKind(
            key="target_groups",
            noun="målgrupp",
            add="Lägg till en målgrupp",
            empty="Ingen målgrupp än. Välj gärna flera.",
            form=forms.TargetGroupForm,
            groups=(("term_id",), ("interest",)),
            heading=lambda row, _: row.term.label,
            line=lambda row, _: row.interest or "skriv vad gruppen bryr sig om, så räknas raden",
        ),
        RowKind(
            key="indicators",
            noun="siffra",
            add="Lägg till en siffra",
            empty="Ingen siffra än.",
            form=forms.IndicatorForm,
            groups=(
                ("name", "unit", "direction"),
                ("baseline", "target"),
                ("due_on", "repeat_until", "responsible_id"),
                ("method", "source_id"),
            ),
            heading=lambda row, _: row.name,
            line=_goal,
        ),
        RowKind(
            key="measurements",
            noun="värde",
            add="Lägg till ett värde",
            empty="Inget värde än. Siffrorna som ni ska mäta skriver du i steg 1.",
            form=forms.MeasurementForm,
            groups=(("indicator_id", "value", "measured_on"), ("source_id", "note")),
            heading=lambda row, _: row.indicator.name,
            line=_valued,
        ),
        RowKind(
            key="sources",
            noun="källa",
            add="Lägg till en källa",
            empty="Ingen källa än.",
            form=forms.SourceForm,
            groups=(("title", "kind", "dated"), ("link", "diary_number"), ("upload", "drop_file")),
            heading=lambda row, _: row.title,
            line=_found,
            chosen_in=("measurements", "source_id"),
        ),
        RowKind(
            key="packages",
            noun="paket",
            add="Lägg till ett paket",
            empty="Inget paket än.",
            form=forms.PackageForm,
            groups=(
                ("title", "format_id"),
                ("link",),
                ("upload", "drop_file"),
                ("alt_text", "captions"),
                ("shown",),
                ("seen",),
                ("nobody_seen",),
                ("creator", "licence", "licence_until"),
            ),
            heading=lambda row, _: row.title,
            line=_packed,
        ),
        RowKind(
            key="channel_plan",
            noun="kanal",
            add="Lägg till en kanal",
            empty="Ingen kanal än. Kombinera gärna interna och externa.",
            form=forms.ChannelPlanForm,
            groups=(("channel", "planned_on", "responsible_id"), ("contact", "note")),
            heading=lambda row, options: options.channel(row.channel),
            line=_planned,
        ),
        RowKind(
            key="placements",
            noun="publiceringsplats",
            add="Lägg till en publiceringsplats",
            empty="Ingen publiceringsplats än.",
            form=forms.PlacementForm,
            groups=(("channel", "address"), ("from_day", "until_day", "responsible_id"), ("planned_channel_id",)),
            heading=lambda row, options: options.channel(row.channel),
            line=_placed,
            chosen_in=("follow_ups", "placement_id"),
        ),
        RowKind(
            key="follow_ups",
            noun="mätning",
            add="Lägg till en mätning",
            empty="Ingen mätning än.",
            form=forms.FollowUpForm,
            groups=(
                ("placement_id", "measured_on"),
                ("reached", "views", "film_views"),
                ("clicks", "downloads"),
                ("shares", "mentions", "actions"),
                ("survey_answers", "survey_pleased"),
                ("cost", "hours"),
                ("note",),
            ),
            heading=lambda row, options: options.name_of(row.placement),
            line=_measured,
        ),
    )
}
