"""How the pages about parties say things: badges, lists of materials and channels, advice."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import request
from markupsafe import Markup

from resultatbank.data.confirmations import ending_of
from resultatbank.data.models import Agreement, AgreementAnswer, Event, Party, Term
from resultatbank.data.objections import Ended
from resultatbank.rules.calendar import LAST_DAY
from resultatbank.rules.places import place
from resultatbank.rules.standing import Effect, Standing, State
from resultatbank.rules.words import (
    AgreementEvent,
    Ending,
    HowGiven,
    Language,
    LegalBasis,
    LetterKind,
    Material,
    ObjectionOutcome,
)
from resultatbank.web.looks import listed
from resultatbank.web.wording import MONTHS

EVERYWHERE = "alla kanaler"
ADVICE = {
    LegalBasis.CONSENT: "Ofta fel grund för en myndighet. Bara när personen fritt kan säga nej, utan följder.",
    LegalBasis.CONTRACT: "När parten får något i utbyte, till exempel en modell eller föreläsare. Båda skriver under.",
    LegalBasis.PUBLIC_INTEREST: "Ingår i uppdraget. Passar anställda i tjänsten och bilder från evenemang.",
    LegalBasis.LEGAL_OBLIGATION: "En lag kräver det. Ovanligt för goda exempel.",
}
STAFF = (
    "Parten ser ut att arbeta hos er. Samtycke är då sällan giltigt, eftersom en anställd inte är fri att säga nej. "
    "Välj oftast allmänt intresse för det som hör till tjänsten, och avtal för det som går utöver den."
)
# How something still is where it was published. Only what lies on a page of one's own can be said to be up.
_STANDS = {
    "press": "Publicerad",
    "print": "I omlopp",
    "presentation": "Visas",
    "partner": "Används av partnern",
}


# What happens to a record without anybody doing it. Else one without an actor is the party's own doing, by its link.
_BY_ITSELF = (AgreementEvent.EXPIRED, AgreementEvent.SEALED)
_ENDED = {
    Ending.WITHDRAWN: "Återkallad",
    Ending.ENDED: "Avtalet avslutat",
    Ending.REVOKED: "Stoppad av oss",
    Ending.INVALIDATED: "Posten var fel",
}
_OBJECTED = {
    None: "Invändning prövas",
    ObjectionOutcome.UPHELD: "Invändning bifallen",
    ObjectionOutcome.DENIED: "Invändning avslagen",
}


_TOOK_BACK = {
    Ending.WITHDRAWN: "Tog tillbaka {what} {day}",
    Ending.OBJECTED: "Invände mot {what} {day}",
    Ending.ENDED: "Avslutade avtalet om {what} {day}",
    Ending.REVOKED: "Vi stoppade {what} {day}",
    Ending.INVALIDATED: "Vi rättade en post om {what} {day}",
}


@dataclass(frozen=True, slots=True)
class Badge:
    """A badge: the look, the icon, the words, and the day after them if any."""

    look: str
    icon: str
    words: str
    day: date | None = None


def standing_words(state: State, ended: Ended | None = None) -> str:
    """Return a party's standing in words, and of what is taken back in which way it was."""
    if state.standing is not Standing.WITHDRAWN or ended is None:
        return state.standing.label
    if ended.ending is Ending.OBJECTED:
        return _OBJECTED[ended.outcome]
    return _ENDED[ended.ending]


def badge_of(state: State, ended: Ended | None = None) -> Badge:
    """Return the badge of a party's standing."""
    look, icon, words = {
        Standing.VALID: ("yes", "check", "Giltig till" if state.until else "Giltig tills vidare"),
        Standing.SOON: ("soon", "warn", "Snart ut,"),
        Standing.EXPIRED: ("no", "clock", "Utgången"),
        Standing.WITHDRAWN: ("no", "undo", standing_words(state, ended)),
        Standing.NO: ("no", "cross", "Har sagt nej"),
        Standing.MISSING: ("", "help", "Saknas"),
    }[state.standing]
    return Badge(look, icon, words, state.until)


def material_label(material: str) -> str:
    """Return a material's Swedish word."""
    return Material(material).label


def stands(channel: str) -> str:
    """Return the word for what is still where it was published in a channel."""
    return _STANDS.get(channel, "Uppe")


def how_given(how: str) -> str:
    """Return a way of answering, in Swedish."""
    return HowGiven(how).label


def recorded_by(record: Agreement) -> str:
    """Say who put an answer in the registry: the party itself by its link, or one of us."""
    if record.proof is not None and record.proof.how == HowGiven.LINK:
        return f"av parten själv med personlig länk. {record.recorded_by.name} ställde frågan"
    return f"av {record.recorded_by.name}"


def done_by(event: Event) -> str:
    """Say who did something: one of us by name, the party by its link, or the app of itself."""
    if event.actor is not None:
        return event.actor.name
    is_said = event.subject in ("agreement", "invitation") and event.kind not in _BY_ITSELF
    return "parten själv" if is_said else "systemet"


def letter_label(kind: str) -> str:
    """Return what a letter of a kind is about."""
    return LetterKind(kind).label


def language_label(language: str) -> str:
    """Return a language's Swedish word."""
    return Language(language).label


def grouped(answers: Iterable[AgreementAnswer], labels: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """Return each material's label with the labels of its channels, in the order of the words.

    All the channels in use are said in two words: EVERYWHERE.
    """
    found: dict[str, set[str]] = {}
    for answer in answers:
        found.setdefault(answer.material, set()).add(answer.channel)
    order = [*labels, *sorted({each for channels in found.values() for each in channels} - labels.keys())]
    return [
        (
            material.label,
            [EVERYWHERE]
            if labels.keys() <= found[material]
            else [labels.get(each, each) for each in order if each in found[material]],
        )
        for material in Material
        if material in found
    ]


def answered_words(record: Agreement, shown: Collection[str]) -> str:
    """Say what a party answered, of what an example shows of it: "Svarade 2026-11-28: ja till namn, nej till citat"."""
    said: dict[str, set[bool]] = {}
    for each in record.answers:
        if not shown or each.material in shown:
            said.setdefault(each.material, set()).add(each.yes)
    order = [material for material in Material if material in said]
    if ending := ending_of(record):
        what = listed([each.label.lower() for each in order])
        return _TOOK_BACK[ending].format(what=what, day=record.given_on)
    whole = {answer: [each.label.lower() for each in order if said[each] == {answer}] for answer in (True, False)}
    partly = [each.label.lower() for each in order if len(said[each]) > 1]
    parts = [
        f"ja till {listed(whole[True])}" if whole[True] else "",
        f"ja till {listed(partly)} i en del kanaler" if partly else "",
        f"nej till {listed(whole[False])}" if whole[False] else "",
    ]
    return f"Svarade {record.given_on}: {', '.join(filter(None, parts))}"


def shortened_sentence(effects: list[Effect], until: date) -> str:
    """Say that a new, shorter yes replaces a longer one."""
    last = max(effect.day for effect in effects)
    return (
        f"Det nya svaret gäller till {until}. Det ersätter ett ja som annars hade gällt längre, som längst "
        f"{until_words(last)}. Det äldre kommer inte tillbaka när det nya går ut."
    )


def asked_shorter_sentence(name: str, effects: Sequence[Effect], until: date, labels: Mapping[str, str]) -> str:
    """Say which yeses a yes to a shorter question would replace, and what can be done. `labels` are the channels'."""
    order = list(labels)
    found: dict[tuple[str, date], list[str]] = {}
    for each in sorted(effects, key=lambda each: order.index(each.channel)):
        found.setdefault((each.channel, each.day), []).append(material_label(each.material).lower())
    alike: dict[tuple[str, date], list[str]] = {}
    for (channel, day), materials in found.items():
        alike.setdefault((listed(materials), day), []).append(place(channel, labels[channel]))
    parts = [f"{what} {listed(where)} {until_words(day)}" for (what, day), where in alike.items()]
    boxes = listed([f"”{labels[channel]}”" for channel in dict.fromkeys(channel for channel, _day in found)])
    return (
        f"{name} har redan sagt ja som gäller längre: {'; '.join(parts)}. Ett ja på den här frågan ersätter det och "
        f"gäller bara till {until}. Välj en längre period, eller ta bort {boxes} ur frågan."
    )


def outranked_sentence(effects: list[Effect]) -> str:
    """Say that a later answer goes before the new one."""
    first = min(effect.day for effect in effects)
    materials = sorted({material_label(effect.material).lower() for effect in effects})
    return (
        f"Det finns ett svar som gavs senare och säger emot, från {first}. Det fortsätter att gälla för "
        f"{', '.join(materials)}. Kontrollera vilken dag det nya svaret gavs."
    )


def same_name_sentence(party: Party) -> str:
    """Say that somebody of the same name is registered already."""
    known = ", ".join(filter(None, [party.role, party.organisation.name if party.organisation else ""]))
    more = f" ({known})" if known else ""
    return f"{party.name}{more} finns redan i registret. Är det samma? Välj ”Sök i stället” och ta parten i listan."


def in_new_tabs(html: str) -> Markup:
    """Return a part of a page with its links to other pages opening in new tabs."""
    return Markup(re.sub(r'<a (?=[^>]*\bhref="/)', '<a target="_blank" rel="noopener" ', html))  # noqa: S704  The part has escaped what it was given.


def until_words(day: date) -> str:
    """Say how long something holds: until a day, or without an end."""
    return "tills vidare" if day == LAST_DAY else f"till {day}"


def asked_id(name: str) -> int | None:
    """Return an id from the address, or None when there is none that the database could hold."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def short_basis(basis: str) -> str:
    """Return a legal basis in a word or two, for a narrow place."""
    return LegalBasis(basis).label.partition(",")[0]


def channels_today(slugs: Collection[str], words: Mapping[str, Term]) -> str:
    """Say in which channels a party has a running yes, in the order of the words: all the channels are two words."""
    if words and words.keys() <= set(slugs):
        return EVERYWHERE.capitalize()
    return ", ".join(term.label for slug, term in words.items() if slug in slugs) or "Inga"


def month_word(day: date) -> str:
    """Return a day's month in a word: "november"."""
    return MONTHS[day.month - 1]
