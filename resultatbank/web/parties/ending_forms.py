"""The forms in which what a party allowed is ended, an objection decided, and what is out there taken down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from wtforms import HiddenField

from resultatbank.data.models import Agreement, Party, Placement, Term
from resultatbank.data.placements import DOWN, STAYS
from resultatbank.data.takedowns import first_day
from resultatbank.rules.endings import OF_OUR_OWN, OF_THE_PARTY, endings_of
from resultatbank.rules.words import MATERIALS_OF, Ending, LegalBasis, Material, ObjectionOutcome, PartyKind
from resultatbank.web.forms import BaseForm, Choice, Day, Line, OneOf, Prose, Several, optional_id
from resultatbank.web.parties.answer_forms import ALL, FUTURE, ONE, SOME, WAYS
from resultatbank.web.parties.words import until_words

_LABELS = {
    Ending.WITHDRAWN: ("Parten tar tillbaka sitt samtycke", "Parten behöver inte förklara varför."),
    Ending.OBJECTED: ("Parten invänder", "Vi slutar visa uppgifterna medan vi prövar invändningen. Sedan beslutar vi."),
    Ending.ENDED: ("Avtalet avslutas", "Parten säger upp avtalet, eller så är det slut."),
    Ending.REVOKED: ("Vi slutar själva", "Ingen har bett om det. Skriv varför i anteckningen."),
    Ending.INVALIDATED: ("Posten är fel", "Till exempel fel person. Skriv vad som är fel i anteckningen."),
}


class EndingForm(BaseForm):
    """In which way what a party allowed ends, how much of it, when, and how we know."""

    ending = OneOf(
        "Vad har hänt?", needed="Välj vad som har hänt.", hints={str(e): hint for e, (_, hint) in _LABELS.items()}
    )
    scope = OneOf(
        "Vad gäller det?",
        [(ALL, "Allt"), (ONE, "En överenskommelse"), (SOME, "Vissa material eller kanaler")],
        needed="Välj vad det gäller.",
        hints={
            ALL: "Inget av parten får visas någonstans.",
            ONE: "Alla ja i den överenskommelsen. Nejet gäller också äldre ja till samma sak.",
            SOME: "Välj minst ett material eller en kanal nedanför. Det du lämnar tomt gäller alla.",
        },
    )
    agreement_id = Choice("Överenskommelse", coerce=optional_id)
    materials = Several("Material", [(each, each.label) for each in Material])
    channels = Several("Kanaler")
    given_on = Day(
        "Vilken dag?",
        needed="Skriv vilken dag det hände.",
        hint="Dagen då parten hörde av sig, eller då ni bestämde det.",
    )
    how = OneOf("Hur hörde parten av sig?", WAYS)
    note = Prose("Anteckning", most=2000, hint="Parten behöver inte förklara varför. Skriv bara det som behövs.")

    def __init__(
        self, party: Party, given: Sequence[Agreement], channels: Sequence[Term], *, today: date, chosen: int | None
    ) -> None:
        """Offer the ways that what the party allowed can end in, its materials, the channels, and its records."""
        self.today, self.records = today, {each.id: each for each in given}
        bases = [LegalBasis(each.basis) for each in given] or [LegalBasis.CONSENT]
        basis = LegalBasis(self.records[chosen].basis) if chosen in self.records else bases[0]
        start = {"given_on": today, "scope": ONE if chosen else ALL, "agreement_id": chosen}
        super().__init__(data={**start, "ending": OF_THE_PARTY[basis]})
        self.ending.choices = [(each, _LABELS[each][0]) for each in endings_of(set(bases))]
        self.agreement_id.choices = [("", "Välj"), *((each.id, _title(each)) for each in given)]
        self.materials.choices = [(each, each.label) for each in MATERIALS_OF[PartyKind(party.kind)]]
        self.channels.choices = [(each.slug, each.label) for each in channels]

    @property
    def chosen(self) -> Agreement | None:
        """The one record that it is about, when it is about one."""
        return self.records.get(self.agreement_id.data) if self.scope.data == ONE else None

    @property
    def source(self) -> Agreement | None:
        """The record that is ended: the chosen one, or the latest that can end in this way."""
        fitting = (each for each in self.records.values() if self._fits(each))
        return self.chosen or next(fitting, next(iter(self.records.values()), None))

    def _fits(self, record: Agreement) -> bool:
        return self.ending.data in OF_OUR_OWN or self.ending.data == OF_THE_PARTY[LegalBasis(record.basis)]

    def validate(self, extra_validators: object = None) -> bool:
        """Check what depends on more than one field."""
        super().validate(extra_validators)
        if self.given_on.data and self.given_on.data > self.today:
            self.fault(self.given_on, FUTURE)
        if self.scope.data == ONE and not self.agreement_id.data and not self.agreement_id.errors:
            self.fault(self.agreement_id, "Välj vilken överenskommelse det gäller.")
        if self.scope.data == SOME and not self.materials.data and not self.channels.data:
            self.fault(self.materials, "Välj minst ett material eller en kanal.")
        if self.ending.data and not self.ending.errors:
            self._validate_ending(self.ending.data)
        return not self.errors

    def _validate_ending(self, ending: str) -> None:
        if ending in OF_OUR_OWN:
            if not self.note.data and not self.note.errors:
                self.fault(self.note, "Skriv varför.")
        elif not self.how.data and not self.how.errors:
            self.fault(self.how, "Välj hur parten hörde av sig.")
        if self.chosen is not None and not self._fits(self.chosen):
            basis = LegalBasis(self.chosen.basis)
            right = _LABELS[OF_THE_PARTY[basis]][0]
            self.fault(self.ending, f"Överenskommelsen vilar på {basis.label.lower()}. Välj ”{right}”.")


def _title(agreement: Agreement) -> str:
    yeses = [answer for answer in agreement.answers if answer.yes]
    last = max((each.until_day for each in yeses), default=None)
    until = "" if last is None else f", gäller {until_words(last)}"
    return f"{agreement.given_on}{until}"


class TakeDownForm(BaseForm):
    """A placement is taken down, or can't be and why."""

    outcome = OneOf(
        "Vad har hänt?",
        [(DOWN, "Nedtagen"), (STAYS, "Kan inte tas ned")],
        needed="Välj om den är nedtagen eller inte kan tas ned.",
    )
    settled_on = Day("Dag", needed="Skriv vilken dag.")
    reason = Line("Varför kan den inte tas ned?", hint="Till exempel att trycksaken redan är utdelad.")
    version = HiddenField()

    def __init__(self, placement: Placement, today: date) -> None:
        """Show today, and the version that the person has seen."""
        super().__init__(data={"settled_on": today, "version": placement.version})
        self.today, self.first = today, first_day(placement, today)

    def validate(self, extra_validators: object = None) -> bool:
        """Check what depends on more than one field."""
        super().validate(extra_validators)
        if self.settled_on.data and self.settled_on.data > self.today:
            self.fault(self.settled_on, "Dagen har inte varit än. Skriv dagen då den togs ned.")
        elif self.settled_on.data and self.settled_on.data < self.first:
            self.fault(self.settled_on, f"Den publicerades {self.first}. Skriv den dagen eller en senare.")
        if self.outcome.data == STAYS and not self.reason.data:
            self.fault(self.reason, "Skriv varför den inte kan tas ned.")
        return not self.errors


class DecisionForm(BaseForm):
    """What the authority decides about an objection, and why."""

    outcome = OneOf(
        "Vad beslutar ni?",
        [(each, each.label) for each in ObjectionOutcome],
        needed="Välj om invändningen bifalls eller avslås.",
        hints={
            ObjectionOutcome.UPHELD: "Uppgifterna får inte visas igen.",
            ObjectionOutcome.DENIED: "Era skäl väger tyngre. Inget visas förrän ni registrerar att det får visas igen.",
        },
    )
    reason = Prose("Skäl", needed="Skriv skälen för beslutet.", most=4000, hint="Parten får läsa det här.")
