"""The form in which a party's answers are registered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, BinaryIO, cast

from werkzeug.datastructures import FileStorage

from resultatbank.data.agreements import Given, Proof
from resultatbank.data.models import Example, Party, Term
from resultatbank.rules.calendar import add_months
from resultatbank.rules.words import MATERIALS_OF, HowGiven, LegalBasis, PartyKind
from resultatbank.web.filetypes import FileKind, check_upload
from resultatbank.web.forms import BaseForm, Day, Line, OneOf, Prose, Several, Tick, Upload, optional_id
from resultatbank.web.parties.grid import Grid
from resultatbank.web.parties.words import ADVICE

MONTHS = 12
ALL, SOME, ONE = "all", "some", "one"
_BASES = [(each, each.label) for each in LegalBasis]
WAYS = [(each, each.label) for each in (HowGiven.PAPER, HowGiven.ORAL, HowGiven.MAIL)]
FUTURE = "Dagen har inte varit än. Skriv dagen då svaret gavs."


class BasisForm(BaseForm):
    """Legal basis first, then whom the answer is from: the beginning of a new agreement."""

    basis = OneOf("Rättslig grund", _BASES, hints={str(key): text for key, text in ADVICE.items()})
    text = Line("Namn på person eller företag", hint="Skriv minst två bokstäver.")


class AgreementForm(BaseForm):
    """What a party answered, for which examples, how long, and how we know."""

    basis = OneOf(
        "Rättslig grund",
        _BASES,
        needed="Välj rättslig grund.",
        hints={str(key): text for key, text in ADVICE.items()},
    )
    covers = OneOf("Gäller för", needed="Välj vilka exempel svaret gäller.")
    examples = Several("Exempel", coerce=optional_id)
    answers = Grid("Svar per material och kanal")
    from_day = Day("Från och med", needed="Skriv första dagen.")
    until_day = Day("Till och med")
    given_on = Day("Svaret gavs", needed="Skriv vilken dag svaret gavs.")
    how = OneOf("Sätt", WAYS, needed="Välj hur svaret gavs.")
    received_by = Line("Vem tog emot svaret?")
    answered_by = Line("Vem svarade?")
    note = Prose("Anteckning", most=2000, hint="Till exempel var och när ni talades vid, eller vad som stod i brevet.")
    file = Upload("Fil", hint="Behövs för påskriven blankett. Pdf, docx, odt, png, jpg, webp eller eml.")
    confirmed = Tick("Jag har läst det här. Spara ändå.")

    def __init__(
        self,
        party: Party,
        shown: Iterable[str],
        examples: Sequence[Example],
        channels: Sequence[Term],
        *,
        today: date,
        most_bytes: int,
        start: dict[str, Any] | None = None,
    ) -> None:
        """Offer the party's materials, those that its examples show first, and its examples."""
        period = {"from_day": today, "until_day": add_months(today, MONTHS), "given_on": today}
        super().__init__(data={**period, "covers": ALL, **(start or {})})
        self.party, self.today, self.most_bytes = party, today, most_bytes
        self.kind_of_file: FileKind | None = None
        self.covers.choices = [(ALL, "Alla exempel där parten är med, nu och senare")]
        if examples:
            self.covers.choices = [*self.covers.choices, (SOME, "Bara de här exemplen")]
        self.examples.choices = [(each.id, each.headline) for each in examples]
        self.answers.offer(MATERIALS_OF[PartyKind(party.kind)], set(shown), channels)

    @property
    def upload(self) -> FileStorage | None:
        """The file that was sent, if any."""
        sent = self.file.data
        return sent if isinstance(sent, FileStorage) and sent.filename else None

    @property
    def stream(self) -> BinaryIO:
        """The content of the file that was sent."""
        return cast(BinaryIO, self.file.data.stream)

    def validate(self, extra_validators: object = None) -> bool:
        """Check what depends on more than one field. Every fault is found at once."""
        super().validate(extra_validators)
        if self.given_on.data and self.given_on.data > self.today:
            self.fault(self.given_on, FUTURE)
        self._validate_period()
        if self.covers.data == SOME and not self.examples.data:
            self.fault(self.examples, "Välj minst ett exempel.")
        self._validate_file()
        self._validate_proof()
        return not self.errors

    def _validate_period(self) -> None:
        some_yes = any(self.answers.data.values())
        if some_yes and not self.until_day.data and not self.until_day.errors:
            self.fault(self.until_day, "Skriv en sista dag. Ett ja behöver alltid ett slut.")
        if self.until_day.data and self.from_day.data and self.until_day.data < self.from_day.data:
            self.fault(self.until_day, "Slutdatumet kommer före startdatumet.")
        elif self.until_day.data and some_yes and self.until_day.data < self.today:
            self.fault(self.until_day, "Perioden är redan slut. Skriv en dag som inte har varit.")

    def _validate_file(self) -> None:
        if self.upload is None:
            return
        try:
            self.kind_of_file = check_upload(self.upload.filename or "", self.stream, self.most_bytes)
        except ValueError as error:
            self.fault(self.file, str(error))

    def _validate_proof(self) -> None:
        if self.how.data == HowGiven.PAPER and self.upload is None:
            self.fault(self.file, "Lägg till den påskrivna blanketten, inskannad eller fotograferad.")
        if self.how.data == HowGiven.ORAL:
            if not self.received_by.data:
                self.fault(self.received_by, "Skriv vem som tog emot det muntliga svaret.")
            if not self.answered_by.data:
                self.fault(self.answered_by, "Skriv vem som svarade.")
        if self.how.data == HowGiven.MAIL and self.upload is None and not self.note.data:
            self.fault(self.note, "Lägg till meddelandet som fil, eller anteckna vad som stod och när det kom.")
        if self.party.minor and not self.answered_by.data and not self.answered_by.errors:
            self.fault(self.answered_by, f"Skriv vem som svarade för barnet, till exempel {self.party.guardian}.")

    def given(self, renews_id: int | None) -> Given:
        """Return what was answered."""
        return Given(
            basis=self.basis.data,
            given_on=self.given_on.data,
            replies=self.answers.data,
            from_day=self.from_day.data,
            until_day=self.until_day.data or self.from_day.data,
            examples=None if self.covers.data == ALL else [each for each in self.examples.data if each],
            renews_id=renews_id,
        )

    def proof(self, text: str, file_id: int | None) -> Proof:
        """Return how we know, with the text the party saw."""
        return Proof(
            how=self.how.data,
            note=self.note.data or "",
            received_by=self.received_by.data or "",
            answered_by=self.answered_by.data or "",
            text=text,
            file_id=file_id,
        )
