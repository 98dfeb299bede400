"""One form for each kind of row, with the checks that take more than one field."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from wtforms import Field, Form, HiddenField
from wtforms.validators import StopValidation

from resultatbank import clock
from resultatbank.data.measuring import measurement
from resultatbank.data.models import Party
from resultatbank.rules.figures import MOST_YEARS
from resultatbank.rules.findings import Known, is_named
from resultatbank.rules.followup import MORE_PEOPLE, Measurement, misfit
from resultatbank.rules.words import Direction, PartyKind, SourceKind
from resultatbank.web import uploads
from resultatbank.web.forms import (
    Amount,
    BaseForm,
    Choice,
    Day,
    Line,
    Prose,
    Several,
    Tick,
    Upload,
    Whole,
    Year,
    optional_id,
)
from resultatbank.web.rows.options import Options, seen, with_chosen

LINK = 500
TICK_INSTEAD = (
    "{} är med i exemplet. Kryssa i rutan med namnet i stället, så att bilden följer det {} har sagt ja till."
)
# The words of the list of formats that are seen or heard. A word keeps its key when it is renamed.
_SEEN = frozenset({"foto", "bild", "infografik", "illustration"})
_HEARD = frozenset({"film", "video", "ljud", "podd"})
_NOT_COLUMNS = frozenset({"csrf_token", "version", "upload", "drop_file"})


def is_web_address(text: str) -> bool:
    """Tell whether a text is a whole address on the web: http or https, and a host."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not any(sign.isspace() for sign in text)


def _whole_address(_form: Form, field: Field) -> None:
    if not is_web_address(field.data or ""):
        raise StopValidation("Skriv hela adressen, till exempel https://www.example.se/rapport.")


class Link(Line):
    """An address on the web. No other kind is let in: a link must not run anything."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        """Take what the person is told."""
        super().__init__(label, most=LINK, checks=[_whole_address], **kwargs)


class ById(Choice):
    """A choice among things with ids. Its data is an id or None."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        """Take what the person is told."""
        super().__init__(label, coerce=optional_id, **kwargs)


class RowForm(BaseForm):
    """What the forms of all kinds have in common: the version that was read, ids of their own, and two faces."""

    version = HiddenField()

    def offer(self, options: Options, row: Any | None) -> None:
        """Fill the lists, for a new row or with what a row has chosen."""

    def name_fields(self, prefix: str) -> None:
        """Give the fields ids that no other form on the page has. Their names stay."""
        for field in self:
            field.id = f"{prefix}-{field.name}"
            field.label.field_id = field.id

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field and what only several together can tell, so that all that is wrong is said at once."""
        super().validate(extra_validators)
        self.check_together()
        return not self.errors

    def check_together(self) -> None:
        """Fault what doesn't fit together. A field that is wrong by itself may have no data, and is told of already."""

    def values(self) -> dict[str, Any]:
        """Return the row's columns as they were typed."""
        return {field.name: _column(field) for field in self if field.name not in _NOT_COLUMNS}

    def refuse_future(self, field: Field, message: str) -> None:
        """Fault a day that hasn't been yet."""
        if field.data and field.data > clock.today():
            self.fault(field, message)


def _column(field: Field) -> Any:
    if isinstance(field, Day | Amount | Whole | Year | ById):
        return field.data
    if isinstance(field, Tick):
        return bool(field.data)
    if isinstance(field, Several):
        return sorted(set(field.data or ()))
    return field.data or ""


class FileForm(RowForm):
    """A form with a file."""

    upload: Upload
    drop_file: Tick

    def check_together(self) -> None:
        """Fault a file that isn't what it says. A picture is drawn anew: what a camera wrote into it isn't kept."""
        uploads.check(self, self.upload, is_evidence=False)


FILE_HINT = "Pdf, docx, odt, png, jpg, webp eller eml."


class TargetGroupForm(RowForm):
    """A target group and its interest."""

    term_id = ById("Målgrupp", needed="Välj en målgrupp.")
    interest = Prose(
        "Vad är av intresse för dem?", most=2000, hint="Skriv vad just den gruppen bryr sig om. Då räknas raden."
    )
    taken: frozenset[int]

    def offer(self, options: Options, row: Any | None) -> None:
        """Offer the target groups in use, and remember which the other rows have."""
        self.term_id.choices = with_chosen(options.target_groups, row and row.term_id, row.term.label if row else "")
        self.taken = options.chosen_groups - ({row.term_id} if row else set())

    def check_together(self) -> None:
        """A target group stands in the list once."""
        if self.term_id.data in self.taken:
            self.fault(self.term_id, "Gruppen finns redan i listan. Skriv mer i den raden i stället.")


class IndicatorForm(RowForm):
    """A figure that is needed."""

    name = Line("Vad mäter vi?", needed="Skriv vad ni mäter.")
    unit = Line("Enhet", most=60, hint="Till exempel antal, procent eller kr per år.")
    direction = Choice("Riktning", [(each.value, each.label) for each in Direction], needed="Välj en riktning.")
    baseline = Amount("Värde vid start")
    target = Amount("Mål")
    due_on = Day("Ska finnas senast, behövs för ett mål", hint="Till exempel 2027-05-31.")
    repeat_until = Year(
        "Sedan varje år till och med", hint="Lämna tomt om den mäts en gång. Skriv annars också första dagen."
    )
    responsible_id = ById("Vem tar fram den?", hint="Den personen ser siffran och dagen under Mina exempel.")
    method = Line("Hur samlar vi in den?", most=500)
    source_id = ById("Var hämtas den?", hint="Källorna skriver du i steg 2, liksom värdena när de finns.")

    def offer(self, options: Options, row: Any | None) -> None:
        """Offer the people and the example's sources."""
        person = row.responsible if row else None
        self.responsible_id.choices = with_chosen(options.people, person and person.id, person.name if person else "")
        self.source_id.choices = options.sources

    def check_together(self) -> None:
        """A wanted value has a day, the years come after it, and the direction leads there."""
        if self.due_on.data is None:
            if self.target.data is not None or self.repeat_until.data:
                self.fault(self.due_on, "Skriv när värdet ska finnas, så att siffran kommer upp i kön.")
        elif self.repeat_until.data and not 0 < self.repeat_until.data - self.due_on.data.year <= MOST_YEARS:
            first, last = self.due_on.data.year + 1, self.due_on.data.year + MOST_YEARS
            self.fault(self.repeat_until, f"Skriv ett år från {first} till {last}, eller lämna tomt.")
        begun, wanted = self.baseline.data, self.target.data
        if begun is not None and wanted is not None:
            self._check_direction(begun, wanted)

    def _check_direction(self, begun: Decimal, wanted: Decimal) -> None:
        if self.direction.data == Direction.UP and wanted < begun:
            self.fault(self.target, "Siffran ska öka, men målet är lägre än vid start.")
        if self.direction.data == Direction.DOWN and wanted > begun:
            self.fault(self.target, "Siffran ska minska, men målet är högre än vid start.")


class MeasurementForm(RowForm):
    """A value of a figure on one day."""

    indicator_id = ById("Siffra", needed="Välj en siffra. Siffrorna skriver du i steg 1.")
    value = Amount("Värde", needed="Skriv värdet.")
    measured_on = Day("Gäller den", needed="Skriv vilken dag värdet gäller.", hint="Till exempel 2026-11-23.")
    source_id = ById("Källa, om du vill", hint="Källorna skriver du i listan ovanför. Ett värde utan källa märks ut.")
    note = Line("Anteckning, om du vill", hint="Till exempel hur många som svarade.")
    taken: frozenset[tuple[int, date]]

    def offer(self, options: Options, row: Any | None) -> None:
        """Offer the example's figures and sources, and remember on which days the other rows measured each."""
        self.indicator_id.choices = options.indicators
        self.source_id.choices = options.sources
        self.taken = options.figures_measured - ({(row.indicator_id, row.measured_on)} if row else set())

    def check_together(self) -> None:
        """The day has been, and has no value already."""
        self.refuse_future(self.measured_on, "Den dagen har inte varit än. Skriv dagen då ni mätte.")
        if (self.indicator_id.data, self.measured_on.data) in self.taken:
            self.fault(self.measured_on, "Siffran har redan ett värde den dagen. Ändra det i stället.")


class SourceForm(FileForm):
    """Where a result was found."""

    kind = Choice("Slag", [(each.value, each.label) for each in SourceKind], needed="Välj vad det är för slags källa.")
    title = Line("Titel", needed="Skriv vad källan heter.")
    dated = Day("Datum", hint="Till exempel 2026-11-23.")
    link = Link("Länk", hint="Hela adressen, med https://.")
    diary_number = Line("Diarienummer", most=60)
    upload = Upload("Fil", hint=FILE_HINT)
    drop_file = Tick("Ta bort filen")


class PackageForm(FileForm):
    """A form that the result is packed in."""

    title = Line("Titel", needed="Skriv vad det heter.")
    format_id = ById("Format", needed="Välj ett format.")
    link = Link("Länk, om du vill", hint="Hela adressen, med https://.")
    upload = Upload("Fil, om du vill", hint=FILE_HINT)
    drop_file = Tick("Ta bort filen")
    alt_text = Line(
        "Alt-text, behövs för bilder",
        most=500,
        hint="Berätta i en eller två meningar vad bilden visar, som i telefon. Börja inte med ”Bild på”.",
    )
    captions = Line(
        "Textning eller utskrift, behövs för film och ljud",
        most=500,
        hint="Var den finns, till exempel ”svenska undertexter”.",
    )
    creator = Line("Upphovsperson, om du vill", hint="Fotograf, filmare eller skribent. Namnet står vid bilden.")
    licence = Line("Licens eller villkor, om du vill", hint="Till exempel ”fri användning i våra kanaler”.")
    licence_until = Day(
        "Licensens sista dag, om det finns en",
        hint="Dagen efter slutar bilden visas, men exemplet ligger kvar.",
    )
    shown = Several(
        "Vem syns eller hörs?", hint="Bilden får bara användas där alla som är ikryssade har sagt ja till just det."
    )
    seen = Line("Andra som syns, om någon", hint="De som inte är parter, till exempel ”en publik på håll”.")
    nobody_seen = Tick("Ingen kan kännas igen", hint="Säg vem som syns, eller kryssa här. Annars visas inte bilden.")
    formats: dict[int, str]
    parties: list[Party]
    mime = ""

    def offer(self, options: Options, row: Any | None) -> None:
        """Offer the formats in use, and remember the file there is."""
        chosen = row.format if row else None
        self.format_id.choices = with_chosen(options.formats, chosen and chosen.id, chosen.label if chosen else "")
        self.formats = {**options.format_keys, **({chosen.id: chosen.slug} if chosen else {})}
        self.mime = row.file.mime if row and row.file else ""
        offered = list(options.seen_or_heard)
        for each in row.parties if row else ():
            offered = with_chosen(offered, each.key, seen(each.party, each.material), "medverkar inte längre")
        self.shown.choices = offered
        self.parties = options.parties

    def check_together(self) -> None:
        """A picture needs its alt text, a film its captions (WCAG 2.2, 1.1.1 and 1.2). Nobody can't be somebody."""
        super().check_together()
        if self.nobody_seen.data and (self.shown.data or self.seen.data):
            self.fault(self.nobody_seen, "Du har skrivit vem som syns. Ta bort krysset här, eller det du har skrivit.")
        self._refuse_names_that_can_be_ticked()
        word = self.formats.get(self.format_id.data or 0, "")
        mime = self.upload.kind.mime if self.upload.kind else "" if self.drop_file.data else self.mime
        if (word in _SEEN or mime.startswith("image/")) and not self.alt_text.data:
            self.fault(self.alt_text, "Skriv en alt-text, så att den som inte ser bilden vet vad den visar.")
        if word in _HEARD and not self.captions.data:
            self.fault(self.captions, "Skriv var textning eller utskrift finns, så att alla kan ta del av innehållet.")

    def _refuse_names_that_can_be_ticked(self) -> None:
        """Fault a party of the example that is only written: a picture follows what those who are ticked have said."""
        ticked = {each.partition("-")[0] for each in self.shown.data or ()}
        for party in self.parties:
            is_person = party.kind == PartyKind.PERSON
            known = Known(party.id, party.name, is_person)
            if str(party.id) not in ticked and is_named(self.seen.data or "", known):
                self.fault(self.seen, TICK_INSTEAD.format(party.name, "hen" if is_person else "företaget"))


class ChannelForm(RowForm):
    """A channel, and who sees to it."""

    channel = Choice("Kanal", needed="Välj en kanal.")
    responsible_id = ById("Ansvarig")

    def offer(self, options: Options, row: Any | None) -> None:
        """Offer the channels in use and the people."""
        person = row.responsible if row else None
        self.responsible_id.choices = with_chosen(options.people, person and person.id, person.name if person else "")
        chosen = row.channel if row else ""
        self.channel.choices = with_chosen(options.channels, chosen, options.channel(chosen))


class ChannelPlanForm(ChannelForm):
    """A channel in which the example is meant to be spread."""

    planned_on = Day("Planerat datum", hint="Till exempel 2027-05-31.")
    note = Line("Anteckning")
    contact = Line("Kontakt hos partner", hint="När det är en annan aktörs kanal.")
    published_in = ""
    published_words = ""

    def offer(self, options: Options, row: Any | None) -> None:
        """Remember where the row is published: there it is what was planned."""
        super().offer(options, row)
        if row and any(each.planned_channel_id == row.id and not each.is_down for each in options.placed):
            self.published_in, self.published_words = row.channel, options.channel(row.channel)

    def check_together(self) -> None:
        """What is published in one channel wasn't planned for another."""
        if self.published_in and self.channel.data != self.published_in:
            self.fault(self.channel, f"Raden är publicerad i {self.published_words}. Lägg till en ny rad i stället.")


class PlacementForm(ChannelForm):
    """Where the example was published."""

    address = Line("Adress eller upplaga", most=LINK, hint="En länk, ett evenemang, eller hur många exemplar.")
    from_day = Day("Från och med", needed="Skriv vilken dag det publicerades.", hint="Till exempel 2026-11-23.")
    until_day = Day("Till och med", hint="Lämna tomt om det ligger kvar tills vidare.")
    planned_channel_id = ById(
        "Rad i kanalplanen", hint="Välj raden som blev till den här platsen, så räknas den som publicerad."
    )
    planned: dict[int, str]

    def offer(self, options: Options, row: Any | None) -> None:
        """Offer the rows of the channel plan that aren't published yet, and remember for which channel each is."""
        super().offer(options, row)
        self.planned = {each.id: each.channel for each in options.planned}
        chosen = next((each for each in options.planned if row and each.id == row.planned_channel_id), None)
        self.planned_channel_id.choices = with_chosen(
            options.still_planned(row.id if row else None),
            chosen and chosen.id,
            options.name_of_planned(chosen) if chosen else "",
            "publicerad på nytt",
        )

    def check_together(self) -> None:
        """The end comes after the beginning, an address that is one leads to the web, and the plan fits the channel."""
        channel, begins, ends = self.channel.data, self.from_day.data, self.until_day.data
        if not self.channel.errors and self.planned.get(self.planned_channel_id.data or 0, channel) != channel:
            self.fault(
                self.planned_channel_id, "Raden gäller en annan kanal. Välj en rad för samma kanal, eller Ingen."
            )
        if begins and ends and ends < begins:
            self.fault(self.until_day, "Slutdatumet kommer före startdatumet.")
        scheme = (self.address.data or "").partition(":")[0].strip().lower()
        if scheme in ("javascript", "data", "vbscript", "file"):
            self.fault(self.address, "Skriv hela adressen, till exempel https://www.example.se/rapport.")


class FollowUpForm(RowForm):
    """Numbers of one placement on one day."""

    placement_id = ById("Publiceringsplats", needed="Välj en plats. Platserna står i listan ovanför.")
    measured_on = Day(
        "Mätt den", needed="Skriv vilken dag ni mätte.", hint="Siffrorna gäller hela tiden fram till den dagen."
    )
    reached = Whole("Unika besökare", hint="Personer, inte gånger: besökare, läsare eller deltagare.")
    views = Whole("Visningar", hint="Gånger, också av samma person.")
    film_views = Whole("Filmvisningar")
    clicks = Whole("Klick")
    downloads = Whole("Nedladdningar")
    shares = Whole("Delningar")
    mentions = Whole("Omnämnanden")
    actions = Whole("Önskade handlingar", hint="Hur många gånger någon gjorde det vi önskade.")
    survey_answers = Whole("Svar på enkäten")
    survey_pleased = Whole("Hade nytta av innehållet, om ni vet antalet svar", hint="Hur många av svaren.")
    cost = Amount("Kostnad, kr", hint="Det vi betalade.")
    hours = Amount("Arbetstid, timmar")
    note = Line("Anteckning")
    published_on: dict[int, date]
    others: list[tuple[int, Measurement]]

    def offer(self, options: Options, row: Any | None) -> None:
        """Offer the example's placements, and remember what the other rows measured of each."""
        others = (each for each in options.measured if row is None or each.id != row.id)
        self.others = [(each.placement_id, measurement(each)) for each in others]
        self.placement_id.choices = options.placements
        self.published_on = {placement.id: placement.from_day for placement in options.placed}

    def check_together(self) -> None:
        """There is a number, none is below nought, and they fit with the day and with each other."""
        numbers = [field for field in self if isinstance(field, Whole | Amount)]
        if all(field.data is None and not field.errors for field in numbers):
            self.fault(self.reached, "Fyll i minst en siffra. Lämna tomt det ni inte vet.")
        for field in (self.cost, self.hours):
            if field.data is not None and field.data < 0:
                self.fault(field, "Skriv noll eller mer.")
        standing = [each for placement, each in self.others if placement == self.placement_id.data]
        self._check_people(standing)
        self._check_survey()
        self._check_day(standing)

    def _check_people(self, standing: Sequence[Measurement]) -> None:
        if self.measured_on.data is None:
            self.fault_larger(self.reached, self.views, MORE_PEOPLE)
            return
        told = Measurement(self.measured_on.data, reached=self.reached.data, views=self.views.data)
        if wrong := misfit(told, standing):
            self.fault(self[wrong.name], wrong.sentence)

    def _check_day(self, standing: Sequence[Measurement]) -> None:
        self.refuse_future(self.measured_on, "Den dagen har inte varit än. Skriv dagen då ni mätte.")
        day, begun = self.measured_on.data, self.published_on.get(self.placement_id.data or 0)
        if day and begun and day < begun:
            self.fault(self.measured_on, f"Platsen publicerades {begun}. Skriv den dagen eller en senare.")
        if any(each.measured_on == day for each in standing):
            self.fault(self.measured_on, "Platsen har redan en mätning den dagen. Ändra den i stället.")

    def _check_survey(self) -> None:
        answers, pleased = self.survey_answers.data, self.survey_pleased.data
        if pleased is not None and answers is None:
            self.fault(self.survey_answers, "Skriv också hur många som svarade.")
        elif pleased is not None and answers is not None and pleased > answers:
            self.fault(self.survey_pleased, "Det är fler än antalet svar. Rätta ett av talen.")
