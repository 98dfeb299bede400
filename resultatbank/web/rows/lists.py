"""A list of rows as a page shows it: a card for each row, and a form to add one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, url_for

from resultatbank import clock
from resultatbank.data import figures, findings, packages, rows
from resultatbank.data.imaging import Size
from resultatbank.data.models import Finding, Package, Rendition
from resultatbank.rules import checklist
from resultatbank.rules.channel_plan import Nudge, Planned, nudges
from resultatbank.rules.checklist import Question
from resultatbank.rules.roles import Action
from resultatbank.rules.words import INTRANET
from resultatbank.web.access import allowed
from resultatbank.web.forms import Amount, Day, Several, Tick, Whole
from resultatbank.web.rows.forms import RowForm, is_web_address
from resultatbank.web.rows.kinds import LATE, RowKind
from resultatbank.web.rows.marks import Mark, marks_of
from resultatbank.web.rows.options import Options

FRESH = "ny"
_NUDGES = {
    Nudge.INTRANET_FIRST: "Börja med intranätet. Kom ihåg de egna medarbetarna: de berättar vidare.",
    Nudge.ONLY_INTERNAL: "Alla kanaler i planen är interna. Kombinera gärna med en extern.",
    Nudge.ONLY_EXTERNAL: "Alla kanaler i planen är externa. Kom ihåg de egna medarbetarna: börja med intranätet.",
    Nudge.NO_PARTNER: "Kom ihåg andra aktörers kanaler. En partner som redan når målgruppen kan berätta åt er.",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that two people have written differently."""

    label: str
    mine: str
    theirs: str


@dataclass(slots=True)
class Card:
    """One row on a page."""

    row: Any
    number: int
    form: RowForm
    heading: str
    line: str
    mark: Mark | None
    is_first: bool
    is_last: bool
    is_open: bool = False
    focus: str = ""
    saved: bool = False
    said: str = ""
    removing: bool = False
    refusal: str = ""
    differences: Sequence[Difference] | None = None

    @property
    def link(self) -> str:
        """The row's address on the web, or "" when it has none that is safe to follow."""
        text = getattr(self.row, "link", "") or getattr(self.row, "address", "")
        return text if is_web_address(text) else ""

    @property
    def preview(self) -> Rendition | None:
        """The row's picture, small, where it has one."""
        return packages.rendition_of(self.row, Size.THUMB) if isinstance(self.row, Package) else None

    @property
    def file_id(self) -> int | None:
        """The row's file."""
        found: int | None = getattr(self.row, "file_id", None)
        return found


@dataclass(frozen=True, slots=True)
class Offered:
    """A row as other forms on the page offer it to be chosen: in which lists, and as what. "" is that it is gone."""

    lists: str
    row_id: int
    label: str


@dataclass(slots=True)
class RowList:
    """An example's rows of one kind, as a page shows them."""

    kind: RowKind
    example_id: int
    options: Options
    in_step: bool
    cards: list[Card]
    adding: RowForm
    missing: list[Question] = field(default_factory=list)
    is_locked: bool = False
    hints: list[str] = field(default_factory=list)
    names: list[Finding] = field(default_factory=list)
    message: str = ""
    adding_refusal: str = ""
    is_begun: bool = False

    @property
    def has_errors(self) -> bool:
        """Something in one of the forms has to be put right."""
        refused = any(card.form.errors or card.refusal or card.differences is not None for card in self.cards)
        return bool(refused or self.adding.errors or self.adding_refusal)

    @property
    def is_adding(self) -> bool:
        """The form for a new row stands open, since something stands in it that isn't saved."""
        return bool(self.is_begun or self.adding.errors or self.adding_refusal)

    def address(self, anchor: str = "") -> str:
        """Return where the list is shown: the step it stands in, or the page of its own."""
        to = anchor or self.kind.list_id
        if self.in_step and "examples.step" in current_app.view_functions:
            step = self.kind.question.step
            return url_for("examples.step", example_id=self.example_id, number=step, _anchor=to)
        return url_for("rows.form", example_id=self.example_id, kind=self.kind.key, _anchor=to)

    def card(self, row_id: int) -> Card | None:
        """Return the card of a row."""
        return next((card for card in self.cards if card.row.id == row_id), None)


def row_list_of(example_id: int, kind: RowKind, *, in_step: bool = False) -> RowList:
    """Return an example's rows of a kind with their forms. The number of queries doesn't grow with the rows."""
    options = Options(example_id)
    found = rows.rows_of(example_id, kind.key)
    missing = what_keeps_closed(example_id, kind)
    marks = marks_of(example_id, kind, found)
    return RowList(
        kind=kind,
        example_id=example_id,
        options=options,
        in_step=in_step,
        cards=[
            Card(
                row=row,
                number=number,
                form=new_form(kind, options, row),
                heading=kind.heading(row, options),
                line=kind.line(row, options),
                mark=marks.get(row.id),
                is_first=number == 1,
                is_last=number == len(found),
            )
            for number, row in enumerate(found, 1)
        ],
        adding=_suggested(new_form(kind, options), kind, found),
        missing=missing,
        is_locked=bool(missing) or not allowed(Action.EDIT_EXAMPLE),
        hints=_hints(kind, found, options),
        names=[each for each in findings.open_in([example_id]).get(example_id, []) if each.question == kind.key],
    )


def _suggested(form: RowForm, kind: RowKind, found: Sequence[Any]) -> RowForm:
    """Suggest the intranet as the first channel of a plan: those who work here are told first, and tell others."""
    if kind.key == "channel_plan" and not found and INTRANET in form["channel"].allowed():
        form["channel"].data = INTRANET
    return form


def begin_placement(shown: RowList, planned: Any) -> None:
    """Begin the placement that a row of the channel plan becomes: where and who as planned, from today."""
    form = shown.adding
    form["channel"].data, form["from_day"].data = planned.channel, clock.today()
    form["responsible_id"].data, form["planned_channel_id"].data = planned.responsible_id, planned.id
    shown.is_begun = True


def what_keeps_closed(example_id: int, kind: RowKind) -> list[Question]:
    """Return the questions that must be answered before rows of this kind can be written."""
    return checklist.opens_how(rows.answered(example_id)) if kind.question.how else []


def new_form(kind: RowKind, options: Options, row: Any | None = None) -> RowForm:
    """Return a form that shows a row, or an empty one."""
    return _made(kind.form(None, obj=row), kind, options, row)


def sent_form(kind: RowKind, options: Options, row: Any | None = None) -> RowForm:
    """Return a form that holds what was sent. What wasn't sent is empty."""
    return _made(kind.form(), kind, options, row)


def _made(form: RowForm, kind: RowKind, options: Options, row: Any | None) -> RowForm:
    form.offer(options, row)
    form.name_fields(f"{kind.key}-{row.id if row else FRESH}")
    return form


def differences(form: RowForm, row: Any) -> list[Difference]:
    """Return what a person has written differently from what somebody else has saved meanwhile."""
    shown = type(form)(None, obj=row)
    for theirs in shown:
        if hasattr(form[theirs.name], "choices"):
            theirs.choices = form[theirs.name].choices
    return [
        Difference(form[name].label.text, _words(form[name]), _words(shown[name]))
        for name in form.values()
        if _words(form[name]) != _words(shown[name])
    ]


def _words(one: Any) -> str:
    """Return a field's value as a person reads it."""
    if isinstance(one, Several):
        return ", ".join(choice.label for choice in one.choices if choice.value in (one.data or ()))
    if isinstance(one, Tick):
        return "Ja" if one.data else ""
    if hasattr(one, "choices"):
        return next((choice.label for choice in one.choices if choice.value == str(one.data or "")), "")
    if isinstance(one, Day | Amount | Whole):
        return str(one._value())
    return str(one.data or "")


def _hints(kind: RowKind, found: Sequence[Any], options: Options) -> list[str]:
    if kind.key == "channel_plan":
        known = options.all_channels
        plan = [Planned(row.channel, known[row.channel].internal) for row in found if row.channel in known]
        return [_NUDGES[nudge] for nudge in nudges(plan)]
    if kind.key == "follow_ups":
        return ["Skriv hela summan hittills vid varje mätning. Den senaste kända siffran räknas, inget läggs ihop."]
    if kind.key == "measurements":
        late = figures.late_in([options.example_id], clock.today()).get(options.example_id, ())
        return [f"{each.name} {LATE} {each.due_on}." for each in late]
    return []
