"""The form in which a party's answers are registered: from legal basis to how the answer was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wtforms import Field

from resultatbank.data.agreements import Given, Proof
from resultatbank.data.models import Example, Party, Term
from resultatbank.data.parties import who_answers_for
from resultatbank.rules.renewal import last_of_years
from resultatbank.rules.words import MATERIALS_OF, Capacity, HowGiven, Language, LegalBasis, PartyKind
from resultatbank.web import uploads
from resultatbank.web.forms import BaseForm, Choice, Day, Line, OneOf, Prose, Several, Tick, Upload, optional_id
from resultatbank.web.parties.forms import PartyForm
from resultatbank.web.parties.grid import Grid
from resultatbank.web.parties.notices import Notice
from resultatbank.web.parties.words import ADVICE

ALL, SOME, ONE, PROJECT = "all", "some", "one", "projekt-"
UNTIL_A_DAY = "dag"
YEARS = [("1", "1 år"), ("2", "2 år"), ("3", "3 år"), (UNTIL_A_DAY, "Till en viss dag")]
BASES = [(each, each.label) for each in LegalBasis]
WAYS = [(each, each.label) for each in (HowGiven.PAPER, HowGiven.ORAL, HowGiven.MAIL)]
ELSEWHERE = "annan"
WHERE = [
    *((each, each) for each in ("På telefon", "I ett videomöte", "Hos oss", "Hos parten", "På ett evenemang")),
    (ELSEWHERE, "På en annan plats"),
]
FUTURE = "Dagen har inte varit än. Skriv dagen då svaret gavs."
_NAME_OF = {
    Capacity.GUARDIAN: "Skriv vårdnadshavarens namn.",
    Capacity.TRUSTEE: "Skriv namnet på god man eller förvaltare.",
    Capacity.REPRESENTATIVE: "Skriv namnet på den som svarade för företaget eller organisationen.",
}


def last_day(first: date, years: str, day: date | None) -> date:
    """Return the last day of a yes that is for some years (1, 2 or 3), or until a day (UNTIL_A_DAY)."""
    return day if years == UNTIL_A_DAY and day else last_of_years(first, int(years))


@dataclass(frozen=True, slots=True)
class Offer:
    """What the form has to offer about examples and channels.

    `asked` is the example that the person comes from. `absent` are those, by id, that the party isn't in. `projects`
    are the examples of each project, by its diary number. `shown` are the materials that the examples show of the
    party. `found` is what a search for more examples found, None when nothing was `searched` for.
    """

    examples: Sequence[Example] = ()
    asked: Example | None = None
    absent: frozenset[int] = frozenset()
    projects: dict[str, list[Example]] = field(default_factory=dict)
    shown: frozenset[str] = frozenset()
    channels: Sequence[Term] = ()
    found: Sequence[Example] | None = None
    searched: str = ""

    def project(self, choice: str) -> list[Example]:
        """Return the examples of the project that a choice stands for: its first example's id, after PROJECT."""
        return next((each for each in self.projects.values() if choice == f"{PROJECT}{each[0].id}"), [])

    def covers(self) -> list[tuple[str, str]]:
        """Return the choices of which examples an answer is about."""
        one = [(ONE, f"Bara {self.asked.headline}")] if self.asked else []
        projects = [
            (f"{PROJECT}{examples[0].id}", f"Alla {len(examples)} exempel i projektet {number}")
            for number, examples in self.projects.items()
            if len(examples) > 1
        ]
        return [*one, (SOME, "De exempel jag kryssar för"), *projects]


class BasisForm(BaseForm):
    """Legal basis first, then whom the answer is from: the beginning of a new agreement."""

    purpose = "gå vidare"

    basis = OneOf("Rättslig grund", BASES, hints={str(key): text for key, text in ADVICE.items()})
    party_name = Line("Namn på person eller företag", hint="Skriv minst två bokstäver.")


class AgreementForm(BaseForm):
    """What a party answered, for which examples, how long, and how we know."""

    basis = OneOf(
        "Rättslig grund", BASES, needed="Välj rättslig grund.", hints={str(key): text for key, text in ADVICE.items()}
    )
    capacity = OneOf("Vem svarar?", needed="Välj vem som svarar.")
    answered_by = Line("Namn på den som svarar")
    answers = Grid("Svar per material och kanal")
    covers = OneOf("Gäller för", needed="Välj vilka exempel svaret gäller.")
    examples = Several("Exempel", coerce=optional_id)
    find = Line("Fler exempel", hint="Ord ur rubriken eller diarienummer.")
    appears = Tick("Lägg också till i exemplet", hint="Då räknas det som svaret handlar om som visat i exemplet.")
    from_day = Day("Från och med", needed="Skriv första dagen.")
    years = OneOf("Hur länge?", YEARS, needed="Välj hur länge.")
    until_day = Day("Till och med")
    how = OneOf("Hur gavs svaret?", WAYS, needed="Välj hur svaret gavs.")
    given_on = Day("Vilken dag?", needed="Skriv vilken dag svaret gavs.")
    where = OneOf("Var?", WHERE)
    place = Line("Vilken plats?", hint="Till exempel på mässan i Åre.")
    received_by = Line("Vem tog emot svaret?")
    file = Upload("Fil", hint="Påskriven blankett eller meddelande: pdf, docx, odt, png, jpg, webp eller eml.")
    language = Choice(
        "Språk i texten som lästes eller visades",
        [(each, each.label) for each in Language],
        needed="Välj vilket språk texten var på.",
    )
    note = Prose("Anteckning", most=2000, hint="Det som annars glöms, till exempel vad som stod i brevet.")
    confirmed = Tick("Jag har läst det här. Spara ändå.")

    def __init__(
        self,
        party: Party,
        offer: Offer,
        *,
        today: date,
        guardian_until: int,
        newcomer: PartyForm | None = None,
        start: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """Offer the party's materials, those that its examples show first, and the examples."""
        self.possible = who_answers_for(party, guardian_until)
        begin = {"from_day": today, "years": "1", "given_on": today, "language": Language.SWEDISH, **(start or {})}
        if begin.get("capacity") not in self.possible:
            begin["capacity"] = self.possible[0]
        super().__init__(data=begin, **kwargs)
        self.party, self.offer, self.newcomer = party, offer, newcomer
        self.today = today
        everything = (ALL, "Alla exempel där parten är med, nu och senare")
        # Where there is nothing to tick yet, ticking is what one seldom wants.
        self.covers.choices = [*offer.covers(), everything] if offer.examples else [everything, *offer.covers()]
        if offer.asked is None:
            self.appears.label.text = "Lägg också till i de exempel som är kryssade"
        self.examples.choices = [(each.id, each.headline) for each in offer.examples]
        self.answers.offer(MATERIALS_OF[PartyKind(party.kind)], set(offer.shown), offer.channels)
        # Of one who is new nothing is known, so whoever may answer for a person is offered.
        anybody = newcomer is not None and party.kind == PartyKind.PERSON
        may = [Capacity.SELF, Capacity.GUARDIAN, Capacity.TRUSTEE] if anybody else self.possible
        self.capacity.choices = [(each, each.label) for each in may]
        if len(may) == 1:
            self.capacity.data, self.capacity.raw_data = may[0], [may[0]]

    @property
    def errors(self) -> dict[Any, Any]:
        """What is wrong with the answer, and with the party if it is new."""
        return {**super().errors, **(self.newcomer.errors if self.newcomer else {})}

    def errors_in_order(self) -> list[tuple[Field, str]]:
        """Return what is wrong in the order of the page: who it is comes after the basis."""
        mine = super().errors_in_order()
        theirs = self.newcomer.errors_in_order() if self.newcomer else []
        first = [each for each in mine if each[0] is self.basis]
        return [*first, *theirs, *(each for each in mine if each[0] is not self.basis)]

    def validate(self, extra_validators: object = None) -> bool:
        """Check what depends on more than one field. Every fault is found at once."""
        super().validate(extra_validators)
        self._validate_who()
        self._validate_newcomer()
        if self.given_on.data and self.given_on.data > self.today:
            self.fault(self.given_on, FUTURE)
        self._validate_period()
        self._validate_examples()
        uploads.check(self, self.file)
        self._validate_proof()
        return not self.errors

    def knows_examples(self) -> bool:
        """Check which examples the answer is about, and nothing else: the text to read names them."""
        for each in (self.covers, self.examples):
            each.validate(self)
        self._validate_examples()
        return not self.covers.errors and not self.examples.errors

    def _validate_examples(self) -> None:
        if self.covers.data == SOME and not self.examples.data and not self.examples.errors:
            self.fault(self.examples, "Välj minst ett exempel.")

    def _validate_who(self) -> None:
        if self.capacity is None or self.capacity.errors:
            return
        needed = _NAME_OF.get(Capacity(self.capacity.data)) if self.capacity.data else None
        if needed and not self.answered_by.data and not self.answered_by.errors:
            self.fault(self.answered_by, needed)

    def _validate_newcomer(self) -> None:
        """Check one who is new. That a guardian answers is what tells that it is a child, and who the guardian is."""
        new = self.newcomer
        if new is None:
            return
        child = self.capacity.data == Capacity.GUARDIAN or new.under_13.data
        new.minor.data, new.guardian.data = child, (self.answered_by.data or "") if child else ""
        new.validate()
        if child and self.capacity.data == Capacity.SELF:
            new.fault(new.under_13, "Under 13 år svarar alltid vårdnadshavaren. Välj Vårdnadshavare.")
        # The name is asked for, and missed, as that of the one who answers.
        new.guardian.errors = []

    def _validate_period(self) -> None:
        until = self.until_day
        if until.errors or self.years.errors or self.from_day.errors:
            return
        if until.data and self.years.data != UNTIL_A_DAY:
            self.fault(until, "Välj ”Till en viss dag” om dagen ska gälla, eller töm fältet.")
        elif not until.data and self.years.data == UNTIL_A_DAY:
            self.fault(until, "Skriv en sista dag. Ett ja behöver alltid ett slut.")
        elif until.data and self.from_day.data and until.data < self.from_day.data:
            self.fault(until, "Slutdatumet kommer före startdatumet.")
        elif self.from_day.data and self.until() < self.today and any(self.answers.data.values()):
            ended = until if until.data else self.from_day
            self.fault(ended, "Perioden är redan slut. Den måste räcka till i dag eller längre.")

    def _validate_proof(self) -> None:
        if self.how.data == HowGiven.PAPER and self.file.sent is None:
            self.fault(self.file, "Lägg till den påskrivna blanketten, inskannad eller fotograferad.")
        if self.how.data == HowGiven.ORAL:
            if not self.said_at() and not self.place.errors and not self.where.errors:
                field = self.place if self.where.data == ELSEWHERE else self.where
                self.fault(field, "Berätta var ni talades vid, till exempel på telefon.")
            if not self.received_by.data and not self.received_by.errors:
                self.fault(self.received_by, "Skriv vem som tog emot det muntliga svaret.")
        if self.how.data == HowGiven.MAIL and self.file.sent is None and not self.note.data:
            self.fault(self.note, "Lägg till meddelandet som fil, eller anteckna vad som stod och när det kom.")

    @property
    def period_is_right(self) -> bool:
        """The period can be worked out: until() has what it needs."""
        known = self.years.data in {value for value, _label in YEARS}
        return bool(self.from_day.data) and known and (self.years.data != UNTIL_A_DAY or bool(self.until_day.data))

    def until(self) -> date:
        """Return the last day of a yes."""
        return last_day(self.from_day.data, self.years.data, self.until_day.data)

    def said_at(self) -> str:
        """Return where an oral answer was given: the place that is chosen, or the one that is written."""
        chosen = self.where.data or ELSEWHERE
        return (self.place.data or "") if chosen == ELSEWHERE else str(chosen)

    def chosen_examples(self) -> list[int] | None:
        """Return which examples the answer is about, None for all. Those of a project are the ones it has today."""
        if self.covers.data == ALL:
            return None
        if self.covers.data == ONE and self.offer.asked:
            return [self.offer.asked.id]
        if self.covers.data == SOME:
            return [each for each in self.examples.data or () if each]
        return [each.id for each in self.offer.project(self.covers.data or "")]

    def to_appear_in(self) -> list[int]:
        """Return the examples that whoever answers is to be put in, if they aren't there: those chosen one by one."""
        chosen = self.chosen_examples() if self.covers.data in (ONE, SOME) else None
        return (chosen or []) if self.appears.data else []

    def chosen_titles(self) -> list[str]:
        """Return what the chosen examples are called, for the text that the party sees."""
        chosen = set(self.chosen_examples() or ())
        known = [*self.offer.examples, *self.offer.project(self.covers.data or "")]
        return [title for id_, title in {each.id: each.headline for each in known}.items() if id_ in chosen]

    def given(self, renews_id: int | None) -> Given:
        """Return what was answered."""
        return Given(
            basis=self.basis.data,
            given_on=self.given_on.data,
            replies=self.answers.data,
            from_day=self.from_day.data,
            until_day=self.until(),
            examples=self.chosen_examples(),
            renews_id=renews_id,
        )

    def proof(self, answered_by: str, seen: Notice, file_id: int | None, capacity: str = Capacity.SELF) -> Proof:
        """Return how we know, with the text the party saw. Only what the way of answering asks for is kept of it."""
        oral = self.how.data == HowGiven.ORAL
        return Proof(
            how=self.how.data,
            note=self.note.data or "",
            received_by=(self.received_by.data or "") if oral else "",
            place=self.said_at() if oral else "",
            answered_by=answered_by,
            capacity=capacity,
            language=seen.language,
            notice_version=seen.version,
            text=seen.text,
            file_id=file_id,
        )
