"""The form of a decision in the queue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from textwrap import shorten
from typing import Any

from wtforms import HiddenField

from resultatbank.data.models import Example, InboxItem, Package
from resultatbank.data.reviewing import Answer, Decision, Remedy, Renewable
from resultatbank.rules.review import Reason
from resultatbank.web.forms import BaseForm, Choice, Line, OneOf, Several, YesNo, optional_id

_MOST_IN_NOTE = 500
_HINTS = {
    Remedy.ASK.value: "Vi antecknar att parterna är tillfrågade i dag.",
    Remedy.FIX.value: "Skriv i anteckningen vad som ska rättas. Den hamnar i kommunikatörernas inkorg.",
    Remedy.RESPONSIBLE.value: "Välj den nya här nedanför.",
    Remedy.REPLACE.value: "Det här exemplet arkiveras och läsarna visas vidare. Ange det andra här nedanför.",
    Remedy.DRAFT.value: "Exemplet syns inte förrän någon publicerar det igen.",
    Remedy.ARCHIVE.value: "Exemplet tas ur banken. Historiken finns kvar.",
}
# What is asked of the communicators, where it isn't the text that is to be mended.
_ASKED_FOR = {
    Reason.LICENCE_ENDED: "Be om en förnyad licens, eller något annat i stället",
    Reason.LICENCE_ENDING: "Be om en förnyad licens, eller något annat i stället",
    Reason.FIGURES_DUE: "Be om siffrorna",
    Reason.FOLLOW_UP_DUE: "Be om siffrorna",
}
_UNTIL_DONE = "Det du skriver här nedanför hamnar i kommunikatörernas inkorg. Raden ligger kvar tills det är gjort."
_ID_IN_TEXT = re.compile(r"(?:.*/exempel/)?([0-9]{1,9})\b.*")


class DecisionForm(BaseForm):
    """The four questions, and what is done about what isn't right."""

    figures_right = YesNo("Stämmer siffrorna fortfarande?")
    people_agree = YesNo("Är personer och företag kvar, och är de överens med oss?")
    links_work = YesNo("Fungerar länkar och kontaktuppgifter?")
    still_good = YesNo("Är det fortfarande ett bra exempel?")
    remedy = OneOf("Vad gör vi åt det?", [(each.value, each.label) for each in Remedy], hints=_HINTS)
    responsible = Choice("Ny ansvarig", coerce=optional_id)
    replacement = Line("Exempel som ersätter", hint="Klistra in adressen till exemplet, eller skriv dess nummer.")
    note = Line("Anteckning", most=_MOST_IN_NOTE)
    version = HiddenField()
    renewable: list[Renewable]
    faults: Sequence[InboxItem]

    def offer(
        self,
        people: list[tuple[str, str]],
        renewable: list[Renewable],
        faults: Sequence[InboxItem],
        is_published: bool,
    ) -> None:
        """Offer those who can be responsible, and the remedies that make sense for the example and its parties.

        Where somebody has said what is wrong, the note may be left empty: that goes to the communicators too.
        """
        self.responsible.choices = [("", "Välj"), *people]
        self.renewable, self.faults = renewable, faults
        pointless = {Remedy.ASK: not renewable, Remedy.DRAFT: not is_published}
        self.remedy.choices = [(each.value, each.label) for each in Remedy if not pointless.get(each)]

    def suit(self, reason: Reason) -> None:
        """Put the remedy that helps against the reason first, and say beforehand when the note can't be left empty."""
        helps, asked = _helps(reason), _ASKED_FOR.get(reason)
        labels = {each.value: each.label for each in self.remedy.choices}
        if asked:
            labels[Remedy.FIX.value] = asked
            self.remedy.hints = {**_HINTS, Remedy.FIX.value: _UNTIL_DONE}
            # Nobody's yes is the matter, so to ask for one doesn't help.
            labels.pop(Remedy.ASK.value, None)
        self.remedy.choices = sorted(labels.items(), key=lambda choice: choice[0] != helps)
        what = asked or Remedy.FIX.label
        if self.faults:
            self.note.description = "Får vara tom: den som såg felet har skrivit vad det är."
        elif self.asks(reason):
            self.note.description = f"Måste fyllas i om du väljer ”{what}”. Annars skriver du om du vill."
        else:
            self.note.label.text = "Vad ska göras?"
            self.note.description = f"Måste fyllas i om du väljer ”{what}”. Behövs inte annars."

    @property
    def questions(self) -> list[YesNo]:
        """The four questions, in order."""
        return [self[answer.value] for answer in Answer]

    @staticmethod
    def asks(reason: Reason) -> bool:
        """Tell whether the row is settled by answering the four questions, also when something is to be taken down."""
        return reason is Reason.TAKEDOWN or not reason.lasts_until_mended

    def judge(self, reason: Reason) -> None:
        """Check what one answer asks of another, all at once."""
        answers = [question.data for question in self.questions]
        if any(answers) or (self.asks(reason) and not self.remedy.data):
            for question in self.questions:
                if not question.data:
                    self.fault(question, "Svara ja eller nej.")
        if not self.remedy.data and (not self.asks(reason) or "nej" in answers):
            self.fault(self.remedy, "Välj vad vi gör åt det som inte stämmer.")
        elif not self.remedy.data and reason.needs_remedy:
            self.fault(self.remedy, "Välj vad vi gör. Svaren ensamma ger ingen ny överenskommelse.")
        if self.remedy.data == Remedy.FIX and not self.note.data and not self.faults:
            what = "göras" if reason in _ASKED_FOR else "rättas"
            self.fault(self.note, f"Skriv vad som ska {what}, så att kommunikatörerna vet.")
        if self.remedy.data == Remedy.RESPONSIBLE and not self.responsible.data:
            self.fault(self.responsible, "Välj vem som ska ansvara.")
        if self.remedy.data == Remedy.REPLACE and self.replacement_id is None:
            self.fault(self.replacement, "Klistra in adressen till exemplet som ersätter.")

    @property
    def replacement_id(self) -> int | None:
        """The id in what was pasted, or None."""
        match = _ID_IN_TEXT.fullmatch(self.replacement.data or "")
        return int(match[1]) if match else None

    def chosen(self) -> list[tuple[str, str]]:
        """Return what was chosen and typed, each with its label, in words."""
        fields: list[Any] = [*self.questions, self.remedy, self.responsible, self.replacement, self.note]
        return [(field.label.text, said) for field in fields if (said := _in_words(field))]

    def decision(self) -> Decision:
        """Return what was decided. Only for a form without faults."""
        answered = all(question.data for question in self.questions)
        answers = {each.value: self[each.value].data == "ja" for each in Answer} if answered else None
        remedy = Remedy(self.remedy.data) if self.remedy.data else None
        return Decision(answers, remedy, self.note.data or "", self.responsible.data, self.replacement_id)


def _helps(reason: Reason) -> Remedy:
    if reason.needs_remedy:
        return Remedy.ASK
    return Remedy.RESPONSIBLE if reason is Reason.NOBODY else Remedy.FIX


def request_for(licences: Sequence[Package], day: date, where: str = "") -> str:
    """Return what to ask the communicators for, where licences have ended or soon will: a line to go on from.

    `where` says in which places to look, where the example is out.
    """
    ends = [
        f"Licensen för ”{each.title}” {'gick' if each.licence_until < day else 'går'} ut {each.licence_until}."
        for each in licences
        if each.licence_until
    ]
    then = f"Förnya {'dem' if len(ends) > 1 else 'den'}, eller använd något annat i stället. {where}".rstrip()
    return f"{shorten(' '.join(ends), _MOST_IN_NOTE - len(then) - 1, placeholder=' …')} {then}"


class PutOffForm(BaseForm):
    """Put a review off, for some days and with a reason."""

    purpose = "skjuta upp granskningen"

    days = OneOf("Hur länge?", [("7", "7 dagar"), ("14", "14 dagar"), ("30", "30 dagar")], needed="Välj hur länge.")
    reason = Line(
        "Varför kan den vänta?",
        needed="Skriv varför granskningen kan vänta.",
        most=500,
        hint="Till exempel att nya siffror kommer i januari.",
    )
    version = HiddenField()


class SeveralForm(BaseForm):
    """The four questions, once for all the examples that are ticked. Only yes to them all is saved."""

    purpose = "spara granskningarna"

    examples = Several("Exempel", needed="Kryssa för minst ett exempel.")
    figures_right = YesNo("Stämmer siffrorna fortfarande?", needed="Svara ja eller nej.")
    links_work = YesNo("Fungerar länkar och kontaktuppgifter?", needed="Svara ja eller nej.")
    still_good = YesNo("Är det fortfarande bra exempel?", needed="Svara ja eller nej.")

    def offer(self, examples: Sequence[Example]) -> None:
        """Offer these examples, all ticked to begin with. Their versions come along."""
        seen = [(f"{each.id}-{each.version}", each.headline) for each in examples]
        self.examples.choices = seen
        if not self.is_submitted():
            self.examples.data = [value for value, _label in seen]

    def validate(self, extra_validators: object = None) -> bool:
        """A no is about one of them: it is said in that one's own row."""
        super().validate(extra_validators)
        for question in (self.figures_right, self.links_work, self.still_good):
            if question.data == "nej":
                self.fault(question, "Ta bort krysset för det som inte stämmer, och öppna dess rad i kön.")
        return not self.errors

    def versions(self) -> dict[int, int]:
        """Return the ticked examples' ids, with the version of each that was seen."""
        pairs = (each.split("-") for each in self.examples.data)
        return {int(example_id): int(version) for example_id, version in pairs}


def _in_words(field: Any) -> str:
    """Return a field's value as a person reads it, or "" when nothing is chosen."""
    if not hasattr(field, "choices"):
        return field.data or ""
    return next((choice.label for choice in field.choices if field.data and choice.value == str(field.data)), "")
