"""The form for many answers at once: what they have in common, and the list of those who gave them."""

from __future__ import annotations

from typing import Any

from wtforms import Form, HiddenField, TextAreaField
from wtforms.validators import ValidationError

from resultatbank.importing.errors import ImportFileError
from resultatbank.importing.people import MOST_CHARACTERS, PersonRow, read_people, text_of, without_personal_numbers
from resultatbank.rules.checksums import sha256_of
from resultatbank.rules.words import HowGiven
from resultatbank.web.forms import Upload
from resultatbank.web.parties.answer_forms import AgreementForm


class PeopleList(TextAreaField):
    """A list of people. A personnummer is never shown back: it is taken out, and the line is told."""

    data: str

    def __init__(self, label: str, *, hint: str = "", **kwargs: Any) -> None:
        """Take its hint."""
        super().__init__(label, description=hint, **kwargs)
        self.struck: list[int] = []
        self.refused = ""
        self.rows: list[PersonRow] = []

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was pasted."""
        if valuelist:
            self.take(valuelist[0])

    def take(self, text: str) -> None:
        """Take a list as text, without any personnummer."""
        self.data, self.struck = without_personal_numbers(text.replace("\r\n", "\n").strip())

    def take_file(self, name: str, data: bytes) -> None:
        """Take the list in a file. What is wrong with it is told when the form is checked."""
        try:
            self.take(text_of(name, data))
        except ImportFileError as error:
            self.refused = str(error)

    def pre_validate(self, form: Form) -> None:
        """Read the rows. Raises ValidationError with a sentence when they can't be read, or had a personnummer."""
        text = self.data or ""
        if self.refused:
            raise ValidationError(self.refused)
        if len(text) > MOST_CHARACTERS:
            raise ValidationError(f"Listan är {len(text)} tecken. Korta den till högst {MOST_CHARACTERS}.")
        if any(ord(sign) < 32 and sign not in "\n\t" for sign in text):
            raise ValidationError("Listan innehåller tecken som inte går att visa. Skriv om den.")
        try:
            self.rows = read_people(text)
        except ImportFileError as error:
            raise ValidationError(str(error)) from error
        if self.struck:
            where = ", ".join(map(str, self.struck))
            raise ValidationError(
                f"Rad {where} hade ett personnummer. Vi sparar inga personnummer, så det är borttaget. Granska igen."
            )


class ManyForm(AgreementForm):
    """What several people answered on one occasion, each of them an adult who answers for themselves.

    The signed list is asked for when all is saved: a browser keeps no file while the list is looked through.
    """

    people = PeopleList(
        "Personer",
        hint="En person på varje rad: namn; organisation; roll; e-post; telefon. Bara namnet behövs. Högst 200.",
    )
    people_file = Upload("Eller välj en fil", hint="Csv eller xlsx, med eller utan rubriker.")
    seen = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take the list from the file, if one was sent. Nobody is asked on whose behalf they answer."""
        super().__init__(*args, **kwargs)
        del self.capacity, self.answered_by
        sent = self.people_file.data
        if getattr(sent, "filename", ""):
            self.people.take_file(sent.filename, sent.read())

    def _validate_proof(self) -> None:
        if self.is_looked_through or self.how.data != HowGiven.PAPER:
            super()._validate_proof()

    @property
    def kept(self) -> str:
        """What is said of all that was typed: a personnummer was taken out of the list, and the rest is there."""
        return "Allt annat du har fyllt i finns kvar." if self.people.struck else super().kept

    @property
    def fingerprint(self) -> str:
        """What tells one list from another."""
        return sha256_of(self.people.data or "")

    @property
    def is_looked_through(self) -> bool:
        """The person has seen this very list row by row."""
        return self.seen.data == self.fingerprint
