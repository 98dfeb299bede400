"""Putting examples in a collection."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import abort, redirect, request
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import collections, reading
from resultatbank.data.collections import CollectionIsFull, NotAllowed, TooManyCollections
from resultatbank.data.models import Collection, Example
from resultatbank.rules.roles import Action
from resultatbank.web.access import current_user, requires, stamp
from resultatbank.web.collections import blueprint
from resultatbank.web.collections.forms import FULL, TOO_MANY, GatherForm
from resultatbank.web.respond import page, say


@blueprint.route("/samlingar/lagg-i/<id:example_id>", methods=["GET", "POST"])
@requires(Action.USE_EXAMPLE)
def gather(example_id: int) -> Response:
    """Put an example in one of one's collections, or in a new one, and go back to where one was."""
    day = clock.today()
    example = reading.example_to_read(example_id, day, sees_all=False)
    if example is None:
        abort(404)
    mine = [line.collection for line in collections.of_person(current_user().id, day)]
    form, back = GatherForm(), _way_back(example)
    form.offer(mine, collections.holding(example.id, current_user().id))
    if request.method == "POST" and form.validate() and (chosen := _put(form, example)):
        say(f"Exemplet ligger nu i samlingen ”{chosen.name}”.")
        return redirect(back, 303)
    status = 422 if request.method == "POST" else 200
    return page("collections/gather.html", form=form, example=example, mine=mine, back=back, status=status)


def _put(form: GatherForm, example: Example) -> Collection | None:
    """Put the example where the form says, and return that collection, or None with the form told what is wrong."""
    chosen = collections.own(form.collection.data or 0, current_user().id)
    if chosen is None and not form.name.data:
        form.fault(form.name, "Välj en samling, eller skriv vad en ny ska heta.")
        return None
    try:
        if form.name.data or chosen is None:
            chosen = collections.make(form.name.data, stamp())
        collections.add(chosen, example, stamp())
    except TooManyCollections:
        form.fault(form.name, TOO_MANY)
    except CollectionIsFull:
        form.fault(form.collection, FULL)
    except NotAllowed:
        abort(404)
    return None if form.errors else chosen


def _way_back(example: Example) -> str:
    """Return where one came from: the search, as the form says or the browser tells, otherwise the example."""
    came = urlsplit(request.referrer or "")
    told = f"{came.path}?{came.query}" if came.netloc == request.host else ""
    asked = request.form.get("fran", told)
    return asked if asked.startswith("/exempel?") else f"/exempel/{example.id}"
