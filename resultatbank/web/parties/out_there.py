"""What is out there now, by channel: what must be taken down first, and until when the rest may stay."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import outthere, uses
from resultatbank.data.outthere import Filters, Spot, Urgency
from resultatbank.data.placements import Placed
from resultatbank.data.words import channel_labels
from resultatbank.rules.roles import Action
from resultatbank.web import tables
from resultatbank.web.access import current_user, requires
from resultatbank.web.forms import Choice, SearchingForm
from resultatbank.web.parties.blueprint import blueprint
from resultatbank.web.respond import page

HEADINGS = (
    "Kanal",
    "Adress eller upplaga",
    "Exempel",
    "Exemplets nummer",
    "Sedan",
    "Planerat slut",
    "Läge",
    "Får vara kvar till och med",
    "Ska vara nere senast",
    "Ansvarig",
    "Per den",
)
MINE = "mina"
URGENCIES = [("", "Allt"), (Urgency.MUST_GO.value, "Ska tas ned"), (Urgency.LATE.value, "Försenade")]


class OutThereForm(SearchingForm):
    """What the list is narrowed to. All of it stands in the address."""

    channel = Choice("Kanal", name="kanal")
    urgency = Choice("Läge", URGENCIES, name="lage")
    whose = Choice("Ansvarig", [("", "Alla"), (MINE, "Bara jag")], name="vems")

    def __init__(self) -> None:
        """Offer every channel that something may stand in, also those that are retired."""
        super().__init__(request.args, meta={"csrf": False})
        self.channel.choices = [("", "Alla"), *channel_labels().items()]

    def filters(self) -> Filters:
        """Return what was asked for, without what couldn't be read."""
        channel, urgency, whose = ("" if each.errors else each.data or "" for each in self._all())
        return Filters(channel, Urgency(urgency) if urgency else None, current_user().id if whose else None)

    def for_address(self, **instead: str) -> dict[str, str]:
        """Return the questions of an address that leads to what is shown, with something else asked for instead."""
        asked = {each.name: each.data for each in self._all() if each.data and not each.errors}
        return {name: value for name, value in {**asked, **instead}.items() if value}

    def _all(self) -> tuple[Choice, Choice, Choice]:
        return self.channel, self.urgency, self.whose


@blueprint.get("/publiceringsplatser")
@requires(Action.TAKE_DOWN)
def out_there() -> Response:
    """Show what is out there today, a page at a time."""
    form, day = OutThereForm(), clock.today()
    status = 200 if form.validate() else 422
    filters = form.filters()
    found = outthere.page_of(filters, day, _from())
    values: dict[str, Any] = {
        "asked": form,
        "counts": found.counts,
        "found": found,
        "unanswered": uses.unanswered([each.example.id for each in found.must_go], day),
        "labels": channel_labels(),
        "begun": "efter" in request.args,
    }
    return page("parties/out_there.html", status=status, **values)


@blueprint.get("/publiceringsplatser.csv")
@requires(Action.TAKE_DOWN)
def out_there_file() -> Response:
    """Hand over the same list as a file: every line of it, not only a page."""
    form, day = OutThereForm(), clock.today()
    form.validate()
    rows = [_row(each, day) for each in outthere.all_of(form.filters(), day)]
    return tables.as_file("csv", f"ligger-ute-{day}", tables.Table("Ligger ute nu", HEADINGS, rows))


def _row(each: Placed, day: date) -> list[tables.Cell]:
    place = each.placement
    stays = None if each.may_stay_for_good else each.open_until
    return [
        each.channel,
        place.address,
        each.example.headline,
        each.example.id,
        place.from_day,
        place.until_day,
        _standing(each, day),
        stays,
        each.due_on,
        each.person.name if each.person else "",
        day,
    ]


def _standing(each: Placed, day: date) -> str:
    if each.due_on is None:
        return "Får vara kvar tills vidare" if each.may_stay_for_good else "Får vara kvar"
    return "Skulle ha tagits ned" if each.due_on < day else "Ska tas ned"


def _from() -> Spot | None:
    """Return the place to go on from, written as channel_day_id in the address. Anything else begins from the top."""
    try:
        channel, day, placement_id = request.args.get("efter", "").split("_")
        return Spot(channel, date.fromisoformat(day), int(placement_id[:9]))
    except ValueError:
        return None


def spot_words(spot: Spot) -> str:
    """Return a place to go on from, as it stands in an address."""
    return f"{spot.channel}_{spot.day}_{spot.placement_id}"


blueprint.record(lambda state: state.app.jinja_env.filters.update(spot=spot_words))
