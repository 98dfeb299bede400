"""Choose a file from Matomo, look at what it would write, and take it in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path, PurePath

from flask import current_app, request
from werkzeug.wrappers import Response
from wtforms import HiddenField

from resultatbank import clock
from resultatbank.data import incoming, matomo
from resultatbank.data.matomo import Plan, Source
from resultatbank.data.models import Example, Placement
from resultatbank.data.words import channel_labels
from resultatbank.importing.errors import ImportFileError
from resultatbank.importing.matomo import MatomoTable, read_matomo
from resultatbank.rules.roles import Action
from resultatbank.rules.words import Counted
from resultatbank.web.access import current_user, requires, stamp
from resultatbank.web.followup.blueprint import LABELS, blueprint, name_of
from resultatbank.web.forms import BaseForm, Day, OneOf, Upload, optional_id
from resultatbank.web.respond import go_to, page

MOST_SHOWN = 100
NOTHING = "Filen gav inga nya siffror, så inget är ändrat."
GONE = "Filen finns inte kvar här. Välj den igen."
MOVED = "Något har ändrats sedan du tittade. Inget är sparat. Titta igen, och läs in om det stämmer."
_COUNTED_HINTS = {
    Counted.PAGES.value: "Rapporten Sidor, under Beteende.",
    Counted.DOWNLOADS.value: "Rapporten Nedladdningar. Varje fil räknas på den plats som har filens adress.",
}


class PeriodForm(BaseForm):
    """What a file is about: the days that it covers, and what its rows count."""

    purpose = "fortsätta"
    first_day = Day(
        "Första dagen i filen", needed="Skriv första dagen som filen gäller.", hint="Till exempel 2026-10-01."
    )
    last_day = Day("Sista dagen i filen", needed="Skriv sista dagen som filen gäller.")
    counted = OneOf(
        "Vad räknar filen?",
        [(each.value, each.label) for each in Counted],
        needed="Välj vad filen räknar.",
        hints=_COUNTED_HINTS,
    )

    def check(self) -> bool:
        """Check the fields, and that the days come in order and have been."""
        self.validate()
        first, last = self.first_day, self.last_day
        if not last.errors and last.data and last.data > clock.today():
            self.fault(last, "Den dagen har inte varit än. Skriv sista dagen som filen gäller.")
        if not (first.errors or last.errors) and first.data > last.data:
            self.fault(last, "Sista dagen kommer före den första.")
        return not self.errors

    def source(self, data: bytes) -> Source:
        """Return what is known of the file."""
        sha256 = hashlib.sha256(data).hexdigest()
        return Source(sha256, self.first_day.data, self.last_day.data, Counted(self.counted.data))


class UploadForm(PeriodForm):
    """Choose a file, and say what it is about."""

    file = Upload("Fil från Matomo", hint="En CSV-fil, så som Matomo ger den.")


class ConfirmForm(PeriodForm):
    """Say yes to the file that was looked at."""

    key = HiddenField()
    seen = HiddenField()


def folder() -> Path:
    """Return where files wait between the look and the yes."""
    path: Path = current_app.config["SETTINGS"].data_dir / "incoming"
    return path


@blueprint.get("/uppfoljning/matomo", endpoint="matomo")
@requires(Action.EDIT_EXAMPLE)
def upload() -> Response:
    """Show where to choose a file, and what the one that was just taken in gave numbers to."""
    file_id = optional_id(request.args.get("inlast"))
    given = matomo.given(file_id) if file_id else []
    return _choose(UploadForm(None, data={"counted": Counted.PAGES.value}), given=given)


def _choose(form: UploadForm, status: int = 200, given: Sequence[tuple[Example, Placement]] = ()) -> Response:
    labels = channel_labels() if given else {}
    places = [(example, name_of(placement, labels)) for example, placement in given[:MOST_SHOWN]]
    return page("followup/matomo.html", status=status, form=form, given=places, more=len(given) - len(places))


@blueprint.post("/uppfoljning/matomo")
@requires(Action.EDIT_EXAMPLE)
def look() -> Response:
    """Show what a file would write. Nothing is written."""
    form = UploadForm()
    form.check()
    sent = form.file.sent
    if sent is None:
        form.fault(form.file, "Välj en fil.")
    elif PurePath(sent.filename or "").suffix.lower() != ".csv":
        form.fault(form.file, "Välj en csv-fil. Matomo ger den under Exportera, CSV.")
    if form.errors or sent is None:
        return _choose(form, 422)
    data = sent.read()
    source = form.source(data)
    try:
        table = read_matomo(data, source.counted)
    except ImportFileError as error:
        form.fault(form.file, str(error))
        return _choose(form, 422)
    key = incoming.keep(folder(), current_user().id, "matomo.csv", data)
    return _preview(form, key, table, matomo.plan(table.rows, source))


def _preview(form: PeriodForm, key: str, table: MatomoTable, plan: Plan, message: str = "") -> Response:
    told = {name: form[name].data for name in ("first_day", "last_day", "counted")}
    return page(
        "followup/preview.html",
        status=409 if message else 200,
        form=ConfirmForm(None, data={**told, "key": key, "seen": plan.digest}),
        table=table,
        plan=plan,
        message=message,
        labels=LABELS,
        counted=Counted(form.counted.data),
        most=MOST_SHOWN,
    )


@blueprint.post("/uppfoljning/matomo/ja")
@requires(Action.EDIT_EXAMPLE)
def take_in() -> Response:
    """Write what the file says, all of it or nothing."""
    form, owner = ConfirmForm(), current_user().id
    key = form.key.data or ""
    data = incoming.find(folder(), owner, key)
    if data is None or not form.check():
        return _again(GONE)
    source = form.source(data)
    try:
        table = read_matomo(data, source.counted)
        file = matomo.apply(table.rows, source, form.seen.data or "", stamp())
    except ImportFileError as error:
        return _again(str(error))
    except matomo.Moved:
        return _preview(form, key, table, matomo.plan(table.rows, source), MOVED)
    incoming.drop(folder(), owner, key)
    if file is None:
        return go_to("followup.matomo", NOTHING)
    count = len(matomo.given(file.id))
    said = f"Inläst. {count} {'plats har' if count == 1 else 'platser har'} fått siffror."
    return go_to("followup.matomo", said, inlast=file.id)


def _again(message: str) -> Response:
    form = UploadForm(None, data={"counted": Counted.PAGES.value})
    form.fault(form.file, message)
    return _choose(form, 422)
