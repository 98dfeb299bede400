"""The text that a party sees, filled in with what it is asked about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask import current_app

from resultatbank.data import notices
from resultatbank.data.models import Party
from resultatbank.rules.notice import Facts, render
from resultatbank.rules.plain import plain
from resultatbank.rules.words import MATERIALS_OF, Capacity, Language, LegalBasis, Material, PartyKind


@dataclass(frozen=True, slots=True)
class Notice:
    """A finished text, with the version of the template it was made from and its language. Freeze all three."""

    text: str
    version: int
    language: Language


def notice_for(
    party: Party,
    basis: LegalBasis,
    language: Language,
    cells: Iterable[tuple[str, str]],
    titles: Sequence[str],
    from_day: date | None,
    until_day: date | None,
    *,
    capacity: Capacity = Capacity.SELF,
    answered_by: str = "",
) -> Notice:
    """Return the text for a party that is asked about these cells: pairs of material and channel, by their keys.

    `titles` are the headlines of the examples it is about; none means all that the party is in. Days that aren't
    decided yet are None. `capacity` and `answered_by` tell who answers in the party's place. Two queries.
    The words may be given as plain text too, as forms have them; raises ValueError for one there isn't.
    """
    basis, language = LegalBasis(basis), Language(language)
    asked = list(cells)
    kind = PartyKind(party.kind)
    materials = {Material(material) for material, _channel in asked}
    ordered = dict.fromkeys([*MATERIALS_OF[kind], *Material])
    template = notices.current(basis, language)
    settings = current_app.config["SETTINGS"]
    facts = Facts(
        authority=settings.authority_name,
        contact=settings.contact,
        dpo_contact=settings.dpo_contact,
        party=party.name,
        kind=kind,
        materials=[each for each in ordered if each in materials],
        channels=notices.channel_words(channel for _material, channel in asked),
        titles=titles,
        from_day=from_day,
        until_day=until_day,
        capacity=Capacity(capacity),
        answered_by=answered_by,
    )
    return Notice(render(template, facts), template.version, language)


def beginning_with(wording: str, notice: Notice) -> Notice:
    """Return a text that begins with the very words that the party is asked about, frozen with the rest of it."""
    say = plain(notice.language)
    words = " ".join(wording.split()).rstrip(".")
    text = f"{say('wording_heading')}\n\n{say('wording', words=words)}\n\n{notice.text}"
    return replace(notice, text=text)
