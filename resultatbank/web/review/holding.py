"""What can be done with a row besides deciding about it: take it, let it go, and put it off."""

from __future__ import annotations

from contextlib import suppress

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import claims, putting_off, queue, reviewing, undoing
from resultatbank.data.models import Example
from resultatbank.data.reviewing import SomebodyElseDecided
from resultatbank.extensions import db
from resultatbank.rules.calendar import add_days
from resultatbank.rules.roles import Action
from resultatbank.web.access import requires, stamp
from resultatbank.web.respond import answer, go_to, page, wants_part
from resultatbank.web.review.forms import PutOffForm
from resultatbank.web.review.routes import blueprint, chosen_reason, form_of, row_values

CHANGED = "Exemplet har ändrats sedan du öppnade sidan. Läs vad som gäller nu och spara igen."
GONE = "Exemplet behöver inget längre, så det finns inget att skjuta upp. Någon annan hann före, eller så är det löst."
CANNOT = "Det går inte att skjuta upp. Antingen är det redan gjort en gång, eller så gäller raden en överenskommelse."


def _locked_or_404(example_id: int) -> Example:
    return reviewing.lock(example_id) or abort(404)


def _row(example: Example) -> Response:
    """Answer with the row as it stands now, with all that was filled in: in its place, or as a page."""
    found = queue.row_of(example.id, clock.today())
    if found is None or not wants_part():
        return go_to("review.row", example_id=example.id, skal=_reason())
    return answer("review/_row.html", moved=True, **row_values(found, form_of(found, sent=True)))


@blueprint.post("/<id:example_id>/ta")
@requires(Action.REVIEW)
def take(example_id: int) -> Response:
    """Take a row for a day. One that somebody else has is theirs, and the row says so."""
    example = _locked_or_404(example_id)
    with suppress(claims.Taken):
        claims.take(example, stamp())
    return _row(example)


@blueprint.post("/<id:example_id>/slapp")
@requires(Action.REVIEW)
def let_go(example_id: int) -> Response:
    """Let a row that one has taken go."""
    example = _locked_or_404(example_id)
    claims.let_go(example.id, stamp().by)
    return _row(example)


@blueprint.route("/<id:example_id>/skjut-upp", methods=["GET", "POST"])
@requires(Action.REVIEW)
def put_off(example_id: int) -> Response:
    """Put off the review of a text that is only old, once, with a reason."""
    example = reviewing.lock(example_id) if request.method == "POST" else db.session.get(Example, example_id)
    found = queue.row_of(example_id, clock.today())
    if example is None:
        abort(404)
    if found is None:
        return go_to("review.queue", GONE, skal=_reason())
    form = PutOffForm(None, data={"version": example.version}) if request.method != "POST" else PutOffForm()
    if not putting_off.can_be_put_off(example, clock.today()):
        flash(CANNOT)
        return redirect(url_for("review.row", example_id=example.id, skal=_reason()), 303)
    if request.method != "POST" or not form.validate():
        status = 422 if form.errors else 200
        return page("review/put_off.html", row=found, form=form, reason=chosen_reason(), status=status)
    try:
        until = add_days(clock.today(), int(form.days.data))
        undoing.put_off(example, until, form.reason.data, int(form.version.data or 0), stamp())
    except (SomebodyElseDecided, ValueError):
        form.fault(form.reason, CHANGED)
        form.version.data = str(example.version)
        return page("review/put_off.html", row=found, form=form, reason=chosen_reason(), status=409)
    return go_to("review.queue", f"{example.headline}: uppskjuten till och med {until}.", skal=_reason())


def _reason() -> int | None:
    reason = chosen_reason()
    return reason.value if reason else None
