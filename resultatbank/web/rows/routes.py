"""Adding, changing, moving and removing the rows of an example, on a page of their own or in place in a step."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, render_template, request
from flask.blueprints import BlueprintSetupState
from markupsafe import Markup
from werkzeug.wrappers import Response

from resultatbank.data import derive, rows, texts
from resultatbank.data.models import Example
from resultatbank.extensions import db
from resultatbank.rules.roles import Action
from resultatbank.web import uploads
from resultatbank.web.access import requires, stamp
from resultatbank.web.forms import optional_id
from resultatbank.web.respond import answer, go_to, wants_part
from resultatbank.web.rows.forms import FileForm, RowForm
from resultatbank.web.rows.kinds import KINDS
from resultatbank.web.rows.lists import (
    Offered,
    RowList,
    begin_placement,
    differences,
    new_form,
    row_list_of,
    sent_form,
    what_keeps_closed,
)
from resultatbank.web.rows.marks import reopened
from resultatbank.web.rows.options import Options
from resultatbank.web.rows.results import results_of

blueprint = Blueprint("rows", __name__)
LIST = f"/exempel/<id:example_id>/rader/<any({', '.join(KINDS)}):kind>"
ROW = f"{LIST}/<id:row_id>"
GONE = "Raden är borttagen av någon annan. Det du skrev står kvar här. Spara om du vill lägga till den igen."
CLOSED = "Raderna om hur öppnas när vad, för vem och varför är besvarat. Inget är sparat."


@blueprint.record
def offer(setup: BlueprintSetupState) -> None:
    """Give the templates of other features what rows offer."""
    setup.app.jinja_env.globals.update(row_list=row_list, result_table=result_table, endpoints=endpoints)


def row_list(example: Example, kind: str) -> Markup:
    """Return the list of an example's rows of a kind, to be worked on in the step it stands in."""
    return Markup(render_template("rows/_list.html", rows=row_list_of(example.id, KINDS[kind], in_step=True)))  # noqa: S704  The template has escaped it.


def result_table(example: Example) -> Markup:
    """Return the table of what came of spreading an example."""
    values = {"example": example, "results": results_of(example.id), "beside": False}
    return Markup(render_template("rows/_results.html", **values))  # noqa: S704  The template has escaped it.


def endpoints() -> set[str]:
    """Return the names of the views there are: a link to a feature stands only where the feature does."""
    return set(current_app.view_functions)


@blueprint.get(LIST)
@requires(Action.EDIT_EXAMPLE)
def form(example_id: int, kind: str) -> Response:
    """Show the rows of a kind with their forms. A placement can be begun from a planned channel."""
    example, shown = example_or_404(example_id), list_of(example_id, kind)
    if kind == "placements" and "plan" in request.args:
        planned = list_of(example_id, "channel_plan").card(optional_id(request.args["plan"]) or 0) or abort(404)
        if planned.mark and planned.mark.to_publish:
            begin_placement(shown, planned.row)
        else:
            shown.adding_refusal = "Exemplet får inte användas där i dag, eller så är raden redan publicerad."
    return show(example, shown)


@blueprint.post(LIST)
@requires(Action.EDIT_EXAMPLE)
def add(example_id: int, kind: str) -> Response:
    """Add a row. Two who add the same at once come one after the other, so that the second is told."""
    example, of_kind = example_or_404(example_id), KINDS[kind]
    texts.lock(example)
    sent = sent_form(of_kind, Options(example.id))
    if what_keeps_closed(example.id, of_kind):
        return show_adding(example, kind, sent, CLOSED)
    if not sent.validate():
        return show_adding(example, kind, sent)
    row = rows.add_row(example.id, kind, kept_values(sent), stamp())
    return saved(example, kind, row.id, part="added")


@blueprint.post(ROW)
@requires(Action.EDIT_EXAMPLE)
def save(example_id: int, kind: str, row_id: int) -> Response:
    """Change a row."""
    example, of_kind = example_or_404(example_id), KINDS[kind]
    row = rows.row_of(example.id, kind, row_id, to_change=True)
    sent = sent_form(of_kind, Options(example.id), row)
    if row is None:
        return show_adding(example, kind, sent, GONE, everything=True)
    if what_keeps_closed(example.id, of_kind):
        return show_card(example, kind, row_id, sent, refusal=CLOSED)
    if not sent.validate():
        return show_card(example, kind, row_id, sent)
    if optional_id(sent.version.data) != row.version:
        sent.version.data = str(row.version)
        return show_card(example, kind, row_id, sent, differences=differences(sent, row))
    before, licence = getattr(row, "file_id", None), getattr(row, "licence_until", None)
    try:
        rows.change_row(row, kept_values(sent), row.version, stamp())
    except rows.RowInUse as reason:
        return show_card(example, kind, row_id, sent, refusal=str(reason))
    uploads.let_go(before)
    return saved(example, kind, row_id, part="card", said=reopened(row, licence))


@blueprint.post(f"{ROW}/flytta")
@requires(Action.EDIT_EXAMPLE)
def move(example_id: int, kind: str, row_id: int) -> Response:
    """Move a row one step up or down."""
    example, row = example_or_404(example_id), row_or_404(example_id, kind, row_id)
    if what_keeps_closed(example.id, KINDS[kind]):
        return show_card(example, kind, row_id, part="list", refusal=CLOSED)
    up = request.form.get("riktning") != "ned"
    try:
        rows.move_row(row, kind, up, stamp())
    except rows.RowInUse as reason:
        return show_card(example, kind, row_id, part="list", refusal=str(reason))
    return saved(example, kind, row_id, part="list", focus="up" if up else "down")


@blueprint.get(f"{ROW}/ta-bort")
@requires(Action.EDIT_EXAMPLE)
def ask_remove(example_id: int, kind: str, row_id: int) -> Response:
    """Ask whether a row is to be removed."""
    row = row_or_404(example_id, kind, row_id)
    try:
        rows.refuse_if_needed(row)
    except rows.RowInUse as reason:
        return show_card(example_or_404(example_id), kind, row_id, status=200, refusal=str(reason))
    return show_card(example_or_404(example_id), kind, row_id, status=200, removing=True)


@blueprint.post(f"{ROW}/ta-bort")
@requires(Action.EDIT_EXAMPLE)
def remove(example_id: int, kind: str, row_id: int) -> Response:
    """Remove a row."""
    example, row = example_or_404(example_id), row_or_404(example_id, kind, row_id)
    if what_keeps_closed(example.id, KINDS[kind]):
        return show_card(example, kind, row_id, part="list", refusal=CLOSED)
    try:
        rows.remove_row(row, stamp())
        uploads.let_go(getattr(row, "file_id", None))
    except rows.RowInUse as reason:
        return show_card(example, kind, row_id, part="list", refusal=str(reason))
    shown = list_of(example.id, kind)
    shown.message = "Raden är borttagen."
    return finished(example, shown, "list", shown.kind.list_id, row_id)


def example_or_404(example_id: int) -> Example:
    """Return the example, or answer that the page doesn't exist."""
    return db.session.get(Example, example_id) or abort(404)


def row_or_404(example_id: int, kind: str, row_id: int) -> Any:
    """Return the row, held until the request ends when it is to be changed, or answer that the page doesn't exist."""
    changing = request.method == "POST"
    return rows.row_of(example_id, kind, row_id, to_change=changing) or abort(404)


def list_of(example_id: int, kind: str) -> RowList:
    """Return the list that the request is about, in a step if it came from there."""
    return row_list_of(example_id, KINDS[kind], in_step=request.values.get("fran") == "steg")


def kept_values(form: RowForm) -> dict[str, Any]:
    """Return the columns of a form that was found right. A file that came with it is stored."""
    values = form.values()
    if isinstance(form, FileForm) and (file_id := uploads.keep(form.upload)):
        values["file_id"] = file_id
    elif isinstance(form, FileForm) and form.drop_file.data:
        values["file_id"] = None
    return values


def show(example: Example, shown: RowList, *, part: str = "list", row_id: int = 0, status: int = 200) -> Response:
    """Answer with the page of the rows, or with the part of it that htmx puts in place."""
    template = "rows/_answer.html" if wants_part() else "rows/form.html"
    card = shown.card(row_id)
    return answer(template, status=status, rows=shown, part=part, card=card, **beside(example, shown, row_id))


def beside(example: Example, shown: RowList, row_id: int) -> dict[str, Any]:
    """Return what follows from the rows and stands elsewhere in the step: results, and what to choose among."""
    results = results_of(example.id) if shown.kind.question.step == 4 else None
    return {"example": example, "results": results, "offered": offered(example, shown, row_id) if row_id else None}


def offered(example: Example, shown: RowList, row_id: int) -> Offered | None:
    """Return how a row is now offered in the other forms of the step, whatever is chosen in each and isn't saved."""
    if not (shown.in_step and shown.kind.chosen_in):
        return None
    other, name = shown.kind.chosen_in
    choices = new_form(KINDS[other], Options(example.id))[name].choices
    label = next((choice.label for choice in choices if choice.value == str(row_id)), "")
    return Offered(f"select[id^='{other}-'][name='{name}']", row_id, label)


def show_adding(example: Example, kind: str, sent: RowForm, message: str = "", *, everything: bool = False) -> Response:
    """Answer with what is wrong in a new row, and everything that was typed."""
    shown = list_of(example.id, kind)
    shown.adding, shown.adding_refusal = sent, message
    response = show(example, shown, part="list" if everything else "new", status=422)
    if everything:
        response.headers["HX-Retarget"] = f"#{shown.kind.list_id}"
    return response


def show_card(
    example: Example,
    kind: str,
    row_id: int,
    sent: RowForm | None = None,
    *,
    part: str = "card",
    status: int = 422,
    **state: Any,
) -> Response:
    """Answer with one row open: with what is wrong in it, or a question about it, and everything that was typed.

    Where the answer takes the place of the whole list, `part` is "list".
    """
    shown = list_of(example.id, kind)
    card = shown.card(row_id) or abort(404)
    card.is_open, card.form = True, sent or card.form
    for name, value in state.items():
        setattr(card, name, value)
    return show(example, shown, part=part, row_id=row_id, status=status)


def saved(example: Example, kind: str, row_id: int, *, part: str, focus: str = "summary", said: str = "") -> Response:
    """Answer after a change of one row. What is `said` is what the change leads to."""
    if wants_part():
        derive.work_out()
    shown = list_of(example.id, kind)
    card = shown.card(row_id) or abort(404)
    card.saved, card.focus, card.is_open = part != "list", focus, part == "list"
    card.said, shown.message = said, f"Sparat. {said}".strip() if said and not wants_part() else shown.message
    return finished(example, shown, part, shown.kind.card_id(row_id), row_id)


def finished(example: Example, shown: RowList, part: str, anchor: str, row_id: int = 0) -> Response:
    """Answer a change: with what is to be put in place, or by going back to where it was made."""
    if wants_part():
        response = show(example, shown, part=part, row_id=row_id)
        response.headers["HX-Trigger"] = "rows-changed"
        return response
    message = shown.message or "Sparat."
    if shown.in_step and "examples.step" in current_app.view_functions:
        step = shown.kind.question.step
        return go_to("examples.step", message, anchor=anchor, example_id=example.id, number=step)
    return go_to("rows.form", message, anchor=anchor, example_id=example.id, kind=shown.kind.key)
