"""What the register can be narrowed by, and in which order it stands."""

from __future__ import annotations

from datetime import date
from typing import Any

from resultatbank.data import gate
from resultatbank.data import register as reading
from resultatbank.data.register import Filters, Order
from resultatbank.rules.calendar import add_days, add_months
from resultatbank.rules.standing import Standing
from resultatbank.rules.words import LegalBasis
from resultatbank.web.forms import Choice, Line, SearchingForm, Whole, optional_id
from resultatbank.web.parties.forms import KINDS
from resultatbank.web.parties.words import short_basis

A_YEAR = "365"
WITHIN = [(str(days), f"{days} dagar") for days in (30, 60, 90, 180)] + [(A_YEAR, "12 månader")]
ALL = ("", "Alla")


class FilterForm(SearchingForm):
    """What the register is narrowed by. Every field but the name may stand in an address."""

    party_name = Line("Namn", hint="Minst två bokstäver av namnet.")
    standing = Choice("Läge", [ALL, *((each, each.label) for each in Standing)], name="lage")
    within = Choice("Går ut inom", [("", "När som helst"), *WITHIN], name="inom")
    channel = Choice("Ja i kanalen i dag", name="kanal")
    basis = Choice("Rättslig grund", [ALL, *((each, short_basis(each)) for each in LegalBasis)], name="grund")
    kind = Choice("Person eller företag", [ALL, *KINDS], name="typ")
    organisation_id = Choice("Hör till", coerce=optional_id, name="organisation")
    responsible_id = Choice("Ansvarig för exemplet", coerce=optional_id, name="ansvarig")
    order = Choice("Ordning", [(each, each.label) for each in Order], name="ordning", default=Order.NAME)
    page = Whole("Sida", name="sida")

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """Offer the channels in use, the organisations that have people, and the people who answer for examples."""
        super().__init__(*arguments, **named)
        self.channel.choices = [ALL, *((term.slug, term.label) for term in gate.channels())]
        self.organisation_id.choices = [ALL, *reading.organisations_with_people()]
        self.responsible_id.choices = [ALL, *reading.people_responsible()]

    def filters(self, day: date) -> Filters:
        """Return what was asked for on a day, without what couldn't be read."""
        return Filters(
            name=_right(self.party_name),
            standing=_right(self.standing),
            kind=_right(self.kind),
            basis=_right(self.basis),
            channel=_right(self.channel),
            ends_by=self._ends_by(day),
            organisation_id=_right(self.organisation_id) or None,
            responsible_id=_right(self.responsible_id) or None,
        )

    def _ends_by(self, day: date) -> date | None:
        within = _right(self.within)
        if within == A_YEAR:
            return add_months(day, 12)
        return add_days(day, int(within)) if within else None

    def for_address(self) -> dict[str, Any]:
        """Return what may stand in an address that leads to what is shown: all that is chosen, but never a name."""
        chosen = [field for field in self if field.name not in ("csrf_token", self.party_name.name)]
        return {field.name: field.data for field in chosen if field.data and field.data != field.default}

    def ordered(self) -> Order:
        """Return the order that was asked for, by name unless said otherwise."""
        return Order(_right(self.order) or Order.NAME)

    def page_number(self) -> int:
        """Return which page was asked for, the first unless said otherwise."""
        return self.page.data or 1


def _right(field: Line | Choice) -> Any:
    return "" if field.errors else field.data or ""
