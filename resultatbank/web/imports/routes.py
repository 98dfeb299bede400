"""Choose a file, look at what it would do, and take it in."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, current_app
from werkzeug.wrappers import Response

from resultatbank.data import imports, incoming, pacing
from resultatbank.importing.errors import ImportFileError
from resultatbank.importing.mapping import Mapping, map_headings
from resultatbank.importing.reading import read_table
from resultatbank.importing.rows import RowResult, read_rows
from resultatbank.importing.table import Table
from resultatbank.rules.roles import Action
from resultatbank.web.access import current_user, requires, stamp
from resultatbank.web.imports.forms import ConfirmForm, UploadForm
from resultatbank.web.respond import page

blueprint = Blueprint("imports", __name__)
ROWS_AT_ONCE = 400
ROWS_SHOWN = 20
GONE = "Filen finns inte kvar här. Välj den igen."


def folder() -> Path:
    """Return where files wait."""
    path: Path = current_app.config["SETTINGS"].data_dir / "incoming"
    return path


def read(name: str, data: bytes) -> tuple[Table, Mapping, list[RowResult]]:
    """Return a file's table, what its headings mean, and its rows. Raises ImportFileError with a sentence."""
    table = read_table(name, data)
    mapping = map_headings(table.headings)
    return table, mapping, read_rows(table, mapping)


@blueprint.get("/lasin")
@requires(Action.IMPORT)
def upload() -> Response:
    """Show where to choose a file."""
    return page("imports/upload.html", form=UploadForm())


@blueprint.post("/lasin")
@requires(Action.IMPORT)
def preview() -> Response:
    """Show what a file would do. Nothing is taken in."""
    form = UploadForm()
    form.validate()
    chosen = form.file.data
    if not getattr(chosen, "filename", ""):
        return _refuse(form, "Välj en fil.")
    data = chosen.read()
    try:
        table, mapping, results = read(chosen.filename, data)
        key = incoming.keep(folder(), current_user().id, chosen.filename, data)
    except ImportFileError as error:
        return _refuse(form, str(error))
    return page(
        "imports/preview.html",
        form=ConfirmForm(None, data={"key": key, "start": 0, "new": 0, "changed": 0, "unchanged": 0}),
        outcome=imports.plan(results),
        rows=[result.row for result in results if result.row][:ROWS_SHOWN],
        total=len(results),
        used={field: table.headings[column] for field, column in mapping.columns.items()},
        unused=mapping.unused,
    )


def _refuse(form: UploadForm, message: str) -> Response:
    form.fault(form.file, message)
    return page("imports/upload.html", form=form, status=422)


@blueprint.post("/lasin/ja")
@requires(Action.IMPORT)
def confirm() -> Response:
    """Take in the next part of the file that was looked at. Each part is whole: stopping in between loses nothing."""
    form = ConfirmForm()
    key, owner = form.key.data or "", current_user().id
    data = incoming.find(folder(), owner, key)
    if not form.validate() or data is None:
        return _refuse(UploadForm(None), GONE)
    _table, _mapping, results = read(key, data)
    start = form.start.data or 0
    outcome = imports.Outcome(form.new.data or 0, form.changed.data or 0, form.unchanged.data or 0)
    part = results[start : start + ROWS_AT_ONCE]
    done = outcome
    for _number, now in imports.apply(part, stamp(), pacing.per_week(current_app.config["SETTINGS"].assess_per_week)):
        done = imports.Outcome(
            outcome.new + now.new, outcome.changed + now.changed, outcome.unchanged + now.unchanged, now.kept, now.wrong
        )
    reached = start + len(part)
    if reached >= len(results):
        incoming.drop(folder(), owner, key)
    going_on = ConfirmForm(
        None,
        data={
            "key": key,
            "start": reached,
            "new": done.new,
            "changed": done.changed,
            "unchanged": done.unchanged,
        },
    )
    wrong = [error for result in results for error in result.errors]
    return page(
        "imports/progress.html",
        parts=("imports/_progress.html",),
        form=going_on,
        outcome=done,
        wrong=wrong,
        reached=reached,
        total=len(results),
    )
