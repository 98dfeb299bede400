"""What the places in which a name can stand are called, and where they are edited."""

from __future__ import annotations

from flask import url_for

from resultatbank.data.everything import Kind, Place, Spot
from resultatbank.data.rows import TABLES as ROWS
from resultatbank.rules import checklist

COLUMNS = {
    "agreement_proof.answered_by": "Vem som svarade",
    "agreement_proof.note": "Anteckning om svaret",
    "agreement_proof.place": "Var svaret gavs",
    "agreement_proof.received_by": "Vem som tog emot svaret",
    "agreement_proof.text": "Texten som parten såg",
    "appearance.quote": "Citat",
    "collection.name": "Samlingens namn",
    "collection_item.note": "Anteckning i en samling",
    "earlier_text.value": "Tidigare svar",
    "erasure.reference": "Gallringsbeslut",
    "example.benefit": "Nyttan i en mening",
    "example.diary_number": "Diarienummer",
    "example.external_id": "Nummer i systemet som exemplet lästes in från",
    "example.municipalities": "Kommuner",
    "example.project_owner": "Projektägare",
    "example.recipient": "Stödmottagare",
    "example.result_owner": "Resultatägare",
    "example.title": "Exemplets namn",
    "example_text.value": "Svar",
    "finding.text": "Fråga om ett namn i texten",
    "follow_up.note": "Anteckning om uppföljningen",
    "frozen_text.value": "Svar som låstes när insatsen startade",
    "inbox_item.read_more": "Läs mer",
    "inbox_item.reply": "Svaret på meddelandet",
    "inbox_item.text": "Meddelandet",
    "indicator.method": "Hur siffran samlas in",
    "indicator.name": "Siffrans namn",
    "indicator.unit": "Siffrans enhet",
    "invitation.text": "Texten i en fråga till en part",
    "measurement.note": "Anteckning om ett värde",
    "notice_template.text": "Text till parter",
    "objection_decision.reason": "Skälen för ett beslut om en invändning",
    "package.alt_text": "Bildens beskrivning",
    "package.captions": "Bildtext eller undertexter",
    "package.creator": "Upphovsperson",
    "package.licence": "Licens",
    "package.link": "Länk till paketet",
    "package.seen": "Vem som syns",
    "package.title": "Paketets namn",
    "party.email": "E-post",
    "party.guardian": "Vårdnadshavare",
    "party.name": "Namn",
    "party.organisation_number": "Organisationsnummer",
    "party.phone": "Telefon",
    "party.role": "Titel eller roll",
    "placement.address": "Var det är publicerat",
    "placement.outcome_reason": "Varför det inte kan tas ned",
    "planned_channel.contact": "Kontakt för kanalen",
    "planned_channel.note": "Anteckning om kanalen",
    "put_off.reason": "Varför granskningen är framskjuten",
    "reader_answer.text": "En läsares svar på enkäten",
    "review.note": "Anteckning vid granskningen",
    "source.diary_number": "Källans diarienummer",
    "source.link": "Länk till källan",
    "source.title": "Källans namn",
    "stored_file.name": "Filens namn",
    "target_group.interest": "Vad målgruppen bryr sig om",
    "term.label": "Ord i listan",
    "term.slug": "Ordets nyckel",
    "use.where_to": "Vad det skulle användas till",
    "user.email": "E-post",
    "user.name": "Namn",
}
TABLES = {
    "agreement": "överenskommelser",
    "agreement_request": "frågor till parter",
    "appearance": "medverkande",
    "assess_pace": "takter för bedömning",
    "claim": "tagna rader i kön",
    "collection": "samlingar av exempel",
    "earlier_text": "tidigare svar",
    "erasure": "raderingar",
    "event": "händelser i loggen",
    "example": "exempel",
    "example_text": "svar",
    "feed_key": "nycklar till kalendern",
    "finding": "frågor om namn i texten",
    "frozen_text": "låsta svar",
    "hourly_cost": "val av vad en timme kostar",
    "inbox_item": "meddelanden i inkorgen",
    "indicator": "siffror",
    "invitation": "frågor till parter, på papper eller med länk",
    "letter": "brev till parter",
    "login_session": "inloggningar",
    "matomo_file": "filer från Matomo",
    "notice_template": "texter till parter",
    "objection_decision": "beslut om invändningar",
    "placement": "publiceringsplatser",
    "planned_channel": "planerade kanaler",
    "put_off": "framskjutna granskningar",
    "reader_answer": "svar på läsarenkäten",
    "reminder": "påminnelser",
    "review": "granskningar",
    "review_undone": "ångrade granskningar",
    "stored_file": "bilagor",
    "survey_link": "länkar till läsarenkäten",
    "told": "det som personen har påmints om",
    "undo": "beslut som nyss fattats",
    "use": "användningar",
    "user_role": "roller",
}


_KIND_OF_ROW = {table.__tablename__: kind for kind, table in ROWS.items()} | {"reader_answer": "follow_ups"}


def where(spot: Spot) -> str:
    """Return what the place of a text is called, with the question that it answers, to stand before the text."""
    return called(spot.column, spot.question)


def edited_at(place: Place) -> str:
    """Return the address where a text can be edited, or "" when it has none of its own."""
    if place.kind is Kind.TERMS:
        return url_for("admin.words")
    if place.kind is Kind.PARTIES:
        return url_for("parties.party", party_id=place.owner)
    if place.kind is not Kind.EXAMPLES:
        return ""
    if place.table.name == "appearance":
        return url_for("parties.people", example_id=place.owner, _anchor="visar")
    return answered_at(place.owner, place.question or _KIND_OF_ROW.get(place.table.name) or place.column.name)


def answered_at(example_id: int, key: str) -> str:
    """Return the address where a question of an example is answered, or its details when it isn't one of them."""
    question = checklist.QUESTIONS.get(key)
    if question is None:
        return url_for("examples.details", example_id=example_id)
    return url_for("examples.step", example_id=example_id, number=question.step, _anchor=f"fraga-{key}")


def called(column: str, key: str) -> str:
    """Return what a column is called, with the question that its text answers, to stand before the text."""
    name = COLUMNS.get(column, "Annan text")
    question = checklist.QUESTIONS.get(key)
    label = f"{name}: {question.label}" if question else name
    return label if label.endswith("?") else f"{label}:"


def rows_called(table: str) -> str:
    """Return what the rows of a table are called."""
    return TABLES.get(table, "annat")
