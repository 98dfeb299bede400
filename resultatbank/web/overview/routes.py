"""The page Läget, its file, and the pace at which imported examples come up."""

from __future__ import annotations

from flask import Blueprint, current_app
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import pacing
from resultatbank.rules.roles import Action
from resultatbank.web import tables
from resultatbank.web.access import requires, stamp
from resultatbank.web.charts import month_columns
from resultatbank.web.overview import charts, export
from resultatbank.web.overview.figures import Figures, figures
from resultatbank.web.overview.forms import PaceForm
from resultatbank.web.respond import go_to, page

blueprint = Blueprint("overview", __name__, url_prefix="/laget")
PEOPLE_SHOWN = 20


def _figures() -> Figures:
    return figures(clock.now(), current_app.config["SETTINGS"].assess_per_week)


@blueprint.get("", endpoint="overview")
@requires(Action.SEE_OVERVIEW)
def overview_page() -> Response:
    """Show how things stand today."""
    found = _figures()
    return _page(found, PaceForm(None, data={"per_week": found.per_week}))


def _page(found: Figures, form: PaceForm, status: int = 200) -> Response:
    return page(
        "overview/overview.html",
        status=status,
        found=found,
        form=form,
        week_columns=charts.week_columns(found.weeks),
        month_columns=month_columns([(month.first, month.examples) for month in found.ending]),
        most_people=PEOPLE_SHOWN,
    )


@blueprint.get("/fil/<any(csv, xlsx):kind>")
@requires(Action.SEE_OVERVIEW)
def export_figures(kind: str) -> Response:
    """Hand over all the numbers as a file."""
    found = _figures()
    return tables.as_file(kind, f"laget-{found.day}", export.table_of(found))


@blueprint.post("/takt")
@requires(Action.SET_PACE)
def set_pace() -> Response:
    """Choose how many imported examples come up each week."""
    form = PaceForm()
    if not form.validate():
        return _page(_figures(), form, 422)
    spread = pacing.set_per_week(form.per_week.data, stamp())
    said = f"Nu kommer {form.per_week.data} i veckan upp."
    if spread:
        said += f" {'Det exempel som väntar har' if spread == 1 else f'De {spread} som väntar har'} fått nya veckor."
    return go_to("overview.overview", said, anchor="bedoma")
