"""Reviewing old texts that name nobody together: the questions are asked once for all that are ticked."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import alike
from resultatbank.rules.roles import Action
from resultatbank.web.access import requires, stamp
from resultatbank.web.respond import go_to, page
from resultatbank.web.review.forms import SeveralForm
from resultatbank.web.review.routes import blueprint


@blueprint.route("/tillsammans", methods=["GET", "POST"])
@requires(Action.REVIEW)
def several() -> Response:
    """Show examples that are alike, and review those that are ticked."""
    examples = alike.alike(clock.today())
    form = SeveralForm()
    form.offer(examples)
    if request.method != "POST" or not form.validate():
        return page("review/several.html", form=form, examples=examples, status=422 if form.errors else 200)
    wanted = form.versions()
    done = len(alike.review_together(wanted, stamp()))
    said = f"{done} granskade." if done == len(wanted) else f"{done} av {len(wanted)} granskade. Resten hade ändrats."
    return go_to("review.queue", said)
