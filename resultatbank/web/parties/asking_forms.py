"""The forms with which a party is asked, and in which a signed form that has come back is registered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from resultatbank.data import invitations
from resultatbank.data.invitations import Answerer, Scan
from resultatbank.data.models import Example, Invitation, Party, Term
from resultatbank.data.parties import who_answers_for
from resultatbank.rules.words import MATERIALS_OF, Capacity, InvitationWay, Language, Material, PartyKind
from resultatbank.web import uploads
from resultatbank.web.forms import BaseForm, Day, Line, OneOf, Prose, Several, Tick, Upload, optional_id
from resultatbank.web.parties.answer_forms import ALL, BASES, SOME, UNTIL_A_DAY, YEARS, last_day
from resultatbank.web.parties.grid import Grid
from resultatbank.web.parties.words import ADVICE


class AskForm(BaseForm):
    """What a party is asked, on which grounds, for how long, and how."""

    purpose = "fråga"

    way = OneOf("Sätt att fråga", needed="Välj papper eller länk.")
    basis = OneOf(
        "Rättslig grund",
        BASES,
        needed="Välj rättslig grund.",
        hints={str(key): text for key, text in ADVICE.items()},
    )
    language = OneOf("Språk", [(each, each.label) for each in Language], needed="Välj språk.")
    covers = OneOf("Gäller för", needed="Välj vilka exempel frågan gäller.")
    examples = Several("Exempel", coerce=optional_id)
    materials = Several("Vad vill vi visa?", needed="Välj minst en sak som vi vill visa.")
    channels = Several("Var vill vi visa det?", needed="Välj minst en kanal.")
    wording = Prose(
        "Orden vi vill visa",
        most=2000,
        hint="Citatet, eller det som berättas om parten, ordagrant. Parten läser det innan den svarar.",
    )
    from_day = Day("Från och med", needed="Skriv första dagen.")
    years = OneOf("Hur länge?", YEARS, needed="Välj hur länge ett ja ska gälla.")
    until_day = Day("Sista dagen", hint="Bara när du har valt en viss dag.")
    confirmed = Tick("Jag har läst det här. Spara ändå.")

    def __init__(
        self,
        party: Party,
        examples: Sequence[Example],
        channels: Sequence[Term],
        *,
        today: date,
        has_links: bool,
        start: dict[str, Any],
    ) -> None:
        """Offer the party's materials and examples, and a link where there are links."""
        first = {"way": InvitationWay.LINK if has_links else InvitationWay.PAPER, "language": Language.SWEDISH}
        super().__init__(data={**first, "covers": ALL, "from_day": today, "years": "1", **start})
        self.today = today
        ways = [InvitationWay.LINK, InvitationWay.PAPER] if has_links else [InvitationWay.PAPER]
        self.way.choices = [(each, each.label) for each in ways]
        self.covers.choices = [(ALL, "Alla exempel där parten är med, nu och senare")]
        if examples:
            self.covers.choices = [*self.covers.choices, (SOME, "Bara de här exemplen")]
        self.examples.choices = [(each.id, each.headline) for each in examples]
        self.materials.choices = [(each, each.label) for each in MATERIALS_OF[PartyKind(party.kind)]]
        self.channels.choices = [(each.slug, each.label) for each in channels]

    def validate(self, extra_validators: object = None) -> bool:
        """Check what depends on more than one field. Every fault is found at once."""
        super().validate(extra_validators)
        if self.covers.data == SOME and not self.examples.data and not self.examples.errors:
            self.fault(self.examples, "Välj minst ett exempel.")
        if self.until_day.errors or self.from_day.errors or self.years.errors:
            return False
        if self.years.data == UNTIL_A_DAY and not self.until_day.data:
            self.fault(self.until_day, "Skriv en sista dag. Ett ja behöver alltid ett slut.")
        elif self.until() < self.from_day.data:
            self.fault(self.until_day, "Slutdatumet kommer före startdatumet.")
        elif self.until() < self.today:
            self.fault(self.until_day, "Perioden är redan slut. Skriv en dag som inte har varit.")
        return not self.errors

    def until(self) -> date:
        """Return the last day of a yes."""
        return last_day(self.from_day.data, self.years.data, self.until_day.data)

    def cells(self) -> list[tuple[str, str]]:
        """Return each chosen material in each chosen channel."""
        return [(material, channel) for material in self.materials.data for channel in self.channels.data]

    def chosen_examples(self) -> list[int] | None:
        """Return which examples the question is about, None for all."""
        return None if self.covers.data == ALL else [each for each in self.examples.data if each]


class ScanForm(BaseForm):
    """A signed form that has come back: the scan, what was ticked, and who signed."""

    answers = Grid("Kryssen på blanketten")
    file = Upload("Den påskrivna blanketten", hint="Inskannad eller fotograferad. Pdf, png, jpg eller webp.")
    given_on = Day("Dag då den skrevs under", needed="Skriv dagen som står på blanketten.")
    place = Line("Ort")
    capacity = OneOf("Vem skrev under?", needed="Välj vem som skrev under.")
    signed_by = Line("Namn på den som skrev under")
    note = Prose("Anteckning", most=2000, hint="Bara om något är ändrat eller otydligt på blanketten.")

    def __init__(self, invitation: Invitation, channels: Sequence[Term], *, today: date, guardian_until: int) -> None:
        """Offer the materials and channels of the printed form, and those who may sign it."""
        party = invitation.party
        self.possible = who_answers_for(party, guardian_until)
        name = party.guardian if self.possible[0] == Capacity.GUARDIAN else ""
        super().__init__(data={"given_on": today, "capacity": self.possible[0], "signed_by": name})
        self.today = today
        asked = {each.material for each in invitation.cells}
        self.cells = invitations.asked_cells(invitation)
        self.answers.offer([each for each in Material if each in asked], set(), channels)
        self.capacity.choices = [(each, each.label) for each in self.possible]

    def validate(self, extra_validators: object = None) -> bool:
        """Check what depends on more than one field. Every fault is found at once."""
        super().validate(extra_validators)
        if self.given_on.data and self.given_on.data > self.today:
            self.fault(self.given_on, "Dagen har inte varit än. Skriv dagen som står på blanketten.")
        if self.capacity.data not in (None, Capacity.SELF) and not self.signed_by.data and not self.signed_by.errors:
            self.fault(self.signed_by, "Skriv namnet på den som skrev under.")
        if self.file.sent is None:
            self.fault(self.file, "Lägg till den påskrivna blanketten, inskannad eller fotograferad.")
        uploads.check(self, self.file)
        return not self.errors

    def replies(self) -> dict[tuple[str, str], bool]:
        """Return what was ticked. An empty box counts as no, as the form says."""
        return {cell: self.answers.data.get(cell, False) for cell in self.cells}

    def scan(self, file_id: int) -> Scan:
        """Return what was filled in."""
        return Scan(
            file_id=file_id,
            given_on=cast(date, self.given_on.data),
            signed_by=Answerer(self.capacity.data, self.signed_by.data or ""),
            place=self.place.data or "",
            note=self.note.data or "",
        )
