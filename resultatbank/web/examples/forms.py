"""The forms of the example: a new one, its details, how it begins, and the answer to one question."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from wtforms import HiddenField
from wtforms.validators import StopValidation

from resultatbank import clock
from resultatbank.data import accounts, examples, words
from resultatbank.data.models import Example, Term, User
from resultatbank.rules.checklist import Kind, Question
from resultatbank.rules.regions import REGIONS
from resultatbank.rules.words import State, TermKind, Verdict
from resultatbank.web.forms import (
    MONTHS,
    Amount,
    BaseForm,
    Choice,
    Day,
    Line,
    OneOf,
    Prose,
    Several,
    Year,
    YesNo,
    optional_id,
)

MOST_ON_A_LINE = 300
NOBODY = "Ingen"
MONTHS_HINT = "Som vanligt är en gång om året, och var sjätte månad när någon är namngiven."


NOT_YET = "Dagen har inte kommit än. Skriv i dag eller en tidigare dag."
PLANNED_START = "Planerad start", "Inget händer av sig självt den dagen. Säg till när insatsen har startat."


class NewForm(BaseForm):
    """Make an example."""

    title = Line(
        "Vad heter det?",
        needed="Skriv ett kort namn på exemplet.",
        hint="Ett kort namn som du känner igen. Rubriken, nyttan på en rad, skriver du i steg 1.",
    )
    state = OneOf(
        "Har insatsen startat?",
        [(State.PLANNED.value, "Nej, den är planerad"), (State.DRAFT.value, "Ja, den pågår eller är klar")],
        needed="Välj om insatsen har startat.",
        hints={
            State.PLANNED.value: "Bäst. Du skriver vilket resultat ni önskar och vilka siffror som behövs. När insatsen startar låses önskemålen, och visas sedan bredvid det som blev.",  # noqa: E501  A sentence to a person is not broken.
            State.DRAFT.value: "Exemplet blir ett utkast som du fyller på i fem steg.",
        },
    )


class BeginForm(BaseForm):
    """Say when the effort began."""

    began_on = Day(
        "När startade insatsen?", needed="Skriv dagen då insatsen startade.", hint="Till exempel 2026-11-23."
    )

    def check_day(self, ends_on: date | None) -> None:
        """Fault a day that hasn't been yet, or that comes after the effort's last."""
        if self.began_on.data > clock.today():
            self.fault(self.began_on, NOT_YET)
        elif ends_on and self.began_on.data > ends_on:
            self.fault(self.began_on, f"Dagen kommer efter dagen då insatsen slutade, {ends_on}.")


def regions() -> list[tuple[str, str]]:
    """Return the 21 län, each as its code and its name."""
    return [(region.code, region.name) for region in REGIONS]


def _not_negative(_form: BaseForm, field: Amount) -> None:
    if field.data is not None and field.data < 0:
        raise StopValidation("Beloppet kan inte vara mindre än noll.")


class DetailsForm(BaseForm):
    """What an example is about, and who answers for it."""

    title = Line("Namn", needed="Skriv ett kort namn på exemplet.")
    themes = Several("Teman", coerce=optional_id)
    programmes = Several("Program", coerce=optional_id)
    formats = Several(
        "Format",
        coerce=optional_id,
        hint="Det du tänker göra. Sökningen räknar det som finns: artiklar, foton och filmer i steg 3.",
    )
    region_codes = Several("Län", regions)
    municipalities = Prose("Kommuner", most=2000, hint="Skilj dem åt med kommatecken.")
    year = Year("År då resultatet blev klart", hint="Till exempel 2026.")
    starts_on = Day("Insatsen började", hint="Till exempel 2024-02-01.")
    ends_on = Day("Insatsen slutade")
    recipient = Line("Stödmottagare", hint="Den som fick stödet.")
    amount = Amount("Beviljat belopp, kronor", hint="Till exempel 1 250 000.", checks=[_not_negative])
    diary_number = Line("Diarienummer", most=60)
    responsible_id = Choice(
        "Ansvarig", coerce=optional_id, hint="En medarbetare ser det under Mina exempel när det är publicerat."
    )
    fallback_id = Choice("Ersättare", coerce=optional_id, hint="Den som tar vid när den ansvariga är borta.")
    result_owner = Line("Resultatägare", hint="Den som svarar för att resultatet stämmer.")
    project_owner = Line("Projektägare")
    owner_approved_on = Day("Ägaren har läst och godkänt", hint="Dagen då ägaren sa ja till texten.")
    review_months = Choice("Granskas", [("", "Som vanligt"), *MONTHS], coerce=optional_id, hint=MONTHS_HINT)
    seen = HiddenField()
    has_begun = False

    def offer(self, example: Example) -> None:
        """Fill the lists with what there is to choose from, and what the example has already, also if it is retired.

        While the effort is planned, the day when it began is the day when it is planned to.
        """
        self.has_begun = example.state in (State.DRAFT, State.PUBLISHED)
        if example.state == State.PLANNED:
            self.starts_on.label.text, self.starts_on.description = PLANNED_START
        for field, kind in self._lists():
            own = [term for term in example.terms if term.kind == kind]
            field.choices = _term_choices(kind, own)
        people = accounts.people_who_answer()
        self.responsible_id.choices = _people_choices(people, example.responsible)
        self.fallback_id.choices = _people_choices(people, example.fallback)

    def _lists(self) -> list[tuple[Several, TermKind]]:
        return [
            (self.themes, TermKind.THEME),
            (self.programmes, TermKind.PROGRAMME),
            (self.formats, TermKind.FORMAT),
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """Also look at the fields together."""
        good = super().validate(extra_validators)
        if self.starts_on.data and self.ends_on.data and self.ends_on.data < self.starts_on.data:
            self.fault(self.ends_on, "Slutdatumet kommer före startdatumet.")
            good = False
        if self.has_begun and self.starts_on.data and self.starts_on.data > clock.today():
            self.fault(self.starts_on, f"Insatsen har startat. {NOT_YET}")
            good = False
        if self.owner_approved_on.data and self.owner_approved_on.data > clock.today():
            self.fault(self.owner_approved_on, NOT_YET)
            good = False
        return good

    def show(self, example: Example) -> None:
        """Put an example's details in the fields."""
        self.put(examples.details_of(example), set(examples.DETAILS), example.terms)
        self.note_seen(example)

    def put(self, details: dict[str, Any], names: set[str], terms: list[Term]) -> None:
        """Put some of the details in the fields."""
        for name in names - {examples.TERM_IDS}:
            field = self[name]
            field.data = details[name]
            if hasattr(field, "typed"):
                field.typed = None
        if examples.TERM_IDS in names:
            for field, kind in self._lists():
                field.data = [term.id for term in terms if term.kind == kind]

    def note_seen(self, example: Example) -> None:
        """Remember in the form how the details were when it was made."""
        self.seen.data = json.dumps(examples.digests(examples.details_of(example)))

    def seen_digests(self) -> dict[str, str]:
        """Return how the details were when the form was made; nothing if the form doesn't say."""
        try:
            found = json.loads(self.seen.data or "{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def values(self) -> dict[str, Any]:
        """Return the details as the form has them, by the names in examples.DETAILS."""
        plain = {name: self[name].data for name in examples.DETAILS if name in self}
        terms = {term_id for field, _ in self._lists() for term_id in field.data or ()}
        return {**plain, examples.TERM_IDS: sorted(terms), examples.REGION_CODES: sorted(self.region_codes.data or ())}


def _term_choices(kind: TermKind, own: list[Term]) -> list[tuple[str, str]]:
    found = {term.id: term for term in [*words.terms(kind), *own]}
    return [(str(term.id), term.label) for term in found.values()]


def _people_choices(people: Any, own: User | None) -> list[tuple[str, str]]:
    found = {person.id: person for person in [*people, *([own] if own else [])]}
    return [("", NOBODY), *((str(person.id), person.name) for person in found.values())]


def answer_field(question: Question) -> Any:
    """Return the field that takes the answer to a question in words."""
    if question.kind is Kind.YES_NO:
        return YesNo(question.label)
    if question.kind is Kind.VERDICT:
        return OneOf(question.label, [(each.value, each.label) for each in Verdict], hint=question.hint)
    if question.kind is Kind.YEAR:
        return Year(question.label, hint=question.hint)
    if question.kind is Kind.DAY:
        return Day(question.label, hint=question.hint)
    if question.kind is Kind.LINE:
        return Line(question.label, most=MOST_ON_A_LINE, hint=question.hint)
    return Prose(question.label, hint=question.hint)


def in_words(value: Any) -> str:
    """Return an answer as it is stored: in words, with "" for none."""
    return "" if value is None else str(value)
