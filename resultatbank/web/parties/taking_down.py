"""Writing down that something published is taken down, or can't be."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import abort, flash, redirect, request, url_for
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import placements, takedowns
from resultatbank.data.models import Placement
from resultatbank.rules.roles import Action
from resultatbank.web.access import requires, stamp
from resultatbank.web.parties.blueprint import blueprint
from resultatbank.web.parties.ending_forms import TakeDownForm
from resultatbank.web.parties.words import asked_id
from resultatbank.web.respond import answer, go_to, page, wants_part

WRITTEN = "Det är antecknat."
SETTLED = "Någon annan hann före. Läs vad som gäller nu."


@blueprint.route("/publiceringsplatser/<id:placement_id>/ta-ned", methods=["GET", "POST"])
@requires(Action.TAKE_DOWN)
def take_down(placement_id: int) -> Response:
    """Write down that a placement is taken down, or can't be and why."""
    place = placements.placement_by_id(placement_id, to_change=request.method == "POST") or abort(404)
    form = TakeDownForm(place, clock.today())
    if request.method == "POST" and form.validate():
        try:
            version = int(form.version.data)
            reason = (form.reason.data or "") if form.outcome.data == placements.STAYS else ""
            takedowns.settle(place, form.outcome.data, reason, form.settled_on.data, version, stamp())
        except (StaleDataError, ValueError):
            form.fault(form.outcome, SETTLED)
            form.version.data = str(place.version)
    if request.method != "POST" or form.errors:
        return _take_down_page(place, form)
    return _settled_row(place) if wants_part() else _back(place)


@blueprint.post("/publiceringsplatser/<id:placement_id>/ta-upp")
@requires(Action.TAKE_DOWN)
def reopen(placement_id: int) -> Response:
    """Write down that a placement isn't taken down after all."""
    place = placements.placement_by_id(placement_id, to_change=True) or abort(404)
    try:
        takedowns.reopen(place, int(request.form.get("version", "")), stamp())
    except (StaleDataError, ValueError):
        return go_to("parties.take_down", SETTLED, placement_id=place.id)
    return go_to("parties.take_down", "Nedtagningen är inte klar längre.", placement_id=place.id)


def _settled_row(place: Placement) -> Response:
    """Answer with the row as it stands now, and say it when nothing of the example is left to take down."""
    rows = placements.placed(placements.placements_in([place.example_id]), clock.today())
    mine = next(row for row in rows if row.placement is place)
    response = answer("parties/_placement.html", row=mine, settled=True, in_list=_in_list())
    if not any(row.must_go for row in rows):
        response.headers["HX-Trigger-After-Settle"] = "all-taken-down"
    return response


def _take_down_page(place: Placement, form: TakeDownForm) -> Response:
    row = placements.placed([place], clock.today())[0]
    status = 422 if form.errors else 200
    if wants_part():
        return answer("parties/_placement.html", row=row, form=form, in_list=_in_list(), status=status)
    return page("parties/take_down.html", row=row, form=form, back=_where_from(), status=status)


def _in_list() -> bool:
    """Tell whether the row stands in the list of all that is out there, where each says of which example it is."""
    return "in_list" in request.form


def _where_from() -> str:
    """Return the address to go back to: where the link was, or what the form says already."""
    if (party_id := asked_id("part")) is not None:
        return url_for("parties.erase", party_id=party_id)
    if request.args.get("fran") == "listan":
        return url_for("parties.out_there")
    return request.form.get("back", "")


def _back(place: Placement) -> Response:
    """Go back to the page of ours where the button was, or else to the example."""
    came_from = urlsplit(request.form.get("back", ""))
    path = came_from.path
    if came_from.netloc or came_from.scheme or not path.startswith("/") or path.startswith(("//", "/\\")):
        return go_to("bank.example", WRITTEN, example_id=place.example_id)
    flash(WRITTEN)
    return redirect(f"{path}?{came_from.query}" if came_from.query else path, 303)
