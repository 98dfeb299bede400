"""What has happened, in words: the event log holds only kinds and field names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from resultatbank.data.events import OF_USES
from resultatbank.data.models import Event
from resultatbank.rules import checklist
from resultatbank.rules.findings import COMPANY, COMPANY_LABEL
from resultatbank.rules.words import AgreementEvent, FindingKind, FindingOutcome, Material, Reading

MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)

HAPPENED = {
    **{each.value: each.label for each in AgreementEvent},
    **{each.value: f"Läst: {each.label.lower()}" for each in Reading},
    "appearance_added": "Part tillagd i exemplet",
    "appearance_changed": "Ändrat vad exemplet visar av en part",
    "appearance_ended": "Part borttagen ur exemplet",
    "appearance_put_back": "Part tillbaka i exemplet",
    "assess_pace_set": "Takten för bedömning ändrad",
    "assessed": "Bedömt vem som är namngiven",
    "details_saved": "Uppgifter ändrade",
    "example_archived": "Arkiverat",
    "example_begun": "Insatsen startade, önskemålen låstes",
    "example_created": "Skapat",
    "example_imported": "Inläst från fil",
    "example_published": "Publicerat",
    "example_restored": "Tillbaka från arkivet",
    "example_unpublished": "Gjort till utkast igen",
    "expired": "Får inte längre användas på intranätet",
    "fault_sent": "Någon såg ett fel",
    "file_stored": "Fil sparad",
    "feed_key_made": "Kalenderadress skapad",
    "feed_key_removed": "Kalenderadress borttagen",
    "finding_reopened": "Tagit upp en fråga om något i texten igen",
    "finding_settled": "Tagit ställning till något i texten",
    "help_sent": "Hjälp efterfrågad",
    "hourly_cost_set": "Ändrat vad en timme kostar",
    "invitation_closed": "Frågan stängd",
    "inbox_became_example": "Tipset blev det här exemplet",
    "inbox_declined": "Besvarat i inkorgen",
    "inbox_done": "Åtgärdat i inkorgen",
    "matomo_taken_in": "Siffror inlästa från Matomo",
    "naming_named": "Svarat att någon är namngiven",
    "naming_none": "Svarat att ingen är namngiven",
    "notice_saved": "Ny version av en text",
    "party_added": "Part registrerad",
    "party_erased": "Part raderad",
    "party_extract": "Registerutdrag gjort",
    "party_changed": "Partens uppgifter ändrade",
    "reader_line_removed": "En rad ur läsarenkäten borttagen",
    "register_exported": "Registret hämtat som fil",
    "placement_down": "Nedtaget",
    "placement_reopened": "Nedtagningen tas upp igen",
    "placement_stays": "Kan inte tas ned",
    "queue_decision": "Beslut i granskningskön",
    "decision_undone": "Beslutet i granskningskön ångrat",
    "put_off_undone": "Framskjutningen ångrad",
    "replacement_chosen": "Valt vad exemplet ersätts av",
    "responsible_changed": "Ny ansvarig",
    "review_put_off": "Granskningen skjuten fram",
    "reviewed": "Granskat",
    "row_added": "Rad tillagd",
    "row_changed": "Rad ändrad",
    "row_moved": "Rad flyttad",
    "row_removed": "Rad borttagen",
    "survey_closed": "Läsarenkätens länk stängd",
    "survey_opened": "Läsarenkätens länk öppnad",
    "swept": "Daglig genomgång körd",
    "text_saved": "Svar sparat",
    "text_set_aside": "Text lagd i historiken",
    "tip_sent": "Tips skickat",
    "use_ended": "Inte längre använt av någon som kopierade",
    "used": "Kopierat av någon",
}
_SUBJECTS = {
    "follow_up": "Uppföljning",
    "indicator": "Siffra",
    "measurement": "Värde",
    "package": "Paket",
    "placement": "Publiceringsplats",
    "planned_channel": "Planerad kanal",
    "source": "Källa",
    "target_group": "Målgrupp",
}
_FIELDS = {
    "amount": "belopp",
    "diary_number": "diarienummer",
    "email": "e-post",
    "ends_on": "slutdatum",
    "fallback_id": "ersättare",
    "guardian": "vårdnadshavare",
    "minor": "under 18 år",
    "municipalities": "kommuner",
    "organisation_id": "hör till",
    "organisation_number": "organisationsnummer",
    "owner_approved_on": "ägarens godkännande",
    "phone": "telefon",
    "project_owner": "projektägare",
    "protected": "skyddade uppgifter",
    "recipient": "stödmottagare",
    "region_codes": "län",
    "responsible_id": "ansvarig",
    "review_months": "hur ofta det granskas",
    "result_owner": "resultatägare",
    "starts_on": "startdatum",
    "term_ids": "teman, program och format",
    "title": "namn",
    "year": "år",
}
_DAYS = {"licence_until": "licensens sista dag"}
_FOUND = {each.value: each.label.lower() for each in (*FindingKind, *FindingOutcome)} | {COMPANY: COMPANY_LABEL.lower()}
_MATERIALS = {material.value: material.label.lower() for material in Material}


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event as it is told: what happened, and to what."""

    event: Event
    words: str
    what: list[str]

    @property
    def tells_who(self) -> bool:
        """Who did it is told, but for what employees use: that it was used is enough here."""
        return self.event.kind not in OF_USES


def lines(events: Iterable[Event], names: Mapping[int, str] | None = None) -> list[EventLine]:
    """Return the events in words. `names` say what the rows are called that some of them are about, by their ids."""
    known = names or {}
    return [EventLine(event, HAPPENED.get(event.kind, "Ändrat"), _what(event, known)) for event in events]


def _what(event: Event, names: Mapping[int, str]) -> list[str]:
    if event.kind.startswith("row_"):
        kind = _SUBJECTS.get(event.subject, "")
        which = f"{kind} ”{names[event.id]}”" if event.id in names else kind
        return [said for said in (which, *_days(event)) if said]
    if event.kind in ("finding_reopened", "finding_settled"):
        return [_FOUND[str(field)] for field in event.fields if str(field) in _FOUND]
    return [said for field in event.fields if (said := _said(str(field)))]


def _days(event: Event) -> Iterator[str]:
    for field in event.fields:
        column, _, days = str(field).partition("=")
        before, is_day, after = days.partition("/")
        if is_day and column in _DAYS:
            told = after if event.kind == "row_added" else f"{before or 'ingen'} → {after or 'ingen'}"
            yield f"{_DAYS[column]} {told}"


def _said(field: str) -> str:
    if field in checklist.QUESTIONS:
        return checklist.QUESTIONS[field].label
    return _FIELDS.get(field) or _MATERIALS.get(field, "")
