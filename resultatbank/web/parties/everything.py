"""One search that finds everything about a person, for whoever has asked what we have."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import request
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data.everything import MOST_OWNERS, Kind, Texts, log_search, texts_with
from resultatbank.data.traces import MOST_EVENTS, MOST_LINES, Traces, traces_of
from resultatbank.rules.roles import Action
from resultatbank.search.names import Name, parse_name
from resultatbank.web import wording
from resultatbank.web.access import requires, stamp
from resultatbank.web.forms import Line, SearchingForm
from resultatbank.web.parties import places
from resultatbank.web.parties.blueprint import blueprint
from resultatbank.web.respond import page
from resultatbank.web.transactions import reads_first, write_now

_TOO_LITTLE = (
    "Skriv minst tre bokstäver av namnet, eller minst sex siffror av ett nummer. "
    "Är hela namnet två bokstäver, skriv det utan andra tecken."
)


class NameForm(SearchingForm):
    """Who is asked about. Posted, since a name in an address would be personal data in logs and history."""

    party_name = Line(
        "Namn eller e-postadress",
        needed="Skriv namnet.",
        hint="Hela namnet, en del av det eller en e-postadress.",
    )

    def validate(self, extra_validators: object = None) -> bool:
        """Check that there is a name to look for."""
        super().validate(extra_validators)
        if not self.errors and self.name() is None:
            self.fault(self.party_name, _TOO_LITTLE)
        return not self.errors

    def name(self) -> Name | None:
        """Return the name to look for."""
        return parse_name(self.party_name.data or "")


@dataclass(frozen=True, slots=True)
class Counted:
    """A kind of place where we looked, how much is there, and how much may be there. `key` is its place on the page."""

    key: str
    label: str
    exact: int
    maybe: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """How much was found: what tells of the person, and what the person's accounts have done."""

    found: list[Counted]
    acts: list[Counted]

    @property
    def exact(self) -> int:
        """How much there is."""
        return sum(each.exact for each in self.found)

    @property
    def maybe(self) -> int:
        """How much there may be."""
        return sum(each.maybe for each in self.found)


@blueprint.route("/parter/allt", methods=["GET", "POST"])
@requires(Action.SEE_PARTIES)
@reads_first
def everything() -> Response:
    """Show everything about a person. Changes nothing, but for the line in the log that somebody looked."""
    form = NameForm()
    asked = request.method == "POST" and form.validate()
    name = form.name() if asked else None
    if name is None:
        return page("parties/everything.html", form=form, found=None, status=422 if form.errors else 200)
    by, found = stamp(), texts_with(name)
    traces = traces_of(found, clock.today())
    counts = counted(found, traces)
    response = page(
        "parties/everything.html",
        form=form,
        name=name,
        found=found,
        traces=traces,
        counts=counts,
        lines=wording.lines(traces.events),
        at=by.at,
        where=places.where,
        Kind=Kind,
        most=MOST_OWNERS,
        most_lines=MOST_LINES,
        most_events=MOST_EVENTS,
    )
    write_now()
    log_search(found.exact.total + found.maybe.total, by)
    return response


def counted(found: Texts, traces: Traces) -> Counts:
    """Return every kind of place where we have looked, in the order of the page, also those where nothing is.

    What accounts have done is counted only where something is.
    """
    of = {kind: Counted(kind, kind.label, found.exact.count(kind), found.maybe.count(kind)) for kind in Kind}
    # A party's records count too, whether or not their texts hold the name.
    beside = {each.id for each in traces.records_of_own} - set(found.exact.of(Kind.AGREEMENTS))
    agreements = replace(of[Kind.AGREEMENTS], exact=of[Kind.AGREEMENTS].exact + len(beside))
    linked = [
        Counted("appearances", "Medverkan i exempel", len(traces.appearances)),
        Counted("placements", "Publiceringsplatser", len(traces.placements)),
        Counted("events", "Händelser i loggen", traces.events_in_all),
    ]
    first = (Kind.PARTIES, Kind.AGREEMENTS, Kind.EXAMPLES)
    rest = [
        each for kind, each in of.items() if kind not in first and (kind is not Kind.OTHERS or each.exact + each.maybe)
    ]
    acts = [Counted(Kind.USERS, places.rows_called(table), *numbers) for table, numbers in traces.acts.items()]
    return Counts([of[Kind.PARTIES], linked[0], agreements, linked[1], of[Kind.EXAMPLES], *rest, linked[2]], acts)
