"""The page Statistik, and its tables as files."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import bank, hourly
from resultatbank.rules.roles import Action
from resultatbank.rules.survey import SCALE
from resultatbank.web import tables
from resultatbank.web.access import requires
from resultatbank.web.respond import page
from resultatbank.web.statistics import export
from resultatbank.web.statistics.figures import Figures, figures
from resultatbank.web.statistics.limits import PERIODS, Chosen

blueprint = Blueprint("statistics", __name__, url_prefix="/statistik")


def _figures() -> Figures:
    return figures(Chosen(request.args, bank.terms()), clock.today())


@blueprint.get("")
@requires(Action.FIND_EXAMPLES)
def statistics() -> Response:
    """Show what the bank covers, where it is silent, what is used and what reached whom, within what is chosen."""
    found = _figures()
    return page(
        "statistics/statistics.html",
        found=found,
        chosen=found.chosen,
        groups=found.chosen.groups(found.counts),
        periods=PERIODS,
        added=export.ADDED,
        hourly_cost=hourly.hourly_cost(),
        scale=SCALE,
    )


@blueprint.get("/<any(lan, teman, malgrupper, program, luckor, anvant, nytta, kanaler):what>/<any(csv, xlsx):kind>")
@requires(Action.FIND_EXAMPLES)
def table(what: str, kind: str) -> Response:
    """Hand over one of the page's tables as a file."""
    found = _figures()
    return tables.as_file(kind, export.name_of(what, found), export.table_of(what, found))
