"""The calendar of what ends, as a page; and the personal address from which a calendar program fetches it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import ending, feeds, gate
from resultatbank.data import register as reading
from resultatbank.data.ending import Month
from resultatbank.rules.roles import Action
from resultatbank.web.access import current_user, requires, stamp
from resultatbank.web.forms import Choice, SearchingForm, optional_id
from resultatbank.web.parties.blueprint import blueprint
from resultatbank.web.parties.words import month_word
from resultatbank.web.respond import go_to, page


class ResponsibleForm(SearchingForm):
    """Whose examples the calendar is about."""

    responsible_id = Choice("Ansvarig för exemplet", coerce=optional_id, name="ansvarig")

    def __init__(self) -> None:
        """Offer all who answer for examples, and oneself."""
        super().__init__(request.args, meta={"csrf": False})
        me = current_user()
        others = [each for each in reading.people_responsible() if each[0] != me.id]
        self.responsible_id.choices = [("", "Alla"), (me.id, f"Bara mina ({me.name})"), *others]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the chart: its number, its height of 100, the month it is for, and the year where one begins."""

    count: int
    height: int
    month: str
    year: str


@blueprint.get("/overenskommelser/kalender")
@requires(Action.SEE_PARTIES)
def calendar() -> Response:
    """Show what ends month by month, and what has ended lately."""
    return _calendar_page("")


@blueprint.post("/overenskommelser/kalender/adress")
@requires(Action.SEE_PARTIES)
def make_feed() -> Response:
    """Make a personal address for calendar programs and show it, this once. An older one stops at once."""
    return _calendar_page(feeds.make_key(current_user(), stamp()))


@blueprint.post("/overenskommelser/kalender/adress/ta-bort")
@requires(Action.SEE_PARTIES)
def remove_feed() -> Response:
    """Take away the personal address. It stops at once."""
    feeds.remove_key(current_user(), stamp())
    return go_to("parties.calendar", "Adressen är borttagen. Kalendern får inget mer.", anchor="prenumerera")


def _calendar_page(key: str) -> Response:
    form = ResponsibleForm()
    status = 200 if form.validate() else 422
    found = ending.what_ends(clock.today(), None if form.errors else form.responsible_id.data)
    values: dict[str, Any] = {
        "form": form,
        "ends": found,
        "columns": _columns(found.coming),
        "words": {term.slug: term for term in gate.channels()},
        "made_at": feeds.key_made_at(current_user().id),
        "addresses": [_feed_address(key), _feed_address(key, alla=1)] if key else [],
        "most": ending.MOST_OF_A_MONTH,
    }
    return page("parties/calendar.html", status=status, **values)


def _columns(months: Sequence[Month]) -> list[Column]:
    most = max((month.total for month in months), default=0) or 1
    return [
        Column(
            month.total,
            round(100 * month.total / most),
            month_word(month.first),
            str(month.first.year) if month.first.month == 1 or month is months[0] else "",
        )
        for month in months
    ]


def _feed_address(key: str, **question: Any) -> str:
    public_url: str = current_app.config["SETTINGS"].public_url
    return public_url + url_for("parties.feed", key=key, **question)
