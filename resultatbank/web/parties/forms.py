"""The forms about parties: the register's filters, the party, and what an example shows of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import HiddenField

from resultatbank.data import parties
from resultatbank.data.models import Appearance, Party
from resultatbank.data.parties import FEWEST_LETTERS, PartyFacts
from resultatbank.rules.calendar import day_of
from resultatbank.rules.checksums import sha256_of
from resultatbank.rules.contacts import is_email, is_phone
from resultatbank.rules.personal import valid_organisation_number
from resultatbank.rules.words import MATERIALS_OF, Material, PartyKind
from resultatbank.web.forms import BaseForm, Choice, Day, Line, OneOf, Prose, SearchingForm, Several, Tick, optional_id

MOST_WORDS = 1_000
_MARKS = "”“»«\"'"
KINDS = [(kind, kind.label) for kind in PartyKind]


class SearchForm(SearchingForm):
    """Find a party by its name. Posted, since a name in an address would be personal data in logs and history."""

    text = Line("Namn", hint="Skriv minst två bokstäver.")

    def found(self) -> list[Party] | None:
        """Return the parties found, or None when there is too little to search for."""
        if self.text.errors or len(self.text.data or "") < FEWEST_LETTERS:
            return None
        return list(parties.search_parties(self.text.data))


class PartyForm(BaseForm):
    """A person or an organisation. There is no field for a personnummer."""

    kind = OneOf("Person eller företag", KINDS, needed="Välj om det är en person eller ett företag.")
    party_name = Line("Namn", needed="Skriv namnet.", hint="Så som det står i exemplet.")
    organisation_number = Line("Organisationsnummer", most=20, hint="Tio siffror, till exempel 123456-7890.")
    organisation_id = Choice("Hör till företag eller organisation", coerce=optional_id)
    role = Line("Titel eller roll", hint="Till exempel delägare.")
    email = Line("E-post")
    phone = Line("Telefon", most=40)
    protected = Tick("Skyddade uppgifter", hint="Fråga alltid. Med skyddade uppgifter publicerar vi inte alls.")
    minor = Tick("Under 18 år", hint="Då svarar vårdnadshavaren, och gärna barnet självt från 13 år.")
    under_13 = Tick("Under 13 år", hint="Då svarar alltid vårdnadshavaren.")
    guardian = Line("Vårdnadshavare", hint="Namnet på den som svarar för barnet.")
    version = HiddenField()

    def __init__(self, party: Party | None = None, kind: PartyKind | None = None) -> None:
        """Show a party as it is, or an empty form. With a kind given, the form doesn't ask for it."""
        super().__init__(data=_data_of(party) if party else None)
        self.party = party
        if kind is not None:
            self.kind.data, self.kind.raw_data = kind, [kind]
        self.organisation_id.choices = [("", "Ingen"), *((each.id, each.name) for each in parties.organisations())]

    def validate(self, extra_validators: object = None) -> bool:
        """Check what depends on more than one field."""
        super().validate(extra_validators)
        if self.party is not None and self.kind.data != self.party.kind:
            self.fault(self.kind, "En part kan inte byta mellan person och företag. Lägg till en ny part i stället.")
        if self.kind.data == PartyKind.PERSON:
            self._validate_person()
        if self.kind.data == PartyKind.ORGANISATION:
            self._validate_organisation()
        if self.email.data and not is_email(self.email.data):
            self.fault(self.email, "Skriv en hel e-postadress, till exempel namn@example.se.")
        if self.phone.data and not is_phone(self.phone.data):
            self.fault(self.phone, "Skriv telefonnumret med siffror, till exempel 070-000 00 00.")
        return not self.errors

    def _validate_person(self) -> None:
        if self.organisation_number.data and not self.organisation_number.errors:
            self.fault(
                self.organisation_number, "Numret hör till ett företag. Registrera företaget för sig och välj det här."
            )
        self.minor.data = self.minor.data or self.under_13.data
        if self.minor.data and not self.guardian.data and not self.guardian.errors:
            self.fault(self.guardian, "Skriv vem som är vårdnadshavare.")

    def _validate_organisation(self) -> None:
        for field in (self.organisation_id, self.minor, self.under_13, self.guardian):
            if field.data:
                self.fault(field, "Det här gäller bara personer. Ta bort det.")
        number = self.organisation_number
        if not number.data or number.errors:
            return
        try:
            number.data = valid_organisation_number(number.data)
        except ValueError as error:
            self.fault(number, str(error))
            return
        other = parties.organisation_with(number.data)
        if other is not None and other is not self.party:
            self.fault(number, f"{other.name} har redan det numret. Använd den parten.")

    def facts(self) -> PartyFacts:
        """Return what was typed."""
        return PartyFacts(
            kind=PartyKind(self.kind.data),
            name=self.party_name.data,
            organisation_number=self.organisation_number.data or "",
            organisation_id=self.organisation_id.data,
            role=self.role.data or "",
            email=self.email.data or "",
            phone=self.phone.data or "",
            protected=self.protected.data,
            minor=self.minor.data,
            under_13=self.under_13.data,
            guardian=self.guardian.data or "",
        )


def _data_of(party: Party) -> dict[str, object]:
    return {
        "kind": party.kind,
        "party_name": party.name,
        "organisation_number": party.organisation_number,
        "organisation_id": party.organisation_id,
        "role": party.role,
        "email": party.email,
        "phone": party.phone,
        "protected": party.protected,
        "minor": party.minor,
        "under_13": party.under_13,
        "guardian": party.guardian,
        "version": party.version,
    }


def _no_marks_around(_form: BaseForm, field: Prose) -> None:
    """Take away a pair of quotation marks around the words: the page has its own."""
    words = (field.data or "").strip()
    if len(words) > 1 and words[0] in _MARKS and words[-1] in _MARKS:
        field.data = words[1:-1].strip()


class MaterialsForm(BaseForm):
    """What an example shows of a party, and what the party says there in its own words.

    `seen` is the checksum of the words that stood there as the form was made, `before` the words that stand there now.
    """

    materials = Several("Det här visar exemplet", needed="Välj minst en sak som exemplet visar.")
    quote = Prose(
        "Citat, ordagrant",
        most=MOST_WORDS,
        hint="Visas på exemplets sida med namn och titel, om de är ikryssade. Skriv utan citattecken.",
        checks=[_no_marks_around],
    )
    seen = HiddenField()

    def __init__(self, party: Party, shown: list[str] | None = None, quote: str = "", **sent: Any) -> None:
        """Offer the materials of the party's kind. Forms for several parties can stand on one page.

        What was sent is one party's: the forms of the others are made with `formdata=None`.
        """
        super().__init__(**sent, data={"materials": shown or [], "quote": quote, "seen": sha256_of(quote)})
        self.before = quote
        words = MATERIALS_OF[PartyKind(party.kind)]
        self.materials.choices = [(each, each.label) for each in words]
        self.materials.id = f"materials-{party.id}"
        self.quote.id = self.quote.label.field_id = f"quote-{party.id}"

    def validate(self, extra_validators: object = None) -> bool:
        """Check that words have their box ticked, and that nobody else has changed them meanwhile."""
        super().validate(extra_validators)
        if self.quote.data and not self.quote.errors and Material.QUOTE not in (self.materials.data or []):
            self.fault(self.quote, "Kryssa i Citat ovanför, eller ta bort texten här.")
        if self.seen.data != sha256_of(self.before) and self.quote.data != self.before:
            there = f"Nu står där ”{self.before}”" if self.before else "Nu står där ingenting"
            self.fault(self.quote, f"Någon annan har ändrat citatet. {there}. Spara igen om din text ska gälla.")
            self.seen.data = sha256_of(self.before)
        return not self.errors


class EndForm(BaseForm):
    """The last day on which a party was in an example: today unless another is said."""

    purpose = "ta bort"

    ended_on = Day("Sista dagen")

    def __init__(self, appearance: Appearance, today: date) -> None:
        """Suggest today."""
        super().__init__(data={"ended_on": today})
        if not self.ended_on.raw_data:
            self.ended_on.data = today
        self.appearance, self.today = appearance, today

    def validate(self, extra_validators: object = None) -> bool:
        """Check that the day has been, and that the party was in the example then."""
        super().validate(extra_validators)
        first = day_of(self.appearance.created_at)
        if self.ended_on.data and not first <= self.ended_on.data <= self.today:
            self.fault(self.ended_on, f"Skriv en dag från {first} till {self.today}.")
        return not self.errors


class BackForm(BaseForm):
    """What a party said, which is kept nowhere but on the page that offers the way back."""

    quote = Prose("Citat", most=MOST_WORDS)

    def __init__(self, quote: str = "") -> None:
        """Carry the words."""
        super().__init__(data={"quote": quote})
