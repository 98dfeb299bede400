"""The calendar of what ends, as a page. What a calendar program fetches is in feed.py."""

from __future__ import annotations

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import ending, gate
from resultatbank.data import register as reading
from resultatbank.rules.roles import Action
from resultatbank.web.access import current_user, requires
from resultatbank.web.charts import month_columns
from resultatbank.web.forms import Choice, SearchingForm, optional_id
from resultatbank.web.parties.blueprint import blueprint
from resultatbank.web.respond import page


class ResponsibleForm(SearchingForm):
    """Whose examples the calendar is about."""

    responsible_id = Choice("Ansvarig för exemplet", coerce=optional_id, name="ansvarig")

    def __init__(self) -> None:
        """Offer all who answer for examples, and oneself."""
        super().__init__(request.args, meta={"csrf": False})
        me = current_user()
        others = [each for each in reading.people_responsible() if each[0] != me.id]
        self.responsible_id.choices = [("", "Alla"), (me.id, f"Bara mina ({me.name})"), *others]


@blueprint.get("/overenskommelser/kalender")
@requires(Action.SEE_PARTIES)
def calendar() -> Response:
    """Show what ends month by month, and what has ended lately."""
    form = ResponsibleForm()
    status = 200 if form.validate() else 422
    found = ending.what_ends(clock.today(), None if form.errors else form.responsible_id.data)
    values: dict[str, Any] = {
        "form": form,
        "ends": found,
        "columns": month_columns([(month.first, month.total) for month in found.coming]),
        "words": {term.slug: term for term in gate.channels()},
        "most": ending.MOST_OF_A_MONTH,
    }
    return page("parties/calendar.html", status=status, **values)
